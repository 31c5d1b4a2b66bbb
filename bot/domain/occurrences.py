"""The occurrences of a series: its rule, then what days off do to it, then what people changed."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, takewhile
from typing import NamedTuple

from bot.domain.daysoff import is_day_off
from bot.domain.rules import WIDEST_GAP, Moment, moments
from bot.domain.series import NO_CHANGE, Change, DayOffPolicy, Series
from bot.domain.walltime import instant
from bot.domain.workdays import LONGEST_REST, Workdays
from intents.timeexpr.rules import LunarRule, RRule

REACH = timedelta(days=LONGEST_REST) + WIDEST_GAP
"""Further than days off ever shift an occurrence."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a series takes place."""

    series_id: str
    recurrence_id: datetime
    """Its identity within the series: the instant by the rule (UTC), the same wherever it is shifted or moved."""
    starts_at: datetime
    """When it takes place (UTC)."""
    members: tuple[datetime, ...]
    """The recurrence ids that days off brought together in it, earliest first; the first is its own."""
    shifted: bool = False
    """Days off put it on another day than the rule."""
    moved: bool = False
    """Somebody moved it."""
    cancelled: bool = False
    """Somebody cancelled it: it does not take place, and can be restored."""
    provisional: bool = False
    """Its time hangs on holidays that are not announced yet."""


def occurrences(
    series: Series, workdays: Workdays, after: datetime, *, until: datetime | None = None, cancelled: bool = False
) -> Iterator[Occurrence]:
    """The occurrences that begin after ``after`` and not after ``until`` (aware), in order; none while it is paused.

    Days off come first: a date that falls on one is shifted as the series says. Occurrences that this brings to the
    same instant are one, with the identity of the earliest of them; at different times of one day they stay apart.
    Then comes what people changed: an exception is that of the whole, and of several the earliest counts. What a
    person moved stays where it was put, even on the instant of another.

    With ``cancelled``, those that were cancelled are among them, at the time they would have had.
    """
    if series.paused:
        return iter(())
    by_rule = (found for found in _by_rule(series, workdays, after) if not found.moved)
    by_hand = sorted(_moved(series, workdays, after), key=_order)
    found = (each for each in heapq.merge(by_rule, by_hand, key=_order) if cancelled or not each.cancelled)
    return takewhile(lambda each: until is None or each.starts_at <= until, found)


def find(series: Series, workdays: Workdays, recurrence_id: datetime) -> Occurrence | None:
    """The occurrence that has or includes an identity, cancelled or not and paused or not; None where there is none."""
    for found in _by_rule(series, workdays, recurrence_id - REACH - REACH):
        if recurrence_id in found.members:
            return found
        if found.recurrence_id > recurrence_id + REACH + REACH:
            return None
    return None


def _order(occurrence: Occurrence) -> tuple[datetime, datetime]:
    return occurrence.starts_at, occurrence.recurrence_id


def _moved(series: Series, workdays: Workdays, after: datetime) -> Iterator[Occurrence]:
    """Those that somebody moved to a time after ``after``, each once."""
    seen: set[datetime] = set()
    for recurrence_id, change in series.exceptions.items():
        if change.moved_to is not None and change.moved_to > after:
            found = find(series, workdays, recurrence_id)
            if found is not None and found.moved and found.starts_at > after and found.recurrence_id not in seen:
                seen.add(found.recurrence_id)
                yield found


class _Placed(NamedTuple):
    """A moment where days off put it; the fields are in the order by which moments are sorted."""

    at: datetime
    recurrence_id: datetime
    shifted: bool
    provisional: bool


def _by_rule(series: Series, workdays: Workdays, after: datetime) -> Iterator[Occurrence]:
    """Every occurrence whose place by rule and days off is after ``after``, in the order of these places.

    A moved one comes at its old place with its new time.
    """
    for at, together in groupby(_placed(series, workdays, after - REACH), key=lambda placed: placed.at):
        if at > after:
            yield _occurrence(series, list(together))


def _occurrence(series: Series, together: list[_Placed]) -> Occurrence:
    """The one occurrence of moments that fall together."""
    first = together[0]
    members = tuple(placed.recurrence_id for placed in together)
    change = effective_change(series, members)
    return Occurrence(
        series_id=series.id,
        recurrence_id=first.recurrence_id,
        starts_at=change.moved_to or first.at,
        members=members,
        shifted=any(placed.shifted for placed in together),
        moved=change.moved_to is not None,
        cancelled=change.cancelled,
        provisional=change.moved_to is None and any(placed.provisional for placed in together),
    )


def effective_change(series: Series, members: Iterable[datetime]) -> Change:
    """What was changed about an occurrence with these identities: the earliest one's change counts."""
    return next((series.exceptions[member] for member in members if member in series.exceptions), NO_CHANGE)


def _placed(series: Series, workdays: Workdays, after: datetime) -> Iterator[_Placed]:
    """The moments of the rule where days off put them, by instant and then by identity."""
    back = REACH if series.policy is DayOffPolicy.PREVIOUS else WIDEST_GAP
    waiting: list[_Placed] = []
    for moment in own_moments(series, workdays, after):
        while waiting and waiting[0].at < moment.at - back:
            yield heapq.heappop(waiting)
        placed = _place(series, workdays, moment)
        if placed is not None:
            heapq.heappush(waiting, placed)
    while waiting:
        yield heapq.heappop(waiting)


def own_moments(series: Series, workdays: Workdays, after: datetime) -> Iterator[Moment]:
    """The moments of the rule after ``after`` that are the series' own: from its beginning on, and before its end."""
    found = moments(series, series.zone_info, workdays, after, series.since)
    end = series.ended_before
    return found if end is None else takewhile(lambda moment: moment.recurrence_id < end, found)


def _place(series: Series, workdays: Workdays, moment: Moment) -> _Placed | None:
    """Where days off put a moment; None where they leave it out and nobody has moved it."""
    as_it_is = _Placed(moment.at, moment.recurrence_id, False, moment.provisional)
    if series.policy is DayOffPolicy.AS_IS or not isinstance(series.rule, RRule | LunarRule):
        return as_it_is
    day = workdays.day(moment.wall.date())
    if not is_day_off(series.rule, series.start, day):
        return as_it_is._replace(provisional=day.provisional)
    if series.policy is DayOffPolicy.SKIP:
        moved = series.exceptions.get(moment.recurrence_id, NO_CHANGE).moved_to is not None
        return as_it_is if moved else None
    towards = workdays.next_workday if series.policy is DayOffPolicy.NEXT else workdays.previous_workday
    target = towards(day.date)
    at = instant(moment.wall + (target.date - day.date), series.zone_info)
    return _Placed(at, moment.recurrence_id, target.date != day.date, day.provisional or target.provisional)
