"""The chats the bot knows of, and following one to its new id."""

from sqlalchemy import BigInteger, Column, delete, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.chat import Chat
from bot.storage.sql.base import SqlStore
from bot.storage.tables import chats, expectations, leaders, turns

KEYED_BY_CHAT: tuple[Column[int], ...] = (chats.c.id, expectations.c.chat_id, leaders.c.chat_id)
"""The chat id of each table in which it is a part of a key, so that both ids may hold the same row."""


class SqlChats(SqlStore):
    """The :class:`~bot.services.ports.ChatStore` of a database."""

    async def save(self, chat: Chat) -> None:
        """Keep what is known of a chat; what was known before is replaced."""
        row = {"id": chat.id, "kind": chat.kind, "reachable": chat.reachable, "changed_at": chat.changed_at}
        await self._replace(chats, ["id"], row)

    async def chat(self, chat_id: int) -> Chat | None:
        """What is known of a chat."""
        async with self._reading() as connection:
            row = (await connection.execute(select(chats).where(chats.c.id == chat_id))).first()
        return None if row is None else Chat(row.id, row.kind, row.reachable, row.changed_at)

    async def migrate(self, old_id: int, new_id: int) -> None:
        """Follow a group to its new id. Harmless when repeated; of a row that both hold, the new id's stays."""
        if old_id == new_id:
            return
        moved = update(turns).where(turns.c.chat_id == old_id)
        async with self._writing() as connection:
            # The row of the chat comes first: those who migrate the same chat at once wait for each other there.
            for column in KEYED_BY_CHAT:
                await self._move(connection, column, old_id, new_id)
            await connection.execute(moved.values(chat_id=new_id, question_message_id=None, reply_message_id=None))

    async def _move(self, connection: AsyncConnection, column: Column[int], old_id: int, new_id: int) -> None:
        """Copy, then delete: unlike an UPDATE, ON CONFLICT bears a row of the new id that comes meanwhile."""
        table = column.table
        others = [other for other in table.c if other is not column and other.name != "serial"]
        rows = select(literal(new_id, BigInteger), *others).where(column == old_id).order_by(*table.primary_key)
        copy = self._insert(table).from_select([column, *others], rows)
        await connection.execute(copy.on_conflict_do_nothing())
        await connection.execute(delete(table).where(column == old_id))
