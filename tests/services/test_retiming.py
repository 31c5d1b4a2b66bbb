"""New times and lead times as people type them under a card."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.services.retiming import NoTime, Trouble, lead_times, new_time

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo(ZONE))
"""A Monday."""
STARTS = datetime(2026, 3, 6, 15, 0, tzinfo=ZoneInfo(ZONE))
"""The Friday after it."""


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("下午4点", "2026-03-06 16:00"),
        ("１６：３０", "2026-03-06 16:30"),
        ("改成下午四点半。", "2026-03-06 16:30"),
        ("下午三點半", "2026-03-06 15:30"),
        ("推迟到下午5点", "2026-03-06 17:00"),
        ("提前到上午10点", "2026-03-06 10:00"),
        ("晚上12点", "2026-03-07 00:00"),
        ("推迟一小时", "2026-03-06 16:00"),
        ("推迟1个半小时", "2026-03-06 16:30"),
        ("晚半小时", "2026-03-06 15:30"),
        ("顺延一天", "2026-03-07 15:00"),
        ("往后推一周", "2026-03-13 15:00"),
        ("提前两天", "2026-03-04 15:00"),
        ("今天下午4点", "2026-03-02 16:00"),
        ("明天下午3点", "2026-03-03 15:00"),
        ("周五下午4点", "2026-03-06 16:00"),
        ("改到下周三上午九点半", "2026-03-11 09:30"),
        ("3月20日15:00", "2026-03-20 15:00"),
        ("半小时后", "2026-03-02 09:30"),
    ],
)
def test_a_new_time_is_read_in_the_zone_of_the_series(typed: str, wanted: str) -> None:
    """A time alone is of the same day, a length of time counts from where it is, the rest as in /remind."""
    found = new_time(typed, STARTS, ZONE, NOW)
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC
    assert found.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M") == wanted


@pytest.mark.parametrize(
    ("typed", "trouble", "part"),
    [
        ("昨天下午3点", Trouble.PAST, ""),
        ("提前5天", Trouble.PAST, ""),
        ("每周五下午3点", Trouble.RECURRING, ""),
        ("3月5日和6日下午三点", Trouble.RECURRING, ""),
        ("3月20日15:00 党小组会", Trouble.UNREAD, "党小组会"),
        ("周五", Trouble.ASKED, "请问是几点"),
        ("3点", Trouble.ASKED, "上午还是下午"),
        ("2月30日下午3点", Trouble.ASKED, "没有这一天"),
        ("推迟一个月", Trouble.ASKED, "推迟"),
        ("乱七八糟", Trouble.ASKED, "请问是哪一天"),
        ("", Trouble.ASKED, "请问是哪一天"),
    ],
)
def test_what_is_no_one_moment_to_come_says_why(typed: str, trouble: Trouble, part: str) -> None:
    """Nothing is guessed."""
    found = new_time(typed, STARTS, ZONE, NOW)
    assert isinstance(found, NoTime)
    assert found.trouble is trouble
    assert part in found.text


def test_a_time_of_the_same_day_may_be_past_already() -> None:
    """On the day itself."""
    on_the_day = datetime(2026, 3, 6, 14, 0, tzinfo=ZoneInfo(ZONE))
    assert new_time("上午10点", STARTS, ZONE, on_the_day) == NoTime(Trouble.PAST)


def test_another_zone_has_its_own_wall_clock() -> None:
    """The day and the hour are those of the series."""
    zone = "America/New_York"
    starts = datetime(2026, 3, 6, 20, 0, tzinfo=ZoneInfo(zone))
    assert new_time("晚上9点", starts, zone, NOW) == datetime(2026, 3, 7, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("提前三天", [72]),
        ("三天", [72]),
        ("提前一天和提前一小时", [24, 1]),
        ("提前1天、2小时", [24, 2]),
        ("前一天晚上八点", [19]),
        ("提前30分钟和到点", [0.5, 0]),
        ("", []),
        ("乱", []),
        ("提前三天 党小组会", []),
        ("每周提前三天", []),
    ],
)
def test_lead_times_are_read_from_the_time_of_the_series(typed: str, hours: list[float]) -> None:
    """Longest first; nothing where anything else is said."""
    assert lead_times(typed, [time(15)], ZONE) == tuple(timedelta(hours=each) for each in hours)


def test_a_lead_time_by_the_clock_needs_one_time_of_day() -> None:
    """前一天晚上八点 is another length before each of two; a plain length is the same."""
    assert lead_times("前一天晚上八点", [time(9), time(14, 30)], ZONE) == ()
    assert lead_times("提前一天", [time(9), time(14, 30)], ZONE) == (timedelta(days=1),)
