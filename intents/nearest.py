"""What lies near to what: the existing entries next to a question that was missed, and missed questions next to each
other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from intents.normalise import normalise
from intents.understanding import Understanding

MOST = 2000
"""Texts that are looked at; the rest, the least frequent, stay alone."""

_SAME = 72.0
"""Similarity of letters, 0 to 100, from which two questions are taken to be one."""


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


def clusters(misses: Sequence[tuple[str, int]], understanding: Understanding | None = None) -> tuple[Cluster, ...]:
    """Questions with how often each was asked, those together that ask the same; the most frequent first. With an
    understanding, its terms are known, and what is asked about different bodies is kept apart."""
    order = sorted(misses, key=lambda miss: (-miss[1], miss[0]))
    grown: dict[frozenset[str], dict[str, _Growing]] = {}
    for text, count in order[:MOST]:
        query, bodies = _read(text, understanding)
        others = grown.setdefault(bodies, {})
        found = process.extractOne(query, others.keys(), scorer=fuzz.ratio, score_cutoff=_SAME)
        cluster = others.setdefault(found[0] if found else query, _Growing())
        cluster.texts.append(text)
        cluster.count += count
    made = [Cluster(tuple(one.texts), one.count) for others in grown.values() for one in others.values()]
    made += [Cluster((text,), count) for text, count in order[MOST:]]
    return tuple(sorted(made, key=lambda cluster: (-cluster.count, cluster.texts[0])))


def _read(text: str, understanding: Understanding | None) -> tuple[str, frozenset[str]]:
    """What is compared of a question, and the bodies that it names."""
    if understanding is None:
        return normalise(text), frozenset()
    reading = understanding.reader.read(text)
    return reading.canonical, understanding.reader.lexicon.bodies(reading.subjects)
