"""Whether a sentence names a day and a time of day, without working out which: a look, no reading."""

import re
from dataclasses import dataclass

from intents.timeexpr.folding import Folded
from intents.timeexpr.groups import gather
from intents.timeexpr.phrases import pieces
from intents.timeexpr.pieces import DAYS, SCOPES, After, Clock, Frame, Lead, Trouble
from intents.timeexpr.title import title_of
from intents.timeexpr.tokens import tokenise

_NO_TIME_YET = frozenset({"half-of-day", "night", "midnight", "inexact-time", "time"})
"""Times of day that are asked about."""
_DOTTED = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}(?![\d.])")
"""12.5, which is asked about."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What of a time a sentence names."""

    day: bool
    """A day, or how often, right or wrong."""
    clock: bool
    """A time of day, or so long from now."""
    hinted: bool
    """Something else about the time: 提前半小时, or what is unclear: 下班前, 老时间."""
    title: str
    """What remains of the sentence, as typed."""

    @property
    def whole(self) -> bool:
        """Whether a day and a time of day are named."""
        return self.day and self.clock


def glance(folded: Folded) -> Glance:
    """What a folded sentence names. Nothing is settled: the day may be past, or be none."""
    found = pieces(tokenise(folded.text))
    said = [piece.piece for piece in found]
    after = [piece for piece in said if isinstance(piece, After)]
    troubles = [piece for piece in said if isinstance(piece, Trouble)]
    day = any(isinstance(piece, (*SCOPES, *DAYS, Frame)) for piece in said) or _DOTTED.search(folded.text) is not None
    clock = any(isinstance(piece, Clock) for piece in said)
    no_day = any(trouble.reason == "impossible" and trouble.note != "time" for trouble in troubles)
    no_clock = any(trouble.note in _NO_TIME_YET for trouble in troubles)
    return Glance(
        day=day or no_day or bool(after),
        clock=clock or no_clock or any(piece.duration.minutes for piece in after),
        hinted=bool(troubles) or any(isinstance(piece, Lead) for piece in said),
        title=title_of(folded, gather(found, [False] * len(found)).used),
    )
