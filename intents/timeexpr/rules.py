"""The rules that a time expression can mean: a closed set of values, expanded elsewhere."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Once:
    """Moments on the wall clock of the zone, in order; nothing recurs."""

    moments: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class RRule:
    """A recurrence rule of RFC 5545 (3.3.10) by date, without DTSTART and without parts smaller than a day:
    ``FREQ=WEEKLY;INTERVAL=2;BYDAY=MO``."""

    text: str


@dataclass(frozen=True, slots=True)
class WorkdayRule:
    """Working days as the State Council's holiday notices make them, make-up days included."""

    nth: int | None
    """1 for the first of each period, -1 for the last, -2 for the last but one; None for every working day."""
    months: tuple[int, ...] = tuple(range(1, 13))
    """The months in which a period begins."""
    span: int = 1
    """Months of a period: 1 a month, 3 a quarter, 12 a year."""


@dataclass(frozen=True, slots=True)
class LunarRule:
    """A day of each lunar year; never in a leap month. Day -1 is the last of its month: 除夕 is 12, -1."""

    month: int
    day: int


Rule = Once | RRule | WorkdayRule | LunarRule


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a sentence asks for."""

    rule: Rule
    times: tuple[time, ...]
    """The times of each day, on the wall clock; empty for ``Once``."""
    start: date
    """The first day that may count."""
    until: date | None = None
    """The last day that may count."""
    count: int | None = None
    """How often at most."""
    leads: tuple[timedelta, ...] = ()
    """How long before each occurrence to give notice, longest first; empty where the sentence says nothing."""
    title: str = ""
    """What it is about, as typed."""
    venue: str = ""
    """Where it takes place, as typed; empty where the sentence does not clearly say."""
    kind: str = ""
    """The id of the term whose meeting it is (``terms.yaml``), where one is named."""
    days_off: str = ""
    """What becomes of a date that falls on a day off: as-is, next, previous or skip; empty where nothing is said."""
    unread: str = ""
    """What was not understood of the time words: to be shown, never swallowed."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something is missing or unclear: exactly what, and how to ask for it."""

    reason: str
    """no-time, no-date, past, impossible, ambiguous, not-understood, too-often."""
    text: str
    """The sentence that asks, in the user's language."""
    draft: Schedule | None = None
    """What is known already."""


Reading = Schedule | Question
