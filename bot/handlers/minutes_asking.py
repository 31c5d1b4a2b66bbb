"""What the pages of minutes ask for in writing, and what is made of the answers."""

from telegram import Chat, Message, Update, User

from bot.domain.dialogue import Awaited
from bot.domain.errors import OutdatedError
from bot.domain.minute_taking import Part, TooMuchError
from bot.domain.roles import Actor
from bot.handlers.context import BotContext
from bot.handlers.minutes_pressed import Pressed
from bot.handlers.people import actor_of, is_private, key_of, place_of, question_of, sender_of
from bot.handlers.waiting import conversations, taken
from bot.services.minutes import ChangedError, FiledError, mark_of
from bot.services.minutes_afterwards import UntoldError
from bot.views import minutes_words as words
from bot.views.calendar_edits import addressed
from bot.views.markup import Reply
from bot.views.minutes import (
    render_changed,
    render_page,
    render_people,
    render_prompt,
    render_too_much,
    render_written,
    say_written,
)
from bot.views.minutes_list import render_make_up_prompt

MAKE_UP = "m"
"""Stands in place of a part where a meeting is asked for."""

LONG = 3800
"""Telegram cuts longer texts into several messages: what follows such a one is likely its rest."""


async def ask_part(pressed: Pressed, part: Part) -> None:
    """Asks whoever pressed for a part. Raises FiledError."""
    page = await pressed.draft_page()
    subject = _subject(part, page.meeting.id, pressed.user.id, mark_of(page.minutes, part))
    await _ask(
        pressed.message, pressed.user, pressed.actor, subject, render_prompt(page, part), context=pressed.context
    )


async def ask_make_up(pressed: Pressed, chat_id: int) -> None:
    """Asks for a meeting that the calendar does not know. Raises NotAllowedError, OutdatedError."""
    await pressed.service.archive.this_year(pressed.actor, chat_id)
    subject = _subject(MAKE_UP, str(chat_id), pressed.user.id, "")
    await _ask(pressed.message, pressed.user, pressed.actor, subject, render_make_up_prompt(), context=pressed.context)


async def open_made_up(update: Update, message: Message, chat_id: int, said: str, *, context: BotContext) -> None:
    """/minutes 补记 with a sentence: opens that meeting. Bare: asks for it."""
    actor, sender = actor_of(update), sender_of(message)
    if actor is None or sender is None:
        return
    await context.services.minutes.archive.this_year(actor, chat_id)
    reply = await _made_up(actor, chat_id, said, _name(sender), context) if said else render_make_up_prompt()
    if reply.force_reply:
        subject = _subject(MAKE_UP, str(chat_id), sender.id, "")
        await context.services.feedback.wait_for(key_of(message, sender), Awaited.MINUTES, subject)
    await context.notifier.send(place_of(message), reply, None if is_private(message) else message.message_id)


async def on_typed(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """What was asked for. What cannot be used is asked for again."""
    what, about, user_id, mark = subject.split(":")
    keys = await taken(message, int(user_id), Awaited.MINUTES, subject, context)
    actor, name = actor_of(update), _name(sender_of(message))
    if actor is None:
        raise OutdatedError
    typed = question_of(message, context.bot.username)
    again = ""
    if what == MAKE_UP:
        reply = await _made_up(actor, int(about), typed, name, context)
        again = subject if reply.force_reply else ""
    else:
        reply, again = await _part(actor, about, Part(what), typed, name=name, mark=mark, context=context)
        again = again and _subject(again, about, int(user_id), await _mark(actor, about, Part(again), name, context))
    if again:
        for key in keys:
            await context.services.feedback.wait_for(key, Awaited.MINUTES, again)
    await context.notifier.send(place_of(message), reply, None if is_private(message) else message.message_id)


async def _part(
    actor: Actor, meeting_id: str, part: Part, typed: str, *, name: str, mark: str, context: BotContext
) -> tuple[Reply, str]:
    """What is said to a part that was typed, and which part is waited for again; none where that is over."""
    service = context.services.minutes
    try:
        written = await service.write(actor, meeting_id, part, typed, name=name, seen=mark)
    except FiledError:
        return render_page(await service.page(actor, meeting_id, name), words.ALREADY_FILED), ""
    except TooMuchError as error:
        return render_too_much(error.part, part), part.value
    except ChangedError:
        return render_changed(part), part.value
    if part is Part.PEOPLE:
        return render_people(written.page, word=say_written(written)), ""
    goes_on = part in {Part.POINTS, Part.WHOLE} and len(typed) >= LONG
    return render_written(written, goes_on=goes_on), Part.POINTS.value if goes_on else ""


async def _made_up(actor: Actor, chat_id: int, said: str, name: str, context: BotContext) -> Reply:
    """The page of a meeting that was named, or what is to be asked again."""
    service = context.services.minutes
    try:
        meeting = await service.afterwards.open(actor, chat_id, said)
    except UntoldError as error:
        return render_make_up_prompt(error.reason)
    return render_page(await service.page(actor, meeting.id, name), words.MADE_UP)


async def _mark(actor: Actor, meeting_id: str, part: Part, name: str, context: BotContext) -> str:
    return mark_of(await context.services.minutes.begin(actor, meeting_id, name), part)


def _name(sender: User | Chat | None) -> str:
    return sender.full_name if isinstance(sender, User) else words.ANONYMOUS


def _subject(what: str, about: str, user_id: int, mark: str) -> str:
    return ":".join((str(what), about, str(user_id), mark))


async def _ask(
    message: Message, user: User, actor: Actor, subject: str, question: Reply, *, context: BotContext
) -> None:
    """Ask, in a group by name and under the message."""
    private = is_private(message)
    for key in await conversations(message, user, actor, context):
        await context.services.feedback.wait_for(key, Awaited.MINUTES, subject)
    asked = question if private else addressed(question, user.id, user.full_name)
    await context.notifier.send(place_of(message), asked, None if private else message.message_id)
