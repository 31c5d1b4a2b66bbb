"""Where more notices are due in a minute than Telegram lets be said: from when on each may be, and which go first.

What is there already waits until it is due, as before, until it is planned anew. Instants are whole microseconds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column and the indexes."""
    op.add_column("reminders", sa.Column("next_from_at", sa.BigInteger()))
    _create_index("ix_reminders_early", "reminders", ["next_due_at", "next_from_at"], "next_from_at IS NOT NULL")
    _create_index("ix_deliveries_soonest", "deliveries", ["kind", "starts_at", "due_at", "serial"], "outcome IS NULL")


def _create_index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
