"""Questions: plain text, /ask, edits."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from telegram import Message, Update

from bot.domain.dialogue import Awaited, Expectation, Turn
from bot.domain.errors import StorageError
from bot.handlers import (
    calendar_asking,
    drafting,
    meeting_page,
    minutes,
    minutes_asking,
    roster,
    settings,
    signing_up,
)
from bot.handlers.care import (
    writing,
    writing_late,
)
from bot.handlers.context import BotContext
from bot.handlers.people import (
    is_addressed,
    is_private,
    key_of,
    place_of,
    question_of,
    sender_of,
    text_of,
)
from bot.views import pages, words
from bot.views.answers import render_decision
from bot.views.markup import Reply, Span, say
from intents.decide import Fallback, SmallTalk, Wish

log = logging.getLogger(__name__)

_KEPT_WAITING = frozenset({Awaited.REMINDER, Awaited.CALENDAR, Awaited.PREFERENCE})
"""What goes on being awaited where a question about the rules comes in between, and ends where something else is
wished for."""

_TYPED: Mapping[Awaited, Callable[[Update, Message, str, BotContext], Awaitable[None]]] = {
    Awaited.ROSTER: roster.on_typed,
    Awaited.LEAVE: signing_up.on_reason,
    Awaited.MEETING: meeting_page.on_typed,
    Awaited.MINUTES: minutes.on_typed,
    Awaited.WRITING: writing.on_typed,
}
"""What takes in what was asked for in so many words."""

LATE = timedelta(minutes=10)
"""From then on a question gets a word on the delay."""


async def on_text(update: Update, context: BotContext) -> None:
    """A plain message: what the bot was waiting for, or a question. In a group only where it speaks to the bot."""
    message = update.message
    if message is None or _is_own_answer(message, context):
        return
    if not is_private(message) and not is_addressed(message, context.bot.id, context.bot.username):
        return
    new = context.albums.is_new(message)
    expectation = await _awaited(message, context)
    if expectation is None and await writing_late.on_unasked(update, message, context):
        return
    given_up = expectation is not None and text_of(message).strip() in words.CANCEL_WORDS
    if expectation is not None and given_up:
        await _give_up(update, message, expectation, context)
    elif expectation is not None and await _took(update, message, expectation, context, refuses=new):
        return
    elif expectation is None and _answers_nothing(message, context):
        await context.notifier.send(place_of(message), say(words.STEP_GONE), _reply_to(message))
    else:
        await _answer(update, message, message, context)


async def _give_up(update: Update, message: Message, expectation: Expectation, context: BotContext) -> None:
    """What was asked for is not wanted any more; a card is given up with it."""
    reply = say(words.CANCELLED)
    if expectation.awaited is Awaited.REMINDER:
        reply = await drafting.give_up(update, message, expectation.subject, context)
    elif expectation.awaited is Awaited.WRITING:
        reply = await writing_late.put_aside(update, expectation.subject, context)
    await context.notifier.send(place_of(message), reply, _reply_to(message))


async def _took(
    update: Update, message: Message, expectation: Expectation, context: BotContext, *, refuses: bool
) -> bool:
    """Whether a message was what was awaited, and was taken in. What cannot be is refused, unless its album was."""
    awaited, subject = expectation.awaited, expectation.subject
    if awaited is Awaited.CALENDAR:
        await calendar_asking.on_answer(update, message, subject, context)
    elif awaited is Awaited.REMINDER:
        await drafting.on_answer(update, message, subject, context)
    elif awaited is Awaited.PREFERENCE and message.text:
        await settings.on_typed(update, message, subject, context)
    elif awaited is Awaited.FEEDBACK_REASON and message.text:
        await context.services.feedback.report(subject, message.text)
        await context.notifier.send(place_of(message), say(words.REPORT_THANKS), _reply_to(message))
    elif awaited in _TYPED:
        await _take(update, message, expectation, context, refuses=refuses)
    else:
        return False
    return True


async def _awaited(message: Message, context: BotContext) -> Expectation | None:
    """What the bot was waiting for, unless the message is plainly something else: a question about the rules, after
    which it goes on waiting, or another wish. What was begun stays on its card."""
    feedback = context.services.feedback
    key = key_of(message, sender_of(message))
    expectation = await feedback.take_awaited(key)
    if expectation is not None and expectation.awaited is Awaited.WRITING:
        return expectation if await writing_late.is_part(message, expectation, context) else None
    if expectation is not None and not feedback.is_fresh(expectation) and not _is_meant(message, context):
        await feedback.put_back(key, expectation)
        return None
    if expectation is None or expectation.awaited not in _KEPT_WAITING or not message.text:
        return expectation
    understanding, typed = context.services.knowledge.now.understanding, question_of(message, context.bot.username)
    corrects = _corrects(message, expectation, typed)
    if corrects is False:  # the card stays open, and asked for nothing
        await feedback.wait_for(key, expectation.awaited, expectation.subject)
        return expectation if typed in words.CANCEL_WORDS else None
    if understanding.is_answerable_question(typed):
        await feedback.wait_for(key, expectation.awaited, expectation.subject)
        return None
    return None if understanding.is_wish_of_its_own(typed) else expectation


async def _take(
    update: Update, message: Message, expectation: Expectation, context: BotContext, *, refuses: bool
) -> None:
    """What was asked for in so many words; a picture with words is none, and it goes on being awaited."""
    if message.text:
        await minutes_asking.keep_typed(message, None, context)
        await _TYPED[expectation.awaited](update, message, expectation.subject, context)
        return
    await context.services.feedback.put_back(key_of(message, sender_of(message)), expectation)
    if not refuses:
        return
    word = say(words.MEDIA_AWAITED.get(expectation.awaited, words.MEDIA))
    await context.notifier.send(place_of(message), word, _reply_to(message))


def _is_meant(message: Message, context: BotContext) -> bool:
    """Whether a message answers what was asked for a while ago: it replies to what has no buttons, as a prompt has
    none; or it stands in private or replies to the bot, and is neither a question that has an answer, nor a wish, nor
    a greeting."""
    typed = question_of(message, context.bot.username)
    if typed in words.CANCEL_WORDS or _replies_to_prompt(message, context):
        return True
    if not is_private(message) and not _replies_to_bot(message, context):
        return False
    understanding = context.services.knowledge.now.understanding
    if understanding.is_answerable_question(typed) or understanding.is_wish_of_its_own(typed):
        return False
    return not isinstance(understanding.decide(typed)[0], SmallTalk)


def _answers_nothing(message: Message, context: BotContext) -> bool:
    """Whether a message replies in private to something that is no longer awaited, and means nothing by itself."""
    if not is_private(message) or not message.text or not _replies_to_prompt(message, context):
        return False
    decision, _ = context.services.knowledge.now.understanding.decide(question_of(message, context.bot.username))
    return isinstance(decision, Fallback)


def _replies_to_prompt(message: Message, context: BotContext) -> bool:
    """Whether it replies to a message of the bot without buttons: answers and pages have some, prompts none."""
    replied = message.reply_to_message
    return _replies_to_bot(message, context) and replied is not None and replied.reply_markup is None


def _replies_to_bot(message: Message, context: BotContext) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == context.bot.id


def _corrects(message: Message, expectation: Expectation, typed: str) -> bool | None:
    """Whether a message corrects the open card; None where something else is awaited."""
    if expectation.awaited is not Awaited.REMINDER:
        return None
    return drafting.is_correction(message, expectation.subject, typed)


async def on_ask(update: Update, context: BotContext) -> None:
    """/ask with a question, as a reply to somebody's question, or bare."""
    message = update.message
    if message is None:
        return
    asked = _asked(message, context)
    key = key_of(message, sender_of(message))
    if asked is not None:
        awaited = await context.services.feedback.take_awaited(key)
        if awaited is not None and awaited.awaited is Awaited.WRITING:  # it is asked in between
            await context.services.feedback.put_back(key, awaited)
        await _answer(update, message, asked, context)
        return
    await context.services.feedback.wait_for(key, Awaited.QUESTION)
    await context.notifier.send(place_of(message), pages.render_ask_prompt(), message.message_id)


def _asked(message: Message, context: BotContext) -> Message | None:
    """The message that holds the question of an /ask: itself, or somebody's that it replies to."""
    if question_of(message, context.bot.username):
        return message
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id == context.bot.id:
        return None
    return replied if question_of(replied, context.bot.username) else None


async def on_edit(update: Update, context: BotContext) -> None:
    """An edited question: its answer is edited. An edited answer is taken over where that is plain, else it is said
    that edits do not count."""
    message = update.edited_message
    if message is None:
        return
    question = question_of(message, context.bot.username)
    asked = await context.services.answering.edit(message.chat_id, message.message_id, question)
    if asked is None:
        await _edited_answer(update, message, question, context)
        return
    reply = render_decision(asked.decision, asked.turn, context.services.knowledge.now.base)
    known = asked.turn.reply_message_id
    if known is None or not await context.notifier.edit(message.chat_id, known, reply):
        sent = await context.notifier.send(place_of(message), reply, message.message_id)
        if sent:
            await context.services.answering.replied(asked.turn, sent)


async def _edited_answer(update: Update, message: Message, typed: str, context: BotContext) -> None:
    user_id = key_of(message, sender_of(message)).user_id
    kept = await context.services.feedback.typed.of(message.chat_id, message.message_id, user_id)
    if kept is None:
        return
    part = kept.part
    reply = await minutes_asking.edited(update, message, part, typed, context=context) if part else None
    await context.notifier.send(place_of(message), reply or say(words.EDIT_IGNORED), message.message_id)


async def _answer(update: Update, message: Message, asked: Message, context: BotContext) -> None:
    """Answer a message; ``message`` is what calls the bot: the same, or a reply to it. The answer belongs to
    whoever asked; what is no question but a wish is done for whoever calls."""
    services = context.services
    late = services.clock.now() - message.date > LATE
    if late and not is_private(message) and await services.answering.asked_since(message.chat_id, message.date):
        return  # the talk has moved on
    key = key_of(message, sender_of(asked))
    question = question_of(asked, context.bot.username)
    here = asked.chat_id == message.chat_id  # else it stayed behind in a group that moved
    found = await services.answering.ask(key, question, asked.message_id or None if here else None)
    if isinstance(found.decision, Wish):
        await drafting.start(update, message, question, context)
        return
    reply = drafting.pointer(question) or render_decision(found.decision, found.turn, services.knowledge.now.base)
    # Here alone an update breaks off where Telegram is gone, and is handled again from the start: nothing is changed
    # until the answer is out, but for a count of the day. What changes something first (a card, a button, an edit, what
    # was typed for a form) was done already, and its answer is given up after a while.
    sent = await context.notifier.answer(
        place_of(message), _with_delay(reply) if late else reply, _reply_to(asked, late=late) if here else None
    )
    await _keep(found.turn, sent, context)


async def _keep(turn: Turn, reply_message_id: int | None, context: BotContext) -> None:
    """Keep a turn after its answer. Where the database does not take it, the answer was given all the same; only its
    buttons will be said to be too old."""
    try:
        await context.services.answering.replied(turn, reply_message_id)
    except StorageError as error:
        log.error("a turn is not kept: %s", error)


def _is_own_answer(message: Message, context: BotContext) -> bool:
    """Whether somebody sent one of our inline results: it comes back as their message."""
    return message.via_bot is not None and message.via_bot.id == context.bot.id


def _with_delay(reply: Reply) -> Reply:
    return Reply((Span(f"{words.DELAYED}\n"), *reply.spans), reply.buttons)


def _reply_to(message: Message, *, late: bool = False) -> int | None:
    """In a group, and after a delay, it must be seen which message is answered."""
    return message.message_id if late or not is_private(message) else None
