"""From a folded sentence to tokens: the longest word at each place, numerals, and single characters for the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from intents.longest import Words
from intents.timeexpr.daysoff import days_off
from intents.timeexpr.festivals import NUMERIC
from intents.timeexpr.numerals import HAN, WEEKDAYS, number
from intents.timeexpr.vocabulary import Kind, words

_DATE = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
DOTTED = re.compile(r"(?<![\d.:/])\d{1,2}\.\d{1,2}(?![\d.])")
"""3.15, which may be a date."""
_DOTTED_DATE = re.compile(
    r"(?<![\d.:/~\-到至])(1[0-2]|0?[1-9])\.(3[01]|[12]\d|0?[1-9])(?![\d.])(?:[日号]|"
    r"(?= +\(?(?:(?:周|星期|礼拜)[一二三四五六日天])?\)? *"
    r"(?:凌晨|清晨|上午|中午|正午|下午|午后|傍晚|早[上晨间]|晚[上间]|夜[里间晚]|"
    r"[早晚](?=[\d一二三四五六七八九十])|\d{1,2} ?[:点时]|[零一二两三四五六七八九十]{1,3}[点时])))"
)
"""3.15 in front of a time of day."""
_DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+(?= *(?:个?(?:小时|钟头|星期|月|季度)|分|天|周|年|点|时))")
_NAMED = re.compile("《[^《》]{1,60}》")
"""A title of a book or a paper, in which no time is said."""
_ROOMS = (*"楼室院线文厅门馆房店桌车令栋座仓库", "会议室", "会客室")
_AFTER_WEEK = frozenset("周期拜")
"""每周一早八点: behind these a numeral is a weekday, whatever word it may begin."""
_COUNTED = "人名位楼层件份条项届章课讲篇本部场组期类步家岁元块万页张支所校级"
_BEGUN = tuple(
    word
    for begun in (
        "组织 组长 组员 组会 人员 人大 人民 人事 部署 部门 部长 场地 场馆 场外 课题 课程 课前 课后 课间",
        "讲课 讲党 讲话 讲述 讲解 讲座 步行 家访 家属 家庭 支部 支委 支书 张贴 项目 条例 章程 期间 期末",
        "所有 校园 级别 位于 届时 届满 元旦 元宵 类别 岁末 万众 本周 本月 本次 本组 本人 本支 份额 楼下 篇幅 页面",
    )
    for word in begun.split()
)
"""Words that begin like what is counted, and are counted by no number: 四十五组织生活会."""
_POINTS = re.compile("意见|要求|建议|希望|体会|说明|措施|注意|内容|问题|感想|思考|启示|关于")
"""What 三点 counts where it is no time."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word at a place of the folded sentence."""

    kind: Kind
    text: str
    start: int
    end: int
    value: object = None

    @property
    def number(self) -> int | None:
        """The value of a numeral."""
        return self.value if isinstance(self.value, int) else None


def tokenise(text: str) -> list[Token]:
    """The tokens of a folded sentence, without spaces."""
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        if text[place].isspace() and text[place] != "\n":
            place += 1
            continue
        for token in _at(text, place):
            tokens.append(token)
            place = token.end
    return list(_split(tokens))


def _at(text: str, place: int) -> list[Token]:
    """The token that begins there; several for a date in digits, two for 今晚."""
    if special := _written(text, place):
        return special
    if said := days_off(text, place):
        kind = Kind.DAYS_OFF if said.policy else Kind.BLOCK
        return [Token(kind, text[place : said.end], place, said.end, said.policy)]
    word = _words().at(text, place, len(text))
    if word[:1] in HAN and text[place - 1 : place] in _AFTER_WEEK:
        word = ""
    if word == "月初" and text[place + 2 : place + 3] in HAN:
        word = "月"
    if word and not (word in NUMERIC and not _stands_alone(text, place, place + len(word))):
        kind, value = _table()[word]
        if kind == Kind.SPOT and isinstance(value, tuple):
            return [
                Token(Kind.OFFSET, word[0], place, place + 1, value[0]),
                Token(Kind.PERIOD, word[1:], place + 1, place + len(word), value[1]),
            ]
        return [Token(kind, word, place, place + len(word), value)]
    if (end := _numeral_end(text, place)) > place:
        return [_numeral(text, place, end)]
    return [Token(Kind.TEXT, text[place], place, place + 1)]


def _written(text: str, place: int) -> list[Token]:
    """A date in digits, a number with decimals, or a title between its marks; nothing where none begins here."""
    if text[place] == "《":
        named = _NAMED.match(text, place)
        return [Token(Kind.TEXT, named[0], place, named.end())] if named else []
    if not text[place].isdigit():
        return []
    if date := _DATE.match(text, place):
        return list(_date(date))
    if dotted := _DOTTED_DATE.match(text, place):
        return list(_month_and_day(dotted[1], dotted[2], *dotted.span()))
    decimal = _DECIMAL.match(text, place)
    return [Token(Kind.NUMBER, decimal[0], place, decimal.end())] if decimal else []


def _date(match: re.Match[str]) -> Iterator[Token]:
    """A date in digits, as if it were written out."""
    year, month, day, short_month, short_day = match.groups()
    start, end = match.span()
    if year:
        yield Token(Kind.NUMBER, year, start, start, int(year))
        yield Token(Kind.UNIT, "年", start, start, "year")
    yield from _month_and_day(month or short_month, day or short_day, start, end)


def _month_and_day(month: str, day: str, start: int, end: int) -> Iterator[Token]:
    yield Token(Kind.NUMBER, month, start, start, int(month))
    yield Token(Kind.UNIT, "月", start, start, "month")
    yield Token(Kind.NUMBER, day, start, start, int(day))
    yield Token(Kind.SIGN, "日", start, end)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether 七一 at this place is a festival and no part of a number, nor a number of anything."""
    after, before = text[end : end + 1], text[start - 1 : start]
    if before in HAN | set("第周期拜:点") - {""} or after in set("月日号点:分个时次年天周人名位项条届") - {""}:
        return before not in HAN | set("第周期拜:点") and after == "年" and text[end : end + 2] == "年底"
    if after in HAN:
        rest = text[end : _numeral_end(text, end)]
        whole = text[start : _numeral_end(text, start)]
        return number(whole) is None and number(rest) is not None
    return True


def _numeral_end(text: str, place: int) -> int:
    """The end of the digits, or of the numeral in words, that begin there."""
    end = place
    if text[place].isascii():
        while end < len(text) and text[end].isascii() and text[end].isdigit():
            end += 1
    else:
        while end < len(text) and text[end] in HAN:
            end += 1
    return end


def _numeral(text: str, start: int, end: int) -> Token:
    """A numeral; or text, where it counts or names what is no time: 3号会议室, 三点意见."""
    after = text[end : end + 1]
    raw = text[start:end]
    if after and after in _COUNTED and not text.startswith(_BEGUN, end):
        return Token(Kind.TEXT, text[start : end + 1], start, end + 1)
    if after == "号" and text[end + 1 :].startswith(_ROOMS):
        return Token(Kind.TEXT, text[start : end + 2], start, end + 2)
    if after == "点" and _POINTS.match(text, end + 1):
        return Token(Kind.TEXT, text[start : end + 1], start, end + 1)
    return Token(Kind.NUMBER, raw, start, end, number(raw))


def _split(tokens: list[Token]) -> Iterator[Token]:
    """周三八点 is 周三 and 八点."""
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else None
        if token.kind == Kind.NUMBER and len(token.text) > 1 and before and _names_week(before, token):
            after = tokens[index + 1] if index + 1 < len(tokens) else None
            yield from _weekdays_and_hour(token, after)
        else:
            yield token


def _names_week(token: Token, numeral: Token) -> bool:
    week = token.kind == Kind.UNIT and token.value == "week"
    relative = token.kind == Kind.RELATIVE and isinstance(token.value, tuple) and token.value[0] == "week"
    return (week or relative) and token.end == numeral.start and numeral.text[0] in WEEKDAYS


def _weekdays_and_hour(token: Token, after: Token | None) -> Iterator[Token]:
    """The digits of weekdays, and the number behind them where an hour, a day or a month needs one."""
    needs = after is not None and after.kind in {Kind.CLOCK, Kind.SIGN, Kind.MINUTE} and after.start == token.end
    needs = needs and not (after is not None and after.kind == Kind.SIGN and after.text == "日")
    if needs and not token.text.isascii():
        for cut in range(1, len(token.text)):
            value = number(token.text[cut:])
            if all(digit in WEEKDAYS for digit in token.text[:cut]) and value is not None:
                middle = token.start + cut
                yield Token(Kind.NUMBER, token.text[:cut], token.start, middle, number(token.text[:cut]))
                yield Token(Kind.NUMBER, token.text[cut:], middle, token.end, value)
                return
    yield token


@cache
def _table() -> dict[str, tuple[Kind, object]]:
    """Every word; of two kinds, the one that is said first."""
    table: dict[str, tuple[Kind, object]] = {}
    for word, kind, value in words():
        table.setdefault(word, (kind, value))
    return table


@cache
def _words() -> Words:
    return Words(_table())
