"""The buttons of duties and of what was set: what each does, for the chat that it names."""

from enum import StrEnum

from bot.views import presets_words as words
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button

Row = tuple[Button, ...]


class What(StrEnum):
    """What a button of the presets does; each is followed by the chat whose calendar it is about."""

    LIST = "l"
    """The list, without what does not bind today."""
    ALL = "h"
    """The list with it."""
    SET = "s"
    """A card for a duty: reference of its id."""
    ROSTER = "r"
    """Post the card of the roster into the group: series, whose topic it goes to."""
    SILENCE = "q"
    """Say nothing of duties that were not met any more."""


def button(label: str, what: What, chat_id: int, *args: object) -> Button:
    """A button of the presets."""
    return Button(label, encode(Verb.PRESET, what.value, chat_id, *args))


def back_row(chat_id: int) -> Row:
    """The way back to the list."""
    return (button(words.BACK, What.LIST, chat_id),)
