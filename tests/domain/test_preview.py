"""What a card says about a series."""

from datetime import date

import pytest

from bot.domain.daysoff import LackingMonth, months_lacking
from bot.domain.preview import first_days_off, next_four
from bot.domain.series import DayOffPolicy
from bot.domain.workdays import Workdays
from intents.timeexpr.rules import LunarRule, Once, Rule, WorkdayRule
from tests.domain.samples import NOON, schedule, series, utc

WORKDAYS = Workdays()
FOUR = tuple((month, True) for month in (4, 6, 9, 11))


def test_the_next_four_are_marked_where_they_are_a_guess() -> None:
    """December 2026 is known, 2027 is not."""
    found = next_four(series(WorkdayRule(-1), "09:00"), WORKDAYS, utc("2026-11-30 09:00"))
    assert [each.provisional for each in found] == [False, True, True, True]


def test_fewer_than_four_are_all_there_are() -> None:
    """A rule that has ended has none."""
    assert next_four(series("FREQ=DAILY;COUNT=2", "09:00", start=date(2026, 11, 20)), WORKDAYS, NOON)[1:] == []


def test_the_first_dates_on_days_off_come_with_where_they_could_go() -> None:
    """每月5号 after 20 November 2026: 5 December is a Saturday."""
    found = first_days_off(series("FREQ=MONTHLY;BYMONTHDAY=5", "09:00"), WORKDAYS, NOON, 3)
    assert [each.day.date for each in found] == [date(2026, 12, 5), date(2027, 2, 5), date(2027, 4, 5)]
    assert (found[0].next, found[0].previous) == (date(2026, 12, 7), date(2026, 12, 4))
    assert [each.day.provisional for each in found[:2]] == [False, True]


def test_the_policy_does_not_hide_the_dates_it_is_about() -> None:
    """They are those of the rule."""
    plain = series("FREQ=MONTHLY;BYMONTHDAY=5", "09:00", "15:00")
    moved = series("FREQ=MONTHLY;BYMONTHDAY=5", "09:00", policy=DayOffPolicy.SKIP)
    assert first_days_off(plain, WORKDAYS, NOON, 3) == first_days_off(moved, WORKDAYS, NOON, 3)


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=WEEKLY;BYDAY=SA", date(2027, 1, 2)),
        ("FREQ=DAILY", date(2027, 1, 1)),
        ("FREQ=MONTHLY;BYDAY=1SA", date(2027, 1, 2)),
        (LunarRule(12, -1), date(2027, 2, 5)),
    ],
)
def test_weekends_that_are_meant_are_no_surprise(rule: Rule | str, first: date) -> None:
    """每周六 falls on a day off when Saturday is in a holiday."""
    assert first_days_off(series(rule, "09:00"), WORKDAYS, NOON, 1)[0].day.date == first


@pytest.mark.parametrize("rule", [WorkdayRule(1), Once((utc("2026-12-05 09:00").replace(tzinfo=None),))])
def test_what_was_meant_is_no_day_off(rule: Rule) -> None:
    """Working days, and moments named one by one."""
    of = series(rule) if isinstance(rule, Once) else series(rule, "09:00")
    assert first_days_off(of, WORKDAYS, NOON, 3) == []


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=31", date(2026, 1, 1), ((2, True), *FOUR)),
        ("FREQ=MONTHLY;BYMONTHDAY=30", date(2026, 1, 1), ((2, True),)),
        ("FREQ=MONTHLY;BYMONTHDAY=29", date(2026, 1, 1), ((2, False),)),
        ("FREQ=MONTHLY;BYMONTHDAY=28,-1", date(2026, 1, 1), ()),
        ("FREQ=MONTHLY", date(2026, 1, 31), ((2, True), *FOUR)),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31", date(2026, 1, 1), ((4, True),)),
        ("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=31", date(2026, 1, 1), ((6, True), (9, True))),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", date(2026, 1, 1), ()),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", date(2026, 1, 1), ((2, False),)),
        ("FREQ=WEEKLY;BYDAY=MO", date(2026, 1, 1), ()),
    ],
)
def test_the_months_without_the_day_are_named(text: str, start: date, expected: tuple[tuple[int, bool], ...]) -> None:
    """For 每月31号 they are February and those of 30 days; for 每月29号 February in common years."""
    assert months_lacking(schedule(text, "09:00", start=start)) == tuple(LackingMonth(*each) for each in expected)


def test_only_rules_by_date_lack_months() -> None:
    """Working days are in every month."""
    assert months_lacking(schedule(WorkdayRule(1), "09:00")) == ()
