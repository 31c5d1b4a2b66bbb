"""Column types that every database keeps the same way."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: an aware datetime in, an aware datetime in UTC out.

    Stored as whole microseconds since the epoch, so that both databases keep, compare and sort it alike (SQLite
    drops the offset of a datetime). Refuses a naive datetime with ValueError, which SQLAlchemy hands on as the
    cause of its StatementError.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """The number to store; integer arithmetic, for floats lose microseconds."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("an instant needs a UTC offset")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The instant that was stored."""
        return None if value is None else EPOCH + value * MICROSECOND


class Duration(TypeDecorator[timedelta]):
    """A length of time, stored as whole microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """The number to store."""
        return None if value is None else value // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        """The length that was stored."""
        return None if value is None else value * MICROSECOND
