"""Deciding: a ranking and a policy to an Answer, a Disambiguation or a Fallback."""

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from intents.rank import Candidate
from intents.weights import Weights
from knowledge.models import Boundary, Entry, KnowledgeBase, article_of

MAX_CHOICES = 4
"""More buttons are not read."""

_FAR_BEHIND = 12.0
"""Points behind the best at which a candidate no longer counts."""

_SAME = 0.97
_SURE = 0.9
"""Confidence at least in what was asked in the very letters of a phrasing."""

_HARDLY = 0.05
_SOMETHING = 0.3
"""A share of the question's words that may be lost, and the evidence in common words that there must be, where a
phrasing is said to hold all of the question."""
_UNRIVALLED = 4.0
"""The lead from which even a bare question can mean but one thing."""
_IN_PART = 0.4
"""The share that may be lost where a bare question is still asked back about."""
_ALONE = 2.0
_FAINT = 0.12
"""The lead from which one such phrasing has no rival, and the confidence that it must have all the same."""

_CROWD = 30
"""Entries on one provision from which on it no longer tells what they say."""

Places = Mapping[str, Hashable]
"""By target id: equal for what says the same."""

_SCALE = 8.0
"""Points of evidence that make a score of 63."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers that decide, fitted by ``make fit`` on the project's own questions."""

    answer_threshold: float = 0.5
    """Confidence from which one candidate is answered with."""
    ambiguity_margin: float = 0.0
    """Lead that the best candidate must have over everything that says something else."""
    boundary_threshold: float = 0.3
    """Confidence from which a boundary declines."""
    bare_threshold: float = 0.65
    """The same of a bare question, which names nothing that it asks about, and of a boundary that would decline it."""
    unsettled: float = 0.0
    """Points that boundaries are given in the ranking."""
    choice_threshold: float = 0.4
    """Confidence of the best entries together from which they are worth offering."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its confidence."""

    target_id: str
    score: float
    """Evidence, 0 to 100."""
    lead: float
    """Log-odds of what it says against everything else that was found; at most 12 either way."""
    confidence: float
    phrasing: str
    look_alike: bool = False
    evidence: Mapping[str, float] = field(default_factory=dict)
    """The numbers behind it; see ``intents.pairs.PAIR_FEATURES``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry answers the question."""

    entry: Entry
    confidence: float
    ranking: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class Disambiguation:
    """Several entries could be meant; the person chooses."""

    choices: tuple[Entry, ...]
    confidence: float
    ranking: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class Fallback:
    """No answer: either the documents do not settle it (``boundary``), or nothing matched."""

    boundary: Boundary | None
    confidence: float
    ranking: tuple[Ranked, ...]
    empty: bool = False
    """Nothing was asked: the utterance holds no words."""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A greeting, a thank-you: answered with a sentence, not from the knowledge."""

    name: str
    reply: str


@dataclass(frozen=True, slots=True)
class Wish:
    """No question: somebody wishes to be reminded. What of, and when, is read where the time is known."""


Decision = Answer | Disambiguation | Fallback | SmallTalk | Wish
"""What becomes of a question."""


def entries_of(decision: Decision) -> tuple[Entry, ...]:
    """The entries that a decision shows: the one that answers, or those to choose from."""
    if isinstance(decision, Answer):
        return (decision.entry,)
    return decision.choices if isinstance(decision, Disambiguation) else ()


def decide(
    ranking: Sequence[Ranked],
    base: KnowledgeBase,
    places: Places,
    policy: Policy,
    *,
    vague: bool = False,
    bare: bool = False,
) -> Answer | Disambiguation | Fallback:
    """Decide by how sure the best candidate is, how far ahead of whatever says something else, and how sure a
    boundary. A vague question is never answered, only asked back about; a bare one rather asked back about than
    declined."""
    ranking = tuple(ranking)
    hopeful = [r for r in ranking if not r.look_alike]
    if not hopeful:
        return Fallback(None, 0.0, ranking)
    best = hopeful[0]
    target = base.target(best.target_id)
    choices = choices_of(hopeful, base)
    if bare and best.lead < _UNRIVALLED:
        policy = replace(
            policy,
            answer_threshold=max(policy.answer_threshold, policy.bare_threshold),
            boundary_threshold=max(policy.boundary_threshold, policy.bare_threshold),
        )
    if isinstance(target, Entry) and _is_sure(best, policy) and not (vague and len(choices) > 1):
        return Answer(target, best.confidence, ranking)
    whole = choices_of([r for r in hopeful if holds_all(r.evidence)], base)
    if len(whole) > 1 and best.lead < _ALONE:
        return Disambiguation(whole, best.confidence, ranking)
    if isinstance(target, Boundary) and best.confidence >= policy.boundary_threshold:
        return Fallback(target, best.confidence, ranking)
    worth = _together(hopeful, base, places) >= policy.choice_threshold or (bare and _holds_much(best.evidence))
    if len(choices) > 1 and worth:
        return Disambiguation(choices, best.confidence, ranking)
    return Fallback(None, best.confidence, ranking)


def _is_sure(best: Ranked, policy: Policy) -> bool:
    likely = best.confidence >= policy.answer_threshold and best.lead >= policy.ambiguity_margin
    alone = holds_all(best.evidence) and best.lead >= _ALONE and best.confidence >= _FAINT
    return likely or alone


def holds_all(evidence: Mapping[str, float]) -> bool:
    """Whether what was found holds all that was asked: then the question is not about something else, and where
    several hold it, it only says too little."""
    return evidence.get("lost_share", 1.0) <= _HARDLY and evidence.get("gain", 0.0) >= _SOMETHING


def _holds_much(evidence: Mapping[str, float]) -> bool:
    return evidence.get("lost_share", 1.0) <= _IN_PART and not evidence.get("unknown", 0.0)


def choices_of(ranking: Sequence[Ranked], base: KnowledgeBase) -> tuple[Entry, ...]:
    """The first entries of a ranking, as many as are offered at once."""
    entries = (base.entry(ranked.target_id) for ranked in ranking)
    return tuple(entry for entry in entries if entry)[:MAX_CHOICES]


def _together(ranking: Sequence[Ranked], base: KnowledgeBase, places: Places) -> float:
    """How likely one of the choices is what was meant; entries that say the same count once."""
    entries = [r for r in ranking if base.entry(r.target_id)][:MAX_CHOICES]
    by_place: dict[Hashable, float] = {}
    for ranked in entries:
        place = places[ranked.target_id]
        by_place[place] = max(by_place.get(place, 0.0), ranked.confidence)
    return min(1.0, sum(by_place.values()))


def ranked(candidates: Sequence[Candidate], places: Places, weights: Weights) -> tuple[Ranked, ...]:
    """The candidates with their confidence, in their order."""
    if not candidates:
        return ()
    top = candidates[0].score
    shares = [math.exp(max(-_FAR_BEHIND, candidate.score - top)) for candidate in candidates]
    where = [places[candidate.target_id] for candidate in candidates]
    there: dict[Hashable, list[int]] = {}
    for number, place in enumerate(where):
        there.setdefault(place, []).append(number)
    leads = {place: _lead(sum([shares[number] for number in at]), sum(shares)) for place, at in there.items()}
    ranking = []
    for candidate, place in zip(candidates, where, strict=True):
        lead = leads[place]
        own = lead + min(0.0, candidate.score - candidates[there[place][0]].score)
        ranking.append(
            Ranked(
                target_id=candidate.target_id,
                score=100 * (1 - math.exp(-max(0.0, candidate.score) / _SCALE)),
                lead=lead,
                confidence=_confidence(candidate, own, weights),
                phrasing=candidate.phrasing,
                look_alike=candidate.look_alike,
                evidence=candidate.evidence,
            )
        )
    return tuple(ranking)


def _lead(same: float, all_of_them: float) -> float:
    """How far what says the same is ahead of the rest: the logarithm of the odds."""
    odds = same / max(all_of_them - same, math.exp(-_FAR_BEHIND))
    return max(-_FAR_BEHIND, min(_FAR_BEHIND, math.log(odds)))


def _confidence(candidate: Candidate, lead: float, weights: Weights) -> float:
    confidence = weights.confidence(candidate.score, lead, candidate.evidence)
    if candidate.evidence.get("letters", 0.0) >= _SAME and lead > 0:
        return max(confidence, _SURE)
    return confidence


def places_of(base: KnowledgeBase) -> Places:
    """What each target says it with. Entries on the same provision say the same, and asking back between them would
    be idle; so it would between boundaries, which all decline. A provision on which a crowd of entries stands tells
    nothing: an FAQ may cite one for all."""
    crowd = Counter(_provision(entry) for entry in base.live_entries)
    places: dict[str, Hashable] = {boundary.id: "boundary" for boundary in base.boundaries}
    for entry in base.live_entries:
        provision = _provision(entry)
        places[entry.id] = provision if crowd[provision] <= _CROWD else entry.id
    return places


def _provision(entry: Entry) -> tuple[str, str]:
    return entry.cites[0].document, article_of(entry.cites[0].locator)
