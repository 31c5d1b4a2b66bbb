"""Sentences that nobody would type, all the way: read, made into a series, placed in a calendar and planned, in zones
with and without summer time and in years at the edge of the calendar."""

from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.domain.planning import replanned
from bot.domain.preferences import Preferences
from bot.domain.preview import first_days_off, next_four
from bot.domain.reminder import Reminder
from bot.domain.series import DayOffPolicy, Series
from bot.domain.workdays import Workdays
from intents.timeexpr import Question, Schedule, read
from tests.fuzz import texts
from tests.intents.timeexpr.mutations import mutations

ZONES = ("Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "UTC")
NOWS = tuple(
    datetime.fromisoformat(day).replace(tzinfo=UTC)
    for day in ("2026-03-02T01:00", "2026-03-08T06:59:59", "2027-12-31T23:59", "2028-02-29T12:00", "2096-01-31T00:00")
)
COUNT = 400


def _read(said: str, rng: Random) -> int:
    """Read a text and go on with what was understood. Returns how many occurrences it has shortly."""
    zone, now = rng.choice(ZONES), rng.choice(NOWS)
    reading = read(said, now.astimezone(ZoneInfo(zone)), zone)
    if isinstance(reading, Question):
        assert reading.text.endswith(("。", "？")), ascii(said)
        return 0
    assert isinstance(reading, Schedule)
    series = Series.of(reading, series_id="s", zone=zone, policy=rng.choice(list(DayOffPolicy)))
    found = next_four(series, Workdays(), now)
    assert [each.starts_at for each in found] == sorted(each.starts_at for each in found), ascii(said)
    assert all(each.starts_at > now for each in found), ascii(said)
    first_days_off(series, Workdays(), now, 3)
    reminder = Reminder(
        series=series, chat_id=-1001, organizer_id=9, organizer_name="老张", created_at=now, planned_until=now,
        next_due_at=None,
    )  # fmt: skip
    planned = replanned(reminder, Workdays(), Preferences(zone=zone), now)
    assert planned.next_due_at is None or planned.next_due_at >= now, ascii(said)
    return len(found)


@pytest.mark.parametrize("seed", [11, 12])
def test_whatever_is_read_can_be_placed_and_planned(seed: int) -> None:
    """No exception, nothing in the past, and everything in order."""
    rng = Random(seed)  # noqa: S311 - it need not be secret
    said = [*mutations(COUNT, seed), *(texts.cut(texts.text(rng)) for _ in range(COUNT))]
    placed = sum(_read(each, rng) > 0 for each in said)
    assert placed > COUNT // 10


@pytest.mark.parametrize(
    "said",
    [
        "9999年12月31日23:59 学习",
        "0001年1月1日0点 学习",
        "每99999999天早上8点 学习",
        "每隔99999999999999999999周周一8点 学习",
        "99999999999999999999分钟后 学习",
        "999999天后早上8点 学习",
        "每天8点 学习，提前999999999天",
        "每天8点 学习，提前99999999999999999999小时",
        "每年闰六月三十早上8点 学习",
        "每年2月29号早上8点 学习",
        "每月31号早上8点 学习",
        "每月第5个周五8点 学习",
        "从9999年12月31日起每天8点 学习",
        "每天8点到9999年 学习",
        "1" * 4096,
        "一" * 4096,
        "8点、" * 1365,
        "1月1日、" * 800 + "8点",
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_times_at_the_edge(said: str, zone: str) -> None:
    """Numbers beyond all calendars, days that hardly ever come, lists without end."""
    rng = Random(zone)  # noqa: S311 - it need not be secret
    for _ in range(3):
        _read(said, rng)
