"""The archive: what was published, what is live, and its files, for the admins to look at."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import OutdatedError
from bot.domain.keeper import Act, KeeperEvent
from bot.domain.revision import Revision, digest_of
from bot.domain.roles import Action, Actor
from bot.services.access import Access
from bot.services.care.library import Files, Library
from bot.services.knowledge import Live, LiveKnowledge
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

_LIKELY = 0.05
"""The confidence below which what is nearest is only noise."""

_HALF = 0.5
"""The share of the words that has to be found for it to be no accident."""

LATEST = 30
"""Revisions whose conflicts are still looked for."""

MOST_DECISIONS = 500
"""Of what was recorded, what is looked through for decisions."""

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

    @property
    def mark(self) -> str:
        """Of a decision for the side that is live: the item, and what the other side of it was."""
        origin, section, item_id = self.revision.origin, self.conflict.section, self.conflict.id
        return f"{origin.value} {section}/{item_id} {digest_of(self.there.encode())[:12]}"


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
        number, files = await self._library.snapshot()
        return number, await self._library.beside(zipped, files)

    async def find(self, actor: Actor, words: str) -> tuple[Target, ...]:
        """Entries and boundaries, see :func:`find`."""
        await self._require(actor)
        return await self._library.beside(find, self._knowledge.now, words)

    async def conflicts(self, actor: Actor, number: int) -> tuple[Dispute, ...]:
        """The conflicts of a revision with both sides as they are now."""
        await self._require(actor)
        revision = await self._revision(number)
        here, there = await self._library.files(), await self._there(revision)
        sides = await self._library.beside(_sides, revision.conflicts, here, there)
        return tuple(Dispute(revision, index, *each) for index, each in enumerate(sides))

    async def undecided(self, actor: Actor, number: int | None = None) -> tuple[Dispute, ...]:
        """The conflicts whose sides differ still, of which nobody said that it stays as it is, and whose item nobody
        changed since: of one revision, else of the latest ones, each item once."""
        await self._require(actor)
        if number is None:
            found = await self._stores.revisions.history(None, LATEST)
        else:
            found = [await self._revision(number)]
        differing: dict[tuple[str, str], Dispute] = {}
        for revision in (each for each in found if each.conflicts):
            for dispute in await self.conflicts(actor, revision.number):
                if not dispute.settled and await self._is_untouched(dispute):
                    differing.setdefault((dispute.conflict.section, dispute.conflict.id), dispute)
        if not differing:
            return ()
        events = await self._stores.keepers.events(MOST_DECISIONS)
        decided = {event.detail for event in events if event.act is Act.KEPT}
        return tuple(each for each in differing.values() if each.mark not in decided)

    async def _is_untouched(self, dispute: Dispute) -> bool:
        """Whether an item stands as it stood when it came to the conflict."""
        part = Part(dispute.conflict.section, dispute.conflict.id)
        then, now = await self._library.files_of(dispute.revision), await self._library.files()
        if then == now:
            return True
        return await self._library.beside(editing.block, then, part) == await self._library.beside(
            editing.block, now, part
        )

    async def keep(self, actor: Actor, name: str, dispute: Dispute, at: datetime) -> None:
        """Decide that an item stays as it is here; that is recorded."""
        await self._require(actor)
        await self._stores.keepers.record(KeeperEvent(at, actor.user_id, name, Act.KEPT, dispute.mark))

    async def with_conflict_taken(self, actor: Actor, number: int, index: int) -> tuple[int, dict[str, bytes]]:
        """The number of the live revision, and its files with one item as it is on the other side of a conflict."""
        await self._require(actor)
        revision = await self._revision(number)
        if not 0 <= index < len(revision.conflicts):
            raise OutdatedError
        live, here = await self._library.snapshot()
        there = await self._there(revision)
        return live, await self._library.beside(editing.take, here, there, revision.conflicts[index])

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
        changes = await self._library.beside(compare, before, after) if before and after else Changes()
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
    """Entries and boundaries: that whose id is the words; those whose id, question or ways of asking hold most of the
    words; the nearest, as far as they are near; those whose text holds the words."""
    wanted = words.casefold().split()
    if not wanted:
        return ()
    every: tuple[Target, ...] = (*live.base.entries, *live.base.boundaries)
    targets = {each.id: each for each in every}
    shares = {each.id: _share(wanted, each) for each in every}
    best = max(shares.values(), default=(0.0, 0.0))[0]
    holding = [each for each, (share, _) in shares.items() if share == best and share > _HALF]
    holding.sort(key=lambda each: shares[each], reverse=True)
    near = nearest(live.understanding, [words.strip()], limit=NEAREST)
    likely = [each.target_id for each in near if each.confidence >= _LIKELY]
    said = [each.id for each in every if all(word in _text(each) for word in wanted)]
    mixed = [*(each for each in targets if [each] == wanted), *holding, *likely, *said]
    return tuple(targets[each] for each in dict.fromkeys(mixed) if each in targets)[:MOST_FOUND]


def _share(wanted: Sequence[str], target: Target) -> tuple[float, float]:
    """How much of the words an entry or boundary holds, and how much of the line that holds most is made of them."""
    lines = [line.casefold() for line in (target.id, target.question, *target.phrasings)]
    every = "\n".join(lines)
    share = sum(len(word) for word in wanted if word in every) / sum(map(len, wanted))
    return share, max(sum(len(word) for word in wanted if word in line) / len(line) for line in lines)


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
    """What it says."""
    return str(getattr(target, "answer", "") or getattr(target, "note", "")).casefold()


def _sides(conflicts: Sequence[Conflict], here: Files, there: Files) -> list[tuple[Conflict, str, str]]:
    """Conflicts with the text of both sides."""
    return list(zip(conflicts, editing.texts(here, conflicts), editing.texts(there, conflicts), strict=True))
