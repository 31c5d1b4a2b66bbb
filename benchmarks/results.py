"""Everything that was measured, and its form in JSON."""

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import Any

from benchmarks.corpus import Task, phrasings_of
from benchmarks.growth import Grown
from benchmarks.measure import Figures, Ratio

_PEERS = ("rapidfuzz", "bm25s", "scikit-learn", "jieba")


@dataclass(frozen=True, slots=True)
class Environment:
    """What the figures were taken on, as far as they depend on it."""

    python: str
    cores: int | None
    versions: dict[str, str]
    """Of the libraries that are measured or used for it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A task and the figures of every method on it, ours first."""

    key: str
    entries: int
    boundaries: int
    phrasings: int
    inside: int
    near: int
    far: int
    figures: list[Figures]
    ratios: list[Ratio]


@dataclass(frozen=True, slots=True)
class Results:
    """A run of the benchmark."""

    environment: Environment
    repeat: int
    seed: int
    tasks: list[Measured]
    grown_from: str
    """The key of the task whose entries were brought to each size."""
    grown: list[Grown]
    """Empty where growth was left out."""

    def to_json(self) -> dict[str, Any]:
        """All of it, with shares and ratios as they are and not rounded."""
        return asdict(self)


def environment() -> Environment:
    """That of this process."""
    versions = {name: metadata.version(name) for name in _PEERS}
    return Environment(platform.python_version(), os.cpu_count(), versions)


def measured(task: Task, figures: list[Figures], ratios: list[Ratio]) -> Measured:
    """The figures of a task, with its size."""
    return Measured(
        key=task.key,
        entries=len(task.base.live_entries),
        boundaries=len(task.base.boundaries),
        phrasings=len(phrasings_of(task.base)),
        inside=len(task.inside),
        near=len(task.near),
        far=len(task.far),
        figures=figures,
        ratios=ratios,
    )


def labels(results: Results) -> Iterator[str]:
    """The conditions of a run, in words."""
    run = results.environment
    yield f"Python {run.python}，{run.cores or '?'} 个核，单进程单线程"
    yield "、".join(f"{name} {version}" for name, version in run.versions.items())
    yield f"延迟：域内问题逐个问，各 {results.repeat} 遍，已预热"
