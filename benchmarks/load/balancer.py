"""A balancer of connections: each goes to the next replica that takes it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

CHUNK = 65536


class Balancer:
    """Leads connections of one port to several others of this machine."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)
        self._turn = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self) -> int:
        """Listen. Returns the port."""
        self._server = await asyncio.start_server(self._lead, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Listen no longer, and end every connection."""
        if self._server is not None:
            self._server.close()
        for writer in list(self._open):
            writer.close()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            found = await self._connect()
            if found is not None:
                await self._between(reader, writer, *found)
        finally:
            self._open.discard(writer)
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """A connection to the next replica that is there; None where none is."""
        for _ in self._ports:
            self._turn = (self._turn + 1) % len(self._ports)
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", self._ports[self._turn])
        return None

    async def _between(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        other_reader: asyncio.StreamReader,
        other_writer: asyncio.StreamWriter,
    ) -> None:
        """Both ways, until one of the two ends."""
        ways = {asyncio.create_task(_pump(reader, other_writer)), asyncio.create_task(_pump(other_reader, writer))}
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            other_writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
