"""The thresholds that are worth most on labelled questions."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.fitting.samples import far_questions
from intents.decide import Answer, Decision, Disambiguation, Policy, decide, ranked
from intents.evaluate import Row, read_rows, sources_of
from intents.rank import rank
from intents.understanding import Found, Understanding
from intents.weights import Weights
from knowledge.models import KnowledgeBase

_GRID = {
    "answer_threshold": (0.3, 0.35, 0.4, 0.45, 0.5),
    "ambiguity_margin": (-1.5, -0.5),
    "boundary_threshold": (0.05, 0.15, 0.3),
    "bare_threshold": (0.6, 0.7, 0.8),
    "choice_threshold": (0.3, 0.4),
}
_UNSETTLED = (-0.5, -1.0)
_FOLDS = 5
_NEARLY = 0.005
"""A difference of worth a question that says nothing."""

# What a decision is worth to whoever asked. Being asked back costs most of what an answer brings; an answer where
# nothing is settled is worse than none, and one to what is about something else must not be.
_RIGHT, _OFFERED, _IDLE, _SILENT, _WRONG = 1.0, 0.35, -0.2, -0.8, -0.6
_DECLINED, _ASKED_BACK, _ANSWERED, _ABSURD = 1.0, 0.4, -1.5, -20.0


_SHARES = {"own": 0.6, "tests": 0.25, "near": 0.08, "unforeseen": 0.03, "far": 0.04}
"""What the groups of questions count: the labelled questions of the project most, since nobody wrote phrasings with
them in view; the ``tests`` of the base; what is not settled, with its boundary and without; what is about something
else."""


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled question with what was found for it."""

    row: Row
    found: Found
    weight: float


def fit_thresholds(base: KnowledgeBase, files: Sequence[Path], columns: Mapping[str, Any]) -> dict[str, float]:
    """The policy of highest worth; prints what it reaches on questions it was not chosen on."""
    understanding = Understanding(base)
    understanding.weights = Weights.at(columns, understanding.index.density)
    rows = [row for file in files for row in read_rows(file) if len(row.turns) == 1]
    worths: dict[Policy, list[float]] = {}
    counts: list[float] = []
    for unsettled in _UNSETTLED:
        understanding.policy = replace(understanding.policy, unsettled=unsettled)
        cases = list(_cases(understanding, rows))
        random.Random(_FOLDS).shuffle(cases)  # noqa: S311 - draws folds
        counts = [case.weight for case in cases]
        for values in product(*_GRID.values()):
            policy = Policy(**dict(zip(_GRID, values, strict=True)), unsettled=unsettled)
            worths[policy] = [n * _worth(c, understanding, policy) for n, c in zip(counts, cases, strict=True)]
    best = _readiest(worths)
    total, apart = sum(worths[best]) / sum(counts), _worth_apart(worths) / sum(counts)
    print(f"{len(counts)} questions: worth {total:.3f}, chosen apart {apart:.3f}")
    return asdict(best)


def _readiest(worths: Mapping[Policy, Sequence[float]]) -> Policy:
    """Of the policies that are worth nearly the most, the one that answers, and then offers, most readily: plain
    questions get plain answers, and the difference is within what the questions can tell."""
    sums = {policy: sum(values) for policy, values in worths.items()}
    enough = max(sums.values()) - _NEARLY
    good = [policy for policy, total in sums.items() if total >= enough]
    return min(good, key=lambda p: (p.answer_threshold, p.ambiguity_margin, p.choice_threshold, -sums[p]))


def _worth_apart(worths: Mapping[Policy, Sequence[float]]) -> float:
    """What the policies are worth on each fold that were best on the others."""
    apart = 0.0
    for fold in range(_FOLDS):
        rest = {policy: [w for i, w in enumerate(ws) if i % _FOLDS != fold] for policy, ws in worths.items()}
        chosen = _readiest(rest)
        apart += sum(w for i, w in enumerate(worths[chosen]) if i % _FOLDS == fold)
    return apart


def _cases(understanding: Understanding, rows: Sequence[Row]) -> Iterator[Case]:
    """All questions, each group weighing what ``_SHARES`` says."""
    groups: dict[str, list[tuple[Row, Found]]] = {
        "own": [(row, understanding.found(row.turns[0])) for row in rows],
        "tests": [(row, understanding.found(row.turns[0])) for row in _tests(understanding.base)],
        "near": [(row, understanding.found(row.turns[0])) for row in _near(understanding.base)],
        "unforeseen": list(_unforeseen(understanding)),
        "far": [(Row((text,), "out-far"), understanding.found(text)) for text in far_questions()],
    }
    for name, group in groups.items():
        for row, found in group:
            yield Case(row, found, _SHARES[name] / len(group))


def _tests(base: KnowledgeBase) -> Iterator[Row]:
    for entry in base.live_entries:
        for text in entry.tests:
            yield Row((text,), "in", sources_of(entry.cites))


def _near(base: KnowledgeBase) -> Iterator[Row]:
    for boundary in base.boundaries:
        for text in boundary.tests:
            yield Row((text,), "out-near")


def _unforeseen(understanding: Understanding) -> Iterator[tuple[Row, Found]]:
    """The ``tests`` of the boundaries as if their boundary were not there: nearby, unsettled, and nobody thought of
    it."""
    u = understanding
    for row in _near(u.base):
        own = {boundary.id for boundary in u.base.boundaries if row.turns[0] in boundary.tests}
        candidates = rank(u.reader.read(row.turns[0]), u.index, u.weights, unsettled=u.policy.unsettled)
        others = [candidate for candidate in candidates if candidate.target_id not in own]
        yield row, Found(ranked(others, u.places, u.weights), vague=False, bare=False)


def _worth(case: Case, understanding: Understanding, policy: Policy) -> float:
    u = understanding
    decision = decide(case.found.ranking, u.base, u.places, policy, vague=case.found.vague, bare=case.found.bare)
    if case.row.kind in {"in", "ambiguous"}:
        return _inside(case.row, decision)
    return _outside(decision, _ANSWERED if case.row.kind == "out-near" else _ABSURD)


def _inside(row: Row, decision: Decision) -> float:
    if isinstance(decision, Answer):
        right = sources_of(decision.entry.cites) & row.gold
        return _RIGHT if right else _WRONG
    if isinstance(decision, Disambiguation):
        offered = any(sources_of(entry.cites) & row.gold for entry in decision.choices)
        return (_RIGHT if row.kind == "ambiguous" else _OFFERED) if offered else _IDLE
    return _SILENT


def _outside(decision: Decision, answered: float) -> float:
    if isinstance(decision, Answer):
        return answered
    return _ASKED_BACK if isinstance(decision, Disambiguation) else _DECLINED
