"""Schedules of moments that are named one by one."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from intents.timeexpr.calendar import Period
from intents.timeexpr.frames import edge, group_of
from intents.timeexpr.groups import Draft, Group
from intents.timeexpr.once import Block, blocks, periods
from intents.timeexpr.pieces import Duration, NextWorkday, NthWorkday, Offset, Trouble
from intents.timeexpr.rules import Once, WorkdayRule
from intents.timeexpr.settled import DAY, Settled, clock_times

_YEAR = 367
_MOST_DAYS = 31
"""Days of a span that are dates of their own."""


def single(draft: Draft, local: datetime) -> Settled | Trouble:
    """Moments that are named one by one."""
    if draft.start is not None or draft.count not in {None, 1}:
        return Trouble("ambiguous", "how-often")
    if len(draft.groups) == 1 and isinstance(draft.groups[0].day, NthWorkday | NextWorkday):
        return _workday(draft, draft.groups[0], local)
    moments: set[datetime] = set()
    days: list[set[date]] = []
    missing: date | None = None
    for group in draft.groups:
        found = _moments(group, draft, local)
        if isinstance(found, Trouble):
            return found
        if isinstance(found, date) and not isinstance(found, datetime):
            missing = missing or found
        elif isinstance(found, set):
            moments |= found
            days.append({moment.date() for moment in found})
    if _disagree(draft.groups, days):
        return Trouble("ambiguous", "two-days")
    if missing is not None:
        return Settled(Once(()), (), missing, question=Trouble("no-time"))
    ordered = tuple(sorted(moments))
    return Settled(Once(ordered), (), ordered[0].date())


def _disagree(groups: Sequence[Group], days: Sequence[set[date]]) -> bool:
    """明天3月15日: two names side by side that should be of one day, and are not."""
    if len(days) != len(groups):
        return False
    named = zip(groups, groups[1:], days, days[1:], strict=False)
    return any(
        Offset in {type(before.day), type(group.day)}
        and type(before.day) is not type(group.day)
        and before.day is not None
        and group.day is not None
        and not group.apart
        and not group.listed
        and first != second
        for before, group, first, second in named
    )


def _moments(group: Group, draft: Draft, local: datetime) -> set[datetime] | date | Trouble:
    """The moments of one group; its first day where a time of day is missing."""
    now = local.replace(tzinfo=None)
    exact = _exactly(group, local)
    if exact is not None:
        return exact
    if group.empty:
        return _bare_time(group, now)
    found = _spanned(group, draft, local.date()) if draft.end else blocks(group, local.date())
    if isinstance(found, Trouble):
        return found
    moments: set[datetime] = set()
    for choice in found:
        times = group.minutes or [DAY - 1]
        coming = next((future for block in choice if (future := _after_now(block, times, now))), None)
        if coming is None:
            return Trouble("past")
        wait = (min(coming).date() - local.date()).days
        alone = len(found) == 1 and len(draft.groups) == 1
        over = choice[0][-1] <= local.date() if alone else choice[0][0] == local.date()
        if len(choice) > 1 and wait > _MOST_DAYS and (wait > _YEAR or over):
            # A day of this very month that is over was hardly said of next year, unless it is one of several.
            return Trouble("impossible", "date") if wait > _YEAR else Trouble("past")
        moments |= coming
    return moments if group.minutes else min(moments).date()


def _exactly(group: Group, local: datetime) -> set[datetime] | Trouble | None:
    """半小时后: so long from now, whatever the clocks do in between."""
    length = group.after.duration if group.after else Duration()
    if not length.minutes:
        return None
    if group.day is not None or group.scoped or group.minutes:
        return Trouble("ambiguous", "two-days")
    moment = datetime.fromtimestamp(local.timestamp() + 60 * length.minutes, local.tzinfo)
    return {moment.replace(tzinfo=None)}


def _bare_time(group: Group, now: datetime) -> set[datetime] | Trouble:
    """A time without a day is today's while it is to come."""
    if not group.minutes:
        return Trouble("no-date")
    coming = _after_now((now.date(),), group.minutes, now)
    return coming if len(coming) == len(group.minutes) else Trouble("no-date", "passed")


def _after_now(block: Block, minutes: Sequence[int], now: datetime) -> set[datetime]:
    """The moments of some days that are still to come."""
    all_of_them = (datetime.combine(day, time()) + timedelta(minutes=minute) for day in block for minute in minutes)
    return {moment for moment in all_of_them if moment > now}


def _spanned(group: Group, draft: Draft, today: date) -> list[list[Block]] | Trouble:
    """12月1日到12月5日, 明天到后天: every day of a span."""
    first = edge(group, today, ends=False)
    if isinstance(first, Trouble) or draft.end is None:
        return first if isinstance(first, Trouble) else Trouble("ambiguous", "span")
    last = edge(group_of(draft.end.parts), max(first, today), ends=True)
    if isinstance(last, Trouble):
        return last
    length = (last - first).days + 1
    if not 0 < length <= _MOST_DAYS:
        return Trouble("ambiguous", "span")
    return [[tuple(first + timedelta(step) for step in range(length))]]


def _workday(draft: Draft, group: Group, local: datetime) -> Settled | Trouble:
    """下个月第一个工作日, 下个工作日: counted where the holidays are known."""
    if group.shift or draft.end or group.after:
        return Trouble("not-understood", "shift" if group.shift else "workdays")
    times = clock_times(group.minutes)
    if isinstance(times, Trouble):
        return times
    question = None if times else Trouble("no-time")
    if isinstance(group.day, NthWorkday):
        return _workday_of_period(group, group.day.place, times, local.date())
    return Settled(WorkdayRule(None), times, local.date() + timedelta(1), count=1, question=question)


def _workday_of_period(group: Group, place: int, times: tuple[time, ...], today: date) -> Settled | Trouble:
    """The n-th working day of one month, quarter or year."""
    found = _period_of(group, today)
    if isinstance(found, Trouble):
        return found
    if found.last < today:
        return Trouble("past")
    if abs(place) > 20 * found.span:
        return Trouble("impossible", "date")
    rule = WorkdayRule(place, (found.month,), found.span)
    question = None if times else Trouble("no-time")
    return Settled(rule, times, found.first, until=found.last, count=1, question=question)


def _period_of(group: Group, today: date) -> Period | Trouble:
    """The one period in which a working day is counted."""
    found = periods(group, today)
    if isinstance(found, Trouble):
        return found
    return found[0][0] if len(found) == 1 and found[0] else Trouble("no-date", "which-period")
