"""What lies near to what: the existing entries next to a question that was missed, and missed questions next to each
other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log
from pathlib import Path

import jieba
from rapidfuzz import fuzz, process

from intents.normalise import normalise
from intents.reading import Reader
from intents.understanding import Understanding

MOST = 2000
"""Texts that are looked at; the rest, the least frequent, stay alone."""

_SAME = 72.0
"""Similarity of letters, 0 to 100, from which two questions are taken to be one."""

_SAME_MATTER = 0.4
"""Share of what they are about from which they are one."""

_RARE = {"n": 6e-5, "v": 2.5e-5}
"""The share of all words below which a noun, a verb tells what a question is about."""

_TELLS = {"n": 1.0, "v": 0.5}
_LEAST = 1e-7
_TRIED = 5


@dataclass(frozen=True, slots=True)
class Near:
    """An existing entry or boundary that a question comes near to."""

    target_id: str
    confidence: float
    """How likely it is what is meant, 0 to 1."""
    phrasing: str = ""
    """Its way of asking that came nearest."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask the same, as far as their words tell."""

    texts: tuple[str, ...]
    """The most frequent first: it stands for all of them."""
    count: int
    """How often they were asked, together."""


def nearest(understanding: Understanding, texts: Iterable[str], limit: int = 5) -> tuple[Near, ...]:
    """The entries (drafts too, by their letters) and boundaries that come nearest to any of the texts, the likeliest
    first."""
    best: dict[str, tuple[float, float, str]] = {}
    asked = list(dict.fromkeys(texts))
    for text in asked:
        for ranked in understanding.found(text).ranking:
            if not ranked.look_alike:
                told = (ranked.confidence, ranked.score, ranked.phrasing)
                best[ranked.target_id] = max(best.get(ranked.target_id, told), told)
    for target_id, told in _drafts(understanding, asked):
        best[target_id] = max(best.get(target_id, told), told)
    order = sorted(best.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
    return tuple(Near(target_id, confidence, phrasing) for target_id, (confidence, _, phrasing) in order[:limit])


def _drafts(understanding: Understanding, texts: Sequence[str]) -> Iterable[tuple[str, tuple[float, float, str]]]:
    """The drafts whose ways of asking have most letters in common with a text."""
    queries = [understanding.reader.query_of(text) for text in texts]
    for entry in understanding.base.entries:
        if entry.draft:
            for phrasing in (entry.question, *entry.phrasings):
                other = understanding.reader.query_of(phrasing)
                alike = max((fuzz.ratio(query, other) for query in queries if query), default=0.0)
                if alike >= _SAME:
                    yield entry.id, (alike / 100, alike, phrasing)


@dataclass(slots=True)
class _Growing:
    texts: list[str] = field(default_factory=list)
    count: int = 0


@dataclass(slots=True)
class _Bodies:
    """The clusters of the questions that name the same bodies."""

    grown: dict[str, _Growing] = field(default_factory=dict)
    """By what is compared of the most frequent."""
    matters: dict[str, Mapping[str, float]] = field(default_factory=dict)
    """The same, what they are about."""
    about: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By each word of that, which clusters."""

    def like(self, query: str, matter: Mapping[str, float]) -> str | None:
        """The cluster that a question belongs to: by its letters, unless it is about something else; else by what it
        is about."""
        for head, _, _ in process.extract(
            query, self.grown.keys(), scorer=fuzz.ratio, score_cutoff=_SAME, limit=_TRIED
        ):
            other = self.matters[head]
            if head == query or not matter or not other or matter.keys() & other.keys():
                return str(head)
        near = dict.fromkeys(head for word in matter for head in self.about.get(word, ()))
        best = max(near, key=lambda head: _shared(matter, self.matters[head]), default=None)
        return best if best is not None and _shared(matter, self.matters[best]) >= _SAME_MATTER else None

    def add(self, query: str, matter: Mapping[str, float], text: str, count: int) -> None:
        """Put a question where it belongs."""
        head = self.like(query, matter)
        if head is None:
            head = query
        if head not in self.grown:
            self.grown[head], self.matters[head] = _Growing(), matter
            for word in matter:
                self.about[word].append(head)
        self.grown[head].texts.append(text)
        self.grown[head].count += count


def clusters(misses: Sequence[tuple[str, int]], understanding: Understanding | None = None) -> tuple[Cluster, ...]:
    """Questions with how often each was asked, those together that ask the same; the most frequent first. With an
    understanding, its terms are known, what is asked about different bodies is kept apart, and what is about the same
    matter outside of the terms comes together: 停车证怎么办, 办停车证找谁."""
    order = sorted(misses, key=lambda miss: (-miss[1], miss[0]))
    grown: dict[frozenset[str], _Bodies] = {}
    for text, count in order[:MOST]:
        query, bodies, matter = _read(text, understanding)
        grown.setdefault(bodies, _Bodies()).add(query, matter, text, count)
    made = [Cluster(tuple(one.texts), one.count) for others in grown.values() for one in others.grown.values()]
    made += [Cluster((text,), count) for text, count in order[MOST:]]
    return tuple(sorted(made, key=lambda cluster: (-cluster.count, cluster.texts[0])))


def _read(text: str, understanding: Understanding | None) -> tuple[str, frozenset[str], Mapping[str, float]]:
    """What is compared of a question, the bodies that it names, and what it is about where that is no term."""
    if understanding is None:
        return normalise(text), frozenset(), {}
    reader = understanding.reader
    reading = reader.read(text)
    matter = {} if reading.subjects else _matter(reading.words, reader)
    return reading.canonical, reader.lexicon.bodies(reading.subjects), matter


def _matter(words: Iterable[str], reader: Reader) -> dict[str, float]:
    """The rare words of a question that name a thing, or something done, each with how much it tells; in order, the
    things first."""
    classes = _classes()
    found: dict[str, float] = {}
    for word in words:
        kind = classes.get(word, "")[:1] or ("" if reader.tokens(word) != (word,) else "n")
        share = max(reader.tokeniser.frequency(word), _LEAST)
        if len(word) > 1 and kind in _RARE and share < _RARE[kind]:
            found[word] = -log(share) * _TELLS[kind]
    return dict(sorted(found.items(), key=lambda told: classes.get(told[0], "n")[:1]))


def _shared(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How much of the lesser matter is in both, 0 to 1; nothing where what comes first in either is not."""
    both = {word: told for word, told in one.items() if word in other}
    if not {next(iter(one), ""), next(iter(other), "")} & both.keys():
        return 0.0
    return sum(both.values()) / min(sum(one.values()), sum(other.values()))


@cache
def _classes() -> Mapping[str, str]:
    """The classes of words in jieba's dictionary: n for a noun, v for a verb."""
    lines = (line.split() for line in Path(jieba.__file__).with_name("dict.txt").read_text("utf-8").splitlines())
    return {line[0]: line[2] for line in lines if len(line) == 3 and line[2][:1] in "nvmtdrazcpqu"}
