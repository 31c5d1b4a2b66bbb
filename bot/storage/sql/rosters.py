"""Who belongs to which group."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, update

from bot.domain.roster import Member, Standing
from bot.storage.sql.base import SqlStore
from bot.storage.tables import roster_members

_COLUMNS = roster_members.c


class SqlRosters(SqlStore):
    """The :class:`~bot.services.meeting_ports.RosterStore` of a database."""

    async def join(self, member: Member) -> bool:
        """Put somebody on a roster. Returns False, and changes nothing, where that person is on it."""
        row = {"id": member.id, "chat_id": member.chat_id, "user_id": member.user_id, "joined_at": member.joined_at}
        statement = self._insert(roster_members).values(**row, **_changeable(member)).on_conflict_do_nothing()
        async with self._writing() as connection:
            return (await connection.execute(statement.returning(_COLUMNS.serial))).first() is not None

    async def members(self, chat_id: int) -> Sequence[Member]:
        """The roster of a chat, in the order in which they came."""
        return await self._which(_COLUMNS.chat_id == chat_id)

    async def member(self, member_id: str) -> Member | None:
        """Somebody on a roster."""
        return next(iter(await self._which(_COLUMNS.id == member_id)), None)

    async def update(self, member: Member) -> bool:
        """Keep name, standing and whether they are excused. Returns False where they are on the roster no more."""
        statement = update(roster_members).where(_COLUMNS.id == member.id).values(**_changeable(member))
        async with self._writing() as connection:
            return (await connection.execute(statement)).rowcount > 0

    async def leave(self, member_id: str) -> bool:
        """Take somebody off. Returns whether they were on it."""
        return await self._delete(delete(roster_members).where(_COLUMNS.id == member_id)) > 0

    async def of_person(self, user_id: int) -> Sequence[Member]:
        """Every roster that a person is on, earliest first."""
        return await self._which(_COLUMNS.user_id == user_id)

    async def forget(self, user_id: int) -> int:
        """Take a person off every roster. Returns how many."""
        return await self._delete(delete(roster_members).where(_COLUMNS.user_id == user_id))

    async def _which(self, condition: ColumnElement[bool]) -> list[Member]:
        statement = select(roster_members).where(condition).order_by(_COLUMNS.joined_at, _COLUMNS.serial)
        async with self._reading() as connection:
            return [_member_of(row) for row in await connection.execute(statement)]


def _changeable(member: Member) -> dict[str, Any]:
    standing = None if member.standing is None else member.standing.value
    return {"name": member.name, "standing": standing, "excused": member.excused}


def _member_of(row: Row[Any]) -> Member:
    return Member(
        id=row.id,
        chat_id=row.chat_id,
        user_id=row.user_id,
        name=row.name,
        standing=None if row.standing is None else Standing(row.standing),
        excused=row.excused,
        joined_at=row.joined_at,
    )
