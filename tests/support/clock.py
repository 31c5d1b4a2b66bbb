"""A clock that tests move."""

import asyncio
from datetime import UTC, datetime, timedelta


class ManualClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        """The instant it shows, aware, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move it on, and return the new instant."""
        self._now += by
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Waits without waiting: it moves on instead, never back where others moved it on meanwhile."""
        self.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)
