"""Room for so much at once, which whoever waits for Telegram gives to others meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class _Slot:
    """The room that one piece of work takes."""

    slots: asyncio.Semaphore
    is_taken: bool = True
    resting: int = 0
    """How many parts of it wait."""
    is_over: bool = False

    def give(self) -> None:
        """Let others have it."""
        if self.is_taken:
            self.is_taken = False
            self.slots.release()

    async def take(self) -> None:
        """Have it again, when it is there."""
        await self.slots.acquire()
        if self.is_over or self.is_taken:
            self.slots.release()
        self.is_taken = not self.is_over


_slot: ContextVar[_Slot | None] = ContextVar("slot", default=None)


@asynccontextmanager
async def working(slots: asyncio.Semaphore) -> AsyncIterator[None]:
    """Wait for room, and have it until the block ends; also in the tasks that begin there, for as long."""
    await slots.acquire()
    slot = _Slot(slots)
    token = _slot.set(slot)
    try:
        yield
    finally:
        _slot.reset(token)
        slot.is_over = True
        slot.give()


@asynccontextmanager
async def resting() -> AsyncIterator[None]:
    """A block that only waits: others have the room meanwhile, and it ends when there is room again. Nothing where
    there was none to give."""
    slot = _slot.get()
    if slot is None or slot.is_over:
        yield
        return
    slot.resting += 1
    slot.give()
    is_given_up = False
    try:
        yield
    except asyncio.CancelledError:  # that shall not wait for anything
        is_given_up = True
        raise
    finally:
        slot.resting -= 1
        if not slot.resting and not slot.is_over and not is_given_up:
            await slot.take()
