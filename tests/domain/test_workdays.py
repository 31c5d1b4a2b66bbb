"""Days of work and days off."""

from calendar import monthrange
from datetime import date
from typing import Any

import holidays
import pytest
import yaml

from bot.domain.customary import HolidayYear, customary, tomb_sweeping
from bot.domain.workdays import Day, Workdays, days_between, parse_holidays

WORKDAYS = Workdays()


@pytest.mark.parametrize(
    ("day", "workday", "holiday"),
    [
        (date(2026, 2, 14), True, False),
        (date(2026, 2, 18), False, True),
        (date(2026, 10, 10), True, False),
        (date(2026, 11, 21), False, False),
        (date(2026, 11, 23), True, False),
    ],
)
def test_a_day_is_what_the_notice_says(day: date, workday: bool, holiday: bool) -> None:
    """Make-up Saturdays are worked, holidays are not, and an ordinary weekend is no holiday."""
    found = WORKDAYS.day(day)
    assert (found.workday, found.holiday, found.provisional) == (workday, holiday, False)


def test_the_package_knows_its_years() -> None:
    """From 2004 on."""
    assert [year for year in (2003, 2004, 2026) if WORKDAYS.known(year)] == [2004, 2026]


def test_known_years_agree_with_another_package() -> None:
    """Every day off and every make-up day that the package `holidays` has for mainland China.

    But for one in 2005 that the notice for 2006 made a day of work, and chinesecalendar left out.
    """
    china = holidays.country_holidays("CN", years=range(2004, 2027))
    differing = [
        day
        for day in days_between(date(2004, 1, 1), date(2026, 12, 31))
        if china.is_working_day(day) != WORKDAYS.is_workday(day)
    ]
    assert differing == [date(2005, 12, 31)]


def test_a_year_without_a_notice_is_guessed_and_says_so() -> None:
    """The National Day of a far year is off, provisionally."""
    found = WORKDAYS.day(date(2031, 10, 1))
    assert (found.workday, found.holiday, found.provisional) == (False, True, True)
    assert WORKDAYS.day(date(2031, 7, 9)).provisional


def test_an_override_settles_a_year() -> None:
    """Its days are as it says, the others are the plain week, and nothing is provisional."""
    settled = Workdays({2031: HolidayYear(off=frozenset({date(2031, 7, 9)}), work=frozenset({date(2031, 7, 12)}))})
    days = [settled.day(day) for day in (date(2031, 7, 9), date(2031, 7, 12), date(2031, 10, 1), date(2031, 10, 4))]
    assert [day.workday for day in days] == [False, True, True, False]
    assert settled.known(2031)
    assert not any(day.provisional for day in days)


def test_an_override_goes_before_the_package() -> None:
    """A day that is declared off later is off; the rest of that year stays."""
    changed = Workdays({2026: HolidayYear(off=frozenset({date(2026, 11, 23)}), work=frozenset())})
    assert [changed.is_workday(date(2026, 11, day)) for day in (23, 24)] == [False, True]
    assert not changed.is_workday(date(2026, 10, 2))


def test_the_end_of_a_known_year_can_hang_on_the_next_one() -> None:
    """1 January 2030 is a Tuesday, so the Saturday before is likely to be worked and the Monday to be off."""
    known = Workdays({2029: HolidayYear(off=frozenset(), work=frozenset())})
    days = [known.day(date(2029, 12, day)) for day in (27, 28, 29, 30, 31)]
    assert [day.workday for day in days] == [True, True, True, False, False]
    assert [day.provisional for day in days] == [False, False, True, True, True]
    guessed = [WORKDAYS.day(date(2029, 12, day)).workday for day in (27, 28, 29, 30, 31)]
    assert guessed == [day.workday for day in days]


@pytest.mark.parametrize(
    ("month", "nth", "expected"),
    [
        (10, 1, date(2026, 10, 8)),
        (5, 4, date(2026, 5, 9)),
        (2, -1, date(2026, 2, 28)),
        (2, 10, date(2026, 2, 13)),
        (2, 11, date(2026, 2, 14)),
        (10, -2, date(2026, 10, 29)),
    ],
)
def test_the_nth_day_of_work_counts_make_up_days(month: int, nth: int, expected: date) -> None:
    """From the front and from the back."""
    last = {2: 28}.get(month, 31)
    found = WORKDAYS.nth_workday(date(2026, month, 1), date(2026, month, last), nth)
    assert found is not None
    assert (found.date, found.workday, found.provisional) == (expected, True, False)


@pytest.mark.parametrize("nth", [0, 30, -30])
def test_a_period_lacks_the_days_of_work_that_it_lacks(nth: int) -> None:
    """None, and never a day of the next period."""
    assert WORKDAYS.nth_workday(date(2026, 2, 1), date(2026, 2, 28), nth) is None


def test_the_next_and_the_last_day_of_work_are_beyond_the_holiday() -> None:
    """The Spring Festival of 2026 is from the 15th to the 23rd of February; the 14th is worked."""
    off = date(2026, 2, 18)
    assert WORKDAYS.next_workday(off).date == date(2026, 2, 24)
    assert WORKDAYS.previous_workday(off).date == date(2026, 2, 14)


def test_a_rest_without_end_leaves_a_day_where_it_is() -> None:
    """The search for a day of work is bounded."""
    idle = Workdays(
        {2031: HolidayYear(off=frozenset(days_between(date(2031, 1, 1), date(2031, 12, 31))), work=frozenset())}
    )
    assert idle.next_workday(date(2031, 3, 5)).date == date(2031, 3, 5)


def test_the_guess_reproduces_the_notices_of_its_custom() -> None:
    """Those of 2025 and 2026, to the day."""
    for year in (2025, 2026):
        guess = customary(year)
        for day in days_between(date(year, 1, 1), date(year, 12, 31)):
            guessed = day in guess.work or (day.weekday() < 5 and day not in guess.off)
            assert guessed == WORKDAYS.is_workday(day), day


class _Guessing(Workdays):
    """Knows no notice at all."""

    def known(self, year: int) -> bool:
        return False

    def day(self, day: date) -> Day:
        off = customary(day.year).off | customary(day.year + 1).off
        work = customary(day.year).work | customary(day.year + 1).work
        return Day(day, day in work or (day.weekday() < 5 and day not in off), day in off, provisional=True)


def test_the_guess_misses_few_days() -> None:
    """Of the 144 months to 2026, 8 first days of work and 3 last ones; plain weeks miss 41 and 11."""
    misses = {1: 0, -1: 0}
    for year in range(2015, 2027):
        for month in range(1, 13):
            period = date(year, month, 1), date(year, month, monthrange(year, month)[1])
            for nth in misses:
                guessed, known = (each.nth_workday(*period, nth) for each in (_Guessing(), WORKDAYS))
                assert guessed is not None
                assert known is not None
                misses[nth] += guessed.date != known.date
    assert misses == {1: 8, -1: 3}


def test_tomb_sweeping_is_the_fourth_or_the_fifth_of_april() -> None:
    """As the package `holidays` has it."""
    for year in range(2008, 2099):
        china = holidays.country_holidays("CN", years=year, language="en_US")
        assert china[tomb_sweeping(year)] == "Tomb-Sweeping Day", year


def test_overrides_are_read_from_yaml() -> None:
    """Dates, spans, and one entry alone."""
    data = yaml.safe_load(
        "2027:\n  rest: [2027-01-01, 2027-10-01..2027-10-03]\n  work: [2027-10-09]\n2028: {rest: []}\n"
    )
    assert parse_holidays(data) == {
        2027: HolidayYear(
            off=frozenset({date(2027, 1, 1), *(date(2027, 10, day) for day in (1, 2, 3))}),
            work=frozenset({date(2027, 10, 9)}),
        ),
        2028: HolidayYear(frozenset(), frozenset()),
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "应当按年份写"),
        ({"2027": {}}, "'2027' 不是年份"),
        ({2027: {"free": []}}, "只能写 rest 和 work"),
        ({2027: {"rest": "2027-01-01"}}, "日期的列表"),
        ({2027: {"rest": ["soon"]}}, "soon 不是日期"),
        ({2027: {"rest": ["2027-01-03..2027-01-01"]}}, "不是一段日子"),
        ({2027: {"rest": ["2027-01-01..2028-01-01"]}}, "不是一段日子"),
        ({2027: {"rest": ["2027-01-01"], "work": ["2027-01-01"]}}, "又放假又上班"),
    ],
)
def test_overrides_that_cannot_be_meant_are_refused(data: Any, message: str) -> None:
    """With a sentence that names the place."""
    with pytest.raises(ValueError, match=message):
        parse_holidays(data)
