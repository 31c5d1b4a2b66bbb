"""Dates that hang on holidays which are not announced yet, and what becomes of them when they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from bot.domain.occurrences import find, occurrences
from bot.domain.series import DayOffPolicy, Series
from bot.domain.workdays import Workdays
from intents.timeexpr.rules import Once, WorkdayRule

LOOK_AHEAD = timedelta(days=400)
"""The holidays of a year are announced in the November before it."""

MOST = 40
"""How many dates of one series are remembered."""


def hangs_on_holidays(series: Series) -> bool:
    """Whether the dates of a series can move when holidays are announced."""
    if isinstance(series.rule, WorkdayRule):
        return True
    return series.policy is not DayOffPolicy.AS_IS and not isinstance(series.rule, Once)


def assumed(series: Series, workdays: Workdays, now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """Recurrence id and beginning of each coming occurrence whose date is assumed, earliest first."""
    if not hangs_on_holidays(series):
        return ()
    coming = occurrences(series, workdays, now, until=now + LOOK_AHEAD)
    provisional = ((each.recurrence_id, each.starts_at) for each in coming if each.provisional)
    return tuple(islice(provisional, MOST))


@dataclass(frozen=True, slots=True)
class Redated:
    """A date that was assumed and is another now."""

    old: datetime
    new: datetime | None
    """None where it does not take place any more."""


def redated(
    series: Series, dates: tuple[tuple[datetime, datetime], ...], workdays: Workdays, now: datetime
) -> list[Redated]:
    """What became of assumed dates that are still to come. What somebody moved or cancelled by hand is none of them."""
    changed = []
    for recurrence_id, old in dates:
        found = find(series, workdays, recurrence_id)
        new = found.starts_at if found else None
        by_hand = found is not None and (found.moved or found.cancelled)
        if old > now and new != old and not by_hand:
            changed.append(Redated(old, new))
    return changed
