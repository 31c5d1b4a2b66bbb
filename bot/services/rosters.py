"""Rosters: joining, leaving, and what leaders do about them."""

from bot.domain.clock import Clock
from bot.domain.identity import NewId
from bot.services.access import Access
from bot.services.ports import Stores


class Rosters:
    """The rosters of groups."""

    def __init__(self, stores: Stores, access: Access, clock: Clock, new_id: NewId) -> None:
        self._stores = stores
        self._access = access
        self._clock = clock
        self._new_id = new_id
