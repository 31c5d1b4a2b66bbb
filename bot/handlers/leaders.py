"""/settings in a group: who is a leader."""

from telegram import Message, Update, User
from telegram.error import TelegramError

from bot.domain.roles import Action, Actor
from bot.handlers.context import BotContext
from bot.handlers.people import actor_of, is_private, place_of
from bot.views import pages, words
from bot.views.markup import Reply, say


async def on_settings(update: Update, context: BotContext) -> None:
    """The leaders of the group; as a reply to somebody's message, asks whether to name that person."""
    message, actor = update.message, actor_of(update)
    if message is None or actor is None:
        return
    if is_private(message):
        await context.notifier.send(place_of(message), say(words.SETTINGS_PRIVATE))
        return
    await context.services.access.require(actor, Action.MANAGE_LEADERS)
    person = _replied_person(message)
    if person is not None and (person.is_bot or _not_a_person(message)):
        reply = say(words.SETTINGS_NOT_A_PERSON)
    elif person is not None:
        reply = pages.render_name_leader(person.id, person.full_name)
    else:
        reply = await leaders_card(actor, context)
    await context.notifier.send(place_of(message), reply, message.message_id)


async def leaders_card(actor: Actor, context: BotContext) -> Reply:
    """The named leaders with their names as the group knows them now."""
    leaders = await context.services.access.leaders(actor)
    shown = [leader.user_id for leader in leaders[: pages.MAX_LEADERS]]
    names = {user_id: await name_of(actor.chat_id, user_id, context) for user_id in shown}
    return pages.render_settings(leaders, {user_id: name for user_id, name in names.items() if name})


async def name_of(chat_id: int, user_id: int, context: BotContext) -> str:
    """A person's name in a group; empty where Telegram does not tell."""
    try:
        member = await context.bot.get_chat_member(chat_id, user_id)
    except TelegramError:
        return ""
    return member.user.full_name


def _replied_person(message: Message) -> User | None:
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    return replied.from_user


def _not_a_person(message: Message) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.sender_chat is not None
