"""The minutes of a meeting. What was filed is never changed: a correction is the next revision."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MAX_POINTS = 6000
"""Characters of what was said."""

MAX_LINES, MAX_LINE = 40, 300
"""Decisions or action items of a meeting, and characters of one."""


class Presence(StrEnum):
    """Whether somebody was there."""

    PRESENT = "present"
    ON_LEAVE = "on-leave"
    ABSENT = "absent"
    UNCONFIRMED = "unconfirmed"
    """Nobody said."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was expected or came. Only a name: minutes are the group's record, and stay when people go."""

    name: str
    presence: Presence
    reason: str = ""
    """Why they were on leave, where the leader wrote it."""
    guest: bool = False
    """They are not on the roster (列席)."""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Who does what until when."""

    what: str
    who: str = ""
    until: date | None = None
    series_id: str = ""
    """The reminder that was set for it; empty where none was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """One revision of the minutes of a meeting."""

    meeting_id: str
    chat_id: int
    revision: int
    """From 1 on."""
    attendees: tuple[Attendee, ...] = ()
    chair: str = ""
    recorder: str = ""
    topics: tuple[str, ...] = ()
    points: str = ""
    """What was said; lines."""
    decisions: tuple[str, ...] = ()
    actions: tuple[ActionItem, ...] = ()
    written_by: str
    """The name of who changed this revision last."""
    written_at: datetime
    filed_at: datetime | None = None
    """When it was filed (存档); None for the draft, of which a meeting has at most one, its latest revision."""
    version: int = 0
    """Grows by one with each change; 0 is not stored yet."""

    def count(self, presence: Presence) -> int:
        """How many of those expected were there, on leave, absent, or not confirmed."""
        return sum(each.presence is presence and not each.guest for each in self.attendees)

    @property
    def expected(self) -> int:
        """应到."""
        return sum(not each.guest for each in self.attendees)
