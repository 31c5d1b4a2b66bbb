"""A time of day at which to give notice, and not to meet: 下午3点开会，当天早上8点再提醒一次."""

import re
from collections.abc import Sequence

from intents.timeexpr.pieces import (
    DAYS,
    SCOPES,
    After,
    Clock,
    Duration,
    Found,
    Joint,
    Lead,
    Noise,
    Part,
    Shift,
    Trouble,
)

_WHOM = "我们|我|咱们|咱|大家伙儿?|大家|大伙儿?|各位|全体|所有人|同志们|党员们?|组员们?"
_CALL = re.compile(
    "(?:的?时候|时)? *(?:再|先|也|都|各|还要|还|又|另外|分别|统一|在?群里|要)*"
    f"(?:提醒|(?:通知|告诉|叫|喊|催)(?=一下|一声|一次|一遍|{_WHOM}))"
    f"(?:一下|一声|一次|一遍|一回|再|{_WHOM}|[了吧啊哈呗])* *"
)
_THAT_DAY = re.compile("(?:(?:开会|会议|活动|上课|会)的?)?(?:当天|当日|那天|同一天)的?$")
_IDLE = frozenset(" ,。!?;:、\n()")


def with_notices(text: str, found: Sequence[Found]) -> list[Found]:
    """The pieces with a lead in place of every time of day that is one of a notice alone; a trouble where its day is
    another than that of the meeting."""
    if sum(isinstance(piece.piece, Clock | Part) for piece in found) < 2:
        return list(found)
    result: list[Found] = []
    for index, piece in enumerate(found):
        said = _notice(text, found, index)
        start = _start(text, piece) if said else piece.start
        result += [Found(one, start, piece.end) for one in said] or [piece]
    return sorted(result, key=lambda piece: piece.start)


def _notice(text: str, found: Sequence[Found], index: int) -> list[Lead | Trouble]:
    """What a time of day says of notices; nothing where it is one of the meeting."""
    piece = found[index]
    if not isinstance(piece.piece, Clock | Part) or not _is_called(text, found, piece):
        return []
    others = [other for other in found if isinstance(other.piece, Clock) and other is not piece]
    before = [other for other in others if other.end <= piece.start]
    first = _first_of_run(text, found, index)
    if others and not before:
        return [Trouble("ambiguous", "notice")]
    if not before or not _is_apart(text, found, before[-1].end, found[first].start):
        return []
    dated = any(isinstance(one.piece, (*DAYS, *SCOPES, After, Shift)) for one in found[first:index])
    if dated or isinstance(piece.piece, Part):
        return [Trouble("ambiguous", "notice")]
    return [Lead(Duration(), minute) for minute in piece.piece.minutes]


def _is_called(text: str, found: Sequence[Found], piece: Found) -> bool:
    """Whether the wish to be reminded follows, and nothing to be reminded of but a time."""
    call = _CALL.match(text, piece.end)
    if call is None:
        return False
    ended = call.end() == len(text) or text[call.end()] in ",。!?;\n"
    return ended or any(other.start == call.end() and not isinstance(other.piece, Noise) for other in found)


def _first_of_run(text: str, found: Sequence[Found], index: int) -> int:
    """Where the pieces begin that stand together with one, in its clause."""
    while index > 0:
        before = found[index - 1]
        stop = isinstance(before.piece, Noise) and text[before.start : before.end] in ",。;!"
        if text[before.end : found[index].start].strip() or stop or isinstance(before.piece, Lead | Clock | Joint):
            break
        index -= 1
    return index


def _is_apart(text: str, found: Sequence[Found], start: int, end: int) -> bool:
    """Whether between two times there is what the meeting is, or another notice."""
    between = [piece for piece in found if start <= piece.start < end]
    taken = {place for piece in between for place in range(piece.start, piece.end)}
    words = any(place not in taken and text[place] not in _IDLE for place in range(start, end))
    return words or any(isinstance(piece.piece, Lead) for piece in between)


def _start(text: str, piece: Found) -> int:
    """Where the words for that very day begin."""
    said = _THAT_DAY.search(text, max(0, piece.start - 10), piece.start)
    return said.start() if said else piece.start
