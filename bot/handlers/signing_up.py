"""Answers to notices, and the reasons for leave."""

from telegram import Message, Update

from bot.domain.errors import OutdatedError
from bot.handlers.context import BotContext
from bot.views.callbacks import Press


async def on_answer(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button."""
    raise OutdatedError


async def on_reason(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """What was asked for."""
    raise OutdatedError
