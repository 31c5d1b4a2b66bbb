"""From the pieces in their groups to a schedule: every day has its times, and the first one that counts is known."""

from datetime import date, datetime, timedelta

from intents.timeexpr.frames import group_of
from intents.timeexpr.groups import Draft, Group
from intents.timeexpr.pieces import Trouble, Weekdays, Workdays
from intents.timeexpr.rules import Once
from intents.timeexpr.series import series
from intents.timeexpr.settled import Settled
from intents.timeexpr.single import single


def settle(draft: Draft, local: datetime) -> Settled | Trouble:
    """The schedule that a draft says, or what is missing or cannot be. ``local`` is now in the zone."""
    _complete(draft, local.date())
    recurs = draft.every is not None or any(_recurs(group) for group in draft.groups)
    settled = series(draft, local) if recurs else single(draft, local)
    if isinstance(settled, Trouble):
        return settled
    found = _leads(draft, settled)
    if isinstance(found, Trouble):
        return found
    settled.leads = found
    settled.days_off = draft.days_off
    return settled


def _recurs(group: Group) -> bool:
    """Forms that recur without 每: 工作日, 周一到周五."""
    habit = isinstance(group.day, Weekdays) and group.day.habit and not group.scoped and not group.after
    return habit or (isinstance(group.day, Workdays) and not group.scoped and not group.after)


def _complete(draft: Draft, today: date) -> None:
    """Times said last hold for the days before them; an end without a beginning is the day itself."""
    groups = [group for group in draft.groups if not (group.empty and not group.minutes and not group.part)]
    named = [group for group in groups if not group.empty]
    times = [group for group in groups if group.empty]
    if len(named) == 1 and times:
        named[0].minutes += [minute for group in times for minute in group.minutes]
        named[0].part = named[0].part or any(group.part for group in times)
        groups = named
    if groups and not any(group.minutes or group.apart for group in groups[:-1]) and not groups[-1].apart:
        for group in groups[:-1]:
            group.minutes = list(groups[-1].minutes)
    if draft.every is None and draft.end is not None and draft.start is None and not named:
        alone = group_of(draft.end.parts)
        if alone is not None and alone.day is not None:
            alone.minutes = groups[0].minutes if groups else []
            groups, draft.end = [alone], None
    draft.groups = groups or [Group()]


def _leads(draft: Draft, settled: Settled) -> tuple[timedelta, ...] | Trouble:
    """How long before, longest first."""
    found: set[timedelta] = set()
    times = settled.times
    if isinstance(settled.rule, Once):
        times = tuple({moment.time() for moment in settled.rule.moments})
    for lead in draft.leads:
        length = timedelta(days=lead.duration.days, minutes=lead.duration.minutes)
        if lead.at is not None:
            if len(times) != 1:
                return settled.question or Trouble("ambiguous", "lead-time")
            length += timedelta(minutes=times[0].hour * 60 + times[0].minute - lead.at)
        if length < timedelta():
            return Trouble("ambiguous", "lead-time")
        found.add(length)
    return tuple(sorted(found, reverse=True))
