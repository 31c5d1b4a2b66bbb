"""The care of the knowledge: its revisions, what admins have begun, who they are; counts a day; what was settled of
failed questions and wrong answers.

Instants are whole microseconds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables. Of what is there nothing is settled, and nobody knows on which days it was missed."""
    _add_settling()
    _create_missed_days()
    _create_revisions()
    _create_contents()
    _create_intakes()
    _create_pendings()
    _create_keepers()
    _create_tallies()


def _add_settling() -> None:
    op.add_column("missed_questions", sa.Column("settled_at", sa.BigInteger()))
    op.add_column("missed_questions", sa.Column("settled_as", sa.Text()))
    op.drop_index("ix_missed_questions_missed_last_seen", "missed_questions")
    _create_index("missed_questions", "last_seen")
    _create_partial_index("ix_missed_questions_open", "missed_questions", ["missed", "last_seen"], "settled_at IS NULL")
    op.add_column("answer_reports", sa.Column("settled_at", sa.BigInteger()))
    _create_index("answer_reports", "entry_id", "reported_at")
    _create_partial_index("ix_answer_reports_open", "answer_reports", ["reported_at"], "settled_at IS NULL")


def _create_missed_days() -> None:
    key = "fk_missed_days_digest"
    op.create_table(
        "missed_days",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "day", name="pk_missed_days"),
        sa.ForeignKeyConstraint(["digest"], ["missed_questions.digest"], name=key, ondelete="CASCADE"),
    )
    _create_index("missed_days", "day")


def _create_revisions() -> None:
    op.create_table(
        "knowledge_revisions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger()),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("restores", sa.Integer()),
        sa.Column("consented_by", sa.BigInteger()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_knowledge_revisions"),
    )


def _create_contents() -> None:
    op.create_table(
        "knowledge_contents",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_knowledge_contents"),
    )
    _create_index("knowledge_contents", "named", "kept_at")


def _create_intakes() -> None:
    op.create_table(
        "knowledge_intakes",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_knowledge_intakes"),
    )
    _create_index("knowledge_intakes", "origin", "serial")
    _create_index("knowledge_intakes", "origin", "taken", "serial")
    _create_index("knowledge_intakes", "origin", "fingerprint")


def _create_pendings() -> None:
    op.create_table(
        "knowledge_pendings",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_knowledge_pendings"),
        sa.UniqueConstraint("id", name="uq_knowledge_pendings_id"),
    )
    _create_index("knowledge_pendings", "author_id")
    _create_index("knowledge_pendings", "expires_at")
    _create_index("knowledge_pendings", "kind")


def _create_keepers() -> None:
    op.create_table(
        "knowledge_keepers",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("named_by", sa.BigInteger(), nullable=False),
        sa.Column("named_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_knowledge_keepers"),
        sa.UniqueConstraint("user_id", name="uq_knowledge_keepers_user_id"),
    )
    _create_index("knowledge_keepers", "named_at")
    op.create_table(
        "knowledge_policy",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_policy"),
    )
    op.create_table(
        "knowledge_events",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_knowledge_events"),
    )
    _create_index("knowledge_events", "at", "serial")


def _create_tallies() -> None:
    op.create_table(
        "tallies",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("target", _BYTEWISE, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "event", "target", name="pk_tallies"),
    )


def _create_index(table: str, *columns: str) -> None:
    op.create_index("_".join(["ix", table, *columns]), table, columns)


def _create_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    rows = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=rows, postgresql_where=rows)
