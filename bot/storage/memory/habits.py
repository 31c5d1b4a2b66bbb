"""How groups want their meetings to be run."""

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.habits import Habits
from bot.storage.memory.rows import Store


class HabitsByChat(Store):
    """The :class:`~bot.services.meeting_ports.HabitsStore` in memory."""

    async def habits(self, chat_id: int) -> Habits | None:
        """Those of a chat; None where nobody set any."""
        return self._rows.habits.get(chat_id)

    async def save(self, chat_id: int, habits: Habits) -> None:
        """Keep them; those before are replaced."""
        self._rows.habits[chat_id] = habits

    async def keeping(self) -> Mapping[int, timedelta]:
        """The chats that keep minutes for a time only, and for how long."""
        return {chat_id: each.keeps for chat_id, each in self._rows.habits.items() if each.keeps is not None}

    async def forget(self, chat_id: int) -> int:
        """Delete those of a chat. Returns how many there were."""
        return int(self._rows.habits.pop(chat_id, None) is not None)
