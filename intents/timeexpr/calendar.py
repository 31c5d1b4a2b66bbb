"""Months, periods of months and the days within them, for days that are counted and not dated."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from intents.timeexpr.pieces import MonthDays, NthDays, NthWeekday


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months in a row: a month, a quarter, half a year, a year."""

    year: int
    month: int
    span: int = 1

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        ending = self.moved(self.span - 1)
        return date(ending.year, ending.month, monthrange(ending.year, ending.month)[1])

    def moved(self, months: int) -> "Period":
        """The period so many months later, of the same length."""
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1, self.span)


def around(day: date, span: int) -> Period:
    """The period of so many months, counted from January, that a day lies in."""
    return Period(day.year, (day.month - 1) // span * span + 1, span)


def days_of(period: Period, days: object) -> list[date]:
    """The days of a period that are counted in it, in order; those that it lacks are left out."""
    if isinstance(days, MonthDays):
        length = (period.last - period.first).days + 1
        return [period.first.replace(day=number) for number in sorted(days.days) if number <= length]
    if isinstance(days, NthDays):
        return sorted(filter(None, (_nth_day(period, place) for place in days.places)))
    if isinstance(days, NthWeekday):
        found = (_nth_weekday(period, place, weekday) for place in days.places for weekday in days.days)
        return sorted(filter(None, found))
    return []


def _nth_day(period: Period, place: int) -> date | None:
    day = period.first + timedelta(place - 1) if place > 0 else period.last + timedelta(place + 1)
    return day if period.first <= day <= period.last else None


def _nth_weekday(period: Period, place: int, weekday: int) -> date | None:
    if place > 0:
        day = period.first + timedelta((weekday - period.first.weekday()) % 7 + 7 * (place - 1))
    else:
        day = period.last - timedelta((period.last.weekday() - weekday) % 7 + 7 * (-place - 1))
    return day if period.first <= day <= period.last else None


def later_by_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    period = Period(day.year, day.month).moved(months)
    return date(period.year, period.month, min(day.day, monthrange(period.year, period.month)[1]))


def monday_of(day: date, weeks: int) -> date:
    """The Monday of the ISO week so many weeks after that of a day."""
    return day - timedelta(day.weekday()) + timedelta(7 * weeks)


def months_within(span: int, places: Sequence[int]) -> tuple[int, ...]:
    """The months of the year that are the n-th of a period of so many months; nothing where it has no such month."""
    if any(abs(place) > span or not place for place in places):
        return ()
    firsts = range(1, 13, span)
    return tuple(sorted({first + (place - 1 if place > 0 else span + place) for first in firsts for place in places}))
