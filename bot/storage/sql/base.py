"""What the SQL stores share."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from sqlalchemy import Delete, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.engine import AnyConnection, AnyEngine, transaction

Insert = sqlite.Insert | postgresql.Insert
"""An INSERT that knows ON CONFLICT, which SQLAlchemy has per dialect only; both are used alike."""

_INSERTS: Mapping[str, Callable[[Table], Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class SqlStore:
    """A store on an engine. Every method is a transaction of its own."""

    def __init__(self, engine: AnyEngine) -> None:
        self._engine = engine
        self._insert = _INSERTS[engine.dialect.name]
        self._replacements: dict[tuple[str, tuple[str, ...]], Insert] = {}

    def _reading(self) -> AbstractAsyncContextManager[AnyConnection]:
        return transaction(self._engine)

    def _writing(self) -> AbstractAsyncContextManager[AnyConnection]:
        return transaction(self._engine, writes=True)

    async def _replace(self, table: Table, key: Sequence[str], row: Mapping[str, Any]) -> None:
        """Insert a row, or update the one that has its key."""
        statement = self._replacing(table, tuple(key), tuple(row))
        async with self._writing() as connection:
            await connection.execute(statement, row)

    def _replacing(self, table: Table, key: tuple[str, ...], names: tuple[str, ...]) -> Insert:
        """The statement for rows of these columns; it is made once, since that takes longer than to run it."""
        known = self._replacements.get((table.name, names))
        if known is None:
            bare = self._insert(table)
            others = {name: bare.excluded[name] for name in names if name not in key}
            known = bare.on_conflict_do_update(index_elements=key, set_=others)
            self._replacements[table.name, names] = known
        return known

    async def _delete(self, *statements: Delete) -> int:
        """Delete in one transaction. Returns how many rows went."""
        async with self._writing() as connection:
            return sum([(await connection.execute(statement)).rowcount for statement in statements])
