"""Who is in a group, asked of Telegram and remembered for some minutes."""

import asyncio
import logging
from datetime import datetime, timedelta

from telegram import Bot, ChatMember, ChatMemberRestricted
from telegram.error import TelegramError

from bot.domain.clock import Clock
from bot.domain.lately import Lately

log = logging.getLogger(__name__)

MEMORY = timedelta(minutes=10)
"""How long somebody is taken to be in a group without asking again, also where Telegram did not say."""

OUTSIDE_MEMORY = timedelta(seconds=20)
"""How long somebody is taken to be outside: who comes into the group is let through soon."""

PATIENCE = 3.0
"""Seconds that Telegram has for its answer: the next who press wait meanwhile."""

MAX_PEOPLE = 10_000
"""People in groups that are remembered; the one that was asked for longest ago is forgotten first."""


_Known = tuple[datetime, bool | None]
"""When Telegram was asked, and whether somebody is outside; None where it did not say."""


class TelegramMembers:
    """The people in groups, from ``getChatMember``."""

    def __init__(self, bot: Bot, clock: Clock, *, patience: float = PATIENCE) -> None:
        self._bot = bot
        self._clock = clock
        self._patience = patience
        self._known: Lately[tuple[int, int], _Known] = Lately(MAX_PEOPLE)

    async def is_outside(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is surely not in a group now; False where Telegram does not say."""
        key = (chat_id, user_id)
        known = self._remembered(key)
        return (await self._learn(key) if known is None else known[1]) is True

    async def is_inside(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is surely in a group now; False where Telegram does not say, which is asked anew."""
        key = (chat_id, user_id)
        known = self._remembered(key)
        outside = known[1] if known is not None else None
        return (await self._learn(key) if outside is None else outside) is False

    def _remembered(self, key: tuple[int, int]) -> _Known | None:
        """What is known, unless it is too old, or of a time that has not come: the clock was set back."""
        known = self._known.get(key)
        if known is None:
            return None
        age = self._clock.now() - known[0]
        return known if timedelta(0) <= age < (OUTSIDE_MEMORY if known[1] else MEMORY) else None

    async def _learn(self, key: tuple[int, int]) -> bool | None:
        """Whether somebody is outside, as Telegram says now; None where it does not."""
        now, outside = self._clock.now(), await self._ask(*key)
        self._known.put(key, (now, outside))
        return outside

    async def _ask(self, chat_id: int, user_id: int) -> bool | None:
        try:
            async with asyncio.timeout(self._patience):
                member = await self._bot.get_chat_member(chat_id, user_id)
        except (TelegramError, TimeoutError) as error:
            log.info("whether somebody is in chat %s is unknown: %s", chat_id, type(error).__name__)
            return None
        if isinstance(member, ChatMemberRestricted):
            return not member.is_member
        return member.status in {ChatMember.LEFT, ChatMember.BANNED}
