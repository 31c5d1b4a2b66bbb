"""What the pages of minutes ask for in writing, and what is made of the answers."""

from collections.abc import Sequence

from telegram import Chat, Message, Update, User

from bot.domain.dialogue import Awaited, ConversationKey
from bot.domain.errors import ConflictError, OutdatedError
from bot.domain.minute_reading import AFRESH, ON, is_afresh, tidied
from bot.domain.minute_taking import Part, TooMuchError
from bot.domain.minutes import Minutes
from bot.domain.roles import Actor
from bot.handlers.context import BotContext
from bot.handlers.minutes_pressed import Pressed
from bot.handlers.people import actor_of, called, is_private, key_of, place_of, question_of, sender_of
from bot.handlers.waiting import conversations, taken
from bot.services.minutes import ChangedError, FiledError, mark_of
from bot.services.minutes_afterwards import UntoldError
from bot.services.typed import TypedPart
from bot.views import minutes_words as words
from bot.views.calendar_edits import addressed
from bot.views.markup import Reply
from bot.views.minutes import (
    render_changed,
    render_not_kept,
    render_page,
    render_prompt,
    render_too_much,
    render_written,
    say_written,
)
from bot.views.minutes_list import render_make_up_prompt
from bot.views.minutes_people import render_people

MAKE_UP = "m"
"""Stands in place of a part where a meeting is asked for."""

MORE = "+"
"""Stands behind a part that may go on in the next message."""

_GO_ON = frozenset({Part.POINTS, Part.WHOLE})
"""Parts that are long enough for several messages."""


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
    if what == MAKE_UP:
        reply = await _made_up(actor, int(about), typed, name, context)
        if reply.force_reply:
            for key in keys:
                await context.services.feedback.wait_for(key, Awaited.MINUTES, subject)
    else:
        part, more = Part(what.removesuffix(MORE)), what.endswith(MORE)
        if not tidied(typed):
            await _ask_again(message, keys, subject, part, actor=actor, context=context)
            return
        typed = f"{ON}\n{typed}" if more and part is Part.WHOLE and not is_afresh(typed) else typed
        alone = (part is Part.WHOLE and not more) or await _holds_nothing(actor, about, part, name, context)
        reply, goes_on = await _part(actor, about, part, typed, name=name, mark=mark, context=context)
        if alone and not reply.force_reply:
            state = await _held(actor, about, part, name, context)
            kept = TypedPart(about, part.value, state)
            await keep_typed(message, kept, context)
        await _wait_again(keys, reply, what, goes_on=goes_on, about=(actor, about, int(user_id), name), context=context)
    await context.notifier.send(place_of(message), reply, None if is_private(message) else message.message_id)


async def _ask_again(
    message: Message, keys: Sequence[ConversationKey], subject: str, part: Part, *, actor: Actor, context: BotContext
) -> None:
    """There was nothing to see in what was typed: it is asked for as before."""
    page = await context.services.minutes.page(actor, subject.split(":")[1], _name(sender_of(message)))
    for key in keys:
        await context.services.feedback.wait_for(key, Awaited.MINUTES, subject)
    to = None if is_private(message) else message.message_id
    await context.notifier.send(place_of(message), render_prompt(page, part), to)


async def _wait_again(
    keys: Sequence[ConversationKey],
    reply: Reply,
    what: str,
    *,
    goes_on: bool,
    about: tuple[Actor, str, int, str],
    context: BotContext,
) -> None:
    """Wait for what could not be used, or for some minutes for what may follow."""
    actor, meeting_id, user_id, name = about
    if not goes_on and not reply.force_reply:
        return
    part = Part(what.removesuffix(MORE))
    mark = mark_of(await context.services.minutes.begin(actor, meeting_id, name), part)
    feedback = context.services.feedback
    for key in keys:
        if goes_on:
            await feedback.go_on_waiting(key, Awaited.MINUTES, _subject(part + MORE, meeting_id, user_id, mark))
        else:
            await feedback.wait_for(key, Awaited.MINUTES, _subject(what, meeting_id, user_id, mark))


async def _part(
    actor: Actor, meeting_id: str, part: Part, typed: str, *, name: str, mark: str, context: BotContext
) -> tuple[Reply, bool]:
    """What is said to a part that was typed, and whether more of it may follow."""
    service = context.services.minutes
    try:
        written = await service.write(actor, meeting_id, part, typed, name=name, seen=mark)
    except FiledError:
        return render_page(await service.page(actor, meeting_id, name), words.ALREADY_FILED), False
    except TooMuchError as error:
        return render_too_much(error.part, part), False
    except ChangedError:
        return render_changed(part), False
    except ConflictError:
        return render_not_kept(part, typed.removeprefix(f"{ON}\n")), False
    if part is Part.PEOPLE:
        return render_people(written.page, word=say_written(written)), False
    return render_written(written, goes_on=part in _GO_ON), part in _GO_ON


async def edited(
    update: Update, message: Message, answer: TypedPart, typed: str, *, context: BotContext
) -> Reply | None:
    """The page with an edited answer in place of the one before; None where something else stands there by now."""
    actor, part, name = actor_of(update), Part(answer.part), _name(sender_of(message))
    if actor is None or message.sender_chat is not None or not tidied(typed):
        return None
    service = context.services.minutes
    if await _held(actor, answer.meeting_id, part, name, context) != answer.mark:
        return None
    afresh = typed if part in {Part.CHAIR, Part.RECORDER, Part.WHOLE} else f"{AFRESH[0]}\n{typed}"
    try:
        written = await service.write(actor, answer.meeting_id, part, afresh, name=name, seen=answer.mark)
    except (FiledError, TooMuchError, ChangedError, ConflictError):
        return None
    state = _state(written.page.minutes, part)
    kept = TypedPart(answer.meeting_id, answer.part, state)
    await keep_typed(message, kept, context)
    return render_page(written.page, words.EDIT_TAKEN)


async def keep_typed(message: Message, part: TypedPart | None, context: BotContext) -> None:
    """Remember that a message was an answer, should it be edited."""
    user_id = key_of(message, sender_of(message)).user_id
    await context.services.feedback.typed.keep(message.chat_id, message.message_id, user_id, part)


async def _holds_nothing(actor: Actor, meeting_id: str, part: Part, name: str, context: BotContext) -> bool:
    """Whether what is typed for a part will stand there alone: a name does, and whatever comes first."""
    minutes = await context.services.minutes.begin(actor, meeting_id, name)
    parts = {
        Part.CHAIR: "",
        Part.RECORDER: "",
        Part.TOPICS: minutes.topics,
        Part.POINTS: minutes.points,
        Part.DECISIONS: minutes.decisions,
        Part.ACTIONS: minutes.actions,
    }
    return not parts.get(part, minutes)


async def _made_up(actor: Actor, chat_id: int, said: str, name: str, context: BotContext) -> Reply:
    """The page of a meeting that was named, or what is to be asked again."""
    service = context.services.minutes
    try:
        meeting = await service.afterwards.open(actor, chat_id, said)
    except UntoldError as error:
        return render_make_up_prompt(error.reason)
    page = await service.page(actor, meeting.id, name)
    if page.minutes.version:
        filed = page.minutes.filed_at is not None
        return render_page(page, words.MADE_UP_FILED if filed else words.MADE_UP_DRAFT)
    return render_page(page, words.MADE_UP if page.is_own else words.MADE_UP_KNOWN)


async def _held(actor: Actor, meeting_id: str, part: Part, name: str, context: BotContext) -> str:
    return _state(await context.services.minutes.begin(actor, meeting_id, name), part)


def _state(minutes: Minutes, part: Part) -> str:
    """What a part holds, in few characters."""
    names = {Part.CHAIR: minutes.chair, Part.RECORDER: minutes.recorder}
    return names[part] if part in names else mark_of(minutes, part)


def _name(sender: User | Chat | None) -> str:
    return called(sender) if isinstance(sender, User) else words.ANONYMOUS


def _subject(what: str, about: str, user_id: int, mark: str) -> str:
    return ":".join((str(what), about, str(user_id), mark))


async def _ask(
    message: Message, user: User, actor: Actor, subject: str, question: Reply, *, context: BotContext
) -> None:
    """Ask, in a group by name and under the message."""
    private = is_private(message)
    for key in await conversations(message, user, actor, context):
        await context.services.feedback.wait_for(key, Awaited.MINUTES, subject)
    asked = question if private else addressed(question, user.id, called(user))
    await context.notifier.send(place_of(message), asked, None if private else message.message_id)
