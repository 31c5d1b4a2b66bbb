"""Which updates are in hand and which were handled."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.domain.claiming import Claimed, Hold
from bot.storage.memory.rows import ChatTurn, HandledUpdate, Store, delete


class Updates(Store):
    """The :class:`~bot.services.update_ports.UpdateLog` in memory."""

    async def claim(
        self, bot_id: int, update_id: int, worker_id: str, now: datetime, hold: Hold | None = None
    ) -> Claimed:
        """Take an update in hand, and its chat."""
        turns, updates = self._rows.chat_turns, self._rows.updates
        if hold is not None:
            turn = turns.get((bot_id, hold.chat))
            if turn is not None and turn.worker_id != worker_id and now <= turn.until <= hold.beyond(now):
                return Claimed.CHAT_BUSY
        old = updates.get((bot_id, update_id))
        if old is not None and old.finished:
            if hold is not None:
                turns.pop((bot_id, hold.chat), None)
            return Claimed.HANDLED
        if hold is not None:
            turns[bot_id, hold.chat] = ChatTurn(worker_id, now + hold.lease)
            updates[bot_id, update_id] = HandledUpdate(worker_id, now)
        return Claimed.OURS

    async def finish(self, bot_id: int, update_id: int, worker_id: str, now: datetime, chat: int | None = None) -> None:
        """The update was handled. Where a chat was held, of no effect once another worker has taken it over."""
        if chat is None:
            self._rows.updates[bot_id, update_id] = HandledUpdate(worker_id, now, finished=True)
            return
        await self.release(bot_id, worker_id, chat)
        old = self._rows.updates.get((bot_id, update_id))
        if old is not None and old.worker_id == worker_id:
            self._rows.updates[bot_id, update_id] = replace(old, finished=True)

    async def renew(self, bot_id: int, worker_id: str, chats: Collection[int], until: datetime) -> None:
        """Keep the chats that this worker still has."""
        for chat in chats:
            turn = self._rows.chat_turns.get((bot_id, chat))
            if turn is not None and turn.worker_id == worker_id:
                self._rows.chat_turns[bot_id, chat] = replace(turn, until=until)

    async def release(self, bot_id: int, worker_id: str, chat: int) -> None:
        """Leave a chat to others, unless another worker has it."""
        turn = self._rows.chat_turns.get((bot_id, chat))
        if turn is not None and turn.worker_id == worker_id:
            del self._rows.chat_turns[bot_id, chat]

    async def purge(self, before: datetime) -> int:
        """Delete the records claimed before that instant. Returns how many."""
        delete(self._rows.chat_turns, lambda _, turn: turn.until < before)
        return delete(self._rows.updates, lambda _, claim: claim.claimed_at < before)
