"""One program under one load, from its start to its end."""

import shutil
import socket
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.load.plan import Plan
from benchmarks.load.processes import (
    Cores,
    LoadError,
    Program,
    Say,
    Server,
    Usage,
    begin_samples,
    program,
    serving,
    settings_for,
    wait_for_samples,
)
from benchmarks.load.sampling import PARTS
from benchmarks.load.tally import Counts, Latency

WARM_UP = 300
"""Questions that are asked first and not counted: connections are made, code is loaded, chats become known."""
PATIENCE = 45.0
"""Seconds without any answer, after which those that are missing count as lost."""
LONGEST = 7200.0
"""Seconds that a load may take."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that is measured, with its name for people."""

    key: str
    title: str
    program: str
    settings: Mapping[str, str] = field(default_factory=dict)
    """Beside those that every program is told."""
    webhooks: int = 0
    """How many replicas get their updates by webhook; 0: one program polls."""


ZUWU = Peer("zuwu", "本项目（SQLite）", "zuwu")
ECHO = Peer("echo", "回声机器人，一条接一条", "echo")
ECHO_CONCURRENT = Peer("echo-concurrent", "回声机器人，并行", "echo-concurrent")


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a load. Sizes are in bytes."""

    key: str
    title: str
    asked: int
    answered: int
    out_of_order: int
    repeated: int
    seconds: float
    """From the first question that was taken to the last answer."""
    latency: Latency
    cpu_ms: float | None
    """Time of the processor for each question, of all replicas; None where the system does not tell."""
    server_ms: float
    """The same of the Bot API server."""
    resident_before: int | None
    resident_after: int | None
    database_before: int
    database_after: int
    """0 where there is none of its own."""
    rate: float | None
    """Questions a second that were asked; None: as many as were taken."""

    @property
    def per_second(self) -> float:
        """Questions answered a second."""
        return self.answered / self.seconds if self.seconds else 0.0

    @property
    def lost(self) -> int:
        """Questions without an answer."""
        return self.asked - self.answered


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the time of the processor goes."""

    key: str
    title: str
    cpu_ms: float | None
    """Of a question, while nobody looked."""
    samples: int
    shares: dict[str, float]
    """Of each part, from 0 to 1."""
    functions: list[tuple[str, float]]
    """The functions of the program that were under way most often, and in which share of the samples."""


@dataclass
class Bench:
    """One program, or its replicas, ready to be asked."""

    peer: Peer
    server: Server
    programs: list[Program]
    folder: Path

    def ask(self, plan: Plan) -> Run:
        """Ask everything, and wait for the last answer, or until none has come for a while. Raises LoadError."""
        before, server_before = self._usage(), float(self.server.state()["cpu"])
        size = self._database()
        self.server.begin(plan)
        state = self.server.wait_until(_Progress().is_over, *self.programs, within=LONGEST)
        after = self._usage()
        result = self.server.result()
        if result["latency"] is None:
            raise LoadError("\n".join(["没有一个问题得到回答。", *(one.last_words() for one in self.programs)]))
        counts = Counts(**result["counts"])
        return Run(
            key=self.peer.key,
            title=self.peer.title,
            asked=counts.asked,
            answered=counts.answered,
            out_of_order=counts.out_of_order,
            repeated=counts.repeated,
            seconds=result["seconds"],
            latency=Latency(**result["latency"]),
            cpu_ms=(after.cpu - before.cpu) / counts.asked * 1000 if before and after else None,
            server_ms=(state["cpu"] - server_before) / counts.asked * 1000,
            resident_before=before.resident if before else None,
            resident_after=after.resident if after else None,
            database_before=size,
            database_after=self._database(),
            rate=plan.rate,
        )

    def warm_up(self, questions: int = WARM_UP) -> None:
        """Ask a few that are not counted. Raises LoadError."""
        self.ask(Plan(questions, seed=99))

    def _usage(self) -> Usage | None:
        """Of all programs together."""
        found = [one.usage() for one in self.programs]
        known = [one for one in found if one is not None]
        if len(known) < len(found):
            return None
        return Usage(sum(one.cpu for one in known), sum(one.resident for one in known))

    def _database(self) -> int:
        return sum(size_of(file) for file in self.folder.glob("*/data/zuwu.db"))


class _Progress:
    """Whether answers still come."""

    def __init__(self) -> None:
        self._answered = 0
        self._since = time.monotonic()

    def is_over(self, state: dict[str, Any]) -> bool:
        """Whether everything was asked and answered, or nothing has come for a while."""
        counts, now = state["counts"], time.monotonic()
        if counts["answered"] != self._answered:
            self._answered, self._since = counts["answered"], now
        done = bool(state["over"]) and counts["answered"] >= counts["asked"]
        return done or now - self._since > PATIENCE


def size_of(database: Path) -> int:
    """The bytes that are in use of a SQLite database, wherever they are at this moment."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
        pages, free, each = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
    return (pages - free) * each


@contextmanager
def bench(peer: Peer, where: Cores, *, sampled: bool = False) -> Iterator[Bench]:
    """A program that has been started and waits for questions, over a new Bot API server, in a new folder. Raises
    LoadError."""
    folder = Path(tempfile.mkdtemp(prefix="zuwu-load-"))
    try:
        with ExitStack() as stack:
            server = stack.enter_context(serving(where.other))
            told = settings_of(peer, server)
            programs = []
            for number, settings in enumerate(told):
                core = where.other if number else where.bot
                started = program(peer.program, folder / str(number), core, settings, sampled=sampled)
                programs.append(stack.enter_context(started))
            server.wait_ready(*programs)
            for running, settings in zip(programs, told, strict=True):
                wait_for_listener(running, settings)
            yield Bench(peer, server, programs, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settings_of(peer: Peer, server: Server) -> list[dict[str, str]]:
    """What each replica is told. They are led to from one port, where the server delivers to."""
    if not peer.webhooks:
        return [settings_for(server, **peer.settings)]
    ports = free_ports(peer.webhooks)
    hook = {"WEBHOOK_URL": f"http://127.0.0.1:{server.balance(ports)}/updates"}
    return [settings_for(server, **peer.settings, **hook, LISTEN=f"127.0.0.1:{port}") for port in ports]


def wait_for_listener(running: Program, settings: Mapping[str, str], within: float = 60) -> None:
    """Until a replica takes connections, where it is to. Raises LoadError."""
    host, _, port = settings.get("LISTEN", "").rpartition(":")
    deadline = time.monotonic() + within
    while port:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            if not running.is_alive or time.monotonic() > deadline:
                raise LoadError(f"程序没有在听端口：\n{running.last_words()}") from None
            time.sleep(0.05)
        else:
            return


def free_ports(count: int) -> list[int]:
    """Ports of this machine where nobody listens."""
    with ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in found]


def measure(peer: Peer, where: Cores, plan: Plan, say: Say) -> Run:
    """Start it, warm it up, ask everything, stop it. Raises LoadError."""
    say(f"{peer.title}：{_what(plan)}……")
    with bench(peer, where) as ready:
        ready.warm_up(min(WARM_UP, plan.questions))
        run = ready.ask(plan)
    cpu = "" if run.cpu_ms is None else f"，每个问题 {run.cpu_ms:.2f} 毫秒处理器时间"
    say(f"    每秒 {run.per_second:.0f} 个{cpu}；p50 {run.latency.p50:.1f}，p99 {run.latency.p99:.1f} 毫秒")
    return run


def look_into(peer: Peer, where: Cores, plan: Plan, say: Say, cpu_ms: float | None) -> Parts:
    """Where the time of the processor goes; ``cpu_ms`` is what a question takes while nobody looks. Raises
    LoadError."""
    say(f"{peer.title}：时间花在哪里……")
    with bench(peer, where, sampled=True) as ready:
        ready.warm_up(min(WARM_UP, plan.questions))
        (watched,) = ready.programs
        begin_samples(watched)
        ready.ask(plan)
        seen = wait_for_samples(watched)
    total = sum(seen["parts"].values()) or 1
    return Parts(
        key=peer.key,
        title=peer.title,
        cpu_ms=cpu_ms,
        samples=total,
        shares={part: seen["parts"].get(part, 0) / total for part in PARTS},
        functions=[(name, count / total) for name, count in seen["below"][:40]],
    )


def _what(plan: Plan) -> str:
    words = "个各不相同的问题" if plan.different else "个问题"
    if plan.rate:
        return f"每秒 {plan.rate:.0f} {words}，共 {plan.questions} 个"
    return f"{plan.questions} {words}，能多快就多快"
