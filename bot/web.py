"""A small HTTP server: the webhook, signs of health, figures. Nothing else imports Tornado.

It says nothing of itself, takes in no more than a route wants, and lets nobody keep it busy by being slow.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.iostream import IOStream, StreamClosedError

log = logging.getLogger(__name__)

TEXT = "text/plain; charset=utf-8"

IDLE = 75.0
"""Seconds that a connection may be open without a whole head of a request."""

BODY_WITHIN = 15.0
"""Seconds for a body to come."""

MAX_HEAD = 16 * 1024
"""Bytes of the head of a request."""

MAX_CONNECTIONS = 1024
"""Open at a time; more are closed as they come."""

_TORNADO_LOGS = ("tornado.general", "tornado.access")


@dataclass(frozen=True, slots=True)
class WebRequest:
    """What was asked."""

    method: str
    path: str
    """Without what follows a question mark."""
    headers: Mapping[str, str]
    """By name, whatever its case."""
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
        self.port = listen[1]
        """The port, once it is known."""

    async def start(self) -> None:
        """Listen from now on. Raises ListenError."""
        for name in _TORNADO_LOGS:  # it would log a line for each piece of nonsense that a stranger sends
            logging.getLogger(name).setLevel(logging.ERROR)
        host, port = self._listen
        try:
            sockets = await asyncio.to_thread(_bind, host, port)  # to look a name up may take a while
        except OSError as error:
            raise ListenError(error.strerror or str(error), error.errno) from None
        except UnicodeError:
            raise ListenError("no name of a host") from None
        self.port = sockets[0].getsockname()[1]
        self._server = _Server(
            self._routes,
            idle_connection_timeout=IDLE,
            body_timeout=BODY_WITHIN,
            max_header_size=MAX_HEAD,
            max_body_size=2 * self._routes.limit + MAX_HEAD,  # a body beyond the limit of its route is refused by us
        )
        self._server.add_sockets(sockets)
        log.info("listening on %s", _address(sockets[0]))

    def refuse(self) -> None:
        """Take no new connections and requests from now on."""
        if self._server is not None:
            self._server.stop()
            self._routes.closing = True

    async def stop(self, within: float) -> bool:
        """Take nothing new, wait so many seconds for what is being answered, and close. Returns whether all was
        answered."""
        self.refuse()
        server, self._server = self._server, None
        if server is None:
            return True
        answered = await self._routes.settled(within)
        await server.close_all_connections()
        return answered


def _bind(host: str, port: int) -> list[socket.socket]:
    """Listen on every address of a host, with one port for all. Raises OSError, UnicodeError."""
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


class _Server(HTTPServer):
    """Takes so many connections and no more."""

    def handle_stream(self, stream: IOStream, address: tuple[object, ...]) -> None:
        if len(self._connections) >= MAX_CONNECTIONS:
            stream.close()
            return
        super().handle_stream(stream, address)


class _Routes(HTTPServerConnectionDelegate):
    """Hands every request to its route."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = {(each.method, each.path): each for each in routes}
        self._paths = {path for _, path in self._routes}
        self._in_hand: set[asyncio.Task[None]] = set()
        self.limit = max((each.limit for each in self._routes.values()), default=0)
        self.closing = False

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """One request begins."""
        return _Exchange(self, request_conn)

    def find(self, method: str, path: str) -> Route | WebResponse:
        """The route, or why there is none."""
        if self.closing:
            return WebResponse(503, retry_after=1)
        if path not in self._paths:
            return WebResponse(404)
        found = self._routes.get(("GET" if method == "HEAD" else method, path))
        return found or WebResponse(405)

    def begin(self, answering: Awaitable[None]) -> None:
        """Answer beside whatever else is going on."""
        task = asyncio.ensure_future(answering)
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)

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


class _Exchange(HTTPMessageDelegate):
    """One request and its answer."""

    def __init__(self, routes: _Routes, connection: HTTPConnection) -> None:
        self._routes = routes
        self._connection = connection
        self._head = WebRequest("", "", {})
        self._route: Route | None = None
        self._body = bytearray()
        self._answered = False

    def headers_received(self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders) -> None:
        """The head is there: whatever is to be refused is refused now."""
        if not isinstance(start_line, RequestStartLine):
            raise TypeError("no request")
        self._head = WebRequest(start_line.method, _path(start_line.path), headers)
        found = self._routes.find(self._head.method, self._head.path)
        if isinstance(found, WebResponse):
            return self._respond(found)
        if found.gate is not None and (refused := found.gate(self._head)) is not None:
            return self._respond(refused)
        if _announced(headers) > found.limit:
            return self._respond(WebResponse(413))
        self._route = found
        return None

    def data_received(self, chunk: bytes) -> None:
        """A piece of the body."""
        if self._route is None:
            return
        self._body += chunk
        if len(self._body) > self._route.limit:
            self._route = None
            self._body.clear()
            self._respond(WebResponse(413))

    def finish(self) -> None:
        """The request is complete."""
        if self._route is not None:
            self._routes.begin(self._answer(self._route))

    def on_connection_close(self) -> None:
        """Whoever asked has gone; what was begun goes on."""
        self._route = None

    async def _answer(self, route: Route) -> None:
        head = self._head
        request = WebRequest(head.method, head.path, head.headers, bytes(self._body))
        self._body.clear()
        try:
            response = await route.answer(request)
        except Exception:
            log.exception("bug while answering %s", route.path)
            response = WebResponse(500)
        except asyncio.CancelledError:  # it takes too long while the program stops
            self._respond(WebResponse(503, retry_after=1))
            raise
        self._respond(response)

    def _respond(self, response: WebResponse) -> None:
        if self._answered:
            return
        self._answered = True
        headers = HTTPHeaders({"Content-Length": str(len(response.body)), "X-Content-Type-Options": "nosniff"})
        if response.body:
            headers["Content-Type"] = response.content_type
        if response.retry_after is not None:
            headers["Retry-After"] = str(response.retry_after)
        if self._routes.closing:
            headers["Connection"] = "close"
        status = HTTPStatus(response.status)
        first = ResponseStartLine("HTTP/1.1", status, status.phrase)
        body = b"" if self._head.method == "HEAD" else response.body
        try:
            written = self._connection.write_headers(first, headers, body)
            written.add_done_callback(_noticed)
            self._connection.finish()
        except StreamClosedError:
            pass  # nobody waits for it any more


def _noticed(written: "asyncio.Future[None]") -> None:
    """Have seen that nobody reads the answer."""
    if not written.cancelled():
        written.exception()


def _path(target: str) -> str:
    try:
        return urlsplit(target).path
    except ValueError:
        return ""


def _announced(headers: HTTPHeaders) -> int:
    """How long the body says it is; 0 where it does not."""
    found = headers.get("Content-Length", "")
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 20 else 0
