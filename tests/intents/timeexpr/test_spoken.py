"""Sentences that people say in one breath: corrections, several meetings, notices of their own, words of a title."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest

from intents.timeexpr import Once, Question, RRule, Schedule
from tests.intents.timeexpr.conftest import Hear

Certain = Callable[[str], Schedule]


@pytest.mark.parametrize(
    ("sentence", "hour"),
    [
        ("每周五下午3点开会，不是，是下午4点", time(16)),
        ("每周五下午3点开会，哦不对，下午4点", time(16)),
        ("每周五下午3点开会不对是下午4点", time(16)),
        ("每周四上午9点开会，说错了，是上午10点半", time(10, 30)),
        ("每周三下午3点开会，应该是下午4点", time(16)),
        ("每周一上午9点开会，啊不是，上午10点", time(10)),
    ],
)
def test_the_last_word_counts(schedule: Certain, sentence: str, hour: time) -> None:
    """One time, and nothing of the correction in the title."""
    reading = schedule(sentence)
    assert (reading.times, reading.title) == ((hour,), "开会")


@pytest.mark.parametrize(
    ("sentence", "moment"),
    [
        ("明天下午3点开会，说错了，是后天下午3点", "2026-11-22T15:00"),
        ("下周三下午3点，哦不，下周四下午3点开会", "2026-11-26T15:00"),
        ("12月10号下午3点开会，记错了，12月12号", "2026-12-12T15:00"),
        ("明天下午3点开会，算了，后天吧", "2026-11-22T15:00"),
    ],
)
def test_a_day_is_corrected_as_well(schedule: Certain, sentence: str, moment: str) -> None:
    """The day that was taken back is none of the meeting."""
    reading = schedule(sentence)
    assert (reading.rule, reading.title) == (Once((datetime.fromisoformat(moment),)), "开会")


def test_a_lead_is_corrected_as_well(schedule: Certain) -> None:
    """提前一天，不对，提前两天 is two days."""
    assert schedule("提前一天提醒我们每月5号下午3点开会，不对，提前两天").leads == (timedelta(days=2),)


@pytest.mark.parametrize(
    "sentence",
    [
        "下周三下午3点开会，不对，是周四",
        "明天下午3点开会，不是下午3点，是下午4点",
        "每月不是5号，是6号下午3点",
        "明天下午3点开会，要不下午4点吧",
        "明天下午3点开会，还是下午4点吧",
    ],
)
def test_a_correction_that_is_not_plain_is_asked_about(hear: Hear, sentence: str) -> None:
    """Which of two times is meant is never guessed."""
    reading = hear(sentence)
    assert isinstance(reading, Question)
    assert reading.reason == "ambiguous"


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("明天下午3点讨论哪里不对", "讨论哪里不对"),
        ("每周五下午3点检查不是党员的同志资料", "检查不是党员的同志资料"),
        ("不对的地方明天下午3点讨论", "不对的地方讨论"),
    ],
)
def test_no_word_is_taken_for_a_correction_that_corrects_nothing(schedule: Certain, sentence: str, title: str) -> None:
    """It stays in the title."""
    assert schedule(sentence).title == title


@pytest.mark.parametrize(
    ("sentence", "hours"),
    [
        ("下周三下午三点党小组会提前二天提醒，当天早上八点再提醒一次", [48, 7]),
        ("下周三下午3点党小组会，当天早上8点提醒", [7]),
        ("下周三下午3点党小组会，早上8点再提醒一下", [7]),
        ("下周三下午3点党小组会，提前一天提醒，会议当天上午10点再通知大家一次", [24, 5]),
        ("下周三下午3点党小组会，当天上午10点和12点各提醒一次", [5, 3]),
        ("下周三下午3点党小组会，前一天晚上8点和当天早上8点提醒", [19, 7]),
    ],
)
def test_a_time_to_be_reminded_at_is_no_meeting(schedule: Certain, sentence: str, hours: list[int]) -> None:
    """It is a lead of the one meeting."""
    reading = schedule(sentence)
    assert reading.rule == Once((datetime.fromisoformat("2026-11-25T15:00"),))
    assert (reading.leads, reading.title) == (tuple(timedelta(hours=hour) for hour in hours), "党小组会")


@pytest.mark.parametrize(
    "sentence",
    [
        "下周三下午3点开会，下周二晚上8点提醒",
        "下周三下午3点开会，今天晚上9点提醒我",
        "下周三上午9点开会，当天下午3点提醒",
        "早上8点提醒我下周三下午3点开会",
        "每月5号下午3点开党小组会，4号晚上8点提醒",
    ],
)
def test_a_notice_of_another_day_is_asked_about(hear: Hear, sentence: str) -> None:
    """It is neither a meeting nor silently lost."""
    reading = hear(sentence)
    assert isinstance(reading, Question)
    assert "提前多久" in reading.text


@pytest.mark.parametrize(
    "sentence",
    [
        "下周三下午3点开党小组会，下周五上午9点开组织生活会",
        "每周三15：00 学习，周五15：00 开会",
        "明天下午3点开会，后天下午3点交材料",
        "明天开会，后天交材料",
        "明天上午9点开会，下午3点交材料",
        "党小组会12月5号下午3点，支委会12月6号上午9点",
        "每月5号上午9点交党费，20号上午9点交心得",
    ],
)
def test_one_meeting_at_a_time(hear: Hear, sentence: str) -> None:
    """Two matters with a time each never become one series."""
    reading = hear(sentence)
    assert isinstance(reading, Question)
    assert "不止一个会" in reading.text


@pytest.mark.parametrize("sentence", ["下周三和下周五下午3点开会", "下周三下午3点、下周五下午3点开会"])
def test_one_meeting_may_have_several_days(schedule: Certain, sentence: str) -> None:
    """Days side by side are of one matter."""
    moments = tuple(datetime.fromisoformat(f"2026-11-{day}T15:00") for day in (25, 27))
    assert (schedule(sentence).rule, schedule(sentence).title) == (Once(moments), "开会")


def test_two_days_that_should_be_one_are_asked_about(hear: Hear) -> None:
    """Tomorrow is not 15 December; where it is the date, nothing is asked."""
    assert isinstance(hear("明天12月15日下午3点开会"), Question)
    assert isinstance(hear("明天11月21日下午3点开会"), Schedule)


@pytest.mark.parametrize("said", ["12月份每周三", "十二月份每个周三", "12月份的每周三", "今年12月份每周三"])
def test_a_month_bounds_what_recurs_in_it(schedule: Certain, said: str) -> None:
    """份 makes no difference."""
    reading = schedule(f"{said}下午3点学习")
    assert (reading.start, reading.until, reading.title) == (date(2026, 12, 1), date(2026, 12, 31), "学习")


def test_a_period_that_stands_by_itself_is_asked_about(hear: Hear) -> None:
    """No series without end, where an end may have been meant."""
    for said in ("12月份", "12月", "下个月"):
        assert isinstance(hear(f"每周三下午3点学习，{said}"), Question)


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("每天下午3点开天天会", "开天天会"),
        ("明天下午3点讨论每月开几次会", "讨论每月开几次会"),
        ("明天下午3点开每周例会", "开每周例会"),
        ("下周三下午3点研究每年体检的事", "研究每年体检的事"),
        ("下周五上午9点学习《每周一学》", "学习《每周一学》"),
        ("每月5号下午3点检查每日台账", "检查每日台账"),
    ],
)
def test_a_word_of_the_matter_is_no_time(schedule: Certain, sentence: str, title: str) -> None:
    """What a verb holds stays with it."""
    assert schedule(sentence).title == title


@pytest.mark.parametrize(
    "sentence", ["明天下午3点开会每周一次", "明天下午3点开会，每周都开", "明天下午3点学习每周五开会"]
)
def test_what_may_be_a_rhythm_is_not_taken_for_a_title(hear: Hear, sentence: str) -> None:
    """It is asked about."""
    assert isinstance(hear(sentence), Question)


def test_the_question_names_the_words_that_disagree(hear: Hear) -> None:
    """So that it can be seen which of them to leave out."""
    reading = hear("每天早上8点和每周五下午3点")
    assert isinstance(reading, Question)
    assert reading.text.startswith("“每天”和“每周五”")


@pytest.mark.parametrize("said", ["12.15 15:00", "12.15 下午3点", "12.15号下午3点", "12.15 周二 15:00"])
def test_a_date_with_a_dot_is_one_in_front_of_a_time(schedule: Certain, said: str) -> None:
    """And no part of the title."""
    reading = schedule(f"{said} 党课")
    assert (reading.rule, reading.title) == (Once((datetime.fromisoformat("2026-12-15T15:00"),)), "党课")


@pytest.mark.parametrize("said", ["12.15", "12.15下午3点", "12.15-12.17 上午9点", "12.15到12.17"])
def test_what_may_be_a_date_with_a_dot_is_asked_about(hear: Hear, said: str) -> None:
    """In its own words."""
    reading = hear(f"{said} 党课")
    assert isinstance(reading, Question)
    assert reading.text.startswith("“12.15”是日期吗")


def test_a_number_with_a_dot_is_no_other_number(hear: Hear, schedule: Certain) -> None:
    """1.5小时后 is not five hours from now."""
    assert schedule("1.5小时后提醒我").rule == Once((datetime.fromisoformat("2026-11-20T21:30"),))
    assert isinstance(hear("2.5天后提醒我"), Question)


@pytest.mark.parametrize(
    ("sentence", "unread"),
    [("从明天下午3点到5点开会", "到5点"), ("从下午3点到5点，明天开会", "到5点"), ("明天15:00-17:00开会", "到17:00")],
)
def test_a_meeting_begins_where_its_span_does(schedule: Certain, sentence: str, unread: str) -> None:
    """The end is shown as what is not kept."""
    reading = schedule(sentence)
    assert reading.rule == Once((datetime.fromisoformat("2026-11-21T15:00"),))
    assert (reading.title, reading.unread) == ("开会", unread)


@pytest.mark.parametrize(
    ("sentence", "rule", "start"),
    [
        ("每半年一次 开会 6月30号上午9点", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=30", date(2027, 6, 30)),
        ("每季度一次，4月10号上午9点开会", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10", date(2027, 4, 10)),
        ("每两周一次，下周三上午9点开会", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2026, 11, 25)),
    ],
)
def test_a_rhythm_goes_on_from_the_day_that_is_said(schedule: Certain, sentence: str, rule: str, start: date) -> None:
    """It begins there, and has no end that was not said."""
    reading = schedule(sentence)
    assert (reading.rule, reading.start, reading.until) == (RRule(rule), start, None)


def test_a_day_that_not_every_period_has_is_asked_about(hear: Hear) -> None:
    """There is no 31 June, half a year after 31 December."""
    assert isinstance(hear("每半年一次，12月31号上午9点开会"), Question)


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("组长你帮我记一下吧就是咱们党小组会每个月5号下午3点开", "党小组会"),
        ("还有三天就要交材料了，12月5日下午6点截止", "还有三天就要交材料了"),
        ("从下周三起每周三下午3点开会，开到年底", "开会"),
        ("每周五下午3点开会 开到6月底", "开会"),
        ("问组长党小组会多久开一次，明天下午3点", "问组长党小组会多久开一次"),
        ("麻烦你帮我记一下下周五下午3点组织生活会", "组织生活会"),
    ],
)
def test_a_title_has_its_words_and_no_others(schedule: Certain, sentence: str, title: str) -> None:
    """Neither the request nor what is left of a time."""
    assert schedule(sentence).title == title


@pytest.mark.parametrize(
    ("sentence", "venue", "title"),
    [
        ("每周三下午3点学习，在204", "204", "学习"),
        ("下周三上午9点 慰问女党员 地点二楼会议室", "二楼会议室", "慰问女党员"),
        ("明天下午3点 民主生活会 @ 大会议室", "大会议室", "民主生活会"),
        ("下周三下午3点在201会议室讨论十四五规划", "201会议室", "讨论十四五规划"),
        ("明天下午3点在腾讯会议 123-456-789 开线上会", "腾讯会议 123-456-789", "开线上会"),
        ("明天下午3点会议室A，党小组会", "会议室A", "党小组会"),
        ("明天下午3点打扫会议室", "", "打扫会议室"),
        ("明天下午3点在办公室主任带领下学习", "", "在办公室主任带领下学习"),
        ("明天下午3点在活动室的布置会", "", "在活动室的布置会"),
    ],
)
def test_a_place_is_no_part_of_the_title(schedule: Certain, sentence: str, venue: str, title: str) -> None:
    """Where it is clearly said; else it stays."""
    reading = schedule(sentence)
    assert (reading.venue, reading.title) == (venue, title)


def test_a_place_behind_a_part_of_the_day_is_kept(hear: Hear) -> None:
    """晚上在活动室: the word in front of the place is not the time's."""
    reading = hear("下周三晚上在活动室开会")
    assert isinstance(reading, Question)
    assert reading.draft is not None
    assert (reading.draft.venue, reading.draft.title) == ("活动室", "开会")


@pytest.mark.parametrize(
    "sentence",
    [
        "不要提醒我每周三下午3点开会",
        "别提醒我明天下午3点开会",
        "不用提醒大家每周五下午4点学习",
        "以后不要再提醒我每周三下午3点开会",
        "每周三下午3点开会不要提醒我",
        "不需要每周三下午3点提醒我开会",
    ],
)
def test_who_wants_no_reminder_gets_none(hear: Hear, sentence: str) -> None:
    """And is told where to end one."""
    reading = hear(sentence)
    assert isinstance(reading, Question)
    assert "/meetings" in reading.text


@pytest.mark.parametrize(
    "sentence",
    [
        "要不要提醒我明天下午3点开会",
        "特别提醒我明天下午3点开会",
        "别忘了提醒我明天下午3点开会",
        "明天下午3点提醒大家不要迟到",
    ],
)
def test_who_is_only_polite_or_urgent_gets_one(hear: Hear, sentence: str) -> None:
    """不要 of something else is no refusal."""
    assert isinstance(hear(sentence), Schedule)


@pytest.mark.parametrize(
    ("sentence", "hint"),
    [
        ("除了节假日每天早上8点打卡", "遇节假日跳过"),
        ("党小组会改到周三下午3点", "/meetings"),
        ("单周周三下午3点", "再说一遍"),
    ],
)
def test_what_is_not_understood_says_what_to_do(hear: Hear, sentence: str, hint: str) -> None:
    """And speaks of no card that there is not."""
    reading = hear(sentence)
    assert isinstance(reading, Question)
    assert hint in reading.text
    assert "卡片" not in reading.text
