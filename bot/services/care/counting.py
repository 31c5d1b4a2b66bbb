"""Counting what is asked, without anybody's name; written to the database now and then, not with every question."""

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock
from bot.domain.tally import Event, Tally
from bot.services.knowledge_ports import TallyStore


class Counting:
    """Counts of this process on their way to the database."""

    def __init__(self, tallies: TallyStore, clock: Clock, zone: str) -> None:
        """``zone`` says when a day begins."""
        self._tallies = tallies
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._counts: Counter[tuple[date, Event, str]] = Counter()

    @property
    def today(self) -> date:
        """The day that it is."""
        return self._clock.now().astimezone(self._zone).date()

    def count(self, event: Event, target: str = "") -> None:
        """One more."""
        self._counts[self.today, event, target] += 1

    async def flush(self) -> None:
        """Write down what was counted since the last time. Raises StorageError; then nothing is lost."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            await self._tallies.add([Tally(*key, count) for key, count in counts.items()])
        except BaseException:
            self._counts.update(counts)
            raise
