"""What an admin has begun and not finished: a change that waits for its button, an entry that is being written, an
invitation. Kept in the database, so that any process can go on with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

PENDING_LIFETIME = timedelta(days=2)
"""How long it waits."""


class PendingKind(StrEnum):
    """What it is."""

    CHANGE = "change"
    """A change of the base that was examined and waits to be published (:mod:`bot.services.care.curation`)."""
    WRITING = "writing"
    """An entry or a boundary that is being written (:mod:`bot.services.care.writing`)."""
    INVITATION = "invitation"
    """A link that makes whoever opens it an admin, once the inviter agrees (:mod:`bot.services.care.keepers`)."""
    CONSENT = "consent"
    """Something else than a change of the base that a second admin is to agree to
    (:mod:`bot.services.care.keepers`)."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Something begun; ``body`` is JSON, and belongs to the service that wrote it."""

    id: str
    """Short and random: it travels in buttons and links."""
    kind: PendingKind
    author_id: int
    expires_at: datetime
    body: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    """How often it was saved; 0 before the first time."""
