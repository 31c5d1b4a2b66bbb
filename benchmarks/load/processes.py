"""Processes of the benchmark: on cores of their own where there are some, watched from outside, ended for sure."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from benchmarks.load.plan import Plan

ROOT = Path(__file__).parents[2]
TOKEN = "1:benchmark"  # noqa: S105 - no token of anybody
_OF_THE_MACHINE = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")
_PROC = Path("/proc")

Say = Callable[[str], None]


class LoadError(Exception):
    """The load could not be brought to its end. The message says why, with the last that the program said."""


@dataclass(frozen=True, slots=True)
class Cores:
    """Where everything runs; None where the system decides, since there is one core only, or it cannot be asked."""

    bot: int | None
    other: int | None
    """The Bot API server, a second replica, PostgreSQL."""

    @property
    def is_pinned(self) -> bool:
        """Whether the program that is measured has a core of its own."""
        return self.bot is not None


def cores() -> Cores:
    """The first core for the program, the second for the rest."""
    if not hasattr(os, "sched_getaffinity"):
        return Cores(None, None)
    free = sorted(os.sched_getaffinity(0))
    return Cores(free[0], free[1]) if len(free) > 1 else Cores(None, None)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process has taken."""

    cpu: float
    """Seconds of the processor, of the system's work for it too."""
    resident: int
    """Bytes of memory."""


@dataclass
class Program:
    """A program under load."""

    process: "subprocess.Popen[bytes]"
    log: Path
    samples: Path | None = None

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process.poll() is None

    def usage(self) -> Usage | None:
        """What it has taken so far; None on systems that do not say so."""
        try:
            fields = (_PROC / str(self.process.pid) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
            pages = int((_PROC / str(self.process.pid) / "statm").read_text("ascii").split()[1])
        except (OSError, IndexError):
            return None
        return Usage((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE"))

    def last_words(self) -> str:
        """The end of what it said."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-8:])

    def kill(self) -> None:
        """Without a word."""
        self.process.kill()
        self.process.wait()

    def stop(self, within: float = 15) -> None:
        """As an operator would; without a word where that takes too long."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def program(
    name: str, folder: Path, core: int | None, settings: Mapping[str, str], *, sampled: bool = False
) -> Iterator[Program]:
    """``zuwu``, ``echo`` or ``echo-concurrent``, with its data and its log in a folder, while the context lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    samples = folder / "samples.json" if sampled else None
    environment = {key: os.environ[key] for key in _OF_THE_MACHINE if key in os.environ}
    environment |= {f"ZUWU_{key}": value for key, value in settings.items()}
    environment |= {"PYTHONPATH": str(ROOT), "ZUWU_DATA_DIR": str(folder / "data")}
    if core is not None:
        environment["LOAD_CORE"] = str(core)
    if samples is not None:
        environment["LOAD_SAMPLES"] = str(samples)
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.load.programs", name]
    log = folder / "log.txt"
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    running = Program(process, log, samples)
    try:
        yield running
    finally:
        if running.is_alive:
            running.stop()


@dataclass
class Server:
    """The Bot API server, from outside."""

    process: "subprocess.Popen[bytes]"
    port: int
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """What the programs are told."""
        return f"http://127.0.0.1:{self.port}"

    def begin(self, plan: Plan) -> None:
        """Ask the questions of a plan from now on."""
        self._ask("begin", plan.to_json())

    def balance(self, ports: list[int]) -> int:
        """Deliver by webhook to these ports, in turn. Returns the port of the balancer."""
        return int(self._ask("balance", json.dumps(ports).encode())["port"])

    def state(self) -> dict[str, Any]:
        """How far it has come."""
        return self._ask("state")

    def result(self) -> dict[str, Any]:
        """What became of the plan."""
        return self._ask("result")

    def wait_ready(self, *programs: Program, within: float = 120) -> None:
        """Until a bot takes updates. Raises LoadError."""
        deadline = time.monotonic() + within
        while not self.state()["ready"]:
            self._require(programs, deadline, "没有开始取更新")
            time.sleep(0.1)

    def wait_until(
        self, is_enough: Callable[[dict[str, Any]], bool], *programs: Program, within: float
    ) -> dict[str, Any]:
        """Until the state is such. Returns it. Raises LoadError."""
        deadline = time.monotonic() + within
        while not is_enough(state := self.state()):
            self._require(programs, deadline, f"没有做完：{state['counts']}")
            time.sleep(0.1)
        return state

    def close(self) -> None:
        """Ask no more."""
        if self._connection is not None:
            self._connection.close()

    def _require(self, programs: tuple[Program, ...], deadline: float, what: str) -> None:
        """Go on only while everything runs, and in time."""
        for one in programs:
            if not one.is_alive:
                raise LoadError(f"程序自己停了（{one.process.returncode}）：\n{one.last_words()}")
        if time.monotonic() > deadline:
            raise LoadError("\n".join([what, *(one.last_words() for one in programs)]))

    def _ask(self, what: str, body: bytes = b"{}") -> dict[str, Any]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._connection.request("POST", f"/control/{what}", body)
        found: dict[str, Any] = json.loads(self._connection.getresponse().read())
        return found


@contextmanager
def serving(core: int | None = None) -> Iterator[Server]:
    """A Bot API server, while the context lasts."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.load.server", *([] if core is None else [str(core)])]
    environment = {key: os.environ[key] for key in _OF_THE_MACHINE if key in os.environ} | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)  # noqa: S603 - our own module
    output = cast(IO[bytes], process.stdout)
    try:
        line = output.readline()
        if not line:
            raise LoadError("模拟的 Bot API 没有起来。")
        server = Server(process, int(line))
        try:
            yield server
        finally:
            server.close()
    finally:
        process.terminate()
        process.wait()
        output.close()


def settings_for(server: Server, **more: str) -> dict[str, str]:
    """What a program is told beside its data."""
    return {"TOKEN": TOKEN, "API_URL": server.url, "LOG_LEVEL": "WARNING"} | more


def begin_samples(program: Program) -> None:
    """Begin a look at where the time goes."""
    program.process.send_signal(signal.SIGUSR1)


def wait_for_samples(program: Program, within: float = 20) -> dict[str, Any]:
    """End the look at where the time goes. Returns what was seen. Raises LoadError."""
    program.process.send_signal(signal.SIGUSR2)
    deadline = time.monotonic() + within
    while program.samples is None or not program.samples.exists():
        if time.monotonic() > deadline:
            raise LoadError("没有得到采样。")
        time.sleep(0.05)
    found: dict[str, Any] = json.loads(program.samples.read_text("utf-8"))
    return found
