"""Whether this machine's clock agrees with the database's, which replicas share: by their clocks they tell for how long
a chat is in another's hand, and which notices are due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain.clock import Clock
from bot.domain.errors import StorageError
from bot.seeing.operator import Operator
from bot.services.ports import Stores
from bot.views.alerts import say_clock

log = logging.getLogger(__name__)

LOOK_EVERY, LOOK_AGAIN = 120.0, 10.0
"""Seconds between looks, and between those while the clocks do not agree."""

ANSWERS_WITHIN = 5.0
"""Seconds that the database has to tell its time."""

TOLD_FROM = timedelta(seconds=2)
"""Clocks that differ by more are told of."""

UNFIT_FROM = timedelta(seconds=10)
"""Clocks that differ by more make a process unfit to handle updates beside others: leases end after 15 seconds."""


class Timekeeping:
    """Holds our clock against the database's. A file has no clock of its own, and nothing is ever wrong there."""

    def __init__(
        self,
        stores: Stores,
        clock: Clock,
        operator: Operator,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._stores = stores
        self._clock = clock
        self._operator = operator
        self._sleep = sleep
        self._off = timedelta(0)

    @property
    def sentence(self) -> str:
        """What is wrong, where the process is unfit; else empty."""
        return say_clock(self._off) if abs(self._off) > UNFIT_FROM else ""

    async def look(self) -> None:
        """Compare the clocks, and tell where they differ. Where the database does not answer, what was found before
        still counts."""
        before = self._clock.now()
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                theirs = await self._stores.time()
        except (TimeoutError, StorageError):
            return
        after = self._clock.now()
        if theirs is None:
            return
        # The answer was made some time in between: only what is outside of that is sure to be a difference.
        was_off, off = self._is_off, before - theirs if theirs < before else min(after - theirs, timedelta(0))
        self._off = off
        if self._is_off:
            log.warning("this clock is %.1f s ahead of the database's", off.total_seconds())
            self._operator.tell("clock", say_clock(off))
        elif was_off:
            log.info("this clock agrees with the database's again")

    async def run(self) -> None:
        """Look again and again, for ever."""
        while True:
            await self._sleep(LOOK_AGAIN if self._is_off else LOOK_EVERY)
            await self.look()

    @property
    def _is_off(self) -> bool:
        return abs(self._off) > TOLD_FROM
