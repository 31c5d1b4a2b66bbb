"""What admins have begun."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select

from bot.domain.pending import Pending, PendingKind
from bot.storage.knowledge_encoding import copy_object, guest_in
from bot.storage.knowledge_tables import knowledge_pendings
from bot.storage.sql.base import SqlStore

_COLUMNS = knowledge_pendings.c

_WITH_GUESTS = (PendingKind.INVITATION.value, PendingKind.CONSENT.value)
"""What may hold somebody else than its author."""


class SqlPendings(SqlStore):
    """The :class:`~bot.services.knowledge_ports.PendingStore` of a database."""

    async def save(self, pending: Pending) -> bool:
        """Keep it with the next version. The row is made anew, so that the latest saved comes last."""
        as_read = (_COLUMNS.id == pending.id, _COLUMNS.version == pending.version)
        old = delete(knowledge_pendings).where(*as_read)
        new = self._insert(knowledge_pendings).values(**_row_of(pending)).on_conflict_do_nothing(index_elements=["id"])
        async with self._writing() as connection:
            if pending.version and not (await connection.execute(old)).rowcount:
                return False
            return (await connection.execute(new.returning(_COLUMNS.serial))).first() is not None

    async def pending(self, pending_id: str, now: datetime) -> Pending | None:
        """What waits under that id, unless it has expired."""
        statement = select(knowledge_pendings).where(_COLUMNS.id == pending_id, _COLUMNS.expires_at > now)
        async with self._reading() as connection:
            row = (await connection.execute(statement)).first()
        return None if row is None else _pending_of(row)

    async def take(self, pending_id: str, now: datetime) -> Pending | None:
        """The same, and it is gone: who deletes the row has it."""
        waiting = delete(knowledge_pendings).where(_COLUMNS.id == pending_id, _COLUMNS.expires_at > now)
        async with self._writing() as connection:
            row = (await connection.execute(waiting.returning(*_COLUMNS))).first()
        return None if row is None else _pending_of(row)

    async def of_author(self, author_id: int, now: datetime) -> Sequence[Pending]:
        """What a person has begun, the latest saved first."""
        begun = select(knowledge_pendings).where(_COLUMNS.author_id == author_id, _COLUMNS.expires_at > now)
        async with self._reading() as connection:
            return [_pending_of(row) for row in await connection.execute(begun.order_by(_COLUMNS.serial.desc()))]

    async def forget(self, user_id: int) -> int:
        """Delete what a person has begun, and where others want to let them in. Returns how many."""
        with_guests = select(knowledge_pendings).where(_COLUMNS.kind.in_(_WITH_GUESTS))
        async with self._writing() as connection:
            own = await connection.execute(delete(knowledge_pendings).where(_COLUMNS.author_id == user_id))
            rows = (await connection.execute(with_guests)).all()
            theirs = [row.id for row in rows if guest_in(_pending_of(row)) == user_id]
            if theirs:
                await connection.execute(delete(knowledge_pendings).where(_COLUMNS.id.in_(theirs)))
            return own.rowcount + len(theirs)

    async def purge(self, now: datetime) -> int:
        """Delete what has expired. Returns how many."""
        return await self._delete(delete(knowledge_pendings).where(_COLUMNS.expires_at <= now))


def _row_of(pending: Pending) -> dict[str, Any]:
    return {
        "id": pending.id,
        "kind": pending.kind.value,
        "author_id": pending.author_id,
        "expires_at": pending.expires_at,
        "version": pending.version + 1,
        "body": copy_object(pending.body),
    }


def _pending_of(row: Row[Any]) -> Pending:
    return Pending(
        id=row.id,
        kind=PendingKind(row.kind),
        author_id=row.author_id,
        expires_at=row.expires_at,
        body=copy_object(row.body),
        version=row.version,
    )
