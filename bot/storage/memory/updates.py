"""Which updates are in hand and which were handled."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.storage.memory.rows import HandledUpdate, Store, delete


class Updates(Store):
    """The :class:`~bot.services.ports.UpdateLog` in memory."""

    async def claim(self, bot_id: int, update_id: int, worker_id: str, now: datetime, lease: timedelta) -> bool:
        """Take an update in hand; of any number of concurrent callers at most one gets True."""
        old = self._rows.updates.get((bot_id, update_id))
        if old is not None and (old.finished or old.claimed_at + lease >= now):
            return False
        self._rows.updates[bot_id, update_id] = HandledUpdate(worker_id, now)
        return True

    async def finish(self, bot_id: int, update_id: int, worker_id: str, now: datetime) -> None:
        """The update was handled. Of no effect once another worker has taken it over."""
        old = self._rows.updates.get((bot_id, update_id))
        if old is not None and old.worker_id == worker_id:
            self._rows.updates[bot_id, update_id] = replace(old, finished=True)

    async def purge(self, before: datetime) -> int:
        """Delete the records claimed before that instant. Returns how many."""
        return delete(self._rows.updates, lambda _, claim: claim.claimed_at < before)
