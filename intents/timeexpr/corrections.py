"""What a speaker takes back within a sentence: 下午3点开会，不对，是下午4点."""

import re
from collections.abc import Sequence

from intents.timeexpr.pieces import (
    DAYS,
    SCOPES,
    After,
    Clock,
    Every,
    Found,
    Lead,
    MonthDays,
    Noise,
    Trouble,
    Weekdays,
    Withdrawn,
)

_MARK = re.compile(
    "(?<![哪里么怎对是不处都谁做要])(?:[哦噢喔啊呃嗯哎唉诶欸额哟]+[, ]*)?(?:我|刚才|刚刚)*"
    "(?P<word>不对|不是|不不+|[说讲写打记搞弄输发填]错了?|错了|口误|更正(?:一下|为)?|纠正(?:一下)?|应该是|应当是|应为|算了|"
    "(?<=[哦噢喔啊呃嗯哎唉诶欸额哟, ])不(?=[, ]))"
    "(?P<link>[了啊哈,。!;: ]*(?:应该是|应当是|应是|应该|应为|是|定在)?[,: ]*)"
)
"""Words that take back what was said, in a folded sentence, with what leads over to the new time."""


def corrected(text: str, found: Sequence[Found]) -> list[Found]:
    """The pieces with the last word in place of what it takes back; a trouble where that is not plain."""
    for mark in _MARK.finditer(text):
        fresh = _run(text, found, mark.end())
        if not fresh:
            continue
        kinds = {_kind(piece.piece) for piece in fresh}
        stale = [piece for piece in found if piece.end <= mark.start() and _kind(piece.piece) in kinds]
        if stale and not _denies(mark) and _alike(stale, fresh):
            return _replaced(found, stale, fresh, mark)
        if stale or _denies(mark):
            return [*found, Found(Trouble("ambiguous", "correction"), mark.start(), mark.end())]
    return list(found)


def _denies(mark: re.Match[str]) -> bool:
    """不是5号: the time that follows is the wrong one."""
    return mark["word"] == "不是" and not mark["link"]


def _run(text: str, found: Sequence[Found], place: int) -> list[Found]:
    """The pieces of one clause that begin at a place."""
    run: list[Found] = []
    for piece in found:
        if piece.start < place:
            continue
        if text[place : piece.start].strip() or not (_kind(piece.piece) or isinstance(piece.piece, Noise)):
            break
        if isinstance(piece.piece, Noise) and text[piece.start : piece.end] in ",。;!":
            break
        if _kind(piece.piece):
            run.append(piece)
        place = piece.end
    return run


def _kind(piece: object) -> str:
    """What of a time a piece says."""
    if isinstance(piece, Every):
        return "every"
    if isinstance(piece, Clock):
        return "clock"
    if isinstance(piece, Lead):
        return "lead"
    return "day" if isinstance(piece, (*DAYS, *SCOPES, After)) else ""


def _alike(stale: Sequence[Found], fresh: Sequence[Found]) -> bool:
    """Whether both say one and the same of a time, and only that."""
    kinds = [type(piece.piece) for piece in stale]
    return kinds == [type(piece.piece) for piece in fresh] and all(_single(piece.piece) for piece in (*stale, *fresh))


def _single(piece: object) -> bool:
    if isinstance(piece, Clock):
        return len(piece.minutes) == 1 and not piece.unread
    return len(piece.days) == 1 if isinstance(piece, Weekdays | MonthDays) else True


def _replaced(
    found: Sequence[Found], stale: Sequence[Found], fresh: Sequence[Found], mark: re.Match[str]
) -> list[Found]:
    """The new in the places of the old; the words of the correction say nothing more."""
    moved = {id(old): new.piece for old, new in zip(stale, fresh, strict=True)}
    silent = {id(new) for new in fresh}
    kept: list[Found] = []
    for piece in found:
        within = mark.start() <= piece.start < mark.end()
        if not within:
            said = Withdrawn() if id(piece) in silent else moved.get(id(piece), piece.piece)
            kept.append(Found(said, piece.start, piece.end))
    return sorted([*kept, Found(Noise(), mark.start(), mark.end())], key=lambda piece: piece.start)
