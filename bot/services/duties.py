"""The duties that the documents state: which a group has taken on, and which were not met."""

from bot.domain.clock import Clock
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.guide import Guide
from bot.services.ports import Stores


class Duties:
    """The duties of groups."""

    def __init__(self, stores: Stores, access: Access, guide: Guide, workdays: Workdays, clock: Clock) -> None:
        self._stores = stores
        self._access = access
        self._guide = guide
        self._workdays = workdays
        self._clock = clock
