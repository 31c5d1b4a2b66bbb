"""Which deliveries may be claimed, and when: the questions that are asked at every wake-up."""

from datetime import datetime

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

from bot.storage.tables import deliveries, paces
from bot.storage.types import UtcDateTime


def is_free(table: FromClause, now: datetime) -> ColumnElement[bool]:
    """Whether a delivery is unfinished, due, not put off, and in nobody's hand (a lease includes its end)."""
    columns = table.c
    return and_(
        columns.outcome.is_(None),
        columns.due_at <= now,
        or_(columns.retry_at.is_(None), columns.retry_at <= now),
        or_(columns.claimed_until.is_(None), columns.claimed_until < now),
    )


def waiting(now: datetime, first: datetime, limit: int, chat_id: int | None) -> Select[int, int, datetime]:
    """Serial, chat and due time of the earliest free deliveries of chats whose next instant is not after ``first``."""
    columns = deliveries.c
    held = and_(paces.c.chat_id == columns.chat_id, paces.c.next_at > first)
    return (
        select(columns.serial, columns.chat_id, columns.due_at)
        .where(is_free(deliveries, now), *_of(chat_id), ~exists().where(held))
        .order_by(columns.due_at, columns.serial)
        .limit(limit)
    )


def first_free(overall: datetime | None, chat_id: int | None) -> Select[datetime | None]:
    """When the first unfinished delivery is free and its chat's instant has come; None where there is none.

    ``overall`` is the next instant of all: what waits for one that is not later may have it already.
    """
    columns = deliveries.c
    held = paces.c.chat_id == columns.chat_id
    if overall is not None:
        held = and_(held, paces.c.next_at > overall)
    at = _later(_number(columns.due_at), _number(columns.retry_at))
    at = _later(at, _number(columns.claimed_until) + 1)
    at = _later(at, _number(select(paces.c.next_at).where(held).scalar_subquery()))
    first = select(func.min(at)).where(columns.outcome.is_(None), *_of(chat_id))
    return select(type_coerce(first.scalar_subquery(), UtcDateTime))


def _of(chat_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """The condition of going to that chat; none for all chats."""
    return () if chat_id is None else (deliveries.c.chat_id == chat_id,)


def _number(at: ColumnElement[datetime] | ScalarSelect[datetime]) -> ColumnElement[int]:
    """An instant in microseconds, to reckon with."""
    return type_coerce(at, BigInteger)


def _later(one: ColumnElement[int], other: ColumnElement[int]) -> Case[int]:
    """The later of two, the second of which may be null."""
    return case((other > one, other), else_=one)
