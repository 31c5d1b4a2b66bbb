"""New times and lead times as people type them under a card."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.services.retiming import NO_NOTICE, NOTHING_HEARD, Heard, NoTime, Trouble, lead_times, new_time

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
        ("3月5日和6日", Trouble.RECURRING, ""),
        ("周五 支委会", Trouble.UNREAD, "支委会"),
        ("周五", Trouble.NO_HOUR, ""),
        ("晚上", Trouble.NO_HOUR, ""),
        ("下周", Trouble.ASKED, "其中的哪一天"),
        ("3点", Trouble.ASKED, "上午还是下午"),
        ("2月30日下午3点", Trouble.ASKED, "没有这一天"),
        ("推迟一个月", Trouble.UNREAD, "推迟一个月"),
        ("第二天", Trouble.UNREAD, "第二天"),
        ("乱七八糟", Trouble.UNREAD, "乱七八糟"),
        ("", Trouble.UNREAD, ""),
    ],
)
def test_what_is_no_one_moment_to_come_says_why(typed: str, trouble: Trouble, part: str) -> None:
    """Nothing is guessed."""
    found = new_time(typed, STARTS, ZONE, NOW)
    assert isinstance(found, NoTime)
    assert found.trouble is trouble
    assert part in found.text
    assert "每" not in found.text


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        (["改到周三", "上午10点"], "2026-03-04 10:00"),
        (["下周五", "下午3点"], "2026-03-13 15:00"),
        (["周三晚上", "7点"], "2026-03-04 19:00"),
        (["周三晚上", "八点半"], "2026-03-04 20:30"),
        (["周三晚上", "12点"], "2026-03-05 00:00"),
        (["周三晚上", "上午9点"], "2026-03-04 09:00"),
        (["周三", "上午", "10点"], "2026-03-04 10:00"),
        (["周三3点", "下午"], "2026-03-04 15:00"),
        (["下周五三点", "下午"], "2026-03-13 15:00"),
        (["3:00", "下午"], "2026-03-06 15:00"),
        (["3点", "周四", "下午"], "2026-03-05 15:00"),
        (["3点", "周四下午"], "2026-03-05 15:00"),
        (["下午", "周四", "4点"], "2026-03-05 16:00"),
        (["下周", "周三", "下午3点"], "2026-03-11 15:00"),
        (["下周", "周三下午3点"], "2026-03-11 15:00"),
        (["下周", "下午3点", "周三"], "2026-03-11 15:00"),
        (["下周吧", "周三上午10点"], "2026-03-04 10:00"),
        (["周三", "周四", "上午10点"], "2026-03-05 10:00"),
        (["周三", "哈哈哈", "上午10点"], "2026-03-04 10:00"),
        (["周三", "每周四下午3点", "上午10点"], "2026-03-04 10:00"),
        (["今天", "上午8点", "上午11点"], "2026-03-02 11:00"),
        (["周三", "明天上午9点"], "2026-03-03 09:00"),
        (["周三", "推迟一小时"], "2026-03-06 16:00"),
    ],
)
def test_answers_go_together(answers: list[str], wanted: str) -> None:
    """What one of them said is not forgotten when the next one says the rest; what is said anew counts."""
    heard = NOTHING_HEARD
    for answer in answers[:-1]:
        lacking = new_time(answer, STARTS, ZONE, NOW, heard)
        assert isinstance(lacking, NoTime)
        heard = lacking.heard
    found = new_time(answers[-1], STARTS, ZONE, NOW, heard)
    assert isinstance(found, datetime)
    assert found.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M") == wanted


def test_a_day_that_was_heard_does_not_move_on() -> None:
    """明天 is the same day when midnight has passed before the hour is said."""
    evening = datetime(2026, 3, 2, 23, 58, tzinfo=ZoneInfo(ZONE))
    lacking = new_time("明天", STARTS, ZONE, evening)
    assert lacking == NoTime(Trouble.NO_HOUR, heard=Heard(date(2026, 3, 3)))
    assert isinstance(lacking, NoTime)
    found = new_time("下午3点", STARTS, ZONE, evening + timedelta(minutes=5), lacking.heard)
    assert found == datetime(2026, 3, 3, 7, tzinfo=UTC)


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
        ("一个月", [720]),
        ("提前一个月和三天", [720, 72]),
        ("半个月", [360]),
        ("半天", [12]),
        ("一天和半天", [24, 12]),
        ("到点", [0]),
        ("准时。", [0]),
        ("不提前", [0]),
        ("提前400天", [9600]),
        ("十一个月", []),
        ("提前一个半月", []),
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


@pytest.mark.parametrize("typed", sorted(NO_NOTICE))
def test_no_notice_at_all_is_no_lead_time(typed: str) -> None:
    """Whoever wants none is not given some."""
    assert lead_times(typed, [time(15)], ZONE) == ()
