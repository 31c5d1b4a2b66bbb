"""What somebody types when a card asks: a new time for one occurrence, lead times."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.walltime import instant, wall_clock
from intents.timeexpr import Once, Question, Schedule, read
from intents.timeexpr.cursor import Cursor
from intents.timeexpr.durations import duration
from intents.timeexpr.folding import fold
from intents.timeexpr.pieces import Duration
from intents.timeexpr.tokens import tokenise

_TO = re.compile(
    "^(?:请|把它|把这次|这次|会议|时间)*(?:改到|改为|改成|改在|改至|改|挪到|调到|调整到|调整为|换到|换成|移到|放到|放在|定在|"
    "推迟到|推迟至|推后到|延期到|延后到|延到|延至|顺延到|顺延至|提前到|提前至|提早到)"
)
_LATER = re.compile("^(?:往后|向后)?(?:推迟|推后|延迟|延后|延期|顺延|晚|推|延|后移|往后|向后)了?")
_EARLIER = re.compile("^(?:往前|向前)?(?:提前|提早|早|前移|往前|向前)了?")
_DAY = timedelta(days=1)
_PROBE = date(2091, 5, 14)
"""Two days in a row that nobody means: only a time of day alone goes with both of them."""
_PAST = "past"


class Trouble(StrEnum):
    """Why what was typed is no new time."""

    PAST = "past"
    RECURRING = "recurring"
    """It recurs, or is several moments."""
    UNREAD = "unread"
    """Part of it was not understood."""
    ASKED = "asked"
    """Something is missing or unclear: ``text`` asks for it."""


@dataclass(frozen=True, slots=True)
class NoTime:
    """What was typed is no new time."""

    trouble: Trouble
    text: str = ""
    """For ``ASKED`` the sentence that asks, for ``UNREAD`` the words that were not understood."""


def new_time(typed: str, starts_at: datetime, zone: str, now: datetime) -> datetime | NoTime:
    """The instant (UTC) to which an occurrence is to be moved, after ``now``.

    A time of day alone is one of the day on which it takes place; 推迟一小时 and 提前两天 count from when it takes
    place; everything else is read as always. ``starts_at`` and ``now`` are aware, ``zone`` is an IANA name.
    """
    said = fold(typed).text.strip(" 。.!！,，")
    wall = wall_clock(starts_at, ZoneInfo(zone))
    shifted = _shifted(said, wall)
    if shifted is None:
        said = _TO.sub("", said).strip()
        offset = _time_of_day(said, zone)
        shifted = None if offset is None else datetime.combine(wall.date(), time()) + offset
    if shifted is None:
        return _read(said, zone, now)
    at = instant(shifted, ZoneInfo(zone))
    return at if at > now else NoTime(Trouble.PAST)


def lead_times(typed: str, times: Sequence[time], zone: str) -> tuple[timedelta, ...]:
    """The lead times that are typed, longest first; none where they are not understood, or anything else is said.

    ``times`` are the times of day of the series, from which 前一天晚上8点 counts.
    """
    clock = "和".join(f"{at:%H:%M}" for at in times)
    for said in (typed, f"提前{typed}"):
        reading = read(f"{_spelt(_PROBE)}{clock}，{said}", _before_probe(zone), zone)
        if isinstance(reading, Schedule) and isinstance(reading.rule, Once) and reading.leads:
            odd = reading.unread or reading.title or len(reading.rule.moments) != len(times)
            return () if odd else reading.leads
    return ()


def _read(said: str, zone: str, now: datetime) -> datetime | NoTime:
    """A time that names its day."""
    reading = read(said, now, zone)
    if isinstance(reading, Question):
        return NoTime(Trouble.PAST) if reading.reason == _PAST else NoTime(Trouble.ASKED, reading.text)
    if not isinstance(reading.rule, Once) or len(reading.rule.moments) != 1 or reading.count or reading.until:
        return NoTime(Trouble.RECURRING)
    if reading.unread or reading.leads or reading.title:
        return NoTime(Trouble.UNREAD, reading.unread or reading.title)
    at = instant(reading.rule.moments[0], ZoneInfo(zone))
    return at if at > now else NoTime(Trouble.PAST)


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
