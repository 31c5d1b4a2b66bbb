"""What people tell the admins without telling who they are: questions that failed, answers that are wrong."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Miss(StrEnum):
    """Why a question is on the admins' list."""

    UNANSWERED = "unanswered"
    """Nothing matched."""
    REJECTED = "rejected"
    """The person said that none of the choices was meant."""


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """A question that found no answer, with how often; never with who asked."""

    text: str
    unanswered: int
    rejected: int
    first_seen: datetime
    last_seen: datetime

    @property
    def count(self) -> int:
        """How often it was missed, for either reason."""
        return self.unanswered + self.rejected


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """Somebody says that an answer is wrong."""

    id: str
    entry_id: str
    revision: str
    """The revision of the knowledge in which the answer was read."""
    reason: str
    """A reason of the offered ones, or the person's own words."""
    reported_at: datetime
