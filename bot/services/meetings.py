"""A meeting as its leader runs it: topics, checklist, whether it was held."""

from collections.abc import Callable

from bot.domain.clock import Clock
from bot.domain.identity import NewId
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.guide import Guide
from bot.services.opening import Opening
from bot.services.ports import Stores


class Meetings:
    """The meetings of groups."""

    def __init__(
        self,
        stores: Stores,
        access: Access,
        opening: Opening,
        guide: Guide,
        workdays: Workdays,
        clock: Clock,
        new_id: NewId,
        *,
        on_change: Callable[[], None],
    ) -> None:
        """``on_change`` is called when something is to be sent."""
        self._stores = stores
        self._access = access
        self._opening = opening
        self._guide = guide
        self._workdays = workdays
        self._clock = clock
        self._new_id = new_id
        self._on_change = on_change
