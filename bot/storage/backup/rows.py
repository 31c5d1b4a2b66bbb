"""The rows of a database as a backup has them, page by page."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, null, select, tuple_

from bot.storage.backup.errors import BackupError
from bot.storage.backup.layout import IN_HAND, UNFINISHED, Layout
from bot.storage.backup.values import Kind, encode, line_of

PAGE = 500
"""Rows that are in memory at once."""

PAGE_OF_BYTES = 20
"""The same of a table that holds files."""


@dataclass(frozen=True)
class Count:
    """How many rows a table has, and the SHA-256 of their lines."""

    rows: int
    sha256: str


class Counting:
    """Counts lines while they pass."""

    def __init__(self) -> None:
        self._rows = 0
        self._hash = hashlib.sha256()

    def add(self, line: bytes) -> None:
        """One more row."""
        self._rows += 1
        self._hash.update(line)

    @property
    def count(self) -> Count:
        """What has passed so far."""
        return Count(self._rows, self._hash.hexdigest())


def lines(connection: Connection, layout: Layout) -> Iterator[bytes]:
    """The rows of a table by its primary key, each as the line of a backup. Raises BackupError."""
    names = [column.name for column in layout.columns]
    kinds = [column.kind for column in layout.columns]
    blank = {names.index(name) for name in IN_HAND.get(layout.name, ()) if name in names}
    for row in _rows(connection, layout):
        values = [None if at in blank else encode(kinds[at], value) for at, value in enumerate(row)]
        try:
            yield line_of(values)
        except ValueError as error:
            raise BackupError(f"表 {layout.name} 有一行存不进备份：{type(error).__name__}。") from error


def count(connection: Connection, layout: Layout) -> Count:
    """Count the rows of a table, and their content."""
    counting = Counting()
    for line in lines(connection, layout):
        counting.add(line)
    return counting.count


def _rows(connection: Connection, layout: Layout) -> Iterator[Sequence[Any]]:
    """Every page asks for what comes after the last key, so that no database holds more than a page for us."""
    key = layout.key(connection.dialect.name)
    wanted = [layout.table.c[column.name] for column in layout.columns]
    # The key comes besides: what the database computes may be in it.
    statement = select(*wanted, *layout.table.primary_key.columns).order_by(*key)
    if layout.name in UNFINISHED:
        statement = statement.where(layout.table.c[UNFINISHED[layout.name]].is_not(null()))
    page = PAGE_OF_BYTES if any(column.kind is Kind.BYTES for column in layout.columns) else PAGE
    after = [bindparam(f"after_{at}", type_=column.type) for at, column in enumerate(layout.table.primary_key.columns)]
    following = statement.where(tuple_(*key) > tuple_(*after)).limit(page)
    found: Sequence[Row[Any]] = connection.execute(statement.limit(page)).all()
    while found:
        for row in found:
            yield row[: len(wanted)]
        if len(found) < page:
            return
        last = found[-1][len(wanted) :]
        found = connection.execute(following, {f"after_{at}": value for at, value in enumerate(last)}).all()
