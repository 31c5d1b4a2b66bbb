"""Curation: changes of the knowledge from the chat, from the file that was sent to the button that publishes it."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from bot.domain.clock import Clock
from bot.domain.errors import ConflictError, NotYoursError
from bot.domain.identity import NewId
from bot.domain.keeper import Act, KeeperEvent
from bot.domain.pending import PENDING_LIFETIME, Pending, PendingKind
from bot.domain.revision import Origin, Revision, fingerprint_of, manifest_of
from bot.domain.roles import Action, Actor
from bot.services.access import Access
from bot.services.changes import Change, ChangeGoneError, Outcome, OwnConsentError, Report, Step, change_of
from bot.services.gate import Examination, Files
from bot.services.knowledge import LiveKnowledge
from bot.services.library import Author, Library, by_digest
from bot.services.ports import Stores
from bot.services.revision_archive import RevisionArchive
from bot.services.uploading import keep_left_out, left_out, place, without_strays
from knowledge.issues import KnowledgeError
from knowledge.merging import Conflict

MOST_EXAMINED = 2
"""Examinations that are kept, so that what was examined for the report is not examined again for the button."""


class Curation:
    """Changes that admins make. Every method raises NotAllowedError for anybody else, and ChangeGoneError for a change
    that does not wait any more."""

    def __init__(
        self,
        stores: Stores,
        library: Library,
        access: Access,
        clock: Clock,
        new_id: NewId,
        *,
        knowledge: LiveKnowledge,
    ) -> None:
        self._stores = stores
        self._library = library
        self._access = access
        self._clock = clock
        self._new_id = new_id
        self._examined: OrderedDict[tuple[int, str], Examination] = OrderedDict()
        self.archive = RevisionArchive(stores, library, access, knowledge)
        """What was published, and what is live."""

    # ---- how a change begins

    async def propose(
        self,
        actor: Actor,
        name: str,
        files: Files,
        why: str,
        *,
        settles: Mapping[str, str] | None = None,
        origin: Origin = Origin.CHAT,
        restores: int | None = None,
    ) -> Pending:
        """Put a whole base (made from the live one) through the gate, and keep it for the button that publishes it,
        whatever the gate says: :meth:`report` tells. ``name`` is the author's, ``why`` a line for the history;
        ``settles``: missed questions that are dealt with once it is published, and the id that they lead to."""
        await self._require(actor)
        change = Change(
            base=await self._stores.revisions.latest_number(),
            files=manifest_of(files),
            name=name,
            why=why,
            origin=origin,
            restores=restores,
            settles=settles or {},
        )
        return await self._keep(actor, change, files)

    async def upload(self, actor: Actor, name: str, file_name: str, content: bytes, *, why: str) -> Pending:
        """Begin with a file that was sent. Where it leaves out items that the live file has, the author is to
        :meth:`choose` first, and nothing is examined yet. Raises NoFileError for what is no file of a base."""
        await self._require(actor)
        live = await self._library.files()
        target = place(live, file_name, content)
        files = {**live, target: content}
        missing = left_out(live, target, content)
        if not missing:
            return await self.propose(actor, name, files, why)
        change = Change(
            base=await self._stores.revisions.latest_number(),
            files=manifest_of(files),
            name=name,
            why=why,
            uploaded=target,
            left_out=tuple(part.id for part in missing),
        )
        return await self._keep(actor, change, files)

    async def choose(self, actor: Actor, pending_id: str, *, whole: bool) -> Pending:
        """Say what becomes of what a file leaves out: ``whole``, it goes; else it stays as it is."""
        pending, change = await self._own(actor, pending_id)
        if not change.uploaded:
            raise ChangeGoneError
        files = await self._files(change)
        if not whole:
            files = keep_left_out(await self._library.files(), change.uploaded, files[change.uploaded])
        number = await self._stores.revisions.latest_number()
        chosen = replace(change, base=number, files=manifest_of(files), uploaded="", left_out=())
        return await self._save(pending, chosen, files)

    async def rollback(self, actor: Actor, name: str, number: int, why: str) -> Pending:
        """Begin to go back to an earlier revision. Raises OutdatedError where there is none of that number."""
        await self._require(actor)
        files = await self._library.files(number)
        return await self.propose(actor, name, files, why, origin=Origin.ROLLBACK, restores=number)

    async def take_new(self, actor: Actor, name: str, number: int, index: int, *, why: str) -> Pending:
        """Begin to take an item as it is on the other side of a conflict of a revision. Raises OutdatedError."""
        await self._require(actor)
        files = await self.archive.with_conflict_taken(actor, number, index)
        return await self.propose(actor, name, files, why)

    # ---- what is told of it

    async def pending(self, actor: Actor, pending_id: str) -> Pending:
        """A change that waits; every admin may see it."""
        await self._require(actor)
        pending = await self._stores.pendings.pending(pending_id, self._clock.now())
        if pending is None or pending.kind is not PendingKind.CHANGE:
            raise ChangeGoneError
        return pending

    async def report(self, actor: Actor, pending: Pending) -> Report:
        """What is told of a change; takes seconds where it was not examined here before."""
        await self._require(actor)
        change = change_of(pending)
        if change.uploaded:
            raise ChangeGoneError
        examined = await self._examine(change, await self._files(change))
        live = await self._stores.revisions.latest()
        return Report(
            pending,
            change,
            examined,
            await self._library.base(live.number if live else change.base),
            differs=live is None or dict(live.files) != dict(change.files),
            needs_consent=await self._needs_consent(),
        )

    # ---- how it ends

    async def publish(self, actor: Actor, name: str, pending_id: str) -> Outcome:
        """The author wants it published: that is done, or where two have to agree, the others are to be asked."""
        pending, change = await self._own(actor, pending_id)
        return await self._go_on(actor, pending, replace(change, name=name))

    async def consent(self, actor: Actor, pending_id: str, version: int) -> Outcome:
        """A second admin agrees, and it is published. ``version`` is that of what they were shown: nobody agrees to
        what they have not seen. Raises OwnConsentError for the author."""
        pending = await self.pending(actor, pending_id)
        change = change_of(pending)
        if pending.author_id == actor.user_id:
            raise OwnConsentError
        seen = change.asked and pending.version == version
        if not seen or not await self._access.keeps_knowledge(pending.author_id):
            raise ChangeGoneError
        return await self._go_on(actor, pending, change)

    async def refuse(self, actor: Actor, pending_id: str) -> Pending:
        """A second admin does not agree: it goes on waiting, and its author may ask again."""
        pending = await self.pending(actor, pending_id)
        change = change_of(pending)
        if pending.author_id == actor.user_id:
            raise OwnConsentError
        if not change.asked:
            raise ChangeGoneError
        return await self._save(pending, replace(change, asked=False), {})

    async def discard(self, actor: Actor, pending_id: str) -> None:
        """The author does not want it any more."""
        await self._own(actor, pending_id)
        if await self._stores.pendings.take(pending_id, self._clock.now()) is None:
            raise ChangeGoneError

    async def drop_strays(self, actor: Actor, pending_id: str) -> Pending:
        """Take the ``tests`` that lead elsewhere out of the files of the change."""
        pending, change = await self._own(actor, pending_id)
        files = await self._files(change)
        examined = await self._examine(change, files)
        kept = without_strays(files, examined.strays)
        return await self._save(pending, replace(change, files=manifest_of(kept), asked=False), kept)

    # ---- helpers

    async def _require(self, actor: Actor) -> None:
        await self._access.require(actor, Action.EDIT_KNOWLEDGE)

    async def _own(self, actor: Actor, pending_id: str) -> tuple[Pending, Change]:
        """A change of the actor's own. Raises NotYoursError for another's."""
        pending = await self.pending(actor, pending_id)
        if pending.author_id != actor.user_id:
            raise NotYoursError
        return pending, change_of(pending)

    async def _needs_consent(self) -> bool:
        wanted = await self._stores.keepers.wants_consent()
        return wanted and len(await self._access.who_keep_knowledge()) > 1

    async def _keep(self, actor: Actor, change: Change, files: Files) -> Pending:
        expires = self._clock.now() + PENDING_LIFETIME
        new = Pending(self._new_id(), PendingKind.CHANGE, actor.user_id, expires)
        return await self._save(new, change, files)

    async def _save(self, pending: Pending, change: Change, files: Files) -> Pending:
        """Keep a change, with its files. Raises ChangeGoneError where it was published or given up meanwhile, and
        ConflictError where it was changed."""
        await self._stores.revisions.keep(by_digest(files), self._clock.now())
        changed = replace(pending, body=change.body())
        if not await self._stores.pendings.save(changed):
            gone = await self._stores.pendings.pending(pending.id, self._clock.now()) is None
            raise ChangeGoneError if gone else ConflictError
        return replace(changed, version=pending.version + 1)

    async def _files(self, change: Change) -> dict[str, bytes]:
        contents = await self._stores.revisions.contents(set(change.files.values()))
        if not contents.keys() >= set(change.files.values()):
            raise ChangeGoneError
        return {name: contents[digest] for name, digest in change.files.items()}

    async def _examine(self, change: Change, files: Files) -> Examination:
        await self._library.catch_up()  # it is compared with what is live here
        key = (await self._stores.revisions.latest_number(), fingerprint_of(change.files))
        if key not in self._examined:
            self._examined[key] = await self._library.examine(files)
            while len(self._examined) > MOST_EXAMINED:
                self._examined.popitem(last=False)
        return self._examined[key]

    async def _go_on(self, actor: Actor, pending: Pending, change: Change) -> Outcome:
        """Publish it, unless something else has to happen first."""
        number = await self._stores.revisions.latest_number()
        if number != change.base:
            return Outcome(Step.AGAIN, await self._merged(actor, pending, change, number))
        report = await self.report(actor, replace(pending, body=change.body()))
        if not report.publishable:
            await self.pending(actor, pending.id)  # of two presses the later one finds nothing left to change
            return Outcome(Step.REFUSED, report)
        consenting = actor.user_id != pending.author_id
        if report.needs_consent and not consenting:
            asked = replace(change, asked=True)
            kept = await self._save(pending, asked, {})
            return Outcome(Step.ASKED, replace(report, pending=kept, change=asked))
        try:
            revision = await self._publish(report, actor.user_id if consenting else None)
        except ConflictError:
            if await self._stores.pendings.pending(pending.id, self._clock.now()) is None:
                raise ChangeGoneError from None
            number = await self._stores.revisions.latest_number()
            return Outcome(Step.AGAIN, await self._merged(actor, pending, change, number))
        return Outcome(Step.PUBLISHED, report, revision)

    async def _publish(self, report: Report, consented_by: int | None) -> Revision:
        change, author_id = report.change, report.pending.author_id
        revision = await self._library.publish(
            report.examined,
            Author(author_id, change.name),
            change.origin,
            change.why,
            after=change.base,
            restores=change.restores,
            consented_by=consented_by,
            pending_id=report.pending.id,
        )
        self._examined.clear()  # of another base
        await self._settle(change, author_id)
        return revision

    async def _settle(self, change: Change, author_id: int) -> None:
        """The missed questions that the change deals with."""
        if not change.settles:
            return
        now = self._clock.now()
        for outcome in dict.fromkeys(change.settles.values()):
            texts = [text for text, leads_to in change.settles.items() if leads_to == outcome]
            await self._stores.misses.settle(texts, outcome, now)
        detail = f"{len(change.settles)} → {'、'.join(dict.fromkeys(change.settles.values()))}"
        await self._stores.keepers.record(KeeperEvent(now, author_id, change.name, Act.SETTLED, detail))

    async def _merged(self, actor: Actor, pending: Pending, change: Change, number: int) -> Report:
        """The change on top of what was published meanwhile, examined again; to be agreed to again as well."""
        base, here, there = (
            await self._library.files(change.base),
            await self._library.files(number),
            await self._files(change),
        )
        conflicts: tuple[Conflict, ...] = ()
        try:
            merged = await self._library.merge(base, here, there)
        except KnowledgeError:  # what cannot be read cannot be merged; the gate says why
            files: Files = there
        else:
            files, conflicts = merged.files, merged.conflicts
        kept = await self._save(pending, replace(change, base=number, files=manifest_of(files)), files)
        return replace(await self.report(actor, kept), merged=True, conflicts=conflicts)
