"""Pairs: a question beside one phrasing, as numbers. What the numbers are worth is decided by the weights."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from intents.index import Index, Phrasing, Worth
from intents.reading import Reading, bigrams

PAIR_FEATURES = (
    "words",
    "letters",
    "common",
    "gain",
    "lost",
    "added",
    "lost_share",
    "added_share",
    "swapped",
    "worst_lost",
    "worst_added",
    "letters_lost",
    "letters_added",
    "told",
    "aspect_shared",
    "aspect_other",
    "negation",
    "number",
    "length",
    "unnamed",
    "unasked",
    "look_alike",
)
"""The names of the numbers, in their order:

words: cosine over words (rarity as weight); letters: normalised Indel similarity; common: longest common subsequence
by the question's length; gain: evidence of common words; lost, added: evidence against, of words that only the
question, only the phrasing has; *_share: of all that could speak against; swapped: the smaller of lost and added;
worst_*: the heaviest of them;
letters_*: the share of characters the other has; told: share of the question's weight found anywhere in what is said
about the target; aspect_*: whether both name an aspect and it is the same, another; negation, number: whether they
differ; length: relative difference; unnamed: subjects asked about that the target is not about; unasked: bodies it
is about that were not asked about; look_alike: whether it is about a look-alike of what was asked about.
"""


_STORY = 24
"""A longer question tells a story, in which bodies are named that it does not ask about."""


_JOINED = frozenset({"", " ", "和", "与", "跟", "同", "及", "或", "还是", "以及"})


@dataclass(frozen=True, slots=True)
class Probe:
    """A reading, prepared to be compared with many phrasings."""

    reading: Reading
    letters: frozenset[str]
    worth: Mapping[str, Worth]
    weight: float
    """The sum of its words' rarities."""
    stake: float
    """The sum of what its words would cost, were they lost."""
    token_norm: float
    grams: Mapping[str, float]
    """Its pairs of characters with their rarities, squared."""
    gram_norm: float
    told: tuple[tuple[float, frozenset[int]], ...]
    """Its words' rarities with the targets about which the word is said."""
    unknown: float
    """The share of its weight in words that the base never uses."""
    size: float
    """ln(1 + its words)."""


def probe(reading: Reading, index: Index) -> Probe:
    """Prepare a reading."""
    worth = {token: index.worth(token) for token in reading.tokens}
    grams = {gram: index.gram_rarity(gram) ** 2 for gram in bigrams(reading.canonical)}
    weight = sum(w.rarity for w in worth.values())
    unknown = sum(w.rarity for token, w in worth.items() if token not in index.tokens and token not in index.told)
    return Probe(
        reading=reading,
        letters=frozenset(reading.canonical),
        worth=worth,
        weight=weight or 1.0,
        stake=sum(w.loss for w in worth.values()) or 1.0,
        token_norm=1 / (math.sqrt(sum(w.rarity**2 for w in worth.values())) or 1.0),
        grams=grams,
        gram_norm=1 / (math.sqrt(sum(grams.values())) or 1.0),
        told=tuple((w.rarity, index.targets_of(token)) for token, w in worth.items()),
        unknown=unknown / weight if weight else 0.0,
        size=math.log1p(len(worth)),
    )


def compare(probe: Probe, position: int, index: Index) -> list[float]:
    """The numbers of a pair, in the order of ``PAIR_FEATURES``."""
    phrasing = index.phrasings[position]
    asked, offered = probe.reading.canonical, phrasing.canonical
    letters = frozenset(offered)
    shared_letters = len(probe.letters & letters)
    ratio = fuzz.ratio(asked, offered) / 100
    gain = square = kept = added = worst_added = 0.0
    for token in phrasing.tokens:
        worth = probe.worth.get(token)
        if worth is None:
            loss = index.worth(token).loss
            added += loss
            worst_added = max(worst_added, loss)
        else:
            gain += worth.gain
            square += worth.rarity**2
            kept += worth.loss
    lost, worst_lost = _lost(probe, phrasing)
    aspects = bool(probe.reading.aspects and phrasing.aspects)
    aspect_shared = bool(probe.reading.aspects & phrasing.aspects)
    lengths = len(asked), len(offered)
    return [
        square * probe.token_norm * index.token_norms[position],
        ratio,
        ratio * sum(lengths) / 2 / lengths[0],
        gain / 10,
        lost / 4,
        added / 4,
        lost / probe.stake,
        added / ((kept + added) or 1.0),
        min(lost, added) / 4,
        worst_lost / 2,
        worst_added / 2,
        shared_letters / len(probe.letters),
        shared_letters / (len(letters) or 1),
        sum(rarity for rarity, targets in probe.told if phrasing.target in targets) / probe.weight,
        float(aspect_shared),
        float(aspects and not aspect_shared),
        float(probe.reading.negated != phrasing.negated),
        float(bool(probe.reading.numbers - phrasing.numbers) and bool(phrasing.numbers - probe.reading.numbers)),
        abs(lengths[0] - lengths[1]) / max(lengths),
        *_subjects(probe.reading, phrasing, index),
    ]


def _lost(probe: Probe, phrasing: Phrasing) -> tuple[float, float]:
    """What the question's words that the phrasing lacks cost, together and the heaviest."""
    total = worst = 0.0
    for token, worth in probe.worth.items():
        if token not in phrasing.tokens:
            total += worth.loss
            worst = max(worst, worth.loss)
    return total, worst


def _subjects(reading: Reading, phrasing: Phrasing, index: Index) -> tuple[float, float, float]:
    """Agreement about what is asked about: see ``PAIR_FEATURES``."""
    if not reading.subjects and not phrasing.subjects:
        return 0.0, 0.0, 0.0
    about = index.subjects[phrasing.target] | phrasing.subjects
    missing = reading.subjects - about
    lexicon = index.reader.lexicon
    unasked = len(lexicon.bodies(phrasing.subjects - reading.subjects))
    if not missing:
        return 0.0, float(unasked), 0.0
    other_body = lexicon.bodies(missing) and lexicon.bodies(about) and not lexicon.bodies(reading.subjects & about)
    alike = bool(other_body) and len(reading.canonical) <= _STORY
    grave = lexicon.without_roles(missing)
    alike = alike or any(lexicon.confusables(subject) & (about - reading.subjects) for subject in grave)
    first = _asked_first(reading)
    alike = alike or (first in missing and bool(lexicon.confusables(first) & about))
    return float(len(missing)), float(unasked), float(alike)


def _asked_first(reading: Reading) -> str:
    """The body that a question which names several is about: 党小组能像党组那样……吗 asks about the first. None where
    it names but one, or joins them: 党组和党小组."""
    bodies = [mention for mention in reading.mentions if mention.term.kind == "body"]
    if len(bodies) < 2 or reading.query[bodies[0].end : bodies[1].start] in _JOINED:
        return ""
    return bodies[0].term.id
