"""Series and schedules that the tests of the calendar start from."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.reminder import Reminder
from bot.domain.series import Series
from intents.timeexpr.rules import RRule, Rule, Schedule

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""20:00 in Shanghai."""


def schedule(rule: Rule | str, *times: str, start: date = date(2026, 1, 1), **more: Any) -> Schedule:
    """A schedule; the rule may be the text of an RRULE."""
    rule = RRule(rule) if isinstance(rule, str) else rule
    return Schedule(rule, tuple(time.fromisoformat(at) for at in times), start, **more)


def series(rule: Rule | str, *times: str, start: date = date(2026, 1, 1), **more: Any) -> Series:
    """A series in Shanghai."""
    rule = RRule(rule) if isinstance(rule, str) else rule
    clock = tuple(time.fromisoformat(at) for at in times)
    settings = {"zone": "Asia/Shanghai", "title": "党小组会", "kind": "", **more}
    return Series(id="s1", rule=rule, times=clock, start=start, **settings)


def reminder(of: Series, **more: Any) -> Reminder:
    """A series in the calendar of a group."""
    fields = {"chat_id": -1001, "organizer_id": 9, "organizer_name": "老张", "created_at": NOON}
    planned = {"planned_until": NOON, "next_due_at": None, "version": 1}
    return Reminder(series=of, **(fields | planned | more))


def utc(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """The instant of a wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def local(at: datetime, zone: ZoneInfo = SHANGHAI) -> str:
    """An instant on the wall clock."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
