"""A backup of a database, while the bot runs on it."""

from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text

from bot.storage.backup.errors import BackupError
from bot.storage.backup.file import Contents, Head, Writer, check
from bot.storage.backup.layout import layouts
from bot.storage.backup.placing import clear_writing, new_file
from bot.storage.backup.rows import lines
from bot.storage.engine import AnyEngine, transaction
from bot.storage.migrate import head, holding_schema, known, schema_of

_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


async def back_up(engine: AnyEngine, path: Path, *, program: str, made_at: str) -> Contents:
    """Write everything that a database holds at one instant into a new file, and read the file back. Returns what is in
    it. Raises BackupError, StorageError."""
    with new_file(path) as file:
        contents = await back_up_to(engine, file, program=program, made_at=made_at, named=str(path))
        if check(file) != contents:
            raise BackupError(f"{path} 读回来和写进去的不一样：磁盘可能有问题，没有留下。")
    return contents


async def back_up_to(engine: AnyEngine, file: IO[bytes], *, program: str, made_at: str, named: str) -> Contents:
    """The same into an open file. ``named`` is what an error calls it."""
    async with holding_schema(engine), transaction(engine) as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(_SNAPSHOT)
        return await connection.run_sync(_write, file, program, made_at, named)


def _write(connection: Connection, file: IO[bytes], program: str, made_at: str, named: str) -> Contents:
    schema = schema_of(connection)
    if schema is None:
        raise BackupError("数据库里还什么都没有，没有可备份的。")
    if schema != head() and schema not in known():
        raise BackupError(f"数据库的结构版本 {schema} 是更新的程序的：用那个版本的程序来备份。")
    # An error of the file is none of the database, which the transaction would take it for.
    with clear_writing(named):
        writer = Writer(file, Head(schema, program, made_at))
        for layout in layouts(connection):
            writer.table(layout.name, layout.kinds, lines(connection, layout))
        writer.end()
        file.flush()
    return writer.contents
