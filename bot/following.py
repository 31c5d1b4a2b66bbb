"""Follows what other processes publish on the same database."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.errors import StorageError
from bot.services.care.library import Library

log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between looks at the number of the latest revision."""


async def follow(
    library: Library, *, every: float = EVERY, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Make live here what is published elsewhere, for ever. A database that does not answer is one line in the log,
    and another when it does again."""
    well = True
    while True:
        try:
            await library.catch_up()
            if not well:
                log.info("the knowledge is followed again")
            well = True
        except StorageError as error:
            if well:
                log.error("the knowledge cannot be followed: %s", error)
            well = False
        await sleep(every)
