"""Whether a sentence tells of more than one meeting: one at a time is set."""

from collections.abc import Sequence
from itertools import pairwise

from intents.timeexpr.folding import Folded
from intents.timeexpr.groups import Draft
from intents.timeexpr.pieces import DAYS, After, Clock, Found, Trouble
from intents.timeexpr.title import matters

Spans = Sequence[tuple[int, int]]


def several(folded: Folded, draft: Draft) -> Trouble | None:
    """The trouble with two times that have each its own matter, or of which the second stands alone."""
    timed = [piece for group in draft.groups for piece in group.found if isinstance(piece.piece, (*DAYS, After, Clock))]
    if len(timed) < 2:
        return None
    timed.sort(key=lambda piece: piece.start)
    spans = matters(folded, draft.used)
    blocks = _blocks(timed, spans)
    clocks = sum(_has_clock(block) for block in blocks)
    days = sum(_has_day(block) for block in blocks)
    if clocks < 2 and days < 2:
        return None
    outside = any(end <= timed[0].start or start >= timed[-1].end for start, end in spans)
    if len(blocks) - 1 + outside > 1:
        return Trouble("not-understood", "several-meetings")
    if clocks > 1 and not _has_day(blocks[-1]):
        return Trouble("ambiguous", "several-clocks")
    if days > 1 and clocks < len(blocks) and draft.every is None:
        return Trouble("ambiguous", "two-days")
    return None


def _blocks(timed: Sequence[Found], spans: Spans) -> list[list[Found]]:
    """The times that stand together, without any matter between them."""
    blocks = [[timed[0]]]
    for before, piece in pairwise(timed):
        if any(before.end <= start and end <= piece.start for start, end in spans):
            blocks.append([])
        blocks[-1].append(piece)
    return blocks


def _has_clock(block: Sequence[Found]) -> bool:
    return any(isinstance(piece.piece, Clock) for piece in block)


def _has_day(block: Sequence[Found]) -> bool:
    return any(isinstance(piece.piece, (*DAYS, After)) for piece in block)
