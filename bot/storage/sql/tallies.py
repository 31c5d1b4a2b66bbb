"""Counts a day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import delete, select

from bot.domain.tally import Event, Tally
from bot.storage.knowledge_tables import tallies as table
from bot.storage.sql.base import SqlStore

_COLUMNS = table.c
_KEY = ["day", "event", "target"]


class SqlTallies(SqlStore):
    """The :class:`~bot.services.knowledge_ports.TallyStore` of a database."""

    async def add(self, tallies: Iterable[Tally]) -> None:
        """Add to the counts. Rows are locked in the order of their keys, so that no two callers wait for each other."""
        counts = Counter[tuple[date, str, str]]()
        for each in tallies:
            counts[each.day, each.event.value, each.target] += each.count
        if not counts:
            return
        rows = [dict(zip(_KEY, key, strict=True), count=count) for key, count in sorted(counts.items())]
        inserted = self._insert(table)
        added = {"count": _COLUMNS.count + inserted.excluded["count"]}
        async with self._writing() as connection:
            await connection.execute(inserted.on_conflict_do_update(index_elements=_KEY, set_=added), rows)

    async def between(self, first: date, last: date) -> Sequence[Tally]:
        """The counts of the days from the first to the last, both included, by day."""
        days = (_COLUMNS.day >= first, _COLUMNS.day <= last)
        statement = select(table).where(*days).order_by(_COLUMNS.day, _COLUMNS.event, _COLUMNS.target)
        async with self._reading() as connection:
            rows = (await connection.execute(statement)).all()
        return [Tally(day, Event(event), target, count) for day, event, target, count in rows]

    async def purge(self, before: date) -> int:
        """Delete the counts of the days before that one. Returns how many rows."""
        return await self._delete(delete(table).where(_COLUMNS.day < before))
