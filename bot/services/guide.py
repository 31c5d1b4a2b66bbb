"""What the knowledge says of a kind of meeting: its name, its checklist, its steps, and the duty it meets."""

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.checklist import Checklist, ChecklistItem, Means, Phase
from bot.domain.habits import Habits
from bot.domain.meeting import OWN_KIND
from bot.domain.reminder import Reminder
from bot.domain.steps import AFTER_THE_MEETING, AGAIN, NO_STEPS, Steps
from bot.services.knowledge import LiveKnowledge
from knowledge.models import KnowledgeBase, Obligation

MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""The length of the periods in which duties are to be met."""

OWN_LEAD = timedelta(days=3)
"""How long before a meeting its organizer is reminded of what the group itself added to the checklist."""


class Guide:
    """Reads what is live at each call."""

    def __init__(self, knowledge: LiveKnowledge) -> None:
        self._knowledge = knowledge

    @property
    def base(self) -> KnowledgeBase:
        """The knowledge that is live."""
        return self._knowledge.now.base

    def kinds(self) -> Mapping[str, str]:
        """The kinds of meeting that the documents have a checklist for: names by kind."""
        return {meeting.kind: self.name(meeting.kind) for meeting in self.base.meetings}

    def name(self, kind: str) -> str:
        """What a kind is called; empty for one's own kind, and for one that is no longer known."""
        if kind == OWN_KIND:
            return ""
        return next((term.name for term in self.base.terms if term.id == kind), "")

    def checklist(self, kind: str, habits: Habits, title: str | None = None) -> Checklist:
        """The items of a kind: those of the documents, that the branch is asked before all others, and those that the
        group added for meetings of that kind and title, at the end of each phase."""
        meeting = self.base.meeting(kind)
        written = [
            ChecklistItem(item.id, Phase(item.phase), item.text, item.lead_time, item.cites, Means(item.means))
            for item in (meeting.items if meeting else ())
        ]
        own = [
            ChecklistItem(item.id, item.phase, item.text, OWN_LEAD if item.phase is Phase.BEFORE else None)
            for item in habits.items_of(kind, title)
        ]
        every = [*sorted(written, key=lambda item: not item.asks_branch), *own]
        return Checklist(tuple(item for phase in Phase for item in every if item.phase is phase))

    def steps(self, reminder: Reminder) -> Steps:
        """The steps of a reminder: those of its kind and those of its duty."""
        kind, duty = reminder.series.kind, self.obligation(reminder.duty)
        if not kind and duty is None:
            return NO_STEPS
        written = self.checklist(kind, Habits()).leads
        return Steps(
            checklist=tuple(sorted({*written, OWN_LEAD}, reverse=True)) if kind else (),
            record=AFTER_THE_MEETING if kind else None,
            again=AGAIN if kind else None,
            since=reminder.created_at,
            duty=MONTHS[duty.every] if duty else 0,
        )

    def obligation(self, obligation_id: str) -> Obligation | None:
        """The duty of that id; None where the knowledge has none."""
        return next((each for each in self.base.obligations if each.id == obligation_id), None)

    def duty_of(self, kind: str) -> Obligation | None:
        """The duty that meetings of a kind meet, of those that bind today; None where there is none."""
        found = (each for each in self.base.obligations if kind and each.kind == kind and not each.off_by_default)
        return next(found, None)
