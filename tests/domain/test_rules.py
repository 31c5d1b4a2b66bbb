"""Expansion of rules into moments."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.customary import HolidayYear
from bot.domain.recurrence import RuleError
from bot.domain.rules import check, moments
from bot.domain.walltime import instant
from bot.domain.workdays import Workdays, days_between
from intents.timeexpr.rules import LunarRule, Once, Rule, Schedule, WorkdayRule
from tests.domain.rules import rrules
from tests.domain.samples import NOON, SHANGHAI, local, schedule, utc

WORKDAYS = Workdays()
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia")


def walls(asked: Schedule, after: datetime = NOON, n: int = 4, zone: ZoneInfo = SHANGHAI) -> list[str]:
    """The next moments as clocks of the zone show them."""
    return [local(moment.at, zone) for moment in islice(moments(asked, zone, WORKDAYS, after), n)]


@settings(max_examples=60, deadline=None)
@given(
    rrules(),
    st.dates(date(2005, 1, 1), date(2028, 1, 1)),
    st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=3),
    st.sampled_from(ZONES),
    st.integers(0, 4000),
)
def test_moments_agree_with_dateutil_in_every_zone(
    text: str, start: date, times: list[time], zone_name: str, distance: int
) -> None:
    """Every date of the rule with every time of day, strictly after the moment asked for and strictly increasing."""
    zone = ZoneInfo(zone_name)
    after = datetime.combine(start, time(12), UTC) + timedelta(days=distance)
    until = after + timedelta(days=800)
    asked = Schedule(rule=schedule(text).rule, times=tuple(times), start=start)
    found = [moment.at for moment in moments(asked, zone, WORKDAYS, after) if moment.at <= until][:500]
    rule = rrulestr(text, dtstart=datetime.combine(start, time.min))
    near = rule.between(after.replace(tzinfo=None) - timedelta(days=3), until.replace(tzinfo=None) + timedelta(days=3))
    expected = {instant(datetime.combine(day, at), zone) for day in near for at in times}
    assert found == sorted(at for at in expected if after < at <= until)[:500]
    assert all(one < other for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (WorkdayRule(1), ["2026-12-01 09:00", "2027-01-04 09:00", "2027-02-01 09:00", "2027-03-01 09:00"]),
        (
            WorkdayRule(-1, (3, 6, 9, 12)),
            ["2026-12-31 09:00", "2027-03-31 09:00", "2027-06-30 09:00", "2027-09-30 09:00"],
        ),
        (
            WorkdayRule(2, (1, 4, 7, 10), 3),
            ["2027-01-05 09:00", "2027-04-02 09:00", "2027-07-02 09:00", "2027-10-09 09:00"],
        ),
        (WorkdayRule(-1, (1,), 12), ["2026-12-31 09:00", "2027-12-31 09:00", "2028-12-29 09:00", "2029-12-29 09:00"]),
        (WorkdayRule(-1, (11,), 3), ["2027-01-31 09:00", "2028-01-24 09:00", "2029-01-31 09:00", "2030-01-31 09:00"]),
        (WorkdayRule(None), ["2026-11-23 09:00", "2026-11-24 09:00", "2026-11-25 09:00", "2026-11-26 09:00"]),
        (WorkdayRule(None, (3,)), ["2027-03-01 09:00", "2027-03-02 09:00", "2027-03-03 09:00", "2027-03-04 09:00"]),
        (LunarRule(12, -1), ["2027-02-05 09:00", "2028-01-25 09:00", "2029-02-12 09:00", "2030-02-02 09:00"]),
        (LunarRule(1, 15), ["2027-02-20 09:00", "2028-02-09 09:00", "2029-02-27 09:00", "2030-02-17 09:00"]),
    ],
)
def test_rules_of_the_chinese_calendar_come_out(rule: Rule, expected: list[str]) -> None:
    """The next four after 20 November 2026, 20:00."""
    assert walls(schedule(rule, "09:00")) == expected


def test_working_days_obey_make_up_days() -> None:
    """Saturday 14 February 2026 is worked, the Spring Festival is not."""
    found = walls(schedule(WorkdayRule(None), "08:30"), utc("2026-02-12 09:05"))
    assert found == ["2026-02-13 08:30", "2026-02-14 08:30", "2026-02-24 08:30", "2026-02-25 08:30"]


def test_moments_on_the_wall_come_in_order_once_each() -> None:
    """Those that are past do not."""
    at = [datetime(2026, 12, 2, 9), datetime(2026, 11, 1, 9), datetime(2026, 12, 1, 9), datetime(2026, 12, 2, 9)]  # noqa: DTZ001
    assert walls(schedule(Once(tuple(at)))) == ["2026-12-01 09:00", "2026-12-02 09:00"]


def test_the_moment_asked_for_is_not_its_own_next() -> None:
    """At Friday 20:00 sharp, 每周五20:00 means next Friday."""
    assert walls(schedule("FREQ=WEEKLY;BYDAY=FR", "20:00"), n=1) == ["2026-11-27 20:00"]


def test_several_times_a_day_come_in_order() -> None:
    """However they were written."""
    found = walls(schedule("FREQ=DAILY", "15:00", "09:00", "15:00"), n=3)
    assert found == ["2026-11-21 09:00", "2026-11-21 15:00", "2026-11-22 09:00"]


def test_a_day_that_a_month_lacks_is_skipped() -> None:
    """RFC 5545 says so."""
    assert walls(schedule("FREQ=MONTHLY;BYMONTHDAY=31", "09:00")) == [
        "2026-12-31 09:00",
        "2027-01-31 09:00",
        "2027-03-31 09:00",
        "2027-05-31 09:00",
    ]


def test_a_count_is_of_moments_from_the_start() -> None:
    """Three, two of them on the first day; the rule's own COUNT is of days."""
    three = schedule("FREQ=DAILY", "09:00", "15:00", start=date(2026, 11, 20), count=3)
    assert walls(three, utc("2026-11-20 10:00")) == ["2026-11-20 15:00", "2026-11-21 09:00"]
    two_days = schedule("FREQ=DAILY;COUNT=2", "09:00", "15:00", start=date(2026, 11, 20))
    assert walls(two_days, utc("2026-11-20 10:00")) == ["2026-11-20 15:00", "2026-11-21 09:00", "2026-11-21 15:00"]


def test_until_is_the_last_day_that_counts() -> None:
    """It is included."""
    assert walls(schedule("FREQ=DAILY", "09:00", until=date(2026, 11, 22))) == ["2026-11-21 09:00", "2026-11-22 09:00"]


@pytest.mark.parametrize(
    ("zone", "day", "times", "expected"),
    [
        ("Europe/Berlin", date(2027, 3, 28), ("02:30",), ["2027-03-28 03:30"]),
        ("Europe/Berlin", date(2027, 3, 28), ("02:30", "03:00"), ["2027-03-28 03:00", "2027-03-28 03:30"]),
        ("Europe/Berlin", date(2027, 3, 28), ("02:30", "03:30"), ["2027-03-28 03:30"]),
        ("Europe/Berlin", date(2027, 10, 31), ("02:30",), ["2027-10-31 02:30"]),
        ("Pacific/Apia", date(2011, 12, 30), ("09:00",), ["2011-12-31 09:00"]),
    ],
)
def test_times_that_clocks_jump_over_move_forward(
    zone: str, day: date, times: tuple[str, ...], expected: list[str]
) -> None:
    """By the gap, in order, and none twice; a time shown twice is the first."""
    there = ZoneInfo(zone)
    asked = schedule(f"FREQ=DAILY;UNTIL={day:%Y%m%d}", *times, start=day)
    found = list(moments(asked, there, WORKDAYS, datetime.combine(day, time.min, UTC) - timedelta(days=2)))
    assert [local(moment.at, there) for moment in found] == expected
    assert found[0].at == min(instant(datetime.combine(day, time.fromisoformat(at)), there) for at in times)


def test_the_first_of_two_equal_times_is_meant() -> None:
    """Before the clocks go back: summer time."""
    twice = datetime.fromisoformat("2027-10-31 02:30")
    assert instant(twice, ZoneInfo("Europe/Berlin")) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_day_left_out_of_a_calendar_is_no_second_occurrence() -> None:
    """Samoa had no 30 December 2011: what was to be then is at the same time of the 31st, once."""
    apia = ZoneInfo("Pacific/Apia")
    found = walls(schedule("FREQ=DAILY", "09:00", start=date(2011, 1, 1)), utc("2011-12-29 00:00", apia), 3, apia)
    assert found == ["2011-12-29 09:00", "2011-12-31 09:00", "2012-01-01 09:00"]


def test_a_guess_is_marked_and_keeps_its_identity_when_it_is_settled() -> None:
    """A notice that moves the first working day of 2031 moves the moment and not its identity."""
    asked = schedule(WorkdayRule(1, (1,)), "09:00", start=date(2031, 1, 1))
    settled = Workdays(
        {2031: HolidayYear(off=frozenset(days_between(date(2031, 1, 1), date(2031, 1, 5))), work=frozenset())}
    )
    guessed, told = (next(moments(asked, SHANGHAI, workdays, NOON)) for workdays in (WORKDAYS, settled))
    assert (guessed.provisional, told.provisional) == (True, False)
    assert (local(guessed.at), local(told.at)) == ("2031-01-02 09:00", "2031-01-06 09:00")
    assert guessed.recurrence_id == told.recurrence_id


@pytest.mark.parametrize(
    "asked",
    [
        schedule("FREQ=DAILY"),
        schedule("FREQ=HOURLY", "09:00"),
        schedule(Once(())),
        schedule(Once((NOON,))),
        schedule(WorkdayRule(0), "09:00"),
        schedule(WorkdayRule(26), "09:00"),
        schedule(WorkdayRule(1, ()), "09:00"),
        schedule(WorkdayRule(1, (13,)), "09:00"),
        schedule(WorkdayRule(1, (1,), 0), "09:00"),
        schedule(LunarRule(13, 1), "09:00"),
        schedule(LunarRule(1, 31), "09:00"),
    ],
)
def test_what_cannot_be_expanded_is_refused(asked: Schedule) -> None:
    """By the check, and by the expansion."""
    with pytest.raises(RuleError):
        check(asked)
    with pytest.raises(RuleError):
        moments(asked, SHANGHAI, WORKDAYS, NOON)


@pytest.mark.parametrize("rule", [WorkdayRule(25), LunarRule(12, 30), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"])
def test_every_expansion_ends(rule: Rule | str) -> None:
    """Also one of a rule that never comes true."""
    assert len(list(moments(schedule(rule, "09:00"), SHANGHAI, WORKDAYS, NOON))) <= 41


def test_a_period_may_begin_before_the_start() -> None:
    """The last working day of a quarter counts although the quarter began before the first day."""
    found = walls(schedule(WorkdayRule(-1, (1, 4, 7, 10), 3), "09:00", start=date(2026, 12, 20)), n=1)
    assert found == ["2026-12-31 09:00"]
