"""Pressed buttons. Each verb has a function that does it and returns the toast to show, if any."""

import re
from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot.domain.dialogue import Awaited, ConversationKey
from bot.domain.errors import NotYoursError, OutdatedError, UserError
from bot.handlers import (
    browsing,
    calendar_buttons,
    drafting,
    focusing,
    meeting_page,
    minutes,
    presets,
    roster,
    settings,
    signing_up,
)
from bot.handlers.browsing import replace
from bot.handlers.care import (
    faq,
    keepers,
    missing,
    writing,
)
from bot.handlers.context import BotContext, Passing
from bot.handlers.leaders import id_of, on_name_leader
from bot.handlers.people import is_private, key_of, place_of
from bot.views import pages, words
from bot.views.answers import render_entry, render_rejected
from bot.views.callbacks import Press, Verb, decode
from bot.views.markup import say

_BY_MANY = frozenset({Verb.ANSWER, Verb.ROSTER})
"""Buttons that a whole group presses within seconds: what comes of one press does not keep the next one waiting."""

_GROUP_ID = re.compile(r"-[1-9][0-9]{0,16}")

Do = Callable[[Update, Message, Press, BotContext], Awaitable[str | None]]


async def on_press(update: Update, context: BotContext) -> None:
    """A press: done, and the waiting of the button ended; where it goes wrong, by what :func:`on_error` says of it."""
    query = update.callback_query
    if query is None:
        return
    toast: str | None = None
    try:
        toast = await _do(update, query, context)
    except UserError as error:
        toast = pages.error_sentence(error)
    except TelegramError:  # of which nothing is said
        await context.notifier.answer_press(query.id)
        raise
    stays = bool(toast) and not isinstance(toast, Passing)
    answering = context.notifier.answer_press(query.id, toast or "", alert=stays)
    press = decode(query.data or "")
    if press is not None and press.verb in _BY_MANY:
        await context.board.beside(answering)
    else:
        await answering


async def _do(update: Update, query: CallbackQuery, context: BotContext) -> str | None:
    message = query.message
    # None where the message was sent by way of inline mode, not accessible where it is gone.
    if not isinstance(message, Message) or not message.is_accessible:
        raise OutdatedError
    try:
        return await _act(update, message, decode(query.data or ""), context)
    except OutdatedError:
        if _stands_on(message, query.data):
            await context.notifier.strip(message.chat_id, message.message_id)
        raise


async def _act(update: Update, message: Message, press: Press | None, context: BotContext) -> str | None:
    if press is None:
        raise OutdatedError
    try:
        press = await _followed(press, context)
        return await _VERBS[press.verb](update, message, press, context)
    except ValidationError:  # a value of ours that does not fit: a bug, whatever was pressed
        raise
    except (IndexError, ValueError) as error:  # arguments that no button of ours has
        raise OutdatedError from error


def _stands_on(message: Message, data: str | None) -> bool:
    """Whether a message has the button that was pressed, as Telegram shows it now. A modified client presses what it
    likes under any message of the group, and takes nothing away from it with that."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return any(button.callback_data == data for row in rows for button in row)


async def _followed(press: Press, context: BotContext) -> Press:
    """A press with the present ids of the groups that it names; those of migrated groups are the old ones for ever. Of
    all that stands in buttons only the ids of groups are negative numbers."""
    chats = context.services.chats
    args = [str(await chats.current_id(id_of(each))) if _GROUP_ID.fullmatch(each) else each for each in press.args]
    return Press(press.verb, tuple(args))


def _presser_key(update: Update, message: Message) -> ConversationKey:
    return key_of(message, update.effective_user)


async def _pick(update: Update, message: Message, press: Press, context: BotContext) -> None:
    entry = await context.services.answering.pick(press.args[0], press.args[1], chat_id=message.chat_id)
    await replace(message, render_entry(entry, context.services.knowledge.now.base), context)


async def _reject(update: Update, message: Message, press: Press, context: BotContext) -> None:
    presser = update.effective_user
    presser_id = presser.id if presser else 0
    rejected = await context.services.answering.reject(press.args[0], presser_id, chat_id=message.chat_id)
    await replace(message, render_rejected(rejected.choices, rejected.turn), context)


async def _show(update: Update, message: Message, press: Press, context: BotContext) -> None:
    key = _presser_key(update, message)
    found_by_admin = len(press.args) > 1  # they look after it, and ask nothing
    entry = await context.services.answering.show(key, press.args[0], counted=not found_by_admin)
    await context.services.feedback.take_awaited(key)
    reply = render_entry(entry, context.services.knowledge.now.base)
    await context.notifier.send(place_of(message), reply, None if is_private(message) else message.message_id)


async def _report(update: Update, message: Message, press: Press, context: BotContext) -> None:
    reply = pages.render_report(context.services.feedback.entry(press.args[0]))
    await context.notifier.send(place_of(message), reply, message.message_id)


async def _reason(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    feedback = context.services.feedback
    entry = feedback.entry(press.args[0])
    if press.args[1] != "?":
        await feedback.report(entry.id, words.REPORT_REASONS.get(press.args[1], press.args[1]))
        await replace(message, say(words.REPORT_THANKS), context)
        return None
    if not is_private(message):
        return words.REPORT_PRIVATE
    await feedback.wait_for(_presser_key(update, message), Awaited.FEEDBACK_REASON, entry.id)
    await context.notifier.send(place_of(message), pages.render_report_prompt())
    return None


async def _forget(update: Update, message: Message, press: Press, context: BotContext) -> None:
    presser = update.effective_user
    if presser is None or presser.id != int(press.args[1]):
        raise NotYoursError
    if press.args[0] != "y":
        await replace(message, say(words.KEPT), context)
        return
    groups = await context.services.privacy.concerned(presser.id)
    count = await context.services.privacy.forget(presser.id)
    await replace(message, pages.render_forgotten(count), context)
    for chat_id in groups:
        await roster.refresh(chat_id, context)


async def _close(update: Update, message: Message, press: Press, context: BotContext) -> None:
    query = update.callback_query
    if query is None or not _stands_on(message, query.data):
        return  # pressed twice, or by a client that presses what is not there
    if press.args:
        await context.notifier.strip(message.chat_id, message.message_id)
    else:
        await context.notifier.edit(message.chat_id, message.message_id, say(words.CANCELLED))


_VERBS: dict[Verb, Do] = {
    Verb.FAQ: faq.on_press,
    Verb.WRITING: writing.on_press,
    Verb.MISSES: missing.on_press,
    Verb.KEEPERS: keepers.on_press,
    Verb.PICK: _pick,
    Verb.REJECT: _reject,
    Verb.SHOW: _show,
    Verb.TOPICS: browsing.on_topics,
    Verb.SECTION: browsing.on_section,
    Verb.TOPIC: browsing.on_topic,
    Verb.GUIDE: browsing.on_guide,
    Verb.REPORT: _report,
    Verb.REASON: _reason,
    Verb.FORGET: _forget,
    Verb.NAME_LEADER: on_name_leader,
    Verb.UNNAME_LEADER: settings.on_unname_leader,
    Verb.PREFERENCES: settings.on_preference,
    Verb.FOCUS: focusing.on_focus,
    Verb.DRAFT: drafting.on_press,
    Verb.CALENDAR: calendar_buttons.on_calendar,
    Verb.ROSTER: roster.on_press,
    Verb.ANSWER: signing_up.on_answer,
    Verb.MEETING: meeting_page.on_press,
    Verb.MINUTES: minutes.on_press,
    Verb.PRESET: presets.on_press,
    Verb.CLOSE: _close,
}
