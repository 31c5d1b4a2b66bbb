"""Tells the admins of the knowledge, each in their private chat, what happened without them."""

import logging
from collections.abc import Iterable

from bot.domain.errors import StorageError
from bot.notifier import Notifier, Place
from bot.services.care.news import News
from bot.views.care.news import attached_to, render_news

log = logging.getLogger(__name__)


class TelegramHerald:
    """The :class:`~bot.services.care.news.Herald`. Whoever never started the bot cannot be told, and is one line in the
    log."""

    def __init__(self, notifier: Notifier, only_chat: int | None = None) -> None:
        """``only_chat``: the one chat that can be reached; None where all can."""
        self._notifier = notifier
        self._only_chat = only_chat

    async def tell(self, user_ids: Iterable[int], news: News) -> None:
        """Tell those who can be reached, one after the other."""
        for user_id in user_ids:
            if self._only_chat in {None, user_id}:
                await self._tell(Place(user_id), news)

    async def _tell(self, place: Place, news: News) -> None:
        attached = attached_to(news)
        try:
            sent = await self._notifier.send(place, render_news(news))
            if sent is not None and attached is not None:
                await self._notifier.send_document(place, attached.name, attached.content, attached.caption)
        except StorageError as error:
            log.error("admin %d not told: %s", place.chat_id, error)
