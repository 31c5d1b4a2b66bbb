"""Updates by webhook as Telegram delivers them, and a balancer in front of several processes."""

import http.client
import json
import socket
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from tests.support.botapi_server import BotApiServer

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
"""Seconds until an update is sent again; Telegram's are longer."""

Json = dict[str, Any]


def post(url: str, body: bytes, secret: str | None, *, timeout: float = 60) -> int:
    """Deliver once. Returns the status; 0 where the connection ended without one."""
    headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: secret} if secret is not None else {})
    target = urlsplit(url)
    connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=timeout)
    try:
        connection.request("POST", target.path or "/", body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


class Courier:
    """Delivers what waits at a Bot API server while a webhook is set: one update of a chat at a time, the next after
    2xx, again and again until then."""

    def __init__(self, server: BotApiServer) -> None:
        self._server = server
        self._closing = threading.Event()
        self._lines: dict[tuple[str, int], threading.Thread] = {}
        self._thread = threading.Thread(target=self._watch)
        self.answers: list[tuple[int, int]] = []
        """Update id and status of each delivery, in the order in which they ended."""

    @contextmanager
    def running(self) -> Iterator["Courier"]:
        """Deliver while the context lasts."""
        self._thread.start()
        try:
            yield self
        finally:
            self._closing.set()
            with self._server.locked():
                pass  # wakes who waits
            self._thread.join()
            for each in list(self._lines.values()):
                each.join()

    def _watch(self) -> None:
        """Begin a line for every chat that has something and none."""
        while not self._closing.is_set():
            with self._server.locked() as api:
                queue = api.queue
                keys = {_key(update) for update in queue.waiting()} if queue.webhook else set()
                for key in keys - self._lines.keys():
                    self._lines[key] = threading.Thread(target=self._deliver, args=(key,))
                    self._lines[key].start()
            self._closing.wait(0.01)

    def _deliver(self, key: tuple[str, int]) -> None:
        pause = FIRST_PAUSE
        while not self._closing.is_set():
            with self._server.locked() as api:
                queue = api.queue
                update = next((each for each in queue.waiting() if _key(each) == key), None)
                if update is None or not queue.webhook:
                    del self._lines[key]
                    return
                url, secret = queue.webhook["url"], queue.webhook.get("secret_token")
            status = post(url, json.dumps(update).encode(), secret)
            with self._server.locked() as api:
                self.answers.append((update["update_id"], status))
                if 200 <= status < 300:
                    api.queue.forget(update)
            if 200 <= status < 300:
                pause = FIRST_PAUSE
                continue
            self._closing.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def _key(update: Json) -> tuple[str, int]:
    """What Telegram orders updates by: messages by their chat, presses and queries by who makes them."""
    kind = next(name for name in update if name != "update_id")
    content = update[kind]
    return ("chat", content["chat"]["id"]) if "chat" in content else (kind, content["from"]["id"])


class Balancer:
    """Hands each connection to the next of several ports that takes it."""

    def __init__(self) -> None:
        self.ports: Sequence[int] = ()
        self._turn = count()
        balancer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                balancer._join(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator["Balancer"]:
        """Listen while the context lasts."""
        self._thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()

    def _join(self, client: socket.socket) -> None:
        found = self._connect()
        if found is None:
            return
        with found:
            back = threading.Thread(target=_pipe, args=(found, client), daemon=True)
            back.start()
            _pipe(client, found)
            back.join()

    def _connect(self) -> socket.socket | None:
        ports, turn = list(self.ports), next(self._turn)
        for number in range(len(ports)):
            with suppress(OSError):
                return socket.create_connection(("127.0.0.1", ports[(turn + number) % len(ports)]), timeout=5)
        return None


def _pipe(source: socket.socket, target: socket.socket) -> None:
    """Everything that comes, to its end."""
    source.settimeout(120)
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    for end, how in ((target, socket.SHUT_WR), (source, socket.SHUT_RD)):
        with suppress(OSError):
            end.shutdown(how)
