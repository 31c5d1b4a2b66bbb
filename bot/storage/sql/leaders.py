"""Leaders that administrators named."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from bot.domain.roles import Leader
from bot.storage.sql.base import SqlStore
from bot.storage.tables import leaders


class SqlLeaders(SqlStore):
    """The :class:`~bot.services.ports.LeaderStore` of a database."""

    async def name(self, leader: Leader) -> bool:
        """Name a leader. Returns False where that person already was one."""
        statement = (
            self._insert(leaders)
            .values(chat_id=leader.chat_id, user_id=leader.user_id, named_by=leader.named_by, named_at=leader.named_at)
            .on_conflict_do_nothing(index_elements=["chat_id", "user_id"])
            .returning(leaders.c.serial)
        )
        async with self._writing() as connection:
            return (await connection.execute(statement)).first() is not None

    async def unname(self, chat_id: int, user_id: int) -> bool:
        """Take the role away. Returns whether the person had it."""
        role = delete(leaders).where(leaders.c.chat_id == chat_id, leaders.c.user_id == user_id)
        return await self._delete(role) > 0

    async def leaders(self, chat_id: int) -> Sequence[Leader]:
        """The named leaders of a chat, earliest first."""
        columns = leaders.c
        statement = (
            select(columns.chat_id, columns.user_id, columns.named_by, columns.named_at)
            .where(columns.chat_id == chat_id)
            .order_by(columns.named_at, columns.serial)
        )
        async with self._reading() as connection:
            return [Leader(*row) for row in await connection.execute(statement)]

    async def forget(self, user_id: int) -> int:
        """Delete every role of a person; the group stands for them as who named others. Returns how many."""
        gone = await self._delete(delete(leaders).where(leaders.c.user_id == user_id))
        async with self._writing() as connection:
            theirs = update(leaders).where(leaders.c.named_by == user_id)
            await connection.execute(theirs.values(named_by=leaders.c.chat_id))
        return gone
