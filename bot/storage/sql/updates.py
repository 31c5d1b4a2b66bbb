"""Which updates are in hand and which were handled."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from bot.storage.sql.base import SqlStore
from bot.storage.tables import handled_updates


class SqlUpdates(SqlStore):
    """The :class:`~bot.services.ports.UpdateLog` of a database."""

    async def claim(self, bot_id: int, update_id: int, worker_id: str, now: datetime, lease: timedelta) -> bool:
        """Take an update in hand; of any number of concurrent callers at most one gets True.

        One statement decides: the primary key lets one INSERT through; whoever takes over moves ``claimed_at``,
        so that the condition fails for the next caller.
        """
        old = handled_updates.c
        statement = self._insert(handled_updates).values(
            bot_id=bot_id, update_id=update_id, claimed_by=worker_id, claimed_at=now
        )
        claimed = statement.on_conflict_do_update(
            index_elements=["bot_id", "update_id"],
            set_={"claimed_by": statement.excluded.claimed_by, "claimed_at": statement.excluded.claimed_at},
            where=old.finished_at.is_(None) & (old.claimed_at < now - lease),
        ).returning(old.update_id)
        async with self._writing() as connection:
            return (await connection.execute(claimed)).first() is not None

    async def finish(self, bot_id: int, update_id: int, worker_id: str, now: datetime) -> None:
        """The update was handled; of no effect once another worker has taken it over."""
        columns = handled_updates.c
        statement = (
            update(handled_updates)
            .where(columns.bot_id == bot_id, columns.update_id == update_id, columns.claimed_by == worker_id)
            .values(finished_at=now)
        )
        async with self._writing() as connection:
            await connection.execute(statement)

    async def purge(self, before: datetime) -> int:
        """Delete the records claimed before that instant. Returns how many."""
        return await self._delete(delete(handled_updates).where(handled_updates.c.claimed_at < before))
