"""What is looked for among the minutes: days, months, quarters, years, words, and what is not written yet."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from intents.timeexpr.numerals import number

MAX_WORDS = 50
"""Characters that are looked for."""

A_YEAR = timedelta(days=366)
"""How far back is looked where nothing is looked for."""

_DAY = timedelta(days=1)
_N = "(?:1[0-2]|0?[1-9]|(?<![一-龥])[一二三四五六七八九十]{1,2})"
_D = "(?:3[01]|[12][0-9]|0?[1-9]|[一二三四五六七八九十]{1,3})"
_Y = (
    r"(?:(?P<year{0}>(?<![0-9])20[0-9]{{2}}(?=\s*[年./-]|\s+{1}月|[上下一二三四第])|去年|前年|今年|本年|明年)"
    r"\s*年?度?\s*[-./]?\s*)?"
)


def _dated(which: str) -> str:
    """A day or a month; its groups are named with ``which``."""
    year = _Y.format(which, _N)
    day = rf"\s*月份?(?:\s*(?P<day{which}>{_D})\s*[日号])?|\s*[-/.]\s*(?P<short{which}>{_D})(?![0-9])"
    said = rf"(?P<month{which}>(?<![0-9]){_N})(?:{day})"
    return rf"{year}(?:{said}|(?<=20[0-9]{{2}}[-./])(?P<plain{which}>0?[1-9]|1[0-2])(?![0-9月]))"


_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_dated('a')}\s*(?:[至到~～—]+|(?<=[月日号])\s*-)\s*(?:(?P<last>{_D})\s*[日号]|{_dated('b')})",
        _dated("a"),
        rf"{_Y.format('a', _N)}第?(?P<quarter>[一二三四1-4])季度",
        rf"{_Y.format('a', _N)}(?P<half>[上下])半年",
        r"(?P<near>上上个?月|上个?月|本月|这个?月|上个?季度|本季度|这个?季度|上上?个?(?:周|星期|礼拜)(?![一二三四五六日天])|本周|这周|前天|昨天|昨日|今天|今日)",
        r"(?P<yeara>(?<![0-9])20[0-9]{2}(?![0-9])|去年|前年|今年|本年|明年)\s*年?度?(?:全年)?",
    )
)
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1}
_TRAILING = re.compile("(?:的|会议|开会|会)?(?:记录|纪要)$")


class Sought(StrEnum):
    """What has become of the minutes that are looked for."""

    MISSING = "缺记录"
    DRAFT = "草稿"


_SOUGHT = (
    (
        re.compile("(?:还)?(?:缺|没有?写?|未写?)(?:会议)?(?:记录|纪要)的?|(?:还)?(?:没有?|未)写(?:完)?的?"),
        Sought.MISSING,
    ),
    (re.compile("草稿|(?:还)?(?:没有?|未)存档的?"), Sought.DRAFT),
)

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; ``code`` is the same in words that are read to the same on any later day."""

    since: date | None = None
    """The first day; None: as far as there is anything, or the last twelve months where nothing is looked for."""
    before: date | None = None
    """The day after the last."""
    words: str = ""
    sought: Sought | None = None
    """Only those whose minutes are missing, or a draft."""

    @property
    def code(self) -> str:
        """What is typed for it."""
        return " ".join(each for each in (self.period, self.sought or "", self.words) if each)

    @property
    def period(self) -> str:
        """The days in words; empty where none are meant."""
        if self.since is None or self.before is None:
            return ""
        return _said(self.since, self.before - _DAY)


def read_query(typed: str, today: date) -> Query:
    """What somebody types after /minutes, in any order. A day, a month or a quarter without its year is the latest
    that has begun; several are everything from the first to the last."""
    text = " ".join(typed.split())
    if re.fullmatch("[0-9]{1,2}", text) and 1 <= int(text) <= 12:
        text = f"{int(text)}月"
    sought = None
    for pattern, which in _SOUGHT:
        found = pattern.search(text)
        if found and not sought:
            sought, text = which, f"{text[: found.start()]} {text[found.end() :]}"
    periods, rest = _periods(text, today)
    since, before = (min(each[0] for each in periods), max(each[1] for each in periods)) if periods else (None, None)
    return Query(since, before, _words(rest), sought)


def _periods(text: str, today: date) -> tuple[list[Period], str]:
    """Every period that is named, and the text without them."""
    periods: list[Period] = []
    for pattern in _PATTERNS:
        at = 0
        while (found := pattern.search(text, at)) is not None:
            try:
                periods.append(_meant(found, today))
            except ValueError:  # 2月30日 is looked for as it is written
                at = found.end()
                continue
            text = f"{text[: found.start()]} {text[found.end() :]}"
            at = found.start()
    return periods, text


def _meant(found: re.Match[str], today: date) -> Period:
    groups = found.groupdict()
    year = _year(groups.get("yeara"), today)
    if groups.get("near"):
        return _near(groups["near"] or "", today)
    if groups.get("quarter") or groups.get("half"):
        return _fraction(groups, year, today)
    if "montha" not in groups:
        of = year or today.year
        return date(of, 1, 1), date(of + 1, 1, 1)
    first = _dated_period(groups, "a", year, today)
    if groups.get("last"):
        return _ordered(first[0], first[0].replace(day=number(groups["last"] or "") or 0) + _DAY)
    return _to(first, groups, today) if groups.get("monthb") or groups.get("plainb") else first


def _fraction(groups: dict[str, str | None], year: int | None, today: date) -> Period:
    """A quarter, or half a year."""
    quarter = groups.get("quarter")
    first = 3 * (number(quarter) or 0) - 2 if quarter else 1 if groups.get("half") == "上" else 7
    months = 3 if quarter else 6
    return _latest(year, today, lambda of: (date(of, first, 1), _on(date(of, first, 1), months)))


def _to(first: Period, groups: dict[str, str | None], today: date) -> Period:
    """From a day or a month to another, which is in the year of the first where it says none."""
    year = _year(groups.get("yearb"), today) or first[0].year
    last = _dated_period(groups, "b", year, today)
    if last[1] <= first[0] and not groups.get("yearb"):
        last = _dated_period(groups, "b", year + 1, today)
    return _ordered(first[0], last[1])


def _ordered(since: date, before: date) -> Period:
    if before <= since:
        raise ValueError("a period that ends before it begins")
    return since, before


def _dated_period(groups: dict[str, str | None], which: str, year: int | None, today: date) -> Period:
    month = number(groups.get(f"month{which}") or groups.get(f"plain{which}") or "") or 0
    said = groups.get(f"day{which}") or groups.get(f"short{which}")
    if said is None:
        return _latest(year, today, lambda of: (date(of, month, 1), _on(date(of, month, 1), 1)))
    day = number(said) or 0
    return _latest(year, today, lambda of: (date(of, month, day), date(of, month, day) + _DAY))


def _latest(year: int | None, today: date, of_year: Callable[[int], Period]) -> Period:
    """The period of the year that is said, else the latest that has begun."""
    if year is not None:
        return of_year(year)
    this = of_year(today.year)
    return this if this[0] <= today else of_year(today.year - 1)


def _near(said: str, today: date) -> Period:
    if said.endswith(("天", "日")):
        day = today - {"前": 2, "昨": 1}.get(said[0], 0) * _DAY
        return day, day + _DAY
    back = said.count("上")
    if "月" in said:
        return _on(today.replace(day=1), -back), _on(today.replace(day=1), 1 - back)
    if "季" in said:
        first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        return _on(first, -3 * back), _on(first, 3 - 3 * back)
    monday = today - today.weekday() * _DAY - 7 * back * _DAY
    return monday, monday + 7 * _DAY


def _year(said: str | None, today: date) -> int | None:
    if said is None:
        return None
    return today.year + _YEARS[said] if said in _YEARS else int(said)


def _on(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _said(since: date, last: date) -> str:
    """The days from one to another in words."""
    whole = since.day == 1 and last == _end(last)
    if not whole:
        return _day(since) if since == last else f"{_day(since)}至{_day(last)}"
    if since.year == last.year and (part := _part_of_year(since.month, last.month)) is not None:
        return f"{since.year}年{part}"
    return f"{_month(since)}至{_month(last)}"


def _part_of_year(first: int, last: int) -> str | None:
    """What months of a year are called together; empty for all of them."""
    if first == last:
        return f"{first}月"
    named = {(1, 12): "", (1, 6): "上半年", (7, 12): "下半年"}
    quarters = {(3 * place + 1, 3 * place + 3): f"第{name}季度" for place, name in enumerate("一二三四")}
    return {**named, **quarters}.get((first, last))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _month(day: date) -> str:
    return f"{day.year}年{day.month}月"


def _words(rest: str) -> str:
    kept = " ".join(rest.split()).strip(" 的、，,和")
    return _TRAILING.sub("", kept).strip()[:MAX_WORDS].rstrip()


def days_of_year(year: int) -> tuple[date, date]:
    """The first day of a year, and the day after its last. Raises ValueError for years that nothing is kept of."""
    if not 2000 <= year < 2200:
        raise ValueError("no year of ours")
    return date(year, 1, 1), date(year + 1, 1, 1)
