"""Answers to notices: given, counted, explained; and a nudge for those who gave none."""

from collections.abc import Callable

from bot.domain.clock import Clock
from bot.domain.identity import NewId
from bot.services.access import Access
from bot.services.opening import Opening
from bot.services.ports import Stores


class SigningUp:
    """The answers to the notices of meetings."""

    def __init__(
        self,
        stores: Stores,
        access: Access,
        opening: Opening,
        clock: Clock,
        new_id: NewId,
        *,
        on_change: Callable[[], None],
    ) -> None:
        """``on_change`` is called when something is to be sent."""
        self._stores = stores
        self._access = access
        self._opening = opening
        self._clock = clock
        self._new_id = new_id
        self._on_change = on_change
