"""Whose calendar a private chat is about: by a link from a group, and by buttons."""

from telegram import Message, Update

from bot.domain.errors import OutdatedError
from bot.handlers.browsing import replace
from bot.handlers.context import BotContext
from bot.handlers.leaders import id_of
from bot.handlers.people import actor_of, is_private, key_of
from bot.handlers.settings import own_card, title_of
from bot.views import settings, words
from bot.views.answers import TOPICS_ROW
from bot.views.callbacks import Press
from bot.views.markup import Reply, say
from bot.views.settings import Whose


async def linked_group(update: Update, payload: str, context: BotContext) -> Reply:
    """What a link from a group comes to: the private chat is about that group from now on, where the person leads it.
    Raises NotAllowedError."""
    actor, chat_id = actor_of(update), settings.linked_chat(payload)
    if actor is None or chat_id is None:
        return say(words.LINK_OUTDATED, TOPICS_ROW)
    meant = await context.services.focus.choose(actor, await context.services.chats.current_id(chat_id))
    return await _focused(meant.chat_id, context)


async def on_focus(update: Update, message: Message, press: Press, context: BotContext) -> None:
    """A button that changes whose calendar it is; 0 stands for one's own. Nothing is awaited about the one before."""
    actor = actor_of(update)
    if actor is None or not is_private(message):
        raise OutdatedError
    chat_id, *origin = press.args
    await context.services.feedback.take_awaited(key_of(message, update.effective_user))
    meant = await context.services.focus.choose(actor, id_of(chat_id) or actor.user_id)
    if origin == [settings.FROM_SETTINGS]:
        await replace(message, await own_card(actor, context), context)
    else:
        await replace(message, await _focused(meant.chat_id, context), context)


async def _focused(chat_id: int, context: BotContext) -> Reply:
    return settings.render_focus(Whose(chat_id, private=True, title=await title_of(chat_id, context)))
