"""Minutes, revision by revision."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from bot.domain.minutes import Minutes
from bot.storage.meeting_encoding import decode_minutes, encode_minutes
from bot.storage.sql.base import SqlStore
from bot.storage.sql.meetings import hold_meeting
from bot.storage.tables import minutes as table

_COLUMNS = table.c


class SqlMinutes(SqlStore):
    """The :class:`~bot.services.meeting_ports.MinutesStore` of a database."""

    async def save(self, minutes: Minutes) -> bool:
        """Keep a revision with the next version. Returns False where it is not as it was read, is filed, or its
        meeting is gone."""
        row = _row_of(minutes) | {"version": minutes.version + 1}
        identity = (_COLUMNS.meeting_id == minutes.meeting_id, _COLUMNS.revision == minutes.revision)
        as_read = (*identity, _COLUMNS.version == minutes.version, _COLUMNS.filed_at.is_(None))
        changed = update(table).where(*as_read).values(**row)
        new = self._insert(table).values(**row).on_conflict_do_nothing(index_elements=["meeting_id", "revision"])
        async with self._writing() as connection:
            if not await hold_meeting(connection, minutes.meeting_id):
                return False
            saved = await connection.execute((changed if minutes.version else new).returning(_COLUMNS.serial))
            return saved.first() is not None

    async def latest(self, meeting_id: str) -> Minutes | None:
        """The latest revision, draft or filed."""
        return (await self.latest_of([meeting_id])).get(meeting_id)

    async def history(self, meeting_id: str) -> Sequence[Minutes]:
        """Every revision, earliest first."""
        statement = select(table).where(_COLUMNS.meeting_id == meeting_id).order_by(_COLUMNS.revision)
        async with self._reading() as connection:
            return [_minutes_of(row) for row in await connection.execute(statement)]

    async def latest_of(self, meeting_ids: Collection[str]) -> Mapping[str, Minutes]:
        """The latest revisions by meeting; meetings without minutes are left out."""
        if not meeting_ids:
            return {}
        same = table.alias()
        last = select(func.max(same.c.revision)).where(same.c.meeting_id == _COLUMNS.meeting_id).scalar_subquery()
        statement = select(table).where(_COLUMNS.meeting_id.in_(meeting_ids), _COLUMNS.revision == last)
        async with self._reading() as connection:
            return {row.meeting_id: _minutes_of(row) for row in await connection.execute(statement)}

    async def drop(self, meeting_id: str, revision: int) -> bool:
        """Delete a draft. Returns False where it is filed, or gone."""
        draft = (_COLUMNS.meeting_id == meeting_id, _COLUMNS.revision == revision, _COLUMNS.filed_at.is_(None))
        return await self._delete(delete(table).where(*draft)) > 0


def _row_of(minutes: Minutes) -> dict[str, Any]:
    return {
        "meeting_id": minutes.meeting_id,
        "chat_id": minutes.chat_id,
        "revision": minutes.revision,
        "written_at": minutes.written_at,
        "filed_at": minutes.filed_at,
        "version": minutes.version,
        "body": encode_minutes(minutes),
    }


def _minutes_of(row: Row[Any]) -> Minutes:
    return decode_minutes(
        row.body,
        meeting_id=row.meeting_id,
        chat_id=row.chat_id,
        revision=row.revision,
        written_at=row.written_at,
        filed_at=row.filed_at,
        version=row.version,
    )
