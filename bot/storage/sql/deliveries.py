"""What is to be said, who has it in hand, and what became of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, case, delete, exists, or_, select, update

from bot.domain.delivery import Claim, Delivery, DeliveryKind, DeliveryOutcome, Pace
from bot.domain.spreading import FEW, LONG, ranks
from bot.storage import pacing
from bot.storage.engine import AnyConnection
from bot.storage.sql.base import Insert, SqlStore
from bot.storage.sql.due import first_free, is_free, waiting, waiting_of
from bot.storage.tables import deliveries, paces, reminders

_COLUMNS = deliveries.c
_RELEASED: dict[str, None] = {"claimed_by": None, "claimed_until": None, "begun_at": None}

MOST_AT_ONCE = 500
"""Rows of one INSERT; SQLite takes 32,766 values."""


class SqlDeliveries(SqlStore):
    """The :class:`~bot.services.ports.DeliveryStore` of a database."""

    async def add(self, *deliveries: Delivery) -> int:
        """Keep those whose identity is not there yet. Returns how many."""
        async with self._writing() as connection:
            return await insert_new(connection, self._insert, deliveries)

    async def claim_due(
        self,
        worker_id: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        pace: Pace,
        *,
        chat_id: int | None = None,
    ) -> Sequence[Claim]:
        """Take in hand up to ``limit`` that are due at ``now``, each with the instant it is given.

        The row of the overall pace is locked first, so that claims of all workers come one after the other.
        """
        async with self._writing() as connection:
            next_at = await self._lock_pace(connection, now, pace)
            given = pacing.instants(next_at, now, limit, pace)
            if not given:
                return []
            serials = await self._first_of_each_chat(connection, now, given, chat_id)
            taken = await self._take(connection, serials, worker_id, now, lease)
            claims = [Claim(delivery, at, worker_id) for delivery, at in zip(taken, given, strict=False)]
            await self._set_paces(connection, pacing.next_instants(claims, pace))
        return claims

    async def begin(self, claim: Claim, now: datetime, lease: timedelta, version: int | None) -> bool:
        """Note that the send begins now, where the claim still holds and the reminder is as it was read."""
        guards = [_in_hand(claim), _COLUMNS.claimed_until >= now]
        if version is not None:
            as_read = (reminders.c.series_id == claim.delivery.series_id, reminders.c.version == version)
            guards.append(exists().where(*as_read))
        return await self._change(and_(*guards), begun_at=now, claimed_until=now + lease)

    async def finish(
        self, claim: Claim, outcome: DeliveryOutcome, now: datetime, message_id: int | None = None
    ) -> bool:
        """Release for good. Returns False where the claim is no longer this worker's."""
        sent_at = now if outcome is DeliveryOutcome.SENT else None
        result = {"outcome": outcome.value, "sent_at": sent_at, "message_id": message_id}
        return await self._change(_in_hand(claim), **result, **_RELEASED)

    async def postpone(self, claim: Claim, until: datetime | None, *, doubtful: bool = False) -> bool:
        """Release for later. Returns False where the claim is no longer this worker's."""
        repeats = _COLUMNS.repeats + int(doubtful)
        return await self._change(_in_hand(claim), retry_at=until, repeats=repeats, **_RELEASED)

    async def hold(self, chat_id: int | None, until: datetime) -> None:
        """Let no instant before ``until`` be given to a chat, or to anybody (None)."""
        async with self._writing() as connection:
            await self._set_paces(connection, {pacing.ALL if chat_id is None else chat_id: until})

    async def set_back(self, until: datetime) -> None:
        """The clock was set back: nothing is in hand, put off, or kept from a chat for longer than until then."""
        async with self._writing() as connection:
            for column in (_COLUMNS.claimed_until, _COLUMNS.retry_at):
                late = update(deliveries).where(_COLUMNS.outcome.is_(None), column > until)
                await connection.execute(late.values({column: until}))
            await connection.execute(update(paces).where(paces.c.next_at > until).values(next_at=until))

    async def finish_chat(self, chat_id: int, outcome: DeliveryOutcome, now: datetime) -> int:
        """Finish every notice to a chat that is not finished and in nobody's hand. Returns how many."""
        idle = or_(_COLUMNS.claimed_until.is_(None), _COLUMNS.claimed_until < now)
        notices = and_(_COLUMNS.chat_id == chat_id, _COLUMNS.kind == DeliveryKind.NOTICE.value)
        sent_at = now if outcome is DeliveryOutcome.SENT else None
        statement = (
            update(deliveries)
            .where(notices, _COLUMNS.outcome.is_(None), idle)
            .values(outcome=outcome.value, sent_at=sent_at, **_RELEASED)
        )
        async with self._writing() as connection:
            return (await connection.execute(statement)).rowcount

    async def next_due(self, now: datetime, *, chat_id: int | None = None) -> datetime | None:
        """When the next unfinished delivery may be claimed as far as is known."""
        async with self._reading() as connection:
            overall = (await connection.execute(select(paces).where(paces.c.chat_id == pacing.ALL))).first()
            next_at = max(now, overall.next_at) if overall else now
            one = (await connection.execute(waiting(now, next_at, 1, chat_id))).first()
            if one is not None:
                first: datetime | None = one.due_at
            else:
                first = await connection.scalar(first_free(now, overall.next_at if overall else None, chat_id))
        if first is None or overall is None:
            return first
        given_from: datetime = overall.next_at - (overall.ahead or timedelta(0))
        return max(first, given_from)

    async def of_series(self, series_id: str) -> Sequence[Delivery]:
        """The deliveries of a series, by ``due_at``."""
        statement = select(deliveries).where(_COLUMNS.series_id == series_id).order_by(_COLUMNS.due_at, _COLUMNS.serial)
        async with self._reading() as connection:
            return [_delivery_of(row) for row in await connection.execute(statement)]

    async def purge(self, before: datetime) -> int:
        """Delete the finished ones due before that instant, and the paces of chats that were not sent to since. Returns
        how many deliveries."""
        idle = delete(paces).where(paces.c.chat_id != pacing.ALL, paces.c.next_at < before)
        await self._delete(idle)
        return await self._delete(delete(deliveries).where(_COLUMNS.outcome.is_not(None), _COLUMNS.due_at < before))

    async def forget(self, chat_id: int) -> int:
        """Delete every delivery to a chat, and its pace. Returns how many deliveries."""
        gone = await self._delete(delete(deliveries).where(_COLUMNS.chat_id == chat_id))
        await self._delete(delete(paces).where(paces.c.chat_id == chat_id))
        return gone

    async def _lock_pace(self, connection: AnyConnection, now: datetime, pace: Pace) -> datetime:
        """The next instant of all, in a row that is ours until the transaction ends."""
        row = self._insert(paces).values(chat_id=pacing.ALL, next_at=now, ahead=pace.ahead)
        locking = row.on_conflict_do_update(index_elements=["chat_id"], set_={"ahead": row.excluded.ahead})
        next_at: datetime = (await connection.execute(locking.returning(paces.c.next_at))).scalar_one()
        return next_at

    async def _first_of_each_chat(
        self, connection: AnyConnection, now: datetime, given: Sequence[datetime], chat_id: int | None
    ) -> Sequence[int]:
        """The serials of the free deliveries that go first, one a chat. Others pass over the rows that are looked at.

        Where few are waiting these are all there is to choose from, and go by when they are due; else each rank is
        asked for in its turn.
        """
        looked_at = len(given) + FEW
        longest = waiting(now, given[0], looked_at, chat_id)
        rows = (await connection.execute(longest.with_for_update(skip_locked=True))).all()
        first: dict[int, int] = {}
        if len(rows) < looked_at:
            for row in rows:
                first.setdefault(row.chat_id, row.serial)
            return list(first.values())[: len(given)]
        if len(given) > 1 and now - rows[0].due_at > LONG:
            first[rows[0].chat_id] = rows[0].serial
        for each in ranks(now):
            free = waiting_of(each, now, given[0], looked_at, chat_id)
            await self._add_first(connection, free, first, len(given), looked_at)
        await self._add_first(connection, longest, first, len(given), looked_at)
        return list(first.values())[: len(given)]

    async def _add_first(
        self, connection: AnyConnection, free: Select[Any], first: dict[int, int], wanted: int, looked_at: int
    ) -> None:
        """Add the first free delivery of each chat that has none yet, until there are as many as are wanted."""
        while len(first) < wanted:
            others = free.where(_COLUMNS.chat_id.not_in(first)) if first else free
            rows = (await connection.execute(others.with_for_update(skip_locked=True))).all()
            for row in rows:
                first.setdefault(row.chat_id, row.serial)
            if len(rows) < looked_at:
                break

    async def _take(
        self, connection: AnyConnection, serials: Sequence[int], worker_id: str, now: datetime, lease: timedelta
    ) -> Sequence[Delivery]:
        """Take those that are still free. Who had begun one and never released it may have sent it."""
        if not serials:
            return []
        statement = (
            update(deliveries)
            .where(_COLUMNS.serial.in_(serials), is_free(deliveries, now))
            .values(
                claimed_by=worker_id,
                claimed_until=now + lease,
                repeats=case((_COLUMNS.begun_at.is_(None), _COLUMNS.repeats), else_=_COLUMNS.repeats + 1),
                begun_at=None,
            )
            .returning(*_COLUMNS)
        )
        rows = (await connection.execute(statement)).all()
        places = {serial: place for place, serial in enumerate(serials)}
        return [_delivery_of(row) for row in sorted(rows, key=lambda row: places[row.serial])]

    async def _set_paces(self, connection: AnyConnection, next_at: Mapping[int, datetime]) -> None:
        """Move the next instants of chats on; never back."""
        if not next_at:
            return
        rows = [{"chat_id": chat_id, "next_at": at} for chat_id, at in sorted(next_at.items())]
        statement = self._insert(paces).values(rows)
        later = statement.excluded.next_at
        moved = statement.on_conflict_do_update(
            index_elements=["chat_id"], set_={"next_at": later}, where=paces.c.next_at < later
        )
        await connection.execute(moved)

    async def _change(self, guard: ColumnElement[bool], **values: Any) -> bool:
        """Change the one row that the guard lets through, if it does."""
        async with self._writing() as connection:
            return (await connection.execute(update(deliveries).where(guard).values(**values))).rowcount > 0


async def insert_new(connection: AnyConnection, insert: Callable[[Table], Insert], new: Sequence[Delivery]) -> int:
    """Insert the deliveries whose identity is not there yet. Returns how many."""
    added = 0
    for start in range(0, len(new), MOST_AT_ONCE):
        rows = [_row_of(delivery) for delivery in new[start : start + MOST_AT_ONCE]]
        statement = insert(deliveries).values(rows).on_conflict_do_nothing().returning(_COLUMNS.serial)
        added += len((await connection.execute(statement)).all())
    return added


def _in_hand(claim: Claim) -> ColumnElement[bool]:
    """Whether a delivery is still in the hand of who claimed it."""
    ours = _COLUMNS.claimed_by == claim.worker_id
    return and_(_COLUMNS.id == claim.delivery.id, ours, _COLUMNS.outcome.is_(None))


def _row_of(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "kind": delivery.kind.value,
        "series_id": delivery.series_id,
        "recurrence_id": delivery.recurrence_id,
        "starts_at": delivery.starts_at,
        "lead": delivery.lead,
        "chat_id": delivery.chat_id,
        "due_at": delivery.due_at,
        "detail": delivery.detail,
        "outcome": None if delivery.outcome is None else delivery.outcome.value,
        "repeats": delivery.repeats,
        "sent_at": delivery.sent_at,
        "message_id": delivery.message_id,
    }


def _delivery_of(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        kind=DeliveryKind(row.kind),
        series_id=row.series_id,
        recurrence_id=row.recurrence_id,
        starts_at=row.starts_at,
        lead=row.lead,
        chat_id=row.chat_id,
        due_at=row.due_at,
        detail=row.detail,
        outcome=None if row.outcome is None else DeliveryOutcome(row.outcome),
        repeats=row.repeats,
        sent_at=row.sent_at,
        message_id=row.message_id,
    )
