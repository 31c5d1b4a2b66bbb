"""The library: every revision of the knowledge, and which one is live here. The one gate through which every change
goes."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.domain.clock import Clock
from bot.domain.errors import ConflictError, OutdatedError, TornError
from bot.domain.keeper import KeeperEvent
from bot.domain.revision import Intake, Origin, Revision, digest_of, manifest_of
from bot.services.care.gate import Beside, Examination, Files, Gate, Progress
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from intents.trial import Moved
from intents.understanding import Understanding
from knowledge.issues import KnowledgeError
from knowledge.loader import load_files
from knowledge.merging import Conflict
from knowledge.models import KnowledgeBase

__all__ = ["Author", "Beside", "Examination", "Files", "Library"]

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class Author:
    """Who publishes; no id where the program does."""

    user_id: int | None
    name: str


class Library:
    """Publishes, follows what others publish, looks back."""

    def __init__(
        self, stores: Stores, live: LiveKnowledge, clock: Clock, *, beside: Beside = asyncio.to_thread
    ) -> None:
        """``beside`` runs what takes long, see bot/building.py."""
        self._stores = stores
        self._live = live
        self._clock = clock
        self._gate = Gate(beside)
        self._swapping = asyncio.Lock()
        self._unusable = 0
        """The number of a revision that this version of the program cannot read."""

    async def files(self, number: int | None = None) -> dict[str, bytes]:
        """The files of a revision, of the live one without a number. Raises OutdatedError where there is none."""
        revisions = self._stores.revisions
        revision = await (revisions.latest() if number is None else revisions.revision(number))
        if revision is None:
            raise OutdatedError
        return await self.files_of(revision)

    async def beside(self, function: Callable[..., T], *args: Any) -> T:
        """What a function returns that takes long (parses, edits, compares), run beside the event loop. Raises what it
        raises."""
        return await self._gate.beside(function, *args)

    async def snapshot(self) -> tuple[int, dict[str, bytes]]:
        """The live revision as one: its number and its files, so that no revision slips in between the two. Raises
        OutdatedError where nothing is published."""
        revision = await self._stores.revisions.latest()
        if revision is None:
            raise OutdatedError
        return revision.number, await self.files_of(revision)

    async def files_of(self, revision: Revision) -> dict[str, bytes]:
        """The files of a revision that is known already."""
        return await contents_of(self._stores, revision)

    async def base(self, number: int) -> KnowledgeBase:
        """The base of a revision, for looking at. Raises OutdatedError, and KnowledgeError where an earlier version
        of the program published what this one does not let pass."""
        now = self._live.now
        if number == now.number:
            return now.base
        loaded = await self._gate.beside(load_files, await self.files(number))
        return loaded.require()

    async def examine(self, files: Files, *, thorough: bool = True, progress: Progress | None = None) -> Examination:
        """Put files through the gate, beside the event loop. ``thorough``: with all ``tests`` and the project's own
        questions, which takes seconds; else only with the ``tests`` of what it changes, where those are few.
        ``progress`` is told of every piece that is done."""
        before = self._live.now.understanding
        return await self._gate.examine(files, before, thorough=thorough, progress=progress)

    async def trial(self, before: Understanding, after: Understanding) -> tuple[Moved, ...]:
        """The questions that lead elsewhere in ``after``; takes seconds, in small pieces."""
        return await self._gate.trial(before, after)

    async def publish(
        self,
        examined: Examination,
        author: Author,
        origin: Origin,
        why: str,
        *,
        after: int,
        restores: int | None = None,
        conflicts: tuple[Conflict, ...] = (),
        consented_by: int | None = None,
        intake: Intake | None = None,
        intake_files: Files | None = None,
        pending_id: str = "",
        settles: Mapping[str, str] | None = None,
        event: KeeperEvent | None = None,
    ) -> Revision:
        """Make an examined base the revision after ``after``, in one transaction, and live here. ``intake_files`` are
        those of the intake, where they are not those of the base. ``pending_id`` ends with it, ``settles`` (missed
        texts, each with its outcome) are dealt with by it, and ``event`` is recorded, all in that transaction. Raises
        ConflictError where somebody else published meanwhile or what was pending is gone, and KnowledgeError where the
        examination found errors."""
        understanding = examined.understanding
        if examined.errors or understanding is None:
            raise KnowledgeError(list(examined.errors))
        revision = Revision(
            number=after + 1,
            origin=origin,
            author_id=author.user_id,
            author_name=author.name,
            at=self._clock.now(),
            why=why,
            fingerprint=understanding.base.revision,
            files=manifest_of(examined.files),
            restores=restores,
            conflicts=conflicts,
            consented_by=consented_by,
        )
        contents = by_digest(examined.files) | by_digest(intake_files or {})
        async with self._swapping:
            if not await self._stores.revisions.publish(
                revision, contents, intake=intake, pending_id=pending_id, settles=settles, event=event
            ):
                raise ConflictError
            self._live.publish(understanding, revision.number)
        log.info("revision %d is live, from %s", revision.number, origin.value)
        return revision

    async def catch_up(self) -> bool:
        """Make the latest revision live here, where it is not. Returns whether anything changed. A revision that this
        version of the program cannot read is left aside, with a line in the log."""
        async with self._swapping:
            number = await self._stores.revisions.latest_number()
            if number in {0, self._live.number, self._unusable}:
                return False
            revision = await self._stores.revisions.latest()
            return revision is not None and await self._follow(revision)

    async def _follow(self, revision: Revision) -> bool:
        files = await self.files_of(revision)
        before = self._live.now.understanding
        try:
            understanding = await self._gate.beside(build, files, before)
        except KnowledgeError as error:
            self._unusable = revision.number
            log.error("revision %d cannot be used, %d stays: %s", revision.number, self._live.number, error)
            return False
        self._live.publish(understanding, revision.number)
        log.info("revision %d is live, published elsewhere", revision.number)
        return True


def build(files: Files, before: Understanding | None = None) -> Understanding:
    """The understanding of files. Raises KnowledgeError."""
    base = load_files(files).require()
    if before is not None and base.revision == before.base.revision:
        return before
    return Understanding(base, previous=before)


def by_digest(files: Files) -> dict[str, bytes]:
    """The bytes of files under the digests that a manifest names."""
    return {digest_of(content): content for content in files.values()}


async def contents_of(stores: Stores, revision: Revision | Intake) -> dict[str, bytes]:
    """The files behind a manifest. Raises TornError where some are not there, or are not whole."""
    contents = await stores.revisions.contents(set(revision.files.values()))
    try:
        return {name: contents[digest] for name, digest in revision.files.items()}
    except KeyError:
        raise TornError("The database lacks files of a revision of the knowledge.") from None
