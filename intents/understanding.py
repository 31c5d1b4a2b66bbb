"""The whole understanding behind one door: a base goes in once, utterances are decided one by one."""

from pathlib import Path

from intents.decide import Answer, Decision, Disambiguation, Fallback, Policy, decide
from intents.followup import Context, completions
from intents.index import Index
from intents.lexicon import Lexicon
from intents.normalise import sentences
from intents.rank import rank
from intents.reading import Reader
from intents.resources import aspects, fillers, remarks
from intents.smalltalk import SmallTalker
from intents.tokenise import Tokeniser
from knowledge.models import KnowledgeBase

_LONG = 30
"""From so many characters on, the question may be one sentence of several."""


class Understanding:
    """Decides what becomes of utterances. Immutable once built; building takes about a second, so build it away
    from the event loop."""

    def __init__(
        self, base: KnowledgeBase, cache_folder: Path | None = None, policy: Policy | None = None
    ) -> None:
        self.base = base
        self.policy = policy or Policy()
        lexicon = Lexicon(base.terms)
        self.reader = Reader(lexicon, Tokeniser(lexicon.surfaces, cache_folder), fillers(), aspects())
        self.index = Index(base, self.reader)
        self._smalltalk = SmallTalker(remarks())

    def decide(self, utterance: str, context: Context | None = None) -> tuple[Decision, str]:
        """What becomes of an utterance after the turn before it, and the query that was looked up for it."""
        smalltalk = self._smalltalk.recognise(utterance)
        if smalltalk:
            return smalltalk, utterance
        if not self.reader.read(utterance).grams:
            return Fallback(None, 0.0, (), empty=True), ""
        tried: list[tuple[Decision, str]] = [(self._look_up(q), q) for q in self._queries(utterance)]
        best = max(tried, key=lambda pair: _strength(pair[0]))
        if context:
            best = self._follow_up(utterance, context, best)
        return best

    def _queries(self, utterance: str) -> list[str]:
        """The utterance, and of a long one the sentences that may hold the question."""
        parts = sentences(utterance)
        if len(utterance) < _LONG or len(parts) < 2:
            return [utterance]
        asked = [part for part in parts if self.reader.read(part).aspects]
        return list(dict.fromkeys((utterance[:400], *asked[-3:], parts[-1])))

    def _look_up(self, query: str) -> Answer | Disambiguation | Fallback:
        return decide(rank(self.reader.read(query), self.index), self.base, self.policy)

    def _follow_up(self, utterance: str, context: Context, alone: tuple[Decision, str]) -> tuple[Decision, str]:
        """The best completion, where the utterance leans on the turn before and does not say more by itself."""
        completed = [(self._look_up(query), query) for query in completions(utterance, context, self.reader)]
        if not completed:
            return alone
        best = max(completed, key=lambda pair: _strength(pair[0]))
        return best if _strength(best[0]) + 0.15 >= _strength(alone[0]) else alone


def _strength(decision: Decision) -> float:
    return getattr(decision, "confidence", 0.0)
