"""/roster: the card of a roster, joining and leaving, and what leaders do about it."""

from telegram import Message, Update

from bot.domain.errors import OutdatedError
from bot.handlers.context import BotContext
from bot.views.callbacks import Press


async def on_roster(update: Update, context: BotContext) -> None:
    """A command."""
    raise OutdatedError


async def on_press(update: Update, message: Message, press: Press, context: BotContext) -> str | None:
    """A button."""
    raise OutdatedError


async def on_typed(update: Update, message: Message, subject: str, context: BotContext) -> None:
    """What was asked for."""
    raise OutdatedError
