"""Updates by long polling, as one of the ways in (:class:`bot.serving.Intake`)."""

import asyncio
import logging
from collections.abc import Sequence

from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.calling import host_of
from bot.handlers.context import OPERATOR, App
from bot.incoming.fetching import Fetcher
from bot.logs import brief
from bot.seeing.operator import Operator
from bot.views.alerts import say_webhook_found
from bot.web import Route

log = logging.getLogger(__name__)


class Polling(Fetcher):
    """Fetches updates. Only one process may do so."""

    routes: Sequence[Route] = ()

    def __init__(self, application: App, stop: asyncio.Event) -> None:
        super().__init__(application, stop)
        self._bot = application.bot
        self._operator: Operator = application.bot_data[OPERATOR]

    async def reach(self) -> None:
        """Have Telegram deliver by polling. Raises TelegramError. A webhook is taken away, since whoever changes the
        way updates come wants that; whoever started this by mistake reads of it."""
        found = await self._webhook()
        if found:
            log.warning("this bot has a webhook (%s), which is taken away: updates are fetched from here now", found)
            self._operator.tell("webhook", say_webhook_found(found))
        try:
            await self._bot.delete_webhook()
        except (BadRequest, Forbidden) as error:
            log.warning("webhook not deleted: %s", brief(error))

    async def _webhook(self) -> str:
        """The host that updates were delivered to; empty for none, or where a server does not tell."""
        try:
            info = await self._bot.get_webhook_info()
        except (BadRequest, Forbidden, InvalidToken):
            return ""
        return info.url and host_of(info.url)
