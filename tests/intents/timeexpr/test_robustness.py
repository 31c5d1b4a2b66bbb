"""Whatever is typed: an answer, soon, and none in the past."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.timeexpr import Once, Question, Schedule, read
from intents.timeexpr.vocabulary import words
from tests.intents.timeexpr.conftest import FRIDAY, ZONE
from tests.intents.timeexpr.expansion import occurrences

NOW = FRIDAY.replace(tzinfo=ZoneInfo(ZONE))
WORDS = sorted({word for word, _, _ in words()})
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([*"0123456789零一二两三四五六七八九十百廿卅、，,。 :-/.~（）开会党"]),
    st.integers(0, 9999).map(str),
    st.text(max_size=3),
)
SENTENCES = st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=1500, deadline=None)
@given(SENTENCES)
def test_any_text_is_read_or_asked_about(sentence: str) -> None:
    """No exception; a schedule is complete and to come, a question is a sentence."""
    reading = read(sentence, NOW, ZONE)
    if isinstance(reading, Question):
        assert reading.text.endswith(("。", "？"))
    elif isinstance(reading.rule, Once):
        assert reading.rule.moments > (FRIDAY,)
        assert list(reading.rule.moments) == sorted(set(reading.rule.moments))
    else:
        assert reading.times != ()
        assert list(reading.leads) == sorted(reading.leads, reverse=True)


@settings(max_examples=300, deadline=None)
@given(SENTENCES, st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2090-01-01")))
def test_any_moment_may_be_now(sentence: str, now: datetime) -> None:
    """Ends of months, leap days and years without known holidays."""
    reading = read(sentence, now.replace(tzinfo=ZoneInfo(ZONE)), ZONE)
    assert isinstance(reading, Schedule | Question)


@pytest.mark.parametrize(
    "word", ["每", "第", "周一和", "提前一天和", "1、", "到", "从明天", "3月1日到", "半", "差", "一", "1", "过"]
)
def test_a_word_said_over_and_over_is_read_to_its_end(word: str) -> None:
    """Work is bounded by the length of what is read: were it not, this would not end within the test run."""
    assert isinstance(read(word * 4000, NOW, ZONE), Schedule | Question)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 28), st.integers(7, 11), st.integers(0, 59))
def test_a_day_of_the_month_comes_next_at_its_time(day: int, hour: int, minute: int) -> None:
    """The first date is after now, on that day, and within a month."""
    reading = read(f"每月{day}号上午{hour}点{minute:02d}分开会", NOW, ZONE)
    assert isinstance(reading, Schedule)
    first = datetime.fromisoformat(occurrences(reading, FRIDAY)[0])
    assert (first.day, first.hour, first.minute) == (day, hour, minute)
    assert FRIDAY < first < FRIDAY + timedelta(days=32)
