"""The tables. Their first maker is ``migrations/versions``; a test holds the two equal.

``serial`` columns number the rows in the order in which they came, and settle which of two rows of the same
instant is the later one. Telegram's ids need 64 bits.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Computed,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.storage.types import UtcDateTime

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
    Index(None, "missed", "last_seen"),
)
"""Questions that failed, one row a text."""

answer_reports = Table(
    "answer_reports",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("entry_id", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    Index(None, "reported_at"),
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
