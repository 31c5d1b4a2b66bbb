"""How long: 半小时, 一个半小时, 两小时三十分钟, 一刻钟, 三天, 两周, 一个月."""

from intents.timeexpr.cursor import Cursor
from intents.timeexpr.pieces import Duration
from intents.timeexpr.vocabulary import Kind

_MINUTES = {"hour": 60, "minute": 1, "ke": 15}
_DAYS = {"day": 1, "week": 7}
_LONGEST = 1200
"""Months: nobody plans beyond a century."""
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def duration(cursor: Cursor) -> Duration | None:
    """A length of time; nothing where it is said inexactly or is none."""
    first = cursor.attempt(_one)
    if first is None:
        return None
    if first.minutes >= 60 and not first.minutes % 60:
        second = cursor.attempt(_one)
        if second and 0 < second.minutes < 60:
            return Duration(minutes=first.minutes + second.minutes)
        if second:
            cursor.place -= 2
    return first


def _one(cursor: Cursor) -> Duration | None:
    """A number and its unit, with a half on either side of the unit."""
    if cursor.peek().text == "半年":
        cursor.place += 1
        return Duration(months=6)
    half_first = cursor.take(Kind.HALF)
    number = None if half_first else cursor.take(Kind.NUMBER)
    if not half_first and (not number or number.number is None):
        return None
    cursor.take(Kind.MEASURE)
    doubled = 1 if half_first else 2 * (number.number or 0) if number else 0
    if not half_first and cursor.take(Kind.HALF):
        doubled += 1
    unit = _unit(cursor)
    if not unit:
        return None
    half_last = cursor.peek().kind == Kind.HALF and cursor.touches() and not half_first and unit in {"hour", "day"}
    if half_last and cursor.peek(1).kind not in {Kind.UNIT, Kind.MEASURE}:
        cursor.place += 1
        doubled += 1
    return _measured(doubled, unit)


def _unit(cursor: Cursor) -> str:
    """The unit; 分 for minutes. 日 is the sign of a date: 20日前 is no length of time."""
    token = cursor.take(Kind.UNIT, Kind.MINUTE)
    if token is None:
        return ""
    return "minute" if token.kind == Kind.MINUTE else str(token.value)


def _measured(doubled: int, unit: str) -> Duration | None:
    """Half units into a duration; nothing where half of it is no fixed length, and nothing for 0."""
    if not 0 < doubled <= 20_000:
        return None
    if unit in _MINUTES:
        minutes = doubled * _MINUTES[unit]
        return None if minutes % 2 else Duration(minutes=minutes // 2)
    if unit == "day" and doubled % 2:
        return Duration(minutes=doubled * 720)
    if doubled % 2 or unit not in _DAYS | _MONTHS:
        return None
    if unit in _DAYS:
        return Duration(days=doubled // 2 * _DAYS[unit])
    months = doubled // 2 * _MONTHS[unit]
    return Duration(months=months) if months <= _LONGEST else None
