"""What is to be done for a meeting: as the documents say it, and what a group added for itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from knowledge.models import Citation


class Means(StrEnum):
    """What the bot itself does about an item, beside showing it."""

    NOTHING = ""
    ASK_BRANCH = "ask-branch"
    """It comes first: nothing else of the meeting is settled before."""
    NOTIFY_TOPICS = "notify-topics"
    """It is done once the topics are told."""
    RECORD = "record"
    """It is done once the minutes are filed."""
    ARCHIVE = "archive"
    """It is done with the filed minutes, where somebody says so."""


class Phase(StrEnum):
    """When something is to be done."""

    BEFORE = "before"
    MEETING = "meeting"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to do."""

    id: str
    phase: Phase
    text: str
    lead: timedelta | None = None
    """How long before the meeting it is sensibly done."""
    cites: tuple[Citation, ...] = ()
    """Where it is written; empty for what a group added for itself."""
    means: Means = Means.NOTHING

    @property
    def asks_branch(self) -> bool:
        """Whether it has the party branch asked: nothing else of the meeting is settled before."""
        return self.means is Means.ASK_BRANCH


@dataclass(frozen=True, slots=True)
class Checklist:
    """The items of one kind of meeting, in the order in which they are done."""

    items: tuple[ChecklistItem, ...]

    def during(self, phase: Phase) -> tuple[ChecklistItem, ...]:
        """The items of a phase."""
        return tuple(item for item in self.items if item.phase is phase)

    def open(self, ticked: Collection[str], *phases: Phase) -> tuple[ChecklistItem, ...]:
        """The items of these phases that are not ticked off."""
        return tuple(item for item in self.items if item.phase in phases and item.id not in ticked)

    def due(self, ticked: Collection[str], left: timedelta) -> tuple[ChecklistItem, ...]:
        """What is to be done before the meeting and sensibly would be by now, not ticked off; ``left`` is the time
        until the meeting begins."""
        return tuple(item for item in self.open(ticked, Phase.BEFORE) if item.lead is not None and left <= item.lead)

    @property
    def first(self) -> ChecklistItem | None:
        """That the branch is to be asked, where the checklist begins with that."""
        before = self.during(Phase.BEFORE)
        return before[0] if before and before[0].asks_branch else None

    @property
    def leads(self) -> tuple[timedelta, ...]:
        """The lead times of what is to be done before, each once, longest first."""
        before = self.during(Phase.BEFORE)
        return tuple(sorted({item.lead for item in before if item.lead is not None}, reverse=True))


NO_CHECKLIST = Checklist(())
"""Of what is no meeting, or has nothing to do."""
