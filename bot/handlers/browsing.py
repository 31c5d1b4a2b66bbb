"""Buttons of sections, topics and guides. Nothing is kept: where one stands is in the button."""

from telegram import Message, Update

from bot.domain.errors import OutdatedError
from bot.handlers.context import BotContext
from bot.handlers.people import is_private, place_of
from bot.views import browsing
from bot.views.callbacks import Press
from bot.views.markup import Reply


async def replace(message: Message, reply: Reply, context: BotContext) -> None:
    """Say it in place of the message with the button; anew where that can no longer be edited."""
    if not await context.notifier.edit(message.chat_id, message.message_id, reply):
        await context.notifier.send(place_of(message), reply)


async def on_topics(update: Update, message: Message, press: Press, context: BotContext) -> None:
    """Back to all ways in."""
    await replace(message, browsing.render_topics(context.services.knowledge.now.base), context)


async def on_section(update: Update, message: Message, press: Press, context: BotContext) -> None:
    """A way in."""
    live = context.services.knowledge.now
    section = live.section_of(press.args[0])
    if section is None:
        raise OutdatedError
    await replace(message, browsing.render_section(section, live.base), context)


async def on_topic(update: Update, message: Message, press: Press, context: BotContext) -> None:
    """A page of a topic."""
    live = context.services.knowledge.now
    topic = live.topic_of(press.args[0])
    if topic is None:
        raise OutdatedError
    await replace(message, browsing.render_topic(topic, live.base.topics[topic], int(press.args[1])), context)


async def on_guide(update: Update, message: Message, press: Press, context: BotContext) -> None:
    """A step of a guide: the first in a message of its own, so that the answer it was offered under stays."""
    live = context.services.knowledge.now
    guide = live.guide_of(press.args[0])
    step = press.args[1] if len(press.args) > 1 else ""
    reply = browsing.render_guide(guide, step, live.base) if guide else None
    if reply is None:
        raise OutdatedError
    if step:
        await replace(message, reply, context)
    else:
        to = None if is_private(message) else message.message_id
        await context.notifier.send(place_of(message), reply, to)
