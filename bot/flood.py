"""Telegram's limits on sending. A chat that is told to wait keeps no other chat waiting, nor the room that its update
takes (:mod:`bot.resting`)."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.constants import FloodLimit
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.resting import resting

log = logging.getLogger(__name__)

RETRIES = 60
"""How often a call is repeated after Telegram has said how long to wait."""

LONGEST_WAIT = 120.0
"""Seconds, of all waits of a call; who is told to wait longer is not answered: nobody reads an answer that late."""

MARGIN = 0.1
"""Seconds beyond those that Telegram names."""

PACED = True
"""As ``rate_limit_args`` of a call: its instant was settled over all processes; it is made at once, and a wait that
Telegram asks for is the caller's."""

MAX_GROUPS = 512
"""Groups whose pace is remembered; idle ones are forgotten first."""

Json = dict[str, Any]
Answer = bool | Json | list[Json]


class FloodControl(BaseRateLimiter[bool]):
    """Paces what is said: all chats together by the second, each group by the minute. Questions to Telegram and
    answers to presses are not paced. For one event loop."""

    def __init__(self, per_second: int = FloodLimit.MESSAGES_PER_SECOND) -> None:
        """``per_second`` messages go to all chats together."""
        self._overall = AsyncLimiter(per_second, 1)
        self._groups: dict[int, AsyncLimiter] = {}
        self._said = 0

    def said(self) -> int:
        """How much was said since this was asked last, deliveries left out."""
        said, self._said = self._said, 0
        return said

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(  # noqa: PLR0917 - the library's signature
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: Json,
        endpoint: str,
        data: Json,
        rate_limit_args: bool | None,
    ) -> Answer:
        """Make a call at its time; again after a wait that Telegram asks for. Raises RetryAfter where it asks too
        often, or for too long."""
        if rate_limit_args is PACED:
            return await callback(*args, **kwargs)
        chat_id = data.get("chat_id") if endpoint.startswith(("send", "edit")) else None
        waited = 0.0
        for left in range(RETRIES, -1, -1):
            try:
                async with AsyncExitStack() as turn:
                    for limiter in self._limiters(chat_id):
                        if limiter.has_capacity():
                            await turn.enter_async_context(limiter)
                        else:
                            async with resting():
                                await turn.enter_async_context(limiter)
                    self._said += chat_id is not None
                    return await callback(*args, **kwargs)
            except RetryAfter as error:
                wait = _seconds(error) + MARGIN
                waited += wait
                if not left or waited > LONGEST_WAIT:
                    raise
                level = logging.INFO if waited == wait else logging.DEBUG  # a long wait in small pieces is told once
                log.log(level, "flood wait of %.1f s in chat %s", wait, chat_id)
            async with resting():
                await asyncio.sleep(wait)
        raise AssertionError("unreachable")

    def _limiters(self, chat_id: int | None) -> list[AsyncLimiter]:
        if chat_id is None:
            return []
        return [self._overall] if chat_id > 0 else [self._group(chat_id), self._overall]

    def _group(self, chat_id: int) -> AsyncLimiter:
        limiter = self._groups.get(chat_id)
        if limiter is None:
            if len(self._groups) >= MAX_GROUPS:
                self._groups = {i: known for i, known in self._groups.items() if not _is_idle(known)}
            limiter = self._groups[chat_id] = AsyncLimiter(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP, 60)
        return limiter


def _is_idle(limiter: AsyncLimiter) -> bool:
    """Whether a limiter is as good as new."""
    return limiter.has_capacity(limiter.max_rate)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
