"""A wire between the program and a server, which tests cut, hold, and mend."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_NOW = struct.pack("ii", 1, 0)
"""Closed without a farewell: the other end reads a reset."""


class Wire:
    """Forwards connections to a server while it is whole."""

    def __init__(self, connect: Callable[[], socket.socket]) -> None:
        """``connect`` makes a connection to the server."""
        self._connect = connect
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._flows = threading.Event()
        self._flows.set()
        self._is_cut = False
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    @property
    def port(self) -> int:
        """Where it listens on this machine."""
        number: int = self._listener.getsockname()[1]
        return number

    def cut(self) -> None:
        """Reset every connection, and every new one, until :meth:`mend`."""
        self._is_cut = True
        self._drop()

    def hold(self) -> None:
        """Let nothing through any more, without a word, until :meth:`mend`."""
        self._flows.clear()

    def mend(self) -> None:
        """Forward again; what was held comes through now."""
        self._is_cut = False
        self._flows.set()

    def close(self) -> None:
        """End everything."""
        self._is_cut = True
        self._flows.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop()
        for thread in self._threads:
            thread.join(5)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._is_cut:
                _reset(near)
                continue
            try:
                far = self._connect()
            except OSError:
                _reset(near)
                continue
            with self._lock:
                self._open |= {near, far}
            self._start(lambda near=near, far=far: self._pump(near, far))  # type: ignore[misc]
            self._start(lambda near=near, far=far: self._pump(far, near))  # type: ignore[misc]

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                sink.sendall(data)
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _drop(self) -> None:
        with self._lock:
            dropped, self._open = self._open, set()
        for each in dropped:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RD)
            _reset(each)


def _reset(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NOW)
    connection.close()


@contextmanager
def wire_to(connect: Callable[[], socket.socket]) -> Iterator[Wire]:
    """A wire that is whole, while the context lasts."""
    wire = Wire(connect)
    try:
        yield wire
    finally:
        wire.close()


def wire_to_port(port: int) -> Callable[[], socket.socket]:
    """A server on this machine."""
    return lambda: socket.create_connection(("127.0.0.1", port))
