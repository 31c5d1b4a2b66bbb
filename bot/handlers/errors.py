"""What users and operators are told when something goes wrong. In this order:

1. an expected refusal (``UserError``): its sentence to the user, nothing in the log;
2. trouble of Telegram or the network: one line in the log, nothing to the user, who would not get it either;
3. Telegram is gone, and the update comes again: nothing at all;
4. the database does not answer: a sentence and a reference code to the user, one line in the log;
5. anything else is a bug: a sentence and a reference code to the user, a traceback under that code in the log.

All that goes wrong with one update goes by one code. Whoever pressed a button gets the sentence as the answer to the
press; as a message only where Telegram takes no answer any more.
"""

import logging

from telegram import CallbackQuery, Update
from telegram.error import BadRequest, TelegramError

from bot.calling import TelegramAwayError
from bot.domain.errors import StorageError, UserError
from bot.handlers.context import BotContext
from bot.handlers.people import is_private, place_of
from bot.logs import brief
from bot.seeing.tracing import Outcome, note, refer
from bot.views import pages, words
from bot.views.markup import say

log = logging.getLogger(__name__)


async def on_error(update: object, context: BotContext) -> None:
    """The one error handler. It never raises, and never shows a traceback to a user."""
    error = context.error
    if isinstance(error, UserError):
        note(Outcome.REFUSED)
        await _tell(update, pages.error_sentence(error), context)
    elif isinstance(error, TelegramError):
        note(Outcome.TELEGRAM)
        log.warning("telegram: %s", brief(error))
    elif isinstance(error, TelegramAwayError):
        note(Outcome.LEFT)
    elif isinstance(error, StorageError):
        note(Outcome.STORAGE)
        reference = refer(context.services.new_id)
        log.error("storage [%s]: %s", reference, error, extra={"reference": reference})
        await _tell(update, words.STORAGE_DOWN.format(reference=reference), context)
    else:
        note(Outcome.BUG)
        reference = refer(context.services.new_id)
        log.error("bug [%s]", reference, exc_info=error, extra={"reference": reference})
        await _tell(update, words.BUG.format(reference=reference), context)


async def _tell(update: object, sentence: str, context: BotContext) -> None:
    if not isinstance(update, Update):
        return
    if update.callback_query is not None and await _answered(update.callback_query, sentence):
        return
    if update.effective_message is None or update.inline_query or update.my_chat_member:
        return
    message = update.effective_message
    reply_to = None if is_private(message) else message.message_id
    try:
        await context.notifier.send(place_of(message), say(sentence), reply_to)
    except StorageError as error:
        log.error("storage: %s", error)


async def _answered(press: CallbackQuery, sentence: str) -> bool:
    """Say it to whoever pressed. False where the press is too old for an answer."""
    try:
        await press.answer(sentence, show_alert=True)
    except BadRequest as error:
        log.info("press not answered: %s", brief(error))
        return False
    except TelegramError as error:
        log.warning("telegram: %s", brief(error))
    return True
