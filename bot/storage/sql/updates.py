"""Which updates are in hand and which were handled.

Every update asks, so the statements are built once.
"""

from collections.abc import Collection
from datetime import datetime
from functools import cached_property

from sqlalchemy import Executable, bindparam, delete, func, select, update

from bot.domain.claiming import Claimed, Hold
from bot.storage.engine import AnyConnection, AnyEngine
from bot.storage.sql.base import SqlStore
from bot.storage.tables import chat_turns, handled_updates

_turn, _handled = chat_turns.c, handled_updates.c

_OUR_TURN = (
    _turn.bot_id == bindparam("of_bot"),
    _turn.chat_key == bindparam("of_chat"),
    _turn.worker_id == bindparam("of_worker"),
)

_RELEASE = delete(chat_turns).where(*_OUR_TURN)

_RENEW = (
    update(chat_turns)
    .where(
        _turn.bot_id == bindparam("of_bot"),
        _turn.chat_key.in_(bindparam("of_chats", expanding=True)),
        _turn.worker_id == bindparam("of_worker"),
    )
    .values(until=bindparam("kept_until"))
)

_HANDLED = select(_handled.update_id).where(
    _handled.bot_id == bindparam("of_bot"),
    _handled.update_id == bindparam("of_update"),
    _handled.finished_at.is_not(None),
)

_HIGHEST = select(func.coalesce(func.max(_handled.update_id), 0)).where(
    _handled.bot_id == bindparam("of_bot"), _handled.finished_at.is_not(None)
)

_FINISH = (
    update(handled_updates)
    .where(
        _handled.bot_id == bindparam("of_bot"),
        _handled.update_id == bindparam("of_update"),
        _handled.claimed_by == bindparam("of_worker"),
    )
    .values(finished_at=bindparam("at"))
)


class SqlUpdates(SqlStore):
    """The :class:`~bot.services.update_ports.UpdateLog` of a database.

    Whoever needs both a chat and an update takes the chat first, so that no two wait for each other.
    """

    def __init__(self, engine: AnyEngine) -> None:
        super().__init__(engine)
        self._highest: dict[int, int] = {}

    async def claim(
        self, bot_id: int, update_id: int, worker_id: str, now: datetime, hold: Hold | None = None
    ) -> Claimed:
        """Take an update in hand, and its chat. Each statement decides by itself: the primary key lets one INSERT
        through, and whoever comes next finds the condition of the UPDATE failed."""
        if hold is None:
            return await self._look(bot_id, update_id)
        async with self._writing() as connection:
            if not await self._take(connection, bot_id, worker_id, now, hold):
                return Claimed.CHAT_BUSY
            row = {"bot_id": bot_id, "update_id": update_id, "claimed_by": worker_id, "claimed_at": now}
            if (await connection.execute(self._claim, row)).first() is not None:
                return Claimed.OURS
            await connection.execute(_RELEASE, _ours(bot_id, worker_id, hold.chat))
            return Claimed.HANDLED

    async def finish(self, bot_id: int, update_id: int, worker_id: str, now: datetime, chat: int | None = None) -> None:
        """The update was handled; where a chat was held, of no effect once another worker has taken it over."""
        async with self._writing() as connection:
            if chat is None:
                row = {"bot_id": bot_id, "update_id": update_id, "claimed_by": worker_id}
                await connection.execute(self._note, {**row, "claimed_at": now, "finished_at": now})
            else:
                await connection.execute(_RELEASE, _ours(bot_id, worker_id, chat))
                of_update = {"of_bot": bot_id, "of_update": update_id, "of_worker": worker_id, "at": now}
                await connection.execute(_FINISH, of_update)
        if bot_id in self._highest:
            self._highest[bot_id] = max(self._highest[bot_id], update_id)

    async def renew(self, bot_id: int, worker_id: str, chats: Collection[int], until: datetime) -> None:
        """Keep the chats that this worker still has."""
        values = {"of_bot": bot_id, "of_worker": worker_id, "of_chats": sorted(chats), "kept_until": until}
        async with self._writing() as connection:
            await connection.execute(_RENEW, values)

    async def release(self, bot_id: int, worker_id: str, chat: int) -> None:
        """Leave a chat to others, unless another worker has it."""
        async with self._writing() as connection:
            await connection.execute(_RELEASE, _ours(bot_id, worker_id, chat))

    async def purge(self, before: datetime) -> int:
        """Delete the records claimed before that instant. Returns how many."""
        await self._delete(delete(chat_turns).where(_turn.until < before))
        return await self._delete(delete(handled_updates).where(_handled.claimed_at < before))

    async def _look(self, bot_id: int, update_id: int) -> Claimed:
        """Whether an update was handled, which is all that is to be known where nobody else can be at it: nothing is
        written before it was. One with a higher number than all that were handled was not."""
        if bot_id not in self._highest:
            async with self._reading() as connection:
                highest: int = (await connection.execute(_HIGHEST, {"of_bot": bot_id})).scalar_one()
            self._highest[bot_id] = max(highest, self._highest.get(bot_id, 0))
        if update_id > self._highest[bot_id]:
            return Claimed.OURS
        async with self._reading() as connection:
            found = (await connection.execute(_HANDLED, {"of_bot": bot_id, "of_update": update_id})).first()
        return Claimed.OURS if found is None else Claimed.HANDLED

    async def _take(self, connection: AnyConnection, bot_id: int, worker_id: str, now: datetime, hold: Hold) -> bool:
        row = {"bot_id": bot_id, "chat_key": hold.chat, "worker_id": worker_id, "until": now + hold.lease}
        row |= {"at": now, "never": hold.beyond(now)}
        return (await connection.execute(self._hold, row)).first() is not None

    @cached_property
    def _note(self) -> Executable:
        names = ("bot_id", "update_id", "claimed_by", "claimed_at", "finished_at")
        statement = self._insert(handled_updates).values({name: bindparam(name) for name in names})
        return statement.on_conflict_do_update(
            index_elements=["bot_id", "update_id"], set_={"finished_at": statement.excluded.finished_at}
        )

    @cached_property
    def _claim(self) -> Executable:
        statement = self._insert(handled_updates).values(
            {name: bindparam(name) for name in ("bot_id", "update_id", "claimed_by", "claimed_at")}
        )
        return statement.on_conflict_do_update(
            index_elements=["bot_id", "update_id"],
            set_={"claimed_by": statement.excluded.claimed_by, "claimed_at": statement.excluded.claimed_at},
            where=_handled.finished_at.is_(None),
        ).returning(_handled.update_id)

    @cached_property
    def _hold(self) -> Executable:
        statement = self._insert(chat_turns).values(
            {name: bindparam(name) for name in ("bot_id", "chat_key", "worker_id", "until")}
        )
        return statement.on_conflict_do_update(
            index_elements=["bot_id", "chat_key"],
            set_={"worker_id": statement.excluded.worker_id, "until": statement.excluded.until},
            where=(_turn.worker_id == statement.excluded.worker_id)
            | (_turn.until < bindparam("at", type_=_turn.until.type))
            | (_turn.until > bindparam("never", type_=_turn.until.type)),
        ).returning(_turn.chat_key)


def _ours(bot_id: int, worker_id: str, chat: int) -> dict[str, int | str]:
    return {"of_bot": bot_id, "of_worker": worker_id, "of_chat": chat}
