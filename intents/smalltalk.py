"""Small talk: the few things people say to a bot that are no questions."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from intents.decide import SmallTalk
from intents.normalise import normalise

_NEAR = 86
"""A sample of up to ten characters with one other character is still the same remark."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A kind of small talk, as the data file describes it."""

    name: str
    samples: tuple[str, ...]
    reply: str


class SmallTalker:
    """Recognises small talk, and nothing that is longer than small talk is."""

    def __init__(self, remarks: Iterable[Remark]) -> None:
        self._samples = {normalise(sample): remark for remark in remarks for sample in remark.samples}
        self._longest = max(map(len, self._samples), default=0)

    def recognise(self, utterance: str) -> SmallTalk | None:
        """The small talk that an utterance is; none where it may be a question."""
        query = normalise(utterance)
        if not query or len(query) > self._longest + 2:
            return None
        remark = self._samples.get(query) or self._nearest(query)
        return SmallTalk(remark.name, remark.reply) if remark else None

    def _nearest(self, query: str) -> Remark | None:
        best = max(self._samples, key=lambda sample: fuzz.ratio(query, sample), default="")
        return self._samples[best] if best and fuzz.ratio(query, best) >= _NEAR else None
