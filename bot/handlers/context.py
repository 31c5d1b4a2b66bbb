"""What every handler is handed: the update, and a context that knows the services and the gateway."""

from typing import Any

from telegram.ext import Application, CallbackContext, ExtBot

from bot.notifier import Notifier
from bot.services.container import Services

SERVICES = "services"
NOTIFIER = "notifier"

Data = dict[Any, Any]


class BotContext(CallbackContext[ExtBot[None], Data, Data, Data]):
    """The context of one update."""

    @property
    def services(self) -> Services:
        """What the bot can do."""
        services: Services = self.bot_data[SERVICES]
        return services

    @property
    def notifier(self) -> Notifier:
        """How the bot says things."""
        notifier: Notifier = self.bot_data[NOTIFIER]
        return notifier


App = Application[Any, BotContext, Data, Data, Data, Any]
"""The application as we build it."""
