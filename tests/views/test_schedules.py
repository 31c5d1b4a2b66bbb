"""Schedules in words."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.views.schedules import say_lead, say_rule, say_schedule
from intents.timeexpr.rules import LunarRule, Once, RRule, Rule, Schedule, WorkdayRule

START = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (RRule("FREQ=DAILY"), "每天"),
        (RRule("FREQ=WEEKLY;BYDAY=MO,WE"), "每周一、周三"),
        (RRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"), "每2周周五"),
        (RRule("FREQ=MONTHLY;BYMONTHDAY=5,20"), "每月5号、20号"),
        (RRule("FREQ=MONTHLY;BYMONTHDAY=-1"), "每月最后一天"),
        (RRule("FREQ=MONTHLY;BYDAY=2WE"), "每月第2个周三"),
        (RRule("FREQ=MONTHLY;BYDAY=-1FR"), "每月最后一个周五"),
        (RRule("FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1"), "每年7月1号"),
        (RRule("FREQ=YEARLY;BYYEARDAY=-185,-1"), "每年6月30号、12月31号"),
        (WorkdayRule(None), "每个工作日"),
        (WorkdayRule(1), "每月第1个工作日"),
        (WorkdayRule(-2), "每月倒数第2个工作日"),
        (WorkdayRule(1, span=3, months=(1, 4, 7, 10)), "每季度第1个工作日"),
        (LunarRule(1, 15), "每年农历正月十五"),
        (LunarRule(12, -1), "每年农历腊月最后一天"),
        (LunarRule(8, 20), "每年农历八月二十"),
        (LunarRule(9, 29), "每年农历九月廿九"),
    ],
)
def test_a_rule_is_said_as_a_leader_would(rule: Rule, said: str) -> None:
    assert say_rule(rule, START) == said


def test_a_schedule_says_its_times_and_its_end() -> None:
    daily = Schedule(RRule("FREQ=DAILY"), (time(9), time(15, 30)), START, until=date(2026, 12, 31))
    assert say_schedule(daily) == "每天 09:00、15:30，到2026年12月31日为止"
    assert say_schedule(Schedule(RRule("FREQ=DAILY"), (time(9),), START, count=5)) == "每天 09:00，共5次"
    once = Schedule(Once((datetime(2026, 12, 3, 15),)), (), START)  # noqa: DTZ001 - a wall clock
    assert say_schedule(once) == "2026年12月3日（周四）15:00"


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("", "每天 09:00"),
        ("next", "每天 09:00，遇休息日顺延到下一个工作日"),
        ("previous", "每天 09:00，遇休息日提前到上一个工作日"),
        ("skip", "每天 09:00，遇休息日不开"),
        ("as-is", "每天 09:00，遇休息日照常"),
    ],
)
def test_a_schedule_says_what_days_off_do(policy: str, said: str) -> None:
    assert say_schedule(Schedule(RRule("FREQ=DAILY"), (time(9),), START, days_off=policy)) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "到点"), (60, "提前1小时"), (1440, "提前1天"), (1590, "提前1天2小时30分钟")]
)
def test_a_lead_time_is_said(minutes: int, said: str) -> None:
    assert say_lead(timedelta(minutes=minutes)) == said
