"""Who leads a group: naming by a reply, taking the role away by a button."""

from collections.abc import Sequence

from telegram import Message, Update, User
from telegram.error import TelegramError

from bot.domain.errors import OutdatedError
from bot.domain.roles import Leader
from bot.handlers.browsing import replace
from bot.handlers.context import BotContext
from bot.handlers.people import actor_of, called
from bot.views import pages, words
from bot.views.callbacks import Press
from bot.views.markup import Reply, say
from bot.views.pages import MAX_LEADERS

MAX_ID = 2**52
"""Ids have at most 52 bits, and the databases take 63."""

MAX_DIGITS = 18
"""Characters that are looked at at all."""


def naming_of(message: Message) -> Reply | None:
    """What /settings as a reply to somebody's message comes to: the question whether to name that person, or why
    nobody can be. None where it is no such reply."""
    person = _replied_person(message)
    if person is None:
        return None
    if person.is_bot or _not_a_person(message):
        return say(words.SETTINGS_NOT_A_PERSON)
    return pages.render_name_leader(person.id, called(person))


async def names_of(leaders: Sequence[Leader], context: BotContext) -> dict[int, str]:
    """The leaders that a card shows, with their names as the group knows them now, or else their ids."""
    return {each.user_id: await shown_name(each.chat_id, each.user_id, context) for each in leaders[:MAX_LEADERS]}


async def shown_name(chat_id: int, user_id: int, context: BotContext) -> str:
    """A person's name in a group, or else their id."""
    return await name_of(chat_id, user_id, context) or words.UNKNOWN_PERSON.format(user_id=user_id)


async def name_of(chat_id: int, user_id: int, context: BotContext) -> str:
    """A person's name in a group; empty where Telegram does not tell."""
    try:
        member = await context.bot.get_chat_member(chat_id, user_id)
    except TelegramError:
        return ""
    return member.user.full_name or ""


def id_of(text: str) -> int:
    """The id of a chat or a person in a button. Raises ValueError for what is none, or larger than any."""
    if len(text) > MAX_DIGITS or abs(number := int(text)) >= MAX_ID:
        raise ValueError("no id")
    return number


def chat_of(text: str) -> int:
    """The id of a chat in a button. Raises ValueError for what is none."""
    if not (chat_id := id_of(text)):
        raise ValueError("no chat")
    return chat_id


async def on_name_leader(update: Update, message: Message, press: Press, context: BotContext) -> None:
    """Makes somebody a leader of the group with the button."""
    actor = actor_of(update)
    if actor is None:
        raise OutdatedError
    user_id = id_of(press.args[0])
    new = await context.services.access.name_leader(actor, user_id)
    name = await shown_name(actor.chat_id, user_id, context)
    sentence = words.SETTINGS_DONE if new else words.SETTINGS_ALREADY
    await replace(message, say(sentence.format(name=name)), context)


def _replied_person(message: Message) -> User | None:
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    return replied.from_user


def _not_a_person(message: Message) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.sender_chat is not None
