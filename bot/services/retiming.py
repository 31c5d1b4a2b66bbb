"""What somebody types when a card asks: a new time for one occurrence, lead times."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.walltime import instant, wall_clock
from intents.timeexpr import Once, Question, Schedule, read
from intents.timeexpr.cursor import Cursor
from intents.timeexpr.durations import duration
from intents.timeexpr.folding import fold
from intents.timeexpr.pieces import Duration
from intents.timeexpr.questions import ask
from intents.timeexpr.tokens import tokenise
from intents.timeexpr.vocabulary import Kind

_TO = re.compile(
    "^(?:请|把它|把这次|这次|会议|时间)*(?:改到|改为|改成|改在|改至|改|挪到|调到|调整到|调整为|换到|换成|移到|放到|放在|定在|"
    "推迟到|推迟至|推后到|延期到|延后到|延到|延至|顺延到|顺延至|提前到|提前至|提早到)"
)
_LATER = re.compile("^(?:往后|向后)?(?:推迟|推后|延迟|延后|延期|顺延|晚|推|延|后移|往后|向后)了?")
_EARLIER = re.compile("^(?:往前|向前)?(?:提前|提早|早|前移|往前|向前)了?")
_DAY = timedelta(days=1)
_PROBE = date(2091, 5, 14)
"""Two days in a row that nobody means: only a time of day alone goes with both of them."""
_LAST_MINUTE = "23点59分"
"""An hour that goes with every day, today included."""
_NO_TIME, _PAST = "no-time", "past"
_RECURS = frozenset({Kind.EVERY, Kind.GAP})
_ON_TIME = frozenset({"到点", "到时", "到时候", "准时", "开始时", "开会时", "不提前", "不用提前"})
"""What is written for notice at the moment itself."""
_LENGTHS = (
    (re.compile("(?<![0-9零一二三四五六七八九十])[一1]个月"), "30天"),
    (re.compile("半个月"), "15天"),
    (re.compile("(?<![0-9零一二三四五六七八九十个])半天"), "12小时"),
)
"""Lengths that are no lead times for the reader."""
NO_NOTICE = frozenset({"不提醒", "不用提醒", "不要提醒", "别提醒", "不再提醒", "无", "没有", "不要"})
"""What is written for no notice at all, which nothing has."""


class Trouble(StrEnum):
    """Why what was typed is no new time."""

    PAST = "past"
    RECURRING = "recurring"
    """It recurs, or is several moments."""
    UNREAD = "unread"
    """Part of it was not understood, or all of it."""
    NO_HOUR = "no-hour"
    """The day is known, or the part of the day; the hour is not."""
    ASKED = "asked"
    """Something is missing or unclear: ``text`` asks for it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What earlier answers said of a new time, each of which lacked something."""

    day: date | None = None
    part: str = ""
    """The part of the day: 下午."""
    hour: str = ""
    """An hour that may be in the morning or in the afternoon: 3点."""
    period: str = ""
    """What the day is to be of: 下周."""


NOTHING_HEARD = Heard()


@dataclass(frozen=True, slots=True)
class NoTime:
    """What was typed is no new time."""

    trouble: Trouble
    text: str = ""
    """For ``ASKED`` the sentence that asks, for ``UNREAD`` the words that were not understood."""
    heard: Heard = NOTHING_HEARD
    """What is known of it by now, for the next answer."""


def new_time(
    typed: str, starts_at: datetime, zone: str, now: datetime, heard: Heard = NOTHING_HEARD
) -> datetime | NoTime:
    """The instant (UTC) to which an occurrence is to be moved, after ``now``.

    A time of day alone is one of the day that was ``heard``, or else of the day on which it takes place; 推迟一小时 and
    提前两天 count from when it takes place; everything else is read as always. ``starts_at`` and ``now`` are aware,
    ``zone`` is an IANA name.
    """
    said = fold(typed).text.strip(" 。.!！,，")
    wall = wall_clock(starts_at, ZoneInfo(zone))
    shifted = _shifted(said, wall)
    if shifted is not None:
        at = instant(shifted, ZoneInfo(zone))
        return at if at > now else NoTime(Trouble.PAST, heard=heard)
    said = _TO.sub("", said).strip()
    part = "" if _part(said) else heard.part
    for each in (f"{part}{said}", f"{said}{heard.hour}"):
        offset = None if heard.period else _time_of_day(each, zone)
        if offset is not None:
            at = instant(datetime.combine(heard.day or wall.date(), time()) + offset, ZoneInfo(zone))
            return at if at > now else NoTime(Trouble.PAST, heard=heard)
    for each in _completed(said, heard, zone):
        found = _read(each, zone, now)
        if not isinstance(found, NoTime):
            return found
    return _lacking(said, heard, zone, now)


def lead_times(typed: str, times: Sequence[time], zone: str) -> tuple[timedelta, ...]:
    """The lead times that are typed, longest first; none where they are not understood, or anything else is said.

    ``times`` are the times of day of the series, from which 前一天晚上8点 counts. A month is thirty days.
    """
    folded = fold(typed).text.strip(" 。.!！,，")
    if folded in _ON_TIME:
        return (timedelta(0),)
    for pattern, length in _LENGTHS:
        folded = pattern.sub(length, folded)
    clock = "和".join(f"{at:%H:%M}" for at in times)
    for said in (folded, f"提前{folded}"):
        reading = read(f"{_spelt(_PROBE)}{clock}，{said}", _before_probe(zone), zone)
        if isinstance(reading, Schedule) and isinstance(reading.rule, Once) and reading.leads:
            odd = reading.unread or reading.title or len(reading.rule.moments) != len(times)
            return () if odd else reading.leads
    return ()


def _completed(said: str, heard: Heard, zone: str) -> Iterator[str]:
    """What is said, with what was heard before it where that may belong to it."""
    if heard.period:
        yield f"{heard.period} {said}"
        yield f"{heard.period} {said}{heard.part}{heard.hour}"
    if not heard.period or _time_of_day(said, zone) is None:
        yield said
    if heard.hour:
        yield f"{said}{heard.hour}"


def _lacking(said: str, heard: Heard, zone: str, now: datetime) -> NoTime:
    """Why it is no time even with what was heard, and what is known by now."""
    known = _known(said, heard, zone, now)
    if known == heard:
        found = _read(said, zone, now)
        return replace(found, heard=heard) if isinstance(found, NoTime) else NoTime(Trouble.UNREAD, said, heard)
    if known.hour:
        day = _spelt(known.day) if known.day else ""
        found = _read(f"{known.period}{day}{known.part}{known.hour}", zone, now)
        return replace(found, heard=known) if isinstance(found, NoTime) else NoTime(Trouble.NO_HOUR, heard=known)
    if known.period and not known.day:
        found = _read(f"{known.period}{known.part}", zone, now)
        return replace(found, heard=known) if isinstance(found, NoTime) else NoTime(Trouble.NO_HOUR, heard=known)
    return NoTime(Trouble.NO_HOUR, heard=known)


def _known(said: str, heard: Heard, zone: str, now: datetime) -> Heard:
    """What is known once this is said, too; the same where it says nothing of a day or an hour."""
    rest, hour = _hour_apart(said, zone)
    part = _part(rest)
    rest = rest.replace(part, "").strip()
    if not rest:
        return replace(heard, part=part or heard.part, hour=hour or heard.hour)
    day = _day(f"{heard.period} {rest}", zone, now) or _day(rest, zone, now)
    if day is not None:
        return Heard(day, part or heard.part, hour or heard.hour)
    if _asks_which_day(rest, zone, now):
        return Heard(None, part or heard.part, hour or heard.hour, period=rest)
    return heard


def _hour_apart(said: str, zone: str) -> tuple[str, str]:
    """What is said before an hour of which the half of the day is open, and that hour; empty where there is none."""
    tokens = tokenise(said)
    for token, after in pairwise(tokens):
        if token.kind is Kind.NUMBER and after.kind is Kind.CLOCK:
            hour = said[token.start :]
            if _time_of_day(f"下午{hour}", zone) is not None:
                return said[: token.start], hour
    return said, ""


def _part(said: str) -> str:
    """The part of the day that is named: 下午."""
    return next((token.text for token in tokenise(said) if token.kind is Kind.PERIOD), "")


def _day(said: str, zone: str, now: datetime) -> date | None:
    """The one day that is all that is said."""
    question = read(said, now, zone)
    if not isinstance(question, Question) or question.reason != _NO_TIME:
        return None
    reading = read(f"{said} {_LAST_MINUTE}", now, zone)
    if not isinstance(reading, Schedule) or not isinstance(reading.rule, Once) or len(reading.rule.moments) != 1:
        return None
    extra = reading.unread or reading.leads or reading.title or reading.count or reading.until
    return None if extra else reading.rule.moments[0].date()


def _asks_which_day(said: str, zone: str, now: datetime) -> bool:
    """Whether it names a week or a month and nothing else, and a day of it is lacking."""
    if Kind.TEXT in {token.kind for token in tokenise(said)}:
        return False
    return read(said, now, zone) == ask("no-date", "which-day")


def _read(said: str, zone: str, now: datetime) -> datetime | NoTime:
    """A time that names its day."""
    reading = read(said, now, zone)
    if isinstance(reading, Question):
        return _asked(reading, said)
    if not isinstance(reading.rule, Once) or len(reading.rule.moments) != 1 or reading.count or reading.until:
        return NoTime(Trouble.RECURRING)
    if reading.unread or reading.leads or reading.title:
        return NoTime(Trouble.UNREAD, reading.unread or reading.title)
    at = instant(reading.rule.moments[0], ZoneInfo(zone))
    return at if at > now else NoTime(Trouble.PAST)


def _asked(question: Question, said: str) -> NoTime:
    """A question of the reader, which knows nothing of a single occurrence: what it says of rules is none here."""
    if question.reason == _PAST:
        return NoTime(Trouble.PAST)
    odd = (question.draft.unread or question.draft.title) if question.draft else ""
    if question.reason == _NO_TIME and odd:
        return NoTime(Trouble.UNREAD, odd)
    if (
        question.reason == _NO_TIME
        or _RECURS & {token.kind for token in tokenise(said)}
        or question == ask("ambiguous", "which-weekday")
    ):
        return NoTime(Trouble.RECURRING)
    if question.reason == "not-understood" or "每" in question.text:
        return NoTime(Trouble.UNREAD, said)
    return NoTime(Trouble.ASKED, question.text)


def _time_of_day(said: str, zone: str) -> timedelta | None:
    """How long after midnight, where a time of day is all that is said."""
    offsets = {_offset(said, day, zone) for day in (_PROBE, _PROBE + _DAY)}
    return offsets.pop() if len(offsets) == 1 else None


def _offset(said: str, day: date, zone: str) -> timedelta | None:
    """How long after the beginning of a day the moment is that is said of it."""
    reading = read(f"{_spelt(day)}{said}", _before_probe(zone), zone)
    if not isinstance(reading, Schedule) or not isinstance(reading.rule, Once) or len(reading.rule.moments) != 1:
        return None
    if reading.unread or reading.leads or reading.title:
        return None
    return reading.rule.moments[0] - datetime.combine(day, time())


def _shifted(said: str, wall: datetime) -> datetime | None:
    """The wall time so much later or earlier."""
    for pattern, sign in ((_LATER, 1), (_EARLIER, -1)):
        found = pattern.match(said)
        length = _duration(said[found.end() :]) if found else None
        if length is not None:
            return wall + sign * timedelta(days=length.days, minutes=length.minutes)
    return None


def _duration(said: str) -> Duration | None:
    """A length of time that is all that is said; months are none, for they differ."""
    cursor = Cursor(tokenise(said))
    length = duration(cursor)
    return length if length is not None and cursor.ended and not length.months else None


def _spelt(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _before_probe(zone: str) -> datetime:
    return datetime.combine(_PROBE - 100 * _DAY, time(12), ZoneInfo(zone))
