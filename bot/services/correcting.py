"""What somebody types to correct a card that is open, or to finish a choice that buttons began."""

import re
from dataclasses import dataclass

from bot.domain.series import Series
from bot.services.combining import (
    UNCLEAR_HOURS,
    names_a_day,
    one_line,
    title_in,
    without_asking,
    without_excuse,
)
from bot.services.drafted import Field
from intents.timeexpr.folding import fold
from intents.timeexpr.phrases import pieces
from intents.timeexpr.pieces import DAYS, SCOPES, Clock, Every, Lead, LunarDate, MonthDays, Named, Trouble, Weekdays
from intents.timeexpr.rules import RRule
from intents.timeexpr.tokens import tokenise

_LONGEST = 120
"""Characters of a correction at most: whoever writes more tells a case."""
_QUESTION = re.compile("[?？]|[吗呢么]|哪|什|啥|怎|谁|多久|多少|几(?!点)|是否|能否|能不能|可不可以|有没有|要不要|如何")
_MANAGING = re.compile("取消|删|停|关[掉闭]|不开|请假|迟到|结束|作废")
"""Said of what is set already, or of somebody, and not of what a card is to say."""
_CHANGING = re.compile("取消|推[迟后]|延[期后迟]|[改挪换调]到|改[成为期]|调整到|提前到|删[掉除]|停掉|暂停")
_SET = re.compile("会|学习|提醒|党课|党日|活动|安排|日程")
_TELLING = re.compile("已经|昨|上周|上次|上个?月|去年|之前|以前|通知|请假|听说|能|可以|应|规定|行不行|好不好|算|合")
_TO = "(?:改[成为到]|换[成为到]|叫做?|写成|[:：])"
_TITLE = re.compile(f"^(?:把)?(?:标题|名称|名字|会名|题目)(?:应该|应当)?(?:{_TO}|是)[:： ]*(.+)$")
_VENUE = re.compile(f"^(?:把)?(?:会议)?地[点址](?:应该|应当)?(?:{_TO}|设在|定在|在|是|为)[:： ]*(.+)$")
_NUMBER = re.compile("^(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?:[号日])?(?=$|[,，、 上下早中晚凌傍])")
_WEEK = re.compile("^(?:周|星期|礼拜)")
_PLAIN_DAYS = tuple(set(DAYS) - {Named, LunarDate})
"""A festival by its name alone is rather looked up than meant as a date."""


_LONGEST_ORDER = 40
"""Characters of an order about what is set."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What of a card is to be different."""

    field: Field
    text: str


def correction_in(text: str) -> Correction | None:
    """The correction that a text is, of nothing but a title, a place, a time or lead times; none where it may be
    anything else, or asks a question."""
    said = without_excuse(one_line(text))
    if len(said) > _LONGEST or _QUESTION.search(said):
        return None
    for pattern, field in ((_TITLE, Field.TITLE), (_VENUE, Field.VENUE)):
        found = pattern.match(said)
        if found:
            return Correction(field, found[1].strip())
    if _MANAGING.search(said):
        return None
    rest = without_asking(said)
    return _time_in(rest, marked=rest != one_line(text).rstrip("。.!！ "))


def is_about_what_is_set(text: str) -> bool:
    """Whether a text wants something else of what stands in the calendar already, by its day: 周三的会推迟一小时."""
    said = one_line(text)
    if len(said) > _LONGEST_ORDER or _QUESTION.search(said) or _TELLING.search(said):
        return False
    return _CHANGING.search(said) is not None and _SET.search(said) is not None and names_a_day(said)


def _time_in(text: str, *, marked: bool) -> Correction | None:
    """A time or lead times, and nothing beside them; where no word says that it corrects, as clear as can be."""
    text = spelt_leads(text)
    found = _said(text)
    if not found or title_in(text):
        return None
    unclear = [each for each in found if isinstance(each, Trouble)]
    if any(isinstance(each, (Clock, *_PLAIN_DAYS, Every)) for each in found):
        return Correction(Field.RULE, text)
    if unclear and all(each.note in UNCLEAR_HOURS for each in unclear):
        return Correction(Field.RULE, text)
    if any(isinstance(each, Lead) for each in found):
        return Correction(Field.LEADS, text)
    told = marked and any(isinstance(each, (*DAYS, *SCOPES, Trouble)) for each in found)
    return Correction(Field.RULE, text) if told else None


def spelt_leads(text: str) -> str:
    """Lead times with 半天 and 一个月 in units of which every reader knows the length."""
    return re.sub("[一1]个月", "30天", re.sub("半天", "12小时", text))


def begun_with(begun: str, answer: str) -> str:
    """An answer with the half of a rhythm that was chosen before it: 每月第一个, and then 周三. What names a rhythm or
    a week by itself stays as it is."""
    if not begun or any(isinstance(piece, SCOPES) for piece in _said(answer)):
        return answer
    number = _NUMBER.match(answer)
    joined = f"{begun}{answer}"
    if begun.endswith("周") and _WEEK.match(answer):
        joined = f"{begun.removesuffix('周')}{answer}"
    elif number and begun == "每月":
        day = number[0] if number[0].endswith(("号", "日")) else f"{number[0]}号"
        joined = f"{begun}{day}{answer[number.end() :]}"
    return joined if any(isinstance(piece, DAYS) for piece in _said(joined)) else answer


def in_rhythm(series: Series, answer: str) -> str:
    """Another day for a series that recurs each week or month, as one that recurs: 周三 on the card of 每周五."""
    found = _said(answer)
    if any(isinstance(piece, SCOPES) for piece in found) or not isinstance(series.rule, RRule):
        return answer
    parts = dict(part.partition("=")[::2] for part in series.rule.text.split(";"))
    interval = parts.get("INTERVAL", "1")
    days = [piece for piece in found if isinstance(piece, DAYS)]
    if parts["FREQ"] == "WEEKLY" and days and all(isinstance(day, Weekdays) for day in days) and _WEEK.match(answer):
        return f"每{answer}" if interval == "1" else f"每{interval}周的{answer}"
    if parts["FREQ"] == "MONTHLY" and "BYMONTH" not in parts and days and isinstance(days[0], MonthDays):
        return f"每月{answer}" if interval == "1" else f"每{interval}个月{answer}"
    return answer


def denies(answer: str) -> bool:
    """Whether an answer says what is not to be: that is no new time, whatever times it names."""
    return names_a_day(answer) and re.search("[不别没]", title_in(answer)) is not None


def _said(text: str) -> list[object]:
    """What the reader finds of time in a text."""
    return [found.piece for found in pieces(tokenise(fold(text).text))]
