"""HTTP/1.1 as far as two programs on one machine need it: a server without a parser to speak of, and a client that
posts."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, cast

Answer = Callable[[bytes], None]
"""Takes the body of the answer, which is JSON, now or later."""

Handler = Callable[[str, bytes, Answer], None]
"""Takes the path, the body and what is to be called with the answer."""

MAX_BODY = 8_000_000


class Connection(asyncio.Protocol):
    """One connection of a client, whose requests are answered in order."""

    def __init__(self, handle: Handler, open_ones: set["Connection"]) -> None:
        self._handle = handle
        self._open = open_ones
        self._left = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast(asyncio.Transport, transport)
        self._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever wanted an answer is gone."""
        self._open.discard(self)
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Handle every request that is complete."""
        self._left += data
        while request := _take(self._left):
            path, body, self._left = request
            self._handle(path, body, self._answer)

    @property
    def is_open(self) -> bool:
        """Whether an answer would arrive."""
        return self._transport is not None

    def close(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.close()

    def _answer(self, body: bytes) -> None:
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )


class Server:
    """Answers requests on a port of this machine."""

    def __init__(self, handle: Handler) -> None:
        self._handle = handle
        self._open: set[Connection] = set()
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0) -> int:
        """Listen. Returns the port."""
        loop = asyncio.get_running_loop()
        make = lambda: Connection(self._handle, self._open)  # noqa: E731 - a factory of one line
        self._server = await loop.create_server(make, "127.0.0.1", port)
        return int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Listen no longer, and end every connection."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._open):
            connection.close()


def _take(data: bytes) -> tuple[str, bytes, bytes] | None:
    """The path and the body of the first request, and what comes after it; None where it is not complete."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = data[:end]
    whole = end + 4 + _length(head)
    if len(data) < whole:
        return None
    return head.split(b" ", 2)[1].decode(), data[end + 4 : whole], data[whole:]


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    if at < 0:
        return 0
    return min(int(head[at + 15 :].split(b"\r", 1)[0]), MAX_BODY)


class Poster:
    """Posts JSON to one address, over connections that are kept."""

    def __init__(self, host: str, port: int, path: str, secret: str) -> None:
        self._address = (host, port)
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n"
        ).encode()
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, body: bytes, within: float) -> int:
        """Post it. Returns the status of the answer. Raises OSError, TimeoutError where there was none."""
        async with asyncio.timeout(within):
            # The one that rested longest: connections, and what is behind a balancer, get about the same each.
            reader, writer = self._idle.pop(0) if self._idle else await asyncio.open_connection(*self._address)
            try:
                status, keep = await self._exchange(reader, writer, body)
            except BaseException as error:
                writer.close()
                if isinstance(error, asyncio.IncompleteReadError | ValueError | IndexError):
                    raise ConnectionResetError("no answer") from error
                raise
        if keep:
            self._idle.append((reader, writer))
        else:
            writer.close()
        return status

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes
    ) -> tuple[int, bool]:
        writer.write(b"%bContent-Length: %d\r\n\r\n%b" % (self._head, len(body), body))
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        return int(head.split(b" ", 2)[1]), b"connection: close" not in head.lower()

    def close(self) -> None:
        """End every connection."""
        while self._idle:
            self._idle.pop()[1].close()


def dumped(value: Any) -> bytes:
    """As JSON."""
    return json.dumps(value).encode()
