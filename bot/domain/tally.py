"""What was asked, in numbers: counts a day, without anybody's name."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Event(StrEnum):
    """What is counted."""

    ANSWER = "answer"
    DISAMBIGUATION = "disambiguation"
    BOUNDARY = "boundary"
    """Declined, with where to look."""
    UNANSWERED = "unanswered"
    SMALLTALK = "smalltalk"
    PICKED = "picked"
    """One of the choices; counted beside the question."""
    REJECTED = "rejected"
    """None of the choices; counted beside the question."""
    OPENED = "opened"
    """An entry was opened from a button or a link."""
    REPORTED = "reported"
    """An answer was called wrong."""


QUESTIONS = frozenset({Event.ANSWER, Event.DISAMBIGUATION, Event.BOUNDARY, Event.UNANSWERED, Event.SMALLTALK})
"""What a question becomes, one of these each."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something happened on a day."""

    day: date
    """In the time zone of the settings."""
    event: Event
    target: str
    """The id of the entry or boundary; empty where there is none."""
    count: int
