"""A change of the knowledge that waits to be published: as it is kept, and what is reported of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.errors import OutdatedError, UserError
from bot.domain.pending import Pending, PendingKind
from bot.domain.revision import Manifest, Origin, Revision
from bot.services.care.gate import Examination
from bot.services.care.rebasing import Clash
from bot.services.care.touching import Touched
from knowledge.issues import Issue
from knowledge.merging import Conflict
from knowledge.models import KnowledgeBase


class ChangeGoneError(OutdatedError):
    """The change was published, given up or has expired."""


class OwnConsentError(UserError):
    """Two have to agree, and somebody agreed with themselves."""


class AlreadyAskedError(UserError):
    """The author wants it published once more, while the others are asked already."""


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
    written: str = ""
    """The id under which it can be gone back to, where it was written in the chat."""
    file: str = ""
    """The file of the base that it replaces, where one was sent."""
    conflicts: tuple[Conflict, ...] = ()
    """What was changed in what was published meanwhile as well: in ``files`` it is as it is there."""
    insisted: Manifest = field(default_factory=dict)
    """The whole base with the author's side of these."""
    intake: Manifest = field(default_factory=dict)
    """The content of the folder that it comes from, where that was held until somebody said yes."""

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
            "written": self.written,
            "file": self.file,
            "conflicts": [[each.file, each.section, each.id, each.gone] for each in self.conflicts],
            "insisted": dict(self.insisted),
            "intake": dict(self.intake),
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
        written=body.get("written", ""),
        file=body.get("file", ""),
        conflicts=tuple(Conflict(*each) for each in body.get("conflicts", ())),
        insisted=body.get("insisted", {}),
        intake=body.get("intake", {}),
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
    clashes: tuple[Clash, ...] = ()
    """Both sides of what was changed there as well: it stays as it is there, unless the author insists."""
    warnings: tuple[Issue, ...] = ()
    """Advice about what it changes: that about the live base is none of it."""

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What was changed there as well."""
        return self.change.conflicts

    touched: Touched = field(default_factory=Touched)
    """The items that it adds, changes or removes."""

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
