"""The whole understanding behind one door: a base goes in once, utterances are decided one by one."""

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from intents.decide import (
    Answer,
    Decision,
    Disambiguation,
    Fallback,
    Policy,
    Ranked,
    SmallTalk,
    Wish,
    decide,
    entries_of,
    holds_all,
    places_of,
    ranked,
)
from intents.followup import Context, completions, is_marked
from intents.hearing import Ear
from intents.index import Index
from intents.lexicon import Lexicon
from intents.normalise import clauses
from intents.rank import Candidate, rank
from intents.reading import REMEMBERED as READ
from intents.reading import Reader, Reading
from intents.resources import aspects, concepts, fillers, remarks, weights, wishes
from intents.resources import policy as fitted_policy
from intents.smalltalk import SmallTalker
from intents.timeexpr.folding import fold
from intents.timeexpr.glance import glance
from intents.tokenise import Tokeniser
from intents.weights import Weights
from intents.wishes import Wishes
from knowledge.models import KnowledgeBase

_LONG = 18
"""From so many characters on, the question may be one clause of several."""
_WHOLE = 400
"""Characters of a long utterance that are looked up as they are."""
_NAMES = 2
"""Subjects of the other clauses that are put before one."""

_VAGUE = 4
"""Up to so many characters that hold no term say too little to be answered, and so does a term alone, unless somebody
wrote them down as a phrasing."""
_BARE = 10
"""Up to so many characters without a subject, a question may be short of one."""
_SAME_LETTERS = 0.8
_HEEDED = 0.25
"""The share of a follow-up's own words that what was found must account for."""
_PART = 0.65
"""The share of a phrasing's characters up to which a question that names nothing is a mere part of it."""
_MORE = 0.9
"""The same share up to which a phrasing says more than was asked."""
_CONVINCING = 0.6
"""Confidence from which a completion needs no further proof."""
_STRANGE = 0.4
"""The share of words that the base never uses from which a follow-up is about something else."""
_WORDY = 2000
"""Phrasings from which on a word that is in none is a strange one."""
_SAME_PLACE = 0.8
"""Points for entries beside the one before, in a follow-up."""
_TELLING = 4.0
"""Rarity from which a word of the turn before is worth repeating in a follow-up."""
_FOLLOW_UP_BONUS = 0.15
"""What a completion is given over the bare words of a question that leans on the one before."""


REMEMBERED, OF_FOLLOW_UPS = 1000, 100
"""Utterances whose decisions are remembered: people ask the same again and again. About 15 MB. Of follow-ups fewer,
since each goes with a question before it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the index holds for a query."""

    ranking: tuple[Ranked, ...]
    vague: bool
    """Whether the query says too little to be answered."""
    bare: bool
    """Whether it is short and names nothing that it asks about: rather asked back about than declined."""


def reader_of(base: KnowledgeBase, previous: Reader | None = None, *, remembered: int = READ) -> Reader:
    """What reads questions and phrasings alike, with the terms of a base. ``previous``: another one, whose everyday
    words need not be read again; ``remembered``: how many readings are remembered."""
    lexicon = Lexicon(base.terms, _kinds(base))
    tokeniser = Tokeniser(lexicon.surfaces, concepts(), previous.tokeniser if previous else None)
    return Reader(lexicon, tokeniser, fillers(), aspects(), concepts(), remembered=remembered)


def _kinds(base: KnowledgeBase) -> frozenset[str]:
    return frozenset(meeting.kind for meeting in base.meetings)


def _read_alike(one: KnowledgeBase, other: KnowledgeBase) -> bool:
    """Whether the reader of one base is as good for the other."""
    return one.terms == other.terms and _kinds(one) == _kinds(other)


class Understanding:
    """Decides what becomes of utterances. Immutable once built; building takes about a second, so build it away
    from the event loop."""

    def __init__(
        self,
        base: KnowledgeBase,
        policy: Policy | None = None,
        *,
        previous: "Understanding | None" = None,
        remembered: int = REMEMBERED,
    ) -> None:
        """``previous``: that of another base, from which is taken what is the same for this one, so that a small
        change takes a fifth of the time. What comes out is equal to what is built without it. ``remembered``: how many
        decisions are remembered; 0 for those who measure."""
        alike = previous if previous is not None and _read_alike(previous.base, base) else None
        self.base: KnowledgeBase = base
        self.policy: Policy = policy or fitted_policy()
        before = previous.reader if previous else None
        self.reader: Reader = alike.reader if alike else reader_of(base, before, remembered=READ if remembered else 0)
        self.index: Index = Index(base, self.reader, previous.index if previous else None)
        self.places = places_of(base)
        self._neighbours: dict[Hashable, list[str]] = {}
        for target_id, place in self.places.items():
            self._neighbours.setdefault(place, []).append(target_id)
        self.weights = Weights.at(weights(), self.index.density)
        surfaces = self.reader.lexicon.surfaces
        self._ear: Ear = Ear(self.index.vocabulary, surfaces, self.reader.everyday, previous._ear if previous else None)
        self._smalltalk: SmallTalker = previous._smalltalk if previous else SmallTalker(remarks())
        self._wishes: Wishes = alike._wishes if alike else Wishes(wishes(), self.reader.lexicon)
        self._alone = lru_cache(remembered)(self._decide_alone)
        self._completed_to = lru_cache(min(remembered, OF_FOLLOW_UPS))(self._look_up_near)
        self._hear = lru_cache(remembered)(self._ear.hear)

    def prepare(self) -> None:
        """Make now what is otherwise made when a question first needs it, which then waits for a tenth of a second."""
        self._ear.prepare()
        fold("")

    def is_wish_of_its_own(self, utterance: str) -> bool:
        """Whether an utterance asks in so many words to be reminded, of what and on which day: it needs nothing said
        before it."""
        if not self._wishes.is_explicit(utterance):
            return False
        seen = glance(fold(utterance))
        return seen.day and bool(seen.title)

    def is_answerable_question(self, utterance: str) -> bool:
        """Whether an utterance is worded as a question and has an answer, with nothing said before it: so that it is
        known from what somebody types who was asked for something else."""
        return self._wishes.asks(utterance) and isinstance(self.decide(utterance)[0], Answer)

    def decide(self, utterance: str, context: Context | None = None) -> tuple[Decision, str]:
        """What becomes of an utterance after the turn before it, and the query that was looked up for it."""
        best = self._alone(utterance, told=context is not None)
        asks_nothing = isinstance(best[0], SmallTalk | Wish) or (isinstance(best[0], Fallback) and best[0].empty)
        return best if context is None or asks_nothing else self._follow_up(utterance, context, best)

    def _decide_alone(self, utterance: str, *, told: bool) -> tuple[Decision, str]:
        """The same by itself; ``told``: something was said before."""
        smalltalk = self._smalltalk.recognise(utterance)
        if smalltalk:
            return smalltalk, utterance
        if self._wishes.recognise(utterance):
            return Wish(), utterance
        if not self.reader.query_of(utterance):
            return Fallback(None, 0.0, (), empty=True), ""
        return self._looked_up(utterance, told=told)

    def _looked_up(self, utterance: str, *, told: bool) -> tuple[Decision, str]:
        """What becomes of an utterance as a whole; where that is no answer, of the clauses of a long one. ``told``:
        what a talk has been about before need not be named again."""
        whole = utterance[:_WHOLE]
        first = self.found(whole)
        found: list[tuple[Decision, str]] = [(self.judge(replace(first, bare=False) if told else first), whole)]
        if not isinstance(found[0][0], Answer):
            found += [(self._look_up(query), query) for query in self._questions_in(utterance)]
        return max(found, key=lambda pair: _strength(pair[0]))

    def _questions_in(self, utterance: str) -> list[str]:
        """The clauses of a long utterance that may hold the question, with what the others name: in
        组员想去敬老院，算主题党日，要找谁点头 the question is 主题党日 要找谁点头."""
        parts = [part for part in clauses(utterance) if not self._says_nothing(part)]
        if len(utterance) < _LONG or len(parts) < 2:
            return []
        whole = self.reader.read(utterance)
        names = list(dict.fromkeys(m.term.name for m in whole.mentions if m.term.id in whole.subjects))
        asked = [part for part in parts if self.reader.read(part).aspects]
        queries = [self._completed(part, names) for part in (*asked[-2:], parts[-1])]
        return list(dict.fromkeys(queries))

    def _says_nothing(self, part: str) -> bool:
        return self.reader.is_filler(part) or self._smalltalk.recognise(part) is not None

    def _completed(self, part: str, names: Sequence[str]) -> str:
        """A clause with the subjects that it leaves to the others; one that names a meeting still wants its body."""
        own = self.reader.read(part)
        if self.reader.lexicon.bodies(own.subjects):
            return part
        wanted = [name for name in names if not own.subjects or self._is_body(name)]
        return f"{' '.join(wanted[-_NAMES:])} {part}"

    def _is_body(self, name: str) -> bool:
        return bool(self.reader.lexicon.bodies(self.reader.read(name).subjects))

    def found(self, query: str, favoured: Mapping[str, float] | None = None, *, without: int | None = None) -> Found:
        """What the index holds for a query, as it was heard or as it was written, whichever finds more. ``favoured``
        gives points to targets that the talk is about; ``without`` leaves out the phrasing at that position."""
        written = self.reader.query_of(query)
        heard = self._hear(written)
        return max((self._found(text, favoured, without) for text in dict.fromkeys((heard, written))), key=_best_score)

    def _found(self, query: str, favoured: Mapping[str, float] | None, without: int | None) -> Found:
        reading = self.reader.read_query(query)
        candidates = rank(reading, self.index, self.weights, favoured, without=without, unsettled=self.policy.unsettled)
        if candidates and self._is_part(candidates[0]):
            entries = rank(reading, self.index, self.weights, favoured, settled=True, without=without)
            short = not reading.mentions and candidates[0].evidence["letters_added"] <= _PART
            if short or any(holds_all(candidate.evidence) for candidate in entries):
                return Found(ranked(entries, self.places, self.weights), vague=not reading.mentions, bare=True)
        known = bool(candidates) and candidates[0].evidence["letters"] >= _SAME_LETTERS
        named = bool(reading.subjects) and reading.mentions[0].end - reading.mentions[0].start == len(reading.query)
        vague = (named or (not reading.mentions and len(reading.query) <= _VAGUE)) and not known
        bare = self.reader.lexicon.names_subjects and not reading.subjects and len(reading.query) <= _BARE
        return Found(ranked(candidates, self.places, self.weights), vague, bare)

    def _is_part(self, best: Candidate) -> bool:
        """Whether a question is but a part of one that is not settled: 多久开一次 may mean 职代会多久开一次, and as
        well what the entries tell of."""
        part = holds_all(best.evidence) and best.evidence["letters_added"] <= _MORE
        return part and self.base.entry(best.target_id) is None

    def _look_up(self, query: str) -> Answer | Disambiguation | Fallback:
        return self.judge(self.found(query))

    def _look_up_near(self, query: str, entry_id: str | None) -> Answer | Disambiguation | Fallback:
        """The same where the talk is about an entry."""
        return self.judge(self.found(query, self._kin(entry_id)))

    def judge(self, found: Found) -> Answer | Disambiguation | Fallback:
        """What becomes of what was found."""
        return decide(found.ranking, self.base, self.places, self.policy, vague=found.vague, bare=found.bare)

    def _follow_up(self, utterance: str, context: Context, alone: tuple[Decision, str]) -> tuple[Decision, str]:
        """The best completion, where the utterance leans on the turn before and does not say more by itself."""
        heard = self._hear(self.reader.query_of(utterance))
        own = self.reader.read_query(heard)
        ways = completions(heard, context, self.reader, self._telling)
        looked_up = [(self._completed_to(query, context.entry_id), query) for query in ways]
        completed = [pair for pair in looked_up if own.subjects or self._heeds(pair[0], own)]
        if looked_up and self._strays(alone[0], own, context):
            return max(completed, key=lambda pair: _strength(pair[0]), default=(Fallback(None, 0.0, ()), utterance))
        if not completed:
            return alone
        best = max(completed, key=lambda pair: (_settles(pair[0]), _strength(pair[0])))
        if _settles(best[0]) != _settles(alone[0]):
            return best if _settles(best[0]) else alone
        return best if _strength(best[0]) + _FOLLOW_UP_BONUS >= _strength(alone[0]) else alone

    def _kin(self, entry_id: str | None) -> Mapping[str, float]:
        """Points for what stands beside the entry of the turn before: people stay with a matter."""
        entry = self.base.entry(entry_id) if entry_id else None
        if entry is None:
            return {}
        kin = dict.fromkeys(self._neighbours[self.places[entry.id]], _SAME_PLACE)
        kin.update((other, _SAME_PLACE) for other in entry.related if other in self.index.position)
        return {**kin, entry.id: 0.0}

    def _telling(self, reading: Reading) -> list[str]:
        """The words of a reading that few phrasings have: names that are no terms."""
        named = {mention.term.name for mention in reading.mentions}
        words = (w for w in reading.words if len(w) > 1 and w not in named and w in reading.tokens)
        return [w for w in words if w in self.index.tokens and self.index.token_rarity(w) >= _TELLING]

    def _heeds(self, decision: Decision, own: Reading) -> bool:
        """Whether what a completion found has to do with the words that were said, not with the old subject alone.
        A question that says by itself that it goes on (那……呢) needs no proof of it."""
        ranking = getattr(decision, "ranking", ())
        if not ranking or self._strange(own) >= _STRANGE:
            return False
        found = self.reader.read(ranking[0].phrasing)
        sure = ranking[0].confidence >= _CONVINCING
        return is_marked(own) or sure or self._share(own, found.tokens) >= _HEEDED

    def _strange(self, own: Reading) -> float:
        """The share of the weight of a reading's words that the base never uses; a small base does not know enough
        words to tell."""
        if len(self.index.phrasings) < _WORDY:
            return 0.0
        return self._share(own, {t for t in own.tokens if t not in self.index.tokens and t not in self.index.told})

    def _share(self, own: Reading, tokens: Collection[str]) -> float:
        """The share of the weight of a reading's words that some of them have."""
        rarities = {token: self.index.token_rarity(token) for token in own.tokens}
        total = sum(rarities.values())
        return sum(rarity for token, rarity in rarities.items() if token in tokens) / total if total else 0.0

    def _strays(self, decision: Decision, own: Reading, context: Context) -> bool:
        """Whether a follow-up that names nothing would be answered about a look-alike of the subject."""
        if own.subjects:
            return False
        about = self.reader.read(context.query).subjects | self.reader.read(context.question).subjects
        avoided = frozenset().union(*(self.reader.lexicon.confusables(subject) for subject in about)) - about
        return any(
            self.index.subjects[position] & avoided and not self.index.subjects[position] & about
            for position in (self.index.position[entry.id] for entry in entries_of(decision))
        )


def _best_score(found: Found) -> float:
    return found.ranking[0].score if found.ranking else -math.inf


def _settles(decision: Decision) -> bool:
    """Whether a decision answers, or says that nothing is settled, instead of asking back."""
    return isinstance(decision, Answer) or (isinstance(decision, Fallback) and decision.boundary is not None)


def _strength(decision: Decision) -> float:
    return getattr(decision, "confidence", 0.0)
