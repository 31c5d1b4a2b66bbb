"""What a card says about a series before anybody relies on it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, takewhile

from bot.domain.daysoff import is_day_off
from bot.domain.occurrences import Occurrence, occurrences, own_moments
from bot.domain.series import Series
from bot.domain.workdays import Day, Workdays

LOOK_AHEAD = timedelta(days=3 * 366)
"""How far ahead dates on days off are looked for."""


def next_four(series: Series, workdays: Workdays, after: datetime) -> list[Occurrence]:
    """The next four occurrences that take place after an instant (aware); fewer where there are no more."""
    return list(islice(occurrences(series, workdays, after), 4))


@dataclass(frozen=True, slots=True)
class DayOff:
    """A date of a rule that falls on a day off, and where each policy would put it."""

    day: Day
    next: date
    """The next day of work."""
    previous: date
    """The last day of work before it."""


def first_days_off(series: Series, workdays: Workdays, after: datetime, n: int) -> list[DayOff]:
    """The first ``n`` dates of a rule by date, after an instant (aware), that fall on a day off by the rule.

    What the policy of the series does to them and what was changed about them does not matter. Ordinary weekends are
    none for a rule that means them (每周六, 每天). Looked for within ``LOOK_AHEAD``.
    """
    near = takewhile(lambda moment: moment.at <= after + LOOK_AHEAD, own_moments(series, workdays, after))
    dates = dict.fromkeys(moment.wall.date() for moment in near)
    days = (day for day in map(workdays.day, dates) if is_day_off(series.rule, series.start, day))
    return [
        DayOff(day, workdays.next_workday(day.date).date, workdays.previous_workday(day.date).date)
        for day in islice(days, n)
    ]
