"""Curation: changes of the knowledge from the chat, from the file that was sent to the button that publishes it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.clock import Clock
from bot.domain.errors import ConflictError, NotYoursError
from bot.domain.identity import NewId
from bot.domain.keeper import Act, KeeperEvent
from bot.domain.pending import PENDING_LIFETIME, Pending, PendingKind
from bot.domain.revision import Intake, Manifest, Origin, Revision, fingerprint_of, manifest_of
from bot.domain.roles import Action, Actor
from bot.services.access import Access
from bot.services.care.changes import (
    AlreadyAskedError,
    Change,
    ChangeGoneError,
    Outcome,
    OwnConsentError,
    Report,
    Step,
    change_of,
)
from bot.services.care.examining import Examiner
from bot.services.care.gate import Examination, Files
from bot.services.care.library import Author, Library, by_digest
from bot.services.care.rebasing import Rebased, clashes, rebase
from bot.services.care.revision_archive import RevisionArchive
from bot.services.care.touching import Touched, touched_by, touched_in
from bot.services.care.uploading import look_at, without_strays
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from knowledge.editing import put_all
from knowledge.issues import KnowledgeError


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
        self._examiner = Examiner(stores, library, knowledge)
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
        base: int,
        settles: Mapping[str, str] | None = None,
        origin: Origin = Origin.CHAT,
        restores: int | None = None,
        written: str = "",
        file: str = "",
        intake: Manifest | None = None,
    ) -> Pending:
        """Put a whole base through the gate, and keep it for the button that publishes it, whatever the gate says:
        :meth:`report` tells. ``base`` is the number of the revision whose files it was made from (see
        :meth:`Library.snapshot`): what was published since is merged with it. ``name`` is the author's, ``why`` a line
        for the history; ``settles``: missed questions that are dealt with once it is published, and the id that they
        lead to; ``intake``: the content of the folder that is taken with it."""
        await self._require(actor)
        change = Change(
            base=base,
            files=manifest_of(files),
            name=name,
            why=why,
            origin=origin,
            restores=restores,
            settles=settles or {},
            written=written,
            file=file,
            intake=intake or {},
        )
        return await self._keep(actor, *await self._on_live(change, files))

    async def upload(self, actor: Actor, name: str, file_name: str, content: bytes, *, why: str) -> Pending:
        """Begin with a file that was sent. Where it leaves out items that the live file has, the author is to
        :meth:`choose` first, and nothing is examined yet. Raises NoFileError for what is no file of a base."""
        await self._require(actor)
        number, live = await self._library.snapshot()
        target, missing = await self._library.beside(look_at, live, file_name, content)
        files = {**live, target: content}
        if not missing:
            return await self.propose(actor, name, files, why, base=number, file=target)
        change = Change(
            base=number,
            files=manifest_of(files),
            name=name,
            why=why,
            uploaded=target,
            left_out=tuple(part.id for part in missing),
            file=target,
        )
        return await self._keep(actor, change, files)

    async def choose(self, actor: Actor, pending_id: str, *, whole: bool) -> Pending:
        """Say what becomes of what a file leaves out: ``whole``, it goes; else it stays as it is. What was published
        since the file was sent stays either way."""
        pending, change = await self._own(actor, pending_id)
        if not change.uploaded:
            raise ChangeGoneError
        files = await self._contents(change.files)
        if not whole:
            base, content = await self._library.files(change.base), files[change.uploaded]
            files = await self._library.beside(put_all, base, change.uploaded, content)
        chosen = replace(change, files=manifest_of(files), uploaded="", left_out=())
        return await self._save(pending, *await self._on_live(chosen, files))

    async def rollback(self, actor: Actor, name: str, number: int, why: str) -> Pending:
        """Begin to go back to an earlier revision. Raises OutdatedError where there is none of that number."""
        await self._require(actor)
        base, files = await self._stores.revisions.latest_number(), await self._library.files(number)
        return await self.propose(actor, name, files, why, base=base, origin=Origin.ROLLBACK, restores=number)

    async def take_new(self, actor: Actor, name: str, number: int, index: int, *, why: str) -> Pending:
        """Begin to take an item as it is on the other side of a conflict of a revision. Raises OutdatedError."""
        await self._require(actor)
        base, files = await self.archive.with_conflict_taken(actor, number, index)
        return await self.propose(actor, name, files, why, base=base)

    # ---- what is told of it

    async def pending(self, actor: Actor, pending_id: str) -> Pending:
        """A change that waits; every admin may see it."""
        await self._require(actor)
        pending = await self._stores.pendings.pending(pending_id, self._clock.now())
        if pending is None or pending.kind is not PendingKind.CHANGE:
            raise ChangeGoneError
        return pending

    async def waiting(self, actor: Actor) -> Pending | None:
        """The latest change of the actor's own that waits."""
        await self._require(actor)
        found = await self._stores.pendings.of_author(actor.user_id, self._clock.now())
        return next((each for each in found if each.kind is PendingKind.CHANGE), None)

    async def report(self, actor: Actor, pending: Pending) -> Report:
        """What is told of a change; takes seconds where it was not examined here before."""
        await self._require(actor)
        change = change_of(pending)
        if change.uploaded:
            raise ChangeGoneError
        files = await self._contents(change.files)
        examined = await self._examiner.examine(change, files)
        insisted = await self._contents(change.insisted) if change.conflicts else {}
        live = await self._stores.revisions.latest()
        return Report(
            pending,
            change,
            examined,
            await self._library.base(live.number if live else change.base),
            differs=live is None or dict(live.files) != dict(change.files),
            needs_consent=await self._needs_consent(),
            touched=await self._touched(examined, live),
            clashes=await self._library.beside(clashes, change.conflicts, insisted, files),
            warnings=await self._examiner.warnings(examined),
        )

    # ---- how it ends

    async def publish(self, actor: Actor, name: str, pending_id: str) -> Outcome:
        """The author wants it published: that is done, or where two have to agree, the others are to be asked. Raises
        AlreadyAskedError where they are."""
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
        return await self._save(pending, replace(change, asked=False))

    async def unask(self, actor: Actor, pending_id: str) -> Pending:
        """Nobody could be asked after all: the author may ask again."""
        pending, change = await self._own(actor, pending_id)
        return await self._save(pending, replace(change, asked=False))

    async def discard(self, actor: Actor, pending_id: str) -> None:
        """The author does not want it any more."""
        await self._own(actor, pending_id)
        if await self._stores.pendings.take(pending_id, self._clock.now()) is None:
            raise ChangeGoneError

    async def drop_strays(self, actor: Actor, pending_id: str) -> Pending:
        """Take the ``tests`` that lead elsewhere out of the files of the change."""
        pending, change = await self._own(actor, pending_id)
        files = await self._contents(change.files)
        strays = (await self._examiner.examine(change, files)).strays
        kept = await self._library.beside(without_strays, files, strays)
        return await self._save(pending, replace(change, files=manifest_of(kept), asked=False), kept)

    async def insist(self, actor: Actor, pending_id: str) -> Pending:
        """Of what was changed by others as well, the author's side; it is to be examined again. Raises ChangeGoneError
        where there is nothing of the kind any more."""
        return await self._decide(actor, pending_id, mine=True)

    async def give_way(self, actor: Actor, pending_id: str) -> Pending:
        """Of what was changed by others as well, their side, as it is live. Raises ChangeGoneError where there is
        nothing of the kind any more."""
        return await self._decide(actor, pending_id, mine=False)

    async def _decide(self, actor: Actor, pending_id: str, *, mine: bool) -> Pending:
        pending, change = await self._own(actor, pending_id)
        if not change.conflicts:
            raise ChangeGoneError
        files = change.insisted if mine else change.files
        return await self._save(pending, replace(change, files=files, conflicts=(), insisted={}, asked=False))

    # ---- helpers

    async def _require(self, actor: Actor) -> None:
        await self._access.require(actor, Action.EDIT_KNOWLEDGE)

    async def _own(self, actor: Actor, pending_id: str) -> tuple[Pending, Change]:
        """A change of the actor's own. Raises NotYoursError for another's."""
        pending = await self.pending(actor, pending_id)
        if pending.author_id != actor.user_id:
            raise NotYoursError
        return pending, change_of(pending)

    async def _touched(self, examined: Examination, live: Revision | None) -> Touched:
        """The items that a change touches; where it cannot be used, by its text."""
        if examined.base is not None or live is None:
            return touched_by(examined.changes)
        return await self._library.beside(touched_in, await self._library.files_of(live), examined.files)

    async def _needs_consent(self) -> bool:
        wanted = await self._stores.keepers.wants_consent()
        return wanted and len(await self._access.who_keep_knowledge()) > 1

    async def _keep(self, actor: Actor, change: Change, *sides: Files) -> Pending:
        expires = self._clock.now() + PENDING_LIFETIME
        new = Pending(self._new_id(), PendingKind.CHANGE, actor.user_id, expires)
        return await self._save(new, change, *sides)

    async def _save(self, pending: Pending, change: Change, *sides: Files) -> Pending:
        """Keep a change, with the files that it names and that are not kept already. Raises ChangeGoneError where it
        was published or given up meanwhile, and ConflictError where it was changed."""
        for files in sides:
            await self._stores.revisions.keep(by_digest(files), self._clock.now())
        changed = replace(pending, body=change.body())
        if not await self._stores.pendings.save(changed):
            gone = await self._stores.pendings.pending(pending.id, self._clock.now()) is None
            raise ChangeGoneError if gone else ConflictError
        return replace(changed, version=pending.version + 1)

    async def _contents(self, manifest: Manifest) -> dict[str, bytes]:
        contents = await self._stores.revisions.contents(set(manifest.values()))
        if not contents.keys() >= set(manifest.values()):
            raise ChangeGoneError
        return {name: contents[digest] for name, digest in manifest.items()}

    async def _go_on(self, actor: Actor, pending: Pending, change: Change) -> Outcome:
        """Publish it, unless something else has to happen first."""
        await self._require_still_held(pending, change)
        if await self._stores.revisions.latest_number() != change.base:
            return await self._again(actor, pending, change)
        consenting = actor.user_id != pending.author_id
        if change.asked and not consenting and await self._needs_consent():
            raise AlreadyAskedError
        report = await self.report(actor, replace(pending, body=change.body()))
        if not report.publishable:
            await self.pending(actor, pending.id)  # of two presses the later one finds nothing left to change
            return Outcome(Step.REFUSED, report)
        if report.needs_consent and not consenting:
            return await self._ask(actor, report)
        try:
            revision = await self._publish(report, actor.user_id if consenting else None)
        except ConflictError:
            if await self._stores.pendings.pending(pending.id, self._clock.now()) is None:
                raise ChangeGoneError from None
            return await self._again(actor, pending, change)
        return Outcome(Step.PUBLISHED, report, revision)

    async def _require_still_held(self, pending: Pending, change: Change) -> None:
        """What the folder lost goes here only while the folder is as it was. Raises ChangeGoneError, and ends the
        change, where it was given other content meanwhile."""
        if not change.intake:
            return
        last = await self._stores.revisions.last_intake(Origin.DISK)
        if last is None or last.taken or last.fingerprint != fingerprint_of(change.intake):
            await self._stores.pendings.take(pending.id, self._clock.now())
            raise ChangeGoneError

    async def _ask(self, actor: Actor, report: Report) -> Outcome:
        """The others are to be asked; of two presses at once, once."""
        asked = replace(report.change, asked=True)
        try:
            kept = await self._save(report.pending, asked)
        except ConflictError:
            if change_of(await self.pending(actor, report.pending.id)).asked:
                raise AlreadyAskedError from None
            raise
        return Outcome(Step.ASKED, replace(report, pending=kept, change=asked))

    async def _publish(self, report: Report, consented_by: int | None) -> Revision:
        change, author_id = report.change, report.pending.author_id
        settled = list(dict.fromkeys(change.settles.values()))
        detail = f"{len(change.settles)} → {'、'.join(settled)}"
        revision = await self._library.publish(
            report.examined,
            Author(author_id, change.name),
            change.origin,
            change.why,
            after=change.base,
            restores=change.restores,
            consented_by=consented_by,
            intake=Intake(Origin.DISK, change.intake, taken=True, at=self._clock.now()) if change.intake else None,
            pending_id=report.pending.id,
            settles=change.settles,
            event=KeeperEvent(self._clock.now(), author_id, change.name, Act.SETTLED, detail) if settled else None,
        )
        self._examiner.published(revision.number, report.examined)
        return revision

    async def _again(self, actor: Actor, pending: Pending, change: Change) -> Outcome:
        """The change on top of what was published meanwhile, examined again; to be agreed to again as well. What
        cannot be read cannot be merged: it stays as it is, and the gate says why."""
        files = await self._contents(change.files)
        try:
            merged, *sides = await self._merged(change, files)
        except KnowledgeError as error:
            report = await self.report(actor, pending)
            issues = tuple(sorted({*report.examined.issues, *error.issues}))
            return Outcome(Step.REFUSED, replace(report, examined=replace(report.examined, issues=issues)))
        asked = change.asked and actor.user_id != pending.author_id
        kept = await self._save(pending, replace(merged, asked=asked), *sides)
        return Outcome(Step.AGAIN, replace(await self.report(actor, kept), merged=True))

    async def _on_live(self, change: Change, files: Files) -> tuple[Change, Files, Files]:
        """A change with what was published since it was begun; as it is where nothing was, or it cannot be read: the
        gate says why, and it is merged before it is published."""
        try:
            return await self._merged(change, files)
        except KnowledgeError:
            return change, files, {}

    async def _merged(self, change: Change, files: Files) -> tuple[Change, Files, Files]:
        """The same, with the files and the author's side of them. Raises KnowledgeError where one cannot be read."""
        number, live = await self._library.snapshot()
        if number == change.base:
            return change, files, {}
        base = await self._library.files(change.base)
        insisted = await self._contents(change.insisted) if change.conflicts else None
        found: Rebased = await self._library.beside(rebase, base, live, files, change.conflicts, insisted)
        mine = found.insisted or {}
        merged = replace(
            change,
            base=number,
            files=manifest_of(found.files),
            restores=change.restores if found.files == files else None,
            conflicts=found.conflicts,
            insisted=manifest_of(mine),
        )
        return merged, found.files, mine
