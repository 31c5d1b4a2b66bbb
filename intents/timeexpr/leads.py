"""How long before the meeting to give notice: 提前一天和提前一小时, 会前10分钟, 前一天晚上8点."""

from intents.timeexpr.clock import clocks
from intents.timeexpr.cursor import Cursor
from intents.timeexpr.durations import duration
from intents.timeexpr.pieces import Clock, Duration, Lead, Trouble
from intents.timeexpr.vocabulary import Kind

_MOST = 12
_SILENT = (Kind.NOISE,)


def leads(cursor: Cursor) -> tuple[Lead, ...] | Trouble | None:
    """One or more lead times."""
    first = cursor.attempt(_first)
    if first is None or isinstance(first, Trouble):
        return first
    found = [first]
    while len(found) < _MOST and (following := cursor.attempt(_next)) is not None:
        if isinstance(following, Trouble):
            return following
        found.append(following)
    if cursor.peek().kind in {Kind.NUMBER, Kind.HALF} and cursor.attempt(duration):
        return Trouble("ambiguous", "lead")
    return tuple(found)


def _first(cursor: Cursor) -> Lead | Trouble | None:
    """提前一天, 会前半小时, 前10分钟, 10分钟前, 头一天晚上8点."""
    eve = cursor.take(Kind.EVE)
    if eve is not None:
        return _at(cursor, Duration(days=1))
    word = cursor.take(Kind.AHEAD, Kind.BEFORE)
    if word is not None:
        cursor.take(Kind.AHEAD)
        cursor.skip(*_SILENT)
        length = _length(cursor)
        return length if length is None or isinstance(length, Trouble) else _at(cursor, length)
    length = cursor.attempt(duration)
    return _at(cursor, length) if length and cursor.take(Kind.BEFORE) else None


def _length(cursor: Cursor) -> Duration | Trouble | None:
    """The duration; 提前几天 leaves it open, and working days are no fixed length."""
    if cursor.peek().kind == Kind.VAGUE:
        cursor.place += 1
        return Trouble("ambiguous", "lead")
    if cursor.peek().kind == Kind.NUMBER and Kind.WORKDAY in {cursor.peek(1).kind, cursor.peek(2).kind}:
        return Trouble("not-understood", "lead-workdays")
    return cursor.attempt(duration)


def _next(cursor: Cursor) -> Lead | Trouble | None:
    """Another one, after 和, a comma or straight on."""
    joint = cursor.take(Kind.AND)
    if joint is None:
        cursor.take_text(",")
    if joint and cursor.take_text("当天", "当日"):
        time = cursor.attempt(clocks)
        single = isinstance(time, Clock) and len(time.minutes) == 1
        return Lead(Duration(), time.minutes[0]) if isinstance(time, Clock) and single else Trouble("ambiguous", "lead")
    cursor.skip(*_SILENT)
    if cursor.take(Kind.ON_TIME):
        return Lead(Duration()) if joint else None
    found = cursor.attempt(_first)
    if found is not None or joint is None:
        return found
    length = cursor.attempt(duration)
    if length is None:
        return None
    cursor.take(Kind.BEFORE)
    return _at(cursor, length)


def _at(cursor: Cursor, length: Duration) -> Lead | Trouble | None:
    """A lead, with the time of that day where one is named: then the day counts, not the hours."""
    if length.months or not (length.days or length.minutes):
        return Trouble("not-understood", "lead-months")
    cursor.take(Kind.BEFORE)
    if not length.days or cursor.peek().kind not in {Kind.PERIOD, Kind.NUMBER, Kind.NOISE, Kind.LESS, Kind.TEXT}:
        return Lead(length)
    place = cursor.place
    cursor.skip(*_SILENT)
    time = clocks(cursor)
    if isinstance(time, Clock) and len(time.minutes) == 1:
        return Lead(length, time.minutes[0])
    if time is not None:
        return time if isinstance(time, Trouble) else Trouble("ambiguous", "lead-time")
    cursor.place = place
    return Lead(length)
