"""What the care of the knowledge needs from the database (see ``ports`` for the contract of all stores)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.keeper import Keeper, KeeperEvent
from bot.domain.pending import Pending
from bot.domain.revision import Intake, Origin, Revision
from bot.domain.tally import Tally


class RevisionStore(Protocol):
    """Every revision of the knowledge, with its files, and what was taken from outside."""

    async def latest_number(self) -> int:
        """The number of the live revision; 0 where there is none. Cheap: asked every two seconds."""

    async def latest(self) -> Revision | None:
        """The live revision."""

    async def revision(self, number: int) -> Revision | None:
        """The revision of that number."""

    async def history(self, before: int | None, limit: int) -> Sequence[Revision]:
        """Revisions, the latest first; with ``before`` only those of lower numbers."""

    async def contents(self, digests: Iterable[str]) -> dict[str, bytes]:
        """The bytes behind digests. One that is not there is left out. Raises TornError where one is not whole."""

    async def keep(self, contents: Mapping[str, bytes], at: datetime) -> None:
        """Keep bytes by their digests, for what is pending; they go with :meth:`purge` when nothing names them. Those
        that are there already are kept anew, from ``at`` on. Raises ValueError where a digest is another's."""

    async def publish(
        self,
        revision: Revision,
        contents: Mapping[str, bytes],
        *,
        intake: Intake | None = None,
        pending_id: str = "",
        settles: Mapping[str, str] | None = None,
        event: KeeperEvent | None = None,
    ) -> bool:
        """Make a revision live, in one transaction with the contents of its files (and of its intake's; those that
        are kept already may be left out), with the intake that it comes from, with the end of what was pending
        under that id, and with what it settles: missed texts, each with the outcome (:meth:`MissStore.settle`), and
        ``event``, which is recorded. Returns False, and keeps none of it, where its number is not the latest plus one,
        or ``pending_id`` is gone or has expired at ``revision.at``. Raises ValueError, and keeps none of it, where a
        content is neither given nor kept, or is not what its digest says."""

    async def note(self, intake: Intake, contents: Mapping[str, bytes]) -> bool:
        """Keep an intake that made no revision. Returns False where the latest intake of its origin already has the
        same content and the same fate: somebody else noted it. Raises ValueError where a content of one that was taken
        is neither given nor kept; of one that was refused they may be left out."""

    async def last_intake(self, origin: Origin, *, taken: bool | None = None) -> Intake | None:
        """The latest intake of an origin; only those taken, or refused, where ``taken`` says so."""

    async def was_taken(self, origin: Origin, fingerprint: str) -> bool:
        """Whether content of that origin was ever taken."""

    async def purge(self, before: datetime) -> int:
        """Delete contents that no revision, no intake and no pending change names, and that were kept before that
        instant. Returns how many."""


class PendingStore(Protocol):
    """What admins have begun; it ends by itself at its ``expires_at`` (exclusive)."""

    async def save(self, pending: Pending) -> bool:
        """Keep it with the version after the one it has; one of version 0 is new. Returns False, and keeps nothing,
        where the stored version is another, it is gone, or a new one's id is taken."""

    async def pending(self, pending_id: str, now: datetime) -> Pending | None:
        """What waits under that id, unless it has expired."""

    async def take(self, pending_id: str, now: datetime) -> Pending | None:
        """The same, and it is gone: of any number of concurrent callers one gets it."""

    async def of_author(self, author_id: int, now: datetime) -> Sequence[Pending]:
        """What a person has begun, the latest saved first."""

    async def forget(self, user_id: int) -> int:
        """Delete what a person has begun, and where others want to let them in: the invitations that they opened, and
        what a second admin is asked about them. Returns how many."""

    async def purge(self, now: datetime) -> int:
        """Delete what has expired. Returns how many."""


class KeeperStore(Protocol):
    """Admins of the knowledge beside those of the settings, whether two have to agree, and what they did."""

    async def keepers(self) -> Sequence[Keeper]:
        """All of them, earliest first."""

    async def name(self, keeper: Keeper, event: KeeperEvent) -> bool:
        """Name somebody, and record it. Returns False, and records nothing, where they already are one."""

    async def remove(self, user_id: int, event: KeeperEvent) -> bool:
        """Remove somebody, and record it. Returns False, and records nothing, where they are none."""

    async def wants_consent(self) -> bool:
        """Whether a second admin has to agree to every change; False until somebody wanted it."""

    async def want_consent(self, wanted: bool, event: KeeperEvent) -> bool:
        """Change that, and record it. Returns False, and records nothing, where it is so already."""

    async def record(self, event: KeeperEvent) -> None:
        """Record something else."""

    async def events(self, limit: int) -> Sequence[KeeperEvent]:
        """What was recorded, the latest first."""


class TallyStore(Protocol):
    """Counts a day."""

    async def add(self, tallies: Iterable[Tally]) -> None:
        """Add to the counts, in one transaction."""

    async def between(self, first: date, last: date) -> Sequence[Tally]:
        """The counts of the days from the first to the last, both included, by day."""

    async def purge(self, before: date) -> int:
        """Delete the counts of the days before that one. Returns how many rows."""
