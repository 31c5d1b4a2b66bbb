"""A change of the knowledge that waits to be published: as it is kept, and what is reported of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.errors import OutdatedError, UserError
from bot.domain.pending import Pending, PendingKind
from bot.domain.revision import Manifest, Origin, Revision
from bot.services.gate import Examination
from knowledge.issues import Issue
from knowledge.merging import Conflict
from knowledge.models import KnowledgeBase


class ChangeGoneError(OutdatedError):
    """The change was published, given up or has expired."""


class OwnConsentError(UserError):
    """Two have to agree, and somebody agreed with themselves."""


class NoFileError(UserError):
    """What was sent is no file of a base; ``issue`` says why."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        super().__init__(issue.code.value)


@dataclass(frozen=True, slots=True)
class Change:
    """What is kept of a change."""

    base: int
    """The number of the revision it was examined against."""
    files: Manifest
    """The whole base as it would be."""
    name: str
    """The author's name."""
    why: str
    origin: Origin = Origin.CHAT
    restores: int | None = None
    """Of a rollback, the number of the revision it goes back to."""
    settles: Mapping[str, str] = field(default_factory=dict)
    """Missed questions that are dealt with once it is published, and what they lead to then."""
    uploaded: str = ""
    """The file that was sent, while its author has to say what becomes of the items that it leaves out."""
    left_out: tuple[str, ...] = ()
    """Their ids."""
    asked: bool = False
    """Whether the author wants it published, and a second admin was asked."""

    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "base": self.base,
            "files": dict(self.files),
            "name": self.name,
            "why": self.why,
            "origin": self.origin.value,
            "restores": self.restores,
            "settles": dict(self.settles),
            "uploaded": self.uploaded,
            "left_out": list(self.left_out),
            "asked": self.asked,
        }


def change_of(pending: Pending | None) -> Change:
    """The change that is pending. Raises ChangeGoneError where nothing is, or something else."""
    if pending is None or pending.kind is not PendingKind.CHANGE:
        raise ChangeGoneError
    body = pending.body
    return Change(
        base=body["base"],
        files=body["files"],
        name=body["name"],
        why=body["why"],
        origin=Origin(body["origin"]),
        restores=body["restores"],
        settles=body["settles"],
        uploaded=body["uploaded"],
        left_out=tuple(body["left_out"]),
        asked=body["asked"],
    )


@dataclass(frozen=True)
class Report:
    """What is told of a change before it is published."""

    pending: Pending
    change: Change
    examined: Examination
    before: KnowledgeBase
    """The base that is live."""
    differs: bool = True
    """Whether a byte of the files would be another than now: a comment, perhaps, where no item changes."""
    needs_consent: bool = False
    """Whether a second admin has to agree."""
    merged: bool = False
    """Whether somebody published meanwhile, and the change was merged with that."""
    conflicts: tuple[Conflict, ...] = ()
    """What was changed there as well, and stays as it is there."""

    @property
    def only_strays(self) -> bool:
        """Whether nothing is in its way but ``tests`` that lead elsewhere."""
        return bool(self.examined.strays) and len(self.examined.strays) == len(self.examined.errors)

    @property
    def publishable(self) -> bool:
        """Whether it changes something, and nothing is in its way."""
        return self.differs and not self.examined.errors


class Step(StrEnum):
    """What pressing the button came to."""

    PUBLISHED = "published"
    ASKED = "asked"
    """A second admin is asked."""
    AGAIN = "again"
    """Somebody published meanwhile: it was merged and examined again, and has to be pressed again."""
    REFUSED = "refused"
    """It cannot be published as it is."""


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    step: Step
    report: Report
    revision: Revision | None = None
    """Where it was published."""
