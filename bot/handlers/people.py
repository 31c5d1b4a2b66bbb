"""Who stands behind an update and where; what a message asks."""

import re
from collections.abc import Iterator

from telegram import Chat, Message, MessageEntity, Update, User
from telegram.constants import ChatType

from bot.domain.dialogue import ConversationKey
from bot.domain.roles import Actor
from bot.notifier import Place
from bot.views import words

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_COMMAND = re.compile(r"^/[a-z0-9_]{1,32}(@\w+)?\s*", re.IGNORECASE | re.ASCII)


def place_of(message: Message) -> Place:
    """Where to answer a message. The topic only where the message is in one: replies in ordinary groups carry a
    thread id, too."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat_id, thread)


def key_of(message: Message, person: User | Chat | None) -> ConversationKey:
    """The conversation that a message belongs to. Who writes as a group or a channel is that chat."""
    user_id = person.id if person else message.chat_id
    return ConversationKey(message.chat_id, user_id, place_of(message).thread_id or 0)


def sender_of(message: Message) -> User | Chat | None:
    """Who wrote a message: the chat where somebody writes in a chat's name, else the person."""
    return message.sender_chat or message.from_user


def called(person: User) -> str:
    """A person's name; their number where they have none any more, as deleted accounts."""
    return person.full_name or words.UNKNOWN_PERSON.format(user_id=person.id)


def actor_of(update: Update) -> Actor | None:
    """Whoever stands behind an update; none for updates without a person."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None:
        return None
    message = update.message
    sender_chat = message.sender_chat if message else None
    if sender_chat is not None and sender_chat.id != chat.id:
        return Actor(sender_chat.id, chat.id, private=False)
    anonymous = sender_chat is not None
    return Actor(user.id, chat.id, private=chat.type == ChatType.PRIVATE, anonymous_admin=anonymous)


def is_private(message: Message) -> bool:
    """Whether a message is in somebody's own chat with the bot."""
    return message.chat.type == ChatType.PRIVATE


def text_of(message: Message) -> str:
    """What a message says: its text or its caption."""
    return message.text or message.caption or ""


def question_of(message: Message, username: str) -> str:
    """What a message asks: its text without the command in front and without mentions of the bot."""
    text = _COMMAND.sub("", text_of(message))
    return re.sub(rf"@{re.escape(username)}(?!\w)", " ", text, flags=re.IGNORECASE | re.ASCII).strip()


def is_addressed(message: Message, bot_id: int, username: str) -> bool:
    """Whether a message in a group speaks to the bot: answers one of its messages, or names it."""
    replied = message.reply_to_message
    # In a topic every message answers the service message that opened it, which the bot may have sent.
    opened_topic = replied is not None and replied.forum_topic_created is not None
    if replied and not opened_topic and replied.from_user and replied.from_user.id == bot_id:
        return True
    return f"@{username}".lower() in map(str.lower, _mentions(message))


def _mentions(message: Message) -> Iterator[str]:
    """The names that a message mentions. An entity in a wrong place is no reason to fail, as it is for the library."""
    units = text_of(message).encode("utf-16-le", "replace")
    for entity in (*message.entities, *message.caption_entities):
        if entity.type == MessageEntity.MENTION:
            yield units[max(entity.offset, 0) * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le", "replace")
