"""Days that do not recur: which days a group may mean, the next to come first."""

from datetime import date, timedelta
from itertools import islice

from intents.timeexpr.calendar import Period, around, days_of, later_by_months, monday_of, months_within
from intents.timeexpr.festivals import FESTIVALS, Festival, day_of
from intents.timeexpr.groups import Group
from intents.timeexpr.pieces import (
    LunarDate,
    MonthDays,
    Named,
    Near,
    NthDays,
    NthWeekday,
    Offset,
    Trouble,
    Weekdays,
    Weekend,
)

Block = tuple[date, ...]
"""Days that come together or not at all."""
_AHEAD = 13
"""Months to look ahead for the next day of a month."""
_AUTUMN = 10
"""Later lunar months may lie in the year after the one they are counted in."""
_SPANS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def blocks(group: Group, today: date) -> list[list[Block]] | Trouble:
    """For every day that is named, what it may mean, in order: of each, the first to come is meant. One alone is
    fixed, and may be past."""
    found = _blocks(group, today)
    if isinstance(found, Trouble):
        return found
    if not found or not all(found):
        return Trouble("impossible", "date")
    moved = [[tuple(day + timedelta(group.shift) for day in block) for block in choice] for choice in found]
    if group.checked:
        moved = [[block for block in choice if block[0].weekday() in group.checked.days] for choice in moved]
        if not all(choice[:1] == before[:1] for choice, before in zip(moved, found, strict=True)):
            return Trouble("ambiguous", "weekday-of-date")
    return moved


def _blocks(group: Group, today: date) -> list[list[Block]] | Trouble:
    day = group.day
    if isinstance(day, Weekend):
        return Trouble("ambiguous", "weekend")
    if isinstance(day, Named | LunarDate):
        return _festival(group, day, today)
    if group.after:
        return _after(group, today)
    if isinstance(day, MonthDays | NthDays | NthWeekday):
        return _counted(group, today)
    return _near_today(group, today)


def _near_today(group: Group, today: date) -> list[list[Block]] | Trouble:
    """明天 and 周三, which are counted from today."""
    if isinstance(group.day, Offset):
        return Trouble("ambiguous", "two-days") if group.scoped else [[(today + timedelta(group.day.days),)]]
    if isinstance(group.day, Weekdays):
        return _weekdays(group, group.day, today)
    return Trouble("no-date", "which-day" if group.scoped else "")


def _after(group: Group, today: date) -> list[list[Block]] | Trouble:
    """三天后, 两周后的周三, 两个月后的1号."""
    length = group.after.duration if group.after else None
    if length is None or group.scoped:
        return Trouble("ambiguous", "two-days")
    day = group.day
    if day is None:
        return [[(later_by_months(today, length.months) + timedelta(length.days),)]]
    if isinstance(day, Weekdays) and length.days and not length.days % 7:
        monday = monday_of(today, length.days // 7)
        return [[tuple(monday + timedelta(weekday) for weekday in day.days)]]
    if isinstance(day, MonthDays | NthDays | NthWeekday) and length.months:
        return [[(found,)] for found in days_of(Period(today.year, today.month).moved(length.months), day)]
    return Trouble("ambiguous", "two-days")


def _weekdays(group: Group, day: Weekdays, today: date) -> list[list[Block]] | Trouble:
    """下周三 is of the next ISO week, 周三 the next to come; several at once are of a named week."""
    if group.near and group.near.unit == "week":
        monday = monday_of(today, group.near.shift)
        return [[tuple(monday + timedelta(weekday) for weekday in day.days)]]
    if group.scoped or len(day.days) > 1:
        return Trouble("ambiguous", "which-weekday")
    first = today + timedelta((day.days[0] - today.weekday()) % 7)
    return [[(first,), (first + timedelta(7),)]]


def _festival(group: Group, day: Named | LunarDate, today: date) -> list[list[Block]] | Trouble:
    """The day of a year that is named, or the next to come."""
    festival = FESTIVALS[day.name] if isinstance(day, Named) else Festival(day.month, day.day, lunar=True)
    if group.months or group.within or group.after or (group.near and group.near.unit != "year"):
        return Trouble("ambiguous", "two-days")
    year = year_of(group, today)
    years = (year,) if year else range(today.year - 1, today.year + 3)
    if not all(1900 < number < 2100 for number in years):
        return Trouble("impossible", "date")
    if year and festival.lunar and festival.month > _AUTUMN:
        return Trouble("ambiguous", "lunar-year")
    days = filter(None, (day_of(festival, number) for number in years))
    coming = (found for found in days if year or found + timedelta(group.shift) >= today)
    return [[(found,) for found in islice(coming, 2)]]


def year_of(group: Group, today: date) -> int:
    """The year that is named; 0 where none is."""
    if group.year:
        return group.year.number
    return today.year + group.near.shift if group.near and group.near.unit == "year" else 0


def _counted(group: Group, today: date) -> list[list[Block]] | Trouble:
    """Days counted in a month, a quarter or a year."""
    choices = periods(group, today)
    if isinstance(choices, Trouble):
        return choices
    found: list[list[Block]] = []
    for periods_of_one in choices:
        if isinstance(group.day, MonthDays) and periods_of_one[0].span > 1:
            return Trouble("no-date", "which-month")
        found += _chosen(group.day, periods_of_one)
    return found


def _chosen(day: object, choice: list[Period]) -> list[list[Block]]:
    """For each day, or for all of them together where they are a span, the days of the periods in question."""
    if isinstance(day, MonthDays) and not day.together:
        ones = [MonthDays((number,)) for number in day.days]
        return [[(found,) for period in choice for found in days_of(period, one)] for one in ones]
    if isinstance(day, NthDays | NthWeekday) and len(day.places) > 1:
        singles = [type(day)((place,), *((day.days,) if isinstance(day, NthWeekday) else ())) for place in day.places]
        return [[block for period in choice for block in _whole(period, single)] for single in singles]
    return [[block for period in choice for block in _whole(period, day)]]


def _whole(period: Period, day: object) -> list[Block]:
    found = tuple(days_of(period, day))
    return [found] if found else []


def periods(group: Group, today: date) -> list[list[Period]] | Trouble:
    """The periods that the scopes of a group may mean: a list for each one, the next to come first."""
    near, year = group.near, year_of(group, today)
    if near and near.unit != "year":
        return _near_period(group, near, today)
    if group.months:
        years = (year,) if year else (today.year, today.year + 1)
        return [_coming([Period(number, month) for number in years], today, year) for month in group.months.numbers]
    if year:
        return _within(Period(year, 1, 12), group)
    unit = group.day.unit if isinstance(group.day, NthDays) else ""
    if not unit and not isinstance(group.day, MonthDays):
        return Trouble("no-date", "which-period")
    span = _SPANS.get(unit, 1)
    return [[around(today, span).moved(span * step) for step in range(_AHEAD)]]


def _near_period(group: Group, near: Near, today: date) -> list[list[Period]] | Trouble:
    """下个月, 本季度."""
    if near.unit == "week" or group.months or group.year:
        return Trouble("ambiguous", "two-days")
    if near.unit == "month":
        return [[around(today, 1).moved(near.shift)]]
    return _within(around(today, 3).moved(3 * near.shift), group)


def _coming(choice: list[Period], today: date, year: int) -> list[Period]:
    """Those that are not over, unless the year is named."""
    return [period for period in choice if year or period.last >= today]


def _within(period: Period, group: Group) -> list[list[Period]] | Trouble:
    """The period, or the months of it that are named by place."""
    if not group.within:
        return [[period]]
    months = [place - 1 if place > 0 else period.span + place for place in group.within.places]
    if not months_within(period.span, group.within.places):
        return Trouble("impossible", "date")
    return [[Period(period.year, period.month).moved(month)] for month in months]
