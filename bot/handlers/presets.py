"""/presets: the duties that the documents state."""

from telegram import Message, Update

from bot.domain.errors import OutdatedError
from bot.domain.roles import Actor
from bot.handlers import drafting
from bot.handlers.browsing import replace
from bot.handlers.calendar import actor_in_focus
from bot.handlers.context import BotContext
from bot.handlers.leaders import chat_of
from bot.handlers.people import actor_of, called, is_private, place_of
from bot.handlers.settings import title_of
from bot.notifier import Place
from bot.services.drafted import TooManyError
from bot.services.knowledge import reference
from bot.services.opening import in_chat
from bot.views import draft_words
from bot.views import presets_words as words
from bot.views.callbacks import Press
from bot.views.markup import Reply
from bot.views.presets import render_presets
from bot.views.presets_buttons import What
from bot.views.roster import render_roster
from bot.views.settings import Whose
from knowledge.models import Obligation


async def on_presets(update: Update, context: BotContext) -> None:
    """/presets: what the documents state, and what of it stands in the calendar."""
    message, actor = update.message, await actor_in_focus(update, context)
    if message is None or actor is None:
        return
    reply = await _list(actor, message, context)
    await context.notifier.send(place_of(message), reply, None if is_private(message) else message.message_id)


async def on_press(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button: of the chat that it names, from there or from a private chat."""
    actor = actor_of(update)
    if actor is None:
        raise OutdatedError
    what, meant = What(press.args[0]), in_chat(actor, chat_of(press.args[1]))
    if what is What.SET:
        return await _set(update, message, meant, press.args[2], context)
    if what is What.ROSTER:
        return await _post_roster(message, meant, press.args[2], context)
    if what is What.SILENCE:
        await context.services.habits.change(meant, duties=False)
        return words.SILENCED
    await replace(message, await _list(meant, message, context, everything=what is What.ALL), context)
    return None


async def _set(update: Update, message: Message, actor: Actor, ref: str, context: BotContext) -> str | None:
    """The card of a duty in place of the list; where it was set meanwhile, the list as it is now."""
    duty, user = _duty(ref, context), update.effective_user
    if duty is None or user is None:
        return words.GONE
    preset = await context.services.duties.preset(actor, duty)
    if preset.reminder is not None:
        await replace(message, await _list(actor, message, context), context)
        return words.ALREADY_SET
    thread_id = place_of(message).thread_id if actor.chat_id == message.chat_id else None
    try:
        draft = await context.services.drafting.begin_duty(actor, duty, thread_id=thread_id, name=called(user))
    except TooManyError:
        return draft_words.TOO_MANY
    await drafting.open_card(update, message, draft, context)
    return None


async def _post_roster(message: Message, actor: Actor, series_id: str, context: BotContext) -> str | None:
    """The card of the roster into the group, where everybody can put themselves on it; once where somebody pressed
    twice."""
    await context.services.rosters.require_manager(actor, actor.chat_id)
    reminder = await context.services.calendar.reminder(actor, series_id)
    members = await context.services.rosters.members(actor, actor.chat_id)
    cards, place = context.services.rosters.cards, Place(actor.chat_id, reminder.thread_id)
    if not await cards.post(place.chat_id, place.thread_id):
        return words.ROSTER_THERE
    sent = await context.notifier.send(place, render_roster(Whose(actor.chat_id, private=False), members))
    if sent is None:
        await cards.not_posted(place.chat_id, place.thread_id)
        return words.ROSTER_NOT_SENT
    return words.ROSTER_SENT if is_private(message) else None


def _duty(ref: str, context: BotContext) -> Obligation | None:
    obligations = context.services.knowledge.now.base.obligations
    return next((each for each in obligations if reference(each.id) == ref), None)


async def _list(actor: Actor, message: Message, context: BotContext, *, everything: bool = False) -> Reply:
    presets = await context.services.duties.presets(actor)
    group = "" if actor.chat_id == message.chat_id else await title_of(actor.chat_id, context)
    base = context.services.knowledge.now.base
    return render_presets(presets, base, actor.chat_id, group=group, everything=everything)
