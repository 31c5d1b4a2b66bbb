"""What every handler is handed: the update, and a context that knows the services and the gateway."""

from typing import Any

from telegram.ext import Application, CallbackContext, ExtBot

from bot.board import Board
from bot.handlers.albums import Albums
from bot.notifier import Notifier
from bot.services.container import Services

SERVICES = "services"
NOTIFIER = "notifier"
BOARD = "board"
ALBUMS = "albums"
METRICS = "metrics"
OPERATOR = "operator"
HEALTH = "health"
TIMEKEEPING = "timekeeping"
CONTACT = "contact"

Data = dict[Any, Any]


class Passing(str):
    """A toast that goes away by itself; others stay until they are closed."""

    __slots__ = ()


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

    @property
    def board(self) -> Board:
        """What shows a state in groups."""
        board: Board = self.bot_data[BOARD]
        return board

    @property
    def albums(self) -> Albums:
        """Of which albums something was said."""
        albums: Albums = self.bot_data[ALBUMS]
        return albums


App = Application[Any, BotContext, Data, Data, Data, Any]
"""The application as we build it."""
