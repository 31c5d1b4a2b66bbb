"""The index: every phrasing of a base, read once, and what the base itself teaches about its words. Immutable; a
new base gets a new index.

Kept small: a phrasing costs its letters, its words and four bytes for each word and pair of characters.
"""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from intents.reading import Reader, Reading, bigrams
from knowledge.models import Document, Entry, KnowledgeBase, Target

_FAITH = 4.0
"""How many sightings the average of equally rare words is worth, when a word's own faithfulness is estimated."""

_STEADY = 4
"""Phrasings from which on a word's faithfulness can be told."""

_PRIOR = 300
"""Phrasings that the general commonness of a word is worth beside those of the base."""

_REMEMBERED = 256
"""Words whose targets are remembered as a set: the same few are in most questions. About 5 MB."""

Postings = Mapping[str, "int | array[int]"]
"""Where a feature stands: a position alone, or several."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way of asking for a target."""

    target: int
    """The target's position."""
    text: str
    canonical: str
    words: tuple[str, ...]
    tokens: tuple[str, ...]
    subjects: frozenset[str]
    aspects: frozenset[str]
    numbers: frozenset[str]
    negated: bool


@dataclass(frozen=True, slots=True)
class Worth:
    """What a word is worth as evidence."""

    rarity: float
    """ln(1 + N / n), N phrasings, n of them with the word (inverse document frequency); see ``Index.token_rarity``."""
    gain: float
    """Log-likelihood ratio of "the same question" where both sides have the word."""
    loss: float
    """What speaks against it where only one side has the word; at least 0."""


class Index:
    """The phrasings of a base with their features, and of each target all that is said about it."""

    def __init__(self, base: KnowledgeBase, reader: Reader, previous: "Index | None" = None) -> None:
        """Read every phrasing; what a ``previous`` index of the same reader has read already is taken from there."""
        if previous is not None and previous.reader is not reader:
            previous = None
        self.reader: Reader = reader
        targets: tuple[Target, ...] = (*base.live_entries, *base.boundaries)
        self.targets = tuple(target.id for target in targets)
        self.position = {target_id: position for position, target_id in enumerate(self.targets)}
        vocabulary: Counter[str] = Counter()
        self.phrasings: tuple[Phrasing, ...] = tuple(self._read(targets, vocabulary, previous))
        entries = len(base.live_entries)
        self.settled = sum(phrasing.target < entries for phrasing in self.phrasings)
        """The number of phrasings of entries; those of boundaries come after them."""
        self.vocabulary: Mapping[str, int] = dict(vocabulary)
        self.tokens = _postings(p.tokens for p in self.phrasings)
        grams = [bigrams(phrasing.canonical) for phrasing in self.phrasings]
        self.grams = _postings(grams)
        self._rarest = math.log1p(len(self.phrasings) + _PRIOR)
        faithful = _faithfulness(self.phrasings, self.token_rarity)
        rarities = {token: self.token_rarity(token) for token in self.tokens}
        self._worths = {token: _worth(faithful(token, rarity), rarity) for token, rarity in rarities.items()}
        self._unknown = _worth(faithful("", self._rarest), self._rarest)
        self.token_norms = _norms((p.tokens for p in self.phrasings), self.token_rarity)
        self.gram_norms = _norms(grams, self.gram_rarity)
        self._said = self._read_said(targets, previous)
        self.told = self._told(targets)
        self._targets_of = lru_cache(_REMEMBERED)(lambda token: frozenset(places_of(self.told, token)))
        self.subjects = self._subjects(base, targets)

    @property
    def density(self) -> float:
        """Phrasings a target."""
        return len(self.phrasings) / max(1, len(self.targets))

    def token_rarity(self, token: str) -> float:
        """How rare a word is among the phrasings; one never seen counts as the rarest. What a small base cannot tell
        is taken from how common the word is anywhere."""
        sightings = _number_of(self.tokens, token) + _PRIOR * self.reader.commonness(token)
        return math.log1p((len(self.phrasings) + _PRIOR) / max(1.0, sightings))

    def gram_rarity(self, gram: str) -> float:
        """The same of a pair of characters, without that."""
        return math.log1p(len(self.phrasings) / max(1, _number_of(self.grams, gram)))

    def worth(self, token: str) -> Worth:
        """What a word is worth as evidence, as far as this base teaches it."""
        return self._worths.get(token, self._unknown)

    def targets_of(self, token: str) -> frozenset[int]:
        """The targets about which a word is said."""
        return self._targets_of(token)

    def _read(
        self, targets: Sequence[Target], vocabulary: Counter[str], previous: "Index | None"
    ) -> Iterable[Phrasing]:
        known = {phrasing.text: phrasing for phrasing in previous.phrasings} if previous else {}
        shared: dict[frozenset[str], frozenset[str]] = {}
        words: dict[str, str] = {}
        for position, target in enumerate(targets):
            for text in (target.question, *target.phrasings):
                phrasing = known.get(text) or _phrasing(position, text, self.reader.read(text), shared, words)
                vocabulary.update(phrasing.words)
                yield phrasing if phrasing.target == position else replace(phrasing, target=position)

    def _read_said(self, targets: Iterable[Target], previous: "Index | None") -> Mapping[str, tuple[str, ...]]:
        """The words of each answer and each note, by its text."""
        known = previous._said if previous else {}
        words: dict[str, str] = {}
        said = {}
        for text in map(_said_of, targets):
            tokens = known.get(text)
            said[text] = tuple(words.setdefault(t, t) for t in self.reader.tokens(text)) if tokens is None else tokens
        return said

    def _told(self, targets: Iterable[Target]) -> Postings:
        """The words of everything that is said about each target: its answer or note, and its phrasings."""
        told = [dict.fromkeys(self._said[_said_of(target)]) for target in targets]
        for phrasing in self.phrasings:
            told[phrasing.target].update(dict.fromkeys(phrasing.tokens))
        return _postings(told)

    def _subjects(self, base: KnowledgeBase, targets: Iterable[Target]) -> tuple[frozenset[str], ...]:
        """What each target is about: what its question names, and the subject of its document where that is no body."""
        questions = [next(group).subjects for _, group in groupby(self.phrasings, key=lambda p: p.target)]
        found = []
        for target, named in zip(targets, questions, strict=True):
            if isinstance(target, Entry) and not self.reader.lexicon.bodies(named):
                found.append(named | self._subject_of(base.documents[target.cites[0].document]))
            else:
                found.append(named)
        return tuple(found)

    def _subject_of(self, document: Document) -> frozenset[str]:
        return self.reader.read(document.subject).subjects if document.subject else frozenset()


def _said_of(target: Target) -> str:
    return target.answer if isinstance(target, Entry) else target.note


def _worth(faithful: float, rarity: float) -> Worth:
    return Worth(rarity, math.log(faithful * math.expm1(rarity)), -math.log(1 - 0.995 * faithful))


def _phrasing(
    target: int,
    text: str,
    reading: Reading,
    shared: dict[frozenset[str], frozenset[str]],
    words: dict[str, str],
) -> Phrasing:
    """A phrasing that shares its sets and its words with the others, and its words with its tokens where they are the
    same."""
    tokens = tuple(words.setdefault(token, token) for token in reading.tokens)
    return Phrasing(
        target=target,
        text=text,
        canonical=reading.canonical,
        words=tokens if tokens == reading.words else tuple(words.setdefault(word, word) for word in reading.words),
        tokens=tokens,
        subjects=shared.setdefault(reading.subjects, reading.subjects),
        aspects=shared.setdefault(reading.aspects, reading.aspects),
        numbers=shared.setdefault(reading.numbers, reading.numbers),
        negated=reading.negated,
    )


def _postings(documents: Iterable[Iterable[str]]) -> Postings:
    found: dict[str, int | array[int]] = {}
    for position, document in enumerate(documents):
        for feature in document:
            places = found.get(feature)
            if places is None:
                found[feature] = position
            elif isinstance(places, int):
                found[feature] = array("I", (places, position))
            else:
                places.append(position)
    return found


def _number_of(postings: Postings, feature: str) -> int:
    places = postings.get(feature)
    return 0 if places is None else (1 if isinstance(places, int) else len(places))


def places_of(postings: Postings, feature: str) -> Sequence[int]:
    """The positions of a feature, in order."""
    places = postings.get(feature)
    if places is None:
        return ()
    return (places,) if isinstance(places, int) else places


def _norms(documents: Iterable[Iterable[str]], rarity: Callable[[str], float]) -> Sequence[float]:
    """For each document 1 / the length of its vector of rarities."""
    known: dict[str, float] = {}
    norms = array("f")
    for document in documents:
        total = 0.0
        for feature in document:
            weight = known.get(feature)
            if weight is None:
                weight = known[feature] = rarity(feature) ** 2
            total += weight
        norms.append(1 / math.sqrt(total) if total else 0.0)
    return norms


def _faithfulness(phrasings: Sequence[Phrasing], rarity: Callable[[str], float]) -> Callable[[str, float], float]:
    """How faithful words are: how often another phrasing of the same target has the word again.

    感冒 comes back in nearly every way of asking the same question, 如何 hardly ever: the base's own phrasings teach
    which words may be exchanged. Words seen seldom are given the average of equally rare ones, in part.
    """
    seen: Counter[str] = Counter()
    again: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for group in _groups(phrasings):
        counts = Counter(token for phrasing in group for token in phrasing.tokens)
        for token, count in counts.items():
            found[token] += count
            seen[token] += count * (len(group) - 1)
            again[token] += count * (count - 1)
    usual = _usual(found, seen, again, rarity)
    steady = (token for token, count in found.items() if count >= _STEADY)
    own = {t: (again[t] + _FAITH * usual(rarity(t))) / (seen[t] + _FAITH) for t in steady if seen[t]}

    def faithful(token: str, its_rarity: float) -> float:
        return own.get(token) or usual(its_rarity)

    return faithful


def _usual(
    found: Counter[str], seen: Counter[str], again: Counter[str], rarity: Callable[[str], float]
) -> Callable[[float], float]:
    """The average faithfulness of words of a rarity. What is seen once or twice cannot tell; such words are taken to
    be like the rarest that can."""
    totals: dict[int, list[float]] = {}
    for token, count in found.items():
        if count >= _STEADY:
            total = totals.setdefault(round(rarity(token)), [3.0, 4.0])
            total[0] += again[token]
            total[1] += seen[token]
    by_rarity = {step: min(0.98, total[0] / total[1]) for step, total in totals.items()}
    rarest = max(by_rarity, default=0)

    def usual(its_rarity: float) -> float:
        return by_rarity.get(min(rarest, round(its_rarity)), 0.75)

    return usual


def _groups(phrasings: Sequence[Phrasing]) -> Iterable[list[Phrasing]]:
    """The phrasings of each target together; they stand next to each other."""
    group: list[Phrasing] = []
    for phrasing in phrasings:
        if group and group[-1].target != phrasing.target:
            yield group
            group = []
        group.append(phrasing)
    if group:
        yield group
