"""Meetings, minutes and habits as JSON: nothing is lost, and nothing else is taken for them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checklist import Phase
from bot.domain.habits import Habits, OwnItem
from bot.domain.meeting import Tick
from bot.domain.minutes import ActionItem, Attendee, Minutes, Presence
from bot.storage.meeting_encoding import (
    decode_agenda,
    decode_habits,
    decode_minutes,
    encode_agenda,
    encode_habits,
    encode_minutes,
)
from tests.storage.samples import NOW, a_meeting, some_minutes

texts = st.text(max_size=20) | st.just("第三党小组会😀\n\"'\\")
lines = st.lists(texts, max_size=3).map(tuple)
instants = st.datetimes(
    datetime.fromisoformat("1900-01-02"),
    datetime.fromisoformat("2200-01-01"),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]),
)
days = st.dates(date(1900, 1, 1), date(2200, 1, 1))

ticks = st.lists(st.builds(Tick, texts, texts, instants), max_size=3).map(tuple)
attendees = st.lists(st.builds(Attendee, texts, st.sampled_from(Presence), texts, st.booleans()), max_size=3).map(tuple)
actions = st.lists(st.builds(ActionItem, texts, texts, st.none() | days, texts), max_size=3).map(tuple)
minutes = st.builds(
    Minutes,
    meeting_id=texts,
    chat_id=st.integers(-(2**60), 2**60),
    revision=st.integers(1, 99),
    attendees=attendees,
    chair=texts,
    recorder=texts,
    topics=lines,
    points=texts,
    decisions=lines,
    actions=actions,
    written_by=texts,
    written_at=instants,
    filed_at=st.none() | instants,
    version=st.integers(1, 99),
)
habits = st.builds(
    Habits,
    sign_up=st.booleans(),
    checklists=st.booleans(),
    asks_minutes=st.booleans(),
    duties=st.booleans(),
    asks_standing=st.booleans(),
    keeps=st.none() | st.timedeltas(timedelta(days=1), timedelta(days=9999)),
    own_items=st.lists(st.builds(OwnItem, texts, texts, st.sampled_from(Phase), texts), max_size=3).map(tuple),
)

COLUMNS: dict[str, Any] = {
    name: getattr(some_minutes(), name)
    for name in ("meeting_id", "chat_id", "revision", "written_at", "filed_at", "version")
}


@given(lines, ticks)
def test_every_agenda_comes_back(topics: tuple[str, ...], done: tuple[Tick, ...]) -> None:
    """Topics and ticks in their order, ticks with their instants."""
    meeting = a_meeting(topics=topics, ticks=done)

    assert decode_agenda(_through_text(encode_agenda(meeting))) == (topics, done)


@given(minutes)
def test_all_minutes_come_back(value: Minutes) -> None:
    """With what is kept in columns of its own."""
    columns = {name: getattr(value, name) for name in COLUMNS}

    assert decode_minutes(_through_text(encode_minutes(value)), **columns) == value


@given(habits)
def test_all_habits_come_back(value: Habits) -> None:
    """With how long minutes are kept, which has a column of its own."""
    assert decode_habits(_through_text(encode_habits(value)), keeps=value.keeps) == value


def test_a_tick_without_an_offset_is_refused() -> None:
    """It would be another instant on another machine."""
    tick = Tick("x", "小李", datetime(2026, 1, 1))  # noqa: DTZ001

    with pytest.raises(ValueError, match="UTC offset"):
        encode_agenda(a_meeting(ticks=(tick,)))
    with pytest.raises(ValueError, match="UTC offset"):
        decode_agenda({"topics": [], "ticks": [["x", "小李", "2026-01-01T00:00:00"]]})


def _agenda(data: object) -> object:
    return decode_agenda(data)


def _minutes(data: object) -> object:
    return decode_minutes(data, **COLUMNS)


def _habits(data: object) -> object:
    return decode_habits(data, keeps=None)


KINDS: dict[str, tuple[Callable[[object], object], Any]] = {
    "agenda": (_agenda, encode_agenda(a_meeting())),
    "minutes": (_minutes, encode_minutes(some_minutes())),
    "habits": (_habits, encode_habits(Habits(own_items=(OwnItem("1", "own", Phase.AFTER, "还钥匙"),)))),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_needed_and_nothing_else(kind: str) -> None:
    """None is made up, not even one that has a default."""
    decode, encoded = KINDS[kind]

    for name in encoded:
        with pytest.raises(ValueError, match=name):
            decode({key: value for key, value in encoded.items() if key != name})
    with pytest.raises(ValueError, match="colour"):
        decode(encoded | {"colour": "red"})
    others: list[object] = [None, [], "text", 1]
    for data in others:
        with pytest.raises(ValueError, match="an object is expected"):
            decode(data)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("agenda", {"topics": "学习"}),
        ("agenda", {"topics": [1]}),
        ("agenda", {"ticks": [["x", "小李"]]}),
        ("agenda", {"ticks": [["x", None, NOW.isoformat()]]}),
        ("agenda", {"ticks": [["x", "小李", "gestern"]]}),
        ("minutes", {"points": None}),
        ("minutes", {"decisions": [None]}),
        ("minutes", {"attendees": [["小李", "asleep", "", False]]}),
        ("minutes", {"attendees": [["小李", "present", "", 0]]}),
        ("minutes", {"attendees": [["小李", "present", ""]]}),
        ("minutes", {"actions": [["交材料", "小李", "2026-02-30", ""]]}),
        ("minutes", {"actions": [["交材料", "小李", 5, ""]]}),
        ("habits", {"duties": 1}),
        ("habits", {"own_items": [["1", "own", "never", "还钥匙"]]}),
        ("habits", {"own_items": [["1", "own", "after"]]}),
    ],
)
def test_what_is_no_such_value_is_refused(kind: str, wrong: dict[str, object]) -> None:
    """A wrong type, a wrong value, a list of another length."""
    decode, encoded = KINDS[kind]

    decode(encoded)
    with pytest.raises(ValueError, match=r"\w"):
        decode({**encoded, **wrong})


def test_what_has_a_column_is_not_kept_twice() -> None:
    """The column would say one thing and the JSON another."""
    filed = replace(some_minutes(), filed_at=NOW, version=7)

    assert encode_minutes(filed) == encode_minutes(some_minutes())
    assert encode_habits(Habits(keeps=timedelta(days=365))) == encode_habits(Habits())


def _through_text(data: object) -> object:
    return json.loads(json.dumps(data))
