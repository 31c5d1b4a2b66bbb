"""Who may answer what was asked of somebody under a message: themselves, or in a group they in the group's name."""

from dataclasses import replace

from telegram import Message, User

from bot.domain.dialogue import Awaited, ConversationKey
from bot.domain.roles import Actor
from bot.handlers.context import BotContext
from bot.handlers.people import key_of, sender_of


async def conversations(message: Message, user: User, actor: Actor, context: BotContext) -> tuple[ConversationKey, ...]:
    """Where the answer may come from of whoever pressed a button of a message, their own first.

    An administrator who writes in the group's name presses in their own: what the group's name ordered may be answered
    in it. The rights are asked for again once the answer comes. Raises NotAllowedError.
    """
    own = key_of(message, user)
    ordered = message.reply_to_message
    if ordered is None or ordered.sender_chat is None or ordered.sender_chat.id != message.chat_id:
        return (own,)
    if user.id not in await context.services.access.administrators(actor):
        return (own,)
    return own, replace(own, user_id=message.chat_id)


async def taken(
    message: Message, user_id: int, awaited: Awaited, subject: str, context: BotContext
) -> tuple[ConversationKey, ...]:
    """The conversations in which an answer was awaited that has come from one of them, and is awaited in none now.

    ``user_id`` is whoever was asked.
    """
    feedback, own = context.services.feedback, key_of(message, sender_of(message))
    found = [own]
    for person in {user_id, message.chat_id} - {own.user_id}:
        key = replace(own, user_id=person)
        other = await feedback.take_awaited(key)
        if other is not None and (other.awaited, other.subject) == (awaited, subject):
            found.append(key)
        elif other is not None:
            await feedback.put_back(key, other)
    return tuple(found)
