"""The Telegram application: bot, gateway, order of updates, handlers."""

import logging
import os
from typing import Any

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import InvalidToken
from telegram.ext import ApplicationBuilder, ContextTypes, Defaults, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot.administrators import TelegramAdministrators
from bot.board import Board
from bot.bootstrap import Parts, build_services
from bot.domain.errors import StorageError
from bot.flood import FloodControl
from bot.handlers.context import BOARD, NOTIFIER, SERVICES, App, BotContext
from bot.handlers.routing import add_handlers
from bot.members import TelegramMembers
from bot.menu import publish_menus, show_to_admins
from bot.messenger import Messenger
from bot.notifier import Notifier
from bot.services.access import Access
from bot.settings import Settings
from bot.updates import ChatOrder

log = logging.getLogger(__name__)

CONNECTIONS = 64


class Bot(ExtBot[Any]):
    """The bot, content with a Bot API server that does not know every method."""

    __slots__ = ()

    async def delete_webhook(self, *args: object, **kwargs: object) -> bool:
        """Asks Telegram to deliver by polling. A server without webhooks does that anyway."""
        try:
            return await super().delete_webhook(*args, **kwargs)  # type: ignore[arg-type]
        except InvalidToken:
            log.info("this Bot API server has no deleteWebhook")
            return True


def build_application(
    settings: Settings, parts: Parts, token: str, request: BaseRequest | None = None, *, polls: bool = True
) -> App:
    """The application, not yet initialised. ``request`` takes the place of the network."""
    # Durations of the library as timedelta, which its next version knows alone; it warns about the others.
    os.environ["PTB_TIMEDELTA"] = "1"
    bot = Bot(
        token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=request or HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=10, read_timeout=20),
        get_updates_request=request or HTTPXRequest(connection_pool_size=2, pool_timeout=10),
        defaults=Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)),
        rate_limiter=FloodControl(),
    )
    bot_id = int(token.partition(":")[0])
    builder = (
        ApplicationBuilder()
        .bot(bot)
        .context_types(ContextTypes(context=BotContext))
        .concurrent_updates(ChatOrder(parts.stores.updates, bot_id, parts.new_id(), parts.clock))
        .job_queue(None)
    )
    application: App = (builder if polls else builder.updater(None)).build()
    administrators = TelegramAdministrators(bot, parts.clock)
    gateway = Messenger(bot, parts.stores.chats, parts.clock)
    services = build_services(parts, administrators, gateway, settings, belonging=TelegramMembers(bot, parts.clock))
    notifier = Notifier(bot, parts.stores.chats, parts.clock)
    board = Board(notifier, services.signing_up, lambda: bot.username, parts.clock, sleep=parts.sleep)
    application.bot_data.update({SERVICES: services, NOTIFIER: notifier, BOARD: board})
    add_handlers(application)
    return application


async def publish_commands(bot: ExtBot[Any], access: Access | None = None) -> None:
    """Tell Telegram the commands of each scope, with ``access`` those of the admins as well. Never raises for what
    Telegram or the database cannot do."""
    await publish_menus(bot)
    if access is None:
        return
    try:
        await show_to_admins(bot, await access.who_keep_knowledge())
    except StorageError as error:
        log.error("commands of the admins not published: %s", error)
