"""Days as they are named: 明天, 周一三五, 5号和20号, 最后一个周五, 倒数第二个工作日, 正月十五, 国庆节."""

from intents.timeexpr.cursor import Cursor
from intents.timeexpr.numerals import WEEKDAYS
from intents.timeexpr.pieces import (
    Day,
    LunarDate,
    MonthDays,
    Named,
    NextWorkday,
    NthDays,
    NthWeekday,
    NthWorkday,
    Offset,
    Trouble,
    Weekdays,
    Weekend,
    Workdays,
)
from intents.timeexpr.vocabulary import Kind

_MOST = 31
"""More days than a list of days can hold."""
_NO_WEEKDAY = frozenset({Kind.CLOCK, Kind.SIGN, Kind.UNIT, Kind.MEASURE, Kind.TIMES, Kind.MINUTE, Kind.RANGE})


def day(cursor: Cursor) -> Day | Trouble | None:
    """The next day or days that the tokens name."""
    for rule in (_simple, _last_days, _nth, lunar, weekdays, _month_days):
        found = cursor.attempt(rule)
        if found is not None:
            return found
    return None


def _simple(cursor: Cursor) -> Day | None:
    """Days of one word."""
    token = cursor.take(Kind.OFFSET, Kind.WORKDAY, Kind.NEXT_WORKDAY, Kind.FESTIVAL, Kind.WEEKEND)
    if token is None:
        return None
    if isinstance(token.value, int) and token.kind == Kind.OFFSET:
        return Offset(token.value)
    simple: dict[Kind, Day] = {
        Kind.WORKDAY: Workdays(),
        Kind.NEXT_WORKDAY: NextWorkday(),
        Kind.WEEKEND: Weekend(),
    }
    return simple.get(token.kind) or Named(token.text)


def _last_days(cursor: Cursor) -> NthDays | None:
    """月底, 季度末, and the same said twice: 月底最后一天."""
    token = cursor.take(Kind.END)
    if token is None or not token.value:
        return None
    cursor.take_text("的")
    again = cursor.attempt(_nth)
    if again is not None and not (isinstance(again, NthDays) and again.places == (-1,)):
        return None
    return NthDays((-1,), str(token.value))


def end_of_scope(cursor: Cursor) -> NthDays | None:
    """末 behind 每季度 or 每月."""
    token = cursor.take(Kind.END)
    if token is None or token.value:
        return None
    cursor.attempt(_nth)
    return NthDays((-1,))


def places(cursor: Cursor) -> tuple[int, ...] | None:
    """第一个, 第一、三个, 首, 最后一个, 倒数第二: by number, negative from the end."""
    found = cursor.attempt(_place)
    if found is None:
        return None
    numbers = [found]
    while len(numbers) < _MOST and (following := cursor.attempt(_next_place)):
        numbers.append(following)
    cursor.take(Kind.MEASURE)
    return tuple(numbers)


def _place(cursor: Cursor) -> int | None:
    if cursor.take(Kind.FIRST):
        cursor.take_text("一")
        return 1
    if cursor.take(Kind.LAST):
        token = cursor.take(Kind.NUMBER)
        return -1 if token is None or token.number == 1 else None
    back = cursor.take(Kind.BACK)
    if cursor.take(Kind.ORDINAL) or back:
        token = cursor.take(Kind.NUMBER)
        if token and token.number and token.number <= 366:
            return -token.number if back else token.number
    return None


def _next_place(cursor: Cursor) -> int | None:
    """和第三, and 、三 where the measure word follows later."""
    cursor.take(Kind.MEASURE)
    if not cursor.take(Kind.AND):
        return None
    found = cursor.attempt(_place)
    if found is not None:
        return found
    token = cursor.take(Kind.NUMBER)
    if token and token.number and cursor.peek().kind in {Kind.MEASURE, Kind.AND, Kind.UNIT}:
        return token.number
    return None


def _nth(cursor: Cursor) -> Day | Trouble | None:
    """The n-th day, weekday or working day of what was named before."""
    numbers = places(cursor)
    if numbers is None:
        return None
    if cursor.take(Kind.WORKDAY):
        return NthWorkday(numbers[0]) if len(numbers) == 1 else Trouble("not-understood", "several-workdays")
    if cursor.take_text("天", "日"):
        return NthDays(numbers)
    found = cursor.attempt(weekdays)
    if isinstance(found, Weekdays):
        return NthWeekday(numbers, found.days)
    return found or _nth_week(cursor)


def _nth_week(cursor: Cursor) -> Trouble | None:
    """第二周 can be counted in two ways, and so can a weekend."""
    if cursor.take(Kind.WEEKEND):
        return Trouble("ambiguous", "weekend")
    week = cursor.take(Kind.UNIT)
    counted = cursor.peek(-2).kind in {Kind.MEASURE, Kind.NUMBER, Kind.FIRST, Kind.LAST}
    return Trouble("ambiguous", "nth-week") if week and week.value == "week" and counted else None


def lunar(cursor: Cursor) -> Day | Trouble | None:
    """农历八月十五, 正月初一, 腊月二十三; 初五 alone names no month."""
    said = cursor.take(Kind.LUNAR)
    month = _lunar_month(cursor)
    festival = cursor.take(Kind.FESTIVAL) if said and month is None else None
    if festival:
        return Named(festival.text)
    sign = cursor.take(Kind.LUNAR_DAY)
    token = cursor.take(Kind.NUMBER)
    if month is None and (said or sign) and token:
        return Trouble("ambiguous", "lunar-month")
    if month is None or token is None or token.number is None:
        return None
    if not said and not sign and cursor.peek(-2).kind != Kind.LUNAR_MONTH:
        return None
    cursor.take(Kind.SIGN)
    return LunarDate(month, token.number) if 1 <= token.number <= 30 and month <= 12 else Trouble("impossible", "date")


def _lunar_month(cursor: Cursor) -> int | None:
    token = cursor.take(Kind.LUNAR_MONTH)
    if token and isinstance(token.value, int):
        return token.value
    if cursor.peek().kind == Kind.NUMBER and cursor.peek(1).text == "月" and cursor.peek().number:
        follows = cursor.peek(2).kind
        if cursor.peek(-1).kind == Kind.LUNAR or follows == Kind.LUNAR_DAY:
            cursor.place += 2
            return cursor.peek(-2).number
    return None


def _month_days(cursor: Cursor) -> MonthDays | Trouble | None:
    """5号, 5号和20号, 1、11、21号, 1日到3日."""
    numbers: list[int] = []
    spans = False
    while len(numbers) < _MOST:
        token = cursor.take(Kind.NUMBER)
        if token is None or token.number is None:
            return None
        numbers.append(token.number)
        signed = cursor.take(Kind.SIGN) is not None
        if signed and not _more_days(cursor):
            break
        joint = cursor.take(Kind.AND, Kind.RANGE)
        if joint is None:
            return None
        if joint.kind == Kind.RANGE:
            spans = True
    return _checked_days(numbers, spans=spans)


def _more_days(cursor: Cursor) -> bool:
    """Whether another day of the month follows."""
    if cursor.peek().kind not in {Kind.AND, Kind.RANGE}:
        return False
    ahead = 1
    while ahead < 2 * _MOST and cursor.peek(ahead).kind == Kind.NUMBER:
        after = cursor.peek(ahead + 1)
        if after.kind == Kind.SIGN:
            return True
        if after.text != "、":
            return False
        ahead += 2
    return False


def _checked_days(numbers: list[int], *, spans: bool) -> MonthDays | Trouble | None:
    if any(not 1 <= number <= 31 for number in numbers):
        return Trouble("impossible", "date")
    if not spans:
        return MonthDays(tuple(dict.fromkeys(numbers)))
    if len(numbers) != 2 or numbers[0] >= numbers[1]:
        return Trouble("ambiguous", "span")
    return MonthDays(tuple(range(numbers[0], numbers[1] + 1)), together=True)


def weekdays(cursor: Cursor) -> Weekdays | Trouble | None:
    """周三, 周一三五, 周一和周四, 周一到周五; the word for week may stand before already: 下周三."""
    first = cursor.attempt(_weekday_group)
    if first is None or isinstance(first, Trouble):
        return first
    days, compact = list(first), len(first) > 1
    if cursor.peek().kind == Kind.RANGE and (last := cursor.attempt(_range_end)) is not None:
        if isinstance(last, Trouble):
            return last
        length = (last - days[-1]) % 7
        return Weekdays(tuple((days[-1] + step) % 7 for step in range(length + 1)), habit=True)
    while len(days) < _MOST and (following := cursor.attempt(_next_weekdays)) is not None:
        if isinstance(following, Trouble):
            return following
        days += following
    return Weekdays(tuple(sorted(set(days))), habit=compact)


def _weekday_group(cursor: Cursor) -> tuple[int, ...] | Trouble | None:
    """周 with the days behind it."""
    before = cursor.peek(-1)
    near = before.kind == Kind.RELATIVE and isinstance(before.value, tuple) and before.value[0] == "week"
    near = near or (before.kind == Kind.UNIT and before.value == "week")
    week = cursor.peek()
    if week.kind == Kind.UNIT and week.value == "week":
        cursor.place += 1
    elif not near or not cursor.touches():
        return None
    return _week_digits(cursor)


def _week_digits(cursor: Cursor) -> tuple[int, ...] | Trouble | None:
    """The digits of weekdays, and 日 or 天 for Sunday."""
    if cursor.touches() and cursor.take_text("日", "天"):
        return (6,)
    token = cursor.peek()
    if token.kind != Kind.NUMBER or (not cursor.touches() and not token.text.isascii()):
        return None
    following = cursor.peek(1)
    sunday = following.text == "日" and following.start == token.end
    if following.kind in _NO_WEEKDAY - {Kind.RANGE} and following.start == token.end and not sunday:
        if following.kind == Kind.TIMES or token.text.isascii():
            return None
        if following.kind != Kind.UNIT:
            return None
    cursor.place += 1
    if any(digit not in WEEKDAYS for digit in token.text):
        return Trouble("impossible", "weekday") if len(token.text) == 1 else None
    if sunday:
        cursor.place += 1
    return tuple(WEEKDAYS[digit] for digit in token.text) + ((6,) if sunday else ())


def _range_end(cursor: Cursor) -> int | Trouble | None:
    """到周五, 到五."""
    cursor.take(Kind.RANGE)
    if cursor.peek().kind == Kind.UNIT and cursor.peek().value == "week":
        cursor.place += 1
    elif cursor.peek().kind != Kind.NUMBER or cursor.peek(1).kind in _NO_WEEKDAY:
        if not cursor.take_text("日"):
            return None
        return 6
    found = _week_digits(cursor)
    return found[0] if isinstance(found, tuple) and len(found) == 1 else found if isinstance(found, Trouble) else None


def _next_weekdays(cursor: Cursor) -> tuple[int, ...] | Trouble | None:
    """和周四, 周四, 、四."""
    joint = cursor.take(Kind.AND)
    week = cursor.peek()
    if week.kind == Kind.UNIT and week.value == "week" and (joint or cursor.touches()):
        cursor.place += 1
        return _week_digits(cursor)
    single = week.kind == Kind.NUMBER and len(week.text) == 1 and week.text in WEEKDAYS
    if joint and single and cursor.peek(1).kind not in _NO_WEEKDAY:
        cursor.place += 1
        return (WEEKDAYS[week.text],)
    return (6,) if joint and cursor.take_text("日") else None
