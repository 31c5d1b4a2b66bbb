"""A conversation: who talks where, the turns it is made of, and what the bot waits for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TURN_LIFETIME = timedelta(hours=48)
"""How long a turn is kept: Telegram lets a bot edit its own message for 48 hours."""

FOLLOW_UP_LIFETIME = timedelta(minutes=15)
"""How long the last turn is the context of the next one."""

EXPECTATION_LIFETIME = timedelta(minutes=15)
"""How long the bot waits for something it has asked for, and any plain message is the answer."""

LASTING_LIFETIME = timedelta(hours=24)
"""How long it waits where people write in their own time. Later than that only what is plainly meant
is taken."""


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """One person's conversation in one place: a private chat, a group, or a topic of a forum."""

    chat_id: int
    user_id: int
    thread_id: int = 0
    """The forum topic; 0 outside of topics."""


class Outcome(StrEnum):
    """What became of a question."""

    ANSWER = "answer"
    DISAMBIGUATION = "disambiguation"
    FALLBACK = "fallback"
    SMALLTALK = "smalltalk"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what became of it."""

    id: str
    """Short and random: it travels in buttons."""
    key: ConversationKey
    utterance: str
    """What the person typed."""
    query: str
    """What was looked up: the utterance, completed from the turn before where it was a follow-up."""
    outcome: Outcome
    entry_id: str | None
    """The entry answered from, picked, or the boundary that declined; none where nothing matched."""
    ranking: tuple[str, ...]
    """Ids of the candidates, best first."""
    shown: int
    """How many of the ranking the person has been shown so far."""
    revision: str
    """The revision of the knowledge that the ranking is of."""
    asked_at: datetime
    expires_at: datetime
    question_message_id: int | None = None
    reply_message_id: int | None = None
    """The bot's message; it is edited when the question is edited."""


class Awaited(StrEnum):
    """What the bot may be waiting for."""

    QUESTION = "question"
    """The question, after a bare /ask."""
    FEEDBACK_REASON = "feedback_reason"
    """Why an answer is wrong, in the person's own words."""
    REMINDER = "reminder"
    """What a card still lacks; the subject is its draft and the field."""
    CALENDAR = "calendar"
    """What an edit of a reminder needs; the subject is its series and the field."""
    PREFERENCE = "preference"
    """The value of a setting; the subject is which."""
    ROSTER = "roster"
    """Names for a roster; the subject is whose."""
    LEAVE = "leave"
    """Why somebody asks for leave; the subject is the meeting."""
    MEETING = "meeting"
    """What a meeting needs, such as its topics; the subject is the meeting and the field."""
    MINUTES = "minutes"
    """A part of the minutes; the subject is the meeting and the part."""
    WRITING = "writing"
    """A part of an entry that an admin writes; the subject is what is pending and the part."""
    EDIT = "edit"
    """An edit of a message that answered something; the subject is what the message became. See :func:`beside`."""
    ONCE_MORE = "once_more"
    """That somebody says once more what they would do; the subject is since when. See :func:`beside`."""
    CARD = "card"
    """A change of the roster that a card shows; the subject is its message, or when it was posted. See
    :func:`beside`."""


OF_MESSAGES = frozenset({Awaited.EDIT, Awaited.CARD})
"""What is about a message by its number, and means nothing in another chat."""

LASTING = frozenset({Awaited.LEAVE, Awaited.MINUTES, Awaited.MEETING, Awaited.ROSTER, Awaited.WRITING})
"""What people take their time to write."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """The next plain message of this conversation is the answer to something the bot asked."""

    awaited: Awaited
    subject: str
    """What it is about: the entry id for a feedback reason, else empty."""
    expires_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Whether it was asked so lately that any plain message is the answer. What only goes on being taken, such as
        the next message of a long text, was never asked for itself."""
        return now < self.expires_at - lifetime_of(self.awaited) + EXPECTATION_LIFETIME


def beside(chat_id: int, user_id: int, number: int) -> ConversationKey:
    """What is awaited of somebody beside their conversations: an edit of the message of that number, or with 0 that
    they say something once more. ``user_id`` is 0 or less where it is nobody's. No topic has such a number."""
    return ConversationKey(chat_id, user_id, -1 - number)


def lifetime_of(awaited: Awaited) -> timedelta:
    """How long the bot waits for it."""
    if awaited is Awaited.EDIT:
        return TURN_LIFETIME
    return LASTING_LIFETIME if awaited in LASTING else EXPECTATION_LIFETIME
