"""The buttons of the calendar: what each does, and instants in few characters."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.views.callbacks import Verb, encode
from bot.views.markup import Button

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_YEARS = range(1901, 2200)
"""Beyond them nothing is ever shown."""

_SECONDS = "."
"""Stands before an instant that is no whole minute."""


class What(StrEnum):
    """What a button of the calendar does. All but ``LIST`` and ``EXPORT`` are followed by a series."""

    LIST = "l"
    """A page of the list: page."""
    BACK = "b"
    """The page of the list that the reminder is on."""
    CARD = "o"
    """The card of a reminder."""
    PICK_SKIP = "ps"
    """Choose the occurrence to skip."""
    PICK_MOVE = "pm"
    """Choose the occurrence to move."""
    PICK_FROM = "pf"
    """Choose the occurrence from which on to change."""
    SKIP = "s"
    """Skip an occurrence: recurrence id."""
    RESTORE = "r"
    """Let it take place again: recurrence id, the list of dates it was pressed in."""
    ASK_TIME = "m"
    """Ask for a new time of an occurrence: recurrence id."""
    MOVE_BACK = "mb"
    """Put it back: recurrence id, the list of dates it was pressed in."""
    CHANGE_FROM = "f"
    """Change from there on: recurrence id."""
    PAUSE = "p"
    RESUME = "u"
    ASK_TITLE = "t"
    ASK_VENUE = "v"
    LEADS = "la"
    """Choose lead times."""
    LEAD = "ls"
    """Have a lead time or not: seconds, 1 or 0."""
    LEADS_OF_CHAT = "ld"
    """Have the lead times of the chat."""
    ASK_LEADS = "lw"
    POLICIES = "da"
    """Choose what becomes of days off."""
    POLICY = "ds"
    """Set it: the policy."""
    LEADERS = "ha"
    """Choose a new organizer."""
    HAND_OVER = "hs"
    """Make somebody the organizer: user."""
    KINDS = "ka"
    """Choose what kind of meeting it is."""
    KIND = "ks"
    """Set it: what stands for the kind."""
    MEETINGS = "mt"
    """Choose the meeting whose page to open."""
    EXPORT = "e"
    """Send a calendar file: of the series that follows, or of all where none does."""
    DELETE = "x"
    """Ask a first time."""
    DELETE_AGAIN = "xx"
    """Ask a second time."""
    DELETE_NOW = "xy"


def button(label: str, what: What, *args: object) -> Button:
    """A button of the calendar."""
    return Button(label, encode(Verb.CALENDAR, what.value, *args))


def pack(at: datetime) -> str:
    """An instant (aware) in base 36: minutes since the epoch, or seconds with a point before them."""
    seconds = round((at - _EPOCH).total_seconds())
    minutes, rest = divmod(seconds, 60)
    return f"{_SECONDS}{_base36(seconds)}" if rest else _base36(minutes)


def unpack(packed: str) -> datetime:
    """The instant (UTC). Raises ValueError where it is none."""
    number = int(packed.removeprefix(_SECONDS), 36)
    unit = timedelta(seconds=1) if packed.startswith(_SECONDS) else timedelta(minutes=1)
    try:
        at = _EPOCH + number * unit
    except OverflowError:
        raise ValueError("no instant") from None
    if at.year not in _YEARS:
        raise ValueError("no instant of ours")
    return at


def _base36(number: int) -> str:
    if number < 0:
        return f"-{_base36(-number)}"
    head, last = divmod(number, 36)
    return (_base36(head) if head else "") + _DIGITS[last]
