"""The history of the knowledge.

Who writes contents that must stay holds the table of contents, so publishing, noting and purging come one after the
other: nothing is deleted between being looked for and being named.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, text, update

from bot.domain.errors import TornError
from bot.domain.keeper import KeeperEvent
from bot.domain.revision import Intake, Origin, Revision, digest_of
from bot.storage.engine import AnyConnection
from bot.storage.knowledge_encoding import decode_manifest, decode_revision, encode_revision, manifest_in
from bot.storage.knowledge_tables import (
    knowledge_contents,
    knowledge_intakes,
    knowledge_pendings,
    knowledge_revisions,
)
from bot.storage.sql.base import SqlStore
from bot.storage.sql.feedback import settle_misses
from bot.storage.sql.keepers import record_event
from bot.storage.whole import require_whole

_REVISIONS = knowledge_revisions.c
_CONTENTS = knowledge_contents.c
_INTAKES = knowledge_intakes.c
_PENDINGS = knowledge_pendings.c

_LATEST = select(func.coalesce(func.max(_REVISIONS.number), 0))
_AT_ONCE = 500
"""Digests in one statement."""


class SqlRevisions(SqlStore):
    """The :class:`~bot.services.knowledge_ports.RevisionStore` of a database."""

    async def latest_number(self) -> int:
        """The number of the live revision; 0 where there is none."""
        async with self._reading() as connection:
            return await _latest_number(connection)

    async def latest(self) -> Revision | None:
        """The live revision."""
        statement = select(knowledge_revisions).where(_REVISIONS.number == _LATEST.scalar_subquery())
        async with self._reading() as connection:
            return _revision_of((await connection.execute(statement)).first())

    async def revision(self, number: int) -> Revision | None:
        """The revision of that number."""
        statement = select(knowledge_revisions).where(_REVISIONS.number == number)
        async with self._reading() as connection:
            return _revision_of((await connection.execute(statement)).first())

    async def history(self, before: int | None, limit: int) -> Sequence[Revision]:
        """Revisions, the latest first; with ``before`` only those of lower numbers."""
        older = _REVISIONS.number > 0 if before is None else _REVISIONS.number < before
        statement = select(knowledge_revisions).where(older).order_by(_REVISIONS.number.desc()).limit(limit)
        async with self._reading() as connection:
            return [found for row in await connection.execute(statement) if (found := _revision_of(row))]

    async def contents(self, digests: Iterable[str]) -> dict[str, bytes]:
        """The bytes behind digests. One that is not there is left out."""
        found: dict[str, bytes] = {}
        async with self._reading() as connection:
            for some in _batches(digests):
                statement = select(_CONTENTS.digest, _CONTENTS.content).where(_CONTENTS.digest.in_(some))
                rows = await connection.execute(statement)
                found |= {row.digest: _whole(row.digest, row.content) for row in rows}
        return found

    async def keep(self, contents: Mapping[str, bytes], at: datetime) -> None:
        """Keep bytes by their digests; those that are there already are kept anew."""
        require_whole(contents, contents, contents)
        if not contents:
            return
        async with self._writing() as connection:
            await self._hold(connection)
            there = await _there(connection, contents)
            for some in _batches(there):
                again = update(knowledge_contents).where(_CONTENTS.digest.in_(some), _CONTENTS.kept_at < at)
                await connection.execute(again.values(kept_at=at))
            await _insert_contents(connection, contents, there, at, named=False)

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
        digests = {*revision.files.values(), *(intake.files.values() if intake else ())}
        async with self._writing() as connection:
            await self._hold(connection)
            if await _latest_number(connection) + 1 != revision.number:
                return False
            if pending_id and not await _end_pending(connection, pending_id, revision.at):
                return False
            there = await _there(connection, {*digests, *contents})
            require_whole(digests, contents, there)
            await _name(connection, digests, contents, there, revision.at)
            await connection.execute(insert(knowledge_revisions).values(**_row_of(revision)))
            if intake is not None:
                await connection.execute(insert(knowledge_intakes).values(**_row_of_intake(intake)))
            await settle_misses(connection, settles or {}, revision.at)
            if event is not None:
                await record_event(connection, event)
            return True

    async def note(self, intake: Intake, contents: Mapping[str, bytes]) -> bool:
        """Keep an intake that made no revision, unless the latest of its origin is equal."""
        digests = set(intake.files.values())
        async with self._writing() as connection:
            await self._hold(connection)
            last = await _last_intake(connection, intake.origin, None)
            if last is not None and (last.fingerprint, last.taken) == (intake.fingerprint, intake.taken):
                return False
            there = await _there(connection, {*digests, *contents})
            require_whole(digests if intake.taken else (), contents, there)
            await _name(connection, digests, contents, there, intake.at)
            await connection.execute(insert(knowledge_intakes).values(**_row_of_intake(intake)))
            return True

    async def last_intake(self, origin: Origin, *, taken: bool | None = None) -> Intake | None:
        """The latest intake of an origin; only those taken, or refused, where ``taken`` says so."""
        async with self._reading() as connection:
            return await _last_intake(connection, origin, taken)

    async def was_taken(self, origin: Origin, fingerprint: str) -> bool:
        """Whether content of that origin was ever taken."""
        found = (_INTAKES.origin == origin.value, _INTAKES.fingerprint == fingerprint, _INTAKES.taken.is_(True))
        async with self._reading() as connection:
            return (await connection.execute(select(_INTAKES.serial).where(*found).limit(1))).first() is not None

    async def purge(self, before: datetime) -> int:
        """Delete the contents that nothing names, and that were kept before that instant."""
        old = (_CONTENTS.named.is_(False), _CONTENTS.kept_at < before)
        async with self._writing() as connection:
            await self._hold(connection)
            doomed = set((await connection.execute(select(_CONTENTS.digest).where(*old))).scalars())
            if doomed:
                bodies = await connection.execute(select(_PENDINGS.body).where(_PENDINGS.expires_at > before))
                for body in bodies.scalars():
                    doomed.difference_update(manifest_in(body).values())
            for some in _batches(doomed):
                await connection.execute(delete(knowledge_contents).where(_CONTENTS.digest.in_(some)))
        return len(doomed)

    async def _hold(self, connection: AnyConnection) -> None:
        """Let nobody else write contents until the end of the transaction; they can be read. On SQLite the write
        transaction itself does."""
        if connection.dialect.name == "postgresql":
            await connection.execute(text(f"LOCK TABLE {knowledge_contents.name} IN SHARE ROW EXCLUSIVE MODE"))


async def _latest_number(connection: AnyConnection) -> int:
    number: int = (await connection.execute(_LATEST)).scalar_one()
    return number


async def _there(connection: AnyConnection, digests: Iterable[str]) -> set[str]:
    """Those of the digests whose contents are kept."""
    found: set[str] = set()
    for some in _batches(digests):
        found.update((await connection.execute(select(_CONTENTS.digest).where(_CONTENTS.digest.in_(some)))).scalars())
    return found


async def _name(
    connection: AnyConnection, digests: set[str], contents: Mapping[str, bytes], there: set[str], at: datetime
) -> None:
    """Keep for good what the digests name; of the contents nothing else is kept."""
    for some in _batches(there & digests):
        unnamed = (_CONTENTS.digest.in_(some), _CONTENTS.named.is_(False))
        await connection.execute(update(knowledge_contents).where(*unnamed).values(named=True))
    wanted = {digest: content for digest, content in contents.items() if digest in digests}
    await _insert_contents(connection, wanted, there, at, named=True)


async def _insert_contents(
    connection: AnyConnection, contents: Mapping[str, bytes], there: set[str], at: datetime, *, named: bool
) -> None:
    """Insert those that are not there."""
    rows = [
        {"digest": digest, "content": zlib.compress(content), "kept_at": at, "named": named}
        for digest, content in contents.items()
        if digest not in there
    ]
    if rows:
        await connection.execute(insert(knowledge_contents), rows)


def _whole(digest: str, packed: bytes) -> bytes:
    """The bytes that were packed. Raises TornError."""
    try:
        content = zlib.decompress(packed)
    except zlib.error:
        content = None
    if content is None or digest_of(content) != digest:
        raise TornError(f"The database kept the content {digest[:12]} of the knowledge, and it is torn.")
    return content


async def _end_pending(connection: AnyConnection, pending_id: str, now: datetime) -> bool:
    ended = delete(knowledge_pendings).where(_PENDINGS.id == pending_id, _PENDINGS.expires_at > now)
    return (await connection.execute(ended)).rowcount > 0


async def _last_intake(connection: AnyConnection, origin: Origin, taken: bool | None) -> Intake | None:
    wanted = [_INTAKES.origin == origin.value] + ([] if taken is None else [_INTAKES.taken.is_(taken)])
    statement = select(knowledge_intakes).where(*wanted).order_by(_INTAKES.serial.desc()).limit(1)
    row = (await connection.execute(statement)).first()
    return None if row is None else Intake(Origin(row.origin), decode_manifest(row.files), row.taken, row.at)


def _row_of(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "origin": revision.origin.value,
        "author_id": revision.author_id,
        "author_name": revision.author_name,
        "at": revision.at,
        "why": revision.why,
        "fingerprint": revision.fingerprint,
        "restores": revision.restores,
        "consented_by": revision.consented_by,
        "body": encode_revision(revision.files, revision.conflicts),
    }


def _row_of_intake(intake: Intake) -> dict[str, Any]:
    return {
        "origin": intake.origin.value,
        "fingerprint": intake.fingerprint,
        "taken": intake.taken,
        "at": intake.at,
        "files": dict(intake.files),
    }


def _revision_of(row: Row[Any] | None) -> Revision | None:
    if row is None:
        return None
    files, conflicts = decode_revision(row.body)
    return Revision(
        number=row.number,
        origin=Origin(row.origin),
        author_id=row.author_id,
        author_name=row.author_name,
        at=row.at,
        why=row.why,
        fingerprint=row.fingerprint,
        files=files,
        restores=row.restores,
        conflicts=conflicts,
        consented_by=row.consented_by,
    )


def _batches(digests: Iterable[str]) -> list[list[str]]:
    ordered = sorted(set(digests))
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
