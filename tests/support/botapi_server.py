"""The Bot API over HTTP on this machine, for tests of whole processes (``ZUWU_API_URL``)."""

import json
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self, cast
from urllib.parse import parse_qsl, urlsplit

from telegram.error import TelegramError, TimedOut

from bot.console.botapi.errors import ApiError, conflict, method_not_found
from bot.console.botapi.wire import Target, Upload, decode_params, encode_error, parse_target
from bot.console.local_api import ApiCall, LocalBotApi

TOKEN = "1:secret"
_OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
_Connection = socket.socket | tuple[bytes, socket.socket]
"""What the standard library calls a request; over TCP it is the socket."""


class BotApiServer:
    """Serves a Bot API in memory while the context lasts. Everything here may be called from any thread.

    ``latency`` are seconds by method between the effect of a call and its answer, ``missing`` the methods that the
    server does not know (a limited server), ``errors`` the refusals by method; all three can be changed at any
    time.
    """

    def __init__(self, api: LocalBotApi, *, token: str = TOKEN, port: int = 0) -> None:
        """``port`` is for a server whose address is known before it is there; 0 is any free one."""
        self.token = token
        self.latency: dict[str, float] = {}
        self.missing: set[str] = set()
        self.errors: dict[str, ApiError] = {}
        self._api = api
        self._changed = threading.Condition()
        self._counter: Counter[str] = Counter()
        self._polls = 0
        self._silent = False
        self._closing = False
        self._http = _Server(self, port)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        """The root: methods are under ``/bot<token>/``, files under ``/file/bot<token>/``."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._http.shutdown()
        self._http.drop_connections()
        self._http.server_close()
        self._thread.join()

    @contextmanager
    def locked(self) -> Iterator[LocalBotApi]:
        """The Bot API itself, while no call is answered."""
        with self._changed:
            yield self._api
            self._changed.notify_all()

    def push(self, update: dict[str, Any]) -> bool:
        """Let an update wait for getUpdates. False where Telegram would not show it to the bot."""
        with self.locked() as api:
            return api.push(update)

    def be_silent(self) -> None:
        """Take calls and answer none, nor let any take effect, until :meth:`speak`."""
        with self._changed:
            self._silent = True

    def speak(self) -> None:
        """Answer again, beginning with the calls that wait."""
        with self._changed:
            self._silent = False
            self._changed.notify_all()

    def count(self, method: str) -> int:
        """How often the method was called, refused calls included."""
        with self._changed:
            return self._counter[method.lower()]

    def calls(self, method: str) -> list[ApiCall]:
        """The calls of the method, oldest first."""
        with self._changed:
            return [call for call in self._api.calls if call.method.lower() == method.lower()]

    def wait_for_calls(
        self, method: str, count: int = 1, timeout: float = 20, where: Callable[[ApiCall], bool] = bool
    ) -> list[ApiCall]:
        """Until the method was called that often (only calls that fit ``where``). Raises AssertionError."""
        found: list[ApiCall] = []

        def enough() -> bool:
            found[:] = filter(where, self.calls(method))
            return len(found) >= count

        with self._changed:
            if not self._changed.wait_for(enough, timeout):
                raise AssertionError(f"{method}: {len(found)} of {count} calls in {timeout} s")
        return found

    def handle(
        self, target: Target | None, fields: Mapping[str, str], uploads: Mapping[str, Upload]
    ) -> tuple[int, bytes] | None:
        """The answer to a request; None where the connection ends without one."""
        if target is None:
            return encode_error(ApiError(404, "Not Found"))
        if target.token != self.token:
            return encode_error(ApiError(401, "Unauthorized"))
        with self._changed:
            self._counter[target.name.lower()] += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._silent or self._closing)
        try:
            answer = None if self._closing else self._answer(target, fields, uploads)
        except TimedOut:
            with self._changed:
                self._changed.wait_for(lambda: self._closing)
            return None
        except TelegramError:
            return None
        time.sleep(self.latency.get(target.name, 0))
        return answer

    def _answer(
        self, target: Target, fields: Mapping[str, str], uploads: Mapping[str, Upload]
    ) -> tuple[int, bytes] | None:
        with self.locked() as api:
            if target.is_file:
                return api.download(target.name)
            if target.name in self.missing:
                return encode_error(method_not_found())
            if target.name in self.errors:
                return encode_error(self.errors[target.name])
            if target.name.lower() == "getupdates" and not self._wait_for_updates(fields):
                return None if self._closing else encode_error(conflict(_OTHER_POLL))
            return api.answer(target.name, fields, uploads)

    def _wait_for_updates(self, fields: Mapping[str, str]) -> bool:
        """Long polling. False where another poll took over, or the server closes."""
        self._polls += 1
        own, queue, params = self._polls, self._api.queue, decode_params(fields)
        if not queue.webhook:
            queue.confirm(params.get("offset", 0))
        self._changed.notify_all()

        def is_over() -> bool:
            over = self._closing or self._polls != own
            return over or bool(queue.webhook) or queue.ready(params.get("offset", 0))

        self._changed.wait_for(is_over, params.get("timeout", 0))
        return self._polls == own and not self._closing


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, owner: BotApiServer, port: int) -> None:
        self.owner = owner
        self._open: set[_Connection] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: _Connection, client_address: object) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: _Connection) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def drop_connections(self) -> None:
        """End the connections that clients keep open, so that their threads end."""
        for connection in list(self._open):
            with suppress(OSError):
                cast(socket.socket, connection).shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fields, uploads = _parse_body(self.headers.get("Content-Type", ""), body)
        self._respond(dict(parse_qsl(urlsplit(self.path).query)) | fields, uploads)

    def do_GET(self) -> None:
        self._respond(dict(parse_qsl(urlsplit(self.path).query)), {})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing: tests read the calls instead."""

    def _respond(self, fields: Mapping[str, str], uploads: Mapping[str, Upload]) -> None:
        target = parse_target(self.path)
        answer = self.server.owner.handle(target, fields, uploads)
        if answer is None:
            self.close_connection = True
            return
        code, body = answer
        is_file = target is not None and target.is_file and code == 200
        try:
            self.send_response(code)
            self.send_header("Content-Type", "application/octet-stream" if is_file else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # the client did not wait
            self.close_connection = True


def _parse_body(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    if content_type.startswith("application/json"):
        values = json.loads(body)
        return {k: v if isinstance(v, str) else json.dumps(v) for k, v in values.items() if v is not None}, {}
    if content_type.startswith("multipart/form-data"):
        return _parse_multipart(content_type.partition("boundary=")[2].strip('"').encode(), body)
    return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}


def _parse_multipart(boundary: bytes, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    fields: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        found = dict(re.findall(r'\b(name|filename)="([^"]*)"', head.decode()))
        kind = re.search(r"(?i)content-type: *(\S+)", head.decode())
        if "filename" in found:
            mime_type = kind[1] if kind else "application/octet-stream"
            uploads[found["name"]] = Upload(found["filename"], content.removesuffix(b"\r\n"), mime_type)
        else:
            fields[found["name"]] = content.removesuffix(b"\r\n").decode()
    return fields, uploads
