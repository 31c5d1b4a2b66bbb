"""A small HTTP server: the webhook, signs of health, figures. Nothing else serves HTTP.

It says nothing of itself, takes in no more than a route wants, and lets nobody keep it busy by being slow.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from bot.connections import TEXT, Response, Server
from bot.stopping import ended

log = logging.getLogger(__name__)

BODY_WITHIN = 15.0
"""Seconds for a body to come."""

CLOSE_WITHIN = 0.1
"""Seconds for a connection to end when the server stops; then it is ended."""


@dataclass(frozen=True, slots=True)
class WebRequest:
    """What was asked."""

    method: str
    path: str
    """Without what follows a question mark."""
    headers: Mapping[str, str]
    """By name, whatever its case. Bytes that are no UTF-8 are in them as lone surrogates."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class WebResponse:
    """The answer."""

    status: int = 200
    body: bytes = b""
    content_type: str = TEXT
    retry_after: int | None = None
    """Seconds after which it may be tried again."""


Answer = Callable[[WebRequest], Awaitable[WebResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """What is answered under a path."""

    method: str
    path: str
    answer: Answer
    limit: int = 0
    """The most bytes that a body may have."""
    gate: Callable[[WebRequest], WebResponse | None] | None = None
    """Looks at the head alone and may refuse, before any of the body is taken in."""


class ListenError(Exception):
    """The address cannot be listened on. The message is the system's."""

    def __init__(self, message: str, number: int | None = None) -> None:
        super().__init__(message)
        self.number = number
        """As in ``errno``, where the system gave one."""


class Web:
    """The server. For one event loop."""

    def __init__(self, listen: tuple[str, int], routes: Iterable[Route]) -> None:
        """``listen`` is a host and a port; port 0 is any that is free."""
        self._listen = listen
        self._routes = _Routes(routes)
        self._server: Server | None = None
        self._listening: list[asyncio.Server] = []
        self.port = listen[1]
        """The port, once it is known."""

    async def start(self) -> None:
        """Listen from now on. Raises ListenError."""
        host, port = self._listen
        try:
            sockets = await asyncio.to_thread(_bind, host, port)  # to look a name up may take a while
        except OSError as error:
            raise ListenError(error.strerror or str(error), error.errno) from None
        except UnicodeError:
            raise ListenError("no name of a host") from None
        self.port = sockets[0].getsockname()[1]
        self._server = Server(self._routes.respond)
        loop = asyncio.get_running_loop()
        self._listening = [await loop.create_server(self._server, sock=each) for each in sockets]
        log.info("listening on %s", _address(sockets[0]))

    def refuse(self) -> None:
        """Take no new connections and requests from now on."""
        for listening in self._listening:
            listening.close()
        self._listening = []
        self._routes.closing = True

    async def stop(self, within: float) -> bool:
        """Take nothing new, wait so many seconds for what is being answered, and close. Returns whether all was
        answered."""
        self.refuse()
        server, self._server = self._server, None
        if server is None:
            return True
        answered = await self._routes.settled(within)
        server.pre_shutdown()
        await server.shutdown(CLOSE_WITHIN)
        return answered


def _bind(host: str, port: int) -> list[socket.socket]:
    """Take every address of a host, with one port for all. Raises OSError, UnicodeError."""
    found: list[socket.socket] = []
    problem: OSError | None = None
    for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE):
        wanted = found[0].getsockname()[1] if found else port
        try:
            listening = socket.create_server((str(address[0]), wanted), family=family, backlog=128)
        except OSError as error:  # such as for want of IPv6
            problem = error
            continue
        listening.setblocking(False)
        found.append(listening)
    if not found:
        raise problem or OSError("no address")
    return found


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class _Routes:
    """Hands every request to its route."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = {(each.method, each.path): each for each in routes}
        self._paths = {path for _, path in self._routes}
        self._in_hand: set[asyncio.Task[WebResponse]] = set()
        self.closing = False

    async def respond(self, request: web.BaseRequest) -> Response:
        """Answer a request, of which the head is there."""
        head = WebRequest(request.method, _path(request.raw_path), request.headers)
        found = self._look_at(head, request)
        if isinstance(found, Route):
            found = await self._take(found, head, request)
        return Response(
            found.status,
            found.body,
            content_type=found.content_type,
            retry_after=found.retry_after,
            closing=self.closing,
        )

    async def settled(self, within: float) -> bool:
        """Wait for what is being answered; what takes longer is given up."""
        return await ended(self._in_hand, within, 1)

    def _look_at(self, head: WebRequest, request: web.BaseRequest) -> Route | WebResponse:
        """The route, or why there is none: whatever is to be refused is refused before the body comes."""
        if self.closing:
            return WebResponse(503, retry_after=1)
        if head.path not in self._paths:
            return WebResponse(404)
        found = self._routes.get(("GET" if head.method == "HEAD" else head.method, head.path))
        if found is None:
            return WebResponse(405)
        try:
            refused = found.gate(head) if found.gate is not None else None
        except Exception:
            log.exception("bug at the gate of %s", found.path)
            return WebResponse(500)
        too_large = (request.content_length or 0) > found.limit
        if refused is None and (too_large or (request.body_exists and not found.limit)):
            return WebResponse(413)
        return refused or found

    async def _take(self, route: Route, head: WebRequest, request: web.BaseRequest) -> WebResponse:
        """Take the body in and answer it."""
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await _body(request, route.limit)
        except (TimeoutError, web.RequestPayloadError, ConnectionError):
            request.protocol.force_close()  # there is nobody who would read an answer
            return WebResponse(400)
        if body is None:
            return WebResponse(413)
        if self.closing:
            return WebResponse(503, retry_after=1)
        return await self._answer(route, WebRequest(head.method, head.path, head.headers, body))

    async def _answer(self, route: Route, request: WebRequest) -> WebResponse:
        """In a task of its own: what was begun goes on, even where whoever asked has gone."""
        task = asyncio.ensure_future(route.answer(request))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        await asyncio.wait((task,))
        if task.cancelled():  # it takes too long while the program stops
            return WebResponse(503, retry_after=1)
        error = task.exception()
        if error is not None:
            log.error("bug while answering %s", route.path, exc_info=error)
            return WebResponse(500)
        return task.result()


async def _body(request: web.BaseRequest, limit: int) -> bytes | None:
    """All of it; None where it is longer than that. Raises RequestPayloadError, ConnectionError."""
    if not request.body_exists:
        return b""
    if request.headers.get(hdrs.EXPECT, "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # as the library does: nothing of the answer is out yet
    found = bytearray()
    async for piece in request.content.iter_any():
        found += piece
        if len(found) > limit:
            return None
    return bytes(found)


def _path(target: str) -> str:
    try:
        return urlsplit(target).path
    except ValueError:
        return ""
