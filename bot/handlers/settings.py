"""/settings, in a group and in private: the card, its pages, and what is typed for a setting."""

from collections.abc import Sequence

from telegram import Message, Update
from telegram.error import TelegramError

from bot.domain.dialogue import Awaited
from bot.domain.errors import NotAllowedError, OutdatedError
from bot.domain.roles import Action, Actor
from bot.domain.series import DayOffPolicy
from bot.handlers import habits
from bot.handlers.browsing import replace
from bot.handlers.context import BotContext
from bot.handlers.leaders import chat_of, id_of, names_of, naming_of
from bot.handlers.people import actor_of, called, is_private, key_of, place_of, question_of, sender_of
from bot.handlers.waiting import conversations, taken
from bot.services.preference_words import NO_WORDS, read_leads, read_quiet, read_zone
from bot.views import settings, words
from bot.views.calendar_edits import addressed
from bot.views.callbacks import Press
from bot.views.markup import Reply
from bot.views.settings import ASK, CARD, LEADERS, LEADS, NONE, POLICY, QUIET, ZONE, Choice, Whose


async def on_settings(update: Update, context: BotContext) -> None:
    """The settings; in a group as a reply to somebody's message, asks whether to name that person a leader."""
    message, actor = update.message, actor_of(update)
    if message is None or actor is None:
        return
    await context.services.feedback.take_awaited(key_of(message, sender_of(message)))
    if is_private(message):
        await context.notifier.send(place_of(message), await own_card(actor, context))
        return
    await context.services.access.require(actor, Action.MANAGE_LEADERS)
    reply = naming_of(message) or await _page(actor, Whose(actor.chat_id, private=False), CARD, context)
    await context.notifier.send(place_of(message), reply, message.message_id)


async def on_preference(update: Update, message: Message, press: Press, context: BotContext) -> None:
    """A button of the settings: opens a page, changes something, or asks for it to be typed."""
    chat_id, page, *values = press.args
    actor, whose = await _meant(update, message, chat_of(chat_id), context)
    await context.services.access.require(actor, Action.MANAGE_CALENDAR)
    if values == [ASK]:
        await _ask(update, message, whose, page, context)
        return
    await context.services.feedback.take_awaited(key_of(message, update.effective_user))
    if page in habits.PAGES:
        await replace(message, await habits.habits_page(actor, whose, page, values, context), context)
        await habits.show_sign_up(whose, page, values, context)
        return
    if values:
        await _set(actor, page, values, context)
    await replace(message, await _page(actor, whose, page, context), context)


async def on_unname_leader(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """Takes the role of a leader away, and shows who is left. Older buttons name no chat."""
    user_id, *chat = map(id_of, press.args)
    actor, whose = await _meant(update, message, chat[0] if chat else message.chat_id, context)
    gone = await context.services.access.unname_leader(actor, user_id)
    try:
        reply = await _page(actor, whose, LEADERS, context)
    except NotAllowedError:  # it was their own role
        reply = settings.render_gave_up()
    await replace(message, reply, context)
    return None if gone else words.SETTINGS_GONE


async def on_typed(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """What was typed for a setting. What is not understood is asked for again."""
    page, chat_id, *asked = subject.split(":")
    keys = await taken(message, int(asked[0]) if asked else message.chat_id, Awaited.PREFERENCE, subject, context)
    actor, whose = await _meant(update, message, int(chat_id), context)
    await context.services.access.require(actor, Action.MANAGE_CALENDAR)
    to = None if is_private(message) else message.message_id
    if await _set_typed(actor, page, question_of(message, context.bot.username), context):
        reply = await _page(actor, whose, page, context)
    else:
        for key in keys:
            await context.services.feedback.wait_for(key, Awaited.PREFERENCE, subject)
        reply = settings.render_not_read(page)
    await context.notifier.send(place_of(message), reply, to)


async def own_card(actor: Actor, context: BotContext) -> Reply:
    """The settings in a private chat, and the ways to other calendars."""
    focused = await context.services.focus.focused(actor)
    chat_id = focused.actor.chat_id
    whose = Whose(chat_id, private=True, title=await title_of(chat_id, context))
    if focused.lost:
        return settings.render_lost(whose, await _choices(actor, context), outside=focused.outside)
    return await _page(focused.actor, whose, CARD, context)


async def title_of(chat_id: int, context: BotContext) -> str:
    """What a group is called; empty for somebody's own calendar, and where Telegram does not tell."""
    if chat_id > 0:
        return ""
    try:
        chat = await context.bot.get_chat(chat_id)
    except TelegramError:
        return ""
    return chat.title or ""


# ---- whose, and which page


async def _meant(update: Update, message: Message, chat_id: int, context: BotContext) -> tuple[Actor, Whose]:
    """Whoever stands behind an update in the chat that a button or a question is about. Raises OutdatedError where
    their chat is about another one by now."""
    actor = actor_of(update)
    if actor is None:
        raise OutdatedError
    meant = await context.services.focus.actor(actor)
    if meant.chat_id != chat_id:
        raise OutdatedError
    private = is_private(message)
    return meant, Whose(chat_id, private=private, title=await title_of(chat_id, context) if private else "")


async def _page(actor: Actor, whose: Whose, page: str, context: BotContext) -> Reply:
    """A page as it is now. Raises OutdatedError where there is no such page."""
    if page == LEADERS and whose.group:
        leaders = await context.services.access.leaders(actor)
        return settings.render_leaders(whose, leaders, await names_of(leaders, context))
    preferences = await context.services.preferences.get(actor)
    if page in settings.PAGES:
        return settings.PAGES[page](whose, preferences)
    if page != CARD:
        raise OutdatedError
    named = len(await context.services.access.leaders(actor)) if whose.group else 0
    private_actor = Actor(actor.user_id, actor.user_id, private=True)
    choices = await _choices(private_actor, context) if whose.private else ()
    said = await habits.habits_line(actor, whose, context)
    return settings.render_card(whose, preferences, named, context.bot.username, choices, habits=said)


async def _choices(actor: Actor, context: BotContext) -> Sequence[Choice]:
    chosen = (await context.services.focus.choices(actor))[: settings.MOST_CHOICES]
    return [Choice(chat_id, await title_of(chat_id, context)) for chat_id in chosen]


# ---- changing


async def _set(actor: Actor, page: str, values: list[str], context: BotContext) -> None:
    """What a button stands for. Raises ValueError, IndexError, OutdatedError where it is none of ours."""
    service, value = context.services.preferences, values[0]
    if page == ZONE:
        await service.change(actor, zone=value)
    elif page == QUIET:
        await service.change(actor, quiet=settings.quiet_of(value))
    elif page == LEADS and value == NONE:
        await service.change(actor, leads=())
    elif page == LEADS:
        await service.set_lead(actor, settings.lead_of(value), wanted=values[1] == "1")
    elif page == POLICY:
        await service.change(actor, policy=DayOffPolicy(value))
    else:
        raise OutdatedError


async def _set_typed(actor: Actor, page: str, typed: str, context: BotContext) -> bool:
    """Change what was typed. Returns whether it was understood."""
    service, nothing = context.services.preferences, typed in NO_WORDS
    if page == ZONE and (zone := read_zone(typed)):
        await service.change(actor, zone=zone)
    elif page == QUIET and (nothing or (quiet := read_quiet(typed))):
        await service.change(actor, quiet=None if nothing else quiet)
    elif page == LEADS and nothing:
        await service.change(actor, leads=())
    elif page == LEADS and (leads := read_leads(typed)):
        before = await service.get(actor)
        await service.change(actor, leads=(*before.leads, *leads))
    else:
        return False
    return True


async def _ask(update: Update, message: Message, whose: Whose, page: str, context: BotContext) -> None:
    """Ask for a value in the person's own words; in a group by name, under the card."""
    user, actor = update.effective_user, actor_of(update)
    prompt = settings.render_prompt(page) if page in settings.PROMPTS else None
    if user is None or actor is None or prompt is None:
        raise OutdatedError
    subject = f"{page}:{whose.chat_id}:{user.id}"
    for key in await conversations(message, user, actor, context):
        await context.services.feedback.wait_for(key, Awaited.PREFERENCE, subject)
    if not whose.private:
        prompt = addressed(prompt, user.id, called(user))
    await context.notifier.send(place_of(message), prompt, None if whose.private else message.message_id)
