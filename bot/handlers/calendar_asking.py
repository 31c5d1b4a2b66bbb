"""What the cards of the calendar ask for in writing, and what is made of the answers."""

import unicodedata
from collections.abc import Awaitable, Callable
from enum import StrEnum

from telegram import Message, Update

from bot.domain.dialogue import Awaited, ConversationKey
from bot.domain.roles import Actor
from bot.handlers.calendar import Pressed, actor_in_focus
from bot.handlers.context import BotContext
from bot.handlers.people import is_private, key_of, place_of, question_of, sender_of
from bot.services.calendar import BEGUN
from bot.services.drafted import MAX_LEADS, MAX_TITLE, MAX_VENUE
from bot.services.retiming import NoTime, lead_times, new_time
from bot.views import calendar_edits as edits
from bot.views import calendar_words as words
from bot.views.calendar import render_card, say_at, with_word
from bot.views.calendar_buttons import pack, unpack
from bot.views.markup import Reply
from intents.timeexpr.rules import Once


class Field(StrEnum):
    """What is asked for."""

    TIME = "m"
    TITLE = "t"
    VENUE = "v"
    LEADS = "l"


async def ask_time(pressed: Pressed) -> None:
    """Asks for the new time of an occurrence."""
    coming = await pressed.calendar.occurrence(pressed.actor, pressed.series_id, pressed.recurrence_id)
    await _ask(pressed, edits.ask_new_time(coming), Field.TIME, pressed.series_id, pack(pressed.recurrence_id))


async def ask_title(pressed: Pressed) -> None:
    """Asks for a title."""
    await _ask(pressed, edits.ask_title(await pressed.standing()), Field.TITLE, pressed.series_id)


async def ask_venue(pressed: Pressed) -> None:
    """Asks for a place."""
    await _ask(pressed, edits.ask_venue(await pressed.standing()), Field.VENUE, pressed.series_id)


async def ask_leads(pressed: Pressed) -> None:
    """Asks for lead times."""
    await _ask(pressed, edits.ask_leads(await pressed.standing()), Field.LEADS, pressed.series_id)


async def on_answer(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """What a card asked for. What cannot be used is asked for again."""
    actor = await actor_in_focus(update, context)
    if actor is None:
        return
    field, *args = subject.split(":")
    typed = question_of(message, context.bot.username)
    reply = await _READ[Field(field)](actor, args, typed, context)
    if reply.force_reply:
        await context.services.feedback.wait_for(key_of(message, sender_of(message)), Awaited.CALENDAR, subject)
    to = None if is_private(message) else message.message_id
    await context.notifier.send(place_of(message), reply, to)


async def _ask(pressed: Pressed, question: Reply, field: Field, *args: str) -> None:
    """Ask whoever pressed; in a group by name, under the card."""
    message, user, context = pressed.message, pressed.user, pressed.context
    place, private = place_of(message), is_private(message)
    key = ConversationKey(place.chat_id, user.id, place.thread_id or 0)
    await context.services.feedback.wait_for(key, Awaited.CALENDAR, ":".join((field.value, *args)))
    asked = question if private else edits.addressed(question, user.id, user.full_name)
    await context.notifier.send(place, asked, None if private else message.message_id)


async def _time(actor: Actor, args: list[str], typed: str, context: BotContext) -> Reply:
    calendar, series_id, recurrence_id = context.services.calendar, args[0], unpack(args[1])
    coming = await calendar.occurrence(actor, series_id, recurrence_id, BEGUN)
    zone = coming.reminder.series.zone
    found = new_time(typed, coming.occurrence.starts_at, zone, context.services.clock.now())
    if isinstance(found, NoTime):
        return edits.ask_time_again(found)
    await calendar.move(actor, series_id, recurrence_id, found)
    return await _done(words.MOVED_TO.format(date=say_at(found, zone)), actor, series_id, context)


async def _title(actor: Actor, args: list[str], typed: str, context: BotContext) -> Reply:
    title = _tidy(typed)
    if not title or len(title) > MAX_TITLE:
        return edits.ask_title_again()
    await context.services.calendar.rename(actor, args[0], title)
    return await _done(words.TITLE_DONE, actor, args[0], context)


async def _venue(actor: Actor, args: list[str], typed: str, context: BotContext) -> Reply:
    venue = _tidy(typed)
    if len(venue) > MAX_VENUE:
        return edits.ask_venue_again()
    await context.services.calendar.set_venue(actor, args[0], "" if venue in words.VENUE_NONE else venue)
    return await _done(words.VENUE_DONE, actor, args[0], context)


async def _leads(actor: Actor, args: list[str], typed: str, context: BotContext) -> Reply:
    calendar, series_id = context.services.calendar, args[0]
    series = (await calendar.reminder(actor, series_id)).series
    times = [moment.time() for moment in series.rule.moments] if isinstance(series.rule, Once) else series.times
    leads = lead_times(typed, sorted(set(times)), series.zone)
    if not leads or len(leads) > MAX_LEADS:
        return edits.ask_leads_again()
    await calendar.set_leads(actor, series_id, leads)
    return await _done(words.LEADS_DONE, actor, series_id, context)


async def _done(word: str, actor: Actor, series_id: str, context: BotContext) -> Reply:
    """What was done, and the card as it is now."""
    return with_word(word, render_card(await context.services.calendar.standing(actor, series_id)))


def _tidy(typed: str) -> str:
    """One line, without what cannot be printed."""
    line = " ".join(typed.split())
    return "".join(each for each in line if unicodedata.category(each) not in {"Cc", "Cs"})


_READ: dict[Field, Callable[[Actor, list[str], str, BotContext], Awaitable[Reply]]] = {
    Field.TIME: _time,
    Field.TITLE: _title,
    Field.VENUE: _venue,
    Field.LEADS: _leads,
}
