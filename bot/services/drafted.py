"""What comes of each step in setting a reminder: something is asked, a card is shown, or it is set."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.daysoff import LackingMonth
from bot.domain.draft import Draft
from bot.domain.errors import UserError
from bot.domain.occurrences import Occurrence
from bot.domain.preview import DayOff
from bot.domain.reminder import Reminder
from bot.domain.series import Series
from intents.timeexpr import Question

MAX_SENTENCE = 500
"""Characters of all that is said about one reminder."""

MAX_TITLE, MAX_VENUE = 200, 100
"""Characters of a title and of a place; more are refused."""

MAX_LEADS = 10
"""Notices of one occurrence at most."""

MAX_SERIES = 200
"""Reminders of one chat that are not over."""


class TooLongError(UserError):
    """More was said than is read at all."""


class TooManyError(UserError):
    """The calendar of the chat is full."""


class AlreadySetError(UserError):
    """The duty stands in the calendar of the chat."""


class Field(StrEnum):
    """What is asked for; it travels in buttons and expectations."""

    TITLE = "n"
    TIME = "t"
    """The answer to the reader's question."""
    RULE = "c"
    """Another time for what the card shows."""
    LEADS = "l"
    VENUE = "v"


class Flaw(StrEnum):
    """Why what was said cannot be kept."""

    TOO_LONG = "too-long"
    """A title or a place."""
    TOO_EARLY = "too-early"
    """A lead time of more than ``LONGEST_LEAD``."""
    NO_NOTICE = "no-notice"
    """No notice at all is wished for."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Something is to be said by the person."""

    draft: Draft
    field: Field
    question: Question | None = None
    """What the reader wants to know; None where the field says it."""
    again: bool = False
    """What was just said is no answer."""
    past: bool = False
    """It was to be confirmed, and nothing of it is to come any more."""
    flaw: Flaw | None = None
    """What was just said is understood, and cannot be kept."""


@dataclass(frozen=True, slots=True)
class Card:
    """A draft that lacks nothing, with what somebody should know before relying on it."""

    draft: Draft
    series: Series
    """What would be set."""
    leads: tuple[timedelta, ...]
    """The lead times that count, longest first."""
    coming: tuple[Occurrence, ...]
    """The next four; none where nothing is to come."""
    late: tuple[timedelta, ...]
    """Lead times whose notice of the first of them would be past already."""
    days_off: tuple[DayOff, ...]
    """The first dates of the rule that fall on days off."""
    lacking: tuple[LackingMonth, ...]
    """The months that lack a day of the rule."""
    dropped: tuple[datetime, ...] = ()
    """Cancelled or moved occurrences that the change loses, by recurrence id."""
    cut: bool = False
    """The title that was said is longer than what is read of one."""
    not_before: datetime | None = None
    """Where nothing is to come because a change begins later than its days: the wall time at which it begins."""
    unchanged: bool = False
    """It is to change a reminder, and is what that is already: there is nothing to confirm."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """It is set."""

    reminder: Reminder
    first: Occurrence | None
    """The next time that it takes place; None where the last moment passed in between."""
    changed: bool
    """It changes what was there before, from ``first`` on."""
    dropped: tuple[datetime, ...]
    """As on the card."""
    leads: tuple[timedelta, ...] = ()
    """The lead times that count, longest first."""


Shown = Asking | Card
