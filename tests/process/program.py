"""The program as a process of its own, with its output as it comes."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.conftest import KNOWLEDGE

PROGRAM = (sys.executable, "-m", "bot")
_OF_THE_MACHINE = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a process whose data are in a folder, which knows the knowledge of the tests. A setting by
    its name without the prefix."""
    kept = {name: os.environ[name] for name in _OF_THE_MACHINE if name in os.environ}
    given = {"DATA_DIR": str(folder / "data"), "KNOWLEDGE_DIR": str(KNOWLEDGE)} | settings
    # A development mode would say more than an operator sees.
    return kept | {f"ZUWU_{name.upper()}": value for name, value in given.items()} | {"PYTHONSAFEPATH": "1"}


def run(*arguments: str, folder: Path, text: str | bytes = "", **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, with a text as its input."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        cwd=folder,
        env=environment(folder, **settings),
        input=text if isinstance(text, bytes) else text.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


class Output:
    """The lines of a stream, collected while they come."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lines: list[str] = []
        self._ended = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._collect, daemon=True)
        self._thread.start()

    @property
    def text(self) -> str:
        """Everything that has come."""
        with self._changed:
            return "".join(self._lines)

    @property
    def lines(self) -> list[str]:
        """The lines that have come, without their ends."""
        return self.text.splitlines()

    def wait_for(self, text: str, count: int = 1, timeout: float = 30) -> str:
        """Until a text has come that often. Returns everything that has come. Raises AssertionError."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._count(text) >= count, timeout)
            found = "".join(self._lines)
        assert found.count(text) >= count, f"no {text!r} in: {found}"
        return found

    def end(self) -> None:
        """Wait until nothing can come any more."""
        self._thread.join(10)

    def _count(self, text: str) -> int:
        return "".join(self._lines).count(text)

    def _collect(self) -> None:
        while line := self._stream.readline():
            with self._changed:
                self._lines.append(line.decode(errors="replace"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()


class Program:
    """A process that runs."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        assert process.stdout is not None
        assert process.stderr is not None
        self.out = Output(process.stdout)
        self.err = Output(process.stderr)

    def type(self, *lines: str) -> None:
        """Send lines to its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self.process.stdin.flush()

    def stop(self, number: int = signal.SIGTERM, within: float = 10) -> tuple[int, float]:
        """Send a signal. Returns the exit code and the seconds until then; raises TimeoutExpired."""
        started = time.perf_counter()
        self.process.send_signal(number)
        return self.wait(within), time.perf_counter() - started

    def wait(self, within: float = 20) -> int:
        """The exit code, when it has ended. Raises TimeoutExpired."""
        code = self.process.wait(within)
        self.err.end()
        return code


@contextmanager
def running(*arguments: str, folder: Path, **settings: str) -> Iterator[Program]:
    """A command that runs while the context lasts."""
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=folder,
        env=environment(folder, **settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    program = Program(process)
    try:
        yield program
    finally:
        process.kill()
        process.wait()
        program.out.end()
        program.err.end()
        for stream in (process.stdin, process.stdout, process.stderr):
            assert stream is not None
            stream.close()
