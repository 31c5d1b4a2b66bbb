"""What Telegram may forget while updates are fetched by polling: no update before it is handled."""

import time
from collections.abc import Callable

MOST = 90
"""Updates that Telegram may return once more. A poll brings a hundred: with so many of them known there is little room
for new ones."""

ENOUGH = MOST // 2
"""To how many of them they are brought down then."""

HELD = 60.0
"""Seconds after which an update is given up to be forgotten though it is still in hand."""

HELD_IN_A_CROWD = 1.0
"""The same, while there are too many."""


class Offsets:
    """The offset of the next poll is the lowest update that is not handled: whatever a crash interrupts comes again.

    An update that takes too long is given up: Telegram may forget it while it is still in hand. Were it not, one chat
    that hangs would in the end keep everybody's questions from coming, for good if it hangs for good; as it is, a
    crash in just those moments loses what was given up. A clean stop loses nothing, since it waits for what is in hand,
    and neither does an outage of Telegram or of the database, which is waited for before anything is given up.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._open: dict[int, float] = {}
        """In hand, and since when."""
        self._past: set[int] = set()
        """Handled or given up, and maybe not forgotten by Telegram."""
        self._next = 0

    @property
    def offset(self) -> int:
        """The next poll's; 0 before there was any update."""
        return min(self._open, default=self._next)

    @property
    def all_past(self) -> bool:
        """Whether the next poll confirms everything, and may wait for something new."""
        return not self._open

    def take(self, number: int) -> bool:
        """An update came. False where it is known."""
        if number in self._open or number in self._past:
            return False
        self._open[number] = self._now()
        self._next = number + 1
        return True

    def done(self, number: int) -> None:
        """An update is handled."""
        if self._open.pop(number, None) is not None:
            self._past.add(number)

    def confirmed(self, offset: int) -> None:
        """A poll with this offset was answered: what is before it never comes again."""
        self._past = {number for number in self._past if number >= offset}

    def rest(self) -> None:
        """Nothing could be handled until now: what is in hand has all the time again."""
        self._open = dict.fromkeys(self._open, self._now())

    def give_up(self) -> int:
        """Have Telegram forget what keeps too many others from coming, or has for too long. Returns how many."""
        is_crowded, now, count = not self.has_room, self._now(), 0
        while self._open:
            lowest = min(self._open)
            most = HELD_IN_A_CROWD if is_crowded and self._returning() > ENOUGH else HELD
            if now - self._open[lowest] < most:
                break
            self.done(lowest)
            count += 1
        return count

    @property
    def has_room(self) -> bool:
        """Whether a poll would bring enough that is new."""
        return self._returning() < MOST

    def _returning(self) -> int:
        """How many of those that are known the next poll brings again."""
        offset = self.offset
        return len(self._open) + sum(number >= offset for number in self._past)
