"""The lunar calendar."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunardate import LunarDate

from bot.domain.lunar import lunar_date


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (2026, 1, 1, date(2026, 2, 17)),
        (2026, 12, -1, date(2027, 2, 5)),
        (2024, 12, -1, date(2025, 1, 28)),
        (2026, 8, 15, date(2026, 9, 25)),
        (2027, 1, 15, date(2027, 2, 20)),
        (2025, 6, 15, date(2025, 7, 9)),
    ],
)
def test_festivals_fall_on_their_days(year: int, month: int, day: int, expected: date) -> None:
    """除夕 is the last day of the year, of 29 days or of 30; the leap sixth month of 2025 is passed over."""
    assert lunar_date(year, month, day) == expected


def test_a_day_that_a_month_lacks_is_none() -> None:
    """The twelfth month of 2024 has 29 days."""
    assert lunar_date(2024, 12, 30) is None


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (1, 0), (1, 31), (1, -2)])
def test_what_is_no_lunar_date_is_refused(month: int, day: int) -> None:
    """Months are 1 to 12, days -1 or 1 to 30."""
    with pytest.raises(ValueError, match="no lunar date"):
        lunar_date(2026, month, day)


def test_a_year_without_tables_has_no_date() -> None:
    """Rather than a date nobody has checked."""
    assert (lunar_date(1900, 1, 1), lunar_date(2100, 1, 1)) == (None, None)


def test_every_month_of_half_a_century_agrees_with_another_library() -> None:
    """First days and last days from 2000 to 2050, reckoned there from a table and here from the sky."""
    for year in range(2000, 2051):
        for month in range(1, 13):
            assert lunar_date(year, month, 1) == LunarDate(year, month, 1).to_solar_date()
            last = lunar_date(year, month, -1)
            assert last is not None
            there = LunarDate.from_solar_date(last.year, last.month, last.day)
            assert (there.year, there.month, there.is_leap_month) == (year, month, False)
            assert lunar_date(year, month, there.day) == last


@given(st.integers(2000, 2050), st.integers(1, 12), st.integers(1, 29))
def test_every_day_agrees_with_another_library(year: int, month: int, day: int) -> None:
    """Whatever the day."""
    assert lunar_date(year, month, day) == LunarDate(year, month, day).to_solar_date()
