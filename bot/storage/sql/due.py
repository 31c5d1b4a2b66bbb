"""Which deliveries may be claimed, and when: the questions that are asked at every wake-up."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Case,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    type_coerce,
)

from bot.domain.spreading import Rank
from bot.storage.tables import deliveries, paces
from bot.storage.types import UtcDateTime


def is_free(table: FromClause, now: datetime) -> ColumnElement[bool]:
    """Whether a delivery is unfinished, due, not put off, and in nobody's hand (a lease includes its end)."""
    return and_(table.c.due_at <= now, _is_idle(table, now))


def _is_idle(table: FromClause, now: datetime) -> ColumnElement[bool]:
    """The same of one that is due."""
    columns = table.c
    return and_(
        columns.outcome.is_(None),
        or_(columns.retry_at.is_(None), columns.retry_at <= now),
        or_(columns.claimed_until.is_(None), columns.claimed_until < now),
    )


def waiting(now: datetime, first: datetime, limit: int, chat_id: int | None) -> Select[Any]:
    """Serial, chat, kind and times of the earliest free deliveries of chats whose next instant is not after
    ``first``."""
    columns = deliveries.c
    free = _free(now, first, limit, chat_id).where(columns.due_at <= now)
    return free.order_by(columns.due_at, columns.serial)


def _free(now: datetime, first: datetime, limit: int, chat_id: int | None) -> Select[Any]:
    """What may be claimed, in no order, were it due."""
    columns = deliveries.c
    held = and_(paces.c.chat_id == columns.chat_id, paces.c.next_at > first)
    return (
        select(columns.serial, columns.chat_id, columns.due_at, columns.kind, columns.starts_at)
        .where(_is_idle(deliveries, now), *_of(chat_id), ~exists().where(held))
        .limit(limit)
    )


def waiting_of(rank: Rank, now: datetime, first: datetime, limit: int, chat_id: int | None) -> Select[Any]:
    """The same of one rank, what begins first before the others."""
    columns = deliveries.c
    chosen: list[ColumnElement[bool]] = [columns.kind.in_([kind.value for kind in rank.kinds])]
    if rank.since is not None:
        chosen.append(columns.starts_at >= rank.since)
    if rank.before is not None:
        chosen.append(columns.starts_at < rank.before)
    # With the sum no database takes the index by due time for this, which holds all that is overdue.
    chosen.append(_number(columns.due_at) + 0 <= type_coerce(now, UtcDateTime))
    return _free(now, first, limit, chat_id).where(*chosen).order_by(columns.starts_at, columns.due_at, columns.serial)


def first_free(now: datetime, overall: datetime | None, chat_id: int | None) -> Select[datetime | None]:
    """When the first unfinished delivery is free and its chat's instant has come; None where there is none. Of what is
    not due at ``now`` it is told when it is.

    ``overall`` is the next instant of all: what waits for one that is not later may have it already.
    """
    columns = deliveries.c
    held = paces.c.chat_id == columns.chat_id
    if overall is not None:
        held = and_(held, paces.c.next_at > overall)
    at = _later(_number(columns.due_at), _number(columns.retry_at))
    at = _later(at, _number(columns.claimed_until) + 1)
    at = _later(at, _number(select(paces.c.next_at).where(held).scalar_subquery()))
    is_open = (columns.outcome.is_(None), *_of(chat_id))
    held_back = select(func.min(at)).where(*is_open, columns.due_at <= now).scalar_subquery()
    to_come = select(func.min(_number(columns.due_at))).where(*is_open, columns.due_at > now).scalar_subquery()
    return select(type_coerce(_earlier(held_back, to_come), UtcDateTime))


def _of(chat_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """The condition of going to that chat; none for all chats."""
    return () if chat_id is None else (deliveries.c.chat_id == chat_id,)


def _number(at: ColumnElement[datetime] | ScalarSelect[datetime]) -> ColumnElement[int]:
    """An instant in microseconds, to reckon with."""
    return type_coerce(at, BigInteger)


def _earlier(one: ScalarSelect[int], other: ScalarSelect[int]) -> Case[int]:
    """The earlier of two, of which either may be null."""
    return case((one.is_(None), other), (other < one, other), else_=one)


def _later(one: ColumnElement[int], other: ColumnElement[int]) -> Case[int]:
    """The later of two, the second of which may be null."""
    return case((other > one, other), else_=one)
