"""Who administers a group, asked of Telegram and remembered for a minute."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot.domain.clock import Clock

log = logging.getLogger(__name__)

MEMORY = timedelta(seconds=60)
"""How long an answer is trusted: somebody who lost the role keeps it no longer than that."""

MAX_CHATS = 1000


class TelegramAdministrators:
    """The administrators of groups, from ``getChatAdministrators``."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: dict[int, tuple[datetime, Mapping[int, str]]] = {}

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is an administrator of a group; False where Telegram does not say."""
        return user_id in await self.administrators(chat_id)

    async def administrators(self, chat_id: int) -> Mapping[int, str]:
        """The administrators of a group, names by user id; none where Telegram does not say."""
        now = self._clock.now()
        known = self._known.get(chat_id)
        if known and now - known[0] < MEMORY:
            return known[1]
        try:
            members = await self._bot.get_chat_administrators(chat_id)
        except TelegramError as error:
            log.warning("administrators of chat %s unknown: %s", chat_id, type(error).__name__)
            return {}
        found = {member.user.id: member.user.full_name for member in members if not member.user.is_bot}
        if len(self._known) >= MAX_CHATS:
            self._known.clear()
        self._known[chat_id] = (now, found)
        return found
