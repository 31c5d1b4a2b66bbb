"""What the order of updates needs from the outside, beside :mod:`bot.services.ports`."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.domain.claiming import Claimed, Hold


class UpdateLog(Protocol):
    """Which updates were handled, so that a redelivered one is handled once; and, where several processes share the
    work, who has which chat in hand."""

    async def claim(
        self, bot_id: int, update_id: int, worker_id: str, now: datetime, hold: Hold | None = None
    ) -> Claimed:
        """Take an update in hand, unless it was handled. Without ``hold`` the caller knows that nobody else is at it,
        and nothing is noted yet. With ``hold`` one that was claimed and never finished is taken over, and its chat is
        taken in the same transaction, and kept until ``now + lease`` (that instant included); where another worker has
        it, nothing is taken, unless its hold ends later than any can (``Hold.beyond``). What is not ours to handle
        leaves the chat to others."""

    async def finish(self, bot_id: int, update_id: int, worker_id: str, now: datetime, chat: int | None = None) -> None:
        """The update was handled. ``chat`` is the one that was held: it is left to others in the same transaction, and
        where another worker has taken the update over nothing is noted."""

    async def renew(self, bot_id: int, worker_id: str, chats: Collection[int], until: datetime) -> None:
        """Keep the chats that this worker still has in hand until that instant."""

    async def release(self, bot_id: int, worker_id: str, chat: int) -> None:
        """Leave a chat to others. Of no effect once another worker has taken it over."""

    async def purge(self, before: datetime) -> int:
        """Delete the records claimed before that instant, and chats left in the hands of nobody. Returns how many
        records of updates."""
