"""How long something is waited for."""

import time
from collections.abc import Awaitable, Callable


class Patience:
    """So many seconds, of the clock or of all pauses together, whichever are over first."""

    def __init__(self, seconds: float, sleep: Callable[[float], Awaitable[None]]) -> None:
        """``sleep`` waits so many seconds."""
        self._seconds = seconds
        self._sleep = sleep
        self.is_whole = True
        """Whether nothing was waited for yet."""
        self.renew()

    def renew(self) -> None:
        """It is as long as it was."""
        self._ends = time.monotonic() + self._seconds
        self._slept = 0.0

    async def pause(self, seconds: float) -> bool:
        """Wait a while. False, without waiting, where there was enough of it."""
        if self._slept >= self._seconds or time.monotonic() >= self._ends:
            return False
        self.is_whole = False
        self._slept += seconds
        await self._sleep(seconds)
        return True
