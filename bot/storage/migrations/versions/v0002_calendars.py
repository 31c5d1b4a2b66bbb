"""Calendars: reminders, what is to be said and at what pace, preferences, drafts, focuses.

Instants and lengths of time are whole microseconds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create every table."""
    _create_reminders()
    _create_deliveries()
    _create_settings()
    _create_drafts()


def _create_reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("series_id", _BYTEWISE, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger()),
        sa.Column("organizer_id", sa.BigInteger(), nullable=False),
        sa.Column("organizer_name", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("planned_until", sa.BigInteger(), nullable=False),
        sa.Column("next_due_at", sa.BigInteger()),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assumed", sa.JSON()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_reminders"),
        sa.UniqueConstraint("series_id", name="uq_reminders_series_id"),
    )
    _create_index("reminders", "chat_id")
    _create_index("reminders", "organizer_id")
    _create_partial("ix_reminders_next_due_at", "reminders", "next_due_at", "next_due_at IS NOT NULL")
    _create_partial("ix_reminders_assumed", "reminders", "series_id", "assumed IS NOT NULL")


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("recurrence_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("lead", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.BigInteger()),
        sa.Column("claimed_by", sa.Text()),
        sa.Column("claimed_until", sa.BigInteger()),
        sa.Column("begun_at", sa.BigInteger()),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("serial", name="pk_deliveries"),
        sa.UniqueConstraint("id", name="uq_deliveries_id"),
        sa.UniqueConstraint("series_id", "kind", "recurrence_id", "starts_at", "lead", name="uq_deliveries_identity"),
    )
    _create_index("deliveries", "chat_id", "outcome", "due_at")
    _create_partial("ix_deliveries_open", "deliveries", "due_at", "outcome IS NULL")
    _create_partial("ix_deliveries_finished", "deliveries", "due_at", "outcome IS NOT NULL")
    op.create_table(
        "paces",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("ahead", sa.BigInteger()),
        sa.PrimaryKeyConstraint("chat_id", name="pk_paces"),
    )


def _create_settings() -> None:
    op.create_table(
        "chat_preferences",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_chat_preferences"),
    )
    op.create_table(
        "focuses",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("chosen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_focuses"),
        sa.UniqueConstraint("user_id", "chat_id", name="uq_focuses_user_id_chat_id"),
    )
    _create_index("focuses", "chat_id")


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    _create_index("drafts", "chat_id")
    _create_index("drafts", "user_id")
    _create_index("drafts", "expires_at")


def _create_index(table: str, *columns: str) -> None:
    op.create_index("_".join(["ix", table, *columns]), table, columns)


def _create_partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
