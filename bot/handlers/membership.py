"""The bot's own place in chats: added, removed, blocked, moved."""

import logging

from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot.domain.chat import Chat
from bot.domain.errors import StorageError
from bot.handlers.context import BotContext
from bot.handlers.people import GROUPS
from bot.notifier import Place
from bot.views import words
from bot.views.markup import say

log = logging.getLogger(__name__)

_OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)


async def on_own_membership(update: Update, context: BotContext) -> None:
    """Remembers whether a chat is open to the bot; greets a group that it was added to."""
    change = update.my_chat_member
    if change is None:
        return
    inside = change.new_chat_member.status not in _OUTSIDE
    was_inside = change.old_chat_member.status not in _OUTSIDE
    chats = context.services.chats
    known = await chats.chat(change.chat.id)
    await chats.save(Chat(change.chat.id, change.chat.type, inside, context.services.clock.now()))
    if inside and getattr(change.new_chat_member, "can_send_messages", True) is not False:
        await context.services.reach.opened(change.chat.id)
        context.services.dispatcher.nudge()
    elif not inside:
        await context.services.reach.closed(change.chat.id)
        context.services.dispatcher.nudge()
    # A group that became a supergroup adds the bot again.
    greeted = known is not None and known.reachable
    if inside and not was_inside and not greeted and change.chat.type in GROUPS:
        await context.notifier.send(Place(change.chat.id), say(words.WELCOME_GROUP))


async def on_private(update: Update, context: BotContext) -> None:
    """Who writes or presses in private can be reached there, whatever was known before: what was suspended goes on.

    Where the database does not answer, whatever comes next notes it.
    """
    chat, spoken = update.effective_chat, update.message or update.callback_query
    if chat is None or spoken is None or chat.type != ChatType.PRIVATE:
        return
    services = context.services
    try:
        if await services.reach.heard(chat.id, chat.type):
            services.dispatcher.nudge()
    except StorageError as error:
        log.warning("not noted that a private chat is open: %s", error)


async def on_migration(update: Update, context: BotContext) -> None:
    """A group became a supergroup: its new id is followed everywhere. Both sides of the move tell of it."""
    message = update.message
    if message is None or message.chat.type == ChatType.PRIVATE:
        return
    old_id = message.migrate_from_chat_id or message.chat_id
    new_id = message.migrate_to_chat_id or message.chat_id
    services = context.services
    await services.chats.migrate(old_id, new_id)
    await services.chats.save(Chat(new_id, ChatType.SUPERGROUP, True, services.clock.now()))
    # The old chat may have told first that the bot left it.
    await services.reach.opened(new_id)
    services.dispatcher.nudge()
