"""Recurrence rules by date."""

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.recurrence import RuleError, days, parse, with_count
from tests.domain.rules import counted, rrules

LAST = date(2060, 1, 1)


def by_dateutil(text: str, start: date, first: date, last: date) -> list[date]:
    """The dates of a rule as dateutil gives them from its start."""
    rule = rrulestr(text, dtstart=datetime.combine(start, datetime.min.time()))
    until = datetime.combine(last, datetime.min.time())
    found = rule.between(datetime.combine(first, datetime.min.time()), until, inc=True)
    return [moment.date() for moment in found]


@settings(max_examples=300, deadline=None)
@given(rrules(), st.dates(date(1995, 1, 1), date(2035, 1, 1)), st.integers(0, 12000), st.sampled_from([19, 19, 19, 0]))
def test_every_part_of_every_rule_is_as_dateutil_has_it(text: str, start: date, distance: int, cycles: int) -> None:
    """From any day on, without going through the years before it.

    Mostly in years so late that dateutil itself ends soon where a rule never comes true.
    """
    late = start.replace(year=start.year + 400 * cycles)
    first = late + timedelta(days=distance)
    last = first + timedelta(days=3 * 366)
    rule = text.replace("UNTIL=20", "UNTIL=96") if cycles else text
    assert list(days(rule, late, first, last)) == by_dateutil(rule, late, first, last)


@settings(max_examples=100, deadline=None)
@given(rrules(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_days_increase_strictly_and_begin_no_earlier_than_the_start(text: str, start: date) -> None:
    """None twice."""
    found = list(days(text, start, None, start + timedelta(days=2000)))
    assert found == sorted(set(found))
    assert all(day >= start for day in found)


@settings(max_examples=60, deadline=None)
@given(counted(), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 2000))
def test_a_count_goes_from_the_start(text: str, start: date, distance: int) -> None:
    """Asking later does not start it anew."""
    first = start + timedelta(days=distance)
    every = list(days(text, start, None, LAST))
    assert list(days(text, start, first, LAST)) == [day for day in every if day >= first]
    assert every == by_dateutil(text, start, start, LAST)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=-31;COUNT=3",
        "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=YEARLY;INTERVAL=9999;BYMONTH=1;BYMONTHDAY=1",
        "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=2",
        "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1",
    ],
)
def test_a_rule_that_never_comes_true_ends_soon(text: str) -> None:
    """However far dateutil would look: this would not end within the test run."""
    assert list(days(text, date(2027, 1, 1), date(2027, 1, 2), LAST)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "每天",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=DAILY;UNTIL=20270101T000000Z",
        "FREQ=DAILY;UNTIL=20270231",
        "FREQ=DAILY;BYDAY=1MO",
        "FREQ=DAILY;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;BYDAY=0MO",
        "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=x",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=0",
        "FREQ=YEARLY;BYEASTER=0",
        "FREQ=YEARLY;BYYEARDAY=367",
        "FREQ=YEARLY;BYWEEKNO=0",
        "FREQ=MONTHLY;BYYEARDAY=1",
        "FREQ=WEEKLY;BYWEEKNO=20",
        "DTSTART:20260101T000000\nRRULE:FREQ=DAILY",
    ],
)
def test_what_is_no_rule_by_date_is_refused(text: str) -> None:
    """Rather than expanded as something else, or without end."""
    with pytest.raises(RuleError):
        parse(text, date(2026, 1, 1))


def test_a_rule_takes_its_days_from_its_start_and_keeps_them() -> None:
    """Every month on the 31st, asked in the middle."""
    found = days("FREQ=MONTHLY", date(2026, 1, 31), date(2026, 6, 15), date(2026, 12, 31))
    assert [day.isoformat() for day in found] == ["2026-07-31", "2026-08-31", "2026-10-31", "2026-12-31"]


def test_another_count_replaces_the_one_there_is() -> None:
    """And nothing else."""
    assert with_count("FREQ=DAILY;COUNT=9;BYMONTH=2", 4) == "FREQ=DAILY;BYMONTH=2;COUNT=4"


def test_an_old_rule_goes_on() -> None:
    """From any day on, as it would have come to it from its start."""
    found = days("FREQ=DAILY;INTERVAL=3", date(1970, 1, 1), date(2026, 11, 20), LAST)
    expected = next(day for n in range(9) if ((day := date(2026, 11, 20 + n)) - date(1970, 1, 1)).days % 3 == 0)
    assert next(iter(found)) == expected
