"""Over-matches: where do the ways of asking lead that the base itself names, when each is left out in turn?"""

from collections.abc import Iterator
from dataclasses import dataclass

from intents.decide import Answer, Decision, entries_of
from intents.evaluate import sources_of
from intents.understanding import Understanding
from knowledge.models import Entry


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A way of asking for an entry, and what becomes of it without itself."""

    entry: Entry
    text: str
    decision: Decision
    reached: bool
    """Whether its entry, or one that cites the same provision, is answered with or offered."""
    confused: bool
    """Whether it is answered from an entry about a look-alike of the body that it names."""


def leave_out(understanding: Understanding) -> Iterator[LeftOut]:
    """Every phrasing of every entry, left out of the index, and every one of its ``tests``, which are not in it."""
    index = understanding.index
    for position in range(index.settled):
        phrasing = index.phrasings[position]
        entry = understanding.base.entry(index.targets[phrasing.target])
        if entry is not None:
            yield _asked(understanding, entry, phrasing.text, position)
    for entry in understanding.base.live_entries:
        for text in entry.tests:
            yield _asked(understanding, entry, text, None)


def _asked(understanding: Understanding, entry: Entry, text: str, position: int | None) -> LeftOut:
    decision = understanding.judge(understanding.found(text, without=position))
    shown = entries_of(decision)
    sources = sources_of(entry.cites)
    reached = any(other.id == entry.id or sources & sources_of(other.cites) for other in shown)
    confused = isinstance(decision, Answer) and not reached and _confused(understanding, decision.entry, text)
    return LeftOut(entry, text, decision, reached, confused)


def _confused(understanding: Understanding, shown: Entry, text: str) -> bool:
    """Whether an entry is about a look-alike of the body that a question names, and not about that."""
    lexicon = understanding.reader.lexicon
    about = lexicon.bodies(_subjects(understanding, shown))
    meant = lexicon.bodies(understanding.reader.read(text).subjects)
    avoided = frozenset[str]().union(*(lexicon.confusables(body) for body in meant)) - meant
    return bool(about & avoided) and not about & meant


def _subjects(understanding: Understanding, entry: Entry) -> frozenset[str]:
    """What an entry is about: what its question and its phrasings name."""
    read = understanding.reader.read
    named = frozenset[str]().union(*(read(text).subjects for text in entry.phrasings))
    return named | understanding.index.subjects[understanding.index.position[entry.id]]
