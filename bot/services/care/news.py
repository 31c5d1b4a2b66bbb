"""What the program itself has to tell the admins of the knowledge."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.revision import Origin, Revision
from bot.services.care.losing import Lost
from intents.trial import Moved
from intents.understanding import Understanding
from knowledge.diff import Changes
from knowledge.issues import Issue
from knowledge.models import KnowledgeBase


@dataclass(frozen=True)
class WentLive:
    """The folder, or a new version of the program, brought another base, which is live now."""

    revision: Revision
    """With what was changed on both sides, and stayed as it was here."""
    changes: Changes
    before: Understanding = field(repr=False)
    after: Understanding = field(repr=False)
    files: tuple[str, ...] = ()
    """The files that it changed."""


@dataclass(frozen=True)
class Refused:
    """What the folder, or a new version of the program, brought cannot be used; what was live goes on answering."""

    origin: Origin
    issues: tuple[Issue, ...]
    lost: tuple[Lost, ...] = ()
    """What is gone there since it was taken the last time, and may be the cause."""


@dataclass(frozen=True)
class Held:
    """The folder lost so much that somebody is to say yes first; what was live goes on answering."""

    fingerprint: str
    """Of the content of the folder."""
    lost: tuple[Lost, ...]
    before: KnowledgeBase = field(repr=False)
    """The base that is live."""


@dataclass(frozen=True)
class Mended:
    """What was refused is gone again: the content is as it is live."""

    origin: Origin


@dataclass(frozen=True)
class LeadElsewhere:
    """Questions lead elsewhere since a revision that nobody looked at before it was live."""

    revision: Revision
    moved: tuple[Moved, ...]
    live: int
    """The number of the revision that is live by now."""


News = WentLive | Refused | Held | Mended | LeadElsewhere


class Herald(Protocol):
    """Tells people something, each in their private chat."""

    async def tell(self, user_ids: Iterable[int], news: News) -> None:
        """Tell those who can be reached. Raises nothing for the others."""
