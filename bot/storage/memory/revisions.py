"""The history of the knowledge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.keeper import KeeperEvent
from bot.domain.revision import Intake, Origin, Revision
from bot.storage.knowledge_encoding import manifest_in
from bot.storage.memory.feedback import settle_misses
from bot.storage.memory.rows import Content, Store, delete
from bot.storage.whole import require_whole


class Revisions(Store):
    """The :class:`~bot.services.knowledge_ports.RevisionStore` in memory."""

    async def latest_number(self) -> int:
        """The number of the live revision; 0 where there is none."""
        return len(self._rows.revisions)

    async def latest(self) -> Revision | None:
        """The live revision."""
        return await self.revision(len(self._rows.revisions))

    async def revision(self, number: int) -> Revision | None:
        """The revision of that number."""
        revisions = self._rows.revisions
        return _own(revisions[number - 1]) if 0 < number <= len(revisions) else None

    async def history(self, before: int | None, limit: int) -> Sequence[Revision]:
        """Revisions, the latest first; with ``before`` only those of lower numbers."""
        older = self._rows.revisions if before is None else self._rows.revisions[: max(before - 1, 0)]
        return [_own(each) for each in list(reversed(older))[:limit]]

    async def contents(self, digests: Iterable[str]) -> dict[str, bytes]:
        """The bytes behind digests. One that is not there is left out."""
        kept = self._rows.contents
        return {digest: kept[digest].content for digest in digests if digest in kept}

    async def keep(self, contents: Mapping[str, bytes], at: datetime) -> None:
        """Keep bytes by their digests; those that are there already are kept anew."""
        require_whole(contents, contents, contents)
        for digest, content in contents.items():
            old = self._rows.contents.get(digest, Content(content, at))
            self._rows.contents[digest] = replace(old, kept_at=max(old.kept_at, at))

    async def publish(
        self,
        revision: Revision,
        contents: Mapping[str, bytes],
        *,
        intake: Intake | None = None,
        pending_id: str = "",
        settles: Mapping[str, str] | None = None,
        event: KeeperEvent | None = None,
    ) -> bool:
        """Make a revision live, with its contents, its intake and what it settles; what was pending under that id
        ends."""
        digests = [*revision.files.values(), *(intake.files.values() if intake else ())]
        pending = self._rows.pendings.get(pending_id)
        if revision.number != len(self._rows.revisions) + 1:
            return False
        if pending_id and (pending is None or pending.expires_at <= revision.at):
            return False
        self._require(digests, contents)
        self._name(digests, contents, revision.at)
        self._rows.pendings.pop(pending_id, None)
        self._rows.revisions.append(_own(revision))
        if intake is not None:
            self._rows.intakes.append(_own_intake(intake))
        settle_misses(self._rows, settles or {}, revision.at)
        if event is not None:
            self._rows.keeper_events.append(event)
        return True

    async def note(self, intake: Intake, contents: Mapping[str, bytes]) -> bool:
        """Keep an intake that made no revision, unless the latest of its origin is equal."""
        last = await self.last_intake(intake.origin)
        if last is not None and (last.fingerprint, last.taken) == (intake.fingerprint, intake.taken):
            return False
        self._require(intake.files.values() if intake.taken else contents, contents)
        self._name(intake.files.values(), contents, intake.at)
        self._rows.intakes.append(_own_intake(intake))
        return True

    async def last_intake(self, origin: Origin, *, taken: bool | None = None) -> Intake | None:
        """The latest intake of an origin; only those taken, or refused, where ``taken`` says so."""
        for intake in reversed(self._rows.intakes):
            if intake.origin is origin and taken in (None, intake.taken):
                return _own_intake(intake)
        return None

    async def was_taken(self, origin: Origin, fingerprint: str) -> bool:
        """Whether content of that origin was ever taken."""
        wanted = (origin, fingerprint, True)
        return any((each.origin, each.fingerprint, each.taken) == wanted for each in self._rows.intakes)

    async def purge(self, before: datetime) -> int:
        """Delete the contents that nothing names, and that were kept before that instant."""
        waiting = [each.body for each in self._rows.pendings.values() if each.expires_at > before]
        pending = {digest for body in waiting for digest in manifest_in(body).values()}
        return delete(
            self._rows.contents,
            lambda digest, kept: not kept.named and kept.kept_at < before and digest not in pending,
        )

    def _require(self, digests: Iterable[str], contents: Mapping[str, bytes]) -> None:
        require_whole(digests, contents, self._rows.contents)

    def _name(self, digests: Iterable[str], contents: Mapping[str, bytes], at: datetime) -> None:
        """Keep contents for good."""
        kept = self._rows.contents
        for digest in digests:
            if digest in kept:
                kept[digest] = replace(kept[digest], named=True)
            elif digest in contents:
                kept[digest] = Content(contents[digest], at, named=True)


def _own(revision: Revision) -> Revision:
    """A copy that shares nothing that could be changed."""
    return replace(revision, files=dict(revision.files))


def _own_intake(intake: Intake) -> Intake:
    return replace(intake, files=dict(intake.files))
