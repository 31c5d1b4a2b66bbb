"""Minutes: filled in, filed, corrected, found again."""

from collections.abc import Callable

from bot.domain.clock import Clock
from bot.domain.identity import NewId
from bot.services.access import Access
from bot.services.opening import Opening
from bot.services.planner import Planner
from bot.services.ports import Stores


class MinutesService:
    """The minutes of meetings."""

    def __init__(
        self,
        stores: Stores,
        access: Access,
        opening: Opening,
        planner: Planner,
        clock: Clock,
        new_id: NewId,
        *,
        on_change: Callable[[], None],
    ) -> None:
        """``on_change`` is called when reminders were set."""
        self._stores = stores
        self._access = access
        self._opening = opening
        self._planner = planner
        self._clock = clock
        self._new_id = new_id
        self._on_change = on_change
