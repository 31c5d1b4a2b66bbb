"""Deciding: a ranking and a policy to an Answer, a Disambiguation or a Fallback."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from intents.rank import Candidate
from knowledge.models import Boundary, Citation, Entry, KnowledgeBase, article_of

MAX_CHOICES = 4
"""More buttons are not read."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers that decide."""

    answer_threshold: float = 0.55
    """Confidence from which one candidate is answered with."""
    choice_threshold: float = 0.25
    """Confidence from which the best candidates are worth offering."""
    ambiguity_margin: float = 1.0
    """Points of score by which the best must be ahead of the next that says something else."""
    boundary_margin: float = 1.5
    """Points by which a boundary must be ahead of the best entry to decline."""
    intercept: float = -0.49
    per_point: float = 0.024
    per_lead: float = 0.132
    """Logistic regression of "the best is right" on its score and its lead, on the ``tests`` of our base."""
    floor: float = 24.0
    """The score at which a question may just as well be about something else altogether."""
    floor_slope: float = 0.3

    def confidence(self, score: float, lead: float) -> float:
        """How likely a candidate is to be what was meant, 0 to 1. ``lead`` is its distance in points from the best
        of the others, negative behind it."""
        right = _logistic(self.intercept + self.per_point * score + self.per_lead * lead)
        return right * _logistic(self.floor_slope * (score - self.floor))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, value))))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its confidence."""

    target_id: str
    score: float
    lead: float
    """Points ahead of the best candidate that says something else; negative behind it."""
    confidence: float
    phrasing: str
    look_alike: bool = False


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


Decision = Answer | Disambiguation | Fallback | SmallTalk
"""What becomes of a question."""


def decide(
    candidates: Sequence[Candidate], base: KnowledgeBase, policy: Policy, *, vague: bool = False
) -> Answer | Disambiguation | Fallback:
    """Decide by two numbers: how sure the best candidate is, and how far ahead of the next. A vague question is
    never answered, only asked back about."""
    ranking = _ranked(candidates, base, policy)
    hopeful = [r for r in ranking if not r.look_alike]
    if not hopeful or hopeful[0].confidence < policy.choice_threshold:
        return Fallback(None, ranking[0].confidence if ranking else 0.0, ranking)
    best = hopeful[0]
    target = base.target(best.target_id)
    if isinstance(target, Boundary) and not _contested(best, hopeful, base, policy):
        return Fallback(target, best.confidence, ranking)
    sure = best.confidence >= policy.answer_threshold and best.lead >= policy.ambiguity_margin and not vague
    if isinstance(target, Entry) and sure:
        return Answer(target, best.confidence, ranking)
    return Disambiguation(choices_of(hopeful, base), best.confidence, ranking)


def _contested(best: Ranked, hopeful: Sequence[Ranked], base: KnowledgeBase, policy: Policy) -> bool:
    """Whether an entry is so close behind a boundary that declining would be a guess."""
    entries = [ranked for ranked in hopeful if base.entry(ranked.target_id)]
    return bool(entries) and best.score - entries[0].score < policy.boundary_margin


def choices_of(ranking: Sequence[Ranked], base: KnowledgeBase) -> tuple[Entry, ...]:
    """The first entries of a ranking, as many as are offered at once."""
    entries = (base.entry(ranked.target_id) for ranked in ranking)
    return tuple(entry for entry in entries if entry)[:MAX_CHOICES]


def _ranked(candidates: Sequence[Candidate], base: KnowledgeBase, policy: Policy) -> tuple[Ranked, ...]:
    ranking = []
    for candidate in candidates:
        lead = candidate.score - _best_rival(candidate, candidates, base)
        confidence = policy.confidence(candidate.score, lead)
        ranking.append(
            Ranked(candidate.target_id, candidate.score, lead, confidence, candidate.phrasing, candidate.look_alike)
        )
    return tuple(ranking)


def _best_rival(candidate: Candidate, candidates: Sequence[Candidate], base: KnowledgeBase) -> float:
    """The score of the best other candidate that says something else."""
    target = base.target(candidate.target_id)
    for other in candidates:
        if other is not candidate and not _says_the_same(target, base.target(other.target_id)):
            return other.score
    return 0.0


def _says_the_same(one: object, other: object) -> bool:
    """Whether two targets stand on the same provision, or are both declined: then asking back would be idle."""
    if isinstance(one, Entry) and isinstance(other, Entry):
        return _place(one.cites[0]) == _place(other.cites[0])
    return isinstance(one, Boundary) and isinstance(other, Boundary)


def _place(citation: Citation) -> tuple[str, str]:
    return citation.document, article_of(citation.locator)
