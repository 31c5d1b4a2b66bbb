"""The minutes of a meeting with what is known around them, and why something about them cannot be done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.checklist import ChecklistItem, Means
from bot.domain.clock import Clock
from bot.domain.errors import UserError
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.meeting import Meeting
from bot.domain.minute_reading import Remark
from bot.domain.minute_taking import Part
from bot.domain.minutes import Minutes, Presence
from bot.services.guide import Guide
from bot.services.knowledge import reference
from bot.services.minutes_afterwards import OWN_SERIES
from bot.services.minutes_reminders import ActionReminders, Standing
from bot.services.ports import Stores


class FiledError(UserError):
    """The minutes are filed; only a correction, which is the next revision, can be changed."""


class TooSoonError(UserError):
    """The meeting has not begun: there is nothing to file yet."""


class ChangedError(UserError):
    """A part that was to be written afresh was changed by somebody else after it was asked for."""


class NobodyError(UserError):
    """A button about somebody who is not in the minutes any more."""


@dataclass(frozen=True, slots=True)
class Page:
    """The minutes of a meeting, with what is known around them."""

    meeting: Meeting
    minutes: Minutes
    """The latest revision; of version 0 where nobody has written anything: filled in, and not stored."""
    kind_name: str
    """What its kind is called; empty for a kind of one's own."""
    to_tick: tuple[ChecklistItem, ...]
    """What becomes of the minutes outside of the bot, as far as nobody ticked it off."""
    reminders: Standing
    """What stands in the calendar of its action items."""
    keeps: timedelta | None
    """How long the group keeps minutes."""
    now: datetime
    is_corrected: bool = False
    """Whether a later revision is filed."""

    @property
    def lacking(self) -> tuple[Part, ...]:
        """What is usually there, and is not yet."""
        minutes = self.minutes
        there = {
            Part.PEOPLE: minutes.count(Presence.PRESENT) or self.unconfirmed,
            Part.CHAIR: minutes.chair,
            Part.RECORDER: minutes.recorder,
            Part.POINTS: minutes.points or minutes.decisions,
        }
        return tuple(part for part, value in there.items() if not value)

    @property
    def unconfirmed(self) -> int:
        """Of how many of those expected nobody said whether they were there."""
        return self.minutes.count(Presence.UNCONFIRMED)

    @property
    def is_own(self) -> bool:
        """Whether the calendar does not know the meeting: it is there only for its minutes."""
        return self.meeting.series_id.startswith(OWN_SERIES)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of something that was typed."""

    page: Page
    remarks: tuple[tuple[Remark, str], ...]


@dataclass(frozen=True, slots=True)
class Deleted:
    """A meeting whose minutes were deleted."""

    meeting: Meeting
    """As it was."""
    anew: Meeting | None
    """As the calendar goes on having it, with nothing known of it; None where it has it no more."""


class Pages:
    """Brings together what a page shows."""

    def __init__(self, stores: Stores, guide: Guide, reminders: ActionReminders, clock: Clock) -> None:
        self._stores = stores
        self._guide = guide
        self._reminders = reminders
        self._clock = clock

    async def page(self, meeting: Meeting, minutes: Minutes, *, is_corrected: bool = False) -> Page:
        """The page of a revision."""
        habits = await self._stores.habits.habits(meeting.chat_id) or DEFAULT_HABITS
        items = self._guide.checklist(meeting.kind, habits, meeting.title).items
        return Page(
            meeting=meeting,
            minutes=minutes,
            kind_name=self._guide.name(meeting.kind),
            to_tick=tuple(item for item in items if item.means is Means.ARCHIVE and not meeting.is_ticked(item.id)),
            reminders=await self._reminders.standing(meeting, minutes),
            keeps=habits.keeps,
            now=self._clock.now(),
            is_corrected=is_corrected,
        )


def mark_of(minutes: Minutes, part: Part) -> str:
    """What a part holds now, in few characters."""
    value = {
        Part.TOPICS: minutes.topics,
        Part.POINTS: minutes.points,
        Part.DECISIONS: minutes.decisions,
        Part.ACTIONS: minutes.actions,
        Part.WHOLE: (minutes.topics, minutes.points, minutes.decisions, minutes.actions),
    }.get(part, "")
    return reference(repr(value))
