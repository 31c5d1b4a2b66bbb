"""Which dates of a rule fall on a day off, and which months have no such date."""

from dataclasses import dataclass
from datetime import date

from bot.domain.recurrence import MONTH_LENGTHS, named_weekdays, numbers, parse
from bot.domain.rules import Timing
from bot.domain.workdays import Day
from intents.timeexpr.rules import LunarRule, RRule, Rule

FEBRUARY = 2


def is_day_off(rule: Rule, start: date, day: Day) -> bool:
    """Whether a date of a rule by date falls on a day off that the rule did not mean.

    Moments named one by one, and working days, are meant. Who says 每周六 or 每天 means ordinary weekends too, so for
    them only a holiday counts; for 每月5号 every day without work does.
    """
    match rule:
        case LunarRule():
            return not day.workday
        case RRule(text=text):
            meant = day.date.weekday() in named_weekdays(parse(text, start))
            return not day.workday and (day.holiday or not meant)
        case _:
            return False


@dataclass(frozen=True, slots=True)
class LackingMonth:
    """A month that lacks a day which a rule wants of it."""

    month: int
    always: bool
    """False: in common years only (the 29th of February)."""


def months_lacking(timing: Timing) -> tuple[LackingMonth, ...]:
    """The months in which a rule by day of the month loses a date: for 每月31号 those of 30 days, and February.

    Only months that the rule comes to are named. Where the rule picks one of several days (BYSETPOS), a month lacks
    nothing as long as it has one of them.
    """
    if not isinstance(timing.rule, RRule):
        return ()
    parts = parse(timing.rule.text, timing.start)
    wanted = [abs(day) for day in numbers(parts, "BYMONTHDAY")]
    if not wanted:
        return ()
    most = min(wanted) if "BYSETPOS" in parts else max(wanted)
    return tuple(
        LackingMonth(month, always=most > MONTH_LENGTHS[month - 1])
        for month in _months(parts.get("FREQ", ""), int(parts.get("INTERVAL", "1")), timing.start.month)
        if month in (numbers(parts, "BYMONTH") or range(1, 13)) and most > shortest(month)
    )


def shortest(month: int) -> int:
    """The days of a month in a common year."""
    return 28 if month == FEBRUARY else MONTH_LENGTHS[month - 1]


def _months(frequency: str, interval: int, start: int) -> list[int]:
    """The months that a rule comes to, January first."""
    if frequency != "MONTHLY":
        return list(range(1, 13))
    return sorted({(start - 1 + interval * n) % 12 + 1 for n in range(12)})
