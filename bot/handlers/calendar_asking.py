"""What the cards of the calendar ask for in writing, and what is made of the answers."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from telegram import Message, Update

from bot.domain.dialogue import Awaited, ConversationKey
from bot.domain.edits import EditError
from bot.domain.errors import OutdatedError
from bot.domain.habits import items_kind
from bot.domain.meeting import OWN_KIND
from bot.domain.roles import Actor
from bot.domain.tidying import one_line
from bot.handlers.calendar import Pressed, actor_in_focus, render_card_of
from bot.handlers.context import BotContext
from bot.handlers.people import called, is_private, place_of, question_of
from bot.handlers.signing_up import refresh_occurrence
from bot.handlers.waiting import conversations, taken
from bot.services.calendar import BEGUN, Coming
from bot.services.drafted import MAX_LEADS, MAX_TITLE, MAX_VENUE
from bot.services.preference_words import LONGEST_LEAD
from bot.services.retiming import NO_NOTICE, NOTHING_HEARD, Heard, NoTime, lead_times, new_time
from bot.views import calendar_edits as edits
from bot.views import calendar_words as words
from bot.views.calendar import with_word
from bot.views.calendar_buttons import pack, unpack
from bot.views.markup import Reply, say
from bot.views.words import CANCELLED
from bot.views.zones import say_at
from intents.timeexpr.rules import Once

MOST_OPEN = 4
"""Questions of one conversation that a reply can still answer."""


class Field(StrEnum):
    """What is asked for."""

    TIME = "m"
    TITLE = "t"
    VENUE = "v"
    LEADS = "l"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody was asked for."""

    message_id: int
    """The message that asks; 0 where it could not be sent."""
    user_id: int
    """Who was asked."""
    field: Field
    series_id: str
    recurrence_id: str = ""
    """The occurrence that it is about, packed."""
    heard: Heard = NOTHING_HEARD

    @property
    def line(self) -> str:
        """A line of what is awaited; the hour, which may hold a colon, comes last."""
        heard = self.heard
        day = heard.day.isoformat() if heard.day else ""
        asked = (str(self.message_id), str(self.user_id), self.field.value, self.series_id, self.recurrence_id)
        return " ".join(":".join((*asked, day, heard.part, heard.period, heard.hour)).split())

    @classmethod
    def of(cls, line: str) -> Self:
        """The question of a line. Raises OutdatedError where it is none."""
        try:
            message_id, user_id, field, series_id, recurrence_id, day, part, period, hour = line.split(":", 8)
            heard = Heard(date.fromisoformat(day) if day else None, part, hour, period)
            return cls(int(message_id), int(user_id), Field(field), series_id, recurrence_id, heard)
        except ValueError as error:
            raise OutdatedError from error


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to an answer."""

    reply: Reply
    again: Heard | None = None
    """Where it is asked again: what of the answer is known."""


async def ask_time(pressed: Pressed) -> None:
    """Asks for the new time of an occurrence."""
    coming = await pressed.calendar.occurrence(pressed.actor, pressed.series_id, pressed.recurrence_id)
    await _ask(pressed, edits.ask_new_time(coming), Field.TIME, pack(pressed.recurrence_id))


async def ask_title(pressed: Pressed) -> None:
    """Asks for a title."""
    await _ask(pressed, edits.ask_title(await pressed.standing()), Field.TITLE)


async def ask_venue(pressed: Pressed) -> None:
    """Asks for a place."""
    await _ask(pressed, edits.ask_venue(await pressed.standing()), Field.VENUE)


async def ask_leads(pressed: Pressed) -> None:
    """Asks for lead times."""
    await _ask(pressed, edits.ask_leads(await pressed.standing()), Field.LEADS)


async def on_answer(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """What a card asked for. What cannot be used is asked for again.

    A reply to an earlier question answers that one; then the later ones are still open.
    """
    questions = [Question.of(line) for line in subject.splitlines()]
    replied = message.reply_to_message.message_id if message.reply_to_message else 0
    place = next((at for at, each in enumerate(questions) if each.message_id == replied), 0)
    question, later = questions[place], questions[:place]
    keys = await taken(message, question.user_id, Awaited.CALENDAR, subject, context)
    actor = await actor_in_focus(update, context)
    if actor is None:
        return
    typed = question_of(message, context.bot.username)
    backwards = typed.lstrip("« ") in words.BACKWARDS
    answer = Answer(say(CANCELLED)) if backwards else await _READ[question.field](actor, question, typed, context)
    to = None if is_private(message) else message.message_id
    sent = await context.notifier.send(place_of(message), answer.reply, to)
    if answer.again is not None:
        later = [replace(question, message_id=sent or 0, heard=answer.again), *later]
    if later:
        await _wait(keys, later, context)
    if question.field is Field.TIME and not backwards and answer.again is None:
        await refresh_occurrence(question.series_id, unpack(question.recurrence_id), context)


async def _ask(pressed: Pressed, question: Reply, field: Field, recurrence_id: str = "") -> None:
    """Ask whoever pressed; in a group by name, under the card. What was asked before can still be replied to."""
    message, user, context = pressed.message, pressed.user, pressed.context
    private = is_private(message)
    keys = await conversations(message, user, pressed.actor, context)
    before = await context.services.feedback.take_awaited(keys[0])
    asked = question if private else edits.addressed(question, user.id, called(user))
    sent = await context.notifier.send(place_of(message), asked, None if private else message.message_id)
    earlier = before.subject.splitlines() if before and before.awaited is Awaited.CALENDAR else []
    latest = Question(sent or 0, user.id, field, pressed.series_id, recurrence_id)
    await _wait(keys, [latest, *map(Question.of, earlier[: MOST_OPEN - 1])], context)


async def _wait(keys: Iterable[ConversationKey], questions: Iterable[Question], context: BotContext) -> None:
    subject = "\n".join(each.line for each in questions)
    for key in keys:
        await context.services.feedback.wait_for(key, Awaited.CALENDAR, subject)


async def _time(actor: Actor, question: Question, typed: str, context: BotContext) -> Answer:
    calendar, series_id, recurrence_id = context.services.calendar, question.series_id, unpack(question.recurrence_id)
    coming = await calendar.occurrence(actor, series_id, recurrence_id, BEGUN)
    zone, occurrence = coming.reminder.series.zone, coming.occurrence
    found = new_time(typed, occurrence.starts_at, zone, context.services.clock.now(), question.heard)
    if isinstance(found, NoTime):
        return Answer(edits.ask_time_again(found), found.heard)
    if found == occurrence.starts_at:
        return Answer(edits.ask_other_time(words.NEW_TIME_SAME, found, zone), NOTHING_HEARD)
    if await _is_taken(actor, coming, found, context):
        return Answer(edits.ask_other_time(words.NEW_TIME_TAKEN, found, zone), NOTHING_HEARD)
    if occurrence.moved and not occurrence.shifted and found == occurrence.recurrence_id:
        await calendar.move_back(actor, series_id, recurrence_id)
    else:
        await calendar.move(actor, series_id, recurrence_id, found)
    return await _done(words.MOVED_TO.format(date=say_at(found, zone)), actor, series_id, context)


async def _is_taken(actor: Actor, moving: Coming, at: datetime, context: BotContext) -> bool:
    """Whether another occurrence of the series takes place at an instant: one that is there by the rule, or one of
    those at hand."""
    calendar, series_id = context.services.calendar, moving.reminder.series.id
    others = list((await calendar.standing(actor, series_id)).at_hand)
    with suppress(EditError):  # there is none, or it is cancelled
        others.append((await calendar.occurrence(actor, series_id, at)).occurrence)
    own = moving.occurrence.recurrence_id
    return any(each.starts_at == at and each.recurrence_id != own and not each.cancelled for each in others)


async def _title(actor: Actor, question: Question, typed: str, context: BotContext) -> Answer:
    title = one_line(typed)
    if not title or len(title) > MAX_TITLE:
        return Answer(edits.ask_title_again(), NOTHING_HEARD)
    calendar, habits = context.services.calendar, context.services.habits
    before = (await calendar.reminder(actor, question.series_id)).series
    await calendar.rename(actor, question.series_id, title)
    others = [each.reminder.series for each in await calendar.reminders(actor)]
    counted = items_kind(before.kind, before.title)
    if before.kind == OWN_KIND and all(items_kind(each.kind, each.title) != counted for each in others):
        await habits.follow(actor, before.title, title)  # what the group added to its checklist stays with it
    return await _done(words.TITLE_DONE, actor, question.series_id, context)


async def _venue(actor: Actor, question: Question, typed: str, context: BotContext) -> Answer:
    venue = one_line(typed)
    if len(venue) > MAX_VENUE:
        return Answer(edits.ask_venue_again(), NOTHING_HEARD)
    await context.services.calendar.set_venue(actor, question.series_id, "" if venue in words.VENUE_NONE else venue)
    return await _done(words.VENUE_DONE, actor, question.series_id, context)


async def _leads(actor: Actor, question: Question, typed: str, context: BotContext) -> Answer:
    calendar, series_id = context.services.calendar, question.series_id
    if typed.strip("。") in NO_NOTICE:
        return Answer(edits.ask_leads_again(words.LEADS_NEVER), NOTHING_HEARD)
    series = (await calendar.reminder(actor, series_id)).series
    times = [moment.time() for moment in series.rule.moments] if isinstance(series.rule, Once) else series.times
    leads = lead_times(typed, sorted(set(times)), series.zone)
    if any(lead > LONGEST_LEAD for lead in leads):
        return Answer(edits.ask_leads_again(words.LEADS_TOO_LONG.format(days=LONGEST_LEAD.days)), NOTHING_HEARD)
    if not leads or len(leads) > MAX_LEADS:
        return Answer(edits.ask_leads_again(words.LEADS_BAD.format(most=MAX_LEADS)), NOTHING_HEARD)
    await calendar.set_leads(actor, series_id, leads)
    return await _done(words.LEADS_DONE, actor, series_id, context)


async def _done(word: str, actor: Actor, series_id: str, context: BotContext) -> Answer:
    """What was done, and the card as it is now."""
    return Answer(with_word(word, await render_card_of(actor, series_id, context)))


_READ: dict[Field, Callable[[Actor, Question, str, BotContext], Awaitable[Answer]]] = {
    Field.TIME: _time,
    Field.TITLE: _title,
    Field.VENUE: _venue,
    Field.LEADS: _leads,
}
