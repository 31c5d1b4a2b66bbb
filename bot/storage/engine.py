"""Connections to the database, SQLite or PostgreSQL, and the transactions on them."""

import asyncio
import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiosqlite
from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.domain.errors import StorageError

__all__ = ["StorageError", "create_engine", "transaction"]

BUSY_TIMEOUT = 30
"""Seconds that a SQLite connection waits for another writer."""

CONNECT_TIMEOUT = 10
"""Seconds to wait for a PostgreSQL server to accept a connection."""

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_PRAGMAS = ("foreign_keys = ON", "synchronous = NORMAL")
_PRIMARY_CODE = 0xFF
_OUR_FAULT = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_MISUSE,
    sqlite3.SQLITE_RANGE,
}
"""What SQLite finds wrong with a statement; everything else is wrong with the database."""
_TROUBLE = {"08", "25006", "40", "53", "55P03", "57", "58", "F0", "XX"}
"""What PostgreSQL says of itself, by class or code: the connection, read-only, deadlocks, no disk or memory or
connection left, a lock held too long, shut down, the system below, torn files."""
_FULL = {"SQLITE_FULL", "53100"}
_WRITES = "zuwu_writes"


def create_engine(url: str) -> AsyncEngine:
    """An engine for ``sqlite:///path`` or ``postgresql://user:password@host/name``; a driver may be named.

    The folder of a SQLite file is made where it is missing. Nothing is asked of the database yet. Raises
    StorageError for a URL of any other kind, and for a folder that cannot be written.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _create_sqlite(parsed)
    # Texts of users travel as parameters, and an error is logged.
    return create_async_engine(
        parsed, pool_pre_ping=True, hide_parameters=True, connect_args={"timeout": CONNECT_TIMEOUT}
    )


@asynccontextmanager
async def transaction(engine: AsyncEngine, *, writes: bool = False) -> AsyncIterator[AsyncConnection]:
    """A transaction, committed at the end of the block and rolled back when the block raises.

    ``writes`` says that the block will write: SQLite then takes its write lock first, since a transaction that
    has read may not wait for it. Raises StorageError, at whatever point of it, when the database does not answer or
    cannot do its work: the disk is full or broken, others hold it for too long, the server goes. What is wrong with the
    statements themselves comes through as it is.
    """
    try:
        async with AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(engine.connect())
                await connection.execution_options(**{_WRITES: writes})
                await stack.enter_async_context(connection.begin())
            except (OSError, SQLAlchemyError, TypeError, ValueError) as error:
                raise _unusable(engine.url, error) from error
            yield connection
    except OSError as error:
        raise _unusable(engine.url, error) from error
    except DBAPIError as error:
        if not _is_trouble(error):
            raise
        raise _unusable(engine.url, error) from error


def describe(url: URL) -> str:
    """The URL without its password and its options, which may hold another."""
    return URL.create(url.drivername, url.username, None, url.host, url.port, url.database).render_as_string()


def _parse(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # The cause may quote what it took for the port, which is the end of a password with an unescaped @ or :.
        raise StorageError("The database URL cannot be read; write special characters in it as %XX.") from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise StorageError(f"The database URL is of the kind {url.drivername}; only sqlite and postgresql work.")
    url = url.set(drivername=driver)
    if "sslmode" in url.query:  # the word of libpq, and of most providers; asyncpg calls it ssl
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": url.query["sslmode"]})
    return url


def _create_sqlite(url: URL) -> AsyncEngine:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise StorageError("The SQLite URL must name a file, as in sqlite:///data/zuwu.db.")
    _require_writable(Path(url.database))
    if "timeout" not in url.query:
        url = url.update_query_dict({"timeout": str(BUSY_TIMEOUT)})
    # Without an isolation level the driver leaves BEGIN to us.
    engine = create_async_engine(url, hide_parameters=True, connect_args={"isolation_level": None})
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _require_writable(path: Path) -> None:
    """Try the folder, since SQLite writes files beside its own; but never open the file itself, since closing it
    would drop the locks that SQLite has on it in this process."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise StorageError(f"The data folder {path.parent} cannot be written.") from error
    if path.is_dir() or (path.exists() and not os.access(path, os.W_OK)):
        raise StorageError(f"The database file {path} cannot be written.")


def _set_pragmas(connection: AsyncAdapt_dbapi_connection, _record: ConnectionPoolEntry) -> None:
    try:
        connection.run_async(_use_wal)
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except BaseException:
        connection.close()  # nobody else knows of it yet
        raise


async def _use_wal(connection: aiosqlite.Connection) -> None:
    """Of several that open a new file at once, SQLite refuses this to all but one without waiting."""
    async with asyncio.timeout(BUSY_TIMEOUT):
        while True:
            try:
                await connection.execute_fetchall("PRAGMA journal_mode = WAL")
            except aiosqlite.OperationalError as error:
                if error.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY:
                    raise
                await asyncio.sleep(0.01)
            else:
                return


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_trouble(error: DBAPIError) -> bool:
    """Whether the database is to blame, and not what was asked of it."""
    if error.connection_invalidated:
        return True
    sqlite_code = getattr(error.orig, "sqlite_errorcode", None)
    if sqlite_code is not None:
        return sqlite_code & _PRIMARY_CODE not in _OUR_FAULT
    sqlstate = getattr(error.orig, "sqlstate", None) or ""
    return sqlstate in _TROUBLE or sqlstate[:2] in _TROUBLE


def _unusable(url: URL, error: Exception) -> StorageError:
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    if code in _FULL:
        return StorageError(f"The disk of the database {describe(url)} is full ({code}).")
    return StorageError(f"The database {describe(url)} does not answer ({code or type(cause).__name__}).")
