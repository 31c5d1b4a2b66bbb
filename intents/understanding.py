"""The whole understanding behind one door: a base goes in once, utterances are decided one by one."""

import math
from dataclasses import dataclass

from intents.decide import Answer, Decision, Disambiguation, Fallback, Policy, Ranked, decide, places_of, ranked
from intents.followup import Context, completions, is_marked
from intents.hearing import Ear
from intents.index import Index
from intents.lexicon import Lexicon
from intents.normalise import sentences
from intents.rank import rank
from intents.reading import Reader, Reading
from intents.resources import aspects, concepts, fillers, remarks, weights
from intents.resources import policy as fitted_policy
from intents.smalltalk import SmallTalker
from intents.tokenise import Tokeniser
from intents.weights import Weights
from knowledge.models import Entry, KnowledgeBase

_LONG = 30
"""From so many characters on, the question may be one sentence of several."""

_VAGUE = 4
"""Up to so many characters that hold no term say too little to be answered, unless somebody wrote them down as a
phrasing."""
_SAME_LETTERS = 0.8
_HEEDED = 0.25
"""The share of a follow-up's own words that what was found must account for."""
_FOLLOW_UP_BONUS = 0.15
"""What a completion is given over the bare words of a question that leans on the one before."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the index holds for a query."""

    ranking: tuple[Ranked, ...]
    vague: bool
    """Whether the query says too little to be answered."""


class Understanding:
    """Decides what becomes of utterances. Immutable once built; building takes about a second, so build it away
    from the event loop."""

    def __init__(self, base: KnowledgeBase, policy: Policy | None = None) -> None:
        self.base = base
        self.policy = policy or fitted_policy()
        lexicon = Lexicon(base.terms)
        tokeniser = Tokeniser(lexicon.surfaces, concepts())
        self.reader = Reader(lexicon, tokeniser, fillers(), aspects(), concepts())
        self.index = Index(base, self.reader)
        self.places = places_of(base)
        self.weights = Weights.at(weights(), self.index.density)
        self._ear = Ear(self.index.vocabulary, lexicon.surfaces, tokeniser.everyday)
        self._smalltalk = SmallTalker(remarks())

    def decide(self, utterance: str, context: Context | None = None) -> tuple[Decision, str]:
        """What becomes of an utterance after the turn before it, and the query that was looked up for it."""
        smalltalk = self._smalltalk.recognise(utterance)
        if smalltalk:
            return smalltalk, utterance
        if not self.reader.query_of(utterance):
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
        bodies = self.reader.lexicon.bodies
        whole = self.reader.read(utterance)
        named = " ".join(m.term.name for m in whole.mentions if bodies(whole.subjects & {m.term.id}))
        asked = [part for part in parts if self.reader.read(part).aspects]
        queries = [
            part if bodies(self.reader.read(part).subjects) else f"{named} {part}" for part in (*asked[-3:], parts[-1])
        ]
        return list(dict.fromkeys((utterance[:400], *queries)))

    def found(self, query: str) -> Found:
        """What the index holds for a query, as it was heard or as it was written, whichever finds more."""
        written = self.reader.query_of(query)
        heard = self._ear.hear(written)
        return max((self._found(text) for text in dict.fromkeys((heard, written))), key=_best_score)

    def _found(self, query: str) -> Found:
        reading = self.reader.read_query(query)
        candidates = rank(reading, self.index, self.weights)
        known = bool(candidates) and candidates[0].evidence["letters"] >= _SAME_LETTERS
        ranking = ranked(candidates, self.places, self.weights)
        return Found(ranking, vague=not reading.mentions and len(reading.query) <= _VAGUE and not known)

    def _look_up(self, query: str) -> Answer | Disambiguation | Fallback:
        return self.judge(self.found(query))

    def judge(self, found: Found) -> Answer | Disambiguation | Fallback:
        """What becomes of what was found."""
        return decide(found.ranking, self.base, self.places, self.policy, vague=found.vague)

    def _follow_up(self, utterance: str, context: Context, alone: tuple[Decision, str]) -> tuple[Decision, str]:
        """The best completion, where the utterance leans on the turn before and does not say more by itself."""
        own = self.reader.read(utterance)
        looked_up = [(self._look_up(query), query) for query in completions(utterance, context, self.reader)]
        completed = [pair for pair in looked_up if own.subjects or self._heeds(pair[0], own)]
        if looked_up and self._strays(alone[0], own, context):
            return max(completed, key=lambda pair: _strength(pair[0]), default=(Fallback(None, 0.0, ()), utterance))
        if not completed:
            return alone
        best = max(completed, key=lambda pair: _strength(pair[0]))
        return best if _strength(best[0]) + _FOLLOW_UP_BONUS >= _strength(alone[0]) else alone

    def _heeds(self, decision: Decision, own: Reading) -> bool:
        """Whether what a completion found has to do with the words that were said, not with the old subject alone.
        A question that says by itself that it goes on (那……呢) needs no proof of it."""
        ranking = getattr(decision, "ranking", ())
        if not ranking:
            return False
        found = self.reader.read(ranking[0].phrasing)
        return is_marked(own) or self._share(own, found) >= _HEEDED

    def _share(self, own: Reading, found: Reading) -> float:
        """The share of the weight of one reading's words that another has too."""
        rarities = {token: self.index.token_rarity(token) for token in own.tokens}
        total = sum(rarities.values())
        return sum(rarities.get(token, 0.0) for token in set(found.tokens)) / total if total else 0.0

    def _strays(self, decision: Decision, own: Reading, context: Context) -> bool:
        """Whether a follow-up that names nothing would be answered about a look-alike of the subject."""
        if own.subjects:
            return False
        about = self.reader.read(context.query).subjects | self.reader.read(context.question).subjects
        avoided = frozenset().union(*(self.reader.lexicon.confusables(subject) for subject in about)) - about
        return any(
            self.index.subjects[position] & avoided and not self.index.subjects[position] & about
            for position in (self.index.position[entry.id] for entry in _shown(decision))
        )


def _shown(decision: Decision) -> tuple[Entry, ...]:
    if isinstance(decision, Answer):
        return (decision.entry,)
    return decision.choices if isinstance(decision, Disambiguation) else ()


def _best_score(found: Found) -> float:
    return found.ranking[0].score if found.ranking else -math.inf


def _strength(decision: Decision) -> float:
    return getattr(decision, "confidence", 0.0)
