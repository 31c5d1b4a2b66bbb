"""Sheets: what admins have begun to write, as it is kept: looked at, changed, and what is awaited of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.clock import Clock
from bot.domain.identity import NewId
from bot.domain.pending import Pending
from bot.domain.roles import Actor
from bot.services.access import Access
from bot.services.care.attaching import ATTACH, Attacher, target_of
from bot.services.care.curation import Curation
from bot.services.care.desk import Body, Desk
from bot.services.care.library import Library
from bot.services.care.proposing import propose, propose_topic
from bot.services.care.written import (
    Left,
    Refusal,
    Step,
    WritingError,
    Written,
    every_target,
    from_body,
    to_body,
)
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from intents.nearest import nearest
from knowledge.models import Target

NEAREST = 4
"""Existing entries and boundaries that are shown before something new is written."""

_SURE = 0.3
"""Confidence from which one tap is enough to say that it is meant."""

_UNLIKELY = 0.13
"""Confidence below which nothing is shown."""

AWAITED_FOR = timedelta(hours=24)
"""For how long something typed may be the part that was asked for."""

GOES_ON = timedelta(minutes=3)
"""For how long the next messages belong behind what was just typed: a long text comes in several."""

_FOUND = 6
"""Entries that a search for related ones shows."""

_ASKED = 3
"""Ways of asking that are looked up for that."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is being written, with what is filled in where nobody said."""

    pending_id: str
    written: Written
    id: str
    """As typed, or proposed."""
    topic: str
    """As typed, or proposed."""
    near: tuple[Target, ...]
    """The nearest that exist, the likeliest first."""
    found: tuple[Target, ...] = ()
    """What was looked for as a related one."""
    left: tuple[Left, ...] = ()
    """What of the last message was left out."""

    @property
    def step(self) -> Step:
        """What comes next."""
        return self.written.step


class Sheets:
    """What admins have begun to write. Every method raises NotAllowedError for anybody else, NotYoursError for what
    another admin has begun, and WritingError where something does not go."""

    def __init__(
        self,
        stores: Stores,
        curation: Curation,
        library: Library,
        knowledge: LiveKnowledge,
        *,
        access: Access,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._curation = curation
        self._library = library
        self._knowledge = knowledge
        self._desk = Desk(stores, access, clock, new_id=new_id)
        self.attacher = Attacher(self._desk, curation, library, knowledge)

    async def sheet(self, actor: Actor, pending_id: str) -> Sheet:
        """What is being written."""
        return self._sheet(await self._desk.load(actor, pending_id))

    async def drop(self, actor: Actor, pending_id: str) -> None:
        """It is not wanted any more."""
        await self._desk.drop(actor, pending_id)

    async def target(self, actor: Actor, ref: str) -> Target:
        """An entry, drafts too, or a boundary, to look at."""
        await self._desk.require(actor)
        return target_of(self._knowledge.now.base, ref)

    def near(self, texts: Iterable[str], limit: int = NEAREST) -> tuple[Target, ...]:
        """The entries and boundaries that come nearest to texts, the likeliest first; none that is far off."""
        return self.near_and_sure(texts, limit)[0]

    def near_and_sure(self, texts: Iterable[str], limit: int = NEAREST) -> tuple[tuple[Target, ...], int]:
        """The same, and how many of them may well be what is meant."""
        live = self._knowledge.now
        targets = every_target(live.base)
        found = nearest(live.understanding, list(texts)[:_ASKED], limit)
        likely = [near for near in found if near.confidence >= _UNLIKELY and near.target_id in targets]
        sure = sum(near.confidence >= _SURE for near in likely)
        return tuple(targets[near.target_id] for near in likely), sure

    async def awaiting(self, actor: Actor) -> Sheet | None:
        """What the actor was asked to type a part of in the last day, the latest. None for whoever is no admin."""
        if not actor.private or not await self._desk.may(actor):
            return None
        for pending in await self._desk.of(actor):
            if pending.body.get("awaits") and self._desk.idle(pending) < AWAITED_FOR:
                return self._sheet(pending)
        return None

    async def expect(self, actor: Actor, pending_id: str, part: str) -> None:
        """Remember which part was asked for: the letter of a piece, with a plus where more of it may follow; empty for
        none."""
        await self._change(actor, pending_id, lambda written: replace(written, awaits=part))

    async def hold(self, actor: Actor, pending_id: str, typed: str) -> Sheet:
        """Keep what was typed until its author says what it is; what comes right behind it belongs to it."""
        soon = self._desk.idle(await self._desk.load(actor, pending_id)) < GOES_ON

        def step(written: Written) -> Written:
            return replace(written, held=f"{written.held}\n{typed}" if written.held and soon else typed)

        return await self._change(actor, pending_id, step)

    async def release(self, actor: Actor, pending_id: str) -> str:
        """What was kept so, which is thereby over. Raises WritingError where nothing is."""
        held = ""

        def step(written: Written) -> Written:
            nonlocal held
            held = written.held
            if not held:
                raise WritingError(Refusal.NOTHING_HELD)
            return replace(written, held="")

        await self._change(actor, pending_id, step)
        return held

    async def place(self, actor: Actor, pending_id: str) -> int:
        """Where in the list of missed questions something was begun from; 0 where that is not known any more."""
        begun = {pending.id: pending.body for pending in await self._desk.of(actor)}
        return int(begun.get(pending_id, {}).get("place", 0))

    async def use_id(self, actor: Actor, pending_id: str) -> Sheet:
        """The id that is proposed is wanted."""
        proposed = (await self.sheet(actor, pending_id)).id
        return await self._change(actor, pending_id, lambda written: replace(written, id=proposed, awaits=""))

    async def _change(self, actor: Actor, pending_id: str, step: Callable[[Written], Written]) -> Sheet:
        def change(body: Body) -> Body:
            if body.get("kind") == ATTACH:
                raise WritingError(Refusal.DRAFT_GONE)
            before = from_body(body)
            after = step(before)
            if after.content != before.content and after.became == before.became:
                after = replace(after, became={})  # what was published of it is not this any more
            return to_body(self._gone_on(after))

        return self._sheet(await self._desk.change(actor, pending_id, change))

    def _gone_on(self, written: Written) -> Written:
        """What was written, past what needs no asking, with what can be proposed by now."""
        if written.step is Step.NEAREST and not self._others(written):
            written = replace(written, passed=True)
        return self._with_proposals(written)

    def _others(self, written: Written) -> tuple[Target, ...]:
        """What exists already and comes near."""
        near = self.near([written.question, *written.phrasings]) if written.question else ()
        return tuple(target for target in near if target.id != written.target)

    def _with_proposals(self, written: Written) -> Written:
        """What was proposed once stays, unless somebody else took it."""
        if written.target or written.step is not Step.CARD:
            return written
        base = self._knowledge.now.base
        if written.proposed_topic and written.proposed_id and written.proposed_id not in every_target(base):
            return written
        near = self.near([written.question, *written.phrasings])
        return replace(
            written,
            proposed_id=propose(near, written, base),
            proposed_topic=written.proposed_topic or propose_topic(near, written, base),
        )

    def _sheet(self, pending: Pending) -> Sheet:
        if pending.body.get("kind") == ATTACH:
            raise WritingError(Refusal.DRAFT_GONE)
        written = from_body(pending.body)
        near = self._others(written)
        return Sheet(
            pending.id,
            written,
            written.id or written.proposed_id,
            written.topic or written.proposed_topic,
            near,
            self.near([written.searched], _FOUND) if written.searched else (),
        )
