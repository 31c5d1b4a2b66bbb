"""Counts a day."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.domain.tally import Tally
from bot.storage.memory.rows import Store, delete


class Tallies(Store):
    """The :class:`~bot.services.knowledge_ports.TallyStore` in memory."""

    async def add(self, tallies: Iterable[Tally]) -> None:
        """Add to the counts."""
        counts = self._rows.tallies
        for each in tallies:
            key = (each.day, each.event, each.target)
            counts[key] = counts.get(key, 0) + each.count

    async def between(self, first: date, last: date) -> Sequence[Tally]:
        """The counts of the days from the first to the last, both included, by day."""
        return [Tally(*key, count) for key, count in sorted(self._rows.tallies.items()) if first <= key[0] <= last]

    async def purge(self, before: date) -> int:
        """Delete the counts of the days before that one. Returns how many rows."""
        return delete(self._rows.tallies, lambda key, _: key[0] < before)
