"""Admins of the knowledge, and what they did."""

from collections.abc import Sequence

from sqlalchemy import Executable, delete, insert, select, update

from bot.domain.keeper import Act, Keeper, KeeperEvent
from bot.storage.engine import AnyConnection
from bot.storage.knowledge_tables import knowledge_events, knowledge_keepers, knowledge_policy
from bot.storage.sql.base import SqlStore

_KEEPERS = knowledge_keepers.c
_POLICY = knowledge_policy.c
_EVENTS = knowledge_events.c

_ROW = 1
"""The id of the one row of the policy."""


class SqlKeepers(SqlStore):
    """The :class:`~bot.services.knowledge_ports.KeeperStore` of a database."""

    async def keepers(self) -> Sequence[Keeper]:
        """All of them, earliest first."""
        columns = (_KEEPERS.user_id, _KEEPERS.name, _KEEPERS.named_by, _KEEPERS.named_at)
        statement = select(*columns).order_by(_KEEPERS.named_at, _KEEPERS.serial)
        async with self._reading() as connection:
            return [Keeper(*row) for row in await connection.execute(statement)]

    async def name(self, keeper: Keeper, event: KeeperEvent) -> bool:
        """Name somebody, and record it. Returns False where they already are one."""
        statement = (
            self._insert(knowledge_keepers)
            .values(user_id=keeper.user_id, name=keeper.name, named_by=keeper.named_by, named_at=keeper.named_at)
            .on_conflict_do_nothing(index_elements=["user_id"])
        )
        return await self._change(statement.returning(_KEEPERS.serial), event)

    async def remove(self, user_id: int, event: KeeperEvent) -> bool:
        """Remove somebody, and record it. Returns False where they are none."""
        statement = delete(knowledge_keepers).where(_KEEPERS.user_id == user_id)
        return await self._change(statement.returning(_KEEPERS.serial), event)

    async def wants_consent(self) -> bool:
        """Whether a second admin has to agree to every change."""
        async with self._reading() as connection:
            return bool(await connection.scalar(select(_POLICY.consent).where(_POLICY.id == _ROW)))

    async def want_consent(self, wanted: bool, event: KeeperEvent) -> bool:
        """Change that, and record it. Returns False where it is so already."""
        other = _POLICY.consent.is_(not wanted)
        if wanted:
            row = self._insert(knowledge_policy).values(id=_ROW, consent=True)
            on = row.on_conflict_do_update(index_elements=["id"], set_={"consent": True}, where=other)
            return await self._change(on.returning(_POLICY.id), event)
        off = update(knowledge_policy).where(_POLICY.id == _ROW, other).values(consent=False)
        return await self._change(off.returning(_POLICY.id), event)

    async def record(self, event: KeeperEvent) -> None:
        """Record something else."""
        async with self._writing() as connection:
            await record_event(connection, event)

    async def events(self, limit: int) -> Sequence[KeeperEvent]:
        """What was recorded, the latest first."""
        statement = select(knowledge_events).order_by(_EVENTS.at.desc(), _EVENTS.serial.desc()).limit(limit)
        async with self._reading() as connection:
            rows = (await connection.execute(statement)).all()
        return [KeeperEvent(row.at, row.actor_id, row.actor_name, Act(row.act), row.detail) for row in rows]

    async def _change(self, statement: Executable, event: KeeperEvent) -> bool:
        """Change a row and record it, in one transaction. Returns False where no row came of it."""
        async with self._writing() as connection:
            if (await connection.execute(statement)).first() is None:
                return False
            await record_event(connection, event)
            return True


async def record_event(connection: AnyConnection, event: KeeperEvent) -> None:
    """Record something that an admin did."""
    row = {
        "at": event.at,
        "actor_id": event.actor_id,
        "actor_name": event.actor_name,
        "act": event.act.value,
        "detail": event.detail,
    }
    await connection.execute(insert(knowledge_events).values(**row))
