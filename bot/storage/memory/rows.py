"""Every row of the stores in memory."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot.domain.chat import Chat
from bot.domain.delivery import Delivery
from bot.domain.dialogue import ConversationKey, Expectation, Turn
from bot.domain.draft import Draft
from bot.domain.feedback import AnswerReport, MissedQuestion
from bot.domain.habits import Habits
from bot.domain.keeper import Keeper, KeeperEvent
from bot.domain.meeting import Answer, Meeting
from bot.domain.minutes import Minutes
from bot.domain.pending import Pending
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.revision import Intake, Revision
from bot.domain.roles import Leader
from bot.domain.roster import Member
from bot.domain.series import Series
from bot.domain.tally import Event

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class HandledUpdate:
    """An update in hand, or handled."""

    worker_id: str
    claimed_at: datetime
    finished: bool = False


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """A chat in the hands of a worker."""

    worker_id: str
    until: datetime


@dataclass(slots=True)
class DeliveryRow:
    """A delivery, and who has it in hand."""

    delivery: Delivery
    retry_at: datetime | None = None
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class MissRow:
    """A question that failed, how often on which day, and how somebody dealt with it."""

    question: MissedQuestion
    days: Mapping[date, int] = field(default_factory=dict)
    settled_at: datetime | None = None
    settled_as: str | None = None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """An answer called wrong, and whether somebody dealt with it."""

    report: AnswerReport
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, and whether a revision or an intake names them."""

    content: bytes
    kept_at: datetime
    named: bool = False


@dataclass(slots=True)
class Rows:
    """Every row, in the order in which it came. The values are frozen, so they can be handed out as they are; those
    that hold a mapping are copied (:func:`own`)."""

    turns: dict[str, Turn] = field(default_factory=dict)
    expectations: dict[ConversationKey, Expectation] = field(default_factory=dict)
    misses: dict[str, MissRow] = field(default_factory=dict)
    reports: dict[str, ReportRow] = field(default_factory=dict)
    leaders: dict[tuple[int, int], Leader] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    moved_chats: dict[int, int] = field(default_factory=dict)
    """Where migrated groups went."""
    updates: dict[tuple[int, int], HandledUpdate] = field(default_factory=dict)
    chat_turns: dict[tuple[int, int], ChatTurn] = field(default_factory=dict)
    reminders: dict[str, Reminder] = field(default_factory=dict)
    deliveries: dict[tuple[object, ...], DeliveryRow] = field(default_factory=dict)
    """By their identity."""
    paces: dict[int, datetime] = field(default_factory=dict)
    ahead: timedelta = timedelta(0)
    """How far ahead of now instants were given away the last time."""
    preferences: dict[int, Preferences] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    focuses: dict[tuple[int, int], datetime] = field(default_factory=dict)
    """When a user chose a chat."""
    members: dict[str, Member] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    answers: dict[tuple[str, int], Answer] = field(default_factory=dict)
    """By meeting and user."""
    minutes: dict[tuple[str, int], Minutes] = field(default_factory=dict)
    """By meeting and revision."""
    habits: dict[int, Habits] = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    """The revision of number n is the n-th."""
    contents: dict[str, Content] = field(default_factory=dict)
    intakes: list[Intake] = field(default_factory=list)
    pendings: dict[str, Pending] = field(default_factory=dict)
    """In the order in which they were saved."""
    keepers: dict[int, Keeper] = field(default_factory=dict)
    consent: bool = False
    """Whether a second admin has to agree."""
    keeper_events: list[KeeperEvent] = field(default_factory=list)
    tallies: dict[tuple[date, Event, str], int] = field(default_factory=dict)


class Store:
    """A store on the rows."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows


def own(series: Series) -> Series:
    """A copy that shares nothing that could be changed."""
    return replace(series, exceptions=dict(series.exceptions))


def delete(rows: MutableMapping[K, V], matches: Callable[[K, V], bool]) -> int:
    """Delete the rows that match. Returns how many."""
    found = [key for key, value in rows.items() if matches(key, value)]
    for key in found:
        del rows[key]
    return len(found)
