"""Where a series begins and ends."""

from datetime import date, timedelta

from intents.timeexpr.calendar import Period, monday_of
from intents.timeexpr.groups import Group
from intents.timeexpr.once import blocks, periods, year_of
from intents.timeexpr.pieces import DAYS, Months, MonthsWithin, Near, NthDays, Trouble, Workdays, Year


def group_of(parts: tuple[object, ...]) -> Group | None:
    """The scopes and the day of a frame as a group; nothing where one is said twice."""
    group = Group()
    for part in parts:
        name = "day" if isinstance(part, DAYS) else _NAMES[type(part)]
        if getattr(group, name) is not None:
            return None
        setattr(group, name, part)
    return group


_NAMES = {Near: "near", Year: "year", Months: "months", MonthsWithin: "within"}


def edge(group: Group | None, today: date, *, ends: bool) -> date | Trouble:
    """The first or the last day of what is named, not before today where that is left open."""
    unclear = Trouble("ambiguous", "span")
    if group is None or isinstance(group.day, Workdays):
        return unclear
    if group.day is None:
        whole = window(group, today)
        return whole[ends] if whole else unclear
    vague = isinstance(group.day, NthDays) and not group.day.unit and not group.scoped
    found = unclear if vague else blocks(group, today)
    if isinstance(found, Trouble) or len(found) != 1:
        return found if isinstance(found, Trouble) else unclear
    choices = [block for block in found[0] if block[-1] >= today]
    if not choices:
        return Trouble("past") if ends else found[0][0][0]
    return choices[0][-1 if ends else 0]


def window(group: Group, today: date) -> tuple[date, date] | None:
    """The first and the last day of a week, month, quarter or year that is named without a day."""
    near = group.near
    if near and near.unit == "week" and not (group.year or group.months or group.within):
        monday = monday_of(today, near.shift)
        return monday, monday + timedelta(6)
    if group.months and len(group.months.numbers) > 1:
        return None
    if near and near.unit == "year" and not group.months:
        return _whole(Period(today.year + near.shift, 1, 12))
    if group.year and not group.months:
        return _whole(Period(year_of(group, today), 1, 12))
    if near is None and group.months is None:
        return None
    found = periods(group, today)
    return None if isinstance(found, Trouble) or not found[0] else _whole(found[0][0])


def _whole(period: Period) -> tuple[date, date]:
    return period.first, period.last
