"""Instants in the database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, insert, select, type_coerce
from sqlalchemy.exc import StatementError

from bot.storage.engine import AnyConnection, AnyEngine, transaction
from bot.storage.types import UtcDateTime

instants = Table("instants", MetaData(), Column("at", UtcDateTime))


@pytest.fixture
async def connection(engine: AnyEngine) -> AsyncIterator[AnyConnection]:
    """A connection with an empty table of instants."""
    async with transaction(engine, writes=True) as connection:
        await connection.run_sync(instants.create)
        yield connection


@pytest.mark.parametrize(
    "instant",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2038, 1, 19, 3, 14, 8, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        None,
    ],
)
async def test_an_instant_comes_out_exactly(connection: AnyConnection, instant: datetime | None) -> None:
    """To the microsecond, before and after the epoch, from the first instant to the last."""
    await connection.execute(insert(instants).values(at=instant))

    assert await connection.scalar(select(instants.c.at)) == instant


async def test_an_instant_comes_out_in_utc(connection: AnyConnection) -> None:
    """Whatever the offset it went in with."""
    await connection.execute(insert(instants).values(at=datetime(2026, 3, 2, 17, tzinfo=timezone(timedelta(hours=8)))))

    stored = await connection.scalar(select(instants.c.at))

    assert stored is not None
    assert (stored, stored.tzinfo) == (datetime(2026, 3, 2, 9, tzinfo=UTC), UTC)


async def test_an_instant_is_stored_as_microseconds(connection: AnyConnection) -> None:
    """A whole number, which every database compares alike."""
    await connection.execute(insert(instants).values(at=datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC)))

    assert await connection.scalar(select(type_coerce(instants.c.at, BigInteger))) == 1_000_005


async def test_a_naive_datetime_is_refused(connection: AnyConnection) -> None:
    """To store it and to compare with it: it names no instant."""
    naive = datetime(2026, 3, 2)  # noqa: DTZ001

    for statement in (insert(instants).values(at=naive), select(instants).where(instants.c.at > naive)):
        with pytest.raises(StatementError, match="an instant needs a UTC offset") as caught:
            await connection.execute(statement)
        assert isinstance(caught.value.orig, ValueError)
