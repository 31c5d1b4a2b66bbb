"""The connections of the web server (:mod:`bot.web`): how many there are, how long each may do nothing, and how much of
a request it may send without an end. Whatever a stranger sends, the log has nothing of it."""

import asyncio
import logging
from typing import Any, cast

from aiohttp import hdrs, web

from bot.logs import brief

log = logging.getLogger(__name__)

TEXT = "text/plain; charset=utf-8"

HEAD_WITHIN = 10.0
"""Seconds for the whole head of a request, from its first byte on; of the first one, from the connection on."""

IDLE = 30.0
"""Seconds that a connection may do nothing between two requests: longer than the balancer keeps it, which would
otherwise send into one that has just ended (``keepalive`` in deploy/Caddyfile)."""

ANSWER_WITHIN = 15.0
"""Seconds for an answer to be taken."""

LINGER = 1.0
"""Seconds in which the rest of a body that was refused is thrown away, so that who sends it reads the answer."""

MAX_LINE, MAX_FIELD, MAX_FIELDS = 4096, 4096, 64
"""Bytes of the first line of a request and of each header, and how many headers there may be."""

MAX_HEAD = 16 * 1024
"""Bytes that may come without completing the head of a request."""

MAX_CONNECTIONS = 512
"""Open at a time, half of what most systems let a process have open. For a new one the one that has done nothing for
longest is ended; where all are at work, the new one."""


class Response(web.Response):
    """An answer as it goes out: with no more headers than there must be."""

    def __init__(
        self,
        status: int,
        body: bytes = b"",
        *,
        content_type: str = TEXT,
        retry_after: int | None = None,
        closing: bool = False,
    ) -> None:
        headers = {"X-Content-Type-Options": "nosniff", "Content-Length": str(len(body))}
        if body:
            headers["Content-Type"] = content_type
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        super().__init__(status=status, body=body, headers=headers)
        if closing:
            self.force_close()

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        for name in (hdrs.SERVER, hdrs.DATE):
            self.headers.popall(name, None)


class Server(web.Server):
    """Makes the connections, and room for them."""

    def __init__(self, handler: Any) -> None:
        super().__init__(
            handler,
            keepalive_timeout=10 * IDLE,  # ours comes first: the library's waits for who takes no answer
            lingering_time=LINGER,
            max_line_size=MAX_LINE,
            max_field_size=MAX_FIELD,
            max_headers=MAX_FIELDS,
            access_log=None,
            auto_decompress=False,  # what is small outside may be huge inside
        )
        self.idle: dict[Connection, None] = {}
        """Those that have no whole request, the one that has had none for longest first."""

    def __call__(self) -> "Connection":
        """A new one."""
        return Connection(self, loop=self._loop, **self._kwargs)

    def make_room(self) -> None:
        """After a new connection, which is one of the idle ones itself."""
        if len(self._connections) > MAX_CONNECTIONS:
            next(iter(self.idle)).end()


class Connection(web.RequestHandler):
    """One connection."""

    __slots__ = ("_answered", "_head", "_timer", "_wire")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first head."""
        self._wire = cast(asyncio.Transport, transport)
        self._head = self._answered = 0
        self._timer: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        self._wait(HEAD_WITHIN)
        self._server.make_room()

    def connection_lost(self, exc: BaseException | None) -> None:
        """It is gone."""
        self._work()
        super().connection_lost(exc)

    def end(self) -> None:
        """End it at once, whether or not anybody takes what was answered."""
        self._work()
        self._force_close = True
        self._wire.abort()

    def data_received(self, data: bytes) -> None:
        """Take so much of a head and no more, and for so long."""
        known = self._request_count
        super().data_received(data)
        if self._request_count > known:
            self._head = 0
            self._work()
        elif self._waiter is not None and not self._waiter.done():  # it is no body, nor the rest of one
            if not self._head and self._answered:
                self._set_timer(HEAD_WITHIN)
            self._head += len(data)
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
        """Send an answer, to those who take it; after the last of them there is nothing to do."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                found = await super().finish_response(request, resp, start_time)
        except TimeoutError:
            self.end()
            return resp, True
        self._answered += 1
        if self._answered == self._request_count and self.transport is not None:
            self._wait(IDLE)
        return found

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is no request gets a status, and no word of why."""
        return Response(status, closing=True)

    def log_exception(self, *args: object, **kw: object) -> None:
        """A connection came to grief, beside what is answered. The library would quote what was sent."""
        error = kw.get("exc_info")
        log.info("connection ended: %s", brief(error) if isinstance(error, BaseException) else "for no known reason")

    @property
    def _server(self) -> Server:
        return cast(Server, self._manager)

    def _wait(self, within: float) -> None:
        """There is nothing to do until a whole head has come."""
        self._server.idle[self] = None
        self._set_timer(within)

    def _work(self) -> None:
        """There is something to do, or nothing any more."""
        if self._manager is not None:
            self._server.idle.pop(self, None)
        self._set_timer(None)

    def _set_timer(self, within: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if within is None else self._loop.call_later(within, self.end)
