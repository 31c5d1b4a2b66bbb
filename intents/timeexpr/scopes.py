"""What a day is counted in: 每月, 每两周, 隔周, 下个月, 明年, 2027年, 12月, 第一个月."""

from intents.timeexpr.cursor import Cursor
from intents.timeexpr.days import places
from intents.timeexpr.pieces import Every, Months, MonthsWithin, Near, Scope, Trouble, Year
from intents.timeexpr.vocabulary import Kind

_TOO_OFTEN = frozenset({"hour", "minute", "ke"})
_MONTH_GOES_ON = frozenset({Kind.EVERY, Kind.GAP, Kind.BEGIN, Kind.ENDING, Kind.ORDINAL, Kind.LAST, Kind.NUMBER})
_MOST = 12
_LONGEST = 100
"""The longest interval."""
_IMPLIED = {
    Kind.PERIOD: "day",
    Kind.WORKDAY: "week",
    Kind.WEEKEND: "week",
    Kind.FESTIVAL: "year",
    Kind.LUNAR_MONTH: "year",
}


def scope(cursor: Cursor) -> Scope | Trouble | None:
    """The next scope that the tokens name."""
    for rule in (_every, _daily_word, _rate, _near, _year, _months, _months_within):
        found = cursor.attempt(rule)
        if found is not None:
            return found
    return None


def _every(cursor: Cursor) -> Scope | Trouble | None:
    """每月, 每两周, 隔周, 每隔一周."""
    word = cursor.take(Kind.EVERY, Kind.GAP)
    if word is None:
        return None
    token = cursor.take(Kind.NUMBER)
    cursor.take(Kind.MEASURE)
    if token is None and cursor.peek().kind == Kind.HALF:
        return _half(cursor)
    if token is not None and cursor.peek().kind == Kind.SIGN:
        return Every("month") if cursor.peek().text == "号" and _give_back(cursor) else None
    unit = _unit(cursor)
    if not unit:
        return _implied(cursor, word.kind, unnumbered=token is None)
    return _counted(cursor, unit, token.number if token else 1, gap=word.kind == Kind.GAP)


def _give_back(cursor: Cursor) -> bool:
    """逢5号: the number is that of the day."""
    cursor.place -= 1
    return True


def _counted(cursor: Cursor, unit: str, interval: int | None, *, gap: bool) -> Every | Trouble:
    """Every so many of a unit; 每隔一周 leaves one out."""
    if unit in _TOO_OFTEN:
        return Trouble("too-often")
    if not interval or interval > _LONGEST:
        return Trouble("not-understood", "interval")
    if gap and interval > 1:
        return Trouble("ambiguous", "gap")
    return _frequency(cursor, Every(unit, interval + gap))


def _half(cursor: Cursor) -> Scope | Trouble | None:
    """每半小时 is too often; 每半个月 is of no fixed length."""
    cursor.take(Kind.HALF)
    cursor.take(Kind.MEASURE)
    unit = _unit(cursor)
    if unit in _TOO_OFTEN:
        return Trouble("too-often")
    return Trouble("ambiguous", "interval") if unit else None


def _unit(cursor: Cursor) -> str:
    """The unit of a scope."""
    token = cursor.take(Kind.UNIT, Kind.SIGN)
    if token is None or token.text in {"号", "刻"}:
        return ""
    return "day" if token.kind == Kind.SIGN else str(token.value)


def _implied(cursor: Cursor, word: Kind, *, unnumbered: bool) -> Every | Trouble | None:
    """每晚, 每个工作日, 每周末, 每个月底: the day that follows says how often."""
    following = cursor.peek()
    if following.kind == Kind.VAGUE:
        return Trouble("ambiguous", "interval")
    if not unnumbered or word == Kind.GAP:
        return None
    unit = _IMPLIED.get(following.kind, "")
    if following.text in {"早", "晚"}:
        unit = "day"
    if following.kind == Kind.END:
        unit = str(following.value)
    return Every(unit) if unit else None


def _daily_word(cursor: Cursor) -> Every | None:
    """天天, 日日, 年年, 月月."""
    first = cursor.take_text("天", "日", "年", "月")
    if first is None or not cursor.take_text(first.text) or not cursor.touches(-1):
        return None
    return Every({"天": "day", "日": "day", "年": "year", "月": "month"}[first.text])


def _rate(cursor: Cursor) -> Every | Trouble | None:
    """一周一次, 两周一次."""
    token = cursor.take(Kind.NUMBER)
    cursor.take(Kind.MEASURE)
    unit = cursor.take(Kind.UNIT)
    if not token or not token.number or not unit or unit.value in _TOO_OFTEN:
        return None
    if cursor.peek().kind != Kind.NUMBER or cursor.peek(1).kind != Kind.TIMES:
        return None
    found = _frequency(cursor, Every(str(unit.value), token.number))
    return found if isinstance(found, Every | Trouble) else None


def _frequency(cursor: Cursor, every: Every) -> Every | Trouble:
    """一次 behind a scope says nothing more; 三次 does not say when."""
    if cursor.peek().kind == Kind.NUMBER and cursor.peek(1).kind == Kind.TIMES:
        times = cursor.peek().number
        cursor.place += 2
        return every if times == 1 else Trouble("ambiguous", "several-times")
    return every


def _near(cursor: Cursor) -> Near | None:
    token = cursor.take(Kind.RELATIVE)
    if token is None or not isinstance(token.value, tuple):
        return None
    unit, shift = token.value
    return Near(str(unit), int(shift))


def _year(cursor: Cursor) -> Year | None:
    """2027年, 二零二七年; 27年 only in front of a month."""
    token = cursor.take(Kind.NUMBER)
    if token is None or token.number is None or not cursor.take_text("年", "年度"):
        return None
    if len(token.text) == 2 and token.text.isascii() and cursor.peek().kind == Kind.NUMBER:
        return Year(2000 + token.number) if cursor.peek(1).text == "月" else None
    return Year(token.number) if len(token.text) == 4 and 1900 <= token.number <= 2200 else None


def _months(cursor: Cursor) -> Months | Trouble | None:
    """12月, 3、6、9、12月, 1月和7月."""
    numbers: list[int] = []
    while len(numbers) < _MOST:
        token = cursor.take(Kind.NUMBER)
        if token is None or token.number is None:
            return None
        numbers.append(token.number)
        month = cursor.take_text("月") or _whole_month(cursor) or _last_day_of_it(cursor)
        if month and not (cursor.peek().kind == Kind.AND and _month_follows(cursor)):
            break
        if not cursor.take(Kind.AND):
            return None
    cursor.take_text("份")
    if any(not 1 <= number <= 12 for number in numbers):
        return Trouble("impossible", "date")
    return Months(tuple(dict.fromkeys(numbers)))


def _whole_month(cursor: Cursor) -> bool:
    """3月份 in front of how often, from when or which day, or as an end; else it is a word of the matter: 3月份党费."""
    if cursor.peek().text != "月份":
        return False
    ahead = 2 if cursor.peek(1).text == "的" else 1
    spans = cursor.peek(1).kind in {Kind.RANGE, Kind.AND} and cursor.peek(2).kind == Kind.NUMBER
    ends = cursor.peek(-2).kind in {Kind.RANGE, Kind.UNTIL, Kind.FROM}
    if not spans and not ends and cursor.peek(ahead).kind not in _MONTH_GOES_ON:
        return False
    cursor.place += 1
    return True


def _last_day_of_it(cursor: Cursor) -> bool:
    """4月底: the word for its last day stays."""
    return cursor.peek().kind == Kind.END and cursor.peek().value == "month"


def _month_follows(cursor: Cursor) -> bool:
    """Whether 和 is followed by another month, which then shares the day."""
    return cursor.peek(1).kind == Kind.NUMBER and cursor.peek(2).text in {"月", "月份", "、"}


def _months_within(cursor: Cursor) -> MonthsWithin | None:
    """第一个月, 首月, 最后一个月 of a quarter or half year."""
    numbers = places(cursor)
    if numbers is None or not cursor.take_text("月", "个月"):
        return None
    return MonthsWithin(numbers)
