"""Days that recur: the rule that a scope and a day make together."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from intents.timeexpr.calendar import around, days_of, months_within
from intents.timeexpr.festivals import FESTIVALS, Festival
from intents.timeexpr.groups import Group
from intents.timeexpr.pieces import (
    Every,
    LunarDate,
    MonthDays,
    Named,
    NthDays,
    NthWeekday,
    NthWorkday,
    Trouble,
    Weekdays,
    Weekend,
    Workdays,
)
from intents.timeexpr.rules import LunarRule, RRule, WorkdayRule

Recurring = RRule | WorkdayRule | LunarRule
_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SHORTEST_MOON = 30
"""Lunar months have 29 or 30 days: further days are those of the next month."""
_ALL = tuple(range(1, 13))


def rule_of(every: Every, group: Group) -> Recurring | Trouble:
    """The rule, without its first day. Nothing is guessed: a scope without its day is asked for."""
    day = group.day
    if group.after or group.checked or (group.near is not None) or group.year:
        return Trouble("not-understood", "two-rules")
    if isinstance(day, Workdays):
        plain = every.interval == 1 and every.unit in {"day", "week"} and not group.scoped and not group.shift
        return WorkdayRule(None) if plain else Trouble("not-understood", "workdays")
    if every.unit == "day":
        alone = day is None and not group.scoped
        return RRule(f"FREQ=DAILY{_interval(every)}") if alone else Trouble("ambiguous", "two-rules")
    if isinstance(day, Named | LunarDate) and every.unit != "week":
        return _yearly_feast(every, group, day)
    return _weekly(every, group) if every.unit == "week" else _by_month(every, group)


def _interval(every: Every) -> str:
    return f";INTERVAL={every.interval}" if every.interval > 1 else ""


def _weekly(every: Every, group: Group) -> Recurring | Trouble:
    """每周三, 每两周的周三, 每周末."""
    day = Weekdays((5, 6)) if isinstance(group.day, Weekend) else group.day
    if day is None:
        return Trouble("no-date", "which-weekday")
    if isinstance(day, NthWorkday):
        return Trouble("not-understood", "workdays")
    if not isinstance(day, Weekdays) or group.scoped:
        return Trouble("ambiguous", "two-rules")
    names = ",".join(_NAMES[weekday] for weekday in sorted({(weekday + group.shift) % 7 for weekday in day.days}))
    if group.shift and every.interval > 1:
        return Trouble("not-understood", "shift")
    return RRule(f"FREQ=WEEKLY{_interval(every)};BYDAY={names}")


def _yearly_feast(every: Every, group: Group, day: Named | LunarDate) -> Recurring | Trouble:
    """每年七一, 每年除夕."""
    festival = FESTIVALS[day.name] if isinstance(day, Named) else Festival(day.month, day.day, lunar=True)
    if every.unit != "year" or every.interval > 1 or group.scoped:
        return Trouble("ambiguous", "two-rules")
    if festival.term:
        return Trouble("not-understood", "solar-term")
    if not festival.lunar:
        shifted = date(2001, festival.month, festival.day) + timedelta(group.shift)
        return RRule(f"FREQ=YEARLY;BYMONTH={shifted.month};BYMONTHDAY={shifted.day}")
    moved = festival.day + group.shift
    if group.shift == -1 and (festival.month, festival.day) == (1, 1):
        return LunarRule(12, -1)
    if group.shift and (festival.day < 0 or not 0 < moved < _SHORTEST_MOON):
        return Trouble("not-understood", "shift")
    return LunarRule(festival.month, moved)


def _by_month(every: Every, group: Group) -> Recurring | Trouble:
    """Rules by month: of the month, or of the months of a quarter, half year or year."""
    day = group.day
    months = months_of(every, group)
    if isinstance(months, Trouble):
        return months
    if isinstance(day, NthDays) and day.unit and day.unit != every.unit and not group.scoped:
        return Trouble("ambiguous", "two-rules")
    if day is None or isinstance(day, Weekdays | Weekend):
        return Trouble("ambiguous", "nth-weekday") if day else Trouble("no-date", "which-month-day")
    if isinstance(day, NthWorkday):
        return _workday(every, group, day, months)
    if isinstance(day, MonthDays | NthDays | NthWeekday):
        return _dated(every, group, months)
    return Trouble("ambiguous", "two-rules")


def months_of(every: Every, group: Group) -> tuple[int, ...] | Trouble:
    """The months that are named by number or by place; none where the whole period is meant."""
    if group.months:
        if every.unit != "year" or group.within:
            return Trouble("ambiguous", "two-rules")
        return group.months.numbers
    if group.within:
        months = months_within(every.span, group.within.places) if every.span > 1 else ()
        return months or Trouble("impossible", "month")
    return ()


def _workday(every: Every, group: Group, day: NthWorkday, months: tuple[int, ...]) -> WorkdayRule | Trouble:
    """每月第一个工作日, 每季度最后一个工作日."""
    if every.interval > 1 or group.shift:
        return Trouble("not-understood", "workdays")
    if abs(day.place) > 20 * (1 if months else every.span):
        return Trouble("impossible", "date")
    if months:
        return WorkdayRule(day.place, months)
    return WorkdayRule(day.place, _ALL[:: every.span], every.span)


def _dated(every: Every, group: Group, months: tuple[int, ...]) -> RRule | Trouble:
    """每月5号, 每季度第一个月5号, 每年7月1日, 每月第二个周三."""
    parts = day_parts(group.day, group.shift)
    if isinstance(parts, Trouble):
        return parts
    if every.unit == "month":
        return RRule(f"FREQ=MONTHLY{_interval(every)};{parts}")
    if every.interval > 1 and every.unit != "year":
        return Trouble("not-understood", "interval")
    named = months or _ends(every, group.day)
    if isinstance(named, Trouble):
        return named
    dates = group.day.days if isinstance(group.day, MonthDays) else ()
    if dates and not any(has_day(month, number) for month in named for number in dates):
        return Trouble("impossible", "date")
    numbers = ",".join(map(str, sorted(named)))
    frequency = "YEARLY" if every.unit == "year" else "MONTHLY"
    return RRule(f"FREQ={frequency}{_interval(every)};BYMONTH={numbers};{parts}")


def has_day(month: int, number: int) -> bool:
    """Whether a month has a day, in leap years at least."""
    return number <= (29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31)


def _ends(every: Every, day: object) -> tuple[int, ...] | Trouble:
    """The first or last months of each period, where the n-th day surely lies in them."""
    if not isinstance(day, NthDays | NthWeekday):
        return Trouble("no-date", "which-month")
    limit = 28 if isinstance(day, NthDays) else 4
    if all(0 < place <= limit for place in day.places):
        return months_within(every.span, (1,))
    if all(-limit <= place < 0 for place in day.places):
        return months_within(every.span, (-1,))
    return Trouble("not-understood", "nth-of-period")


def day_parts(day: object, shift: int) -> str | Trouble:
    """The parts of a rule that count days within a month."""
    if isinstance(day, NthWeekday):
        if shift:
            return Trouble("not-understood", "shift")
        if any(abs(place) > 5 or not place for place in day.places):
            return Trouble("impossible", "date")
        return "BYDAY=" + ",".join(f"{place}{_NAMES[weekday]}" for place in day.places for weekday in day.days)
    numbers = day.days if isinstance(day, MonthDays) else day.places if isinstance(day, NthDays) else ()
    moved = [number + shift for number in numbers]
    if any((number > 0) != (was > 0) or not number for number, was in zip(moved, numbers, strict=True)):
        return Trouble("not-understood", "shift")
    if any(abs(number) > 31 for number in moved) or (shift and max(moved) > 28):
        return Trouble("impossible", "date")
    return "BYMONTHDAY=" + ",".join(map(str, moved))


def coming_days(every: Every, group: Group, first: date) -> Iterator[date]:
    """The days of a rule as if its interval were 1, from a day on, for as long as a first one may be far."""
    if every.unit == "day":
        yield from (first + timedelta(step) for step in range(2))
    elif every.unit == "week":
        day = Weekdays((5, 6)) if isinstance(group.day, Weekend) else group.day
        wanted = day.days if isinstance(day, Weekdays) else ()
        yield from (day for step in range(15) if (day := first + timedelta(step)).weekday() in wanted)
    else:
        months = months_of(every, group)
        wanted_months = months if isinstance(months, tuple) and months else _ALL
        periods = (around(first, 1).moved(step) for step in range(100))
        found = (day for period in periods if period.month in wanted_months for day in days_of(period, group.day))
        yield from islice((day for day in found if day >= first), 50)
