"""From tokens to the pieces of a schedule, from left to right; what is none of them stays for the title."""

from collections.abc import Callable, Sequence

from intents.timeexpr.clock import clocks
from intents.timeexpr.cursor import Cursor
from intents.timeexpr.days import day, end_of_scope
from intents.timeexpr.durations import duration
from intents.timeexpr.leads import leads
from intents.timeexpr.pieces import (
    DAYS,
    SCOPES,
    After,
    Clock,
    Count,
    DaysOff,
    Every,
    Found,
    Frame,
    Joint,
    Lead,
    Noise,
    NthDays,
    Part,
    Shift,
    Trouble,
    Weekdays,
)
from intents.timeexpr.scopes import scope
from intents.timeexpr.tokens import Token
from intents.timeexpr.vocabulary import Kind

_Rule = Callable[[Cursor, object], object | None]
_MOST_PARTS = 4
_NUMBERED = frozenset({Kind.RELATIVE, Kind.UNIT, Kind.LUNAR, Kind.LUNAR_MONTH, Kind.LUNAR_DAY, Kind.ORDINAL})
"""What a number may belong to that stands behind it."""
_MARKS = {Kind.VAGUE: ("ambiguous", True), Kind.BLOCK: ("not-understood", False)}


def pieces(tokens: list[Token]) -> list[Found]:
    """What the tokens say about the time, with the places of it."""
    cursor = Cursor(tokens)
    found: list[Found] = []
    while not cursor.ended:
        start = cursor.place
        part = _part(cursor, found[-1] if found and _adjacent(cursor, found[-1]) else None)
        if part is None:
            cursor.place = start + 1
            continue
        first, last = tokens[start], tokens[cursor.place - 1]
        parts = part if isinstance(part, tuple) else (part,)
        found += [Found(piece, first.start, last.end) for piece in parts]
    return found


def _adjacent(cursor: Cursor, before: Found) -> bool:
    """Whether nothing stands between the piece before and the next token."""
    return cursor.peek(-1).end == before.end


def _part(cursor: Cursor, before: Found | None) -> object | None:
    """The next piece, if one begins here."""
    if _begins_nothing(cursor):
        return None
    last = before.piece if before else None
    if cursor.peek().kind in _FEW:
        return _first_found(cursor, _FEW_RULES, last)
    return _first_found(cursor, _RULES, last)


def _first_found(cursor: Cursor, rules: Sequence[_Rule], last: object) -> object | None:
    """What the first of some rules finds that finds anything."""
    for rule in rules:
        place = cursor.place
        found = rule(cursor, last)
        if found is not None:
            return found
        cursor.place = place
    return None


def _begins_nothing(cursor: Cursor) -> bool:
    """Whether the token can be seen to begin nothing: so most of a long text is passed over at once."""
    token = cursor.peek()
    if token.kind == Kind.TEXT:
        return token.text not in {"早", "晚"}
    if token.kind != Kind.NUMBER or cursor.peek(-1).kind in _NUMBERED:
        return False
    following = cursor.peek(1)
    return following.kind == Kind.NUMBER or (following.kind == Kind.TEXT and following.text not in {"pm", "am", "月份"})


def _shift(cursor: Cursor, last: object) -> Shift | None:
    """前三天 and 后一天 right behind a day."""
    if not isinstance(last, DAYS):
        return None
    cursor.take_text("的")
    eve = cursor.take(Kind.EVE)
    if eve is not None:
        return Shift(-1)
    word = cursor.take(Kind.BEFORE, Kind.AFTER)
    length = duration(cursor) if word else None
    if word is None or length is None or not length.days or cursor.peek().text in {"提", "通", "叫", "各"}:
        return None
    return Shift(-length.days if word.kind == Kind.BEFORE else length.days)


def _after(cursor: Cursor) -> After | Trouble | None:
    """半小时后, 再过十分钟, 三天以后."""
    passed = cursor.take(Kind.PASSING)
    place = cursor.place
    length = cursor.attempt(duration)
    if length is None:
        return _inexact_after(cursor, place)
    if cursor.peek().text in {"内", "之内", "以内"}:
        cursor.place += 1
        return Trouble("ambiguous", "within")
    later = cursor.take(Kind.AFTER)
    return After(length) if later or passed else None


def _inexact_after(cursor: Cursor, place: int) -> Trouble | None:
    """两三天后, 半个月后: a length that is no exact one."""
    cursor.place = place
    if not (cursor.take(Kind.NUMBER, Kind.HALF)):
        return None
    cursor.take(Kind.MEASURE)
    unit = cursor.take(Kind.UNIT)
    return Trouble("ambiguous", "inexact-time") if unit and cursor.take(Kind.AFTER) else None


def _frame(cursor: Cursor) -> object | None:
    """从下周一起, 到年底为止, 明天开始, 12月31日截止."""
    opening = cursor.take(Kind.FROM, Kind.UNTIL, Kind.RANGE)
    parts: list[object] = []
    while len(parts) < _MOST_PARTS and cursor.peek().kind not in {Kind.EVERY, Kind.GAP}:
        ending = cursor.attempt(end_of_scope) if parts else None
        part = ending or cursor.attempt(scope) or cursor.attempt(day)
        if isinstance(part, Trouble):
            return part if opening else None
        if part is None or isinstance(part, Every):
            break
        parts.append(part)
        cursor.take_text("的")
    if not parts:
        return None
    return _framed(cursor, opening, tuple(parts))


def _framed(cursor: Cursor, opening: Token | None, parts: tuple[object, ...]) -> object | None:
    """Whether the words around the day make it a beginning or an end; 从周一到周五 is neither."""
    if opening and opening.kind == Kind.FROM and isinstance(parts[0], Weekdays) and len(parts[0].days) > 1:
        return parts[0] if len(parts) == 1 else None
    if cursor.take(Kind.ENDING) or (opening and opening.kind in {Kind.RANGE, Kind.UNTIL}):
        return Frame(parts, ends=True)
    begins = cursor.take(Kind.BEGIN)
    if begins is None and (cursor.peek().kind == Kind.AFTER and cursor.peek(1).kind in {Kind.EVERY, Kind.GAP}):
        begins = cursor.take(Kind.AFTER)
    if begins is None and opening and opening.kind == Kind.FROM and _hours_follow(cursor):
        return parts
    if begins or (opening and opening.kind == Kind.FROM):
        return Frame(parts, ends=False)
    if cursor.peek().kind == Kind.UNTIL and cursor.peek().text == "截止" and opening is None:
        return Frame(parts, ends=True) if cursor.take(Kind.UNTIL) else None
    return None


def _hours_follow(cursor: Cursor) -> bool:
    """从明天下午3点到5点: from an hour to an hour of one day, and no series."""
    place = cursor.place
    time = clocks(cursor)
    cursor.place = place
    return isinstance(time, Clock) and time.unread.startswith(("到", "至"))


def _count(cursor: Cursor) -> Count | Noise | Trouble | None:
    """共5次, 总共提醒三次, 5次为止; 提醒一次 says nothing."""
    total = cursor.take(Kind.TOTAL)
    skipped = 0
    while total and skipped < 3 and cursor.peek().kind == Kind.TEXT:
        cursor.place += 1
        skipped += 1
    if cursor.peek(-1).kind == Kind.ORDINAL:
        return None
    token = cursor.take(Kind.NUMBER)
    if token is None or token.number is None or not cursor.take(Kind.TIMES):
        return None
    ending = cursor.take(Kind.ENDING)
    if total or ending:
        return Count(token.number) if token.number else None
    return Noise() if token.number == 1 else Trouble("ambiguous", "several-times")


def _fuzzy(cursor: Cursor, last: object) -> Trouble | Noise | None:
    """前后 and 期间 behind a day; 以后 behind one, and 前 for a deadline."""
    if not isinstance(last, DAYS):
        return None
    if cursor.take(Kind.FUZZY) or cursor.take_text("假期", "长假", "以后", "之后", "后"):
        return Trouble("ambiguous", "inexact-day")
    return Noise() if cursor.take(Kind.BEFORE) else None


def _days_off(cursor: Cursor) -> DaysOff | None:
    """遇节假日顺延."""
    token = cursor.take(Kind.DAYS_OFF)
    return DaysOff(str(token.value)) if token else None


def _mark(cursor: Cursor, last: object) -> Trouble | Joint | Noise | None:
    """Words that join, that say nothing, or that no rule can say."""
    token = cursor.peek()
    cursor.place += 1
    if token.kind in _MARKS:
        reason, weak = _MARKS[token.kind]
        return Trouble(reason, token.text, weak)
    if token.kind == Kind.AND and last is not None:
        return Joint()
    if token.kind == Kind.OR and last is not None:
        return Trouble("ambiguous", "either", weak=not isinstance(last, (*DAYS, Clock)))
    said = isinstance(last, (*SCOPES, *DAYS, Clock, Part, Frame, After, Shift, Noise, Joint, Lead, Count, DaysOff))
    if token.kind == Kind.NOISE or (said and token.kind in {Kind.BEFORE, Kind.STOP}):
        return Noise() if said or token.kind == Kind.NOISE else None
    if token.text in {"以后", "今后", "从此", "往后"}:
        return Noise()
    return None


def _end_of_scope(cursor: Cursor, last: object) -> NthDays | None:
    """末 right behind 每月."""
    return end_of_scope(cursor) if isinstance(last, SCOPES) else None


_RULES: tuple[_Rule, ...] = (
    _shift,
    lambda here, _: _after(here),
    lambda here, _: _frame(here),
    lambda here, _: _count(here),
    lambda here, _: leads(here),
    _end_of_scope,
    lambda here, _: here.attempt(scope),
    _fuzzy,
    lambda here, _: here.attempt(day),
    lambda here, _: clocks(here),
    lambda here, _: _days_off(here),
    _mark,
)
"""In the order in which they are tried; each is told the piece right in front, where one is."""
_FEW = frozenset({Kind.NOISE, Kind.STOP, Kind.VAGUE, Kind.BLOCK, Kind.AND, Kind.OR, Kind.DAYS_OFF})
_FEW_RULES: tuple[_Rule, ...] = (_shift, _fuzzy, lambda here, _: _days_off(here), _mark)
"""What these kinds can begin."""
