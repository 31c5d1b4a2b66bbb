"""The buttons of minutes: what each does."""

from enum import StrEnum

from bot.services.knowledge import reference
from bot.services.minutes_archive import Entry
from bot.views.calendar_buttons import pack
from bot.views.callbacks import MAX_BYTES, Verb, encode
from bot.views.markup import Button


class What(StrEnum):
    """What a button of minutes does. All are followed by a meeting but those that say otherwise."""

    PAGE = "o"
    OCCURRENCE = "p"
    """The page of an occurrence's minutes: series, recurrence id."""
    LIST = "l"
    """A page of the list: chat, page, what is looked for."""
    YEAR = "y"
    """The year's meetings: chat, year."""
    EXPORT_YEAR = "xy"
    """All minutes of a year: chat, year."""
    MAKE_UP = "m"
    """Ask for a meeting that the calendar does not know: chat."""
    PEOPLE = "a"
    """Who was there: page, and ``PICKING`` where somebody is to be made a guest or removed."""
    PRESENCE = "t"
    """Somebody was there or not: place, reference of the name, presence, page."""
    PERSON = "n"
    """Ask what somebody is to be: place, reference of the name, page."""
    AS_GUEST = "ng"
    """Somebody came without being expected: place, reference of the name, page."""
    REMOVE = "nr"
    """Take somebody out: place, reference of the name, page."""
    EVERYBODY = "ap"
    ASK = "i"
    """Ask for a part: part."""
    FILE = "f"
    FILE_ANYWAY = "fy"
    FILE_REST = "fr"
    """File, and those who are not confirmed were there or not: presence."""
    TICK = "k"
    """What becomes of the minutes outside of the bot was done: reference of the item."""
    CORRECT = "c"
    HISTORY = "h"
    REVISION = "hr"
    """One revision: revision."""
    EXPORT = "x"
    """A file: revision."""
    REMIND = "r"
    DROP = "d"
    """Ask before a draft is thrown away: revision."""
    DROP_NOW = "dy"
    """Throw it away: revision."""
    DELETE = "de"
    """Ask a first time."""
    DELETE_AGAIN = "da"
    DELETE_NOW = "dn"
    """Delete it; ``UNWRITTEN``: only where nobody wrote anything."""
    DONE = "u"
    """A duty that is no meeting is met: chat, year, and a meeting, or a series with a recurrence id."""


PICKING, UNWRITTEN = "p", "0"


def button(label: str, what: What, *args: object) -> Button:
    """A button of minutes."""
    return Button(label, encode(Verb.MINUTES, what.value, *args))


def entry_button(label: str, entry: Entry) -> Button:
    """To the minutes of a meeting, which is opened where it is known by its rule only."""
    meeting = entry.meeting
    if meeting.id:
        return button(label, What.PAGE, meeting.id)
    return button(label, What.OCCURRENCE, meeting.series_id, pack(meeting.recurrence_id))


def done_button(label: str, year: int, entry: Entry) -> Button:
    """Says that a duty is met, and shows the year again."""
    meeting = entry.meeting
    which = (meeting.id,) if meeting.id else (meeting.series_id, pack(meeting.recurrence_id))
    return button(label, What.DONE, meeting.chat_id, year, *which)


def list_button(label: str, chat_id: int, page: int, query: str) -> Button | None:
    """To a page of a list; None where what is looked for does not fit into a button."""
    fits = ":" not in query and len(f"1mi:l:{chat_id}:{page}:{query}".encode()) <= MAX_BYTES
    return button(label, What.LIST, chat_id, page, query) if fits else None


def meeting_button(label: str, meeting_id: str) -> Button:
    """To the page of the meeting."""
    return Button(label, encode(Verb.MEETING, "o", meeting_id))


def ref_of(name: str) -> str:
    """A name or an item in a button."""
    return reference(name)
