"""What comes of reaching for an update, and the hold on its chat while it is in hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


class Claimed(Enum):
    """Whether an update is ours to handle."""

    OURS = "ours"
    """It is in our hands, whether nobody had it before or whoever had it never finished."""
    HANDLED = "handled"
    """It was handled."""
    CHAT_BUSY = "chat busy"
    """Another process handles an update of that chat at this moment."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A chat whose updates several processes handle, one at a time."""

    chat: int
    """What orders the updates: the chat, or the person where an update belongs to none."""
    lease: timedelta
    """How long a process keeps the chat that says nothing any more."""

    def beyond(self, now: datetime) -> datetime:
        """No living process keeps a chat for longer than until that instant; what says so was written by a clock that
        was wrong, and counts for nothing."""
        return now + 2 * self.lease
