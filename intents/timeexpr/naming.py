"""Words of time that are part of what a meeting is about: 讨论每月开几次会, 开天天会."""

import re
from collections.abc import Sequence

from intents.timeexpr.pieces import DAYS, SCOPES, After, Clock, Every, Found, Near, Noise

_MOST = 4
"""Scopes of a sentence in which anything can be told apart."""
_NEAR = 8
"""Characters in which a verb stands in front."""
_TREATED = re.compile(
    "(?:讨论|研究|商量|商议|部署|审议|宣布|解读|修改|制定|统计|填写|公布|介绍|了解|分析)(?:一下|好|了)?$"
)
"""What always has an object."""
_WORKED = re.compile("(?:学习|总结|汇报|通报|检查|整理|研讨|布置|回顾|上报)(?:一下|好|了)?$")
"""What may have one."""
_HELD = re.compile("(?:召开|参加|组织|(?<![召离展公])开)(?:一个|个|好)?$")
_NO_OBJECT = re.compile(
    "都|也|一次|[一二两三四五六七八九十0-9]+[次回]|要|就|再|重复|循环|提醒|通知|各|[吧啊了的]*(?:[,。!?;、 \n]|$)"
)
_NO_THING = re.compile("[开学交去到参召做办打看听写上来]")
_MEETING = re.compile("[^,。!?; \n]{0,8}会")


def without_names(text: str, found: Sequence[Found]) -> list[Found]:
    """The pieces without those that are surely of a title."""
    kept = list(found)
    scopes = [piece for piece in kept if isinstance(piece.piece, Every)]
    if len(scopes) > _MOST:
        return kept
    for piece in scopes:
        run = _run(text, kept, piece)
        rest = [other for other in kept if not run[0].start <= other.start < run[-1].end]
        if _is_object(text, run) and _is_whole(rest):
            kept = rest
    return kept


def _run(text: str, found: Sequence[Found], first: Found) -> list[Found]:
    """A scope and the days right behind it."""
    run = [first]
    for piece in found[found.index(first) + 1 :]:
        if text[run[-1].end : piece.start] or not isinstance(piece.piece, (*DAYS, *SCOPES, Clock)):
            break
        run.append(piece)
    return run


def _is_whole(rest: Sequence[Found]) -> bool:
    """Whether the other pieces say a day and a time of day."""
    day = any(isinstance(piece.piece, (Every, Near, After, *DAYS)) for piece in rest)
    return day and any(isinstance(piece.piece, Clock) for piece in rest)


def _is_object(text: str, run: Sequence[Found]) -> bool:
    """Whether a verb in front and a thing behind make it one matter with them."""
    start, end = run[0].start, run[-1].end
    if any(isinstance(piece.piece, Clock | Noise) for piece in run) or _NO_OBJECT.match(text, end):
        return False
    if _TREATED.search(text, max(0, start - _NEAR), start):
        return True
    if _WORKED.search(text, max(0, start - _NEAR), start):
        return not _NO_THING.match(text, end)
    return _HELD.search(text, max(0, start - _NEAR), start) is not None and _MEETING.match(text, end) is not None
