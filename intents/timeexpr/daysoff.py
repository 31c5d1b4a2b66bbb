"""What days off do to a date, in the sentence: 遇节假日顺延, 碰上休息日就提前, 放假就跳过, 节假日照常."""

import re
from dataclasses import dataclass

_FIRST = frozenset("遇碰逢赶撞恰正刚是适落如若要假凡但万法节公双周非放休国长每不")
"""What such a phrase begins with; nothing else is looked at."""
_DAYS = (
    "(?:国家)?(?:法定)?(?:节假日|节日|假日|休息日|公休日|双休日|放假日|周末|周六日|周六周日|周六、周日|非工作日|"
    "长假|假期|放假|不上班)"
)
_MEETS = (
    "(?:每逢|每遇|遇见|遇到|遇上|遇|碰到|碰上|碰着|碰|逢|赶上|赶到|撞上|恰逢|正逢|适逢|正好是|"
    "恰好是|刚好是|正赶上|落在|落到|是)"
)
_IF = "(?:如果|如|若|若是|要是|假如|凡|凡是|但|但是|万一)?"
_WHEN = "(?:的话|的时候|时候|时|当天|那天|期间|了)?"
_THEN = "(?:[ ,]*(?:会议|会|时间|日期)?(?:就|则|都|便|也|自动|一律|统一|相应|依次|仍然|仍|还是|还)){0,6}"
_WORK = "(?:工作日|上班日|上班(?:那天|第一天|那一天)?)"
_TO_NEXT = (
    f"(?:到|至)?(?:下一?个?{_WORK}|节后第一个?{_WORK}|节后第一天|后一个?{_WORK}|之后的?第一个?{_WORK}|"
    f"假期后第一个?{_WORK}|{_WORK})?"
)
_TO_LAST = (
    f"(?:到|至)?(?:上一?个?{_WORK}|前一?个?{_WORK}|节前最后一个?{_WORK}|节前|之前的?(?:最后一个?)?{_WORK}|{_WORK})?"
)
_NEXT = (
    f"(?:往后|向后)?(?:顺延|延后|推迟|延期|后延|推后|后推|往后推|往后延|往后挪){_TO_NEXT}|"
    f"(?:改|挪|调|延|推)(?:到|至)(?:下一?个?{_WORK}|节后第一个?{_WORK}|节后第一天|之后的?第一个?{_WORK})"
)
_LAST = (
    f"(?:提前|提早|往前提|往前挪|往前移|前移|前挪|向前提){_TO_LAST}|"
    f"(?:改|挪|调)(?:到|至)(?:上一?个?{_WORK}|前一?个?{_WORK}|节前最后一个?{_WORK}|节前)"
)
_SKIP = (
    "跳过|取消|停开|停办|停一次|暂停一次|暂停|免开|作罢|不算|"
    "(?:不用|不必|不)(?:开会|开|办|搞|提醒|交|学|上|升|去|进行|举行|安排)"
)
_AS_IS = "照常|照旧|照开|照办|照样|不变|不调整|不顺延|不受影响|正常|如常|依旧|不改"
_TAIL = "(?:进行|举行|召开|开展|开会|开|办|提醒|就行|就好|即可|一次|处理|执行|[了吧啊哈呗的])*"
_END = "(?=$|[ ,。!?;、\\n()…~]|提前|会前|提醒|通知|请|麻烦|谢谢|辛苦)"
_NAMED = f"{_IF}{_MEETS}?(?:了)?{_DAYS}(?:(?:或者|或是|或|和|及|与|、)(?:{_MEETS})?{_DAYS})*{_WHEN}{_THEN}[ ,]*"
_WHOLE = tuple(
    (policy, re.compile(f"{_NAMED}(?:{action}){_TAIL}{_END}"))
    for policy, action in (("next", _NEXT), ("previous", _LAST), ("skip", _SKIP), ("as-is", _AS_IS))
)
_ONLY = re.compile(
    f"{_IF}(?:遇见|遇到|遇上|遇|碰到|碰上|碰着|赶上|撞上|恰逢|正逢|适逢|正赶上)(?:了)?{_DAYS}|"
    "逢(?:法定)?(?:节假日|节日|假日|休息日)|(?:放假|休息日|假期|假日)了?(?:就|则)"
)


@dataclass(frozen=True, slots=True)
class DaysOffSaid:
    """A phrase about days off: what they do, or nothing where it says what no policy does, and where it ends."""

    policy: str
    end: int


def days_off(text: str, place: int) -> DaysOffSaid | None:
    """The phrase that begins at a place of a folded sentence."""
    if text[place] not in _FIRST:
        return None
    for policy, pattern in _WHOLE:
        if found := pattern.match(text, place):
            return DaysOffSaid(policy, found.end())
    only = _ONLY.match(text, place)
    return DaysOffSaid("", only.end()) if only else None
