"""How often somebody is told the same thing, and how much in all: pure, over seconds that are handed in."""

from collections import OrderedDict, deque
from dataclasses import dataclass

AGAIN_AFTER = 600.0
"""Seconds until the same thing is told again."""

MOST, PER = 20, 3600.0
"""So much in all in so many seconds."""

MAX_KEYS = 200
"""Different things that are remembered; the oldest are forgotten first."""


@dataclass(slots=True)
class _Told:
    """Something that was told."""

    at: float
    what: str
    more: int = 0
    """How often it happened since."""


@dataclass(frozen=True, slots=True)
class Word:
    """Something to be told now."""

    text: str
    """Empty where there is nothing but what was left unsaid."""
    times: int = 1
    """How often it happened since it was last told."""
    is_last: bool = False
    """Nothing more is told before the hour is over."""
    unsaid: int = 0
    """What happened before and was never told, since the hour was full."""


class Throttle:
    """Says which things are told. For one task at a time."""

    def __init__(self, *, again_after: float = AGAIN_AFTER, most: int = MOST, per: float = PER) -> None:
        self._again_after = again_after
        self._most = most
        self._per = per
        self._told: OrderedDict[str, _Told] = OrderedDict()
        self._instants: deque[float] = deque()
        self._unsaid = 0

    def admit(self, key: str, text: str, now: float) -> Word | None:
        """Something happened. Returns what is to be told; None where it is held."""
        known = self._told.get(key)
        if known is not None and now - known.at < self._again_after:
            known.more += 1
            known.what = text
            return None
        return self._word(key, text, 1 + (known.more if known else 0), now)

    def skip(self, count: int) -> None:
        """So many things happened that nobody could hand over."""
        self._unsaid += count

    def due(self, now: float) -> list[Word]:
        """What happened again while it was held, and may be told now."""
        over = [(key, told) for key, told in self._told.items() if told.more and now - told.at >= self._again_after]
        words = [self._word(key, told.what, told.more, now) for key, told in over]
        if self._unsaid and not self._is_full(now):
            self._instants.append(now)
            unsaid, self._unsaid = self._unsaid, 0
            words.append(Word("", 0, len(self._instants) == self._most, unsaid))
        return [word for word in words if word is not None]

    def next_due(self) -> float | None:
        """The second at which something that is held may be told; None where nothing is held."""
        instants = [told.at + self._again_after for told in self._told.values() if told.more]
        if self._unsaid and self._instants:
            instants.append(self._instants[0] + self._per)
        return min(instants, default=None)

    def _is_full(self, now: float) -> bool:
        while self._instants and now - self._instants[0] >= self._per:
            self._instants.popleft()
        return len(self._instants) >= self._most

    def _word(self, key: str, text: str, times: int, now: float) -> Word | None:
        full = self._is_full(now)
        self._told[key] = _Told(now, text)
        self._told.move_to_end(key)
        while len(self._told) > MAX_KEYS:
            self._told.popitem(last=False)
        if full:
            self._unsaid += times
            return None
        self._instants.append(now)
        unsaid, self._unsaid = self._unsaid, 0
        return Word(text, times, len(self._instants) == self._most, unsaid)
