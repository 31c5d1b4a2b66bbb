"""The month around a meeting: rosters, meetings and their answers, minutes, habits; duties of reminders and drafts;
where migrated groups went.

Instants and lengths of time are whole microseconds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables, and say of what is there that it was made for no duty."""
    _add_duties()
    _create_rosters()
    _create_meetings()
    _create_minutes()
    _create_habits()
    _create_moved_chats()


def _add_duties() -> None:
    op.add_column("reminders", sa.Column("duty", sa.Text(), nullable=False, server_default=""))
    drafts = sa.table("drafts", sa.column("id", sa.Text()), sa.column("body", sa.JSON()))
    connection = op.get_bind()
    for draft_id, body in connection.execute(sa.select(drafts.c.id, drafts.c.body)).all():
        connection.execute(sa.update(drafts).where(drafts.c.id == draft_id).values(body={**body, "duty": ""}))


def _create_rosters() -> None:
    op.create_table(
        "roster_members",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text()),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_roster_members"),
        sa.UniqueConstraint("id", name="uq_roster_members_id"),
        sa.UniqueConstraint("chat_id", "user_id", name="uq_roster_members_chat_id_user_id"),
    )
    _create_index("roster_members", "user_id")


def _create_meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("recurrence_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_meetings"),
        sa.UniqueConstraint("id", name="uq_meetings_id"),
        sa.UniqueConstraint("series_id", "recurrence_id", name="uq_meetings_series_id_recurrence_id"),
    )
    _create_index("meetings", "chat_id", "starts_at")
    _create_index("meetings", "starts_at")
    op.create_table(
        "meeting_answers",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rsvp", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_meeting_answers"),
        sa.UniqueConstraint("meeting_id", "user_id", name="uq_meeting_answers_meeting_id_user_id"),
        _of_meeting("fk_meeting_answers_meeting_id"),
    )
    _create_index("meeting_answers", "user_id")


def _create_minutes() -> None:
    op.create_table(
        "minutes",
        sa.Column("serial", _SERIAL, nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("filed_at", sa.BigInteger()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_minutes"),
        sa.UniqueConstraint("meeting_id", "revision", name="uq_minutes_meeting_id_revision"),
        _of_meeting("fk_minutes_meeting_id"),
    )
    _create_index("minutes", "chat_id")


def _create_habits() -> None:
    op.create_table(
        "chat_habits",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("keeps", sa.BigInteger()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_chat_habits"),
    )
    ends = sa.text("keeps IS NOT NULL")
    columns = ["chat_id", "keeps"]
    op.create_index("ix_chat_habits_keeps", "chat_habits", columns, sqlite_where=ends, postgresql_where=ends)


def _create_moved_chats() -> None:
    op.create_table(
        "moved_chats",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("moved_to", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_moved_chats"),
    )


def _of_meeting(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=name, ondelete="CASCADE")


def _create_index(table: str, *columns: str) -> None:
    op.create_index("_".join(["ix", table, *columns]), table, columns)
