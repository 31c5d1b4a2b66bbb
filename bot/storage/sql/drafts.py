"""Cards that wait to be confirmed, and which calendars private chats are about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, select

from bot.domain.draft import Draft
from bot.storage.encoding import decode_draft, encode_draft
from bot.storage.sql.base import SqlStore
from bot.storage.tables import drafts, focuses


class SqlDrafts(SqlStore):
    """The :class:`~bot.services.ports.DraftStore` of a database."""

    async def save(self, draft: Draft) -> None:
        """Keep a draft; one of the same id is replaced."""
        row = {
            "id": draft.id,
            "chat_id": draft.chat_id,
            "user_id": draft.user_id,
            "expires_at": draft.expires_at,
            "body": encode_draft(draft),
        }
        await self._replace(drafts, ["id"], row)

    async def draft(self, draft_id: str, now: datetime) -> Draft | None:
        """The draft of that id, unless it has expired."""
        statement = select(drafts).where(drafts.c.id == draft_id, drafts.c.expires_at > now)
        async with self._reading() as connection:
            return _draft_of((await connection.execute(statement)).first())

    async def take(self, draft_id: str, now: datetime) -> Draft | None:
        """The same, and it is gone: who deletes the row has it."""
        statement = delete(drafts).where(drafts.c.id == draft_id, drafts.c.expires_at > now).returning(*drafts.c)
        async with self._writing() as connection:
            return _draft_of((await connection.execute(statement)).first())

    async def forget(self, user_id: int) -> int:
        """Delete all drafts of a person. Returns how many."""
        return await self._delete(delete(drafts).where(drafts.c.user_id == user_id))

    async def purge(self, now: datetime) -> int:
        """Delete what has expired. Returns how many."""
        return await self._delete(delete(drafts).where(drafts.c.expires_at <= now))


class SqlFocuses(SqlStore):
    """The :class:`~bot.services.ports.FocusStore` of a database."""

    async def choose(self, user_id: int, chat_id: int, at: datetime) -> None:
        """From now on it is about that chat. The row is made anew, so that the later of one instant comes later."""
        old = and_(focuses.c.user_id == user_id, focuses.c.chat_id == chat_id)
        new = self._insert(focuses).values(user_id=user_id, chat_id=chat_id, chosen_at=at)
        kept = {"chosen_at": new.excluded.chosen_at}
        async with self._writing() as connection:
            await connection.execute(delete(focuses).where(old))
            await connection.execute(new.on_conflict_do_update(index_elements=["user_id", "chat_id"], set_=kept))

    async def chosen(self, user_id: int) -> Sequence[int]:
        """The chats they ever chose, the latest choice first."""
        columns = focuses.c
        statement = (
            select(columns.chat_id)
            .where(columns.user_id == user_id)
            .order_by(columns.chosen_at.desc(), columns.serial.desc())
        )
        async with self._reading() as connection:
            return list((await connection.execute(statement)).scalars())

    async def forget(self, user_id: int) -> int:
        """Delete the choices of a person. Returns how many."""
        return await self._delete(delete(focuses).where(focuses.c.user_id == user_id))


def _draft_of(row: Row[Any] | None) -> Draft | None:
    if row is None:
        return None
    return decode_draft(row.body, draft_id=row.id, chat_id=row.chat_id, user_id=row.user_id, expires_at=row.expires_at)
