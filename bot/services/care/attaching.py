"""Attaching: questions that were missed become ways of asking for an entry or a boundary that exists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.pending import Pending
from bot.domain.roles import Actor
from bot.services.care.curation import Curation
from bot.services.care.desk import QUICK, Body, Desk
from bot.services.care.library import Library
from bot.services.care.written import MAX_LINE, MAX_LINES, Refusal, WritingError, every_target
from bot.services.knowledge import Live, LiveKnowledge, reference
from intents.nearest import nearest
from intents.normalise import normalise
from intents.understanding import Understanding
from knowledge import editing
from knowledge.models import KnowledgeBase, Target

ATTACH = QUICK
AGAIN = "again"
WHY = "“{question}”加 {count} 个问法"


@dataclass(frozen=True, slots=True)
class Attachable:
    """A text that may become a phrasing."""

    text: str
    chosen: bool
    too_long: bool = False
    stands_under: str = ""
    """The id of what it is a phrasing of already; :data:`AGAIN` where another of the texts is the same."""

    @property
    def usable(self) -> bool:
        """Whether it can be chosen."""
        return not self.too_long and not self.stands_under


@dataclass(frozen=True, slots=True)
class Attaching:
    """What is attached to what."""

    pending_id: str
    target: Target
    texts: tuple[Attachable, ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The texts that become phrasings."""
        return tuple(each.text for each in self.texts if each.chosen and each.usable)

    @property
    def settled(self) -> tuple[str, ...]:
        """The texts that are dealt with once it is published: all but those that were taken out."""
        return tuple(each.text for each in self.texts if each.chosen or not each.usable)


class Attacher:
    """Puts missed questions to what answers them. Every method raises NotAllowedError for anybody but admins."""

    def __init__(self, desk: Desk, curation: Curation, library: Library, knowledge: LiveKnowledge) -> None:
        self._desk = desk
        self._curation = curation
        self._library = library
        self._knowledge = knowledge

    async def begin(
        self, actor: Actor, target_ref: str, texts: Sequence[str], *, missed: Sequence[str] = (), place: int = 0
    ) -> Attaching:
        """Attach texts to the entry or boundary of that reference, all that can be at first. ``missed`` are those that
        are missed questions. Raises WritingError."""
        await self._desk.require(actor)
        target = target_of(self._knowledge.now.base, target_ref)
        body = {
            "kind": ATTACH,
            "target": target.id,
            "texts": list(texts),
            "out": [],
            "missed": list(missed),
            "place": place,
        }
        attaching = _attaching("", body, target, self._knowledge.now.understanding)
        if not attaching.chosen:
            raise WritingError(Refusal.NOTHING_CHOSEN)
        pending = await self._desk.begin(actor, body)
        return self._of(pending)

    async def attaching(self, actor: Actor, pending_id: str) -> Attaching:
        """It as it is. Raises WritingError where it is gone."""
        return self._of(await self._desk.load(actor, pending_id))

    async def toggle(self, actor: Actor, pending_id: str, text_ref: str) -> Attaching:
        """Take a text out, or in again."""

        def step(body: Body) -> Body:
            out = list(body["out"])
            for text in body["texts"]:
                if reference(text) == text_ref:
                    out = [each for each in out if each != text] if text in out else [*out, text]
            return {**body, "out": out}

        return self._of(await self._desk.change(actor, pending_id, step))

    async def finish(self, actor: Actor, name: str, pending_id: str) -> Pending:
        """The change that attaches them, examined. Raises WritingError where nothing is chosen."""
        pending = await self._desk.load(actor, pending_id)
        now = self._knowledge.now  # what it is attached to: the files and the number are of the same revision
        attaching = self._of(pending)
        if not attaching.chosen:
            raise WritingError(Refusal.NOTHING_CHOSEN)
        target = attaching.target
        if len(target.phrasings) + len(attaching.chosen) > MAX_LINES:
            raise WritingError(Refusal.TOO_MANY, str(MAX_LINES))
        changed = target.model_copy(update={"phrasings": (*target.phrasings, *attaching.chosen)})
        files = await self._library.beside(editing.put, await self._library.files(now.number), changed)
        settles = {text: target.id for text in attaching.settled if text in pending.body["missed"]}
        why = WHY.format(question=target.question, count=len(attaching.chosen))
        return await self._curation.propose(
            actor, name, files, why, base=now.number, settles=settles, written=pending_id
        )

    def _of(self, pending: Pending) -> Attaching:
        if pending.body.get("kind") != ATTACH:
            raise WritingError(Refusal.DRAFT_GONE)
        understanding = self._knowledge.now.understanding
        target = target_of(understanding.base, reference(pending.body["target"]))
        return _attaching(pending.id, pending.body, target, understanding)


def target_of(base: KnowledgeBase, ref: str) -> Target:
    """The entry, drafts too, or boundary of that reference. Raises WritingError where there is none."""
    found = next((target for id_, target in every_target(base).items() if reference(id_) == ref), None)
    if found is None:
        raise WritingError(Refusal.TARGET_GONE)
    return found


def stands_under(understanding: Understanding, text: str) -> str:
    """The id of the entry or boundary that has this text for a way of asking already; empty where none has."""
    wanted = normalise(text)
    found = (near for near in nearest(understanding, [text]) if normalise(near.phrasing) == wanted)
    return next((near.target_id for near in found), "")


def clashing(lines: Sequence[str], own: str, live: Live) -> dict[str, str]:
    """The lines that are ways of asking for something else already, each with the question of that. ``own`` is the id
    of what they are for."""
    targets = every_target(live.base)
    under = {line: stands_under(live.understanding, line) for line in lines if len(line) <= MAX_LINE}
    return {line: targets[id_].question for line, id_ in under.items() if id_ in targets and id_ != own}


def _attaching(pending_id: str, body: Body, target: Target, understanding: Understanding) -> Attaching:
    texts = tuple(_attachables(body["texts"], set(body["out"]), understanding))
    return Attaching(pending_id, target, texts)


def _attachables(texts: Iterable[str], out: set[str], understanding: Understanding) -> Iterable[Attachable]:
    seen: set[str] = set()
    for text in texts:
        again = normalise(text) in seen
        under = AGAIN if again else stands_under(understanding, text)
        yield Attachable(text, text not in out, len(text) > MAX_LINE, under)
        seen.add(normalise(text))
