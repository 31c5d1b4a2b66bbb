"""The tables; those of the care of the knowledge are in ``knowledge_tables``. Their first maker is
``migrations/versions``; a test holds the two equal.

``serial`` columns number the rows in the order in which they came, and settle which of two rows of the same
instant is the later one. Telegram's ids need 64 bits.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.storage.types import Duration, UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
"""Every table of ours, with names that do not depend on the database."""

SERIAL = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column declared INTEGER, which holds 64 bits there."""

BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")
"""A text that PostgreSQL too sorts by its bytes, whatever language the database speaks."""

_OPEN, _FINISHED = text("outcome IS NULL"), text("outcome IS NOT NULL")
_TO_COME, _ASSUMED = text("next_due_at IS NOT NULL"), text("assumed IS NOT NULL")
_EARLY = text("next_from_at IS NOT NULL")
_ENDS = text("keeps IS NOT NULL")
_UNSETTLED = text("settled_at IS NULL")

turns = Table(
    "turns",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("utterance", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("entry_id", Text),
    Column("ranking", JSON, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("revision", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("question_message_id", BigInteger),
    Column("reply_message_id", BigInteger),
    Index(None, "chat_id", "asked_at"),
    Index(None, "chat_id", "question_message_id"),
    Index(None, "chat_id", "user_id", "thread_id", "asked_at"),
    Index(None, "user_id"),
    Index(None, "expires_at"),
)
"""Questions and what became of them, for as long as they are the context of something."""

expectations = Table(
    "expectations",
    metadata,
    Column("chat_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("awaited", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("chat_id", "user_id", "thread_id"),
    Index(None, "user_id"),
    Index(None, "expires_at"),
)
"""What the bot waits for, one thing a conversation."""

missed_questions = Table(
    "missed_questions",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    # The text is unique by its SHA-256: PostgreSQL cannot index a text of a long message's size.
    Column("digest", String(64), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("unanswered", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("missed", Integer, Computed("unanswered + rejected", persisted=True), nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("settled_as", Text),
    Index(None, "last_seen"),
    Index("ix_missed_questions_open", "missed", "last_seen", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
)
"""Questions that failed, one row a text; settled ones until they are missed again."""

missed_days = Table(
    "missed_days",
    metadata,
    Column("digest", String(64), ForeignKey("missed_questions.digest", ondelete="CASCADE"), nullable=False),
    Column("day", Date, nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("digest", "day"),
    Index(None, "day"),
)
"""How often a question failed on which day; they go with the question."""

answer_reports = Table(
    "answer_reports",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("entry_id", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Index(None, "entry_id", "reported_at"),
    Index(None, "reported_at"),
    Index("ix_answer_reports_open", "reported_at", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
)
"""Answers that somebody called wrong."""

leaders = Table(
    "leaders",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("named_by", BigInteger, nullable=False),
    Column("named_at", UtcDateTime, nullable=False),
    UniqueConstraint("chat_id", "user_id"),
    Index(None, "user_id"),
    Index(None, "named_by"),
)
"""Leaders that administrators named."""

chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
"""The chats the bot is, or was, in."""

moved_chats = Table(
    "moved_chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("moved_to", BigInteger, nullable=False),
)
"""The ids that migrated groups had, which stand in old buttons, and those they have."""

handled_updates = Table(
    "handled_updates",
    metadata,
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("claimed_by", Text, nullable=False),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    PrimaryKeyConstraint("bot_id", "update_id"),
    Index(None, "claimed_at"),
)
"""Updates in hand (not finished) and handled (finished)."""

chat_turns = Table(
    "chat_turns",
    metadata,
    Column("bot_id", BigInteger, nullable=False),
    Column("chat_key", BigInteger, nullable=False),
    Column("worker_id", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("bot_id", "chat_key"),
    Index(None, "until"),
)
"""Chats that one of several processes has in hand; there is a row no longer than that, unless the process died."""

reminders = Table(
    "reminders",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("series_id", BYTEWISE, nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("organizer_id", BigInteger, nullable=False),
    Column("organizer_name", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("duty", Text, nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("planned_until", UtcDateTime, nullable=False),
    Column("next_due_at", UtcDateTime),
    Column("next_from_at", UtcDateTime),
    Column("suspended", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("assumed", JSON(none_as_null=True)),
    Column("body", JSON, nullable=False),
    Index(None, "chat_id"),
    Index(None, "organizer_id"),
    Index(None, "next_due_at", sqlite_where=_TO_COME, postgresql_where=_TO_COME),
    Index("ix_reminders_early", "next_due_at", "next_from_at", sqlite_where=_EARLY, postgresql_where=_EARLY),
    Index("ix_reminders_assumed", "series_id", sqlite_where=_ASSUMED, postgresql_where=_ASSUMED),
)
"""The calendars; ``body`` is the series, and ``assumed`` null where no date is (``encoding``)."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("series_id", Text, nullable=False),
    Column("recurrence_id", UtcDateTime, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("lead", Duration, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("detail", Text, nullable=False),
    Column("outcome", Text),
    Column("repeats", Integer, nullable=False),
    Column("retry_at", UtcDateTime),
    Column("claimed_by", Text),
    Column("claimed_until", UtcDateTime),
    Column("begun_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("message_id", BigInteger),
    # The series comes first so that the key finds what belongs to one.
    UniqueConstraint("series_id", "kind", "recurrence_id", "starts_at", "lead", name="uq_deliveries_identity"),
    Index(None, "chat_id", "outcome", "due_at"),
    Index("ix_deliveries_open", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_deliveries_soonest", "kind", "starts_at", "due_at", "serial", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_deliveries_finished", "due_at", sqlite_where=_FINISHED, postgresql_where=_FINISHED),
)
"""What is to be said (no outcome), and what was: the finished ones keep notices from being made twice."""

paces = Table(
    "paces",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("ahead", Duration),
    Index(None, "next_at"),
)
"""The next instant at which a chat may be sent to, and in the row of chat 0 the next for all; that row alone knows
how far ahead of now instants are given away."""

chat_preferences = Table(
    "chat_preferences",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("body", JSON, nullable=False),
)
"""How chats want their calendars to behave (``encoding``)."""

drafts = Table(
    "drafts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "chat_id"),
    Index(None, "user_id"),
    Index(None, "expires_at"),
)
"""Cards that wait to be confirmed; ``body`` is the rest of them (``encoding``)."""

focuses = Table(
    "focuses",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("chosen_at", UtcDateTime, nullable=False),
    UniqueConstraint("user_id", "chat_id"),
    Index(None, "chat_id"),
)
"""Which chats' calendars people chose in their private chats, and when."""

roster_members = Table(
    "roster_members",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("user_id", BigInteger),
    Column("name", Text, nullable=False),
    Column("standing", Text),
    Column("excused", Boolean, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    # Any number may be without a user id: nulls are not equal.
    UniqueConstraint("chat_id", "user_id"),
    Index(None, "user_id"),
)
"""Who belongs to which group; those whom a leader wrote down by name have no user id."""

meetings = Table(
    "meetings",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("series_id", Text, nullable=False),
    Column("recurrence_id", UtcDateTime, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("zone", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("series_id", "recurrence_id"),
    Index(None, "chat_id", "starts_at"),
    Index(None, "starts_at"),
)
"""Single meetings, which outlive their series; ``body`` is topics and ticks (``meeting_encoding``)."""

meeting_answers = Table(
    "meeting_answers",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("meeting_id", Text, ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("rsvp", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    UniqueConstraint("meeting_id", "user_id"),
    Index(None, "user_id"),
)
"""Who comes to which meeting at which time, the last answer of each; they go with the meeting."""

minutes = Table(
    "minutes",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("meeting_id", Text, ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("filed_at", UtcDateTime),
    Column("version", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("meeting_id", "revision"),
    Index(None, "chat_id"),
)
"""Minutes, one row a revision (``meeting_encoding``); they go with the meeting."""

chat_habits = Table(
    "chat_habits",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("keeps", Duration),
    Column("body", JSON, nullable=False),
    Index("ix_chat_habits_keeps", "chat_id", "keeps", sqlite_where=_ENDS, postgresql_where=_ENDS),
)
"""How groups want their meetings to be run; ``body`` is all but how long minutes are kept (``meeting_encoding``)."""
