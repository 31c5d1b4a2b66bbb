"""When notice is given."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notices import QuietHours, notices
from bot.domain.occurrences import Occurrence
from tests.domain.samples import NOON, SHANGHAI, local, series, utc

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NIGHT = QuietHours(time(22), time(7))
MEETING = series("FREQ=WEEKLY;BYDAY=MO", "15:00")


def at(start: str, zone: ZoneInfo = SHANGHAI) -> Occurrence:
    """An occurrence at a wall time."""
    begins = utc(start, zone)
    return Occurrence("s1", begins, begins, (begins,))


def due(
    start: str,
    *leads: timedelta,
    default: tuple[timedelta, ...] = (),
    now: datetime = NOON,
    quiet: QuietHours | None = None,
) -> list[tuple[str, timedelta]]:
    """When the notices of an occurrence come, on the wall clock."""
    found = notices(replace(MEETING, leads=leads), at(start), default, now=now, quiet=quiet)
    return [(local(each.due_at), each.lead) for each in found]


def test_without_a_lead_the_notice_comes_at_the_moment_itself() -> None:
    """And at the lead times of the group, where it has some."""
    assert due("2026-11-23 15:00") == [("2026-11-23 15:00", 0 * DAY)]
    assert due("2026-11-23 15:00", default=(DAY,)) == [("2026-11-22 15:00", DAY), ("2026-11-23 15:00", 0 * DAY)]


def test_leads_of_the_series_stand_alone() -> None:
    """Those of the group are for series that have none; the same one twice is one."""
    found = due("2026-11-23 15:00", DAY, HOUR, HOUR, default=(2 * HOUR,))
    assert found == [("2026-11-22 15:00", DAY), ("2026-11-23 14:00", HOUR)]


def test_leads_that_are_past_are_not_sent() -> None:
    """Made at 14:00 sharp, the notice of one hour is past."""
    assert due("2026-11-23 15:00", DAY, HOUR, timedelta(minutes=30), now=utc("2026-11-23 14:00")) == [
        ("2026-11-23 14:30", timedelta(minutes=30))
    ]
    assert due("2026-11-23 15:00", now=utc("2026-11-23 15:00")) == []


def test_a_cancelled_occurrence_has_no_notices() -> None:
    """Whatever its leads."""
    assert notices(MEETING, replace(at("2026-11-23 15:00"), cancelled=True), now=NOON) == []


@pytest.mark.parametrize(
    ("start", "lead", "expected"),
    [
        ("2026-11-23 08:00", HOUR, "2026-11-23 07:00"),
        ("2026-11-23 08:00", 2 * HOUR, "2026-11-23 07:00"),
        ("2026-11-23 07:00", HOUR, "2026-11-23 07:00"),
        ("2026-11-23 06:30", HOUR, "2026-11-22 21:59"),
        ("2026-11-23 23:30", HOUR, "2026-11-23 21:59"),
        ("2026-11-23 23:30", 0 * HOUR, "2026-11-23 21:59"),
        ("2026-11-23 23:00", HOUR, "2026-11-23 21:59"),
        ("2026-11-23 22:59", HOUR, "2026-11-23 21:59"),
        ("2026-11-23 09:00", 12 * HOUR, "2026-11-22 21:00"),
        ("2026-11-24 09:00", 34 * HOUR, "2026-11-23 07:00"),
    ],
)
def test_quiet_hours_are_left_alone(start: str, lead: timedelta, expected: str) -> None:
    """A notice waits for their end, or comes a minute before them where the occurrence is earlier than their end."""
    leads = (lead,) if lead else ()
    assert due(start, *leads, quiet=NIGHT) == [(expected, lead)]


def test_the_moment_itself_is_the_last_place_left() -> None:
    """Made within the quiet hours in which it takes place."""
    assert due("2026-11-23 23:30", HOUR, now=utc("2026-11-23 22:10"), quiet=NIGHT) == [("2026-11-23 23:30", HOUR)]


def test_hours_that_leave_less_than_a_minute_of_the_day_hold_nothing_back() -> None:
    """The minute before them is quiet as well."""
    almost_always = QuietHours(time(0, 0, 1), time(0))
    assert due("2026-11-24 12:00", HOUR, quiet=almost_always) == [("2026-11-24 12:00", HOUR)]


def test_notices_that_come_together_are_one() -> None:
    """With the shortest lead."""
    assert due("2026-11-23 08:00", HOUR, 2 * HOUR, 3 * HOUR, quiet=NIGHT) == [("2026-11-23 07:00", HOUR)]


@pytest.mark.parametrize(("start", "end"), [(time(12), time(14)), (time(0), time(0))])
def test_quiet_hours_may_be_of_the_day_or_none(start: time, end: time) -> None:
    """The same time twice means none."""
    expected = "2026-11-23 14:00" if end > start else "2026-11-23 13:00"
    assert due("2026-11-23 15:00", 2 * HOUR, quiet=QuietHours(start, end)) == [(expected, 2 * HOUR)]


@given(
    st.datetimes(datetime(2026, 11, 21), datetime(2028, 1, 1)),  # noqa: DTZ001
    st.lists(st.integers(0, 4000).map(lambda minutes: timedelta(minutes=minutes)), max_size=4),
    st.times(),
    st.times(),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe"]),
)
def test_no_notice_is_past_late_or_in_the_night(
    start: datetime, leads: list[timedelta], begin: time, end: time, zone_name: str
) -> None:
    """It is after now, not after the occurrence begins, and in no quiet hours unless nothing else is left."""
    zone, quiet = ZoneInfo(zone_name), QuietHours(begin.replace(microsecond=0), end.replace(microsecond=0))
    one = at(start.replace(microsecond=0).isoformat(), zone)
    found = notices(replace(MEETING, zone=zone_name, leads=tuple(leads)), one, now=NOON, quiet=quiet)
    assert all(NOON < each.due_at <= one.starts_at for each in found)
    assert all(quiet.around(each.due_at, zone) is None or each.due_at == one.starts_at for each in found)
    assert len({each.due_at for each in found}) == len(found)
    assert found or not (set(leads) <= {timedelta(0)} and one.starts_at > NOON)
