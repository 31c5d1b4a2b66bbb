"""How groups want their meetings to be run."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, select

from bot.domain.habits import Habits
from bot.storage.meeting_encoding import decode_habits, encode_habits
from bot.storage.sql.base import SqlStore
from bot.storage.tables import chat_habits

_COLUMNS = chat_habits.c


class SqlHabits(SqlStore):
    """The :class:`~bot.services.meeting_ports.HabitsStore` of a database."""

    async def habits(self, chat_id: int) -> Habits | None:
        """Those of a chat; None where nobody set any."""
        async with self._reading() as connection:
            row = (await connection.execute(select(chat_habits).where(_COLUMNS.chat_id == chat_id))).first()
        return None if row is None else decode_habits(row.body, keeps=row.keeps)

    async def save(self, chat_id: int, habits: Habits) -> None:
        """Keep them; those before are replaced."""
        row = {"chat_id": chat_id, "keeps": habits.keeps, "body": encode_habits(habits)}
        await self._replace(chat_habits, ["chat_id"], row)

    async def keeping(self) -> Mapping[int, timedelta]:
        """The chats that keep minutes for a time only, and for how long."""
        statement = select(_COLUMNS.chat_id, _COLUMNS.keeps).where(_COLUMNS.keeps.is_not(None))
        async with self._reading() as connection:
            return {row.chat_id: row.keeps for row in await connection.execute(statement)}

    async def forget(self, chat_id: int) -> int:
        """Delete those of a chat. Returns how many there were."""
        return await self._delete(delete(chat_habits).where(_COLUMNS.chat_id == chat_id))
