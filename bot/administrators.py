"""Who administers a group, asked of Telegram and remembered for a minute."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.domain.clock import Clock
from bot.domain.lately import Lately
from bot.services.access import OutsideError

log = logging.getLogger(__name__)

MEMORY = timedelta(seconds=60)
"""How long an answer is trusted: somebody who lost the role keeps it no longer than that."""

MAX_CHATS = 1000
"""Groups whose administrators are remembered; the one that was asked for longest ago is forgotten first."""


class TelegramAdministrators:
    """The administrators of groups, from ``getChatAdministrators``."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: Lately[int, tuple[datetime, Mapping[int, str]]] = Lately(MAX_CHATS)

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is an administrator of a group; False where Telegram does not say for now. Raises
        OutsideError where the bot is not in it."""
        return user_id in await self.administrators(chat_id)

    async def administrators(self, chat_id: int) -> Mapping[int, str]:
        """The administrators of a group, names by user id; none where Telegram does not say for now. Raises
        OutsideError where the bot is not in it."""
        now = self._clock.now()
        known = self._known.get(chat_id)
        if known and timedelta(0) <= now - known[0] < MEMORY:  # else the clock was set back
            return known[1]
        try:
            members = await self._bot.get_chat_administrators(chat_id)
        except TelegramError as error:
            log.warning("administrators of chat %s unknown: %s", chat_id, type(error).__name__)
            if _is_outside(error):
                raise OutsideError from error
            return {}
        found = {member.user.id: member.user.full_name for member in members if not member.user.is_bot}
        self._known.put(chat_id, (now, found))
        return found


def _is_outside(error: TelegramError) -> bool:
    """Whether Telegram refuses because the bot is not in the group, or the group is gone."""
    return isinstance(error, Forbidden) or (isinstance(error, BadRequest) and "chat not found" in str(error).lower())
