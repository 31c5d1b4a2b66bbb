"""Questions before a base, as numbers to fit on."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from benchmarks.corpus import Question
from intents.decide import Places, places_of
from intents.index import Index
from intents.pairs import PAIR_FEATURES, compare, probe
from intents.rank import SHORTLIST
from intents.recall import shortlist
from intents.understanding import reader_of
from knowledge.models import Boundary, Entry, KnowledgeBase, Target

Array: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Sample:
    """Questions before a base."""

    index: Index
    places: Places
    numbers: Array
    """Questions x shortlist x ``PAIR_FEATURES``."""
    targets: Array
    """The position of each pair's target; -1 where the shortlist is shorter."""
    right: Array
    """Whether each pair's target is right."""
    unknown: Array
    """For each question the share of its weight that the base never uses."""
    sizes: Array
    """For each question ln(1 + its words)."""
    weight: float = 1.0
    """What the sample counts beside others."""


def ask(base: KnowledgeBase, questions: Sequence[Question], weight: float = 1.0) -> Sample:
    """Bring questions before a base."""
    reader = reader_of(base)
    index = Index(base, reader)
    numbers = np.zeros((len(questions), SHORTLIST, len(PAIR_FEATURES)))
    targets = np.full((len(questions), SHORTLIST), -1)
    right = np.zeros(targets.shape, bool)
    unknown = np.zeros(len(questions))
    sizes = np.zeros(len(questions))
    for row, question in enumerate(questions):
        reading = reader.read(question.text)
        if not reading.canonical:
            continue
        asked = probe(reading, index)
        unknown[row] = asked.unknown
        sizes[row] = asked.size
        for column, position in enumerate(shortlist(asked, index, SHORTLIST)):
            target = index.phrasings[position].target
            numbers[row, column] = compare(asked, position, index)
            targets[row, column] = target
            right[row, column] = index.targets[target] in question.gold
    return Sample(index, places_of(base), numbers, targets, right, unknown, sizes, weight)


def thinned(base: KnowledgeBase, keep: Sequence[int], rng: random.Random) -> tuple[KnowledgeBase, list[Question]]:
    """The base with a few phrasings a target and empty answers; the phrasings taken away are the questions."""
    questions: list[Question] = []

    def shorter(target: Entry | Boundary) -> dict[str, Any]:
        phrasings = [*target.phrasings]
        rng.shuffle(phrasings)
        kept = phrasings[: rng.choice(keep)]
        questions.extend(Question(text, frozenset({target.id})) for text in (*phrasings[len(kept) :], *target.tests))
        return {"phrasings": tuple(kept), "tests": ()}

    entries = tuple(e.model_copy(update={**shorter(e), "answer": "—"}) for e in base.live_entries)
    boundaries = tuple(b.model_copy(update={**shorter(b), "note": "—"}) for b in base.boundaries)
    rng.shuffle(questions)
    return KnowledgeBase(base.documents, entries, boundaries=boundaries, terms=base.terms), questions


def tests_of(base: KnowledgeBase) -> list[Question]:
    """The ``tests`` of a base."""
    targets: tuple[Target, ...] = (*base.live_entries, *base.boundaries)
    return [Question(text, frozenset({target.id})) for target in targets for text in target.tests]


def far_questions() -> list[str]:
    """Questions about something else altogether."""
    return (Path(__file__).parent / "far.txt").read_text("utf-8").splitlines()
