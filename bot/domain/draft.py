"""A reminder that somebody is about to set, or to change: what the card shows until it is confirmed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.series import Series

DRAFT_LIFETIME = timedelta(hours=24)
"""How long a card may be confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The state of one card."""

    id: str
    chat_id: int
    """Whose calendar it is for."""
    thread_id: int | None
    """The forum topic that notices will go to."""
    user_id: int
    """Whose card it is: nobody else may press its buttons."""
    user_name: str
    sentence: str
    """What was typed so far; read again with every answer."""
    series: Series | None = None
    """What it comes to; None while something is missing."""
    venue: str = ""
    duty: str = ""
    """The id of the obligation that it was made for; empty for what somebody typed."""
    unread: str = ""
    """What was not understood of the sentence."""
    replaces: str = ""
    """The id of the series that it changes from ``recurrence_id`` on; empty for a new one."""
    recurrence_id: datetime | None = None
    expires_at: datetime
