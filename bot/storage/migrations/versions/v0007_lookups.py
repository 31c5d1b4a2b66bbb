"""What is forgotten or goes by itself is found without reading a whole table: whom somebody named, whom nobody told."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_leaders_named_by", "leaders", ["named_by"])
    op.create_index("ix_paces_next_at", "paces", ["next_at"])
