"""Who is in a group: nobody else answers its notices, or puts themselves on its roster."""

from typing import Protocol


class Belonging(Protocol):
    """Tells who is in a group; Telegram knows."""

    async def is_outside(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is surely not in a group now. False where that cannot be found out."""

    async def is_inside(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is surely in a group now. False where that cannot be found out."""
