"""Which days are worked in mainland China: the State Council's notices, make-up days at weekends included."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chinese_calendar import constants

from bot.domain.customary import HolidayYear, customary

DAY = timedelta(days=1)
LONGEST_REST = 31
"""Days within which the next working day is looked for."""

_OFF: frozenset[date] = frozenset(constants.holidays)
_WORK: frozenset[date] = frozenset(constants.workdays)
_ANNOUNCED = range(min(_OFF).year, max(_OFF).year + 1)


@dataclass(frozen=True, slots=True)
class Day:
    """What a day is."""

    date: date
    workday: bool
    holiday: bool
    """Off by a notice (or by custom) and not only as an ordinary weekend."""
    provisional: bool
    """A guess: the notice that settles it is not known."""


class Workdays:
    """Tells days of work from days off.

    A year in ``overrides`` is settled by them: the days they name are as they say, the others as the package knows
    them, or else as the plain week. A year that neither knows is guessed from the customary holidays and provisional;
    so are the last days of December that the guessed holiday of a New Year touches.
    """

    def __init__(self, overrides: Mapping[int, HolidayYear] | None = None) -> None:
        self._overrides = dict(overrides or {})
        self._off = frozenset(day for year in self._overrides.values() for day in year.off)
        self._work = frozenset(day for year in self._overrides.values() for day in year.work)

    def known(self, year: int) -> bool:
        """Whether the notice of that year is known, by the package or by an override."""
        return year in self._overrides or year in _ANNOUNCED

    @property
    def last_known(self) -> int:
        """The last year whose notice is known."""
        return max((_ANNOUNCED[-1], *self._overrides))

    def day(self, day: date) -> Day:
        """What that day is."""
        if day in self._off or day in self._work:
            return Day(day, workday=day in self._work, holiday=day in self._off, provisional=False)
        guess = self._guess(day)
        if guess is not None and (day in guess.off or day in guess.work):
            return Day(day, workday=day in guess.work, holiday=day in guess.off, provisional=True)
        off, work = day in _OFF, day in _WORK
        return Day(day, work or (day.weekday() < 5 and not off), off, provisional=not self.known(day.year))

    def is_workday(self, day: date) -> bool:
        """Whether that day is worked."""
        return self.day(day).workday

    def next_workday(self, day: date) -> Day:
        """The first day of work after ``day``; ``day`` itself where none comes within ``LONGEST_REST`` days."""
        return self._towards(day, DAY)

    def previous_workday(self, day: date) -> Day:
        """The last day of work before ``day``; ``day`` itself where none is within ``LONGEST_REST`` days."""
        return self._towards(day, -DAY)

    def workdays(self, first: date, last: date) -> Iterator[Day]:
        """The days of work from ``first`` to ``last``, both included."""
        return (found for found in map(self.day, days_between(first, last)) if found.workday)

    def nth_workday(self, first: date, last: date, nth: int) -> Day | None:
        """The n-th day of work of a period; -1 is the last. None where the period has fewer, and for 0.

        It is provisional as soon as a day on the way to it is.
        """
        days = list(days_between(first, last))
        if nth < 0:
            days.reverse()
        provisional, left = False, abs(nth)
        for found in map(self.day, days):
            provisional |= found.provisional
            left -= found.workday
            if found.workday and left == 0:
                return Day(found.date, workday=True, holiday=False, provisional=provisional)
        return None

    def _guess(self, day: date) -> HolidayYear | None:
        """The guess that a day hangs on: that of its year, or of a New Year that begins in December."""
        if not self.known(day.year):
            return customary(day.year) if day.month < 12 or self.known(day.year + 1) else _with_december(day.year)
        if day.month == 12 and not self.known(day.year + 1):
            return customary(day.year + 1)
        return None

    def _towards(self, day: date, step: timedelta) -> Day:
        provisional = False
        for n in range(1, LONGEST_REST + 1):
            found = self.day(day + step * n)
            provisional |= found.provisional
            if found.workday:
                return Day(found.date, workday=True, holiday=False, provisional=provisional)
        return self.day(day)


def _with_december(year: int) -> HolidayYear:
    """The guess of a year together with what the New Year after it takes of its December."""
    this, following = customary(year), customary(year + 1)
    return HolidayYear(this.off | following.off, this.work | following.work)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    return (first + DAY * n for n in range((last - first).days + 1))


def parse_holidays(data: object) -> dict[int, HolidayYear]:
    """Overrides as YAML spells them: by year, ``rest`` and ``work`` with dates or ``first..last``.

    ``{2027: {"rest": ["2027-10-01..2027-10-07"], "work": ["2027-10-09"]}}``. List a year once its notice is out: it
    counts as known from then on. (The word is not ``off``, which YAML reads as false.)

    Raises:
        ValueError: something is not of that shape; the message, for the operator, names it.
    """
    if not isinstance(data, Mapping):
        raise ValueError("应当按年份写")
    return {_year(key): _holiday_year(key, value) for key, value in data.items()}


def _year(key: object) -> int:
    if isinstance(key, int) and 1900 <= key <= 2999:
        return key
    raise ValueError(f"{key!r} 不是年份")


def _holiday_year(year: object, value: object) -> HolidayYear:
    if not isinstance(value, Mapping) or not set(value) <= {"rest", "work"}:
        raise ValueError(f"{year} 年下面只能写 rest 和 work")
    off, work = _dates(year, value.get("rest") or ()), _dates(year, value.get("work") or ())
    if off & work:
        raise ValueError(f"{year} 年的 {min(off & work)} 又放假又上班")
    return HolidayYear(off, work)


def _dates(year: object, items: object) -> frozenset[date]:
    if not isinstance(items, Iterable) or isinstance(items, str):
        raise ValueError(f"{year} 年下面应当是日期的列表")
    return frozenset(day for item in items for day in _span(year, item))


def _span(year: object, item: object) -> Iterator[date]:
    """The days of one entry; YAML reads a bare date as a date already."""
    if isinstance(item, date) and not isinstance(item, datetime):
        return iter((item,))
    try:
        first, _, last = str(item).partition("..")
        begin, end = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError:
        raise ValueError(f"{year} 年的 {item} 不是日期") from None
    if not timedelta(0) <= end - begin <= DAY * LONGEST_REST:
        raise ValueError(f"{year} 年的 {item} 不是一段日子（不超过 31 天）")
    return days_between(begin, end)
