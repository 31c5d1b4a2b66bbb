"""Who keeps the knowledge, and what they did beside publishing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Keeper:
    """A person whom an admin made an admin of the knowledge, beside those of the settings."""

    user_id: int
    name: str
    named_by: int
    named_at: datetime


class Act(StrEnum):
    """What is recorded beside the revisions."""

    NAMED = "named"
    """Somebody became an admin; ``detail`` is who."""
    REMOVED = "removed"
    CONSENT_ON = "consent_on"
    """From now on two have to agree."""
    CONSENT_OFF = "consent_off"
    KEPT = "kept"
    """Of what was changed on both sides, an item stays as it is here; ``detail`` is which."""
    SETTLED = "settled"
    """Missed questions were dealt with; ``detail`` is how."""


@dataclass(frozen=True, slots=True)
class KeeperEvent:
    """Something that an admin did."""

    at: datetime
    actor_id: int
    actor_name: str
    act: Act
    detail: str = ""
