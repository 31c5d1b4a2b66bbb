"""Updates by long polling, as one of the ways in (:class:`bot.serving.Intake`)."""

import asyncio
import logging
from collections.abc import Sequence

from telegram.error import BadRequest, Forbidden

from bot.fetching import Fetcher
from bot.handlers.context import App
from bot.logs import brief
from bot.web import Route

log = logging.getLogger(__name__)


class Polling(Fetcher):
    """Fetches updates. Only one process may do so."""

    routes: Sequence[Route] = ()

    def __init__(self, application: App, stop: asyncio.Event) -> None:
        super().__init__(application, stop)
        self._bot = application.bot

    async def reach(self) -> None:
        """Have Telegram deliver by polling. Raises TelegramError."""
        try:
            await self._bot.delete_webhook()
        except (BadRequest, Forbidden) as error:
            log.warning("webhook not deleted: %s", brief(error))
