"""The commands that show something, and what is no question at all."""

from telegram import Message, Update

from bot.domain.chat import Chat
from bot.domain.dialogue import Awaited
from bot.handlers import (
    asking,
    drafting,
    focusing,
    roster,
    signing_up,
)
from bot.handlers.care import (
    faq,
    keepers,
    writing_late,
)
from bot.handlers.context import BotContext
from bot.handlers.people import is_private, key_of, place_of, sender_of, text_of
from bot.views import browsing, pages, words
from bot.views.answers import TOPICS_ROW, render_entry
from bot.views.care.keepers import INVITATION_LINK
from bot.views.markup import Reply, Span, say
from bot.views.settings import GROUP_LINK
from bot.views.sign_up import LEAVE_LINK

ENTRY_LINK = "e_"
"""Deep links to an entry: ``?start=e_<id>``."""


async def _reply(update: Update, context: BotContext, reply: Reply) -> None:
    message = update.message
    if message is not None:
        to = None if is_private(message) else message.message_id
        await context.notifier.send(place_of(message), reply, to)


async def on_start(update: Update, context: BotContext) -> None:
    """/start: a welcome, or what a deep link names: an entry, a group, a leave. The chat is open to the bot (again)."""
    message = update.message
    if message is None:
        return
    services = context.services
    await services.chats.save(Chat(message.chat_id, message.chat.type, True, services.clock.now()))
    if await services.reach.opened(message.chat_id):
        services.dispatcher.nudge()
    await services.feedback.take_awaited(key_of(message, sender_of(message)))
    payload = context.args[0] if context.args else ""
    if payload.startswith(ENTRY_LINK):
        await _reply(update, context, await _linked(message, payload.removeprefix(ENTRY_LINK), context))
    elif payload.startswith(GROUP_LINK) and is_private(message):
        await _reply(update, context, await focusing.linked_group(update, payload, context))
    elif payload.startswith(LEAVE_LINK) and is_private(message):
        await _reply(update, context, await signing_up.linked_leave(update, payload, context))
    elif payload.startswith(INVITATION_LINK) and is_private(message):
        await _reply(update, context, await keepers.linked_invitation(update, payload, context))
    else:
        welcome = say(words.WELCOME, TOPICS_ROW) if is_private(message) else say(words.WELCOME_GROUP)
        await _reply(update, context, welcome)


async def _linked(message: Message, name: str, context: BotContext) -> Reply:
    """The entry that a deep link names; the talk is about it from now on."""
    base = context.services.knowledge.now.base
    entry = base.entry(name.replace("_", "-"))
    if entry is None:
        return say(words.LINK_OUTDATED, TOPICS_ROW)
    await context.services.answering.open(key_of(message, sender_of(message)), entry)
    return render_entry(entry, base)


async def on_help(update: Update, context: BotContext) -> None:
    """/help."""
    message = update.message
    group_id = None if message is None or is_private(message) else message.chat_id
    reply = pages.render_help(context.bot.username, group_id=group_id)
    if message is not None and is_private(message) and await context.services.access.keeps_knowledge(message.chat_id):
        reply = Reply((*reply.spans, Span(words.HELP_KEEPER)), reply.buttons)
    await _reply(update, context, reply)


async def on_topics(update: Update, context: BotContext) -> None:
    """/topics: all topics as buttons."""
    if update.message is not None:
        await context.services.feedback.take_awaited(key_of(update.message, sender_of(update.message)))
    await _reply(update, context, browsing.render_topics(context.services.knowledge.now.base))


async def on_cancel(update: Update, context: BotContext) -> None:
    """/cancel: stop waiting for whatever the bot asked for; where a card stands open, it is given up."""
    message = update.message
    if message is None:
        return
    awaited = await context.services.feedback.take_awaited(key_of(message, sender_of(message)))
    if awaited is not None and awaited.awaited is Awaited.REMINDER:
        await _reply(update, context, await drafting.give_up(update, message, awaited.subject, context))
    elif awaited is not None and awaited.awaited is Awaited.WRITING:
        await _reply(update, context, await writing_late.put_aside(update, awaited.subject, context))
    else:
        waiting = None if awaited else await writing_late.put_aside_awaiting(update, context)
        waiting = waiting or (None if awaited else await faq.waiting_change(update, message, context))
        await _reply(update, context, waiting or say(words.CANCELLED if awaited else words.NOTHING_TO_CANCEL))


async def on_privacy(update: Update, context: BotContext) -> None:
    """/privacy: what is kept, and for how long; in private with the rosters that the person is on."""
    message = update.message
    if message is not None and is_private(message):
        await _reply(update, context, await roster.own_rosters(message.chat_id, context))
    else:
        await _reply(update, context, say(words.PRIVACY))


async def on_forget(update: Update, context: BotContext) -> None:
    """/forget: asks before deleting. Who writes in a chat's name could not press the button."""
    message = update.message
    if message is None or message.from_user is None:
        return
    anonymous = message.sender_chat is not None
    reply = say(words.FORGET_ANONYMOUS) if anonymous else pages.render_forget(message.from_user.id)
    await _reply(update, context, reply)


async def on_document(update: Update, context: BotContext) -> None:
    """A file: one of knowledge, where an admin sends it; else its caption is what is said, or it is like a picture."""
    message = update.message
    if message is None or await faq.on_document(update, context):
        return
    await (asking.on_text if message.caption else on_media)(update, context)


async def on_media(update: Update, context: BotContext) -> None:
    """A photo, a voice message, a sticker: a kind word, in private only, and one of what is awaited; once an album."""
    message = update.message
    if message is None or not is_private(message) or not context.albums.is_new(message):
        return
    key = key_of(message, sender_of(message))
    expectation = await context.services.feedback.take_awaited(key)
    if expectation is not None:
        await context.services.feedback.put_back(key, expectation)
    word = words.MEDIA_AWAITED.get(expectation.awaited) if expectation else None
    await _reply(update, context, say(word or words.MEDIA))


async def on_unknown_command(update: Update, context: BotContext) -> None:
    """A command that does not exist: a word in private, and where it names the bot; else it may be another's."""
    message = update.message
    if message is None:
        return
    name = "".join(text_of(message).split(maxsplit=1)[:1]).partition("@")[2]
    if name.lower() == context.bot.username.lower() if name else is_private(message):
        await _reply(update, context, say(words.UNKNOWN_COMMAND))
