"""Connections to the database, SQLite or PostgreSQL, and the transactions on them."""

import os
import sqlite3
import tempfile
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import TracebackType

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import ReadOnlyError, StorageError
from bot.storage.local import LocalConnection, LocalEngine, LocalTransaction

__all__ = ["AnyConnection", "AnyEngine", "StorageError", "create_engine", "transaction"]

AnyEngine = AsyncEngine | LocalEngine
"""PostgreSQL over the network, or SQLite in the event loop."""
AnyConnection = AsyncConnection | LocalConnection

BUSY_TIMEOUT = 30
"""Seconds that a SQLite connection waits for another writer."""

CONNECT_TIMEOUT = 10
"""Seconds to wait for a PostgreSQL server to accept a connection."""

COMMAND_TIMEOUT = 120
"""Seconds to wait for an answer of a PostgreSQL server: one that has gone without a word would be waited for for hours.
A step of a migration takes no longer."""

_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+aiosqlite": "sqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
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
_READ_ONLY = {"SQLITE_READONLY", "25006"}


def create_engine(url: str) -> AnyEngine:
    """An engine for ``sqlite:///path`` or ``postgresql://user:password@host/name``; a driver may be named.

    The folder of a SQLite file is made where it is missing. Nothing is asked of the database yet. Raises
    StorageError for a URL of any other kind, and for a folder that cannot be written.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _create_sqlite(parsed)
    # Texts of users travel as parameters, and an error is logged.
    return create_async_engine(
        parsed,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"timeout": CONNECT_TIMEOUT, "command_timeout": COMMAND_TIMEOUT},
    )


def transaction(engine: AnyEngine, *, writes: bool = False) -> AbstractAsyncContextManager[AnyConnection]:
    """A transaction, committed at the end of the block and rolled back when the block raises.

    ``writes`` says that the block will write: SQLite then takes its write lock first, since a transaction that
    has read may not wait for it. Raises StorageError, at whatever point of it, when the database does not answer or
    cannot do its work: the disk is full or broken, others hold it for too long, the server goes. What is wrong with the
    statements themselves comes through as it is.
    """
    return _Transaction(engine, writes)


class _Transaction:
    """A transaction of either database, whose trouble is a StorageError."""

    __slots__ = ("_inner", "_url")

    def __init__(self, engine: AnyEngine, writes: bool) -> None:
        self._url = engine.url
        self._inner: AbstractAsyncContextManager[AnyConnection]
        self._inner = LocalTransaction(engine, writes=writes) if isinstance(engine, LocalEngine) else engine.begin()

    async def __aenter__(self) -> AnyConnection:
        try:
            return await self._inner.__aenter__()
        except (OSError, SQLAlchemyError, sqlite3.Error, TypeError, ValueError) as error:
            raise _unusable(self._url, error) from error

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            await self._inner.__aexit__(kind, error, traceback)
        except (OSError, DBAPIError) as another:
            self._raise_trouble(another)
            raise
        self._raise_trouble(error)

    def _raise_trouble(self, error: BaseException | None) -> None:
        if isinstance(error, OSError) or (isinstance(error, DBAPIError) and _is_trouble(error)):
            raise _unusable(self._url, error) from error


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


def _create_sqlite(url: URL) -> LocalEngine:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise StorageError("The SQLite URL must name a file, as in sqlite:///data/zuwu.db.")
    _require_writable(Path(url.database))
    return LocalEngine(url.difference_update_query(["timeout"]), _timeout_of(url))


def _timeout_of(url: URL) -> float:
    """Seconds to wait for others, which the URL may say."""
    try:
        return float(str(url.query.get("timeout", BUSY_TIMEOUT)))
    except ValueError:
        raise StorageError("The timeout in the database URL is no number of seconds.") from None


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
        return ReadOnlyError(f"The disk of the database {describe(url)} is full ({code}).")
    if code in _READ_ONLY:
        return ReadOnlyError(f"The database {describe(url)} takes nothing in ({code}).")
    return StorageError(f"The database {describe(url)} does not answer ({code or type(cause).__name__}).")
