"""How chats want their calendars to behave."""

from sqlalchemy import delete, select

from bot.domain.preferences import Preferences
from bot.storage.encoding import decode_preferences, encode_preferences
from bot.storage.sql.base import SqlStore
from bot.storage.tables import chat_preferences


class SqlPreferences(SqlStore):
    """The :class:`~bot.services.ports.PreferencesStore` of a database."""

    async def preferences(self, chat_id: int) -> Preferences | None:
        """Those of a chat; None where nobody set any."""
        statement = select(chat_preferences.c.body).where(chat_preferences.c.chat_id == chat_id)
        async with self._reading() as connection:
            row = (await connection.execute(statement)).first()
        return None if row is None else decode_preferences(row.body)

    async def save(self, chat_id: int, preferences: Preferences) -> None:
        """Keep them; those before are replaced."""
        row = {"chat_id": chat_id, "body": encode_preferences(preferences)}
        await self._replace(chat_preferences, ["chat_id"], row)

    async def forget(self, chat_id: int) -> int:
        """Delete those of a chat. Returns how many there were."""
        return await self._delete(delete(chat_preferences).where(chat_preferences.c.chat_id == chat_id))
