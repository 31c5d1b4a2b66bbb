"""Brings a database to the present schema."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text

from bot.storage import migrations
from bot.storage.engine import AnyEngine, StorageError, describe, transaction

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
        return await connection.run_sync(_current)


async def upgrade(engine: AnyEngine) -> None:
    """Bring the database to :func:`head`: wholly or, when a step fails, not at all.

    Costs next to nothing when it is there already, and is safe when several processes start at once. Raises
    StorageError when the database does not answer, or was left by a newer version of the program.
    """
    if await current(engine) == head():
        return
    # On SQLite the write transaction itself keeps the others waiting.
    async with _alone(), transaction(engine, writes=True) as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        await connection.run_sync(_run_steps)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _run_steps(connection: Connection) -> None:
    # Loading Alembic takes longer than a whole start without it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        place = describe(connection.engine.url)
        raise StorageError(
            f"The schema {_current(connection)} of the database {place} is not one that this version knows."
        ) from error


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    """Alembic keeps the running migration in globals, so a process runs one at a time, in whichever event loop."""
    while not _ALEMBIC.acquire(blocking=False):  # noqa: ASYNC110 - an asyncio.Event belongs to one loop
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        _ALEMBIC.release()
