"""The roster of a group: who belongs to it. Telegram tells no bot; people put themselves on it, or a leader does."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_MEMBERS = 300
"""People on one roster."""

MAX_NAME = 40
"""Characters of a name."""


class Standing(StrEnum):
    """What a member of the party is."""

    FORMAL = "formal"
    PROBATIONARY = "probationary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody on a roster."""

    id: str
    chat_id: int
    user_id: int | None
    """None for somebody whom a leader wrote down by name: they cannot answer for themselves."""
    name: str
    standing: Standing | None = None
    """None where nobody asked."""
    excused: bool = False
    """Away for long: not expected at any meeting."""
    joined_at: datetime
