"""The archive: what was published, what is live, and its files, for the admins to look at."""

import io
import zipfile
from dataclasses import dataclass

from bot.domain.errors import OutdatedError
from bot.domain.revision import Revision
from bot.domain.roles import Action, Actor
from bot.services.access import Access
from bot.services.knowledge import Live, LiveKnowledge
from bot.services.library import Library
from bot.services.ports import Stores
from intents.nearest import nearest
from knowledge import editing
from knowledge.diff import Changes, Part, compare
from knowledge.issues import KnowledgeError
from knowledge.merging import Conflict
from knowledge.models import KnowledgeBase, Target

PAGE = 6
"""Revisions on a page of the history."""

MOST_FOUND = 8
"""Entries and boundaries that a search names."""

NEAREST = 5
"""Of them, at most how many by their likeness alone."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive, so that equal content makes an equal archive."""


@dataclass(frozen=True)
class Overview:
    """What is live."""

    revision: Revision
    base: KnowledgeBase


@dataclass(frozen=True)
class Past:
    """A revision with what it changed in the one before it."""

    revision: Revision
    changes: Changes
    before: KnowledgeBase | None
    """None of the first one, and where an earlier version of the program published what this one cannot read."""
    after: KnowledgeBase | None


@dataclass(frozen=True)
class HistoryPage:
    """Some revisions, the latest first."""

    items: tuple[Past, ...]
    live: int
    """The number of the live one."""
    older: int | None
    """The number from which an older page goes down; None where there is none."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A conflict of a revision, with the YAML text of both sides; empty where the item is gone there."""

    revision: Revision
    index: int
    conflict: Conflict
    here: str
    there: str

    @property
    def settled(self) -> bool:
        """Whether both sides are the same by now."""
        return self.here == self.there


class RevisionArchive:
    """Every method raises NotAllowedError for anybody but admins, and OutdatedError for what is not there."""

    def __init__(self, stores: Stores, library: Library, access: Access, knowledge: LiveKnowledge) -> None:
        self._stores = stores
        self._library = library
        self._access = access
        self._knowledge = knowledge

    async def overview(self, actor: Actor) -> Overview:
        """What is live."""
        await self._require(actor)
        revision = await self._stores.revisions.latest()
        if revision is None:
            raise OutdatedError
        return Overview(revision, self._knowledge.now.base)

    async def history(self, actor: Actor, before: int | None = None) -> HistoryPage:
        """A page of the history, below a number."""
        await self._require(actor)
        found = await self._stores.revisions.history(before, PAGE + 1)
        shown = tuple([await self._past(revision) for revision in found[:PAGE]])
        older = found[PAGE - 1].number if len(found) > PAGE else None
        return HistoryPage(shown, await self._stores.revisions.latest_number(), older)

    async def revision(self, actor: Actor, number: int) -> Past:
        """One revision, with what it changed."""
        await self._require(actor)
        return await self._past(await self._revision(number))

    async def files(self, actor: Actor) -> dict[str, bytes]:
        """The files that are live."""
        await self._require(actor)
        return await self._library.files()

    async def archive(self, actor: Actor) -> tuple[int, bytes]:
        """The files that are live in a ZIP archive, with the number of the revision; equal files make an equal one."""
        await self._require(actor)
        number = await self._stores.revisions.latest_number()
        return number, zipped(await self._library.files(number))

    async def find(self, actor: Actor, words: str) -> tuple[Target, ...]:
        """Entries and boundaries: those whose id is the words, that hold them, and that are nearest to them."""
        await self._require(actor)
        return find(self._knowledge.now, words)

    async def conflicts(self, actor: Actor, number: int) -> tuple[Dispute, ...]:
        """The conflicts of a revision with both sides as they are now."""
        await self._require(actor)
        revision = await self._revision(number)
        here, there = await self._library.files(), await self._there(revision)
        return tuple(
            Dispute(revision, index, each, _block(here, each), _block(there, each))
            for index, each in enumerate(revision.conflicts)
        )

    async def with_conflict_taken(self, actor: Actor, number: int, index: int) -> dict[str, bytes]:
        """The live files with one item as it is on the other side of a conflict."""
        await self._require(actor)
        revision = await self._revision(number)
        if not 0 <= index < len(revision.conflicts):
            raise OutdatedError
        here, there = await self._library.files(), await self._there(revision)
        return dict(editing.take(here, there, revision.conflicts[index]))

    async def _require(self, actor: Actor) -> None:
        await self._access.require(actor, Action.EDIT_KNOWLEDGE)

    async def _revision(self, number: int) -> Revision:
        revision = await self._stores.revisions.revision(number)
        if revision is None:
            raise OutdatedError
        return revision

    async def _past(self, revision: Revision) -> Past:
        after = await self._base(revision.number)
        before = await self._base(revision.number - 1) if revision.number > 1 else None
        changes = compare(before, after) if before and after else Changes()
        return Past(revision, changes, before, after)

    async def _base(self, number: int) -> KnowledgeBase | None:
        try:
            return await self._library.base(number)
        except KnowledgeError:
            return None

    async def _there(self, revision: Revision) -> dict[str, bytes]:
        """The content that a revision was merged from, or the later one of the same origin."""
        intake = await self._stores.revisions.last_intake(revision.origin, taken=True)
        if intake is None:
            return {}
        contents = await self._stores.revisions.contents(set(intake.files.values()))
        return {name: contents[digest] for name, digest in intake.files.items() if digest in contents}


def find(live: Live, words: str) -> tuple[Target, ...]:
    """Entries and boundaries: those whose id is the words, then those that hold them, then the nearest."""
    wanted = words.strip().casefold()
    if not wanted:
        return ()
    every: tuple[Target, ...] = (*live.base.entries, *live.base.boundaries)
    targets = {each.id: each for each in every}
    named = [wanted] if wanted in targets else []
    near = [each.target_id for each in nearest(live.understanding, [words.strip()], limit=NEAREST)]
    holding = [each.id for each in targets.values() if wanted in _text(each)]
    mixed = [*named, *holding[: MOST_FOUND - NEAREST], *near, *holding]
    return tuple(targets[each] for each in dict.fromkeys(mixed) if each in targets)[:MOST_FOUND]


def zipped(files: dict[str, bytes]) -> bytes:
    """Files in a ZIP archive; equal files make an equal one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return packed.getvalue()


def _text(target: Target) -> str:
    """What a search looks through."""
    said = getattr(target, "answer", "") or getattr(target, "note", "")
    return "\n".join((target.id, target.question, *target.phrasings, said)).casefold()


def _block(files: dict[str, bytes], conflict: Conflict) -> str:
    """The YAML text of an item; empty where it is not there."""
    section = conflict.section or conflict.id
    try:
        return editing.block(files, Part(section, conflict.id))
    except (KeyError, LookupError):
        return ""
