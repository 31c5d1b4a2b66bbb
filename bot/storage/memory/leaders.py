"""Leaders that administrators named."""

from collections.abc import Sequence

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
        """Delete every role of a person. Returns how many."""
        return delete(self._rows.leaders, lambda key, _: key[1] == user_id)
