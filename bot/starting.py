"""The knowledge at the start: what is live in the database, and what is new in the package or the folder since."""

import asyncio
import logging
import threading
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from bot.building import beside
from bot.domain.clock import Clock
from bot.domain.errors import ConflictError, StorageError, TornError
from bot.domain.revision import Origin
from bot.services.care.intake import Content, Intakes, Read, begin, follow_up, require
from bot.services.care.library import Library, build, contents_of
from bot.services.care.news import News
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from bot.settings import Settings
from intents.understanding import Understanding
from knowledge.issues import KnowledgeError
from knowledge.loader import packaged_folder, read_folder

log = logging.getLogger(__name__)

LOOK_BACK = 20
"""Revisions that are tried where this version of the program cannot use the latest."""

PLACES = {Origin.PACKAGE: "the new package", Origin.DISK: "the folder"}
"""Where content lies, in the log."""


@dataclass(frozen=True)
class Started:
    """The knowledge, and what the admins are to be told of how it came about."""

    live: LiveKnowledge
    news: News | None = None


def reader_of(settings: Settings) -> Read:
    """Reads the place that knowledge comes from: the folder of the settings, or the package."""
    folder, origin = settings.own_folder, Origin.DISK
    if folder is None:
        folder, origin = packaged_folder(), Origin.PACKAGE
    return lambda: read_content(folder, origin)


def read_content(folder: Path, origin: Origin) -> Content:
    """What lies in a folder now."""
    files, issues = read_folder(folder)
    return Content(origin, files, tuple(issues))


class Speculation:
    """The understanding of what lies in the place, built while nobody knows yet whether it is what is live. It mostly
    is, and then the start takes no longer than that."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._dropped = threading.Event()
        self._building = asyncio.create_task(asyncio.to_thread(self._build))

    async def understanding(self) -> Understanding:
        """What was built. Raises KnowledgeError."""
        built = await self._building
        return built if built is not None else build(self.content.files)

    def drop(self) -> None:
        """It is not wanted."""
        self._dropped.set()
        self._building.add_done_callback(lambda task: task.cancelled() or task.exception())

    def _build(self) -> Understanding | None:
        base = require(self.content)
        return None if self._dropped.is_set() else Understanding(base)


async def start_knowledge(settings: Settings, stores: Stores, clock: Clock, expected: Speculation) -> Started:
    """Bring up what is live, and take in what is new. Raises StorageError, and KnowledgeError where there is nothing
    that could be live: in the very first start, with files that cannot be used."""
    if not await stores.revisions.latest_number():
        await _begin(settings, stores, clock, expected)
    live = await _bring_up(stores, expected)
    library = Library(stores, live, clock, beside=beside)
    try:
        intakes = Intakes(stores, library, live, clock, admins=settings.admins, beside=beside)
        news = await intakes.look(reader_of(settings))
    except ConflictError:
        log.info("the files change while they are read; they are looked at again later")
        news = None
    except TornError as error:
        log.error("nothing new is taken in: %s", error)
        news = None
    except StorageError:
        raise
    except Exception:  # whatever it is, what is live can answer
        log.exception("bug in taking in what is new")
        news = None
    if news is None:  # else that is told
        await _warn(stores, await asyncio.to_thread(reader_of(settings)))
    return Started(live, news)


class Standing(Enum):
    """What has become of the present content of a place."""

    LIVE = auto()
    REFUSED = auto()
    """Or it waits for an admin to agree to it."""
    TAKEN = auto()
    """It was taken in, and something else is live now: that was changed since."""
    NEW = auto()
    """Nobody looked at it yet."""


async def standing(stores: Stores, content: Content) -> Standing:
    """Raises StorageError."""
    latest = await stores.revisions.latest()
    if latest is not None and dict(latest.files) == content.manifest:
        return Standing.LIVE
    last = await stores.revisions.last_intake(content.origin)
    if last is not None and last.fingerprint == content.fingerprint and not last.taken:
        return Standing.REFUSED
    taken = await stores.revisions.was_taken(content.origin, content.fingerprint)
    return Standing.TAKEN if taken else Standing.NEW


async def _warn(stores: Stores, content: Content) -> None:
    """Say what stays so for long, and would be forgotten: that the files are not what answers. Those of the package
    are not wherever anybody changed anything."""
    stands = await standing(stores, content)
    if stands is Standing.REFUSED:
        text = "%s of knowledge is not live: it was refused, or waits for an admin; zuwu check names what is wrong"
        log.warning(text, PLACES[content.origin])
    elif stands is Standing.TAKEN and content.origin is Origin.DISK:
        log.warning("the folder of knowledge is not what is live: that was changed in the chat since")


async def _begin(settings: Settings, stores: Stores, clock: Clock, expected: Speculation) -> None:
    base = (await expected.understanding()).base
    if settings.own_folder is None:
        await begin(stores, clock, expected.content.files, base)
        return
    package = await asyncio.to_thread(read_content, packaged_folder(), Origin.PACKAGE)
    await begin(stores, clock, package.files, await beside(require, package))
    # The same files in another place are noted by the look that follows, and are no revision.
    if package.manifest != expected.content.manifest:
        await follow_up(stores, clock, expected.content, base)


async def _bring_up(stores: Stores, expected: Speculation) -> LiveKnowledge:
    """The latest revision; an earlier one where an update of the program no longer lets the latest pass, or it is not
    whole any more."""
    found = await stores.revisions.history(None, LOOK_BACK)
    if found and dict(found[0].files) == expected.content.manifest:
        return LiveKnowledge(await expected.understanding(), found[0].number)
    expected.drop()
    wrong: list[Exception] = []
    for revision in found:
        try:
            understanding = await beside(build, await contents_of(stores, revision))
        except (KnowledgeError, TornError) as error:
            log.error("revision %d cannot be used: %s", revision.number, error)
            wrong.append(error)
            continue
        return LiveKnowledge(understanding, revision.number)
    raise wrong[0] if wrong else StorageError("The database has no revision of the knowledge.")
