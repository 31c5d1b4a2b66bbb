"""What the services need from the outside. Storage implements the stores; every implementation keeps one
contract (tests/storage): values out are equal to values in, and are copies."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.domain.chat import Chat
from bot.domain.delivery import Backlog, Claim, Delivery, DeliveryOutcome, Pace, Plan
from bot.domain.dialogue import ConversationKey, Expectation, Turn
from bot.domain.draft import Draft
from bot.domain.feedback import AnswerReport, Miss, MissedQuestion
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.roles import Leader
from bot.domain.spreading import Load
from bot.services.knowledge_ports import KeeperStore, PendingStore, RevisionStore, TallyStore
from bot.services.meeting_ports import HabitsStore, MeetingStore, MinutesStore, RosterStore
from bot.services.update_ports import UpdateLog


class DialogueStore(Protocol):
    """Turns and expectations; both end by themselves at their ``expires_at`` (exclusive)."""

    async def save_turn(self, turn: Turn) -> None:
        """Keep a turn; a turn of the same id is replaced."""

    async def turn(self, turn_id: str, now: datetime) -> Turn | None:
        """The turn of that id, unless it has expired."""

    async def turn_of_question(self, chat_id: int, message_id: int, now: datetime) -> Turn | None:
        """The latest turn that answers this message, unless it has expired."""

    async def last_turn(self, key: ConversationKey, now: datetime) -> Turn | None:
        """The latest turn (by ``asked_at``) of a conversation, unless it has expired."""

    async def asked_since(self, chat_id: int, since: datetime) -> bool:
        """Whether any turn of the chat was asked after that instant."""

    async def expect(self, key: ConversationKey, expectation: Expectation) -> None:
        """Wait for something; whatever was awaited before in this conversation is dropped."""

    async def expectation(self, key: ConversationKey, now: datetime) -> Expectation | None:
        """What is awaited in a conversation, unless it has expired."""

    async def end_expectation(self, key: ConversationKey) -> bool:
        """Stop waiting. Returns whether anything was awaited."""

    async def forget(self, user_id: int) -> int:
        """Delete all turns and expectations of a person, in every chat. Returns how many."""

    async def purge(self, now: datetime) -> int:
        """Delete what has expired. Returns how many."""


class MissStore(Protocol):
    """Questions that failed, counted by their text; no user is kept."""

    async def record(self, text: str, miss: Miss, at: datetime, day: date) -> None:
        """Count one miss of this text, at that instant and on that day. One that was settled before is open again."""

    async def open(self, limit: int) -> Sequence[MissedQuestion]:
        """Those that nobody settled since they were last missed: the most often missed, then the latest, first."""

    async def settle(self, texts: Iterable[str], outcome: str, at: datetime) -> int:
        """Somebody dealt with them: ``outcome`` says how (an id of an entry or a boundary; empty: dismissed). Returns
        how many were open."""

    async def frequent(self, first: date, last: date, limit: int) -> Sequence[tuple[str, int]]:
        """Texts with how often they were missed on the days from the first to the last, both included; the most
        often missed first, settled ones too."""

    async def purge(self, before: datetime) -> int:
        """Delete what was last missed before that instant. Returns how many texts."""


class ReportStore(Protocol):
    """Answers that somebody called wrong."""

    async def add(self, report: AnswerReport) -> None:
        """Keep a report."""

    async def open(self, limit: int) -> Sequence[AnswerReport]:
        """Those that nobody settled, the latest first."""

    async def settle(self, entry_id: str, until: datetime) -> int:
        """Somebody dealt with what was reported of an entry up to that instant, included. Returns how many were
        open."""

    async def purge(self, before: datetime) -> int:
        """Delete those reported before that instant. Returns how many."""


class LeaderStore(Protocol):
    """Leaders that administrators named, per chat."""

    async def name(self, leader: Leader) -> bool:
        """Name a leader. Returns False where that person already was one (nothing changes then)."""

    async def unname(self, chat_id: int, user_id: int) -> bool:
        """Take the role away. Returns whether the person had it."""

    async def leaders(self, chat_id: int) -> Sequence[Leader]:
        """The named leaders of a chat, earliest first."""

    async def forget(self, user_id: int) -> int:
        """Delete every role of a person; the group stands for them as who named others. Returns how many."""


class ChatStore(Protocol):
    """The chats the bot knows of."""

    async def save(self, chat: Chat) -> None:
        """Keep what is known of a chat; what was known before is replaced."""

    async def chat(self, chat_id: int) -> Chat | None:
        """What is known of a chat."""

    async def migrate(self, old_id: int, new_id: int) -> None:
        """Follow a group to its new id, in every table that holds chat ids. Harmless when repeated; where both
        ids hold the same row, the new id's row stays. Turns and deliveries lose their message ids: the new chat counts
        anew."""

    async def current_id(self, chat_id: int) -> int:
        """The id that a chat has now: the new one of a group that was migrated (which comes once), else the same."""


class ReminderStore(Protocol):
    """The calendars of all chats."""

    async def reminder(self, series_id: str) -> Reminder | None:
        """The reminder of that series."""

    async def of_chat(self, chat_id: int) -> Sequence[Reminder]:
        """The calendar of a chat, in the order in which it was set."""

    async def save(self, *changed: Reminder, draft_id: str = "") -> bool:
        """Keep all of them, each with the version after the one it has, in one transaction. One of version 0 is
        new. Returns False, and keeps none, where one is not as it was read: its stored version is another, it is
        gone, or a new one's id is taken. With ``draft_id`` that draft is gone in the same transaction, and False is
        returned where it was gone already."""

    async def delete(self, series_id: str, version: int) -> bool:
        """Take it out of the calendar. Returns False where it is gone, or its version is another."""

    async def suspend(self, chat_id: int) -> Sequence[Reminder]:
        """Suspend every reminder of a chat that is not: nothing of it is due any more (``next_due_at`` is None, and
        the version grows). Returns those it suspended, as they are now."""

    async def plan_due(
        self,
        until: datetime,
        limit: int,
        plan: Callable[[Reminder, Preferences | None], Plan],
        *,
        chat_id: int | None = None,
    ) -> int:
        """Plan up to ``limit`` reminders whose ``next_due_at`` is not after ``until``, earliest first; of one chat
        only, where one is given.

        ``plan`` is called for each with the preferences of its chat; what it returns is kept: the reminder's
        ``planned_until``, ``next_due_at`` and ``next_from_at`` (its version stays), and the deliveries, of which those
        whose identity is there already are left out. One that cannot be read (another version wrote it) is put off for
        an hour, and keeps no other from being planned. Of any number of concurrent callers one plans a reminder; who
        fails halfway leaves nothing behind. Returns how many were planned."""

    async def plan_early(
        self,
        minute: datetime,
        now: datetime,
        limit: int,
        plan: Callable[[Reminder, Preferences | None], Plan],
    ) -> int:
        """The same of reminders whose ``next_due_at`` is in the minute that begins at ``minute``, and whose
        ``next_from_at`` is not after ``now``."""

    async def loads(self, since: datetime, until: datetime) -> Sequence[Load]:
        """How many reminders have a ``next_due_at`` after ``since`` and not after ``until``, and a ``next_from_at``:
        by the minutes of both, in no order."""

    async def next_due(self, *, chat_id: int | None = None) -> datetime | None:
        """The earliest ``next_due_at`` of all, or of one chat."""

    async def assumed(self, after: str, limit: int) -> Sequence[Reminder]:
        """Reminders of all chats with assumed dates (``assumed`` is not empty), by series id, from after the given one
        on."""

    async def of_organizer(self, user_id: int) -> Sequence[Reminder]:
        """What a person set or took over, in every chat, in the order in which it was set."""


class DeliveryStore(Protocol):
    """What is to be said, and the pace at which Telegram may be told."""

    async def add(self, *deliveries: Delivery) -> int:
        """Keep those whose identity is not there yet. Returns how many."""

    async def claim_due(
        self,
        worker_id: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        pace: Pace,
        *,
        chat_id: int | None = None,
    ) -> Sequence[Claim]:
        """Take in hand up to ``limit`` deliveries that are due at ``now`` and not finished, each with the instant at
        which it may be sent; those to one chat only, where one is given. What is due first goes first; but where more
        are waiting than ``spreading.FEW`` beside those that are taken, they go by their ranks
        (:func:`bot.domain.spreading.ranks`), then by what begins first, and what is due first; and what is due for
        longer than ``spreading.LONG`` has a place.

        A delivery in somebody's hand is left alone until the lease is over (it lasts until ``claimed_until``, that
        instant included). One whose send was begun and never released comes back with one more repeat. Instants are
        ``pace.overall`` apart, over all workers, from ``now + pace.head_start`` to ``now + pace.ahead``;
        those of one chat are ``pace.private`` or ``pace.group`` apart (group ids are negative); a call takes at most
        one of each chat. A chat whose next instant has not come yet waits without holding up any other."""

    async def begin(self, claim: Claim, now: datetime, lease: timedelta, version: int | None) -> bool:
        """Note that the send begins now, and have the lease begin anew. Returns False, and notes nothing, where the
        claim is no longer this worker's or its lease is over, or where the reminder's version is another than
        ``version`` (None: not looked at)."""

    async def finish(
        self, claim: Claim, outcome: DeliveryOutcome, now: datetime, message_id: int | None = None
    ) -> bool:
        """Release for good. Returns False where the claim is no longer this worker's (nothing changes then)."""

    async def postpone(self, claim: Claim, until: datetime | None, *, doubtful: bool = False) -> bool:
        """Release for later: not due again before ``until``. ``doubtful`` counts a repeat: the send may have arrived.
        Returns False where the claim is no longer this worker's (nothing changes then)."""

    async def hold(self, chat_id: int | None, until: datetime) -> None:
        """Let no instant before ``until`` be given to a chat, or to anybody (None)."""

    async def set_back(self, until: datetime) -> None:
        """The clock was set back: nothing is in somebody's hand, put off, or kept from a chat for longer than until
        that instant."""

    async def finish_chat(self, chat_id: int, outcome: DeliveryOutcome, now: datetime) -> int:
        """Finish every notice to a chat that is not finished and in nobody's hand. Returns how many."""

    async def next_due(self, now: datetime, *, chat_id: int | None = None) -> datetime | None:
        """When the next unfinished delivery, of all or to one chat, may be claimed as far as is known: never later than
        it really may, and earlier than ``now`` where one waits already."""

    async def of_series(self, series_id: str) -> Sequence[Delivery]:
        """The deliveries of a series, by ``due_at``."""

    async def purge(self, before: datetime) -> int:
        """Delete the finished ones due before that instant, and the paces of chats that were not sent to since. Returns
        how many deliveries."""

    async def forget(self, chat_id: int) -> int:
        """Delete every delivery to a chat, and its pace. Returns how many deliveries."""


class PreferencesStore(Protocol):
    """How chats want their calendars to behave."""

    async def preferences(self, chat_id: int) -> Preferences | None:
        """Those of a chat; None where nobody set any."""

    async def save(self, chat_id: int, preferences: Preferences) -> None:
        """Keep them; those before are replaced."""

    async def forget(self, chat_id: int) -> int:
        """Delete those of a chat. Returns how many there were."""


class DraftStore(Protocol):
    """Cards that wait to be confirmed; they end by themselves at their ``expires_at`` (exclusive)."""

    async def save(self, draft: Draft) -> None:
        """Keep a draft; one of the same id is replaced."""

    async def draft(self, draft_id: str, now: datetime) -> Draft | None:
        """The draft of that id, unless it has expired."""

    async def take(self, draft_id: str, now: datetime) -> Draft | None:
        """The same, and it is gone: of any number of concurrent callers one gets it."""

    async def forget(self, user_id: int) -> int:
        """Delete all drafts of a person. Returns how many."""

    async def purge(self, now: datetime) -> int:
        """Delete what has expired. Returns how many."""


class FocusStore(Protocol):
    """Which group's calendar somebody's private chat is about."""

    async def choose(self, user_id: int, chat_id: int, at: datetime) -> None:
        """From now on it is about that chat; their own id stands for their own calendar."""

    async def chosen(self, user_id: int) -> Sequence[int]:
        """The chats they ever chose, the latest choice first."""

    async def forget(self, user_id: int) -> int:
        """Delete the choices of a person. Returns how many."""


class Stores(Protocol):
    """All stores of one database."""

    @property
    def dialogues(self) -> DialogueStore:
        """Turns and expectations."""

    @property
    def misses(self) -> MissStore:
        """Questions that failed."""

    @property
    def reports(self) -> ReportStore:
        """Answers called wrong."""

    @property
    def leaders(self) -> LeaderStore:
        """Named leaders."""

    @property
    def chats(self) -> ChatStore:
        """Chats."""

    @property
    def updates(self) -> UpdateLog:
        """Handled updates."""

    @property
    def reminders(self) -> ReminderStore:
        """Calendars."""

    @property
    def deliveries(self) -> DeliveryStore:
        """What is to be said."""

    @property
    def preferences(self) -> PreferencesStore:
        """How calendars behave."""

    @property
    def drafts(self) -> DraftStore:
        """Cards that wait."""

    @property
    def focuses(self) -> FocusStore:
        """What private chats are about."""

    @property
    def rosters(self) -> RosterStore:
        """Who belongs to which group."""

    @property
    def meetings(self) -> MeetingStore:
        """Meetings and answers."""

    @property
    def minutes(self) -> MinutesStore:
        """Minutes."""

    @property
    def habits(self) -> HabitsStore:
        """How meetings are run."""

    @property
    def revisions(self) -> RevisionStore:
        """The history of the knowledge."""

    @property
    def pendings(self) -> PendingStore:
        """What admins have begun."""

    @property
    def keepers(self) -> KeeperStore:
        """Admins of the knowledge."""

    @property
    def tallies(self) -> TallyStore:
        """What was asked, in numbers."""

    async def backlog(self, now: datetime) -> Backlog:
        """The deliveries that are due at ``now`` and not finished, in somebody's hand or not."""

    async def time(self) -> datetime | None:
        """The present instant by the clock of the database; None where it has no clock of its own."""

    async def ping(self) -> None:
        """Ask the database something; raises what it raises when it does not answer."""

    async def close(self) -> None:
        """Let go of every connection."""
