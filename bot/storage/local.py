"""SQLite inside the event loop.

A question to SQLite takes some ten microseconds; to hand each step of a transaction to another thread and back takes
more than ten times that. So statements run where they are asked. What takes long is kept out of the loop: another
process that writes is waited for with asyncio, and SQLite's log is written back into the database by a thread
(:mod:`bot.storage.checkpoints`).
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, CursorResult, Dialect, Engine, Executable, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.storage.checkpoints import Checkpoints

P = ParamSpec("P")
T = TypeVar("T")

FIRST_WAIT, LONGEST_WAIT = 0.001, 0.05
"""Seconds between tries while another process writes; each is twice the one before."""

IN_A_ROW = 8
"""Transactions until others have their turn: whoever asks and asks would keep the event loop for good."""

_PRAGMAS = ("journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL", "wal_autocheckpoint = 0")
"""Of several that open a new file at once, SQLite refuses the first to all but one, which wait like for a writer."""

_PRIMARY_CODE = 0xFF


class LocalEngine:
    """Connections to one SQLite file, with the methods of an asyncio engine that the stores need."""

    def __init__(self, url: URL, busy_timeout: float) -> None:
        """``busy_timeout`` are seconds to wait for another process that writes."""
        # However many transactions are open at once, none waits for a connection: it would hold up the event loop.
        # Texts of users travel as parameters, and an error is logged. Without an isolation level the driver leaves
        # BEGIN to us.
        self.sync_engine: Engine = create_engine(
            url, hide_parameters=True, max_overflow=-1, connect_args={"isolation_level": None, "timeout": 0}
        )
        self.busy_timeout = busy_timeout
        self._since_a_turn = 0
        self._writes = False
        self._idle: Connection | None = None
        self._checkpoints = Checkpoints(str(url.database))
        event.listen(self.sync_engine, "connect", _set_pragmas)
        event.listen(self.sync_engine, "begin", self._say_begin)

    @property
    def url(self) -> URL:
        """Where the database is."""
        return self.sync_engine.url

    @property
    def dialect(self) -> Dialect:
        """How to talk to it."""
        return self.sync_engine.dialect

    async def dispose(self) -> None:
        """Let go of every connection."""
        await self._checkpoints.finished()
        if self._idle is not None:
            self._idle.close()
            self._idle = None
        self.sync_engine.dispose()

    async def begin(self, *, writes: bool) -> Connection:
        """A connection in a transaction, as soon as no other process is in the way. Raises SQLAlchemyError and
        sqlite3.Error."""
        self._since_a_turn += 1
        if self._since_a_turn >= IN_A_ROW:
            self._since_a_turn = 0
            await asyncio.sleep(0)
        deadline, wait = time.monotonic() + self.busy_timeout, FIRST_WAIT
        while True:
            try:
                return self._begin(writes)
            except (OperationalError, sqlite3.OperationalError) as error:
                if not _is_busy(error) or time.monotonic() > deadline:
                    raise
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    def end(self, connection: Connection, *, commits: bool, writes: bool) -> None:
        """End the transaction of a connection. Raises SQLAlchemyError."""
        try:
            if commits:
                connection.commit()
        except BaseException:
            connection.close()  # rolls back what is not committed
            raise
        if commits and self._idle is None and not connection.invalidated:
            self._idle = (
                connection  # the next transaction needs none from the pool, which takes longer than a statement
            )
        else:
            connection.close()
        if commits and writes:
            self._checkpoints.committed()

    def _begin(self, writes: bool) -> Connection:
        connection, self._idle = self._idle, None
        connection = connection or self.sync_engine.connect()
        self._writes = writes
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def _say_begin(self, connection: Connection) -> None:
        # Without SQLAlchemy, whose way to a statement takes longer than everything else about this one.
        opened: sqlite3.Connection | None = connection.connection.driver_connection
        if opened is not None:
            opened.execute("BEGIN IMMEDIATE" if self._writes else "BEGIN")


class LocalConnection:
    """A connection whose methods are awaited, and answer at once."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        """How to talk to the database."""
        return self._connection.dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Run a statement, once or for each of several sets of parameters."""
        return self._connection.execute(statement, parameters)

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Run a statement in the words of the database."""
        return self._connection.exec_driver_sql(statement, parameters)

    async def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """The first column of the first row of a result; None where there is none."""
        return self._connection.scalar(statement, parameters)

    async def run_sync(
        self, action: Callable[Concatenate[Connection, P], T], *arguments: P.args, **named: P.kwargs
    ) -> T:
        """Do what is written for a connection without asyncio."""
        return action(self._connection, *arguments, **named)


class LocalTransaction(AbstractAsyncContextManager[LocalConnection]):
    """A transaction: ``async with``, committed at the end, and rolled back where the block raises."""

    __slots__ = ("_connection", "_engine", "_writes")

    def __init__(self, engine: LocalEngine, *, writes: bool) -> None:
        self._engine = engine
        self._writes = writes
        self._connection: Connection | None = None

    async def __aenter__(self) -> LocalConnection:
        """Begin. Raises SQLAlchemyError and sqlite3.Error."""
        self._connection = await self._engine.begin(writes=self._writes)
        return LocalConnection(self._connection)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End. Raises SQLAlchemyError."""
        if self._connection is not None:
            self._engine.end(self._connection, commits=error is None, writes=self._writes)


def _set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    try:
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except BaseException:
        connection.close()  # nobody else knows of it yet
        raise


def _is_busy(error: OperationalError | sqlite3.OperationalError) -> bool:
    code: int = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0)
    return code & _PRIMARY_CODE == sqlite3.SQLITE_BUSY
