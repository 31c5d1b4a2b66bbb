"""Brings a database to the present schema."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text

from bot.storage import migrations
from bot.storage.engine import AnyConnection, AnyEngine, StorageError, describe, transaction

_FOLDER = Path(migrations.__file__).parent
_ADVISORY_LOCK = 0x7A757775
"""Any number, the same in every process."""
_ALEMBIC = threading.Lock()


def head() -> str:
    """The revision of the newest migration."""
    return migrations.HEAD


async def current(engine: AnyEngine) -> str | None:
    """The revision that the database is at; None where it never was migrated."""
    async with transaction(engine) as connection:
        return await connection.run_sync(schema_of)


async def upgrade(engine: AnyEngine) -> None:
    """Bring the database to :func:`head`: wholly or, when a step fails, not at all.

    Costs next to nothing when it is there already, and is safe when several processes start at once. Raises
    StorageError when the database does not answer, or was left by a newer version of the program.
    """
    if await current(engine) == head():
        return
    async with changing_schema(engine) as connection:
        await connection.run_sync(run_steps)


@asynccontextmanager
async def changing_schema(engine: AnyEngine) -> AsyncIterator[AnyConnection]:
    """A transaction that may change the schema: no other process does at the same time, nor makes a backup."""
    # On SQLite the write transaction itself keeps the others waiting.
    async with _alone(), transaction(engine, writes=True) as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        yield connection


@asynccontextmanager
async def holding_schema(engine: AnyEngine) -> AsyncIterator[None]:
    """The schema stays as it is while the block runs: who wants to change it waits, and holds up nobody meanwhile. A
    long transaction alone would let them wait for a table that everybody else then waits for."""
    if engine.dialect.name != "postgresql":  # on SQLite a reader keeps what it began with
        yield
        return
    async with transaction(engine) as connection:
        await connection.execute(select(func.pg_advisory_xact_lock_shared(_ADVISORY_LOCK)))
        yield


def known() -> Sequence[str]:
    """The revisions that this version of the program can bring a database to, and from which it can go on."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return [script.revision for script in ScriptDirectory(str(_FOLDER)).walk_revisions()]


def schema_of(connection: Connection) -> str | None:
    """The revision that the database is at; None where it never was migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def run_steps(connection: Connection, revision: str = "head") -> None:
    """Go on to that revision, within :func:`changing_schema`. Raises StorageError where the database is at one that
    this version does not know."""
    # Loading Alembic takes longer than a whole start without it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        place = describe(connection.engine.url)
        raise StorageError(
            f"The schema {schema_of(connection)} of the database {place} is not one that this version knows.",
            say_newer(schema_of(connection)),
        ) from error


def say_newer(schema: str | None) -> str:
    """What the operator is told of a database that is at a schema that this version does not know."""
    return f"数据库是更新的程序的（结构 {schema}，这个程序认得到 {head()}）：换回更新的版本，或从备份恢复。"


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    """Alembic keeps the running migration in globals, so a process runs one at a time, in whichever event loop."""
    while not _ALEMBIC.acquire(blocking=False):  # noqa: ASYNC110 - an asyncio.Event belongs to one loop
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        _ALEMBIC.release()
