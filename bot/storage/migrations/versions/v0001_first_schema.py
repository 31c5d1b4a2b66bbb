"""The first schema: dialogues, feedback, leaders, chats, handled updates.

Instants are whole microseconds since the epoch.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table."""
    _create_dialogues()
    _create_feedback()
    _create_people_and_chats()
    _create_handled_updates()


def _create_dialogues() -> None:
    op.create_table(
        "turns",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("utterance", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text()),
        sa.Column("ranking", sa.JSON(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("question_message_id", sa.BigInteger()),
        sa.Column("reply_message_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("serial", name="pk_turns"),
        sa.UniqueConstraint("id", name="uq_turns_id"),
    )
    _create_index("turns", "chat_id", "asked_at")
    _create_index("turns", "chat_id", "question_message_id")
    _create_index("turns", "chat_id", "user_id", "thread_id", "asked_at")
    _create_index("turns", "user_id")
    _create_index("turns", "expires_at")
    op.create_table(
        "expectations",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("awaited", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "user_id", "thread_id", name="pk_expectations"),
    )
    _create_index("expectations", "user_id")
    _create_index("expectations", "expires_at")


def _create_feedback() -> None:
    op.create_table(
        "missed_questions",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), sa.Computed("unanswered + rejected", persisted=True), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_missed_questions"),
        sa.UniqueConstraint("digest", name="uq_missed_questions_digest"),
    )
    _create_index("missed_questions", "missed", "last_seen")
    op.create_table(
        "answer_reports",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_answer_reports"),
        sa.UniqueConstraint("id", name="uq_answer_reports_id"),
    )
    _create_index("answer_reports", "reported_at")


def _create_people_and_chats() -> None:
    op.create_table(
        "leaders",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("named_by", sa.BigInteger(), nullable=False),
        sa.Column("named_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_leaders"),
        sa.UniqueConstraint("chat_id", "user_id", name="uq_leaders_chat_id_user_id"),
    )
    _create_index("leaders", "user_id")
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
    )


def _create_handled_updates() -> None:
    op.create_table(
        "handled_updates",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name="pk_handled_updates"),
    )
    _create_index("handled_updates", "claimed_at")


def _create_index(table: str, *columns: str) -> None:
    op.create_index("_".join(["ix", table, *columns]), table, columns)
