"""Zones as calendar files describe them: how the clocks change each year.

Outlook takes a VTIMEZONE that has one STANDARD and at most one DAYLIGHT, each with a yearly RRULE by weekday; lists of
RDATE it passes over, and is an hour wrong (iCalcreator/iCalcreator#86, ridafkih/keeper.sh#423). The component that
icalendar 7.3 makes by itself is of that kind, and has summer begin an hour too late besides; so it is made here.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from bot.domain.recurrence import CODES

YEARS = 5
"""So many years the clocks must change by one rule."""

ANCHOR = 1970
"""The year that a description begins with: before anything that a calendar holds."""

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
_ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of the clocks that comes back each year."""

    month: int
    nth: int
    """Which of its weekdays in the month; -1 is the last."""
    weekday: int
    """0 is Monday."""
    at: time
    """What the clocks show when they are changed."""
    before: timedelta
    """The offset from UTC until then."""
    after: timedelta
    """The offset from then on."""
    name: str
    """What the offset is called from then on."""
    summer: bool
    """Whether it begins summer time."""

    def skips(self, wall: time) -> bool:
        """Whether the clocks jump over a time of day."""
        return (_of_day(wall) - _of_day(self.at)) % DAY < self.after - self.before


@dataclass(frozen=True, slots=True)
class Clocks:
    """How the clocks of a zone go."""

    tzid: str
    offset: timedelta
    """The offset from UTC where they are never changed."""
    name: str
    turns: tuple[Turn, ...]
    """Two, or none where they are never changed."""

    def skip(self, wall: time) -> bool:
        """Whether there is a day on which the clocks jump over a time of day."""
        return any(turn.skips(wall) for turn in self.turns)

    def component(self) -> Timezone:
        """The VTIMEZONE."""
        found = Timezone()
        found.add("TZID", self.tzid)
        if not self.turns:
            found.add_component(_observance(date(ANCHOR, 1, 1), time.min, self.offset, self.offset, self.name))
        for turn in self.turns:
            found.add_component(_turning(turn))
        return found


@lru_cache(maxsize=256)
def clocks_of(tzid: str, year: int) -> Clocks | None:
    """How the clocks of a zone go from a year on; None where no yearly rule by weekday tells it (Morocco, Israel)."""
    zone = ZoneInfo(tzid)
    changes = [_changes(zone, each) for each in range(year, year + YEARS)]
    new_year = datetime(year, 1, 1, tzinfo=UTC).astimezone(zone)
    offset = _offset(new_year, zone)
    if not any(changes):
        return Clocks(tzid, offset, new_year.tzname() or tzid, ())
    if any(len(each) != 2 for each in changes):
        return None
    turns = tuple(_common([each[n] for each in changes], zone) for n in (0, 1))
    found = tuple(turn for turn in turns if turn is not None)
    return Clocks(tzid, offset, new_year.tzname() or tzid, found) if len(found) == 2 else None


def _changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The first instants (UTC) of each new offset in a year."""
    begin = datetime(year, 1, 1, tzinfo=UTC)
    days = [begin + DAY * n for n in range(367 if year % 4 == 0 else 366)]
    return [_first(zone, day, day + DAY) for day in days[:-1] if _offset(day, zone) != _offset(day + DAY, zone)]


def _first(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first instant after ``low`` with the offset of ``high``, by halves."""
    while high - low > SECOND:
        middle = low + (high - low) // 2 // SECOND * SECOND
        low, high = (middle, high) if _offset(middle, zone) == _offset(low, zone) else (low, middle)
    return high


def _common(instants: list[datetime], zone: ZoneInfo) -> Turn | None:
    """The one rule that all of these changes follow, or None."""
    candidates = [set(_readings(instant, zone)) for instant in instants]
    shared = set.intersection(*candidates)
    return min(shared, key=lambda turn: turn.nth, default=None)


def _readings(instant: datetime, zone: ZoneInfo) -> list[Turn]:
    """The rules that a change could follow: by the n-th weekday of its month, and by the last."""
    last, now = (instant - SECOND).astimezone(zone), instant.astimezone(zone)
    before, after = _offset(last, zone), _offset(now, zone)
    wall = (instant + before).replace(tzinfo=None)
    nth = [(wall.day - 1) // 7 + 1] + ([-1] if (wall + 7 * DAY).month != wall.month else [])
    summer = (now.dst() or _ZERO) > (last.dst() or _ZERO) if now.dst() != last.dst() else after > before
    return [
        Turn(wall.month, each, wall.weekday(), wall.time(), before, after, now.tzname() or "", summer) for each in nth
    ]


def _of_day(wall: time) -> timedelta:
    """How long after midnight a time is."""
    return timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or _ZERO


def _turning(turn: Turn) -> TimezoneStandard | TimezoneDaylight:
    first = _nth_weekday(ANCHOR, turn)
    found = _observance(first, turn.at, turn.before, turn.after, turn.name, summer=turn.summer)
    day = f"{turn.nth}{CODES[turn.weekday]}"
    found.add("RRULE", vRecur({"FREQ": "YEARLY", "BYMONTH": turn.month, "BYDAY": day}))
    return found


def _observance(
    day: date, at: time, before: timedelta, after: timedelta, name: str, *, summer: bool = False
) -> TimezoneStandard | TimezoneDaylight:
    found = TimezoneDaylight() if summer else TimezoneStandard()
    found.add("DTSTART", datetime.combine(day, at))
    found.add("TZOFFSETFROM", before)
    found.add("TZOFFSETTO", after)
    found.add("TZNAME", name)
    return found


def _nth_weekday(year: int, turn: Turn) -> date:
    """The day of a turn in a year."""
    first = date(year, turn.month, 1)
    days = [first + DAY * n for n in range(31)]
    same = [day for day in days if day.month == turn.month and day.weekday() == turn.weekday]
    return same[turn.nth - 1 if turn.nth > 0 else turn.nth]
