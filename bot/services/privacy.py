"""What is kept of people, deleted when they say so and by itself when it is old."""

from datetime import timedelta

from bot.domain.clock import Clock
from bot.services.ports import Stores

UPDATE_RETENTION = timedelta(days=3)
"""Telegram redelivers an update for a day at most."""


class Privacy:
    """Deletes what is kept of people."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    async def forget(self, user_id: int) -> int:
        """Delete everything that is kept under a person's id. Returns how many records there were."""
        return await self._stores.dialogues.forget(user_id) + await self._stores.leaders.forget(user_id)

    async def purge(self) -> int:
        """Delete what has expired. Returns how many records there were."""
        now = self._clock.now()
        return await self._stores.dialogues.purge(now) + await self._stores.updates.purge(now - UPDATE_RETENTION)
