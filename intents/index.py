"""The index: every phrasing of a base, read once. Immutable; a new base gets a new index."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from intents.reading import Reader, Reading
from intents.scorers import CosineField
from knowledge.models import Document, Entry, KnowledgeBase, Target


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way of asking for a target."""

    target_id: str
    text: str
    reading: Reading


class Index:
    """The phrasings of a base with their features, and of each target all that is said about it."""

    def __init__(self, base: KnowledgeBase, reader: Reader, *, leave_out: str | None = None) -> None:
        """Read every phrasing. ``leave_out`` is one that is to be missing, for the check of over-matches."""
        self.reader = reader
        targets: tuple[Target, ...] = (*base.live_entries, *base.boundaries)
        self.targets = tuple(target.id for target in targets)
        self.position = {target_id: position for position, target_id in enumerate(self.targets)}
        self.phrasings = tuple(
            Phrasing(target.id, text, reader.read(text))
            for target in targets
            for text in (target.question, *target.phrasings)
            if text != leave_out
        )
        self.grams = CosineField([phrasing.reading.grams for phrasing in self.phrasings])
        self.words = CosineField([phrasing.reading.words for phrasing in self.phrasings])
        self.bags = CosineField(self._bags(targets))
        self.subjects = self._subjects(base, targets)

    def _bags(self, targets: Iterable[Target]) -> list[Counter[str]]:
        """The words of everything that is said about each target."""
        bags = []
        for target in targets:
            told = target.answer if isinstance(target, Entry) else target.note
            bags.append(Counter(self.reader.read(told).words))
        for phrasing in self.phrasings:
            bags[self.position[phrasing.target_id]].update(phrasing.reading.words)
        return bags

    def _subjects(self, base: KnowledgeBase, targets: Iterable[Target]) -> dict[str, frozenset[str]]:
        """What each target is about: what its question names, and the subject of its document where that is no body."""
        found: dict[str, frozenset[str]] = {}
        for target in targets:
            named = self.reader.read(target.question).subjects
            if isinstance(target, Entry) and not self.reader.lexicon.bodies(named):
                named |= self._subject_of(base.documents[target.cites[0].document])
            found[target.id] = named
        return found

    def _subject_of(self, document: Document) -> frozenset[str]:
        return self.reader.read(document.subject).subjects if document.subject else frozenset()
