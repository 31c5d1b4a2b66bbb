"""Edits of a series. Each gives the series that comes of it, or says that it cannot be made any more.

Edits of different occurrences do not touch each other, and of one occurrence being cancelled and being moved are kept
apart; so edits that may be made in several orders end in the same series.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile

from bot.domain.errors import UserError
from bot.domain.occurrences import REACH, Occurrence, effective_change, own_moments
from bot.domain.recurrence import Parts, days, named_weekdays, parse, with_count
from bot.domain.rules import Moment, periods
from bot.domain.series import NO_CHANGE, Change, Series
from bot.domain.workdays import Workdays
from intents.timeexpr.rules import RRule, Rule, WorkdayRule


class EditError(UserError):
    """The series is not as the edit takes it to be: somebody was faster, or it was made twice."""


def skip(series: Series, occurrence: Occurrence) -> Series:
    """Cancel one occurrence.

    Raises:
        EditError: it is cancelled already.
    """
    change = _change(series, occurrence, cancelled=False)
    return _with(series, occurrence, replace(change, cancelled=True))


def restore(series: Series, occurrence: Occurrence) -> Series:
    """Let a cancelled occurrence take place again, where it was before it was cancelled.

    Raises:
        EditError: it is not cancelled.
    """
    change = _change(series, occurrence, cancelled=True)
    return _with(series, occurrence, replace(change, cancelled=False))


def move(series: Series, occurrence: Occurrence, to: datetime) -> Series:
    """Move one occurrence to another instant (aware). Its identity stays.

    Raises:
        EditError: it is cancelled.
    """
    change = _change(series, occurrence, cancelled=False)
    return _with(series, occurrence, replace(change, moved_to=to.astimezone(UTC)))


def move_back(series: Series, occurrence: Occurrence) -> Series:
    """Put a moved occurrence back to where rule and days off have it.

    Raises:
        EditError: it is cancelled, or was not moved.
    """
    change = _change(series, occurrence, cancelled=False)
    if change.moved_to is None:
        raise EditError("it was not moved")
    return _with(series, occurrence, replace(change, moved_to=None))


def pause(series: Series) -> Series:
    """Let nothing take place until it is resumed.

    Raises:
        EditError: it is paused already.
    """
    if series.paused:
        raise EditError("it is paused")
    return replace(series, paused=True)


def resume(series: Series) -> Series:
    """Go on as if it had not been paused; what fell into the pause is past.

    Raises:
        EditError: it is not paused.
    """
    if not series.paused:
        raise EditError("it is not paused")
    return replace(series, paused=False)


def end(series: Series, before: datetime) -> Series:
    """End the series before a recurrence id (aware): occurrences from it on do not take place, moved ones included.

    Raises:
        EditError: it has ended before that.
    """
    if series.ended_before is not None and series.ended_before <= before:
        raise EditError("it has ended")
    return replace(series, ended_before=before.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Split:
    """A change from here on: two series instead of one."""

    old: Series
    new: Series
    dropped: tuple[datetime, ...]
    """Recurrence ids whose cancelling or moving could not be carried over, because the rule no longer has them."""


def change_from(series: Series, occurrence: Occurrence, changed: Series, workdays: Workdays) -> Split:
    """Change a series from one occurrence on: the old one ends before it, and the new one begins with its day.

    ``changed`` is the series with its new id and whatever is to be different. Its first day becomes that of the
    occurrence by the rule, or a later one that it has itself; what the old series keeps of that day is not repeated.
    A count that was not changed goes on with what is left of it. What was cancelled or moved later on is carried over
    by day and by the place in the day's times, where the rule is the same and has as many times a day; else it is
    dropped, and said so.

    Raises:
        EditError: the series has ended before that occurrence, or ``changed`` has the id of the old one.
    """
    here = occurrence.recurrence_id
    if changed.id == series.id:
        raise EditError("the new series needs an id of its own")
    old = end(series, here)
    origin = _around(series, here, workdays)
    first = _first_day(series, changed, origin.wall.date())
    kept = list(own_moments(old, workdays, _beginning(series)))
    new = replace(
        changed,
        rule=_remaining_rule(series, changed, first),
        start=first if changed.start == series.start else max(first, changed.start),
        count=_remaining_count(series, changed, len(kept)),
        since=max((each.recurrence_id for each in kept if each.wall.date() >= first), default=None),
        ended_before=series.ended_before,
        exceptions={},
    )
    later = {key: change for key, change in series.exceptions.items() if key >= here}
    successors = _successors(series, new, later, workdays) if series.rule == changed.rule else {}
    return Split(
        old=replace(old, exceptions={key: change for key, change in series.exceptions.items() if key < here}),
        new=replace(new, exceptions={successors[key]: later[key] for key in later if key in successors}),
        dropped=tuple(sorted(set(later) - set(successors))),
    )


def _change(series: Series, occurrence: Occurrence, *, cancelled: bool) -> Change:
    """What was done to an occurrence so far; it must be cancelled, or must not."""
    over = series.ended_before is not None and occurrence.recurrence_id >= series.ended_before
    if occurrence.series_id != series.id or over:
        raise EditError("it is not of this series any more")
    change = effective_change(series, occurrence.members)
    if change.cancelled != cancelled:
        raise EditError("it is not cancelled" if cancelled else "it is cancelled")
    return change


def _with(series: Series, occurrence: Occurrence, change: Change) -> Series:
    """The series with this change in place of the one that counts now."""
    exceptions = dict(series.exceptions)
    key = next((member for member in occurrence.members if member in exceptions), occurrence.recurrence_id)
    exceptions[key] = change
    if change == NO_CHANGE:
        del exceptions[key]
    return replace(series, exceptions=exceptions)


def _beginning(series: Series) -> datetime:
    """An instant before the first moment of a series."""
    return datetime.combine(series.start, time.min, UTC) - timedelta(days=2)


def _around(series: Series, here: datetime, workdays: Workdays) -> Moment:
    """The moment of the rule with an identity.

    Raises:
        EditError: the rule has none.
    """
    near = takewhile(lambda each: each.recurrence_id <= here, own_moments(series, workdays, here - REACH))
    found = next((each for each in near if each.recurrence_id == here), None)
    if found is None:
        raise EditError("the rule does not have it any more")
    return found


def _first_day(series: Series, changed: Series, day: date) -> date:
    """The first day of a changed series: that of the occurrence, or of its period where the day may still move.

    Every second week counts from the next of its weekdays, as it would if it were newly set.
    """
    rule = series.rule
    if rule != changed.rule and isinstance(changed.rule, RRule):
        return _first_of_weeks(parse(changed.rule.text, day), day)
    if rule == changed.rule and isinstance(rule, WorkdayRule) and rule.nth is not None:
        return max((begin for begin, _ in periods(rule, day, day)), default=day)
    return day


def _first_of_weeks(parts: Parts, day: date) -> date:
    """The first day from ``day`` on that a rule of every so many weeks names; ``day`` itself for any other rule."""
    weekdays = named_weekdays(parts)
    if parts["FREQ"] != "WEEKLY" or parts.get("INTERVAL", "1") == "1" or not weekdays:
        return day
    return next(each for each in (day + timedelta(days=n) for n in range(7)) if each.weekday() in weekdays)


def _remaining_count(series: Series, changed: Series, used: int) -> int | None:
    """How many occurrences are left for the changed series."""
    if changed.count is None or changed.count != series.count:
        return changed.count
    return changed.count - used


def _remaining_rule(series: Series, changed: Series, first: date) -> Rule:
    """The rule of the changed series; a COUNT in it that was not changed is less the days that are over."""
    rule = changed.rule
    if rule != series.rule or not isinstance(rule, RRule):
        return rule
    count = parse(rule.text, series.start).get("COUNT")
    if count is None:
        return rule
    used = sum(1 for _ in days(rule.text, series.start, None, first - timedelta(days=1)))
    return RRule(with_count(rule.text, int(count) - used))


def _successors(
    series: Series, new: Series, wanted: Iterable[datetime], workdays: Workdays
) -> dict[datetime, datetime]:
    """The identities in a new series of the same rule that stand for identities in the old one."""
    keys = sorted(wanted)
    if not keys or len(set(series.times)) != len(set(new.times)):
        return {}
    begin, finish = keys[0] - REACH, keys[-1] + REACH
    before, after = _places(series, workdays, begin, finish), _places(new, workdays, begin, finish)
    there = {place: key for key, place in after.items()}
    return {key: there[before[key]] for key in keys if key in before and before[key] in there}


def _places(series: Series, workdays: Workdays, begin: datetime, finish: datetime) -> dict[datetime, tuple[date, int]]:
    """The day of each identity, and which of that day's times it is."""
    times = sorted(set(series.times))
    near = takewhile(lambda each: each.recurrence_id <= finish, own_moments(series, workdays, begin))
    return {
        each.recurrence_id: (each.wall.date(), times.index(each.wall.time()) if times else _minute(each.wall))
        for each in near
    }


def _minute(wall: datetime) -> int:
    return wall.hour * 60 + wall.minute
