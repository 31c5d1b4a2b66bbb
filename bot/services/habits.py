"""How a group wants its meetings to be run: read, and changed by those who lead it."""

from bot.domain.identity import NewId
from bot.services.access import Access
from bot.services.meeting_ports import HabitsStore


class HabitsService:
    """The habits of the actor's chat."""

    def __init__(self, habits: HabitsStore, access: Access, new_id: NewId) -> None:
        self._habits = habits
        self._access = access
        self._new_id = new_id
