"""A sentence and the answer to what was asked about it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.combining import (
    Said,
    combined,
    is_more_than_a_title,
    last_day_instead,
    leads_said,
    one_line,
    part_of_day,
    tells_a_time_of_day_only,
    title_in,
    with_times_of_day,
    without_asking,
)
from intents.timeexpr import Once, Question, Reading, RRule, Rule, Schedule, WorkdayRule, read
from tests.support.calendar import SHANGHAI, reminder_of

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
"""A Saturday, four in the afternoon in Shanghai."""


def reading(sentence: str) -> Reading:
    return read(sentence, NOW, SHANGHAI)


def answered(sentence: str, answer: str, title: str = "") -> tuple[Said, Reading]:
    asked = reading(sentence)
    assert isinstance(asked, Question), "nothing is asked"
    return combined(Said(title, sentence), answer, asked, reading)


def once(*moments: tuple[int, ...]) -> Once:
    return Once(tuple(datetime(*moment) for moment in moments))  # type: ignore[arg-type]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("sentence", "answer", "rule", "at"),
    [
        ("每月5号开会", "下午3点", RRule("FREQ=MONTHLY;BYMONTHDAY=5"), "15:00"),
        ("每月5号3点开会", "下午", RRule("FREQ=MONTHLY;BYMONTHDAY=5"), "15:00"),
        ("每月5号3点开会", "下午3点", RRule("FREQ=MONTHLY;BYMONTHDAY=5"), "15:00"),
        ("每月5号3点开会", "每周三上午9点", RRule("FREQ=WEEKLY;BYDAY=WE"), "09:00"),
        ("每月最后一个工作日开会", "16:00", WorkdayRule(-1), "16:00"),
        ("下午3点开会", "每月5号", RRule("FREQ=MONTHLY;BYMONTHDAY=5"), "15:00"),
        ("每周下午3点开会", "周三", RRule("FREQ=WEEKLY;BYDAY=WE"), "15:00"),
        ("每小时开会", "每天9点", RRule("FREQ=DAILY"), "09:00"),
        ("每隔两周的周五下午3点开会", "每两周的周五", RRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"), "15:00"),
        ("每季度下午3点开会", "每季度第一个月5号", RRule("FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=5"), "15:00"),
    ],
)
def test_an_answer_makes_a_recurring_sentence_whole(sentence: str, answer: str, rule: Rule, at: str) -> None:
    """The matter stays what it was."""
    said, found = answered(sentence, answer)
    assert isinstance(found, Schedule), found
    assert (found.rule, [f"{each:%H:%M}" for each in found.times]) == (rule, [at])
    assert said.title or found.title == "开会"


@pytest.mark.parametrize(
    ("sentence", "answer", "rule"),
    [
        ("昨天下午3点开会", "明天", once((2026, 11, 22, 15))),
        ("昨天下午3点开会", "明天下午4点", once((2026, 11, 22, 16))),
        ("今天下午3点开会", "下午5点", once((2026, 11, 21, 17))),
        ("下午3点开会", "明天", once((2026, 11, 22, 15))),
        ("下周下午3点开会", "周三", once((2026, 11, 25, 15))),
        ("周末下午3点开会", "周六", once((2026, 11, 28, 15))),
        ("2月30号下午3点开会", "2月28号", once((2027, 2, 28, 15))),
        ("元旦前后开会", "1月4号下午2点", once((2027, 1, 4, 14))),
        ("开会", "两小时后", once((2026, 11, 21, 18))),
        ("开会", "明天下午3点", once((2026, 11, 22, 15))),
        ("过几天开会", "下周五下午3点", once((2026, 11, 27, 15))),
        ("明天晚上开会", "7点", once((2026, 11, 22, 19))),
        ("明天下午开会", "7点吧", once((2026, 11, 22, 19))),
        ("明天下午开会", "15:00", once((2026, 11, 22, 15))),
        ("后天下午开会", "3点", once((2026, 11, 23, 15))),
        ("下周三晚上在活动室开会", "八点半", once((2026, 11, 25, 20, 30))),
        ("明天晚上开会", "上午9点", once((2026, 11, 22, 9))),
    ],
)
def test_an_answer_makes_a_single_time_whole(sentence: str, answer: str, rule: Once) -> None:
    """What was wrong is replaced, what was missing is added."""
    said, found = answered(sentence, answer)
    assert isinstance(found, Schedule), found
    assert found.rule == rule
    assert (said.title or found.title) == "开会"


def test_a_day_of_next_week_is_never_one_of_this() -> None:
    """下周 and then 周三, said on a Monday."""
    monday = datetime(2026, 11, 23, 1, tzinfo=UTC)

    def on_monday(sentence: str) -> Reading:
        return read(sentence, monday, SHANGHAI)

    asked = on_monday("下周下午3点开会")
    assert isinstance(asked, Question)
    _, found = combined(Said("", "下周下午3点开会"), "周三", asked, on_monday)
    assert isinstance(found, Schedule)
    assert found.rule == once((2026, 12, 2, 15))


@pytest.mark.parametrize("answer", ["随便", "25点", "2月30号", "昨天", "", "？", "每小时"])
def test_an_answer_that_is_none_leaves_what_was_said(answer: str) -> None:
    """And there is something to ask again."""
    said, found = answered("明天开会", answer)
    assert said.sentence == "明天开会"
    assert isinstance(found, Question)


def test_an_hour_that_the_part_of_the_day_lacks_is_asked_about() -> None:
    """上午 and then 15:00: neither is thrown away."""
    said, found = answered("明天上午开会", "15:00")
    assert said.sentence == "明天上午开会"
    assert isinstance(found, Question)
    assert found.reason == "impossible"


@pytest.mark.parametrize(
    ("sentence", "part"),
    [("明天晚上开会", "evening"), ("今晚开会", "evening"), ("明天晚上7点开会", ""), ("明天开会", ""), ("", "")],
)
def test_the_part_of_the_day_that_lacks_its_hour_is_known(sentence: str, part: str) -> None:
    """For the hours that are offered."""
    assert part_of_day(sentence) == part


def test_a_title_that_was_given_by_itself_is_not_read() -> None:
    """Whatever time it names."""
    said, found = answered("每月5号", "15:00", title="每周一次的大扫除")
    assert (said.title, said.sentence) == ("每周一次的大扫除", "每月5号15:00")
    assert isinstance(found, Schedule)
    assert Said.of(said.text) == said


def test_the_beginning_stays_however_it_reads() -> None:
    """There is nothing before it that could."""
    for sentence in ("昨天下午3点开会", "开会", "每小时开会", "明天下午3点开会"):
        said, _ = combined(Said("", ""), sentence, None, reading)
        assert said == Said("", sentence)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=20))
def test_anything_may_be_said_and_answered(sentence: str, answer: str, title: str) -> None:
    """Nothing raises, and a title by itself is never lost."""
    said = Said(one_line(title), one_line(sentence))
    asked = reading(said.sentence)
    found, _ = combined(said, one_line(answer), asked if isinstance(asked, Question) else None, reading)
    assert not said.title or found.title == said.title
    assert Said.of(found.text).sentence == found.sentence


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("每月5号下午3点开会", True),
        ("每周三开支委会", True),
        ("明天开会", True),
        ("党小组会", False),
        ("七一表彰大会", False),
        ("周五例会", False),
        ("每周一次的大扫除", False),
        ("一季度总结", False),
        ("3.15座谈会", False),
    ],
)
def test_a_sentence_is_told_from_a_title(text: str, more: bool) -> None:
    """By the day that it names."""
    assert is_more_than_a_title(text, reading(text)) is more


def test_the_matter_is_known_where_the_time_is_not() -> None:
    """For the title of a whole new sentence."""
    assert [title_in(each) for each in ("每月5号3点开党小组会", "昨天下午3点开会", "明天")] == [
        "开党小组会",
        "开会",
        "",
    ]


@pytest.mark.parametrize(
    ("answer", "only"),
    [
        ("下午3点", True),
        ("15:30", True),
        ("4点", True),
        ("明天下午3点", False),
        ("每周三", False),
        ("下午3点座谈", False),
    ],
)
def test_a_time_of_day_alone_is_told_from_a_day(answer: str, only: bool) -> None:
    """It leaves the days of a rule as they are."""
    assert tells_a_time_of_day_only(answer) is only


def test_other_times_of_day_leave_the_days() -> None:
    """Of a rule, and of moments."""
    series = reminder_of("每月5号下午3点 开会", "s", NOW).series
    later = with_times_of_day(series, "下午4点半", reading)
    assert not isinstance(later, Question)
    assert (later.rule, later.times) == (series.rule, (time(16, 30),))
    single = reminder_of("11月25日下午3点 开会", "s", NOW).series
    later = with_times_of_day(single, "上午9点", reading)
    assert not isinstance(later, Question)
    assert later.rule == once((2026, 11, 25, 9))
    assert isinstance(with_times_of_day(series, "4点", reading), Question)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("提前两天", [2880]),
        ("一小时", [60]),
        ("到点", [0]),
        ("提前一天和提前一小时", [1440, 60]),
        ("早点", []),
        ("", []),
    ],
)
def test_lead_times_are_read(text: str, minutes: list[int]) -> None:
    """Longest first; none where they are not understood."""
    series = reminder_of("每月5号下午3点 开会", "s", NOW).series
    assert leads_said(text, series, SHANGHAI) == tuple(timedelta(minutes=each) for each in minutes)


@pytest.mark.parametrize(
    ("rule", "instead"),
    [
        (RRule("FREQ=MONTHLY;BYMONTHDAY=31"), RRule("FREQ=MONTHLY;BYMONTHDAY=-1")),
        (RRule("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=29"), RRule("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=-1")),
        (RRule("FREQ=MONTHLY;BYMONTHDAY=28"), None),
        (RRule("FREQ=MONTHLY;BYMONTHDAY=30,31"), None),
        (RRule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"), None),
        (WorkdayRule(-1), None),
    ],
)
def test_a_day_that_months_lack_becomes_their_last(rule: Rule, instead: RRule | None) -> None:
    """Only where it is that one day alone."""
    assert last_day_instead(rule) == instead


@pytest.mark.parametrize(
    ("answer", "rest"),
    [
        ("改成每周三", "每周三"),
        ("把时间改到下午4点", "下午4点"),
        ("每周三", "每周三"),
        ("改", "改"),
        ("不对，是下午4点", "下午4点"),
        ("哦不对，下午4点。", "下午4点"),
        ("不是，是周三", "周三"),
        ("不是周三是周四", "不是周三是周四"),
        ("还是下午4点吧", "下午4点"),
    ],
)
def test_the_words_that_ask_for_a_change_are_no_part_of_it(answer: str, rest: str) -> None:
    """They say nothing of the time."""
    assert without_asking(answer) == rest
