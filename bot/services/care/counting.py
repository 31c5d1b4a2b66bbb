"""Counting what is asked, without anybody's name; written to the database now and then, not with every question."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock
from bot.domain.tally import Event, Tally
from bot.services.knowledge_ports import TallyStore

_QUARTER = timedelta(minutes=15)


class Counting:
    """Counts of this process on their way to the database."""

    def __init__(self, tallies: TallyStore, clock: Clock, zone: str) -> None:
        """``zone`` says when a day begins."""
        self._tallies = tallies
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._counts: Counter[tuple[date, Event, str]] = Counter()
        self._day = datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), date.min

    @property
    def today(self) -> date:
        """The day that it is."""
        now = self._clock.now()
        since, until, day = self._day
        if not since <= now < until:  # it is asked with every question, and changes once a day
            day = now.astimezone(self._zone).date()
            hour = now.replace(minute=0, second=0, microsecond=0)
            quarter = hour + now.minute // 15 * _QUARTER  # days begin at quarters, wherever one is
            self._day = quarter, quarter + _QUARTER, day
        return day

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
