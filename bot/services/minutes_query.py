"""What is looked for among the minutes: a month, a year, words, or both."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from intents.timeexpr.numerals import number

MAX_WORDS = 50
"""Characters that are looked for."""

_PERIOD = re.compile(
    r"^(?:(?P<year>20[0-9]{2}|去年|前年|今年|本年|明年)\s*年?度?)?\s*(?:[-/.]?(?P<month>0?[1-9]|1[0-2]|[一二三四五六七八九十]{1,2})\s*(?P<unit>月份?|$|(?=\s)))?"
)
_NEAR = {"本月": 0, "这个月": 0, "上个月": -1, "上月": -1, "上上个月": -2}
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1}
_TRAILING = re.compile("(?:的|会议|开会|会)?(?:记录|纪要)$")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; ``code`` is the same in words that are read to the same on any later day."""

    since: date | None = None
    """The first day; None: as far as there is anything, or the last twelve months where nothing is looked for."""
    before: date | None = None
    """The day after the last."""
    words: str = ""

    @property
    def code(self) -> str:
        """What is typed for it."""
        return " ".join(each for each in (self.period, self.words) if each)

    @property
    def period(self) -> str:
        """The month or the year in words; empty where none is meant."""
        if self.since is None or self.before is None:
            return ""
        whole = (self.before - self.since).days > 31
        return f"{self.since.year}年" if whole else f"{self.since.year}年{self.since.month}月"


def read_query(typed: str, today: date) -> Query:
    """What somebody types after /minutes. A month without its year is the latest that has begun."""
    text = " ".join(typed.split())
    if text.isdecimal() and 1 <= int(text) <= 12:
        text = f"{int(text)}月"
    for word, step in _NEAR.items():
        if text.startswith(word):
            first = _months_on(today.replace(day=1), step)
            return Query(first, _months_on(first, 1), _words(text[len(word) :]))
    found = _PERIOD.match(text)
    if found is None or not (found["year"] or found["unit"]):
        return Query(words=_words(text))
    rest = text[found.end() :]
    year, month = _year(found["year"], today), _month(found["month"] if _is_month(found) else None)
    if found["month"] and month is None:
        rest = text[found.start("month") :]
    if month is None:
        return Query(date(year, 1, 1), date(year + 1, 1, 1), _words(rest))
    if not found["year"] and date(year, month, 1) > today:
        year -= 1
    first = date(year, month, 1)
    return Query(first, _months_on(first, 1), _words(rest))


def _is_month(found: re.Match[str]) -> bool:
    """Whether a number is a month: it says so, or stands behind a year as in 2026-03."""
    return bool(found["month"]) and (bool(found["unit"]) or bool(found["year"]))


def _year(said: str | None, today: date) -> int:
    if said is None:
        return today.year
    return today.year + _YEARS[said] if said in _YEARS else int(said)


def _month(said: str | None) -> int | None:
    if said is None:
        return None
    month = number(said) or 0
    return month if 1 <= month <= 12 else None


def _months_on(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _words(rest: str) -> str:
    return _TRAILING.sub("", rest.strip(" 的")).strip()[:MAX_WORDS].rstrip()


def days_of_year(year: int) -> tuple[date, date]:
    """The first day of a year, and the day after its last. Raises ValueError for years that nothing is kept of."""
    if not 2000 <= year < 2200:
        raise ValueError("no year of ours")
    return date(year, 1, 1), date(year + 1, 1, 1)


A_YEAR = timedelta(days=366)
"""How far back is looked where nothing is looked for."""
