"""The steps of a meeting beside its notices: word to its organizer, each at its time, each once."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.delivery import DeliveryKind
from bot.domain.notices import AT_THE_MOMENT, QuietHours
from bot.domain.occurrences import Occurrence, find, occurrences
from bot.domain.series import Series
from bot.domain.walltime import instant, wall_clock
from bot.domain.workdays import Workdays

AFTER_THE_MEETING = timedelta(hours=2)
"""How long after the beginning of a meeting its minutes are asked for: nobody says how long it lasts."""

CHECKED_ON, CHECKED_AT = 25, time(9)
"""Day of the last month of a period, and time of day, at which it is looked at whether a duty was met."""

TO_WRITE_DOWN = timedelta(days=2)
"""How long after an occurrence nobody is told that there are no minutes of it."""

KEPT_UP = timedelta(days=7)
"""How long after they are due a request for minutes and word of a duty still help."""

_BEYOND = timedelta(days=4)
"""Longer than the check of a period ever comes after its end."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What is to come about each occurrence of a series, beside its notices."""

    checklist: tuple[timedelta, ...] = ()
    """How long before an occurrence its organizer is given the checklist, longest first."""
    record: timedelta | None = None
    """How long after the beginning of an occurrence its minutes are asked for; None: not at all."""
    duty: int = 0
    """The months of the period (1, 3, 6 or 12) in which the duty that the series stands for is to be met; 0: none.
    Towards the end of each period that has an occurrence it is looked at whether it was."""


NO_STEPS = Steps()
"""Of what is no meeting."""


class Step(NamedTuple):
    """One step of an occurrence."""

    due_at: datetime
    """When it is to be taken (UTC)."""
    lead: timedelta
    """For a checklist its lead time, else zero."""
    kind: DeliveryKind


class Check(NamedTuple):
    """A look at whether a duty was met."""

    due_at: datetime
    period: datetime
    """When its period begins (UTC)."""
    occurrence: Occurrence
    """The first of the period."""


def steps_of(occurrence: Occurrence, steps: Steps, zone: ZoneInfo, quiet: QuietHours | None) -> Iterator[Step]:
    """The checklists and the request for minutes of an occurrence; a cancelled one has none.

    What falls into quiet hours waits for their end, a checklist only until the occurrence begins.
    """
    if occurrence.cancelled:
        return
    begins = occurrence.starts_at
    for lead in steps.checklist:
        yield Step(min(_awake(begins - lead, zone, quiet), begins), lead, DeliveryKind.CHECKLIST)
    if steps.record is not None:
        yield Step(_awake(begins + steps.record, zone, quiet), AT_THE_MOMENT, DeliveryKind.RECORD)


def checks(
    series: Series, workdays: Workdays, months: int, after: datetime, quiet: QuietHours | None = None
) -> Iterator[Check]:
    """The checks of a duty that are due after an instant (aware), in order: one for each period of so many months that
    has an occurrence, cancelled or not. None while the series is paused.

    A period that an occurrence was moved out of has it as well: that is how it comes to be forgotten.
    """
    if not months or series.paused:
        return
    zone = series.zone_info
    begin = _period(after - _BEYOND, zone, months)
    there = (
        (each.starts_at, each) for each in occurrences(series, workdays, begin - timedelta.resolution, cancelled=True)
    )
    left = sorted(_moved_out(series, workdays, begin, months), key=lambda pair: pair[0])
    together = heapq.merge(left, there, key=lambda pair: pair[0])
    for period, found in groupby(together, key=lambda pair: _period(pair[0], zone, months)):
        at, occurrence = next(found)
        due = _awake(_checked(period, at, zone, months), zone, quiet)
        if due > after:
            yield Check(due, period, occurrence)


def step_helps(kind: DeliveryKind, starts_at: datetime, due_at: datetime, now: datetime) -> bool:
    """Whether a step is still of use: a checklist until its meeting begins, the others for some days."""
    return now < starts_at if kind is DeliveryKind.CHECKLIST else now <= due_at + KEPT_UP


def _moved_out(
    series: Series, workdays: Workdays, begin: datetime, months: int
) -> Iterator[tuple[datetime, Occurrence]]:
    """The occurrences from ``begin`` on that somebody moved into another period, with the instant they had."""
    zone = series.zone_info
    for key, change in series.exceptions.items():
        if (
            change.moved_to is None
            or key < begin
            or _period(key, zone, months) == _period(change.moved_to, zone, months)
        ):
            continue
        found = find(series, workdays, key)
        if found is not None and found.moved:
            yield key, found


def _period(at: datetime, zone: ZoneInfo, months: int) -> datetime:
    """When the period begins that an instant lies in."""
    day = wall_clock(at, zone).date()
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return instant(datetime.combine(first, time()), zone)


def _checked(period: datetime, at: datetime, zone: ZoneInfo, months: int) -> datetime:
    """When a period is checked whose first occurrence is at an instant."""
    last = wall_clock(period, zone).month + months - 1
    day = wall_clock(period, zone).date().replace(month=last, day=CHECKED_ON)
    written = wall_clock(at, zone).date() + TO_WRITE_DOWN
    return instant(datetime.combine(max(day, written), CHECKED_AT), zone)


def _awake(at: datetime, zone: ZoneInfo, quiet: QuietHours | None) -> datetime:
    """An instant, or the end of the quiet hours that it falls into."""
    around = quiet.around(at, zone) if quiet else None
    return around[1] if around else at
