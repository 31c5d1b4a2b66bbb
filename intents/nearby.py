"""Phrasings that are nearer to another entry than to their own: somebody wrote the same question down twice, in
other words, and the two entries would fight over whoever asks it.

Leaving out each phrasing and asking it again would take 20 seconds for a base of 15,000. So those whose words nearly
all stand in a phrasing of another entry are found first, through their rarest words, and only they are asked."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from intents.index import Index, places_of
from intents.understanding import Understanding

_ALIKE = 0.76
"""The weight of the words that two phrasings share, over that of the words of either, from which they ask the same."""
_FURTHER = 0.25
"""How much less the nearest other phrasing of its own entry must have in common with it."""
_SURE = 0.75
"""Confidence in another entry from which it counts as found."""
_LESS_SURE = 0.3
"""How much less there must be in its own."""
_UNSHARED = 1 - _ALIKE
"""The share of the weight of a phrasing's words beyond which its rarest words cannot all be missing from one alike."""


@dataclass(frozen=True, slots=True)
class Nearer:
    """A phrasing that is nearer to another target than to its own."""

    target_id: str
    number: int
    """Which one of its target; the question is 0."""
    text: str
    other_id: str
    other_text: str
    """The phrasing of the other target that is like it."""


def nearer_elsewhere(understanding: Understanding, only: Collection[str] | None = None) -> Iterator[Nearer]:
    """The phrasings of all targets, or of those with the ids in ``only``, that lead elsewhere with confidence once
    they are left out, since another target has nearly the same. Targets that say the same may share a question."""
    index = understanding.index
    likeness = _likeness_of(index)
    number, last = 0, -1
    for position, phrasing in enumerate(index.phrasings):
        number = number + 1 if phrasing.target == last else 0
        last = phrasing.target
        target_id = index.targets[phrasing.target]
        if only is not None and target_id not in only:
            continue
        twin = likeness.elsewhere(position)
        if twin is None:
            continue
        other_id = index.targets[index.phrasings[twin].target]
        if understanding.places[target_id] != understanding.places[other_id] and _is_lost(
            understanding, position, other_id
        ):
            yield Nearer(target_id, number, phrasing.text, other_id, index.phrasings[twin].text)


def _is_lost(understanding: Understanding, position: int, other_id: str) -> bool:
    """Whether a phrasing, left out, finds the other target, and its own hardly."""
    phrasing = understanding.index.phrasings[position]
    ranking = understanding.found(phrasing.text, without=position).ranking
    sure = {ranked.target_id: ranked.confidence for ranked in ranking}
    best = ranking[0].confidence if ranking and ranking[0].target_id == other_id else 0.0
    own = sure.get(understanding.index.targets[phrasing.target], 0.0)
    return best >= _SURE and best - own >= _LESS_SURE


def _likeness_of(index: Index) -> "_Likeness":
    """That of an index is worked out once, also where a base is looked at in pieces."""
    if index not in _known:
        _known[index] = _Likeness(index)
    return _known[index]


class _Likeness:
    """How much of the words' weight two phrasings share."""

    def __init__(self, index: Index) -> None:
        self._phrasings, self._tokens = index.phrasings, index.tokens
        self._weights = {token: index.worth(token).rarity for token in index.tokens}
        self._words = [frozenset(phrasing.tokens) for phrasing in index.phrasings]
        self._totals = [sum(self._weights[word] for word in words) for words in self._words]

    def elsewhere(self, position: int) -> int | None:
        """The phrasing of another target that is nearly the same, where none of its own is."""
        phrasings = self._phrasings
        target, subjects = phrasings[position].target, phrasings[position].subjects
        own, best, found = 0.0, 0.0, None
        for other in self._candidates(position):
            if phrasings[other].target == target:
                own = max(own, self._share(position, other))
            elif phrasings[other].subjects == subjects and (share := self._share(position, other)) > best:
                best, found = share, other
        return found if best >= _ALIKE and best - own >= _FURTHER else None

    def _candidates(self, position: int) -> Iterator[int]:
        """Every other phrasing that may share enough: it has one of the rarest words, of which not all can be
        missing."""
        total = self._totals[position]
        seen = {position}
        for word in self._rarest(position):
            for other in places_of(self._tokens, word):
                if other not in seen:
                    seen.add(other)
                    if _ALIKE * total <= self._totals[other] <= total / _ALIKE or self._same(position, other):
                        yield other

    def _same(self, position: int, other: int) -> bool:
        return self._phrasings[position].target == self._phrasings[other].target

    def _rarest(self, position: int) -> Sequence[str]:
        words = sorted(self._words[position], key=lambda word: (-self._weights[word], word))
        weight = 0.0
        for count, word in enumerate(words, 1):
            weight += self._weights[word]
            if weight > _UNSHARED * self._totals[position]:
                return words[:count]
        return words

    def _share(self, one: int, other: int) -> float:
        shared = sum(self._weights[word] for word in self._words[one] & self._words[other])
        either = self._totals[one] + self._totals[other] - shared
        return shared / either if either else 0.0


_known: WeakKeyDictionary[Index, _Likeness] = WeakKeyDictionary()
