"""Connections to the database, SQLite or PostgreSQL, and the transactions on them."""

import asyncio
import os
import sqlite3
import tempfile
import time
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import TracebackType

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import StorageError
from bot.storage.local import LocalConnection, LocalEngine, LocalTransaction
from bot.storage.trouble import describe, is_trouble, passes, unusable

__all__ = ["AnyConnection", "AnyEngine", "StorageError", "create_engine", "describe", "transaction"]

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

POOL_SIZE, MAX_OVERFLOW = 5, 10
"""Connections to PostgreSQL that are kept, and that come on top while there is much to do: a process never has more."""

POOL_TIMEOUT = 30
"""Seconds to wait for one of them."""

WAIT_FOR_A_PLACE = 5.0
"""Seconds in all that a transaction on PostgreSQL tries to begin while the server says that it cannot just now."""

FIRST_WAIT, LONGEST_WAIT = 0.05, 0.5
"""Seconds between these tries; each is twice the one before."""

_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+aiosqlite": "sqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


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
        pool_size=POOL_SIZE,
        max_overflow=MAX_OVERFLOW,
        pool_timeout=POOL_TIMEOUT,
        hide_parameters=True,
        connect_args={"timeout": CONNECT_TIMEOUT, "command_timeout": COMMAND_TIMEOUT},
    )


def transaction(engine: AnyEngine, *, writes: bool = False) -> AbstractAsyncContextManager[AnyConnection]:
    """A transaction, committed at the end of the block and rolled back when the block raises.

    ``writes`` says that the block will write: SQLite then takes its write lock first, since a transaction that
    has read may not wait for it. Where a PostgreSQL server has no connection left, or is just stopping or starting, it
    is waited for some seconds, since nothing was begun. Raises StorageError, at whatever point of it, when the database
    does not answer or cannot do its work: the disk is full or broken, others hold it for too long, the server goes, a
    right is missing. What is wrong with the statements themselves comes through as it is.
    """
    return _Transaction(engine, writes)


class _Transaction:
    """A transaction of either database, whose trouble is a StorageError."""

    __slots__ = ("_engine", "_inner", "_writes")

    def __init__(self, engine: AnyEngine, writes: bool) -> None:
        self._engine = engine
        self._writes = writes
        self._inner: AbstractAsyncContextManager[AnyConnection]

    async def __aenter__(self) -> AnyConnection:
        deadline, wait = time.monotonic() + WAIT_FOR_A_PLACE, FIRST_WAIT
        while True:
            try:
                return await self._begin()
            except (OSError, SQLAlchemyError, sqlite3.Error, TypeError, ValueError) as error:
                if not passes(error) or time.monotonic() + wait > deadline:
                    raise unusable(self._engine.url, error) from error
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _begin(self) -> AnyConnection:
        engine, writes = self._engine, self._writes
        self._inner = LocalTransaction(engine, writes=writes) if isinstance(engine, LocalEngine) else engine.begin()
        return await self._inner.__aenter__()

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
        if isinstance(error, OSError) or (isinstance(error, DBAPIError) and is_trouble(error)):
            raise unusable(self._engine.url, error) from error


def _parse(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # The cause may quote what it took for the port, which is the end of a password with an unescaped @ or :.
        raise _unreadable() from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise StorageError(
            f"The database URL is of the kind {url.drivername}; only sqlite and postgresql work.",
            "ZUWU_DATABASE_URL 只能是 sqlite:///文件 或 postgresql://用户:密码@主机/库名。",
        )
    if driver != "sqlite" and text.count("@") > 1:  # what stands after the first of them may be of the password
        raise _unreadable()
    url = url.set(drivername=driver)
    if "sslmode" in url.query:  # the word of libpq, and of most providers; asyncpg calls it ssl
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": url.query["sslmode"]})
    return url


def _unreadable() -> StorageError:
    return StorageError(
        "The database URL cannot be read; write special characters in it as %XX.",
        "ZUWU_DATABASE_URL 读不懂：用户名和密码里的 @、:、/ 等特殊字符要写成 %XX（@ 是 %40）。",
    )


def _create_sqlite(url: URL) -> LocalEngine:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise StorageError(
            "The SQLite URL must name a file, as in sqlite:///data/zuwu.db.",
            "ZUWU_DATABASE_URL 要写明 SQLite 的文件，如 sqlite:///data/zuwu.db。",
        )
    _require_writable(Path(url.database))
    return LocalEngine(url.difference_update_query(["timeout"]), _timeout_of(url))


def _timeout_of(url: URL) -> float:
    """Seconds to wait for others, which the URL may say."""
    try:
        return float(str(url.query.get("timeout", BUSY_TIMEOUT)))
    except ValueError:
        raise StorageError(
            "The timeout in the database URL is no number of seconds.",
            "ZUWU_DATABASE_URL 里的 timeout 应当是秒数。",
        ) from None


def _require_writable(path: Path) -> None:
    """Try the folder, since SQLite writes files beside its own; but never open the file itself, since closing it
    would drop the locks that SQLite has on it in this process."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise StorageError(
            f"The data folder {path.parent} cannot be written.",
            f"数据文件夹 {path.parent} 写不进：改它的权限，或换一个（ZUWU_DATABASE_URL、ZUWU_DATA_DIR）。",
        ) from error
    if path.is_dir() or (path.exists() and not os.access(path, os.W_OK)):
        raise StorageError(
            f"The database file {path} cannot be written.",
            f"数据库文件 {path} 写不进：改它的权限，或换一个（ZUWU_DATABASE_URL、ZUWU_DATA_DIR）。",
        )
