"""The database: whether it answers, what it is, whether it takes anything, and what time it has."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from bot.domain.clock import Clock
from bot.domain.errors import StorageError
from bot.examining.finding import Finding
from bot.storage.engine import AnyEngine, create_engine, transaction
from bot.storage.migrate import current, head, known, say_newer

FAR_OFF = timedelta(seconds=5)
"""Clocks that differ by more are not well."""

WHAT = "数据库"

_AS_A_MIGRATION = "CREATE TABLE zuwu_doctor (x INTEGER)"
"""Makes a table, as a migration does."""

_AS_IT_IS = "UPDATE alembic_version SET version_num = version_num"
"""Changes something to what it is."""


class _UndoneError(Exception):
    """Nothing of it is to stay."""


async def examine_database(url: str, clock: Clock) -> list[Finding]:
    """Everything about the database. Nothing in it is changed."""
    try:
        engine = create_engine(url)
        try:
            return await _look(engine, clock)
        finally:
            await engine.dispose()
    except StorageError as error:
        return [Finding(WHAT, False, error.mend)]


async def _look(engine: AnyEngine, clock: Clock) -> list[Finding]:
    version = await current(engine)
    clocks = await _clock_of(engine, clock)
    if version != head() and version is not None and version not in known():
        return [Finding(WHAT, False, say_newer(version)), *clocks]
    if version is None:
        await _undo(engine, _AS_A_MIGRATION)
        return [Finding(WHAT, True, "连得上，能建表，还是空的；启动时会建表"), *clocks]
    if version != head():
        await _undo(engine, _AS_A_MIGRATION)
        mend = f"结构版本是 {version}，应为 {head()}：运行 zuwu migrate"
        return [Finding(WHAT, False, mend), *clocks]
    await _undo(engine, _AS_IT_IS)
    return [Finding(WHAT, True, f"{await _server(engine)}，连得上，写得进，结构版本 {version}"), *clocks]


async def _server(engine: AnyEngine) -> str:
    """Its name and version."""
    is_sqlite = engine.dialect.name == "sqlite"
    question = "SELECT sqlite_version()" if is_sqlite else "SHOW server_version"
    async with transaction(engine) as connection:
        version = str((await connection.execute(text(question))).scalar_one())
    return f"{'SQLite' if is_sqlite else 'PostgreSQL'} {version.partition(' ')[0]}"


async def _undo(engine: AnyEngine, statement: str) -> None:
    """Run a statement, and leave nothing of it. Raises StorageError."""
    with suppress(_UndoneError):
        async with transaction(engine, writes=True) as connection:
            await connection.execute(text(statement))
            raise _UndoneError


async def _clock_of(engine: AnyEngine, clock: Clock) -> list[Finding]:
    """The clock of a server; a file has none of its own."""
    if engine.dialect.name == "sqlite":
        return []
    async with transaction(engine) as connection:
        theirs: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    off = clock.now() - theirs.astimezone(UTC)
    return [judge_clock("数据库的时钟", off, "数据库")]


def judge_clock(what: str, off: timedelta, other: str) -> Finding:
    """``off``: how much our clock is ahead of the other one."""
    seconds = abs(off.total_seconds())
    if abs(off) <= FAR_OFF:
        return Finding(what, True, f"和{other}相差 {seconds:.1f} 秒")
    side = "快" if off > timedelta(0) else "慢"
    return Finding(what, False, f"这台机器比{other}{side} {seconds:.0f} 秒：打开系统的时间同步（NTP），提醒才会准时")
