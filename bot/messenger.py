"""Telegram's edge of the dispatcher: one send of one delivery, and what came of it, told apart exactly."""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from telegram import Message
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.calling import is_doubtful
from bot.domain.chat import Chat
from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.lately import Lately
from bot.domain.reminder import Reminder
from bot.flood import PACED
from bot.logs import brief as in_brief
from bot.notifier import Place, keyboard, kind_of
from bot.services.briefing import Brief
from bot.services.ports import ChatStore
from bot.services.sending import SendKind, SendResult
from bot.views.markup import Reply
from bot.views.notices import about, addressed, orphaned, render_delivery

log = logging.getLogger(__name__)

_TOPIC_GONE = ("thread not found", "topic_deleted", "topic_id_invalid")
_TOPIC_CLOSED = ("topic_closed", "topic closed")
_CLOSED = (
    "chat not found",
    "no rights to send",
    "not enough rights",
    "administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "peer_id_invalid",
    "deactivated",
    "kicked",
)

TITLES_FOR, NO_TITLE_FOR = timedelta(hours=6), timedelta(minutes=10)
"""How long the name of a group is remembered, and that Telegram did not tell it."""

MAX_TITLES = 1000
"""Groups whose names are remembered; the one that was asked for longest ago is forgotten first."""

TITLE_WITHIN = 3.0
"""Seconds that Telegram has to tell a name: what is to be said does not wait for it longer."""

THERE_WITHIN = 3.0
"""Seconds in which Telegram answers when it is there."""

_SILENT = frozenset({DeliveryKind.DUTY})
"""What comes without a sound: nobody has to do anything about it at once."""


@dataclass(frozen=True, slots=True)
class _Said:
    """How something is said."""

    reply: Reply
    silent: bool
    plain: bool = False
    """Without looks."""


class Messenger:
    """The :class:`~bot.services.sending.Gateway` to Telegram."""

    def __init__(self, bot: ExtBot[Any], chats: ChatStore, clock: Clock, *, paid: bool = False) -> None:
        """``paid``: notices go as what Telegram calls paid broadcasts, of which it takes more than 30 a second."""
        self._bot = bot
        self._paid = paid
        self._chats = chats
        self._clock = clock
        self._titles: Lately[int, tuple[str, datetime]] = Lately(MAX_TITLES)

    async def deliver(
        self, delivery: Delivery, reminder: Reminder, brief: Brief, chat_id: int, now: datetime
    ) -> SendResult:
        """Say a delivery in a chat; a group that moved is followed, a topic that is gone left."""
        reply = await self._made_out(render_delivery(delivery, reminder, brief, now), delivery, reminder, chat_id)
        if brief.organizer_left:
            reply = orphaned(reply)
        said = _Said(reply, silent=delivery.kind in _SILENT)
        if delivery.repeats and not await self._is_there():
            return SendResult(SendKind.NOT_SENT)
        place = Place(chat_id, reminder.thread_id if chat_id == reminder.chat_id else None)
        try:
            return await self._send(place, said)
        except ChatMigrated as error:
            await self._chats.migrate(chat_id, error.new_chat_id)
            return await self._again(Place(error.new_chat_id), said)
        except BadRequest as error:
            return await self._mend(error, place, said)
        except TelegramError as error:
            return await self._result_of(error, chat_id)

    async def _is_there(self) -> bool:
        """Whether Telegram answers anything at all: what is repeated while it does not would be in doubt once more, and
        given up for that."""
        try:
            async with asyncio.timeout(THERE_WITHIN):
                await self._bot.get_me()
        except (TelegramError, TimeoutError) as error:
            log.info("a repeat waits for Telegram: %s", in_brief(error))
            return False
        return True

    async def _made_out(self, reply: Reply, delivery: Delivery, reminder: Reminder, chat_id: int) -> Reply:
        """Word to an organizer as it is said in a chat: in private with the group that it is about, in the group to
        whom it is said."""
        if delivery.kind.is_for_chat or reminder.chat_id > 0:
            return reply
        if chat_id == reminder.chat_id:
            return addressed(reply, reminder)
        return about(await self._title(reminder.chat_id), reply)

    async def _title(self, chat_id: int) -> str:
        """The name of a group; empty where Telegram does not tell."""
        now = self._clock.now()
        known = self._titles.get(chat_id)
        if known is not None and now < known[1]:
            return known[0]
        title = ""
        try:
            async with asyncio.timeout(TITLE_WITHIN):
                title = (await self._bot.get_chat(chat_id)).title or ""
        except (TelegramError, TimeoutError) as error:
            log.info("name of chat %s not told: %s", chat_id, type(error).__name__)
        self._titles.put(chat_id, (title, now + (TITLES_FOR if title else NO_TITLE_FOR)))
        return title

    async def _send(self, place: Place, said: _Said) -> SendResult:
        message: Message = await self._bot.send_message(
            place.chat_id,
            said.reply.plain if said.plain else said.reply.html,
            parse_mode=None if said.plain else "HTML",
            message_thread_id=place.thread_id,
            disable_notification=said.silent or None,
            reply_markup=keyboard(said.reply.buttons),
            allow_paid_broadcast=self._paid or None,
            rate_limit_args=PACED,
        )
        return SendResult(SendKind.SENT, message.message_id)

    async def _again(self, place: Place, said: _Said) -> SendResult:
        """The second and last way of sending."""
        try:
            return await self._send(place, said)
        except TelegramError as error:
            return await self._result_of(error, place.chat_id)

    async def _mend(self, error: BadRequest, place: Place, said: _Said) -> SendResult:
        """A refusal that another way of sending avoids."""
        reason = str(error).lower()
        gone = any(each in reason for each in _TOPIC_GONE)
        if place.thread_id is not None and (gone or any(each in reason for each in _TOPIC_CLOSED)):
            return replace(await self._again(Place(place.chat_id), said), topic_gone=gone)
        if "can't parse entities" in reason:
            log.error("our HTML was refused: %s", in_brief(error))
            return await self._again(place, replace(said, plain=True))
        return await self._result_of(error, place.chat_id)

    async def _result_of(self, error: TelegramError, chat_id: int) -> SendResult:
        """What an error says of the send."""
        if isinstance(error, RetryAfter):
            log.warning("flood wait in chat %s: %s", chat_id, in_brief(error))
            wait = error.retry_after
            return SendResult(SendKind.WAIT, wait=wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        if isinstance(error, Forbidden) or (
            isinstance(error, BadRequest) and any(each in str(error).lower() for each in _CLOSED)
        ):
            log.info("chat %s is closed to the bot: %s", chat_id, in_brief(error))
            await self._remember_closed(chat_id)
            return SendResult(SendKind.CLOSED)
        log.warning("not sent to chat %s: %s", chat_id, in_brief(error))
        return SendResult(_kind_of_trouble(error))

    async def _remember_closed(self, chat_id: int) -> None:
        known = await self._chats.chat(chat_id)
        kind = known.kind if known else kind_of(chat_id)
        await self._chats.save(Chat(chat_id, kind, reachable=False, changed_at=self._clock.now()))


def _kind_of_trouble(error: TelegramError) -> SendKind:
    """Whether a send surely failed for now, surely fails for good, or may have arrived."""
    if isinstance(error, BadRequest | ChatMigrated):
        return SendKind.REFUSED
    # A token or another poll that is in the way: it did not arrive.
    return SendKind.UNSURE if is_doubtful(error) else SendKind.NOT_SENT
