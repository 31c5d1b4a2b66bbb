"""Taking in what comes from outside: the knowledge that is packaged with the program, and the folder of the settings.

Content that was not seen before is merged into what is live, three-way: what was taken from that place the last time
is the base, so that only what changed there since is brought in, and what admins changed here stays. What cannot be
used is refused whole. Either is noted, so that it is looked at once, and told once, however many processes see it.

Content that changes nothing here makes no revision; it is noted as taken all the same, since the next change there is
a change from it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.clock import Clock
from bot.domain.errors import ConflictError, StorageError
from bot.domain.revision import Intake, Origin, Revision, digest_of, fingerprint_of, manifest_of
from bot.services.gate import Beside, Examination, Files
from bot.services.knowledge import LiveKnowledge
from bot.services.library import Author, Library, by_digest, contents_of
from bot.services.news import LeadElsewhere, Mended, News, Refused, WentLive
from bot.services.ports import Stores
from bot.services.settling import Sleep
from knowledge.issues import Issue, KnowledgeError, has_errors
from knowledge.loader import load_files
from knowledge.merging import Conflict, merge
from knowledge.models import KnowledgeBase

TRIES = 10
"""Looks at content that changes under the eyes, and at a base that somebody else publishes meanwhile."""

SETTLED = 0.15
"""Seconds for which files stay as they are before anything is made of them: some are written in several steps."""

PROGRAM = Author(None, "")

_WHY = {Origin.PACKAGE: "程序自带的知识换了新版", Origin.DISK: "知识文件夹里的文件改了"}
_FIRST = "程序自带的知识"


@dataclass(frozen=True)
class Content:
    """What lies in a place now."""

    origin: Origin
    files: Files
    issues: tuple[Issue, ...] = ()
    """Of the files that could not be read."""

    @property
    def manifest(self) -> dict[str, str]:
        """The files by digest; of one that could not be read, that of the reason."""
        unread = {issue.file: digest_of(str(issue).encode()) for issue in self.issues}
        return unread | manifest_of(self.files)

    @property
    def fingerprint(self) -> str:
        """Equal content has an equal one."""
        return fingerprint_of(self.manifest)


Read = Callable[[], Content]


@dataclass(frozen=True)
class _Verdict:
    """What is to be made of content."""

    latest: Revision
    examined: Examination | None = None
    """None where it changes nothing, or is refused before it gets that far."""
    conflicts: tuple[Conflict, ...] = ()
    errors: tuple[Issue, ...] = ()
    """Why it is refused."""


class Intakes:
    """Takes in."""

    def __init__(
        self,
        stores: Stores,
        library: Library,
        live: LiveKnowledge,
        clock: Clock,
        *,
        beside: Beside = asyncio.to_thread,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._stores = stores
        self._library = library
        self._live = live
        self._clock = clock
        self._beside = beside
        self._sleep = sleep

    async def look(self, read: Read) -> News | None:
        """Look at a place, and take in what is new there. Returns what the admins are to be told by this process.
        Raises StorageError, and ConflictError where the files never hold still, or others publish all the while."""
        for _ in range(TRIES):
            content = await asyncio.to_thread(read)
            if not await self._is_new(content):
                return None
            await self._library.catch_up()
            verdict, _ = await asyncio.gather(self._weigh(content), self._sleep(SETTLED))
            if await asyncio.to_thread(read) != content:
                continue
            try:
                return await self._conclude(content, verdict)
            except ConflictError:
                continue
        raise ConflictError

    async def try_out(self, news: WentLive) -> LeadElsewhere | None:
        """What a revision that was live at once did to questions; takes seconds. Those that are answered better now
        are no news."""
        moved = await self._library.trial(news.before, news.after)
        found = tuple(each for each in moved if not each.better)
        return LeadElsewhere(news.revision, found) if found else None

    async def _is_new(self, content: Content) -> bool:
        """Of the package, what was never taken: two versions may run side by side for a while. Of the folder, what
        is not what was seen there last: it may be put back as it was."""
        revisions = self._stores.revisions
        if content.origin is Origin.PACKAGE:
            return not await revisions.was_taken(Origin.PACKAGE, content.fingerprint)
        last = await revisions.last_intake(content.origin)
        return last is None or last.fingerprint != content.fingerprint

    async def _weigh(self, content: Content) -> _Verdict:
        latest = await self._stores.revisions.latest()
        if latest is None:
            raise StorageError("The database has no revision of the knowledge.")
        here = await self._library.files_of(latest)
        base = await self._base_of(content.origin) or here
        files = content.files
        conflicts: tuple[Conflict, ...] = ()
        if base != here or content.issues:
            loaded = await self._beside(load_files, content.files, list(content.issues))
            if loaded.base is None:
                return _Verdict(latest, errors=tuple(issue for issue in loaded.issues if has_errors([issue])))
        if base != here:
            merged = await self._beside(merge, base, here, content.files)
            files, conflicts = merged.files, merged.conflicts
        if files == here and not conflicts:
            return _Verdict(latest)
        examined = await self._library.examine(files, thorough=False)
        return _Verdict(latest, examined, conflicts, examined.errors)

    async def _base_of(self, origin: Origin) -> Files | None:
        """The content of a place as it was taken the last time; of a folder from which none was taken yet, that of
        the package."""
        revisions = self._stores.revisions
        last = await revisions.last_intake(origin, taken=True)
        last = last or await revisions.last_intake(Origin.PACKAGE, taken=True)
        return await contents_of(self._stores, last) if last else None

    async def _conclude(self, content: Content, verdict: _Verdict) -> News | None:
        intake = Intake(content.origin, content.manifest, taken=not verdict.errors, at=self._clock.now())
        if verdict.errors:
            noted = await self._stores.revisions.note(intake, {})
            return Refused(content.origin, verdict.errors) if noted else None
        if verdict.examined is None:
            last = await self._stores.revisions.last_intake(content.origin)
            noted = await self._stores.revisions.note(intake, by_digest(content.files))
            return Mended(content.origin) if noted and last and not last.taken else None
        return await self._publish(content, verdict.examined, verdict, intake)

    async def _publish(self, content: Content, examined: Examination, verdict: _Verdict, intake: Intake) -> News:
        before = self._live.now.understanding
        revision = await self._library.publish(
            examined,
            PROGRAM,
            content.origin,
            _WHY[content.origin],
            after=verdict.latest.number,
            conflicts=verdict.conflicts,
            intake=intake,
            intake_files=content.files,
        )
        return WentLive(revision, examined.changes, before, self._live.now.understanding)


async def begin(stores: Stores, clock: Clock, package: Files, base: KnowledgeBase) -> None:
    """Make the packaged knowledge the first revision of an empty database; of several processes that start at once,
    one does. Raises StorageError."""
    at, manifest = clock.now(), manifest_of(package)
    first = Revision(1, Origin.PACKAGE, None, "", at, _FIRST, base.revision, manifest)
    intake = Intake(Origin.PACKAGE, manifest, taken=True, at=at)
    await stores.revisions.publish(first, by_digest(package), intake=intake)


async def follow_up(stores: Stores, clock: Clock, folder: Content, base: KnowledgeBase) -> None:
    """Make a folder the second revision, whole: nothing was changed here that could be kept. Raises StorageError."""
    at, manifest = clock.now(), folder.manifest
    second = Revision(2, folder.origin, None, "", at, _WHY[folder.origin], base.revision, manifest)
    intake = Intake(folder.origin, manifest, taken=True, at=at)
    await stores.revisions.publish(second, by_digest(folder.files), intake=intake)


def require(content: Content) -> KnowledgeBase:
    """The base of content. Raises KnowledgeError."""
    loaded = load_files(content.files, list(content.issues))
    if loaded.base is None:
        raise KnowledgeError([issue for issue in loaded.issues if has_errors([issue])])
    return loaded.base
