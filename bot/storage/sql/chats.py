"""The chats the bot knows of, and following one to its new id."""

from sqlalchemy import Case, Column, Update, bindparam, case, delete, or_, select, text, update

from bot.domain.chat import Chat
from bot.domain.dialogue import OF_MESSAGES
from bot.storage.engine import AnyConnection
from bot.storage.sql.base import SqlStore
from bot.storage.tables import (
    chat_habits,
    chat_preferences,
    chats,
    deliveries,
    drafts,
    expectations,
    focuses,
    leaders,
    meetings,
    minutes,
    moved_chats,
    paces,
    reminders,
    roster_members,
    turns,
)

KEYED_BY_CHAT: tuple[Column[int], ...] = (
    chats.c.id,
    expectations.c.chat_id,
    leaders.c.chat_id,
    chat_preferences.c.chat_id,
    focuses.c.chat_id,
    paces.c.chat_id,
    roster_members.c.chat_id,
    chat_habits.c.chat_id,
)
"""The chat id of each table in which it is a part of a key, so that both ids may hold the same row."""

HOLDING_CHAT = (turns, reminders, deliveries, drafts, meetings, minutes)
"""The other tables that hold chat ids."""


_BY_ID = select(chats).where(chats.c.id == bindparam("id"))


class SqlChats(SqlStore):
    """The :class:`~bot.services.ports.ChatStore` of a database."""

    async def save(self, chat: Chat) -> None:
        """Keep what is known of a chat; what was known before is replaced."""
        row = {"id": chat.id, "kind": chat.kind, "reachable": chat.reachable, "changed_at": chat.changed_at}
        await self._replace(chats, ["id"], row)

    async def chat(self, chat_id: int) -> Chat | None:
        """What is known of a chat."""
        async with self._reading() as connection:
            row = (await connection.execute(_BY_ID, {"id": chat_id})).first()
        return None if row is None else Chat(row.id, row.kind, row.reachable, row.changed_at)

    async def migrate(self, old_id: int, new_id: int) -> None:
        """Follow a group to its new id. Harmless when repeated; of a row that both hold, the new id's stays."""
        if old_id == new_id:
            return
        # Rows are locked in the order in which the other stores lock them: reminders, deliveries, paces. Where the chat
        # went comes first: those who migrate the same chat at once wait for each other there.
        moved = self._insert(moved_chats).values(id=old_id, moved_to=new_id)
        moved = moved.on_conflict_do_update(index_elements=["id"], set_={"moved_to": new_id})
        of_messages = delete(expectations).where(
            expectations.c.chat_id == old_id, expectations.c.awaited.in_(sorted(OF_MESSAGES))
        )
        first, *others = KEYED_BY_CHAT
        of_chat = or_(reminders.c.chat_id == old_id, reminders.c.organizer_id == old_id)
        async with self._writing() as connection:
            await connection.execute(moved)
            await self._move(connection, first, old_id, new_id)
            await connection.execute(
                select(reminders.c.serial).where(of_chat).order_by(reminders.c.series_id).with_for_update()
            )
            await _take_meetings(connection)
            for statement in _moving(old_id, new_id):
                await connection.execute(statement)
            await connection.execute(of_messages)
            for column in others:
                await self._move(connection, column, old_id, new_id)

    async def current_id(self, chat_id: int) -> int:
        """The id that a chat has now."""
        moved_to = select(moved_chats.c.moved_to).where(moved_chats.c.id == chat_id)
        async with self._reading() as connection:
            return (await connection.execute(moved_to)).scalar() or chat_id

    async def _move(self, connection: AnyConnection, column: Column[int], old_id: int, new_id: int) -> None:
        """Delete, then insert: unlike an UPDATE, ON CONFLICT bears a row of the new id that comes meanwhile."""
        table = column.table
        others = [other for other in table.c if other is not column and other.name != "serial"]
        gone = delete(table).where(column == old_id).returning(*table.c)
        rows = [row._mapping for row in await connection.execute(gone)]
        rows.sort(key=lambda row: [row[each] for each in table.primary_key])
        moved = [{column.name: new_id} | {other.name: row[other] for other in others} for row in rows]
        if moved:
            await connection.execute(self._insert(table).on_conflict_do_nothing(), moved)


async def _take_meetings(connection: AnyConnection) -> None:
    """Let nobody else change rosters and meetings until the transaction ends.

    Rows that come to another chat meanwhile would be locked in another order than the other stores lock them in. Who
    holds rows of these tables waits for no others; the whole of SQLite is locked anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(text(f"LOCK TABLE {meetings.name}, {roster_members.name} IN EXCLUSIVE MODE"))


def _moving(old_id: int, new_id: int) -> list[Update]:
    """What is changed where a chat id is no part of a key. An anonymous administrator is kept as the chat itself."""

    def followed(column: Column[int]) -> Case[int]:
        return case((column == old_id, new_id), else_=column)

    chat, organizer = reminders.c.chat_id, reminders.c.organizer_id
    return [
        update(turns)
        .where(turns.c.chat_id == old_id)
        .values(chat_id=new_id, question_message_id=None, reply_message_id=None),
        # A change of the version keeps who has read the old id from writing it back.
        update(reminders)
        .where(or_(chat == old_id, organizer == old_id))
        .values(chat_id=followed(chat), organizer_id=followed(organizer), version=reminders.c.version + 1),
        update(deliveries).where(deliveries.c.chat_id == old_id).values(chat_id=new_id, message_id=None),
        update(meetings).where(meetings.c.chat_id == old_id).values(chat_id=new_id, version=meetings.c.version + 1),
        update(minutes).where(minutes.c.chat_id == old_id).values(chat_id=new_id, version=minutes.c.version + 1),
        update(drafts)
        .where(or_(drafts.c.chat_id == old_id, drafts.c.user_id == old_id))
        .values(chat_id=followed(drafts.c.chat_id), user_id=followed(drafts.c.user_id)),
    ]
