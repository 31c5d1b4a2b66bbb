"""What admins have begun."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.pending import Pending
from bot.storage.knowledge_encoding import copy_object, guest_in
from bot.storage.memory.rows import Store, delete


class Pendings(Store):
    """The :class:`~bot.services.knowledge_ports.PendingStore` in memory."""

    async def save(self, pending: Pending) -> bool:
        """Keep it with the next version. Returns False where it is not as it was read, or a new one's id is taken."""
        kept = replace(_own(pending), version=pending.version + 1)
        old = self._rows.pendings.get(pending.id)
        if (old.version if old else 0) != pending.version:
            return False
        self._rows.pendings.pop(pending.id, None)  # the last that was saved is the latest
        self._rows.pendings[pending.id] = kept
        return True

    async def pending(self, pending_id: str, now: datetime) -> Pending | None:
        """What waits under that id, unless it has expired."""
        found = self._rows.pendings.get(pending_id)
        return _own(found) if found is not None and found.expires_at > now else None

    async def take(self, pending_id: str, now: datetime) -> Pending | None:
        """The same, and it is gone."""
        found = await self.pending(pending_id, now)
        if found is not None:
            del self._rows.pendings[pending_id]
        return found

    async def of_author(self, author_id: int, now: datetime) -> Sequence[Pending]:
        """What a person has begun, the latest saved first."""
        latest_saved = reversed(self._rows.pendings.values())
        return [_own(each) for each in latest_saved if each.author_id == author_id and each.expires_at > now]

    async def forget(self, user_id: int) -> int:
        """Delete what a person has begun, and where others want to let them in. Returns how many."""
        return delete(self._rows.pendings, lambda _, pending: user_id in {pending.author_id, guest_in(pending)})

    async def purge(self, now: datetime) -> int:
        """Delete what has expired. Returns how many."""
        return delete(self._rows.pendings, lambda _, pending: pending.expires_at <= now)


def _own(pending: Pending) -> Pending:
    """A copy that shares nothing that could be changed."""
    return replace(pending, body=copy_object(pending.body))
