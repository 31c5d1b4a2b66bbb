"""Writing: an entry or a boundary put together in the chat, piece by piece, up to a change that can be published."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.domain.pending import Pending
from bot.domain.roles import Actor
from bot.services.care.attaching import ATTACH, Attaching, clashing, target_of
from bot.services.care.sheets import Sheet, Sheets
from bot.services.care.taking import letters_of, lines_of, take
from bot.services.care.written import (
    ENTRY,
    MAX_CITES,
    MAX_LINES,
    MAX_RELATED,
    MAX_TITLES,
    Left,
    Piece,
    Refusal,
    Step,
    WritingError,
    Written,
    every_target,
    item_of,
    of_target,
    to_body,
)
from bot.services.knowledge import reference
from knowledge import editing
from knowledge.diff import Part
from knowledge.models import Document, Entry, KnowledgeBase, Target


class Writing(Sheets):
    """Entries that admins write. Every method raises NotAllowedError for anybody else, NotYoursError for what another
    admin has begun, and WritingError where something does not go."""

    # ---- beginning and coming back

    async def begin(
        self,
        actor: Actor,
        *,
        question: str = "",
        phrasings: Sequence[str] = (),
        kind: str = ENTRY,
        entry_id: str = "",
        settles: Sequence[str] = (),
        passed: bool = False,
        place: int = 0,
    ) -> Sheet:
        """Begin something new, or with ``entry_id`` a change of what exists; one that was begun goes on. ``settles``
        are the missed questions that it answers; ``passed``: what exists already was shown."""
        begun = await self._tidied(actor)
        for sheet in begun:
            if sheet.written.is_empty:
                await self._desk.drop(actor, sheet.pending_id)
        if entry_id:
            open_one = next((sheet for sheet in begun if sheet.written.target == entry_id), None)
            if open_one is not None:
                return open_one
            written = of_target(target_of(self._knowledge.now.base, reference(entry_id)))
        else:
            written = Written(kind=kind, settles=tuple(settles), place=place)
            worded = "\n".join(filter(letters_of, phrasings))
            for piece, typed in ((Piece.QUESTION, question), (Piece.PHRASINGS, worded)):
                if typed.strip():
                    written = take(written, piece, typed, self._knowledge.now.base).written
            written = replace(written, passed=passed)
        return self._sheet(await self._desk.begin(actor, to_body(self._gone_on(written))))

    async def unfinished(self, actor: Actor) -> list[Sheet]:
        """What the actor has begun and not published, the latest first; nothing for which nothing was typed."""
        return [sheet for sheet in await self._tidied(actor) if not sheet.written.is_empty]

    async def _tidied(self, actor: Actor) -> list[Sheet]:
        """What was begun, without what is published by now, which is dropped."""
        open_ones: list[Sheet] = []
        for pending in await self._desk.of(actor):
            if pending.body.get("kind") == ATTACH:
                continue
            sheet = self._sheet(pending)
            if await self._desk.was_published(pending) or self._is_untouched(sheet):
                await self._desk.drop(actor, sheet.pending_id)
            else:
                open_ones.append(sheet)
        return open_ones

    async def same(self, actor: Actor, pending_id: str, target_ref: str) -> Attaching:
        """An existing one was meant: what was asked becomes a phrasing of it."""
        written = (await self.sheet(actor, pending_id)).written
        texts = [written.question, *written.phrasings]
        return await self.attacher.begin(actor, target_ref, texts, missed=written.settles)

    async def search(self, actor: Actor, words: str, limit: int = 8) -> tuple[Target, ...]:
        """What somebody means who names an entry or a boundary: by its id, else what comes nearest to the words."""
        await self._desk.require(actor)
        exact = every_target(self._knowledge.now.base).get("-".join(words.lower().replace("_", " ").split()))
        return (exact,) if exact else self.near([words], limit)

    # ---- piece by piece

    async def take(self, actor: Actor, pending_id: str, piece: Piece, typed: str, *, more: bool = False) -> Sheet:
        """Take in what was typed for a part; ``more``: it belongs behind what was typed for it before."""
        base = self._knowledge.now.base
        clashes: Mapping[str, str] = {}
        if piece in {Piece.PHRASINGS, Piece.TESTS}:
            own = (await self.sheet(actor, pending_id)).written.target
            clashes = await self._library.beside(clashing, lines_of(typed)[:MAX_LINES], own, self._knowledge.now)
        left: tuple[Left, ...] = ()

        def step(written: Written) -> Written:
            nonlocal left
            taken = take(written, piece, typed, base, more=more, clashes=clashes)
            left = taken.left
            return replace(taken.written, awaits="")

        return replace(await self._change(actor, pending_id, step), left=left)

    async def go_on(self, actor: Actor, pending_id: str) -> Sheet:
        """None of the nearest was meant; no further titles are wanted."""

        def step(written: Written) -> Written:
            if written.step is Step.TITLES:
                return replace(written, titled=True)
            return replace(written, passed=True)

        return await self._change(actor, pending_id, step)

    async def choose_document(self, actor: Actor, pending_id: str, ref: str) -> Sheet:
        """From now on locators are of that document."""
        document = self._document(ref)
        return await self._change(actor, pending_id, lambda written: replace(written, document=document.id))

    async def toggle_cite(
        self, actor: Actor, pending_id: str, document_ref: str, locator_ref: str, *, last: bool = True
    ) -> Sheet:
        """Cite a provision, or no longer; by the references of the document and of the locator. ``last``: even where it
        is the only one."""
        document = self._document(document_ref)

        def step(written: Written) -> Written:
            cited = [locator for owner, locator in written.cites if owner == document.id]
            known = dict.fromkeys((*document.provisions, *cited, *self._cited_near(written, document)))
            locator = next((each for each in known if reference(each) == locator_ref), None)
            if locator is None:
                raise WritingError(Refusal.NO_DOCUMENT)
            cite = (document.id, locator)
            if cite in written.cites and not last and len(written.cites) == 1:
                raise WritingError(Refusal.LAST_CITE)
            if cite in written.cites:
                return replace(written, cites=tuple(each for each in written.cites if each != cite))
            if len(written.cites) >= MAX_CITES:
                raise WritingError(Refusal.TOO_MANY, str(MAX_CITES))
            return replace(written, cites=(*written.cites, cite), document=document.id)

        return await self._change(actor, pending_id, step)

    async def toggle(self, actor: Actor, pending_id: str, piece: Piece, ref: str) -> Sheet:
        """Put one of what there is to choose from into a list, or take it out: a title, a related entry."""
        base = self._knowledge.now.base
        known: Iterable[str] = base.titles if piece is Piece.TITLES else every_target(base)
        most = MAX_TITLES if piece is Piece.TITLES else MAX_RELATED

        def step(written: Written) -> Written:
            lines = written.lines(piece)
            if any(reference(line) == ref for line in lines):
                return written.with_lines(piece, [line for line in lines if reference(line) != ref])
            if len(lines) >= most:
                raise WritingError(Refusal.TOO_MANY, str(most))
            return written.with_lines(piece, [*lines, *[each for each in known if reference(each) == ref]])

        return await self._change(actor, pending_id, step)

    async def remove(self, actor: Actor, pending_id: str, piece: Piece, ref: str) -> Sheet:
        """Take a line out of a list. One that is gone already is none to complain of."""

        def step(written: Written) -> Written:
            return written.with_lines(piece, [line for line in written.lines(piece) if reference(line) != ref])

        return await self._change(actor, pending_id, step)

    async def choose_topic(self, actor: Actor, pending_id: str, ref: str) -> Sheet:
        """One of the topics that there are."""
        topics = (target.topic for target in every_target(self._knowledge.now.base).values())
        topic = next((each for each in topics if reference(each) == ref), None)
        if topic is None:
            raise WritingError(Refusal.TARGET_GONE)
        return await self._change(actor, pending_id, lambda written: replace(written, topic=topic))

    async def flip_draft(self, actor: Actor, pending_id: str) -> Sheet:
        """A draft, which is never answered from, or none any more."""
        return await self._change(actor, pending_id, lambda written: replace(written, draft=not written.draft))

    # ---- what it comes to

    async def finish(self, actor: Actor, name: str, pending_id: str) -> Pending:
        """The change that it comes to, examined. It can be gone back to until that is published."""
        sheet = await self.sheet(actor, pending_id)
        if sheet.step is not Step.CARD or not sheet.topic:
            raise WritingError(Refusal.INCOMPLETE)
        now = self._knowledge.now  # what it is written on: the files and the number are of the same revision
        targets = every_target(now.base)
        if sheet.written.target:
            item = await self._changed(actor, sheet, targets)
        elif sheet.id in targets:
            raise WritingError(Refusal.ID_TAKEN, sheet.id)
        else:
            item = item_of(sheet.written, id_=sheet.id, topic=sheet.topic)
        files = await self._library.beside(editing.put, await self._library.files(now.number), item)
        why = (WHY_CHANGED if sheet.written.target else WHY_NEW).format(question=item.question)
        settles = dict.fromkeys(sheet.written.settles, item.id)
        change = await self._curation.propose(
            actor, name, files, why, base=now.number, settles=settles, written=pending_id
        )
        return await self._became(actor, pending_id, change, why, after=now.number)

    async def delete(self, actor: Actor, name: str, pending_id: str) -> Pending:
        """The change that takes out what exists, and every mention of it as a related one; examined."""
        sheet = await self.sheet(actor, pending_id)
        now = self._knowledge.now  # the files and the number are of the same revision
        target = target_of(now.base, reference(sheet.written.target))
        files = await self._library.beside(_without, await self._library.files(now.number), now.base, target)
        why = WHY_DELETED.format(question=target.question)
        change = await self._curation.propose(actor, name, files, why, base=now.number, written=pending_id)
        return await self._became(actor, pending_id, change, why, after=now.number)

    async def _became(self, actor: Actor, pending_id: str, change: Pending, why: str, *, after: int) -> Pending:
        became = {"id": change.id, "why": why, "after": after}
        await self._change(actor, pending_id, lambda written: replace(written, became=became, awaits=""))
        return change

    async def _changed(self, actor: Actor, sheet: Sheet, targets: Mapping[str, Target]) -> Target:
        """What exists with what was changed of it; what others changed of it meanwhile stays. Raises WritingError
        where nothing was changed, and once where others changed the same part."""
        written, current = sheet.written, targets.get(sheet.written.target)
        if current is None:
            raise WritingError(Refusal.TARGET_GONE)
        mine = item_of(written, id_=current.id, topic=written.topic)
        own = {
            key: getattr(mine, key)
            for key, value in mine.model_dump(mode="json").items()
            if value != written.original.get(key)
        }
        now = current.model_dump(mode="json")
        if any(now[key] != written.original.get(key) and getattr(current, key) != own[key] for key in own):
            fresh = replace(written, original=now)
            await self._change(actor, sheet.pending_id, lambda _: fresh)
            raise WritingError(Refusal.CHANGED_MEANWHILE)
        item = current.model_copy(update=own)
        if item == current:
            raise WritingError(Refusal.NOTHING_CHANGED)
        return item

    def _is_untouched(self, sheet: Sheet) -> bool:
        """Whether what exists was opened to be changed, and nothing was."""
        target = every_target(self._knowledge.now.base).get(sheet.written.target)
        return target is not None and item_of(sheet.written, id_=target.id, topic=sheet.written.topic) == target

    def _document(self, ref: str) -> Document:
        documents = self._knowledge.now.base.documents.values()
        found = next((document for document in documents if reference(document.id) == ref), None)
        if found is None:
            raise WritingError(Refusal.NO_DOCUMENT)
        return found

    def _cited_near(self, written: Written, document: Document) -> list[str]:
        """The locators of a document that the nearest entries cite."""
        near = self.near([written.question, *written.phrasings])
        return [
            cite.locator
            for each in near
            if isinstance(each, Entry)
            for cite in each.cites
            if cite.document == document.id
        ]


WHY_NEW = "新增：{question}"
WHY_CHANGED = "修改：{question}"
WHY_DELETED = "删除：{question}"


def _without(files: Mapping[str, bytes], base: KnowledgeBase, target: Target) -> dict[str, bytes]:
    """The files without an entry or boundary, and without every mention of it."""
    left = editing.remove(files, Part("entries" if isinstance(target, Entry) else "boundaries", target.id))
    for part, key in _mentions(base, target.id):
        left = editing.drop(left, part, key, [target.id])
    return left


def _mentions(base: KnowledgeBase, id_: str) -> list[tuple[Part, str]]:
    """Where an id is named in a list of ids: the items, and the key of the list."""
    found = [(Part("entries", entry.id), "related") for entry in base.entries if id_ in entry.related]
    found += [(Part("sections", section.id), "entries") for section in base.sections if id_ in section.entries]
    return found + [(Part("guides", guide.id), "offered_with") for guide in base.guides if id_ in guide.offered_with]
