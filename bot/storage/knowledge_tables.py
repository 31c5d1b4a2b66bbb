"""The tables of the care of the knowledge: its history, its admins, what was asked (see ``tables``)."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from bot.storage.tables import BYTEWISE, SERIAL, metadata
from bot.storage.types import UtcDateTime

knowledge_revisions = Table(
    "knowledge_revisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("origin", Text, nullable=False),
    Column("author_id", BigInteger),
    Column("author_name", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("why", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("restores", Integer),
    Column("consented_by", BigInteger),
    Column("body", JSON, nullable=False),
)
"""The history of the knowledge; rows never change. ``body`` is files and conflicts (``knowledge_encoding``)."""

knowledge_contents = Table(
    "knowledge_contents",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("named", Boolean, nullable=False),
    Index(None, "named", "kept_at"),
)
"""The bytes of files, compressed; ``named`` from when a revision or an intake names them, which is for good."""

knowledge_intakes = Table(
    "knowledge_intakes",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("origin", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("taken", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("files", JSON, nullable=False),
    Index(None, "origin", "serial"),
    Index(None, "origin", "taken", "serial"),
    Index(None, "origin", "fingerprint"),
)
"""Content of the package and of the folder that was looked at; ``files`` is its manifest."""

knowledge_pendings = Table(
    "knowledge_pendings",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("author_id", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Index(None, "author_id"),
    Index(None, "expires_at"),
    Index(None, "kind"),
)
"""What admins have begun; a row is made anew each time it is saved."""

knowledge_keepers = Table(
    "knowledge_keepers",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("user_id", BigInteger, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("named_by", BigInteger, nullable=False),
    Column("named_at", UtcDateTime, nullable=False),
    Index(None, "named_at"),
)
"""Admins of the knowledge whom another one named."""

knowledge_policy = Table(
    "knowledge_policy",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("consent", Boolean, nullable=False),
)
"""What the admins agreed on: one row, of id 1, once there is anything to keep."""

knowledge_events = Table(
    "knowledge_events",
    metadata,
    Column("serial", SERIAL, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", BigInteger, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "at", "serial"),
)
"""What admins did beside publishing."""

tallies = Table(
    "tallies",
    metadata,
    Column("day", Date, nullable=False),
    Column("event", Text, nullable=False),
    Column("target", BYTEWISE, nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("day", "event", "target"),
)
"""What was asked, in numbers."""
