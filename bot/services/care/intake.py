"""Taking in what comes from outside: the knowledge that is packaged with the program, and the folder of the settings.

Content that was not seen before is merged into what is live, three-way: what was taken from that place the last time
is the base, so that only what changed there since is brought in, and what admins changed here stays. What cannot be
used is refused whole; where very much would go, the admins are asked first. Either is noted, so that it is looked at
once, and told once, however many processes see it. Neither is believed at the first look: a file that is being written
looks like one that is broken, or shortened.

Content that changes nothing here makes no revision; it is noted as taken all the same, since the next change there is
a change from it.
"""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.clock import Clock
from bot.domain.errors import ConflictError
from bot.domain.revision import Intake, Manifest, Origin, Revision, manifest_of
from bot.services.care.changes import ChangeGoneError
from bot.services.care.gate import Beside, Examination, Files
from bot.services.care.library import Author, Library, by_digest, contents_of
from bot.services.care.news import Held, LeadElsewhere, Mended, News, Refused, WentLive
from bot.services.care.weighing import Content, Read, Scales, Verdict
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from bot.services.settling import Sleep
from knowledge.issues import KnowledgeError, has_errors
from knowledge.loader import load_files
from knowledge.models import KnowledgeBase

__all__ = ["Content", "Intakes", "Read", "begin", "follow_up", "require"]

log = logging.getLogger(__name__)

TRIES = 10
"""Looks at content that changes under the eyes, and at a base that somebody else publishes meanwhile."""

SETTLED = 0.15
"""Seconds for which files stay as they are before anything is made of them: some are written in several steps."""

DOUBTED, AGAIN = 1.5, 0.25
"""Seconds for which they stay as they are before they are called broken, and between the looks meanwhile."""

PROGRAM = Author(None, "")

_WHY = {Origin.PACKAGE: "程序自带的知识换了新版", Origin.DISK: "知识文件夹里的文件改了"}
_FIRST = "第一次启动"


@dataclass(frozen=True)
class Waiting:
    """Content of the folder that was held until somebody says yes."""

    base: int
    """The number of the revision that it was merged with."""
    files: Files
    """The base as it would be."""
    content: Manifest
    """The content of the folder."""


class Intakes:
    """Takes in."""

    def __init__(
        self,
        stores: Stores,
        library: Library,
        live: LiveKnowledge,
        clock: Clock,
        *,
        admins: Collection[int] = (),
        beside: Beside = asyncio.to_thread,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """``admins`` of the settings, or those whom they named, are asked where very much would go."""
        self._stores = stores
        self._library = library
        self._live = live
        self._clock = clock
        self._admins = admins
        self._scales = Scales(stores, library, live, beside)
        self._sleep = sleep

    async def look(self, read: Read) -> News | None:
        """Look at a place, and take in what is new there. Returns what the admins are to be told by this process.
        Raises StorageError, and ConflictError where the files never hold still, or others publish all the while."""
        for _ in range(TRIES):
            content = await asyncio.to_thread(read)
            if not await self._is_new(content):
                return None
            await self._library.catch_up()
            weighing = self._scales.weigh(content, may_hold=await self._has_admins())
            verdict, _ = await asyncio.gather(weighing, self._sleep(SETTLED))
            if not await self._stays(content, read, DOUBTED if verdict.is_doubtful else 0):
                continue
            try:
                return await self._conclude(content, verdict)
            except ConflictError:
                continue
        raise ConflictError

    async def held(self, fingerprint: str) -> Waiting:
        """What was held. Raises ChangeGoneError where the folder was given other content meanwhile, or it was
        taken."""
        last = await self._stores.revisions.last_intake(Origin.DISK)
        if last is None or last.taken or last.fingerprint != fingerprint:
            raise ChangeGoneError
        content = Content(Origin.DISK, await contents_of(self._stores, last))
        number, files = await self._scales.merged(content)
        return Waiting(number, files, last.files)

    async def try_out(self, news: WentLive) -> LeadElsewhere | None:
        """What a revision that was live at once did to questions; takes seconds. Those that are answered better now
        are no news."""
        moved = await self._library.trial(news.before, news.after)
        found = tuple(each for each in moved if not each.better)
        return LeadElsewhere(news.revision, found, await self._stores.revisions.latest_number()) if found else None

    async def _is_new(self, content: Content) -> bool:
        """Of the package, what was never taken: two versions may run side by side for a while. Of the folder, what
        is not what was seen there last: it may be put back as it was."""
        revisions = self._stores.revisions
        if content.origin is Origin.PACKAGE:
            return not await revisions.was_taken(Origin.PACKAGE, content.fingerprint)
        last = await revisions.last_intake(content.origin)
        return last is None or last.fingerprint != content.fingerprint

    async def _has_admins(self) -> bool:
        return bool(self._admins or await self._stores.keepers.keepers())

    async def _stays(self, content: Content, read: Read, seconds: float) -> bool:
        """Whether the place holds this still, and goes on to for so long."""
        waited = 0.0
        while await asyncio.to_thread(read) == content:
            if waited >= seconds:
                return True
            await self._sleep(AGAIN)
            waited += AGAIN
        return False

    async def _conclude(self, content: Content, verdict: Verdict) -> News | None:
        intake = Intake(content.origin, content.manifest, taken=not verdict.is_doubtful, at=self._clock.now())
        if verdict.errors:
            noted = await self._stores.revisions.note(intake, {})
            log.warning("what %s holds is not taken: %s", content.origin.value, verdict.errors[0])
            return Refused(content.origin, verdict.errors, verdict.lost) if noted else None
        if verdict.held:
            noted = await self._stores.revisions.note(intake, by_digest(content.files))
            log.warning("what the folder holds is not taken until an admin says so: too much would go")
            return Held(content.fingerprint, verdict.lost, self._live.now.base) if noted else None
        if verdict.examined is None:
            last = await self._stores.revisions.last_intake(content.origin)
            noted = await self._stores.revisions.note(intake, by_digest(content.files))
            return Mended(content.origin) if noted and last and not last.taken else None
        return await self._publish(content, verdict.examined, verdict, intake)

    async def _publish(self, content: Content, examined: Examination, verdict: Verdict, intake: Intake) -> News:
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
        return WentLive(revision, examined.changes, before, self._live.now.understanding, verdict.changed)


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
