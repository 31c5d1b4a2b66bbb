"""A schedule without its name, as it is being settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from intents.timeexpr.pieces import Trouble
from intents.timeexpr.rules import Rule, Schedule

DAY = 24 * 60
"""Minutes."""


@dataclass(slots=True)
class Settled:
    """All of a schedule but its name; with a question where a time of day is missing."""

    rule: Rule
    times: tuple[time, ...]
    start: date
    until: date | None = None
    count: int | None = None
    leads: tuple[timedelta, ...] = ()
    days_off: str = ""
    question: Trouble | None = None

    def schedule(self, title: str, venue: str, kind: str, unread: str) -> Schedule:
        """The schedule under its name and at its place."""
        return Schedule(
            self.rule,
            self.times,
            self.start,
            self.until,
            self.count,
            self.leads,
            title=title,
            venue=venue,
            kind=kind,
            days_off=self.days_off,
            unread=unread,
        )


def clock_times(minutes: Sequence[int]) -> tuple[time, ...] | Trouble:
    """Times of day in order; the midnight that ends a day is of no day here."""
    if any(minute >= DAY for minute in minutes):
        return Trouble("ambiguous", "midnight")
    return tuple(time(minute // 60, minute % 60) for minute in sorted(set(minutes)))
