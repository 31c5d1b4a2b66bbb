"""Work that goes on for as long as the program does, whatever befalls it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bot.domain.errors import StorageError

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Seconds before work that failed begins anew; each pause is twice the one before."""


async def lasting(
    work: Callable[[], Awaitable[None]],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    now: Callable[[], float] = time.monotonic,
) -> None:
    """Do it until it ends of itself. Where it fails, that is in the log, and it begins anew after a pause; what went
    well for longer than the longest pause begins with the shortest one again."""
    pause = FIRST_PAUSE
    while True:
        begun = now()
        try:
            await work()
        except StorageError as error:
            trouble, traceback = str(error), None
        except Exception as error:  # nothing may end it for good
            trouble, traceback = "bug beside the updates", error
        else:
            return
        if now() - begun > LONGEST_PAUSE:
            pause = FIRST_PAUSE
        log.error("%s; begun again in %.0f s", trouble, pause, exc_info=traceback)
        await sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
