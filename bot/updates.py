"""The order of updates: those of one chat one after the other, chats side by side, each update handled once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.domain.clock import Clock
from bot.domain.errors import StorageError
from bot.services.ports import UpdateLog

log = logging.getLogger(__name__)

MAX_WAITING = 4096
"""Updates taken from Telegram and not yet handled; the rest waits at Telegram."""

MAX_AT_ONCE = 64
"""Updates handled at the same time, over all chats."""


class ChatOrder(BaseUpdateProcessor):
    """Hands updates to their handlers, keyed by chat.

    A redelivered update is handled once: it is claimed before, and finished after it was handled. A claim that
    was never finished (the process died) does not keep the redelivery from being handled: only one process polls.
    """

    def __init__(self, updates: UpdateLog, bot_id: int, worker_id: str, clock: Clock) -> None:
        super().__init__(MAX_WAITING)
        self._updates = updates
        self._bot_id = bot_id
        self._worker_id = worker_id
        self._clock = clock
        self._locks: dict[int, tuple[asyncio.Lock, int]] = {}
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update when its turn in its chat has come."""
        if not isinstance(update, Update):
            await coroutine
            return
        try:
            async with self._turn(_key(update)), self._slots:
                if await self._is_new(update):
                    await coroutine
                    await self._finish(update)
        finally:
            # One that was handled before, or given up while it waited, was never begun.
            if asyncio.iscoroutine(coroutine):
                coroutine.close()

    @asynccontextmanager
    async def _turn(self, key: int) -> AsyncIterator[None]:
        """The chat's own lock, which is gone when nobody waits for it. asyncio's locks are fair."""
        lock, waiting = self._locks.get(key, (asyncio.Lock(), 0))
        self._locks[key] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks[key]
            if waiting > 1:
                self._locks[key] = (lock, waiting - 1)
            else:
                del self._locks[key]

    async def _is_new(self, update: Update) -> bool:
        try:
            return await self._updates.claim(
                self._bot_id, update.update_id, self._worker_id, self._clock.now(), timedelta(0)
            )
        except StorageError as error:
            # Better to answer twice than not at all.
            log.error("update not claimed: %s", error)
            return True

    async def _finish(self, update: Update) -> None:
        try:
            await self._updates.finish(self._bot_id, update.update_id, self._worker_id, self._clock.now())
        except StorageError as error:
            log.error("update not finished: %s", error)


def _key(update: Update) -> int:
    """The chat of an update; the person, where it belongs to no chat."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0
