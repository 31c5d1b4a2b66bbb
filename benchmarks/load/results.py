"""Everything that was measured under load, and its form in JSON."""

import os
import platform
from dataclasses import asdict, dataclass, field
from importlib import metadata
from statistics import median
from typing import Any

from benchmarks.load.measuring import Parts, Run
from benchmarks.load.processes import Cores

THROUGHPUT_GOAL = 0.5
"""Our questions a second over those of the echo bot, at least."""
LATENCY_GOAL = 2.0
"""Our p99 over that of the echo bot, at most."""

_LIBRARIES = ("python-telegram-bot", "httpx", "sqlalchemy", "aiohttp")


@dataclass(frozen=True, slots=True)
class Around:
    """What the figures were taken on."""

    python: str
    cores: int | None
    pinned: bool
    """Whether the program that is measured had a core of its own."""
    versions: dict[str, str]
    chats: int
    known: int
    """How many different questions come again and again."""


@dataclass
class LoadResults:
    """A run of the load. What was left out is empty."""

    around: Around
    flat: list[Run] = field(default_factory=list)
    """As fast as it goes, each program several times, in turn."""
    different: list[Run] = field(default_factory=list)
    """The same with questions that are all different."""
    steady: list[Run] = field(default_factory=list)
    """Both at one rate."""
    parts: list[Parts] = field(default_factory=list)
    """Where the time goes."""
    scaling: list[Run] = field(default_factory=list)
    """On PostgreSQL: polling, and by webhook with one and two replicas."""

    failed: dict[str, str] = field(default_factory=dict)
    """The parts that were not brought to their end, and why."""

    def to_json(self) -> dict[str, Any]:
        """All of it, not rounded."""
        return asdict(self)

    def of(self, key: str) -> list[Run]:
        """The runs of a program, as fast as it goes."""
        return [run for run in self.flat if run.key == key]

    def per_second(self, key: str) -> float:
        """Questions a second of a program: the median of its runs; 0 where it has none."""
        found = self.of(key)
        return median(run.per_second for run in found) if found else 0.0

    def cpu_ms(self, key: str) -> float | None:
        """The same of the time of the processor for a question."""
        known = [run.cpu_ms for run in self.of(key) if run.cpu_ms is not None]
        return median(known) if known else None

    @property
    def peer(self) -> str:
        """The faster echo bot."""
        return max((run.key for run in self.flat if run.key.startswith("echo")), key=self.per_second, default="echo")

    @property
    def throughput_ratio(self) -> float | None:
        """Our questions a second over those of the echo bot."""
        ours, theirs = self.per_second("zuwu"), self.per_second(self.peer)
        return ours / theirs if ours and theirs else None

    @property
    def latency_ratio(self) -> float | None:
        """Our p99 over that of the echo bot, both at one rate."""
        ours = [run for run in self.steady if run.key == "zuwu"]
        theirs = [run for run in self.steady if run.key.startswith("echo")]
        if not ours or not theirs:
            return None
        return median(run.latency.p99 for run in ours) / median(run.latency.p99 for run in theirs)


def around(where: Cores, chats: int, known: int) -> Around:
    """This machine, this environment."""
    versions = {name: metadata.version(name) for name in _LIBRARIES}
    return Around(platform.python_version(), os.cpu_count(), where.is_pinned, versions, chats, known)
