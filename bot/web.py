"""A small HTTP server: the webhook, signs of health, figures. Nothing else serves HTTP.

It says nothing of itself, takes in no more than a route wants, and lets nobody keep it busy by being slow.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from bot.logs import brief

log = logging.getLogger(__name__)

TEXT = "text/plain; charset=utf-8"

IDLE = 75.0
"""Seconds that a connection may be open without a whole head of a request."""

BODY_WITHIN = 15.0
"""Seconds for a body to come, and for an answer to be taken."""

LINGER = 1.0
"""Seconds in which the rest of a body that was refused is thrown away, so that who sends it reads the answer."""

MAX_LINE, MAX_FIELD, MAX_FIELDS = 4096, 4096, 64
"""Bytes of the first line of a request and of each header, and how many headers there may be."""

MAX_HEAD = 16 * 1024
"""Bytes that may come without completing the head of a request."""

MAX_CONNECTIONS = 1024
"""Open at a time; more are closed as they come."""

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
        self._server: _Server | None = None
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
        self._server = _Server(self._routes)
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

    async def respond(self, request: web.BaseRequest) -> "_Response":
        """Answer a request, of which the head is there."""
        head = WebRequest(request.method, _path(request.raw_path), request.headers)
        found = self._look_at(head, request)
        if isinstance(found, Route):
            found = await self._take(found, head, request)
        return _Response(found, closing=self.closing)

    async def settled(self, within: float) -> bool:
        """Wait for what is being answered; what takes longer is given up."""
        if not self._in_hand:
            return True
        _, late = await asyncio.wait(self._in_hand, timeout=within)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1)
        return not late

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
        if refused is None and (request.content_length or 0) > found.limit:
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


class _Response(web.Response):
    """An answer as it goes out: with no more headers than there must be."""

    def __init__(self, answer: WebResponse, *, closing: bool) -> None:
        headers = {"X-Content-Type-Options": "nosniff", "Content-Length": str(len(answer.body))}
        if answer.body:
            headers["Content-Type"] = answer.content_type
        if answer.retry_after is not None:
            headers["Retry-After"] = str(answer.retry_after)
        super().__init__(status=answer.status, body=answer.body, headers=headers)
        if closing:
            self.force_close()

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        for name in (hdrs.SERVER, hdrs.DATE):
            self.headers.popall(name, None)


class _Server(web.Server):
    """Makes the connections."""

    def __init__(self, routes: _Routes) -> None:
        super().__init__(
            routes.respond,
            keepalive_timeout=IDLE,
            lingering_time=LINGER,
            max_line_size=MAX_LINE,
            max_field_size=MAX_FIELD,
            max_headers=MAX_FIELDS,
            access_log=None,
            auto_decompress=False,  # what is small outside may be huge inside
        )

    def __call__(self) -> "_Connection":
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(web.RequestHandler):
    """One connection. Whatever a stranger sends, the log has nothing of it."""

    __slots__ = ("_head",)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take so many and no more."""
        self._head = 0
        super().connection_made(transport)
        if len(cast(_Server, self._manager).connections) > MAX_CONNECTIONS:
            cast(asyncio.Transport, transport).abort()

    def data_received(self, data: bytes) -> None:
        """Take so much of a head and no more."""
        waits = self._waiter is not None and not self._waiter.done()
        super().data_received(data)
        self._head = self._head + len(data) if waits and self._waiter is not None and not self._waiter.done() else 0
        if self._head > MAX_HEAD:
            self.force_close()

    async def start(self) -> None:
        """Serve, to the end of the connection. The library comes to grief itself over some requests, such as one that
        names no target."""
        try:
            await super().start()
        except Exception as error:
            self.log_exception(exc_info=error)
            self.force_close()

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Send an answer, to those who take it."""
        try:
            async with asyncio.timeout(BODY_WITHIN):
                return await super().finish_response(request, resp, start_time)
        except TimeoutError:
            if self.transport is not None:
                self.transport.abort()
            return resp, True

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is no request gets a status, and no word of why."""
        return _Response(WebResponse(status), closing=True)

    def log_exception(self, *args: object, **kw: object) -> None:
        """A connection came to grief, beside what is answered. The library would quote what was sent, and whoever sends
        it could fill the log."""
        error = kw.get("exc_info")
        log.debug("connection ended: %s", brief(error) if isinstance(error, BaseException) else "for no known reason")


def _path(target: str) -> str:
    try:
        return urlsplit(target).path
    except ValueError:
        return ""
