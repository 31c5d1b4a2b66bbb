"""Ranking: a query against the index, best first. Pure evidence; what to do with it is decided elsewhere."""

import heapq
from dataclasses import dataclass

from intents.index import Index, Phrasing
from intents.reading import Reading
from intents.scorers import similarity

SHORTLIST = 80
"""Phrasings that are compared letter by letter; the cosines put the right one far inside."""

WEIGHTS = {"grams": 0.2, "words": 0.2, "letters": 0.3, "bag": 0.3}
"""How much each kind of evidence counts; chosen on the ``tests`` questions of the packaged base."""

LOOK_ALIKE_FACTOR = 0.62
"""What remains of a score where the target is about a look-alike of what was asked."""

OTHER_SUBJECT_FACTOR = 0.85
"""What remains where the target is about something else, but no look-alike."""

ASPECT_FACTOR = 0.93
"""What remains where both name aspects and none is common."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A target that a question may lead to."""

    target_id: str
    score: float
    """0 to 100."""
    phrasing: str
    """The way of asking that came nearest."""
    coverage: float
    """The share of the question's weight that the target's nearest phrasing accounts for, 0 to 1."""
    look_alike: bool
    """Whether it is about a look-alike of what was asked: never to be answered with."""
    evidence: dict[str, float]
    """Each scorer's part, for people who want to know why."""


def rank(reading: Reading, index: Index, limit: int = 12) -> tuple[Candidate, ...]:
    """The best candidates, one for each target, best first; ties in the order of the base."""
    if not reading.grams:
        return ()
    grams = index.grams.cosines(reading.grams)
    words = index.words.cosines(reading.words)
    rough = [0.6 * g + 0.4 * w for g, w in zip(grams, words, strict=True)]
    shortlist = heapq.nlargest(SHORTLIST, range(len(rough)), key=rough.__getitem__)
    bags = index.bags.cosines(reading.words)
    best: dict[str, Candidate] = {}
    for position in shortlist:
        if rough[position] <= 0:
            break
        phrasing = index.phrasings[position]
        evidence = {
            "grams": grams[position],
            "words": words[position],
            "letters": similarity(reading.canonical, phrasing.reading.canonical),
            "bag": bags[index.position[phrasing.target_id]],
        }
        candidate = _candidate(reading, phrasing, evidence, index)
        known = best.get(phrasing.target_id)
        if known is None or candidate.score > known.score:
            best[phrasing.target_id] = candidate
    order = sorted(best.values(), key=lambda c: (-c.score, index.position[c.target_id]))
    return tuple(order[:limit])


def _candidate(reading: Reading, phrasing: Phrasing, evidence: dict[str, float], index: Index) -> Candidate:
    raw = 100 * sum(WEIGHTS[name] * value for name, value in evidence.items())
    subject, look_alike = _subject_factor(reading, phrasing, index)
    return Candidate(
        target_id=phrasing.target_id,
        score=raw * subject * _aspect_factor(reading, phrasing),
        phrasing=phrasing.text,
        coverage=index.grams.coverage(reading.grams, phrasing.reading.grams),
        look_alike=look_alike,
        evidence=evidence,
    )


def _subject_factor(reading: Reading, phrasing: Phrasing, index: Index) -> tuple[float, bool]:
    """Agreement about what is asked about. A look-alike, or another body altogether, in place of what was asked
    about weighs heavily."""
    about = index.subjects[phrasing.target_id] | phrasing.reading.subjects
    missing = reading.subjects - about
    if not missing:
        return 1.0, False
    lexicon = index.reader.lexicon
    if lexicon.bodies(missing) and lexicon.bodies(about) and not lexicon.bodies(reading.subjects & about):
        return LOOK_ALIKE_FACTOR, True
    if any(lexicon.confusables(subject) & (about - reading.subjects) for subject in missing):
        return LOOK_ALIKE_FACTOR, True
    return OTHER_SUBJECT_FACTOR ** len(missing), False


def _aspect_factor(reading: Reading, phrasing: Phrasing) -> float:
    asked, offered = reading.aspects, phrasing.reading.aspects
    return ASPECT_FACTOR if asked and offered and not asked & offered else 1.0
