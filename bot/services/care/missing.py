"""Missing: questions that nothing answered and answers that were called wrong, for the admins to deal with."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.building import beside
from bot.domain.clock import Clock
from bot.domain.errors import OutdatedError
from bot.domain.feedback import AnswerReport, MissedQuestion
from bot.domain.keeper import Act, KeeperEvent
from bot.domain.roles import Action, Actor
from bot.domain.tally import QUESTIONS, Event, Tally
from bot.services.access import Access
from bot.services.care.attaching import Attaching
from bot.services.care.counting import Counting
from bot.services.care.sheets import Sheet
from bot.services.care.writing import Writing
from bot.services.care.written import Refusal, WritingError, every_target
from bot.services.knowledge import LiveKnowledge, reference
from bot.services.ports import Stores
from intents.decide import Answer, Fallback
from intents.nearest import clusters
from intents.normalise import normalise
from intents.understanding import Understanding
from knowledge.models import Target

MOST_MISSES = 2000
MOST_REPORTS = 500
TOP = 5
"""Entries and missed questions that the numbers name."""

SPANS = (7, 30)
"""Days that the numbers may be of."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Missed questions that ask the same."""

    questions: tuple[MissedQuestion, ...]
    """The most often missed first: it stands for all of them."""

    @property
    def ref(self) -> str:
        """Its name in buttons."""
        return reference(self.questions[0].text)

    @property
    def texts(self) -> tuple[str, ...]:
        """What was asked."""
        return tuple(question.text for question in self.questions)

    @property
    def unanswered(self) -> int:
        """How often nothing matched."""
        return sum(question.unanswered for question in self.questions)

    @property
    def rejected(self) -> int:
        """How often none of the choices was meant."""
        return sum(question.rejected for question in self.questions)

    @property
    def count(self) -> int:
        """How often it was missed."""
        return self.unanswered + self.rejected


@dataclass(frozen=True, slots=True)
class MissedPage:
    """One of them, with what exists near it."""

    missed: Missed
    number: int
    """From 0."""
    total: int
    near: tuple[Target, ...]
    """The likeliest first; of those far off only that there are some is told."""
    sure: int = 0
    """How many of them are near enough to be taken at once."""
    answered: Target | None = None
    """What answers it by now."""
    all_answered: int = 0
    """How many of all are answered by now."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported of an entry."""

    entry_id: str
    target: Target | None
    """None where it is gone."""
    reasons: tuple[tuple[str, int], ...]
    """With how often, the most frequent first."""
    until: datetime
    """When the last of them was reported."""

    @property
    def count(self) -> int:
        """How many reports."""
        return sum(count for _, count in self.reasons)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was asked in some days."""

    first: date
    last: date
    outcomes: Mapping[Event, int]
    """How often each; questions and what else is counted."""
    since: date | None
    """The first day of these that anything was counted on; None where nothing was."""
    entries: tuple[tuple[str, int], ...]
    """The questions of the entries that answered most often, with how often."""
    misses: tuple[tuple[str, int], ...]
    """The texts that were missed most often."""
    answered: frozenset[str] = frozenset()
    """Those of them that are answered by now."""

    @property
    def questions(self) -> int:
        """How many questions."""
        return sum(self.outcomes.get(event, 0) for event in QUESTIONS)


class Missing:
    """What is missing. Every method raises NotAllowedError for anybody but admins, and WritingError outside of their
    private chats."""

    def __init__(
        self,
        stores: Stores,
        writing: Writing,
        knowledge: LiveKnowledge,
        access: Access,
        clock: Clock,
        *,
        counting: Counting,
    ) -> None:
        self._stores = stores
        self._writing = writing
        self._knowledge = knowledge
        self._access = access
        self._clock = clock
        self._counting = counting
        self._decided: dict[str, Target | None] = {}
        self._decided_in = -1

    # ---- missed questions

    async def page(self, actor: Actor, number: int = 0) -> MissedPage | None:
        """What was missed, most frequent first; the last one where there are fewer by now. None where nothing is
        open."""
        await self._require(actor)
        found = await self._clusters()
        if not found:
            return None
        number = max(0, min(number, len(found) - 1))
        missed = found[number]
        answered = await self._answered(found)
        near, sure = self._writing.near_and_sure(missed.texts)
        return MissedPage(missed, number, len(found), near, sure, answered.get(missed.ref), len(answered))

    async def settle_answered(self, actor: Actor, name: str) -> int:
        """What is answered by now is dealt with. Recorded. Returns how many there were."""
        await self._require(actor)
        found = await self._clusters()
        answered = await self._answered(found)
        for missed in found:
            if missed.ref in answered:
                await self._settle(actor, name, missed, answered[missed.ref].id, ANSWERED)
        return len(answered)

    async def settle_one(self, actor: Actor, name: str, missed_ref: str) -> None:
        """The same of one. Raises WritingError where it was dealt with already."""
        missed = await self._missed(actor, missed_ref)
        answered = await self._answered([missed])
        await self._settle(actor, name, missed, answered[missed.ref].id if missed.ref in answered else "", ANSWERED)

    async def _answered(self, found: Sequence[Missed]) -> dict[str, Target]:
        """What answers clusters by now, by their references; asked for the most frequent question of each, without
        anything said before it."""
        heads = {missed.ref: missed.questions[0].text for missed in found}
        by_now = await self._by_now(heads.values())
        return {ref: by_now[text] for ref, text in heads.items() if text in by_now}

    async def _by_now(self, texts: Iterable[str]) -> dict[str, Target]:
        """What answers texts by now, each on its own; only those that have an answer."""
        live, wanted = self._knowledge.now, list(texts)
        if self._decided_in != live.number:
            self._decided.clear()
            self._decided_in = live.number
        new = [text for text in wanted if text not in self._decided]
        if new:
            self._decided.update(await beside(_answers, new, live.understanding))
        decided = ((text, self._decided.get(text)) for text in wanted)
        return {text: target for text, target in decided if target is not None}

    async def attach(self, actor: Actor, missed_ref: str, target_ref: str, place: int = 0) -> Attaching:
        """Begin to make phrasings of what was missed. Raises WritingError where it was dealt with meanwhile."""
        missed = await self._missed(actor, missed_ref)
        return await self._writing.attacher.begin(actor, target_ref, missed.texts, missed=missed.texts, place=place)

    async def begin(self, actor: Actor, missed_ref: str, kind: str, place: int = 0) -> Sheet:
        """Begin a new entry or boundary that answers what was missed; what exists near it was shown."""
        missed = await self._missed(actor, missed_ref)
        head, *others = missed.texts
        different = {normalise(text): text for text in reversed(others) if normalise(text) != normalise(head)}
        phrasings = [text for text in reversed(different.values()) if len(text) <= MAX_PHRASING][:MOST_PHRASINGS]
        return await self._writing.begin(
            actor,
            question=head[:MAX_PHRASING],
            phrasings=phrasings,
            kind=kind,
            settles=missed.texts,
            passed=True,
            place=place,
        )

    async def dismiss(self, actor: Actor, name: str, missed_ref: str) -> None:
        """Nothing is to be done about it. Recorded."""
        missed = await self._missed(actor, missed_ref)
        await self._settle(actor, name, missed, "", DISMISSED)

    async def _settle(self, actor: Actor, name: str, missed: Missed, outcome: str, why: str) -> None:
        now = self._clock.now()
        count = await self._stores.misses.settle(missed.texts, outcome, now)
        if count:
            event = KeeperEvent(now, actor.user_id, name, Act.SETTLED, why.format(count=count))
            await self._stores.keepers.record(event)

    async def _missed(self, actor: Actor, ref: str) -> Missed:
        await self._require(actor)
        found = next((each for each in await self._clusters() if each.ref == ref), None)
        if found is None:
            raise WritingError(Refusal.SETTLED)
        return found

    async def _clusters(self) -> list[Missed]:
        known = {question.text: question for question in await self._stores.misses.open(MOST_MISSES)}
        counts = [(question.text, question.count) for question in known.values()]
        if not counts:
            return []
        found = await beside(clusters, counts, self._knowledge.now.understanding)
        return [Missed(tuple(known[text] for text in cluster.texts)) for cluster in found]

    # ---- answers called wrong

    async def reports(self, actor: Actor) -> list[Reported]:
        """What was reported, entry by entry, the most reports first."""
        await self._require(actor)
        targets = every_target(self._knowledge.now.base)
        reports = sorted(await self._stores.reports.open(MOST_REPORTS), key=lambda report: report.entry_id)
        grouped = {entry_id: list(each) for entry_id, each in groupby(reports, key=lambda report: report.entry_id)}
        found = [_reported(entry_id, each, targets.get(entry_id)) for entry_id, each in grouped.items()]
        return sorted(found, key=lambda each: (-each.count, each.entry_id))

    async def settle_reports(self, actor: Actor, entry_ref: str) -> None:
        """They are dealt with. Raises OutdatedError where they were already."""
        for reported in await self.reports(actor):
            if reference(reported.entry_id) == entry_ref:
                await self._stores.reports.settle(reported.entry_id, reported.until)
                return
        raise OutdatedError

    # ---- numbers

    async def numbers(self, actor: Actor, days: int) -> Numbers:
        """What was asked in so many days, today included."""
        await self._require(actor)
        await self._counting.flush()
        last = self._counting.today
        first = last - timedelta(days=days - 1)
        tallies = await self._stores.tallies.between(first, last)
        outcomes: Counter[Event] = Counter()
        for tally in tallies:
            outcomes[tally.event] += tally.count
        misses = await self._stores.misses.frequent(first, last, TOP)
        answered = frozenset(await self._by_now(text for text, _ in misses))
        since = min((tally.day for tally in tallies), default=None)
        return Numbers(first, last, outcomes, since, self._top(tallies), tuple(misses), answered)

    def _top(self, tallies: Iterable[Tally]) -> tuple[tuple[str, int], ...]:
        """The entries that answered, at once or picked from a choice, most often; by their questions."""
        counts: Counter[str] = Counter()
        for tally in tallies:
            if tally.event in {Event.ANSWER, Event.PICKED} and tally.target:
                counts[tally.target] += tally.count
        targets = every_target(self._knowledge.now.base)
        order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP]
        return tuple((targets[id_].question if id_ in targets else id_, count) for id_, count in order)

    async def _require(self, actor: Actor) -> None:
        await self._access.require(actor, Action.EDIT_KNOWLEDGE)
        if not actor.private:
            raise WritingError(Refusal.ONLY_IN_PRIVATE)


ANSWERED = "{count} 个没答上来的问题现在会答"
DISMISSED = "不管 {count} 个没答上来的问题"
MAX_PHRASING = 200
MOST_PHRASINGS = 100


def _answers(texts: Sequence[str], understanding: Understanding) -> dict[str, Target | None]:
    """What each text is answered by: an entry, or a boundary."""
    found: dict[str, Target | None] = {}
    for text in texts:
        decision, _ = understanding.decide(text)
        found[text] = decision.entry if isinstance(decision, Answer) else None
        if isinstance(decision, Fallback):
            found[text] = decision.boundary
    return found


def _reported(entry_id: str, reports: Sequence[AnswerReport], target: Target | None) -> Reported:
    reasons = Counter(report.reason for report in reports).most_common()
    return Reported(entry_id, target, tuple(reasons), max(report.reported_at for report in reports))
