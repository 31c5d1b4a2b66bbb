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
from bot.domain.workdays import LONGEST_REST, Workdays

AFTER_THE_MEETING = timedelta(hours=2)
"""How long after the beginning of a meeting its minutes are asked for: nobody says how long it lasts."""

AGAIN = timedelta(days=3)
"""How long after the beginning of a meeting what is still open of it is asked for once more."""

AFTER_THE_LAST = timedelta(hours=1)
"""How long after the beginning of a meeting its organizer is first given the checklist of the next one; and how long
before a meeting they are given one at the latest that is made up for."""

NIGHT = QuietHours(time(22), time(8))
"""When no organizer is told of steps, whatever the quiet hours of the chat."""

A_WEEK, FOR_A_WEEKLY = timedelta(days=8), 2
"""A meeting that comes no longer than that after the last one has so many checklists at most."""

CHECKED_ON, CHECKED_AT = 25, time(9)
"""Day of the last month of a period, and time of day, at which it is looked at whether a duty was met."""

TO_WRITE_DOWN = timedelta(days=2)
"""How long after an occurrence nobody is told that there are no minutes of it."""

KEPT_UP = timedelta(days=7)
"""How long after they are due a request for minutes and word of a duty still help."""

_REST = timedelta(days=LONGEST_REST)
"""No longer do days off ever bring a step forward, or put it off."""

_WAIT = timedelta(days=2)
"""Longer than quiet hours and the night ever put a step off."""

_BEYOND = timedelta(days=4) + _REST
"""Longer than the check of a period ever comes after its end."""

_SHORTLY = timedelta(seconds=1)
"""How long after it was set the first checklist of a reminder comes that would come too late otherwise."""

_ROUNDS = 4
"""Quiet hours and the night that follow each other."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What is to come about each occurrence of a series, beside its notices."""

    checklist: tuple[timedelta, ...] = ()
    """How long before an occurrence its organizer is given the checklist, longest first."""
    record: timedelta | None = None
    """How long after the beginning of an occurrence its minutes are asked for; None: not at all."""
    again: timedelta | None = None
    """How long after it what is open is asked for once more; None: not at all."""
    since: datetime | None = None
    """When the reminder was set: where all checklists of its first occurrence would have come by then, one comes at
    once. None: it does not."""
    duty: int = 0
    """The months of the period (1, 3, 6 or 12) in which the duty that the series stands for is to be met; 0: none.
    Towards the end of each period that has an occurrence it is looked at whether it was."""

    @property
    def ahead(self) -> timedelta:
        """No step comes longer before its occurrence."""
        return self.checklist[0] + _REST if self.checklist else timedelta(0)

    @property
    def behind(self) -> timedelta:
        """No step comes longer after its occurrence."""
        after = [each for each in (self.record, self.again) if each is not None]
        return max(after) + _REST + _WAIT if after else timedelta(0)


NO_STEPS = Steps()
"""Of what is no meeting."""

_BETWEEN_TWO = frozenset({"heart-talk"})
"""Kinds that are held person by person: there is nothing for everybody to come to."""


def may_ask(kind: str, chat_id: int) -> bool:
    """Whether notices of something of that kind may ask who comes: a group's meeting to which everybody comes."""
    return bool(kind) and chat_id < 0 and kind not in _BETWEEN_TWO


class Step(NamedTuple):
    """One step of an occurrence."""

    due_at: datetime
    """When it is to be taken (UTC)."""
    lead: timedelta
    """What tells it from others of its kind: the lead time of a checklist, zero for one that is made up for; how long
    after the beginning what is open is asked for once more; else zero."""
    kind: DeliveryKind


class Check(NamedTuple):
    """A look at whether a duty was met."""

    due_at: datetime
    period: datetime
    """When its period begins (UTC)."""
    occurrence: Occurrence
    """The first of the period."""


def steps_of(
    occurrence: Occurrence,
    steps: Steps,
    series: Series,
    workdays: Workdays,
    quiet: QuietHours | None,
    *,
    begun: datetime | None = None,
) -> Iterator[Step]:
    """The checklists and the requests for minutes of an occurrence of a series; a cancelled one has none. ``begun`` is
    when the last one before it begins, as far as that is within ``steps.ahead``.

    What falls into quiet hours or the night waits for their end, a checklist only until the occurrence begins. What
    falls on a day off comes on the last day of work before it, what is asked for once more on the next one. The first
    request for minutes comes on any day: then they are fresh.
    """
    if occurrence.cancelled:
        return
    begins, zone = occurrence.starts_at, series.zone_info
    dues = _checklists(begins, begun, steps, _Days(zone, workdays, quiet))
    for due, lead in dues.items():
        yield Step(due, lead, DeliveryKind.CHECKLIST)
    since = steps.since
    is_first = since is not None and since < begins and (begun is None or begun <= since)
    if since is not None and is_first and dues and max(dues) <= since <= begins - AFTER_THE_LAST:
        waited = _awake(since + _SHORTLY, zone, quiet)
        at = waited if waited <= begins - AFTER_THE_LAST else since + _SHORTLY
        yield Step(at, AT_THE_MOMENT, DeliveryKind.CHECKLIST)
    if steps.record is not None:
        yield Step(_awake(begins + steps.record, zone, quiet), AT_THE_MOMENT, DeliveryKind.RECORD)
    if steps.again is not None:
        at = _at_work(_awake(begins + steps.again, zone, quiet), zone, workdays, later=True)
        yield Step(at, steps.again, DeliveryKind.RECORD)


def begun_before(series: Series, workdays: Workdays, occurrence: Occurrence, steps: Steps) -> datetime | None:
    """When the last occurrence before one begins, no longer than ``steps.ahead`` before it; None where there is
    none."""
    until = occurrence.starts_at - timedelta.resolution
    found = occurrences(series, workdays, occurrence.starts_at - steps.ahead, until=until)
    return max((each.starts_at for each in found), default=None)


def checks(
    series: Series, workdays: Workdays, months: int, after: datetime, quiet: QuietHours | None = None
) -> Iterator[Check]:
    """The checks of a duty that are due after an instant (aware), in order: one for each period of so many months that
    has an occurrence, cancelled or not; on a day of work. None while the series is paused.

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
        due = _at_work(_awake(_checked(period, at, zone, months), zone, quiet), zone, workdays, later=True)
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


class _Days(NamedTuple):
    """What decides on which day, and when on it, somebody is told."""

    zone: ZoneInfo
    workdays: Workdays
    quiet: QuietHours | None

    def before(self, at: datetime) -> datetime:
        """An instant, or where people sleep or are off then, the next that is none such, or the last."""
        return _at_work(_awake(at, self.zone, self.quiet), self.zone, self.workdays, later=False)


def _checklists(begins: datetime, begun: datetime | None, steps: Steps, days: _Days) -> dict[datetime, timedelta]:
    """When the checklists of an occurrence are given, in order, with their lead times.

    Those that come together are one, with the shortest of their lead times. None comes before the last meeting is
    over: those that were to are left out, and where nothing is left one comes when it is.
    """
    free = begun + AFTER_THE_LAST if begun is not None else None
    found: dict[datetime, timedelta] = {}
    for lead in steps.checklist:
        if free is None:
            found[min(days.before(begins - lead), begins)] = lead
        elif begins - lead >= free:
            due = max(days.before(begins - lead), _awake(free, days.zone, days.quiet))
            found[min(due, begins)] = lead
    if not found and free is not None and steps.checklist:
        due = _awake(free, days.zone, days.quiet)
        return {due: steps.checklist[-1]} if due <= begins - AFTER_THE_LAST else {}
    dues = sorted(found)
    if begun is not None and begins - begun <= A_WEEK and len(dues) > FOR_A_WEEKLY:
        dues = [dues[0], dues[-1]]
    return {due: found[due] for due in dues}


def _at_work(at: datetime, zone: ZoneInfo, workdays: Workdays, *, later: bool) -> datetime:
    """An instant, or where that is on a day off, the same time on the last day of work before it, or on the next."""
    wall = wall_clock(at, zone)
    if workdays.is_workday(wall.date()):
        return at
    day = workdays.next_workday(wall.date()) if later else workdays.previous_workday(wall.date())
    return instant(datetime.combine(day.date, wall.time()), zone)


def _awake(at: datetime, zone: ZoneInfo, quiet: QuietHours | None) -> datetime:
    """An instant, or the end of the quiet hours and of the night that it falls into. Where they leave nothing of the
    day, that of the quiet hours."""
    waited = at
    for _ in range(_ROUNDS):
        around = next((found for each in (quiet, NIGHT) if each and (found := each.around(waited, zone))), None)
        if around is None:
            return waited
        waited = around[1]
    own = quiet.around(at, zone) if quiet else None
    return own[1] if own else at
