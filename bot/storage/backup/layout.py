"""Which tables a database has, as it says itself, and what of them belongs in a backup."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, MetaData, Table, collate, inspect

from bot.storage.backup.errors import BackupError
from bot.storage.backup.values import Kind, kind_of
from bot.storage.knowledge_tables import knowledge_revisions

OURS = frozenset(knowledge_revisions.metadata.tables)
"""The names of all tables of the present schema; the module of that one adds the last of them."""

FORMER: frozenset[str] = frozenset()
"""Names that tables had in earlier schemas and have no more; a migration that takes a name away adds it here."""

BOOKKEEPING = "alembic_version"
"""Where Alembic keeps the version of the schema, which the head of a backup says."""

LEASES = frozenset({"chat_turns"})
"""Tables of nothing but what processes have in hand for seconds: no process of a backup is there any more."""

IN_HAND = {"deliveries": ("claimed_by", "claimed_until")}
"""Columns that say who has a row in hand. A backup has them empty. That a delivery was begun stays: it may have been
sent, and whoever takes it up says so."""

UNFINISHED = {"handled_updates": "finished_at"}
"""Tables whose rows are claims until that column is set. Telegram brings such updates again; a backup has none."""


@dataclass(frozen=True)
class Column:
    """A column that a backup holds; what the database computes is left to it."""

    name: str
    kind: Kind
    nullable: bool


@dataclass(frozen=True)
class Layout:
    """A table of a database."""

    table: Table
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """Its name."""
        return self.table.name

    @property
    def kinds(self) -> dict[str, str]:
        """The columns and what they hold, as a backup says it."""
        return {column.name: column.kind.value for column in self.columns}

    def key(self, dialect: str) -> tuple[ColumnElement[Any], ...]:
        """The primary key, which every database sorts alike: texts by their bytes."""
        return tuple(
            collate(column, "C") if dialect == "postgresql" and kind_of(column.type) is Kind.TEXT else column
            for column in self.table.primary_key.columns
        )


def layouts(connection: Connection) -> Sequence[Layout]:
    """The tables of ours that the database has, those that others refer to first, otherwise by name. Raises BackupError
    for a column that no backup knows."""
    return [_layout(table) for table in present(connection) if table.name not in LEASES]


def present(connection: Connection) -> Sequence[Table]:
    """The same with the tables of leases, as they are."""
    there = set(inspect(connection).get_table_names())
    metadata = MetaData()
    metadata.reflect(connection, only=sorted((OURS | FORMER | LEASES) & there))
    return list(metadata.sorted_tables)


def _layout(table: Table) -> Layout:
    columns = []
    for column in table.columns:
        if column.computed is not None:
            continue
        try:
            kind = kind_of(column.type)
        except ValueError as error:
            raise BackupError(f"表 {table.name} 的 {column.name} 是备份不认识的类型。") from error
        nullable = bool(column.nullable)
        if kind is Kind.JSON:
            # The database does not say which of its two nulls is meant: a column that may be null is, where one is.
            column.type = JSON(none_as_null=nullable)
        columns.append(Column(column.name, kind, nullable))
    # One database lists columns that a migration added in another place than the other.
    return Layout(table, tuple(sorted(columns, key=lambda column: column.name)))
