"""Schedules that recur: a rule with its first day, from the scope and the days of every group."""

from datetime import date, datetime, time, timedelta

from intents.timeexpr.frames import edge, group_of, window
from intents.timeexpr.groups import Draft, Group
from intents.timeexpr.merging import merged
from intents.timeexpr.pieces import Every, Frame, MonthDays, Months, Offset, Trouble, Weekdays, Weekend
from intents.timeexpr.recurring import Recurring, coming_days, has_day, rule_of
from intents.timeexpr.rules import RRule
from intents.timeexpr.settled import DAY, Settled, clock_times
from intents.timeexpr.single import single


def series(draft: Draft, local: datetime) -> Settled | Trouble:
    """A rule with its first day, from the scope and the days of every group."""
    today = local.date()
    every = _unit_of(draft)
    frame = _frame(draft, every, local)
    if isinstance(frame, Trouble):
        return frame
    if frame is None:
        return _dated_span(draft, local)
    start, until = frame
    rules = [rule_of(every, group) for group in draft.groups]
    problem = next((rule for rule in rules if isinstance(rule, Trouble)), None)
    if problem is not None:
        return problem
    rule = _one_rule([rule for rule in rules if not isinstance(rule, Trouble)])
    times = _shared_times(draft.groups, rule)
    if rule is None or isinstance(times, Trouble):
        return times if isinstance(times, Trouble) else Trouble("not-understood", "two-rules")
    first = _first_day(every, draft.groups, max(start, today), times, local)
    if until is not None and until < first:
        return Trouble("past") if until < today else Trouble("ambiguous", "span")
    question = None if times else Trouble("no-time")
    return Settled(rule, times, first, until, draft.count, question=question)


def _unit_of(draft: Draft) -> Every:
    """How often; 周一到周五每天 is weekly, and 每半年 with its two dates is yearly."""
    every = draft.every or Every("week")
    days = [group.day for group in draft.groups]
    if every == Every("day") and all(isinstance(day, Weekdays | Weekend) for day in days):
        return every if any(group.scoped for group in draft.groups) else Every("week")
    months = sorted({month for group in draft.groups if group.months for month in group.months.numbers})
    if every.interval == 1 and every.unit in {"quarter", "half"} and months:
        whole = list(range(months[0], 13, every.span)) == months and months[0] <= every.span
        return Every("year") if whole or (len(months) == 1 and _spread(draft, every, months[0])) else every
    return every


def _spread(draft: Draft, every: Every, month: int) -> bool:
    """每半年一次，6月30号: the months of the year that follow from the one that is named, from then on. Not where
    one of them lacks the day, nor where the beginning is said otherwise."""
    group = draft.groups[0]
    if len(draft.groups) > 1 or draft.start or group.near or group.year or group.shift:
        return False
    months = tuple(sorted((month - 1 + step) % 12 + 1 for step in range(0, 12, every.span)))
    if not isinstance(group.day, MonthDays) or any(not has_day(one, day) for one in months for day in group.day.days):
        return False
    draft.start = Frame((Months((month,)), group.day), ends=False)
    group.months = Months(months)
    return True


def _frame(draft: Draft, every: Every, local: datetime) -> tuple[date, date | None] | Trouble | None:
    """The first and the last day that may count; nothing where the days are a span of dates: 1日到3日每天."""
    today = local.date()
    group = draft.groups[0]
    single = len(draft.groups) == 1
    if every == Every("day") and single and _is_span(group, draft):
        return None
    start: date | Trouble = today
    until: date | Trouble | None = None
    if draft.start is not None:
        start = _beginning(draft, every, today)
    elif single and _framed_by_scope(every, group):
        whole = window(group, today)
        start, until = whole or (Trouble("ambiguous", "two-rules"), None)
        if group.near and group.near.unit == every.unit:
            until = None
        group.near = group.year = group.months = None
    if draft.end is not None and isinstance(start, date):
        until = edge(group_of(draft.end.parts), max(start, today), ends=True)
    if isinstance(start, Trouble):
        return start
    return until if isinstance(until, Trouble) else (start, until)


def _beginning(draft: Draft, every: Every, today: date) -> date | Trouble:
    """The first day; 从下周三起每周 says the weekday too."""
    opening = group_of(draft.start.parts) if draft.start else None
    start = edge(opening, today, ends=False)
    group = draft.groups[0]
    if every.unit == "week" and group.day is None and opening and opening.day is not None and isinstance(start, date):
        group.day = Weekdays((start.weekday(),))
    return start


def _is_span(group: Group, draft: Draft) -> bool:
    """Whether the group is a span of dates on its own: from one day, or days said together."""
    if group.shift or group.after:
        return False
    if group.near and group.near.unit == "week" and isinstance(group.day, Weekdays):
        return True
    dated = isinstance(group.day, MonthDays) and group.day.together
    return dated or (isinstance(group.day, MonthDays | Offset) and draft.end is not None and draft.start is None)


def _framed_by_scope(every: Every, group: Group) -> bool:
    """下周每天, 6月份每周五, 明年每月5号: the scope says from when to when."""
    if group.within or not (group.near or group.year or group.months):
        return False
    if every.unit == "year" or (every.unit == "month" and group.months):
        return False
    return not isinstance(group.day, Offset)


def _dated_span(draft: Draft, local: datetime) -> Settled | Trouble:
    """1日到3日每天上午9点: dates of their own."""
    draft.every = None
    return single(draft, local)


def _one_rule(rules: list[Recurring]) -> Recurring | None:
    if all(rule == rules[0] for rule in rules):
        return rules[0]
    dated = [rule for rule in rules if isinstance(rule, RRule)]
    return merged(dated) if len(dated) == len(rules) else None


def _shared_times(groups: list[Group], rule: Recurring | None) -> tuple[time, ...] | Trouble:
    """The times of each day, which must be the same for all days."""
    minutes = sorted(set(groups[0].minutes))
    if any(sorted(set(group.minutes)) != minutes for group in groups):
        return Trouble("not-understood", "two-times")
    if DAY in minutes and rule != RRule("FREQ=DAILY"):
        return Trouble("ambiguous", "midnight")
    return clock_times([minute % DAY for minute in minutes])


def _first_day(every: Every, groups: list[Group], start: date, times: tuple[time, ...], local: datetime) -> date:
    """The first day that may count; of rules with an interval the first that does, for the count begins with it."""
    now = local.replace(tzinfo=None)
    latest = max(times, default=time(23, 59))
    if datetime.combine(start, latest) <= now:
        start += timedelta(1)
    if every.interval == 1:
        return start
    first = (next(coming_days(every, group, start), None) for group in groups)
    return min(filter(None, first), default=start)
