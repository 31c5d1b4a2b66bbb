"""Ranking: a question against the index, best first. Pure evidence; what to do with it is decided elsewhere."""

import operator
from collections.abc import Mapping
from dataclasses import dataclass

from intents.index import Index
from intents.pairs import PAIR_FEATURES, compare, probe
from intents.reading import Reading
from intents.recall import shortlist
from intents.weights import Weights

SHORTLIST = 20
"""Phrasings that are compared in full; on held-out questions the right one is among 20 in 99.5 of 100 cases."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A target that a question may lead to."""

    target_id: str
    score: float
    """Weighted evidence in points; only differences between candidates of one question mean anything."""
    phrasing: str
    """The way of asking that came nearest."""
    look_alike: bool
    """Whether it is about a look-alike of what was asked: never to be answered with."""
    evidence: Mapping[str, float]
    """The numbers behind the score, for people who want to know why; see ``PAIR_FEATURES``."""


def rank(
    reading: Reading,
    index: Index,
    weights: Weights,
    favoured: Mapping[str, float] | None = None,
    *,
    limit: int = 12,
    settled: bool = False,
    without: int | None = None,
    unsettled: float = 0.0,
) -> tuple[Candidate, ...]:
    """The best candidates, one for each target, best first; ties in the order of the base. ``favoured`` gives points
    to targets that the talk is about; ``settled`` leaves the boundaries out, ``without``
    the phrasing at that position; ``unsettled`` is what boundaries are given in points, most often taken: most
    questions are settled."""
    if not reading.canonical:
        return ()
    asked = probe(reading, index)
    points = {index.position[target_id]: value for target_id, value in (favoured or {}).items()}
    best: dict[int, tuple[float, int, list[float]]] = {}
    for position in shortlist(asked, index, SHORTLIST, settled=settled, without=without):
        numbers = compare(asked, position, index)
        target = index.phrasings[position].target
        score = sum(map(operator.mul, weights.pair, numbers)) + points.get(target, 0.0)
        if position >= index.settled:
            score += unsettled
        known = best.get(target)
        if known is None or score > known[0]:
            best[target] = (score, position, numbers)
    order = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    return tuple(
        _candidate(index, *found, whole={"unknown": asked.unknown, "size": asked.size}) for _, found in order[:limit]
    )


def _candidate(
    index: Index, score: float, position: int, numbers: list[float], *, whole: Mapping[str, float]
) -> Candidate:
    phrasing = index.phrasings[position]
    evidence = {**dict(zip(PAIR_FEATURES, numbers, strict=True)), **whole}
    return Candidate(
        target_id=index.targets[phrasing.target],
        score=score,
        phrasing=phrasing.text,
        look_alike=bool(evidence["look_alike"]),
        evidence=evidence,
    )
