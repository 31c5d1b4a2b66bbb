"""Care of the knowledge: what an admin types where it is not plain that it is the part that was asked for."""

from contextlib import suppress
from datetime import timedelta

from telegram import Message, Update

from bot.domain.dialogue import Awaited, ConversationKey, Expectation
from bot.domain.errors import UserError
from bot.handlers.care.keeping import Keeping
from bot.handlers.context import BotContext
from bot.handlers.people import actor_of, is_private, place_of, text_of
from bot.services.care.sheets import GOES_ON, Sheet
from bot.services.care.written import Piece, Step
from bot.views import (
    words,
)
from bot.views.care import (
    writing_words,
)
from bot.views.care.writing import render_is_it
from bot.views.care.writing_buttons import What, button
from bot.views.markup import Reply, say
from intents.decide import SmallTalk, Wish

_LISTS = frozenset({Piece.PHRASINGS, Piece.TESTS})

_LISTS_GO_ON = timedelta(minutes=15)

_WORDED = frozenset({Piece.QUESTION, *_LISTS})
"""What is worded as a question."""


def piece_of(part: str) -> tuple[Piece, bool]:
    """The part that was asked for, and whether it is more of what is there."""
    return Piece(part.rstrip("+")), part.endswith("+")


async def is_part(message: Message, expectation: Expectation, context: BotContext) -> bool:
    """Whether a message is the part that was asked for, without asking back: what comes late may be a question. So is
    what somebody types who is no admin any more: they are told so."""
    piece, more = piece_of(expectation.subject.partition(":")[2])
    typed = text_of(message)
    if context.services.feedback.is_fresh(expectation) or (more and piece in _LISTS):
        return True
    if not message.text or typed.strip() in words.CANCEL_WORDS or message.reply_to_message is not None:
        return True
    if not await context.services.access.keeps_knowledge(message.chat_id):  # private: the chat is the person
        return True
    return more and not context.services.knowledge.now.understanding.is_answerable_question(typed)


async def on_unasked(update: Update, message: Message, context: BotContext) -> bool:
    """Something typed by an admin whose draft was asking for a part a while ago: they are asked whether it is that.
    Returns whether it was dealt with so."""
    actor = actor_of(update)
    if actor is None or not is_private(message):
        return False
    sheet = await context.services.writing.awaiting(actor)
    if sheet is None:
        return False
    if not message.text:
        await context.notifier.send(place_of(message), say(words.MEDIA_AWAITED[Awaited.WRITING]))
        return True
    piece, _ = piece_of(sheet.written.awaits)
    understanding, typed = context.services.knowledge.now.understanding, text_of(message)
    if isinstance(understanding.decide(typed)[0], SmallTalk | Wish):
        return False
    if piece not in _WORDED and understanding.is_answerable_question(typed):
        return False
    held = await context.services.writing.hold(actor, sheet.pending_id, typed)
    await context.notifier.send(place_of(message), render_is_it(held, piece))
    return True


async def put_aside(update: Update, subject: str, context: BotContext) -> Reply:
    """What is said where what was awaited is given up: the draft is kept, unless nothing was typed for it, and asks
    for nothing."""
    actor = actor_of(update)
    if actor is not None:
        with suppress(UserError):
            sheet = await context.services.writing.sheet(actor, subject.partition(":")[0])
            if sheet.written.is_empty:
                await context.services.writing.drop(actor, sheet.pending_id)
                return say(writing_words.NOTHING_BEGUN)
            await context.services.writing.expect(actor, subject.partition(":")[0], "")
    return say(writing_words.PUT_ASIDE, ((button(writing_words.BACK_TO_CARD, What.OPEN, subject.partition(":")[0]),),))


async def put_aside_awaiting(update: Update, context: BotContext) -> Reply | None:
    """The same where a draft asked for a part a while ago; none where none did."""
    actor = actor_of(update)
    sheet = await context.services.writing.awaiting(actor) if actor is not None else None
    return await put_aside(update, sheet.pending_id, context) if sheet is not None else None


def key_of_keeping(keeping: Keeping) -> ConversationKey:
    """The conversation of an admin at work."""
    return ConversationKey(keeping.message.chat_id, keeping.actor.user_id)


async def wait_for(keeping: Keeping, pending_id: str, piece: Piece, *, more: bool = False) -> None:
    """The next message is that part; ``more``: what follows soon belongs behind it. The draft knows it as well, for
    what comes late."""
    feedback = keeping.context.services.feedback
    await keeping.context.services.writing.expect(keeping.actor, pending_id, f"{piece.value}{'+' if more else ''}")
    if not more:
        await feedback.wait_for(key_of_keeping(keeping), Awaited.WRITING, f"{pending_id}:{piece.value}")
        return
    until = keeping.context.services.clock.now() + (_LISTS_GO_ON if piece in _LISTS else GOES_ON)
    await feedback.put_back(
        key_of_keeping(keeping), Expectation(Awaited.WRITING, f"{pending_id}:{piece.value}+", until)
    )


async def expect_at_buttons(keeping: Keeping, sheet: Sheet) -> None:
    """At a page of buttons nothing is asked for, but what is typed there is likelier meant for it than a question: its
    author is asked."""
    part = {Step.NEAREST: Piece.QUESTION.value, Step.CITES: Piece.CITES.value}.get(
        sheet.step, f"{Piece.ANSWER.value}+" if sheet.written.is_entry else Piece.NOTE.value
    )
    if sheet.written.awaits != part:
        await keeping.context.services.writing.expect(keeping.actor, sheet.pending_id, part)


async def stop_waiting(keeping: Keeping) -> None:
    """A button was pressed, or something else begun: what was asked for before is asked for no longer."""
    feedback = keeping.context.services.feedback
    expectation = await feedback.take_awaited(key_of_keeping(keeping))
    if expectation is not None and expectation.awaited is not Awaited.WRITING:
        await feedback.put_back(key_of_keeping(keeping), expectation)
