"""The thresholds that are worth most on labelled questions."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from intents.decide import Answer, Decision, Disambiguation, Policy, decide, ranked
from intents.evaluate import Row, read_rows, sources_of
from intents.rank import rank
from intents.understanding import Found, Understanding
from intents.weights import Weights
from knowledge.models import KnowledgeBase

_GRID = {
    "answer_threshold": (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6),
    "ambiguity_margin": (-1.0, -0.5, 0.0, 0.4, 0.8, 1.2),
    "boundary_threshold": (0.05, 0.1, 0.2, 0.3, 0.5),
    "choice_threshold": (0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
}
_FOLDS = 5

# What a decision is worth to whoever asked: an answer to the wrong question costs as much as a right one brings.
_RIGHT, _OFFERED, _IDLE, _SILENT, _WRONG = 1.0, 0.5, -0.2, -0.3, -1.0
_DECLINED, _ASKED_BACK, _ANSWERED = 1.0, 0.1, -1.5


_NEAR = 0.06
"""What all questions that are not settled count, beside those that are."""


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled question with what was found for it."""

    row: Row
    found: Found


def fit_thresholds(base: KnowledgeBase, files: Sequence[Path], columns: Mapping[str, Any]) -> dict[str, float]:
    """The policy of highest worth; prints what it reaches on questions it was not chosen on."""
    understanding = Understanding(base)
    understanding.weights = Weights.at(columns, understanding.index.density)
    rows = [row for file in files for row in read_rows(file) if len(row.turns) == 1]
    cases = [Case(row, understanding.found(row.turns[0])) for row in rows]
    cases += _unforeseen(understanding)
    random.Random(_FOLDS).shuffle(cases)  # noqa: S311 - draws folds
    policies = [Policy(**dict(zip(_GRID, values, strict=True))) for values in product(*_GRID.values())]
    counts = _weights(cases)
    worths = {p: [n * _worth(c, understanding, p) for n, c in zip(counts, cases, strict=True)] for p in policies}
    apart = 0.0
    for fold in range(_FOLDS):
        best = max(policies, key=lambda p: sum(w for i, w in enumerate(worths[p]) if i % _FOLDS != fold))
        apart += sum(w for i, w in enumerate(worths[best]) if i % _FOLDS == fold)
    best = max(policies, key=lambda p: sum(worths[p]))
    print(
        f"{len(cases)} questions: worth {sum(worths[best]) / sum(counts):.3f}, chosen apart {apart / sum(counts):.3f}"
    )
    return {name: getattr(best, name) for name in _GRID}


def _unforeseen(understanding: Understanding) -> Iterator[Case]:
    """The ``tests`` of the boundaries as if their boundary were not there: nearby, unsettled, and nobody thought of
    it."""
    u = understanding
    for boundary in u.base.boundaries:
        for text in boundary.tests:
            others = [c for c in rank(u.reader.read(text), u.index, u.weights) if c.target_id != boundary.id]
            yield Case(Row((text,), "out-near"), Found(ranked(others, u.places, u.weights), vague=False, bare=False))


def _weights(cases: Sequence[Case]) -> list[float]:
    """What each case counts: what is not settled together ``_NEAR`` of what is."""
    inside = sum(case.row.kind == "in" for case in cases)
    near = sum(case.row.kind == "out-near" for case in cases)
    return [_NEAR * inside / near if case.row.kind == "out-near" else 1.0 for case in cases]


def _worth(case: Case, understanding: Understanding, policy: Policy) -> float:
    u = understanding
    decision = decide(case.found.ranking, u.base, u.places, policy, vague=case.found.vague, bare=case.found.bare)
    return _inside(case.row, decision) if case.row.kind in {"in", "ambiguous"} else _outside(decision)


def _inside(row: Row, decision: Decision) -> float:
    if isinstance(decision, Answer):
        right = sources_of(decision.entry.cites) & row.gold
        return _RIGHT if right else _WRONG
    if isinstance(decision, Disambiguation):
        offered = any(sources_of(entry.cites) & row.gold for entry in decision.choices)
        return (_RIGHT if row.kind == "ambiguous" else _OFFERED) if offered else _IDLE
    return _SILENT


def _outside(decision: Decision) -> float:
    if isinstance(decision, Answer):
        return _ANSWERED
    return _ASKED_BACK if isinstance(decision, Disambiguation) else _DECLINED
