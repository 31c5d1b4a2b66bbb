"""What a meeting is called: what remains of a sentence without its time and without the wish to be reminded."""

import re
from collections.abc import Iterable

from intents.lexicon import Lexicon
from intents.normalise import normalise
from intents.timeexpr.folding import Folded

LONGEST = 100
"""Characters of a title."""

_WHO = (
    "我们大家|我们全体|各位同志|同志们|全体党员|各位党员|全体同志|所有党员|所有人|组员们|小组成员|我们|大家伙|大家|"
    "各位|全体|组员|党员们|咱们|俺们|你们|他们|我|咱"
)
_ASKED = "提醒|通知|告诉|叫|喊|招呼|催|知会|嘱咐"
_LEADING = re.compile(
    "请|麻烦|劳烦|拜托|帮忙|帮我|帮|替我|给我|能不能|能否|可以|可不可以|你好|您好|那个|嗯|呃|啊|就是|然后|我想|我要|我们要|"
    "我们|大家|记得|别忘了|别忘|不要忘了|记住|务必|到时候|到时|届时|到点|准时|按时|说一声|提个醒|"
    "设置?(?:一个|个)?(?:提醒|闹钟)|定(?:一个|个)(?:提醒|闹钟)|"
    f"(?:{_ASKED})(?:一下)?(?:{_WHO})(?:一下)?|提醒(?:一下)?|通知(?:一下)?|"
    "各|再|在群里|小组里|要|都|来|去|的|前|之前|以前|和|与|把|为|每次|在"
)
_TRAILING = re.compile(
    f"(?:(?:{_ASKED})(?:{_WHO})(?:一下|一声)?|提醒(?:一下|一声)?|通知(?:一下|一声)?|喊一声|叫一声|说一声|提个醒|"
    f"请(?:{_WHO})|请|麻烦|提前|记得|准时|到点|按时|到时候|到时|届时|时间定?|定在|定于|安排在|放在|"
    "于|在|是|为|的|和|与|吧|哈|啊|哦|呀|谢谢|别忘了|一下|各|再|都|召开|举行|进行)$"
)
_EDGES = frozenset(" \t\n,，。.!！?？;；:：、~-—…（）()【】[]\"'“”‘’")
_CLAUSES = re.compile(r"[,，。!！?？;；\n]")
_MOST_WORDS = 8


def title_of(folded: Folded, used: Iterable[tuple[int, int]]) -> str:
    """The words as typed that the time expression left, without reminder words."""
    parts: list[str] = []
    for start, end in _gaps(len(folded.text), sorted(used)):
        place = start
        for mark in _CLAUSES.finditer(folded.text, start, end):
            parts.append(folded.quote(*_bare(folded.text, place, mark.start())))
            place = mark.end()
        parts.append(folded.quote(*_bare(folded.text, place, end)))
    return "，".join(dict.fromkeys(filter(None, parts)))[:LONGEST]


def _gaps(length: int, used: list[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The stretches between the places that are used."""
    place = 0
    for start, end in used:
        if start > place:
            yield place, start
        place = max(place, end)
    if place < length:
        yield place, length


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the matter of a clause begins and ends; words around it are passed over as often as there are any, within
    bounds."""
    for _ in range(_MOST_WORDS):
        before = start, end
        while start < end and text[start] in _EDGES:
            start += 1
        while start < end and text[end - 1] in _EDGES:
            end -= 1
        if leading := _LEADING.match(text, start, end):
            start = leading.end()
        if trailing := _TRAILING.search(text, start, end):
            end = trailing.start()
        if before == (start, end):
            break
    return start, end


def kind_of(title: str, lexicon: Lexicon | None) -> str:
    """The id of the meeting that a title names; empty where it names none."""
    if lexicon is None or not title:
        return ""
    mentions = lexicon.mentions(normalise(title))
    return next((mention.term.id for mention in mentions if mention.term.kind == "meeting"), "")
