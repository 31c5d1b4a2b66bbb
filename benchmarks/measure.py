"""The figures of a method on a task: how often it is right, what it can tell apart, how long it takes."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.corpus import Question, Task
from benchmarks.methods import Hit, Method

WARM_UP = 50
"""Questions that are asked first and not timed."""

FAR_PERCENT = 2
"""How many of a hundred far questions may be answered."""

NEAR_PERCENT = 10
"""How many of a hundred near questions may be answered."""

Clock = time.perf_counter_ns


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a question takes, in milliseconds."""

    mean_ms: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What a method reached. Shares are from 0 to 1."""

    key: str
    title: str
    top1: float
    """The share of questions whose first target is right."""
    mrr5: float
    """The mean of 1 / rank of the first right target; 0 where it is not among five."""
    right_far: float | None
    """The share answered and right while at most 2 % of the far questions are answered; None without far ones."""
    right_near: float | None
    """The same while at most 10 % of the near questions are answered."""
    latency: Latency


@dataclass(frozen=True, slots=True)
class Ratio:
    """One of our figures over the same figure of a peer."""

    key: str
    peer: str
    """The title of the peer that is best in this figure, or the one that the figure is always held against."""
    value: float | None
    """None where the peer's figure is 0."""


def measure(method: Method, task: Task, repeat: int = 1) -> Figures:
    """Ask everything. The questions inside are timed, ``repeat`` times over, after a few to warm up."""
    for question in task.inside[:WARM_UP]:
        method.rank(question.text)
    rankings, times = timed(method, task.inside)
    for _ in range(repeat - 1):
        times += timed(method, task.inside)[1]
    right = [_rank_of_right(hits, question) == 1 for hits, question in zip(rankings, task.inside, strict=True)]
    scores = [top_score(hits, task.boundaries) for hits in rankings]
    near, far = ([top_score(method.rank(q.text), task.boundaries) for q in asked] for asked in (task.near, task.far))
    return Figures(
        method.key,
        method.title,
        sum(right) / len(right),
        math.fsum(1 / rank for h, q in zip(rankings, task.inside, strict=True) if (rank := _rank_of_right(h, q)))
        / len(right),
        answered_and_right(scores, right, far, FAR_PERCENT),
        answered_and_right(scores, right, near, NEAR_PERCENT),
        latency_of(times),
    )


def timed(method: Method, questions: Sequence[Question]) -> tuple[list[list[Hit]], list[int]]:
    """What a method says to each question, and how many nanoseconds it took to."""
    rankings, times = [], []
    for question in questions:
        started = Clock()
        hits = method.rank(question.text)
        times.append(Clock() - started)
        rankings.append(hits)
    return rankings, times


def top_score(hits: Sequence[Hit], boundaries: frozenset[str]) -> float:
    """The score that decides about answering: that of the first target; the lowest of all where there is none, or
    where it is a boundary, which declines by itself."""
    return hits[0][1] if hits and hits[0][0] not in boundaries else -math.inf


def threshold(declined: Sequence[float], percent: int) -> float | None:
    """The lowest score above which at most ``percent`` of a hundred questions, which are to be declined, are answered.
    To be answered is to be strictly above it, so that equal scores are all on the same side. None where nothing was
    asked."""
    allowed = percent * len(declined) // 100
    return sorted(declined, reverse=True)[allowed] if declined else None


def answered_and_right(
    scores: Sequence[float], right: Sequence[bool], declined: Sequence[float], percent: int
) -> float | None:
    """The share of questions that are answered at that threshold, and rightly."""
    limit = threshold(declined, percent)
    if limit is None:
        return None
    return sum(good and score > limit for score, good in zip(scores, right, strict=True)) / len(scores)


def latency_of(times: Sequence[int]) -> Latency:
    """The latency of calls that took so many nanoseconds."""
    ordered = sorted(times)
    return Latency(math.fsum(ordered) / len(ordered) / 1e6, _quantile(ordered, 50) / 1e6, _quantile(ordered, 99) / 1e6)


def ratios(found: Sequence[Figures]) -> list[Ratio]:
    """Our figures, which come first, over those of the peers: of each figure the best peer, p99 over WRatio."""
    ours, *peers = found
    wratio = next(peer for peer in peers if peer.key == "WRatio")
    best = max(peers, key=lambda peer: peer.top1)
    compared = [Ratio("top1_error", best.title, _over(1 - ours.top1, 1 - best.top1))]
    for key in ("right_far", "right_near"):
        if getattr(ours, key) is not None:
            best = max(peers, key=lambda peer: float(getattr(peer, key)))
            compared.append(Ratio(key, best.title, _over(getattr(ours, key), getattr(best, key))))
    compared.append(Ratio("p99", wratio.title, _over(ours.latency.p99_ms, wratio.latency.p99_ms)))
    return compared


def _rank_of_right(hits: Sequence[Hit], question: Question) -> int:
    """The rank of the first right target, from 1; 0 where there is none."""
    return next((rank for rank, (target_id, _) in enumerate(hits, 1) if target_id in question.gold), 0)


def _quantile(ordered: Sequence[int], percent: int) -> int:
    """The smallest value that ``percent`` of a hundred do not exceed."""
    return ordered[max(0, math.ceil(percent * len(ordered) / 100) - 1)]


def _over(one: float, other: float) -> float | None:
    return one / other if other else None
