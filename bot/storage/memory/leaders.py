"""Leaders that administrators named."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.roles import Leader
from bot.storage.memory.rows import Store, delete


class Leaders(Store):
    """The :class:`~bot.services.ports.LeaderStore` in memory."""

    async def name(self, leader: Leader) -> bool:
        """Name a leader. Returns False where that person already was one (nothing changes then)."""
        return self._rows.leaders.setdefault((leader.chat_id, leader.user_id), leader) is leader

    async def unname(self, chat_id: int, user_id: int) -> bool:
        """Take the role away. Returns whether the person had it."""
        return self._rows.leaders.pop((chat_id, user_id), None) is not None

    async def leaders(self, chat_id: int) -> Sequence[Leader]:
        """The named leaders of a chat, earliest first."""
        named = [leader for leader in self._rows.leaders.values() if leader.chat_id == chat_id]
        return sorted(named, key=lambda leader: leader.named_at)

    async def forget(self, user_id: int) -> int:
        """Delete every role of a person; the group stands for them as who named others. Returns how many."""
        for key, leader in self._rows.leaders.items():
            if leader.named_by == user_id:
                self._rows.leaders[key] = replace(leader, named_by=leader.chat_id)
        return delete(self._rows.leaders, lambda key, _: key[1] == user_id)
