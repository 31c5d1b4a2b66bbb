"""What stands in a chat's calendar: a series, where its notices go, and who set it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.series import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One line of a chat's calendar."""

    series: Series
    chat_id: int
    """Whose calendar it stands in, and where its notices go."""
    thread_id: int | None = None
    """The forum topic of its notices; None outside of topics."""
    organizer_id: int
    """Who set it or took it over; is told when something goes wrong."""
    organizer_name: str
    venue: str = ""
    """Where it takes place; empty where nobody said."""
    duty: str = ""
    """The id of the obligation that it stands for; empty where it stands for none."""
    created_at: datetime
    planned_until: datetime
    """Notices due at or before that instant were handed to delivery, or are none any more."""
    next_due_at: datetime | None
    """When the next notice after ``planned_until`` is due; None where nothing is to come."""
    next_from_at: datetime | None = None
    """From when on that may be said where more is due at once than can be; None where it waits until it is due."""
    assumed: tuple[tuple[datetime, datetime], ...] = ()
    """Recurrence id and beginning of coming occurrences whose date hangs on holidays that are not announced yet."""
    suspended: bool = False
    """The chat is closed to the bot: nothing is due until it opens again."""
    version: int = 0
    """Grows by one with each change; 0 is not stored yet."""
