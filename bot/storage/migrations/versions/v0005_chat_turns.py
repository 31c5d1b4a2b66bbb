"""Several processes handle the updates of one bot: which of them has which chat in hand.

Instants are whole microseconds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "chat_turns",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_key", sa.BigInteger(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "chat_key", name="pk_chat_turns"),
    )
    op.create_index("ix_chat_turns_until", "chat_turns", ["until"])
