"""Times of day: 下午三点半, 15:00, 差五分三点, 九点和十五点, 两点到四点."""

from dataclasses import dataclass
from functools import partial

from intents.timeexpr.cursor import Cursor
from intents.timeexpr.pieces import Clock, Part, Trouble
from intents.timeexpr.tokens import Token
from intents.timeexpr.vocabulary import Kind

_NEVER_MINUTES = frozenset({Kind.SIGN, Kind.MEASURE, Kind.UNIT, Kind.CLOCK, Kind.TIMES, Kind.WORKDAY, Kind.RELATIVE})
_LATER = frozenset({"afternoon", "dusk", "evening"})
_EARLY_HOURS = range(1, 7)


@dataclass(frozen=True, slots=True)
class _Hour:
    """An hour and a minute as said, before the part of the day is known."""

    hour: int
    minute: int
    exact: bool
    """Said in a way that leaves no half of the day open: 03:00."""


def clocks(cursor: Cursor) -> Clock | Part | Trouble | None:
    """One or more times of the day, the part of the day carried on from one to the next."""
    if cursor.peek().kind == Kind.FROM:
        return cursor.attempt(_from)
    first = cursor.attempt(_clock)
    if not isinstance(first, tuple):
        return first
    minutes, period = [first[0]], first[1]
    while True:
        following = cursor.attempt(partial(_next, period=period, before=minutes[-1]))
        if following is None:
            break
        if isinstance(following, Trouble):
            return following
        minutes.append(following[0])
        period = following[1]
    return _closed(cursor, minutes, period)


def _from(cursor: Cursor) -> Clock | None:
    """从三点到五点, which begins at three."""
    cursor.take(Kind.FROM)
    found = clocks(cursor) if cursor.peek().kind in {Kind.PERIOD, Kind.NUMBER} else None
    return found if isinstance(found, Clock) and found.unread.startswith(("到", "至")) else None


def _closed(cursor: Cursor, minutes: list[int], period: str) -> Clock | Trouble:
    """The times, with the end of a span or what makes them inexact."""
    end = cursor.attempt(partial(_end, period=period, before=minutes[-1]))
    if isinstance(end, Trouble):
        return end
    if cursor.peek().text in {"以后", "之后", "以内", "之内", "内", "来钟", "多钟", "多"} and cursor.touches():
        cursor.place += 1
        return Trouble("ambiguous", "inexact-time")
    about = cursor.take(Kind.FUZZY)
    cursor.take(Kind.BEGIN)
    return Clock(tuple(minutes), end or (about.text if about else ""))


def _next(cursor: Cursor, period: str, before: int) -> tuple[int, str] | Trouble | None:
    """Another time after 和, or a time that may be meant in its place after 或."""
    joint = cursor.take(Kind.AND, Kind.OR)
    comma = joint or (cursor.take_text(",") if cursor.peek(1).kind in {Kind.PERIOD, Kind.NUMBER} else None)
    if comma is None:
        return None
    found = _clock(cursor, period, before)
    if joint and joint.kind == Kind.OR and found:
        return Trouble("ambiguous", "either")
    return found if isinstance(found, tuple | Trouble) else None


def _end(cursor: Cursor, period: str, before: int) -> str | Trouble | None:
    """到五点: said, but not what a schedule keeps."""
    sign = cursor.take(Kind.RANGE)
    place = cursor.place
    if not sign or not (found := _clock(cursor, period, before)) or isinstance(found, Part):
        return None
    if isinstance(found, Trouble):
        return found
    return ("到" if sign.text in "-~" else sign.text) + "".join(
        cursor.peek(index - cursor.place).text for index in range(place, cursor.place)
    )


def _clock(cursor: Cursor, inherited: str = "", before: int = -1) -> tuple[int, str] | Part | Trouble | None:
    """One time with its part of the day."""
    period = _period(cursor)
    place = cursor.place
    cursor.skip(*((Kind.NOISE,) if period else ()))
    said = cursor.attempt(_hour)
    if said is None:
        cursor.place = place
        return Part(period) if period and not inherited else None
    if isinstance(said, Trouble):
        return said
    if cursor.peek().text in {"pm", "am"}:
        period = {"pm": "afternoon", "am": "forenoon"}[cursor.peek().text]
        cursor.place += 1
    return _placed(said, period, inherited, before)


def _period(cursor: Cursor) -> str:
    """The part of the day, and 早 or 晚 before a number."""
    token = cursor.take(Kind.PERIOD)
    if token is None and cursor.peek().text in {"早", "晚"} and cursor.peek(1).kind in {Kind.NUMBER, Kind.LESS}:
        token = cursor.peek()
        cursor.place += 1
    if token is None:
        return ""
    return {"早": "morning", "晚": "evening"}.get(token.text) or str(token.value)


def _placed(said: _Hour, period: str, inherited: str, before: int) -> tuple[int, str] | Trouble:
    """The time within the day."""
    if said.hour > 24 or said.minute > 59 or (said.hour == 24 and said.minute):
        return Trouble("impossible", "time")
    if not period and inherited:
        return _carried(said, inherited, before)
    hour = _hour_of(said, period)
    if hour is None:
        return Trouble("impossible", "time")
    if hour < 0:
        return Trouble("ambiguous", "half-of-day" if not period else "night")
    return hour * 60 + said.minute, period


def _carried(said: _Hour, inherited: str, before: int) -> tuple[int, str] | Trouble:
    """A time after another one: of the same part of the day where that is later, else as it stands on a clock."""
    hour = _hour_of(said, inherited)
    if hour is not None and hour >= 0 and hour * 60 + said.minute > before:
        return hour * 60 + said.minute, inherited
    if said.hour > 12 or said.exact:
        return said.hour * 60 + said.minute, ""
    return Trouble("ambiguous", "half-of-day")


def _hour_of(said: _Hour, period: str) -> int | None:
    """The hour of the day; nothing where the part of the day has no such hour, -1 where two hours may be meant."""
    hour = said.hour
    if not period:
        return -1 if hour in _EARLY_HOURS and not said.exact else hour
    if period in _LATER:
        return _later(hour, period)
    if period == "noon":
        return hour + 12 if hour in {1, 2} else hour if hour in {11, 12, 13, 14} else None
    if period == "midnight":
        return {12: 24, 24: 24, 0: 24, 10: 22, 11: 23, 22: 22, 23: 23}.get(hour, -1 if hour < 6 else None)
    return _earlier(hour, period)


def _earlier(hour: int, period: str) -> int | None:
    """Hours from midnight to noon."""
    if period == "dawn":
        return 0 if hour == 12 else hour if hour <= 6 else None
    if period == "forenoon":
        return hour if 5 <= hour <= 12 else -1 if hour < 5 else None
    return hour if 4 <= hour <= 11 else -1 if hour in {1, 2, 3, 12} else None


def _later(hour: int, period: str) -> int | None:
    """Hours from noon to midnight."""
    if period == "evening" and hour in {12, 0, 24}:
        return 24
    if period == "evening" and 1 <= hour <= 4:
        return -1
    if hour >= 13:
        return hour if hour < 24 and (period == "evening") <= (hour >= 17) else None
    if hour == 12:
        return 12 if period == "afternoon" else None
    earliest, latest = {"afternoon": (1, 7), "dusk": (4, 8), "evening": (5, 11)}[period]
    return hour + 12 if earliest <= hour <= latest else None


def _hour(cursor: Cursor) -> _Hour | Trouble | None:
    """The hour with its minutes."""
    if cursor.take(Kind.LESS):
        return _missing_first(cursor)
    hour = cursor.take(Kind.NUMBER)
    if hour is None:
        return None
    if hour.number is None:
        return _two_hours(cursor, hour)
    sign = cursor.take(Kind.CLOCK)
    if sign is None:
        return _Hour(hour.number, 0, exact=False) if cursor.peek().text in {"pm", "am"} else None
    rule = _digital if sign.text == ":" else _spoken
    return rule(cursor, hour.number, hour.text)


def _two_hours(cursor: Cursor, hour: Token) -> Trouble | None:
    """三四点 is no time."""
    if hour.text.isascii() or not cursor.take(Kind.CLOCK):
        return None
    cursor.take(Kind.HALF)
    return Trouble("ambiguous", "inexact-time")


def _digital(cursor: Cursor, hour: int, typed: str) -> _Hour | None:
    """15:00 and 15:00:00."""
    minute = cursor.take(Kind.NUMBER)
    if not minute or minute.number is None or not minute.text.isascii() or len(minute.text) != 2:
        return None
    if cursor.peek().text == ":" and cursor.peek(1).text == "00":
        cursor.place += 2
    return _Hour(hour, minute.number, exact=len(typed) == 2)


def _spoken(cursor: Cursor, hour: int, typed: str) -> _Hour | Trouble | None:
    """三点, 三点半, 三点一刻, 三点二十, 三点零五分, 三点过五分, 三点差五分."""
    exact = typed.startswith(("0", "零"))
    if cursor.peek().kind == Kind.HALF and not _half_of_something(cursor):
        cursor.place += 1
        return _Hour(hour, 30, exact)
    if cursor.peek().kind == Kind.LESS and (less := cursor.attempt(_less)):
        return _Hour(hour - 1, 60 - less, exact) if hour and less < 60 else Trouble("impossible", "time")
    cursor.take_text("整", "钟")
    place = cursor.place
    passed = cursor.take(Kind.PASSING)
    minutes = cursor.attempt(lambda here: _minutes(here, said=passed is not None))
    if minutes is None:
        cursor.place = place
        return _Hour(hour, 0, exact)
    return _Hour(hour, minutes, exact)


def _half_of_something(cursor: Cursor) -> bool:
    """三点 半小时前: half of what follows, not of the hour before."""
    ahead = 2 if cursor.peek(1).kind == Kind.MEASURE else 1
    unit = cursor.peek(ahead)
    return unit.kind == Kind.UNIT and unit.value in {"hour", "month", "day"}


def _minutes(cursor: Cursor, *, said: bool) -> int | None:
    """The minutes after an hour; without 分 only where nothing else can be counted."""
    token = cursor.take(Kind.NUMBER)
    if not token or token.number is None or not (cursor.touches(-1) or cursor.peek().kind == Kind.MINUTE):
        return None
    if cursor.take_text("刻"):
        return token.number * 15
    if cursor.take(Kind.MINUTE):
        cursor.take_text("钟")
        return token.number
    if cursor.peek().text == "分钟":
        cursor.place += 1
        return token.number if said else None
    bare = cursor.peek().kind not in _NEVER_MINUTES and len(token.text) > 1
    return token.number if bare or said else None


def _less(cursor: Cursor) -> int | None:
    """差五分, 差一刻: minutes still missing."""
    cursor.take(Kind.LESS)
    token = cursor.take(Kind.NUMBER)
    if not token or token.number is None:
        return None
    if cursor.take_text("刻", "刻钟"):
        return token.number * 15
    return token.number if cursor.take(Kind.MINUTE) or cursor.take_text("分钟") else None


def _missing_first(cursor: Cursor) -> _Hour | None:
    """差五分三点."""
    cursor.place -= 1
    less = _less(cursor)
    cursor.take_text("到")
    hour = cursor.take(Kind.NUMBER)
    if not less or not hour or not hour.number or cursor.peek().kind != Kind.CLOCK:
        return None
    cursor.place += 1
    cursor.take_text("整", "钟")
    return _Hour(hour.number - 1, 60 - less, exact=False) if less < 60 else None
