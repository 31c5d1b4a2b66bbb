"""Series, preferences and drafts as JSON: nothing is lost, and nothing else is taken for them."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.draft import Draft
from bot.domain.notices import QuietHours
from bot.domain.preferences import Preferences
from bot.domain.recurrence import RuleError
from bot.domain.series import Change, DayOffPolicy, Series
from bot.storage.encoding import (
    decode_assumed,
    decode_draft,
    decode_preferences,
    decode_series,
    encode_assumed,
    encode_draft,
    encode_preferences,
    encode_series,
)
from intents.timeexpr.rules import LunarRule, Once, RRule, Rule, WorkdayRule
from tests.domain.rules import counted, rrules
from tests.storage.samples import NOW, SERIES, a_draft

EASTERN = timezone(timedelta(hours=8))

texts = st.text(max_size=20) | st.just("第三党小组会😀\n\"'\\")
FIRST, LAST = datetime.fromisoformat("1900-01-02"), datetime.fromisoformat("2200-01-01")
instants = st.datetimes(FIRST, LAST, timezones=st.sampled_from([UTC, EASTERN]))
walls = st.datetimes(FIRST, LAST)
lengths = st.timedeltas(timedelta(0), timedelta(days=400))
zones = st.sampled_from(["Asia/Shanghai", "Europe/London", "UTC"])
days = st.dates(date(1900, 1, 1), date(2200, 1, 1))
leads = st.lists(lengths, max_size=3).map(tuple)
changes = st.builds(Change, st.booleans(), st.none() | instants)
policies = st.sampled_from(DayOffPolicy)

once = st.builds(Once, st.lists(walls, min_size=1, max_size=3).map(tuple))
months = st.lists(st.integers(1, 12), min_size=1, max_size=12).map(tuple)
by_date = st.one_of(
    st.builds(RRule, rrules() | counted()),
    st.builds(WorkdayRule, st.none() | st.sampled_from([1, -1, 5]), months, st.integers(1, 12)),
    st.builds(LunarRule, st.integers(1, 12), st.sampled_from([-1, 1, 15, 30])),
)


FIELDS = sorted(each.name for each in fields(Series))


@st.composite
def series(draw: st.DrawFn) -> Series:
    """A series of any kind."""
    rule: Rule = draw(once | by_date)
    times = st.lists(st.times(), min_size=0 if isinstance(rule, Once) else 1, max_size=3).map(tuple)
    return Series(
        id=draw(texts),
        title=draw(texts),
        kind=draw(texts),
        rule=rule,
        times=draw(times),
        start=draw(days),
        zone=draw(zones),
        until=draw(st.none() | days),
        count=draw(st.none() | st.integers(1, 1000)),
        policy=draw(policies),
        leads=draw(leads),
        exceptions=draw(st.dictionaries(instants, changes, max_size=4)),
        since=draw(st.none() | instants),
        ended_before=draw(st.none() | instants),
        paused=draw(st.booleans()),
    )


drafts = st.builds(
    Draft,
    id=texts,
    chat_id=st.integers(-(2**60), 2**60),
    thread_id=st.none() | st.integers(1, 2**40),
    user_id=st.integers(1, 2**60),
    user_name=texts,
    sentence=texts,
    series=st.none() | series(),
    venue=texts,
    duty=texts,
    unread=texts,
    replaces=texts,
    recurrence_id=st.none() | instants,
    expires_at=instants,
)
preferences = st.builds(
    Preferences,
    zone=zones,
    quiet=st.none() | st.builds(QuietHours, st.times(), st.times()),
    leads=leads,
    policy=policies,
)


@given(series())
def test_every_series_comes_back(value: Series) -> None:
    """Through the text of the JSON: every kind of rule, exceptions, bounds, whatever is in a title."""
    back = decode_series(_through_text(encode_series(value)))

    assert back == value
    assert list(back.exceptions) == list(value.exceptions)


@given(drafts)
def test_every_draft_comes_back(value: Draft) -> None:
    """With what is kept in columns of its own."""
    columns: dict[str, Any] = {
        "draft_id": value.id,
        "chat_id": value.chat_id,
        "user_id": value.user_id,
        "expires_at": value.expires_at,
    }

    assert decode_draft(_through_text(encode_draft(value)), **columns) == value


@given(preferences)
def test_all_preferences_come_back(value: Preferences) -> None:
    """Quiet hours to the microsecond."""
    assert decode_preferences(_through_text(encode_preferences(value))) == value


@given(st.lists(st.tuples(instants, instants), max_size=3).map(tuple))
def test_assumed_dates_come_back(value: tuple[tuple[datetime, datetime], ...]) -> None:
    """None are null, so that an index can leave them out."""
    encoded = encode_assumed(value)

    assert (encoded is None) == (not value)
    assert decode_assumed(_through_text(encoded)) == value


def test_instants_come_back_in_utc() -> None:
    """Whatever offset they had."""
    since = NOW.astimezone(EASTERN)

    back = decode_series(encode_series(replace(SERIES, since=since)))

    assert back.since == since
    assert back.since is not None
    assert back.since.tzinfo is UTC


def test_an_instant_without_an_offset_is_refused() -> None:
    """It would be another one on another machine."""
    with pytest.raises(ValueError, match="UTC offset"):
        encode_series(replace(SERIES, since=datetime(2026, 1, 1)))  # noqa: DTZ001
    with pytest.raises(ValueError, match="UTC offset"):
        decode_series(_fields() | {"since": "2026-01-01T00:00:00"})


@pytest.mark.parametrize("name", FIELDS)
def test_a_series_needs_every_field(name: str) -> None:
    """None is made up, not even one that has a default."""
    encoded = _fields()
    del encoded[name]

    with pytest.raises(ValueError, match=name):
        decode_series(encoded)


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"},
        {"title": None},
        {"paused": 1},
        {"count": True},
        {"count": 1.0},
        {"times": ["25:00"]},
        {"times": "09:00"},
        {"times": [9]},
        {"start": "2026-02-30"},
        {"policy": "sometimes"},
        {"leads": ["1"]},
        {"exceptions": {}},
        {"exceptions": [["2026-01-01T00:00:00+00:00", True]]},
        {"exceptions": [["2026-01-01T00:00:00", True, None]]},
        {"rule": {"type": "yearly"}},
        {"rule": {"type": "lunar", "month": 1, "day": 1, "leap": False}},
        {"rule": "FREQ=DAILY"},
    ],
)
def test_what_is_no_series_is_refused(wrong: Mapping[str, object]) -> None:
    """A wrong type, a wrong value, something unknown."""
    with pytest.raises(ValueError, match=r"\w"):
        decode_series({**_fields(), **wrong})


def test_a_series_that_cannot_be_expanded_is_refused() -> None:
    """As when it is made."""
    with pytest.raises(RuleError):
        decode_series(_fields() | {"rule": {"type": "lunar", "month": 13, "day": 1}})
    with pytest.raises(ZoneInfoNotFoundError):
        decode_series(_fields() | {"zone": "Asia/Nowhere"})


@pytest.mark.parametrize("data", [None, [], "text", 1])
def test_only_an_object_is_a_value(data: object) -> None:
    """Nothing else is read as one."""
    with pytest.raises(ValueError, match="an object is expected"):
        decode_series(data)
    with pytest.raises(ValueError, match="an object is expected"):
        decode_preferences(data)


@pytest.mark.parametrize("data", [{}, [["2026-01-01T00:00:00+00:00"]], ["2026-01-01T00:00:00+00:00"]])
def test_what_are_no_assumed_dates_is_refused(data: object) -> None:
    """They are pairs of instants."""
    with pytest.raises(ValueError, match="assumed"):
        decode_assumed(data)


def test_a_draft_is_read_strictly_too() -> None:
    """Neither less nor more than it has."""
    columns: dict[str, Any] = {"draft_id": "d", "chat_id": 1, "user_id": 1, "expires_at": NOW}
    encoded: Any = encode_draft(a_draft())

    with pytest.raises(ValueError, match="colour"):
        decode_draft(encoded | {"colour": "red"}, **columns)
    for name in ("sentence", "duty"):
        with pytest.raises(ValueError, match=name):
            decode_draft({key: value for key, value in encoded.items() if key != name}, **columns)


def test_quiet_hours_are_two_times() -> None:
    """Three are none."""
    encoded: Any = encode_preferences(Preferences(zone="UTC", quiet=QuietHours(time(22), time(7))))

    with pytest.raises(ValueError, match="two times"):
        decode_preferences(encoded | {"quiet": ["22:00", "23:00", "07:00"]})


def _fields() -> dict[str, object]:
    encoded: Any = encode_series(SERIES)
    return dict(encoded)


def _through_text(data: object) -> object:
    return json.loads(json.dumps(data))
