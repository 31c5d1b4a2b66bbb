"""/meetings and /next, and what a pressed button of the calendar comes with."""

from dataclasses import dataclass
from datetime import datetime

from telegram import Message, Update, User

from bot.domain.roles import Actor
from bot.handlers.browsing import replace
from bot.handlers.context import BotContext
from bot.handlers.leaders import name_of
from bot.handlers.people import actor_of, is_private, place_of
from bot.handlers.settings import title_of
from bot.services.calendar import Calendar, Standing
from bot.views import calendar_words, words
from bot.views.calendar import render_card, render_list, render_next
from bot.views.calendar_buttons import unpack
from bot.views.markup import Reply

NEXT = 5
"""How many occurrences /next names."""


async def on_meetings(update: Update, context: BotContext) -> None:
    """/meetings: what stands in the calendar; for leaders with a button for each reminder."""
    message, actor = update.message, await actor_in_focus(update, context)
    if message is None or actor is None:
        return
    await _answer(message, await list_of(actor, message, context), context)


async def on_next(update: Update, context: BotContext) -> None:
    """/next: what comes next."""
    message, actor = update.message, await actor_in_focus(update, context)
    if message is None or actor is None:
        return
    calendar = context.services.calendar
    coming, manager = await calendar.coming(actor, NEXT), await calendar.is_manager(actor)
    headline = await headline_of(actor, message, context)
    await _answer(message, render_next(coming, headline, manager=manager), context)


async def actor_in_focus(update: Update, context: BotContext) -> Actor | None:
    """Whoever stands behind an update, in the chat whose calendar is meant; none for updates without a person."""
    actor = actor_of(update)
    return None if actor is None else await context.services.focus.actor(actor)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of the calendar that somebody pressed."""

    update: Update
    message: Message
    user: User
    actor: Actor
    args: tuple[str, ...]
    context: BotContext

    @property
    def calendar(self) -> Calendar:
        """The calendar."""
        return self.context.services.calendar

    @property
    def series_id(self) -> str:
        """The series that the button is about."""
        return self.args[0]

    @property
    def recurrence_id(self) -> datetime:
        """The occurrence that the button is about. Raises ValueError, IndexError where there is none."""
        return unpack(self.args[1])

    async def standing(self) -> Standing:
        """How the reminder stands now."""
        return await self.calendar.standing(self.actor, self.series_id)

    async def show(self, reply: Reply) -> None:
        """Say it in place of the message with the button."""
        await replace(self.message, reply, self.context)


async def render_card_of(actor: Actor, series_id: str, context: BotContext) -> Reply:
    """The card of a reminder as it is now. Raises OutdatedError."""
    services = context.services
    standing = await services.calendar.standing(actor, series_id)
    return render_card(standing, services.guide.name(standing.reminder.series.kind))


async def list_of(actor: Actor, message: Message, context: BotContext, page: int = 0) -> Reply:
    """The list as this actor may see it."""
    calendar = context.services.calendar
    found = await calendar.reminders(actor)
    headline = await headline_of(actor, message, context)
    return render_list(found, headline, manager=await calendar.is_manager(actor), page=page)


async def headline_of(actor: Actor, message: Message, context: BotContext) -> str:
    """Whose calendar it is."""
    if actor.chat_id != message.chat_id:
        title = await title_of(actor.chat_id, context) or calendar_words.UNKNOWN_GROUP
        return calendar_words.OF_GROUP.format(title=title)
    return calendar_words.OWN if is_private(message) else calendar_words.HERE


async def file_title_of(actor: Actor, message: Message, context: BotContext) -> str:
    """What a calendar file of the actor's calendar is called: the group by its name, since it leaves the group."""
    here = actor.chat_id == message.chat_id
    title = message.chat.title if here else await title_of(actor.chat_id, context)
    return calendar_words.FILE_OF_GROUP.format(title=title) if title else calendar_words.FILE_OF_CHAT


async def shown_name(chat_id: int, user_id: int, context: BotContext) -> str:
    """A person's name in a group; their number where Telegram does not tell."""
    return await name_of(chat_id, user_id, context) or words.UNKNOWN_PERSON.format(user_id=user_id)


async def _answer(message: Message, reply: Reply, context: BotContext) -> None:
    to = None if is_private(message) else message.message_id
    await context.notifier.send(place_of(message), reply, to)
