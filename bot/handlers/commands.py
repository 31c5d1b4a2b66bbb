"""The commands that show something, and what is no question at all."""

from telegram import Update
from telegram.constants import ChatType

from bot.domain.chat import Chat
from bot.handlers.context import BotContext
from bot.handlers.people import is_private, key_of, place_of, sender_of
from bot.views import browsing, pages, words
from bot.views.answers import render_entry
from bot.views.markup import Reply, say

ENTRY_LINK = "e_"
"""Deep links to an entry: ``?start=e_<id>``."""


async def _reply(update: Update, context: BotContext, reply: Reply) -> None:
    message = update.message
    if message is not None:
        to = None if is_private(message) else message.message_id
        await context.notifier.send(place_of(message), reply, to)


async def on_start(update: Update, context: BotContext) -> None:
    """/start: a welcome, or the entry that a deep link names. The chat is open to the bot (again)."""
    message = update.message
    if message is None:
        return
    services = context.services
    chat = Chat(message.chat_id, message.chat.type, True, services.clock.now())
    await services.chats.save(chat)
    payload = context.args[0] if context.args else ""
    if payload.startswith(ENTRY_LINK):
        base = services.knowledge.now.base
        entry = base.entry(payload.removeprefix(ENTRY_LINK).replace("_", "-"))
        if entry is None:
            await _reply(update, context, say(words.OUTDATED))
            return
        await services.answering.open(key_of(message, sender_of(message)), entry)
        await _reply(update, context, render_entry(entry, base))
        return
    await _reply(update, context, say(words.WELCOME if is_private(message) else words.WELCOME_GROUP))


async def on_help(update: Update, context: BotContext) -> None:
    """/help."""
    leader = update.message is not None and not is_private(update.message)
    await _reply(update, context, pages.render_help(context.bot.username, leader=leader))


async def on_topics(update: Update, context: BotContext) -> None:
    """/topics: all topics as buttons."""
    await _reply(update, context, browsing.render_topics(context.services.knowledge.now.base))


async def on_cancel(update: Update, context: BotContext) -> None:
    """/cancel: stop waiting for whatever the bot asked for."""
    if update.message is None:
        return
    key = key_of(update.message, sender_of(update.message))
    cancelled = await context.services.feedback.take_awaited(key)
    await _reply(update, context, say(words.CANCELLED if cancelled else words.NOTHING_TO_CANCEL))


async def on_privacy(update: Update, context: BotContext) -> None:
    """/privacy: what is kept, and for how long."""
    await _reply(update, context, say(words.PRIVACY))


async def on_forget(update: Update, context: BotContext) -> None:
    """/forget: asks before deleting."""
    if update.effective_user is not None:
        await _reply(update, context, pages.render_forget(update.effective_user.id))


async def on_media(update: Update, context: BotContext) -> None:
    """A photo, a voice message, a sticker: a kind word, in private only."""
    if update.effective_chat and update.effective_chat.type == ChatType.PRIVATE:
        await _reply(update, context, say(words.MEDIA))


async def on_unknown_command(update: Update, context: BotContext) -> None:
    """A command that does not exist: a word in private; in a group it may be another bot's."""
    if update.message is not None and is_private(update.message):
        await _reply(update, context, say(words.UNKNOWN_COMMAND))
