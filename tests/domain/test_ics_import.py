"""Calendar files, read by somebody else's importer: it finds the occurrences that the bot gives notice of."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile

import icalendar
import pytest
import recurring_ical_events
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from bot.domain.edits import change_from, end, move, move_back, pause, restore, skip
from bot.domain.ics import Entry, calendar_file
from bot.domain.occurrences import Occurrence, occurrences, own_moments
from bot.domain.series import DayOffPolicy, Series
from bot.domain.workdays import Workdays
from intents.timeexpr.rules import LunarRule, Once, RRule, Rule, WorkdayRule
from tests.domain.rules import counted, rrules
from tests.domain.samples import NOON, reminder, series

WORKDAYS = Workdays()
TWO_YEARS = NOON + timedelta(days=730)
USUAL = ("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "FREQ=MONTHLY;BYMONTHDAY=5,31")
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
TIMES = (("09:00",), ("09:00", "15:00", "21:30"), ("02:30",), ("02:15", "03:15"), ("01:30", "23:59"), ("00:00",))
"""02:15 to 03:00 is jumped over where summer begins, and 01:30 comes twice where it ends in New York."""


@st.composite
def cases(draw: DrawFn) -> tuple[Series, ...]:
    """A series of any rule, with occurrences skipped and moved, or both, put back and restored, then ended, paused, or
    changed from one on into another series."""
    found = draw(plain_series())
    for _ in range(draw(st.integers(1, 4))):
        coming = list(islice(occurrences(found, WORKDAYS, NOON), 12))
        if not coming:
            break
        one = draw(st.sampled_from(coming))
        found = draw(edits(found, one))
    ending: Callable[[DrawFn, Series], tuple[Series, ...]]
    ending = draw(st.sampled_from([*[_whole, _ended, _split] * 3, _paused]))
    return ending(draw, found)


@st.composite
def edits(draw: DrawFn, of: Series, one: Occurrence) -> Series:
    """One occurrence skipped, moved, moved and skipped, or as it was after both."""
    elsewhere = one.starts_at + timedelta(minutes=draw(st.integers(-9000, 90000)))
    what = draw(st.sampled_from(["skip", "move", "both", "undone"]))
    if what == "skip":
        return skip(of, one)
    moved = move(of, one, elsewhere)
    if what == "move":
        return moved
    off = skip(moved, one)
    return off if what == "both" else move_back(restore(off, one), one)


def _paused(draw: DrawFn, found: Series) -> tuple[Series, ...]:
    return (pause(found),)


def _whole(draw: DrawFn, found: Series) -> tuple[Series, ...]:
    return (found,)


def _ended(draw: DrawFn, found: Series) -> tuple[Series, ...]:
    coming = list(islice(occurrences(found, WORKDAYS, NOON), 9))
    return (end(found, draw(st.sampled_from(coming)).recurrence_id),) if coming else (found,)


def _split(draw: DrawFn, found: Series) -> tuple[Series, ...]:
    coming = list(islice(occurrences(found, WORKDAYS, NOON), 9))
    if not coming or isinstance(found.rule, Once):
        return (found,)
    times = tuple(time(at.hour, (at.minute + 7) % 60) for at in found.times)
    changed = replace(found, id="s2", times=draw(st.sampled_from([found.times, times])))
    split = change_from(found, draw(st.sampled_from(coming)), changed, WORKDAYS)
    return split.old, split.new


@st.composite
def plain_series(draw: DrawFn) -> Series:
    """A series of any rule that nothing was done to. Most go on for a while: what is over says little."""
    rule = draw(st.one_of(*[texts().map(RRule)] * 4, workdays(), lunar(), once()))
    by_date = isinstance(rule, RRule | LunarRule)
    found = Series(
        id="s1",
        title="党小组会",
        kind="",
        rule=rule,
        times=() if isinstance(rule, Once) else tuple(map(time.fromisoformat, draw(st.sampled_from(TIMES)))),
        start=draw(st.dates(date(2024, 1, 1), date(2027, 6, 1))),
        zone=draw(st.sampled_from(ZONES)),
        until=draw(st.none() | st.none() | st.dates(date(2026, 12, 1), date(2028, 6, 1))),
        policy=draw(st.sampled_from([*[DayOffPolicy.AS_IS] * 6, *DayOffPolicy])) if by_date else DayOffPolicy.AS_IS,
    )
    if draw(st.booleans()):
        return found
    begin = datetime.combine(found.start, time.min, UTC) - timedelta(days=2)
    over = sum(1 for _ in takewhile(lambda moment: moment.at <= NOON, own_moments(found, WORKDAYS, begin)))
    return replace(found, count=over + draw(st.integers(1, 40)))


def texts() -> SearchStrategy[str]:
    """Rules of RFC 5545: common ones, and any that do not end before they are looked at."""
    going_on = rrules().map(lambda text: re.sub(r";UNTIL=20([01]\d|2[0-6])\d{4}", "", text))
    return st.sampled_from(USUAL) | going_on | counted()


def workdays() -> SearchStrategy[Rule]:
    """Working days."""
    return st.builds(
        WorkdayRule, st.sampled_from([None, 1, 2, -1]), st.just(tuple(range(1, 13))), st.sampled_from([1, 3])
    )


def lunar() -> SearchStrategy[Rule]:
    """Days of the lunar year."""
    return st.builds(LunarRule, st.integers(1, 12), st.integers(1, 30) | st.just(-1))


def once() -> SearchStrategy[Rule]:
    """Moments, most of them to come."""
    moments = st.datetimes(datetime.fromisoformat("2026-10-01 00:00"), datetime.fromisoformat("2028-10-01 00:00")).map(
        lambda at: at.replace(microsecond=0)
    )
    return st.lists(moments, min_size=1, max_size=4).map(lambda found: Once(tuple(sorted(set(found)))))


def imported(content: bytes) -> list[datetime]:
    """When the events of a file take place within two years, in order."""
    query = recurring_ical_events.of(icalendar.Calendar.from_ical(content))
    events = query.between(NOON - timedelta(days=1), TWO_YEARS + timedelta(days=1))
    starts = [event["DTSTART"].dt.astimezone(UTC) for event in events if event["STATUS"] != "CANCELLED"]
    return sorted(at for at in starts if NOON < at <= TWO_YEARS)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_an_importer_finds_exactly_the_occurrences(of: tuple[Series, ...]) -> None:
    """Over two years, whatever the rule, the zone and what was done to single occurrences."""
    expected = sorted(found.starts_at for each in of for found in occurrences(each, WORKDAYS, NOON, until=TWO_YEARS))
    content = calendar_file([Entry(reminder(each)) for each in of], WORKDAYS, NOON, name="会议安排")
    assert (imported(content) if content else []) == expected


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize("times", TIMES)
def test_no_change_of_the_clocks_loses_or_repeats_anything(zone: str, times: tuple[str, ...]) -> None:
    """Every day of two years, at times that the clocks jump over or show twice, too."""
    daily = series("FREQ=DAILY", *times, zone=zone)
    expected = [found.starts_at for found in occurrences(daily, WORKDAYS, NOON, until=TWO_YEARS)]
    content = calendar_file([Entry(reminder(daily))], WORKDAYS, NOON, name="会议安排")
    assert content is not None
    assert imported(content) == expected
