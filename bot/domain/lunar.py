"""Days of the Chinese lunar year on the solar calendar."""

from datetime import date, timedelta
from functools import lru_cache

from intents.timeexpr.festivals import lunar_months

FIRST_YEAR, LAST_YEAR = 1901, 2099
"""The lunar years that are answered: those in which the published tables agree."""


@lru_cache(maxsize=1024)
def lunar_date(year: int, month: int, day: int) -> date | None:
    """The solar date of a day of the lunar year that begins in ``year``; never in a leap month.

    Day -1 is the last day of the month: 除夕 is (12, -1), and falls in ``year + 1``. None where that month has no
    such day, and outside of ``FIRST_YEAR`` to ``LAST_YEAR``.

    Raises:
        ValueError: the month is not 1 to 12, or the day neither -1 nor 1 to 30.
    """
    if not 1 <= month <= 12 or not (day == -1 or 1 <= day <= 30):
        raise ValueError(f"no lunar date: month {month}, day {day}")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    first, length = lunar_months(year)[month - 1]
    if day > length:
        return None
    return first + timedelta(days=(length if day == -1 else day) - 1)
