"""Until when something is to be done, read from a sentence of minutes on the day of the meeting."""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from intents.timeexpr import Once, Question, read
from intents.timeexpr.numerals import number

FAR = timedelta(days=183)
"""A day without its year that lies further back is the next year's: 1月10日 said in December."""


class Trouble(StrEnum):
    """Why a day that is written is no limit that can be kept."""

    PAST = "past"
    NO_DAY = "no-day"
    """There is no such day: 4月31日."""
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of a sentence."""

    until: date | None = None
    trouble: Trouble | None = None
    """Why there is none, where one is written."""


_NUM = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = "(?:20[0-9]{2}年|今年|本年|明年)?"
_MD = r"(?<![0-9.])(?:1[0-2]|0?[1-9])\s*{}\s*(?:3[01]|[12][0-9]|0?[1-9])(?![0-9.]|\s*[万亿元个倍米%％])"
_KINDS: dict[str, str] = {
    "full": rf"20[0-9]{{2}}\s*[-/.]\s*[0-9]{{1,2}}\s*[-/.]\s*[0-9]{{1,2}}|{_YEAR}\s*{_NUM}\s*月\s*{_NUM}\s*[日号]?",
    "part": f"{_YEAR}{_NUM}月份?[上中下]旬",
    "month": f"{_YEAR}{_NUM}月份?(?:[底末]|(?=之?以?[前内]))",
    "quarter": f"{_YEAR}第?[一二三四1-4]季度(?:[底末]|(?=之?以?[前内]))|"
    "(?:本|这个?|下个?)?季度?(?:[底末]|(?=之?以?内))",
    "half": f"{_YEAR}[上下]半年(?:[底末])?",
    "year": "(?:今|本|明)?年(?:度)?(?:[底末]|(?=之?以?内))",
    "near": "(?:本|这个?|下下?个?|当)?月(?:[底末]|(?=之?以?内))",
    "week": "(?:本|这个?|下下?个?)(?:周|星期|礼拜)(?:末|(?![一二三四五六日天]))|周末",
    "weekday": "(?:本|这个?|下下?个?)?(?:周|星期|礼拜)[一二三四五六日天]",
    "of": f"(?:本|这个?|下下?个?)月{_NUM}[日号]",
    "slash": _MD.format("/"),
    "dot": _MD.format("[.]"),
    "day": "今天|今日|当天|当日|明天|明日|大后天|后天",
    "working": f"{_NUM}个工作日(?=之?以?内)",
    "length": "(?:[0-9]{1,3}|[一二两三四五六七八九十半]{1,3})\\s*个?(?:天|日|周|星期|礼拜|月)(?=[之以]?内)",
    "alone": f"(?<![0-9月]){_NUM}[日号]",
    "vague": "(?:本|下个?)?月?[上中下]旬|月初|月中|年中|下次(?:会议?|组务会|党小组会)(?=之?以?前)",
    "feast": "(?:五一|七一|十一|国庆节?|元旦|春节|清明节?|端午节?|中秋节?)(?=之?以?前)",
}
_HOUR = (
    "(?:(?:上午|下午|中午|晚上|早上|晚)?\\s*[0-9一二三四五六七八九十]{1,3}\\s*(?:[点时](?:半|整|[0-9]{1,2}分?)?|[:：][0-9]{2})|"
    "上午|下午|中午|晚上|早上|下班)?"
)
_LIMIT = re.compile(
    r"(?P<lead>截止(?:时间|日期|到|至)?|截至|完成(?:时间|时限|日期|期限)|办结时限|时限|期限|时间|最迟|最晚|不晚于|不迟于|限|于|在|到|至|要)?"
    r"[:：]?\s*(?:(?P<range>[0-9月年日号一二三四五六七八九十/.]+\s*(?:[至到—~～]|-(?!.*-))\s*[0-9月日号一二三四五六七八九十/.]+[日号])|"
    + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items())
    + rf")\s*{_HOUR}\s*(?P<by>之前|以前|前|为止|止|截止|之内|以内|内)?"
)
_DUE = frozenset({"month", "quarter", "half", "year", "near", "working", "length"})
"""Kinds that are a limit in themselves: 月底."""
_APART = frozenset(" 　\t，,、;；。:：（）()【】[]|")
_NO_LIMIT = re.compile("[的起后至到—~～-]|会议|以来|以后|之后|开始|的?会(?:议|上)|份|及|和")
_UNITS = {"天": 1, "日": 1, "周": 7, "期": 7, "拜": 7}


def limit_of(line: str, day: date, zone: str, names: Sequence[str] = ()) -> Limit:
    """The limit that a sentence sets, read on ``day``, that of the meeting. ``names`` may stand right before it.

    A day that is merely spoken of is none: 整理3月5日的记录. Of several limits it is not
    clear which counts.
    """
    found = [_read(match, day, zone) for match in _limits(line, names)]
    trouble = next((each for each in found if isinstance(each, Trouble)), None)
    days = {each for each in found if isinstance(each, date)}
    if trouble is not None:
        return Limit(trouble=trouble)
    if len(days) > 1:
        return Limit(trouble=Trouble.UNCLEAR)
    until = next(iter(days), None)
    return Limit(trouble=Trouble.PAST) if until and until < day else Limit(until)


def begins_with_limit(line: str, at: int = 0) -> int:
    """Where a limit ends that stands at a place; 0 where none does."""
    found = _LIMIT.match(line, at)
    return found.end() if found else 0


def spans_of(line: str, names: Sequence[str] = ()) -> list[tuple[int, int]]:
    """Where limits stand."""
    return [match.span() for match in _limits(line, names)]


def _limits(line: str, names: Sequence[str]) -> Iterator[re.Match[str]]:
    for found in _LIMIT.finditer(line):
        behind = line[found.end() :]
        if _NO_LIMIT.match(behind):
            continue
        if found["by"] or found.lastgroup in _DUE or _kind(found) in _DUE or _kind(found) == "range":
            yield found
        elif _kind(found) == "dot" and len(found["dot"].split(".")[1]) < 2:
            continue  # 1.5
        elif _kind(found) != "vague" and _stands_apart(line, found, names):
            yield found


def _stands_apart(line: str, found: re.Match[str], names: Sequence[str]) -> bool:
    """Whether a day without 前 stands at the beginning or the end of a clause, or behind who is to do it."""
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    before = line[:start].rstrip()
    if found["lead"] or not before or line[start - 1] in _APART:
        return True
    behind = line[found.end() : found.end() + 1]
    leads = (
        before.endswith(("负责", "牵头", *names)) or re.fullmatch("[小老][\u4e00-\u9fff]|请.{2,3}", before) is not None
    )
    return leads or ((not behind or behind in _APART) and _kind(found) in {"day", "weekday", "week"})


def _kind(found: re.Match[str]) -> str:
    return "range" if found["range"] else next(kind for kind in _KINDS if found[kind])


def _read(found: re.Match[str], day: date, zone: str) -> date | Trouble:
    """The day that a limit means."""
    kind = _kind(found)
    said = re.sub(r"\s", "", found[kind])
    if kind in {"range", "working", "vague"} or (kind == "part" and (found["by"] or "").endswith("前")):
        return Trouble.UNCLEAR
    if kind in {"month", "quarter"} and (found["by"] or "").endswith("前") and not said.endswith(("底", "末")):
        return Trouble.UNCLEAR  # 4月前: its first day, or its last
    try:
        return _READ[kind](said, day) if kind in _READ else read_day(said, day, zone) or Trouble.UNCLEAR
    except ValueError:
        return Trouble.NO_DAY


def read_day(said: str, day: date, zone: str) -> date | None:
    """The one day that is said, read as on ``day``; None where it is none, or past."""
    reading = read(said, datetime.combine(day, time(), ZoneInfo(zone)), zone)
    if isinstance(reading, Question):
        known = reading.draft if reading.reason == "no-time" else None
        return known.start if known and not known.title and not known.unread else None
    return reading.rule.moments[0].date() if isinstance(reading.rule, Once) and not reading.title else None


def _year_of(said: str, day: date) -> int | None:
    year = re.match("20[0-9]{2}", said)
    if year:
        return int(year[0])
    return day.year + 1 if said.startswith("明年") else day.year if said.startswith(("今年", "本年")) else None


def _numbers(said: str) -> list[int]:
    """The numbers of a date without its year."""
    bare = re.sub("^(?:20[0-9]{2}[年./-]|[今本明]年)", "", said)
    return [number(each) or 0 for each in re.findall(_NUM, bare)]


def _near(said: str, day: date, of_year: Callable[[int], date]) -> date:
    """A day of the year that is said, else of this one, or of the next where that is long past."""
    year = _year_of(said, day)
    if year is not None:
        return of_year(year)
    this = of_year(day.year)
    return of_year(day.year + 1) if day - this > FAR else this


def _full(said: str, day: date) -> date:
    month, of_month = _numbers(said)[:2]
    return _near(said, day, lambda year: date(year, month, of_month))


def _part(said: str, day: date) -> date:
    month, last = _numbers(said)[0], {"上": 10, "中": 20}.get(said[-2], 0)
    return _near(said, day, lambda year: date(year, month, last) if last else _end(year, month))


def _month(said: str, day: date) -> date:
    month = _numbers(said)[0]
    return _near(said, day, lambda year: _end(year, month))


def _quarter(said: str, day: date) -> date:
    which = re.search("([一二三四1-4])季", said)
    if which:
        month = 3 * (number(which[1]) or 1)
        return _near(said, day, lambda year: _end(year, month))
    month = (day.month - 1) // 3 * 3 + 3 + (3 if said.startswith("下") else 0)
    return _end(day.year + (month - 1) // 12, (month - 1) % 12 + 1)


def _half(said: str, day: date) -> date:
    month = 6 if "上半年" in said else 12
    return _near(said, day, lambda year: _end(year, month))


def _whole_year(said: str, day: date) -> date:
    return date(day.year + said.startswith("明"), 12, 31)


def _near_month(said: str, day: date) -> date:
    month = day.month - 1 + said.count("下")
    return _end(day.year + month // 12, month % 12 + 1)


def _of_near_month(said: str, day: date) -> date:
    end = _near_month(said, day)
    return end.replace(day=number(said.partition("月")[2].rstrip("日号")) or 0)


def _week(said: str, day: date) -> date:
    return day + timedelta(days=6 - day.weekday() + 7 * said.count("下"))


def _slash(said: str, day: date) -> date:
    month, of_month = (int(each) for each in re.split("[/.]", said))
    return _near("", day, lambda year: date(year, month, of_month))


def _near_day(said: str, day: date) -> date:
    return day + timedelta(days={"明": 1, "后": 2, "大": 3}.get(said[0], 0))


def _length(said: str, day: date) -> date:
    count = re.match("[0-9]+|[一二两三四五六七八九十半]+", said)
    many = 0 if count is None or count[0] == "半" else number(count[0].replace("两", "二")) or 0
    if not said.endswith("月"):
        return day + timedelta(days=many * _UNITS[said[-1]])
    if not many:
        return day + timedelta(days=15)
    month = day.month - 1 + many
    last = _end(day.year + month // 12, month % 12 + 1)
    return last.replace(day=min(day.day, last.day))


def _alone(said: str, day: date) -> date:
    """20日: of this month, or of the next where it is long past."""
    of_month = number(said[:-1]) or 0
    this = day.replace(day=of_month)
    return this if (day - this).days < 10 else (_end(day.year, day.month) + timedelta(days=1)).replace(day=of_month)


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


_READ: dict[str, Callable[[str, date], date]] = {
    "full": _full,
    "part": _part,
    "month": _month,
    "quarter": _quarter,
    "half": _half,
    "year": _whole_year,
    "near": _near_month,
    "of": _of_near_month,
    "week": _week,
    "slash": _slash,
    "dot": _slash,
    "day": _near_day,
    "length": _length,
    "alone": _alone,
}
