"""The Telegram application: bot, gateway, order of updates, handlers."""

import logging
import os
from dataclasses import replace
from typing import Any

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import InvalidToken
from telegram.ext import Application as TelegramApplication
from telegram.ext import ApplicationBuilder, ContextTypes, Defaults, ExtBot
from telegram.request import BaseRequest

from bot.administrators import TelegramAdministrators
from bot.board import Board
from bot.bootstrap import Parts, build_services
from bot.calling import TelegramCalls
from bot.domain.errors import StorageError
from bot.flood import FloodControl
from bot.handlers.albums import Albums
from bot.handlers.context import (
    ALBUMS,
    BOARD,
    CONTACT,
    HEALTH,
    METRICS,
    NOTIFIER,
    OPERATOR,
    SERVICES,
    TIMEKEEPING,
    App,
    BotContext,
    Data,
)
from bot.handlers.moved import followed
from bot.handlers.routing import add_handlers
from bot.incoming.doorkeeper import Doorkeeper
from bot.incoming.updates import POLLING, ChatOrder, Delivery
from bot.members import TelegramMembers
from bot.menu import publish_menus, show_to_admins
from bot.messenger import Messenger
from bot.notifier import Notifier
from bot.seeing.contact import Contact
from bot.seeing.gateway import SeenGateway
from bot.seeing.health import Health
from bot.seeing.metrics import Metrics
from bot.seeing.operator import Operator, OperatorChat
from bot.seeing.requests import Reached, SeenRequest
from bot.seeing.stores import seen_stores
from bot.seeing.timekeeping import Timekeeping
from bot.services.access import Access
from bot.services.container import Services
from bot.settings import Settings

log = logging.getLogger(__name__)

FREE_PER_SECOND = 30
"""Messages that Telegram takes for nothing."""

CONNECTIONS = 256
"""To Telegram at the same time: answers, notices, edits of boards and answers to presses, each while Telegram takes
its time; opened only when they are needed."""


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

    async def shutdown(self) -> None:
        """Close every connection, those of a beginning that never came to its end too."""
        await super().shutdown()
        for request in self._request:
            await request.shutdown()


class Application(TelegramApplication[Any, BotContext, Data, Data, Data, Any]):
    """The application, in which what comes from a group that moved is handled where the group is now."""

    __slots__ = ()

    async def process_update(self, update: object) -> None:
        """Hand an update to its handlers."""
        services: Services = self.bot_data[SERVICES]
        await super().process_update(await followed(update, services.chats, self.bot))


def build_application(
    settings: Settings,
    parts: Parts,
    token: str,
    request: BaseRequest | None = None,
    *,
    polls: bool = True,
    delivery: Delivery = POLLING,
    bounded: bool = True,
) -> App:
    """The application, not yet initialised. ``request`` takes the place of the network; ``delivery`` says how updates
    come to the order of updates. Where it is not ``bounded`` everybody may do as much as they like."""
    # Durations of the library as timedelta, which its next version knows alone; it warns about the others.
    os.environ["PTB_TIMEDELTA"] = "1"
    metrics, reached = Metrics(), Reached()
    bot = _bot(settings, token, request, metrics, reached)
    operator = _operator(settings, bot, metrics)
    parts = replace(parts, stores=seen_stores(parts.stores, metrics, operator, parts.clock))
    notifier = Notifier(bot, parts.stores.chats, parts.clock, sleep=parts.sleep, comes_again=delivery.again)
    doorkeeper = Doorkeeper(notifier, bot, parts.clock) if bounded else None
    application = _built(bot, _order(parts, token, delivery, doorkeeper, metrics), polls=polls)
    administrators = TelegramAdministrators(bot, parts.clock)
    gateway = SeenGateway(
        Messenger(bot, parts.stores.chats, parts.clock, paid=settings.sends_per_second > FREE_PER_SECOND)
    )
    services = build_services(parts, administrators, gateway, settings, belonging=TelegramMembers(bot, parts.clock))
    if isinstance(bot.rate_limiter, FloodControl):
        services.dispatcher.yield_to(bot.rate_limiter.said)
    username, shared = (lambda: bot.username), delivery.shared
    board = Board(notifier, services.signing_up, username, parts.clock, sleep=parts.sleep, shared=shared)
    timekeeping = Timekeeping(parts.stores, parts.clock, operator)
    health = Health(
        parts.stores,
        parts.knowledge,
        services.dispatcher,
        reached,
        metrics,
        clock=parts.clock,
        timekeeping=timekeeping,
    )
    application.bot_data.update({SERVICES: services, NOTIFIER: notifier, BOARD: board, ALBUMS: Albums()})
    application.bot_data.update({METRICS: metrics, OPERATOR: operator, HEALTH: health, TIMEKEEPING: timekeeping})
    application.bot_data[CONTACT] = Contact(bot, reached, operator, sleep=parts.sleep)
    add_handlers(application)
    return application


def _order(parts: Parts, token: str, delivery: Delivery, doorkeeper: Doorkeeper | None, metrics: Metrics) -> ChatOrder:
    return ChatOrder(
        parts.stores.updates,
        int(token.partition(":")[0]),
        parts.new_id(),
        parts.clock,
        delivery=delivery,
        doorkeeper=doorkeeper,
        metrics=metrics,
        sleep=parts.sleep,
    )


def _built(bot: Bot, order: ChatOrder, *, polls: bool) -> App:
    builder = (
        ApplicationBuilder()
        .application_class(Application)
        .bot(bot)
        .context_types(ContextTypes(context=BotContext))
        .concurrent_updates(order)
        .job_queue(None)
    )
    application: App = (builder if polls else builder.updater(None)).build()
    return application


def _bot(settings: Settings, token: str, request: BaseRequest | None, metrics: Metrics, reached: Reached) -> Bot:
    calls = request or TelegramCalls(CONNECTIONS)
    polls = request or TelegramCalls(2)
    return Bot(
        token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=SeenRequest(calls, metrics, reached),
        get_updates_request=SeenRequest(polls, metrics, reached),
        defaults=Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)),
        rate_limiter=FloodControl(settings.sends_per_second),
    )


def _operator(settings: Settings, bot: Bot, metrics: Metrics) -> Operator:
    chat = settings.operator_chat
    return Operator(None if chat is None else OperatorChat(bot, chat).send, metrics)


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
