"""Expansion: from a rule with its times of day to moments, one after the other and without end where it has none."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, islice
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.domain.lunar import LAST_YEAR, lunar_date
from bot.domain.recurrence import RuleError, days, parse
from bot.domain.walltime import instant
from bot.domain.workdays import Workdays, days_between
from intents.timeexpr.rules import LunarRule, Once, RRule, Rule, WorkdayRule

DAY = timedelta(days=1)
HORIZON = timedelta(days=366 * 40)
"""How far ahead is looked at all: the 29th of February comes back to each weekday within 40 years."""
WIDEST_GAP = timedelta(hours=25)
"""More than clocks were ever set forward by (Samoa left out a whole day)."""
MONTHS = frozenset(range(1, 13))
MOST_WORKDAYS = 25
"""More than a month has, make-up days included."""


class Timing(Protocol):
    """When something takes place: a ``Schedule`` as it was read, or a ``Series``."""

    @property
    def rule(self) -> Rule:
        """Which days, or which moments."""

    @property
    def times(self) -> tuple[time, ...]:
        """The times of each day, on the wall clock; empty for ``Once``."""

    @property
    def start(self) -> date:
        """The first day that may count."""

    @property
    def until(self) -> date | None:
        """The last day that may count."""

    @property
    def count(self) -> int | None:
        """How many moments at most."""


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """One instant of a rule."""

    at: datetime
    """The instant, in UTC."""
    recurrence_id: datetime
    """Its identity within the rule, in UTC: ``at`` itself; for an n-th working day the instant that plain weeks without
    holidays would give, so that it stays the same when a year's holidays become known and the day moves."""
    wall: datetime
    """What the rule says on the wall clock of the zone; naive."""
    provisional: bool
    """It hangs on holidays that are not announced yet."""


@dataclass(frozen=True, slots=True)
class _RuleDay:
    day: date
    nominal: date
    """The day by plain weeks."""
    provisional: bool = False


def check(timing: Timing) -> None:
    """Make sure that a timing can be expanded.

    Raises:
        RuleError: it is no rule by date, has no time of day, or no day that there is.
    """
    match timing.rule:
        case Once(moments=walls):
            if not walls or any(wall.tzinfo is not None for wall in walls):
                raise RuleError("moments on the wall clock are expected")
            return
        case RRule(text=text):
            parse(text, timing.start)
        case WorkdayRule(nth=nth, months=months, span=span):
            there_is = nth is None or 1 <= abs(nth) <= MOST_WORKDAYS * span
            if not there_is or not months or not set(months) <= MONTHS or not 1 <= span <= 12:
                raise RuleError("no rule by working days")
        case LunarRule(month=month, day=day):
            if not 1 <= month <= 12 or not (day == -1 or 1 <= day <= 30):
                raise RuleError("no day of the lunar year")
    if not timing.times or any(at.tzinfo is not None for at in timing.times):
        raise RuleError("a rule by date needs a time of day on the wall clock")


def moments(
    timing: Timing, zone: ZoneInfo, workdays: Workdays, after: datetime, since: datetime | None = None
) -> Iterator[Moment]:
    """The moments of a timing strictly after ``after`` (aware), in order, none twice.

    Wall times that the clocks jump over move forward by the gap, and of two that fall together one remains. Where
    ``since`` is given, moments whose identity is not after it belong to somebody else and do not count either.
    The work is bounded: nothing later than ``HORIZON`` after ``after`` or the start is looked for.

    Raises:
        RuleError: the timing cannot be expanded.
    """
    check(timing)
    today = after.astimezone(zone).date()
    last = max(today, timing.start) + HORIZON
    first = today - 2 * DAY if timing.count is None else None
    walls = _walls(timing, workdays, first, min(last, timing.until or last))
    own = (found for found in _in_order(_located(walls, zone)) if since is None or found.recurrence_id > since)
    return (found for found in islice(own, timing.count) if found.at > after)


Wall = tuple[datetime, datetime, bool]
"""What the rule says on the wall clock, the same by plain weeks, and whether it is provisional."""


def _walls(timing: Timing, workdays: Workdays, first: date | None, last: date) -> Iterator[Wall]:
    """The wall times of a timing, in order."""
    floor = max(timing.start, first or timing.start)
    if isinstance(timing.rule, Once):
        for wall in sorted(set(timing.rule.moments)):
            if floor <= wall.date() <= last:
                yield wall, wall, False
        return
    times = sorted(set(timing.times))
    for found in _days(timing.rule, timing.start, workdays, floor if first else None, last):
        for at in times:
            yield datetime.combine(found.day, at), datetime.combine(found.nominal, at), found.provisional


def _days(rule: Rule, start: date, workdays: Workdays, first: date | None, last: date) -> Iterator[_RuleDay]:
    """The days of a rule from ``first`` (None: its start) to ``last``, in order."""
    floor = max(start, first or start)
    match rule:
        case RRule(text=text):
            return (_RuleDay(day, day) for day in days(text, start, first, last))
        case LunarRule():
            return (_RuleDay(day, day) for day in _lunar_days(rule, floor, last))
        case WorkdayRule(nth=None):
            return _every_workday(rule, floor, last, workdays)
        case WorkdayRule():
            return _nth_workdays(rule, floor, last, workdays)
        case _:
            return iter(())


def _lunar_days(rule: LunarRule, first: date, last: date) -> Iterator[date]:
    for year in range(first.year - 1, min(last.year, LAST_YEAR) + 1):
        day = lunar_date(year, rule.month, rule.day)
        if day is not None and first <= day <= last:
            yield day


def _every_workday(rule: WorkdayRule, first: date, last: date, workdays: Workdays) -> Iterator[_RuleDay]:
    months = {(month - 1 + n) % 12 + 1 for month in rule.months for n in range(rule.span)}
    for found in workdays.workdays(first, last):
        if found.date.month in months:
            yield _RuleDay(found.date, found.date, found.provisional)


def _nth_workdays(rule: WorkdayRule, first: date, last: date, workdays: Workdays) -> Iterator[_RuleDay]:
    before = None
    for begin, end in periods(rule, first, last):
        found = workdays.nth_workday(begin, end, rule.nth or 1)
        if found is not None and first <= found.date <= last and found.date != before:
            before = found.date
            yield _RuleDay(found.date, _plain_nth(begin, end, rule.nth or 1), found.provisional)


def periods(rule: WorkdayRule, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The periods of a working-day rule that touch the days from ``first`` to ``last``: first and last day of each."""
    for year in range(first.year - 1, last.year + 1):
        for month in sorted(rule.months):
            begin = date(year, month, 1)
            after = month - 1 + rule.span
            end = date(year + after // 12, after % 12 + 1, 1) - DAY
            if begin <= last and end >= first:
                yield begin, end


def _plain_nth(first: date, last: date, nth: int) -> date:
    """The n-th day of a period from Monday to Friday, or the one nearest to that."""
    plain = [day for day in days_between(first, last) if day.weekday() < 5]
    return plain[min(nth - 1, len(plain) - 1) if nth > 0 else max(nth, -len(plain))]


def _located(walls: Iterable[Wall], zone: ZoneInfo) -> Iterator[Moment]:
    for wall, nominal, provisional in walls:
        at = instant(wall, zone)
        yield Moment(at, at if nominal == wall else instant(nominal, zone), wall, provisional)


def _in_order(found: Iterable[Moment]) -> Iterator[Moment]:
    """The same moments by instant, each instant once: a gap of the clocks can put one behind the next of the wall."""
    for _, together in groupby(_sorted(found), key=lambda moment: moment.at):
        yield next(together)


def _sorted(found: Iterable[Moment]) -> Iterator[Moment]:
    """Hold each moment back until none that is still to come can be before it."""
    waiting: list[Moment] = []
    for moment in found:
        while waiting and waiting[0].at <= moment.at - WIDEST_GAP:
            yield heapq.heappop(waiting)
        heapq.heappush(waiting, moment)
    while waiting:
        yield heapq.heappop(waiting)
