"""Recall: which phrasings are worth a comparison. Rare features first, and never more than a fixed amount of work,
so that the time hardly grows with the base ("continue" strategy: Moffat and Zobel, *Self-indexing inverted files for
fast text retrieval*, ACM TOIS 14(4), 1996)."""

from collections.abc import Iterator, Sequence

from intents.index import Index, places_of
from intents.pairs import Probe

_POSTINGS = 3000
"""Places looked at for one question; the rarest feature is always looked up whole."""

_NEAR = 0.35
"""The share of the best sum below which a phrasing is left out of the sorting, where enough are left."""


def shortlist(probe: Probe, index: Index, size: int, *, settled: bool = False, without: int | None = None) -> list[int]:
    """The positions of the phrasings nearest by words and pairs of characters, nearest first; of entries alone, where
    ``settled``; as if the phrasing at ``without`` were not there."""
    scores: dict[int, float] = {}
    get = scores.get
    left = _POSTINGS
    for weight, places, norms in sorted(_lists(probe, index), key=lambda found: -found[0]):
        if scores and len(places) > left:
            continue
        left -= len(places)
        for place in places:
            scores[place] = get(place, 0.0) + weight * norms[place]
    if without is not None:
        scores.pop(without, None)
    if settled:
        scores = {place: score for place, score in scores.items() if place < index.settled}
    floor = _NEAR * max(scores.values(), default=0.0)
    near = [place for place, score in scores.items() if score >= floor]
    found = near if len(near) >= size else list(scores)
    return sorted(found, key=scores.__getitem__, reverse=True)[:size]


def _lists(probe: Probe, index: Index) -> Iterator[tuple[float, Sequence[int], Sequence[float]]]:
    """For each feature of the question its weight, where it stands, and the norms there."""
    for token, worth in probe.worth.items():
        places = places_of(index.tokens, token)
        if places:
            yield worth.rarity**2 * probe.token_norm, places, index.token_norms
    for gram, square in probe.grams.items():
        places = places_of(index.grams, gram)
        if places:
            yield square * probe.gram_norm, places, index.gram_norms
