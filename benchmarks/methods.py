"""What is measured: a way to find entries. Ours, and the fuzzy matching that is at hand everywhere."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from rapidfuzz import fuzz, process

from benchmarks.corpus import phrasings_of
from benchmarks.words import plain
from intents.decide import SmallTalk, Wish
from intents.understanding import Understanding
from knowledge.models import KnowledgeBase

SHOWN = 5
"""Targets that a method has to name."""

Hit = tuple[str, float]
"""The id of a target and its score; more is better, and only scores of one method compare."""


class Method(Protocol):
    """A way to find the target of a question."""

    @property
    def key(self) -> str:
        """Its name in figures and pictures, in ASCII."""

    @property
    def title(self) -> str:
        """Its name in tables."""

    def rank(self, question: str) -> list[Hit]:
        """The best targets, the best first, at most ``SHOWN``; from the text as it was typed."""


class Ours:
    """The matcher of this project, with its confidence as the score."""

    key = "zuwu"
    title = "zuwu（本项目）"

    def __init__(self, understanding: Understanding) -> None:
        self._understanding = understanding

    def rank(self, question: str) -> list[Hit]:
        """The ranking of the decision; small talk and wishes have none."""
        decision, _ = self._understanding.decide(question)
        if isinstance(decision, SmallTalk | Wish):
            return []
        return [(ranked.target_id, ranked.confidence) for ranked in decision.ranking[:SHOWN]]


class Fuzzy:
    """A scorer of rapidfuzz over every phrasing, in plain form; a target is as good as its best phrasing."""

    def __init__(self, key: str, title: str, scorer: Callable[..., float], base: KnowledgeBase) -> None:
        phrasings = phrasings_of(base)
        self.key = key
        self.title = title
        self._scorer = scorer
        self._choices = [plain(text) for _, text in phrasings]
        self._owners = [target_id for target_id, _ in phrasings]
        self._limit = enough_for(self._owners)

    def rank(self, question: str) -> list[Hit]:
        """The targets of the best phrasings."""
        found = process.extract(plain(question), self._choices, scorer=self._scorer, processor=None, limit=self._limit)
        return best_by_target((self._owners[position], score) for _, score, position in found)


def fuzzy_peers(base: KnowledgeBase) -> tuple[Fuzzy, Fuzzy]:
    """``WRatio``, which is what rapidfuzz does unless told otherwise, and the plain ``ratio``."""
    return (
        Fuzzy("WRatio", "rapidfuzz WRatio", fuzz.WRatio, base),
        Fuzzy("ratio", "rapidfuzz ratio", fuzz.ratio, base),
    )


def enough_for(owners: Sequence[str]) -> int:
    """How many phrasings, the best first, are sure to hold those of ``SHOWN`` targets, up to 100."""
    counts: dict[str, int] = {}
    for owner in owners:
        counts[owner] = counts.get(owner, 0) + 1
    largest = sorted(counts.values(), reverse=True)[: SHOWN - 1]
    return min(sum(largest) + 1, len(owners), 100)


def best_by_target(found: Iterable[Hit]) -> list[Hit]:
    """Phrasings, the best first, to their first ``SHOWN`` targets with the score of the best phrasing of each."""
    best: dict[str, float] = {}
    for target_id, score in found:
        best.setdefault(target_id, float(score))
        if len(best) == SHOWN:
            break
    return list(best.items())
