"""What the services need from the outside. Storage implements the stores; every implementation keeps one
contract (tests/storage): values out are equal to values in, and are copies."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.chat import Chat
from bot.domain.dialogue import ConversationKey, Expectation, Turn
from bot.domain.feedback import AnswerReport, Miss, MissedQuestion
from bot.domain.roles import Leader


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

    async def record(self, text: str, miss: Miss, at: datetime) -> None:
        """Count one miss of this text."""

    async def most_frequent(self, limit: int) -> Sequence[MissedQuestion]:
        """The most often missed, then the latest, first."""


class ReportStore(Protocol):
    """Answers that somebody called wrong."""

    async def add(self, report: AnswerReport) -> None:
        """Keep a report."""

    async def latest(self, limit: int) -> Sequence[AnswerReport]:
        """The latest reports first."""


class LeaderStore(Protocol):
    """Leaders that administrators named, per chat."""

    async def name(self, leader: Leader) -> bool:
        """Name a leader. Returns False where that person already was one (nothing changes then)."""

    async def unname(self, chat_id: int, user_id: int) -> bool:
        """Take the role away. Returns whether the person had it."""

    async def leaders(self, chat_id: int) -> Sequence[Leader]:
        """The named leaders of a chat, earliest first."""

    async def forget(self, user_id: int) -> int:
        """Delete every role of a person. Returns how many."""


class ChatStore(Protocol):
    """The chats the bot knows of."""

    async def save(self, chat: Chat) -> None:
        """Keep what is known of a chat; what was known before is replaced."""

    async def chat(self, chat_id: int) -> Chat | None:
        """What is known of a chat."""

    async def migrate(self, old_id: int, new_id: int) -> None:
        """Follow a group to its new id, in every table that holds chat ids. Harmless when repeated; where both
        ids hold the same row, the new id's row stays. Turns lose their message ids: the new chat counts anew."""


class UpdateLog(Protocol):
    """Which updates were handled, so that a redelivered one is handled once."""

    async def claim(self, bot_id: int, update_id: int, worker_id: str, now: datetime, lease: timedelta) -> bool:
        """Take an update in hand. True when it is new, or when an earlier claim was never finished and its lease
        is over (it lasts until ``claimed_at + lease``, that instant included); False when it was finished or
        somebody has it in hand. Of any number of concurrent callers at most one gets True."""

    async def finish(self, bot_id: int, update_id: int, worker_id: str, now: datetime) -> None:
        """The update was handled. Of no effect once another worker has taken it over."""

    async def purge(self, before: datetime) -> int:
        """Delete the records claimed before that instant. Returns how many."""


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

    async def ping(self) -> None:
        """Ask the database something; raises what it raises when it does not answer."""

    async def close(self) -> None:
        """Let go of every connection."""
