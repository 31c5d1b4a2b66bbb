"""A backup back into a database: everything or nothing."""

from collections.abc import Iterator, Mapping
from typing import IO

from sqlalchemy import Connection, Integer, Table, func, insert, select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError

from bot.storage.backup.errors import BackupError, OccupiedError
from bot.storage.backup.file import Contents, TableEnds, TableStarts, check, parts
from bot.storage.backup.layout import BOOKKEEPING, LEASES, Layout, layouts, present
from bot.storage.backup.rows import PAGE, PAGE_OF_BYTES, Count, Counting, count
from bot.storage.backup.values import Kind, encode, line_of, without_broken
from bot.storage.engine import AnyEngine, transaction
from bot.storage.migrate import changing_schema, head, known, run_steps, schema_of

_REFUSED = {"22", "23"}
"""What PostgreSQL finds wrong with data, by class: what it cannot hold, what breaks a rule."""


async def holdings(engine: AnyEngine) -> Mapping[str, int]:
    """What a database holds: tables with how many rows, those without left out. Raises StorageError, and BackupError
    for a database that is not ours."""
    async with transaction(engine) as connection:
        return await connection.run_sync(_holdings)


async def restore(engine: AnyEngine, file: IO[bytes], *, replace: bool = False) -> Contents:
    """Put a backup into a database, which is at the present schema afterwards. Returns what was in the backup.

    The file is checked from beginning to end before anything is touched, and the database is read back and compared
    before anything counts. PostgreSQL, which does not take them, gets U+FFFD for NULs and halves of characters. With
    ``replace``, what the database holds is gone; otherwise it must hold nothing. Raises OccupiedError where it does,
    BackupError, StorageError.
    """
    contents = check(file)
    if contents.head.schema not in known():
        raise BackupError(
            f"备份的结构版本是 {contents.head.schema}，这个程序只认识到 {head()}："
            f"备份是更新的程序（{contents.head.program}）做的，先升级程序。"
        )
    async with changing_schema(engine) as connection:
        await connection.run_sync(_restore, file, contents, replace)
    return contents


def _restore(connection: Connection, file: IO[bytes], contents: Contents, replace: bool) -> None:
    held = _holdings(connection)
    if held and not replace:
        raise OccupiedError(f"数据库不是空的（{say_holdings(held)}），没有动它。")
    _clear(connection)
    # The tables are made as they were when the backup was; what has changed since is done as to any database.
    run_steps(connection, contents.head.schema)
    found = {layout.name: layout for layout in layouts(connection)}
    if {name: layout.kinds for name, layout in found.items()} != contents.columns:
        raise BackupError("备份里的表和它写明的结构版本对不上，没有恢复。")
    expected = _fill(connection, file, found) or contents.counts
    for name, layout in found.items():
        if count(connection, layout) != expected[name]:
            raise BackupError(f"表 {name} 恢复以后和备份里的不一样，已经全部撤回。")
        _move_on(connection, layout)
    run_steps(connection)


def say_holdings(held: Mapping[str, int]) -> str:
    """The tables and rows in a few words."""
    most = sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))
    told = "、".join(f"{name} {rows} 行" for name, rows in most[:5])
    return told if len(most) <= 5 else f"{told}……共 {len(most)} 张表"


def _holdings(connection: Connection) -> dict[str, int]:
    schema = schema_of(connection)
    found = [table for table in present(connection) if table.name not in LEASES]
    if schema is None and found:
        names = "、".join(table.name for table in found)
        raise BackupError(f"这个数据库里有别的程序的表（{names}）：换一个数据库。")
    if schema is not None and schema not in known():
        raise BackupError(f"数据库的结构版本 {schema} 不是这个程序认识的：先升级程序，或者换一个数据库。")
    counts = {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in found}
    return {name: rows for name, rows in counts.items() if rows}


def _clear(connection: Connection) -> None:
    tables = present(connection)
    if tables:
        tables[0].metadata.drop_all(connection)
    connection.execute(text(f"DROP TABLE IF EXISTS {BOOKKEEPING}"))


def _fill(connection: Connection, file: IO[bytes], found: Mapping[str, Layout]) -> Mapping[str, Count] | None:
    """Put every row in. Returns what is to be found afterwards, where that need not be what the backup says."""
    counting = {name: Counting() for name in found} if connection.dialect.name == "postgresql" else None
    for layout, batch in _batches(file, found):
        rows = batch if counting is None else [_taken(row, layout, counting[layout.name]) for row in batch]
        names = [column.name for column in layout.columns]
        try:
            connection.execute(insert(layout.table), [dict(zip(names, row, strict=True)) for row in rows])
        except (DBAPIError, OverflowError) as error:
            if isinstance(error, DBAPIError) and not _is_refused(error):
                raise
            raise BackupError(f"数据库不收备份里表 {layout.name} 的数据，已经全部撤回。") from error
    return None if counting is None else {name: each.count for name, each in counting.items()}


def _taken(row: list[object], layout: Layout, counting: Counting) -> list[object]:
    """The row as PostgreSQL takes it, counted."""
    values = [without_broken(value) for value in row]
    counting.add(line_of([encode(column.kind, value) for column, value in zip(layout.columns, values, strict=True)]))
    return values


def _batches(file: IO[bytes], found: Mapping[str, Layout]) -> Iterator[tuple[Layout, list[list[object]]]]:
    """The rows of the backup, some at a time."""
    table, most = "", PAGE
    batch: list[list[object]] = []
    for part in parts(file):
        match part:
            case TableStarts(name, columns):
                table, most = name, PAGE_OF_BYTES if Kind.BYTES in columns.values() else PAGE
            case list():
                batch.append(part)
        if batch and (len(batch) == most or isinstance(part, TableEnds)):
            yield found[table], batch
            batch = []


def _move_on(connection: Connection, layout: Layout) -> None:
    """Let the numbers that PostgreSQL gives rows come after those that are there; SQLite looks for itself."""
    if connection.dialect.name != "postgresql":
        return
    table: Table = layout.table
    for column in table.primary_key.columns:
        if not isinstance(column.type, Integer):
            continue
        sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        last = connection.scalar(select(func.max(column)))
        if sequence is not None and last is not None:
            connection.execute(select(func.setval(text("CAST(:name AS regclass)").bindparams(name=sequence), last)))


def _is_refused(error: DBAPIError) -> bool:
    """Whether the data are to blame, and not the database."""
    if error.connection_invalidated:
        return False
    sqlstate = getattr(error.orig, "sqlstate", None) or ""
    return isinstance(error, IntegrityError | DataError | InterfaceError) or sqlstate[:2] in _REFUSED
