"""What is to be said at a time, exactly once: a notice of an occurrence, or word of it to its organizer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class DeliveryKind(StrEnum):
    """What a delivery says."""

    NOTICE = "notice"
    """An occurrence is near, to the chat of its calendar."""
    CALLED_OFF = "called-off"
    """An occurrence that the chat was told of does not take place, to that chat."""
    RESCHEDULED = "rescheduled"
    """An occurrence takes place at another time, to the chat of its calendar; the detail is the old time."""
    ON_AGAIN = "on-again"
    """An occurrence that was called off takes place after all, to the chat of its calendar."""
    MISSED = "missed"
    """Notices came too late to be of use, to the organizer."""
    DOUBTFUL = "doubtful"
    """Whether a notice arrived is not known, to the organizer."""
    CLOSED = "closed"
    """The chat is closed to the bot and its reminders are suspended, to the organizer."""
    TOPIC_GONE = "topic-gone"
    """The forum topic is gone and notices go to the general one, to the organizer."""
    DATE_MOVED = "date-moved"
    """Holidays were announced and an occurrence moved, to the organizer."""
    TOPICS = "topics"
    """The topics of a meeting, to the chat of its calendar; the detail is the recurrence id of the meeting."""
    NUDGE = "nudge"
    """Who has not answered yet, to the chat of the calendar; once for each meeting."""
    CHECKLIST = "checklist"
    """What is to be done before a meeting, to the organizer."""
    RECORD = "record"
    """A meeting is over: its minutes, and what is to be done afterwards; to the organizer."""
    DUTY = "duty"
    """A duty was not met in a period, to the organizer; the recurrence id is the beginning of the period."""

    @property
    def is_for_chat(self) -> bool:
        """Whether it is said in the chat of the calendar; else it is word to the organizer."""
        return self in _FOR_CHAT

    @property
    def is_step(self) -> bool:
        """Whether it is a step of a meeting (:mod:`bot.domain.steps`), planned like a notice."""
        return self in _STEPS


_FOR_CHAT = frozenset(
    {
        DeliveryKind.NOTICE,
        DeliveryKind.CALLED_OFF,
        DeliveryKind.RESCHEDULED,
        DeliveryKind.ON_AGAIN,
        DeliveryKind.TOPICS,
        DeliveryKind.NUDGE,
    }
)
_STEPS = frozenset({DeliveryKind.CHECKLIST, DeliveryKind.RECORD, DeliveryKind.DUTY})


class DeliveryOutcome(StrEnum):
    """What became of a delivery."""

    SENT = "sent"
    MISSED = "missed"
    """It was too late to be of use."""
    WITHDRAWN = "withdrawn"
    """What it speaks of was changed before it was sent."""
    UNREACHABLE = "unreachable"
    """The chat is closed to the bot."""
    UNKNOWN = "unknown"
    """It was sent as often as is sensible, and no answer came."""
    REFUSED = "refused"
    """Telegram refuses it for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Something to be said once. ``(kind, series_id, recurrence_id, starts_at, lead)`` is its identity."""

    id: str
    kind: DeliveryKind
    series_id: str
    recurrence_id: datetime
    """The occurrence it speaks of; of several, the last."""
    starts_at: datetime
    """When that occurrence begins, as far as was known: moved, it is another notice."""
    lead: timedelta
    chat_id: int
    """Where it goes."""
    due_at: datetime
    detail: str = ""
    """What the kind needs beside: for MISSED and DATE_MOVED instants in ISO 8601, separated by blanks; for MISSED the
    kind before them where it speaks of what a leader had said."""
    outcome: DeliveryOutcome | None = None
    """None while it is to be sent."""
    repeats: int = 0
    """How often it was begun without anybody knowing whether it arrived: from 1 on it is marked as a repeat."""
    sent_at: datetime | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that a worker has in hand, until its lease ends."""

    delivery: Delivery
    send_at: datetime
    """The instant that Telegram's limits leave for it."""
    worker_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast Telegram may be sent to, over all workers of a database: intervals between two sends."""

    overall: timedelta
    private: timedelta
    """To the same private chat."""
    group: timedelta
    """To the same group."""
    ahead: timedelta
    """How far ahead of now instants are given away."""
    head_start: timedelta = timedelta(0)
    """How far ahead at least: the time to get ready."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due and not finished."""

    count: int
    """How much; what is beyond :data:`COUNTED` is not counted."""
    since: datetime | None
    """When the first of it was due; None where nothing is."""


COUNTED = 10_000
"""Nobody needs to know it more exactly."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What planning a reminder comes to."""

    planned_until: datetime
    next_due_at: datetime | None
    deliveries: tuple[Delivery, ...]
    next_from_at: datetime | None = None
    """From when on what is due next may be said where too much is due at once; None: not before."""
