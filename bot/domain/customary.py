"""The holidays of a year as custom makes them, for years whose notice is not out yet: a guess, and to be marked as one.

The custom is that of the notices since 2025, when 除夕 and the 2nd of May became public holidays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.domain.lunar import lunar_date

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """What the notice of a year says: which days are off, and which days of a weekend are worked."""

    off: frozenset[date]
    work: frozenset[date]


@lru_cache(maxsize=64)
def customary(year: int) -> HolidayYear:
    """The likely notice of ``year``, which may name days of the December before. Empty where the lunar tables end."""
    off: set[date] = set()
    work: set[date] = set()
    for days_off, days_of_work in _blocks(year):
        off |= days_off
        work |= days_of_work
    settled = {day - WEEK if day in off else day for day in work}
    return HolidayYear(frozenset(off), frozenset(settled - off))


Block = tuple[set[date], set[date]]


def _blocks(year: int) -> Iterator[Block]:
    """Each holiday with its days off and its days of work."""
    new_year, dragon_boat, mid_autumn = lunar_date(year, 1, 1), lunar_date(year, 5, 5), lunar_date(year, 8, 15)
    if new_year is None or dragon_boat is None or mid_autumn is None:
        return
    yield _single(date(year, 1, 1))
    yield _long(new_year - DAY, 8, public=[new_year + DAY * n for n in range(-1, 3)])
    yield _single(tomb_sweeping(year))
    yield _labour(year)
    yield _single(dragon_boat)
    national = [date(year, 10, n) for n in (1, 2, 3)]
    if date(year, 9, 29) <= mid_autumn <= date(year, 10, 8):
        yield _long(min(mid_autumn, national[0]), 8, public=[*national, mid_autumn])
    else:
        yield _single(mid_autumn)
        yield _long(national[0], 7, public=national)


def tomb_sweeping(year: int) -> date:
    """清明: the 4th or 5th of April, by the customary formula for the years 2000 to 2099."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)


def _single(day: date) -> Block:
    """A holiday of one day: three days together with a weekend, or alone on a Wednesday."""
    weekday = day.weekday()
    if weekday == WED:
        return {day}, set()
    first = {MON: -2, TUE: -2, THU: 0, FRI: 0, SAT: 0, SUN: -1}[weekday]
    days = {day + DAY * n for n in range(first, first + 3)}
    if weekday == TUE:
        return days, {day - DAY * 3}
    if weekday == THU:
        return days, {day + DAY * 3}
    return days, set()


def _labour(year: int) -> Block:
    """Five days from the 1st of May, or from the Saturday before where the 1st is a Sunday or a Monday."""
    first = date(year, 5, 1)
    begin = {SUN: first - DAY, MON: first - DAY * 2}.get(first.weekday(), first)
    return _long(begin, 5, public=[first, first + DAY])


def _long(begin: date, length: int, public: list[date]) -> Block:
    """Days off in a row; working days among them that are more than the public holidays are worked at a weekend."""
    days = {begin + DAY * n for n in range(length)}
    end = max(days)
    owed = max(0, sum(day.weekday() < SAT for day in days) - len(public))
    if owed == 1:
        days_before, days_after = begin.weekday(), end.weekday()
        return days, {_before(begin) if FRI - days_before >= days_after % SUN else _after(end)}
    if owed >= 2 and begin.weekday() == MON and end.weekday() == SUN:
        return days, {begin - DAY, begin - DAY * 2}
    if owed >= 2 and begin.weekday() == SAT and end.weekday() == FRI:
        return days, {end + DAY, end + DAY * 2}
    return days, {_before(begin), _after(end)} if owed else set()


def _before(begin: date) -> date:
    """The day of work before: the Sunday, or the Saturday where that Sunday touches the holiday."""
    weekday = begin.weekday()
    if weekday in {MON, SUN}:
        return begin - DAY * (2 if weekday == MON else 1)
    return begin - DAY * (weekday + 1)


def _after(end: date) -> date:
    """The day of work after: the next Saturday, or the Sunday where the holiday ends on a Saturday."""
    return end + DAY * {SAT: 1, SUN: 6}.get(end.weekday(), SAT - end.weekday())
