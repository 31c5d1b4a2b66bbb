"""Values to store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.chat import Chat
from bot.domain.dialogue import Awaited, ConversationKey, Expectation, Outcome, Turn
from bot.domain.feedback import AnswerReport
from bot.domain.roles import Leader

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
"""The least time there is between two instants."""

GROUP = -1001234567890
USER = 7000000001
KEY = ConversationKey(GROUP, USER)

TURN = Turn(
    id="aZ09_-bcdef",
    key=KEY,
    utterance="小组会多久开一次？😀",
    query="党小组会多久开一次",
    outcome=Outcome.ANSWER,
    entry_id="group-meeting-frequency",
    ranking=("group-meeting-frequency", "group-meeting-before"),
    shown=1,
    revision="5f2c",
    asked_at=NOW,
    expires_at=NOW + 48 * HOUR,
    question_message_id=2**31 + 5,
    reply_message_id=2**31 + 6,
)


def a_turn(turn_id: str = TURN.id, key: ConversationKey = KEY, **changes: Any) -> Turn:
    """A turn with some fields of its own."""
    return replace(TURN, id=turn_id, key=key, **changes)


def an_expectation(**changes: Any) -> Expectation:
    """An expectation with some fields of its own."""
    return replace(Expectation(Awaited.FEEDBACK_REASON, "group-meeting-frequency", NOW + HOUR), **changes)


def a_report(report_id: str, **changes: Any) -> AnswerReport:
    """A report with some fields of its own."""
    return replace(AnswerReport(report_id, "group-meeting-frequency", "5f2c", "条文引错了", NOW), **changes)


def a_leader(chat_id: int = GROUP, user_id: int = USER, **changes: Any) -> Leader:
    """A leader with some fields of its own."""
    return replace(Leader(chat_id, user_id, named_by=42, named_at=NOW), **changes)


def a_chat(chat_id: int = GROUP, **changes: Any) -> Chat:
    """A chat with some fields of its own."""
    return replace(Chat(chat_id, "supergroup", True, NOW), **changes)
