"""Minutes: filled in, filed, corrected, deleted.

What is found again is in minutes_archive.py, reminders of who does what in minutes_reminders.py, meetings that the
calendar does not know in minutes_afterwards.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.checklist import ChecklistItem
from bot.domain.clock import Clock
from bot.domain.errors import ConflictError, OutdatedError, UserError
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.identity import NewId
from bot.domain.meeting import Meeting, State, Tick
from bot.domain.minute_reading import Remark, is_afresh, taken
from bot.domain.minute_taking import Part, corrected, prefilled, with_everybody_there, with_presence
from bot.domain.minutes import Minutes, Presence
from bot.domain.occurrences import find
from bot.domain.roles import Action, Actor
from bot.domain.turnout import Turnout
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.guide import Guide
from bot.services.knowledge import LiveKnowledge, reference
from bot.services.minutes_afterwards import Afterwards
from bot.services.minutes_archive import Archive
from bot.services.minutes_reminders import ActionReminders
from bot.services.opening import Opening, in_chat
from bot.services.planner import Planner
from bot.services.ports import Stores

TRIES = 5
"""How often a change is made anew where somebody else was faster."""

RECORD_ITEM = "-in-record"
"""Ends the ids of checklist items that say that minutes are taken: filing them is doing so."""

ARCHIVE_ITEMS = ("-after-archive", "-after-minutes")
"""End the ids of items that say what becomes of the minutes outside of the bot: their leader says when it is done."""


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
    reminded: frozenset[int]
    """The action items, by place, for which a reminder stands in the calendar."""
    keeps: timedelta | None
    """How long the group keeps minutes."""
    now: datetime

    @property
    def lacking(self) -> tuple[Part, ...]:
        """What is usually there, and is not yet."""
        minutes = self.minutes
        there = {
            Part.PEOPLE: minutes.count(Presence.PRESENT),
            Part.CHAIR: minutes.chair,
            Part.RECORDER: minutes.recorder,
            Part.POINTS: minutes.points or minutes.decisions,
        }
        return tuple(part for part, value in there.items() if not value)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of something that was typed."""

    page: Page
    remarks: tuple[tuple[Remark, str], ...]


class MinutesService:
    """The minutes of meetings. Whoever may not run the meetings of a chat gets NotAllowedError; buttons about what is
    gone, or pressed elsewhere, give OutdatedError; and ConflictError where others are faster again and again."""

    def __init__(
        self,
        stores: Stores,
        access: Access,
        opening: Opening,
        planner: Planner,
        guide: Guide,
        *,
        knowledge: LiveKnowledge,
        workdays: Workdays,
        clock: Clock,
        new_id: NewId,
        on_change: Callable[[], None],
    ) -> None:
        """``on_change`` is called when reminders were set."""
        self._stores = stores
        self._access = access
        self._opening = opening
        self._guide = guide
        self._workdays = workdays
        self._clock = clock
        self.archive = Archive(stores, access, planner, guide, workdays, clock=clock)
        self.reminders = ActionReminders(stores, opening, planner, clock, on_change=on_change)
        self.afterwards = Afterwards(stores, access, planner, knowledge, clock, new_id=new_id)

    # ---- seeing

    async def begin(self, actor: Actor, meeting_id: str, name: str) -> Minutes:
        """The latest minutes of a meeting, or what is known before anybody writes (version 0, not stored)."""
        return await self._latest(await self._meeting(actor, meeting_id), name)

    async def page(self, actor: Actor, meeting_id: str, name: str) -> Page:
        """The page of the minutes; ``name`` is whoever looks, who would take them."""
        meeting = await self._meeting(actor, meeting_id)
        return await self._page(meeting, await self._latest(meeting, name))

    async def opened(self, actor: Actor, series_id: str, recurrence_id: datetime) -> Meeting:
        """The meeting that an occurrence is, opened where it was not."""
        reminder = await self._stores.reminders.reminder(series_id)
        if reminder is None:
            raise OutdatedError
        await self._access.require(in_chat(actor, reminder.chat_id), Action.MANAGE_MEETINGS)
        found = find(reminder.series, self._workdays, recurrence_id)
        if found is None or found.cancelled:
            raise OutdatedError
        return await self._opening.open(reminder, found.recurrence_id, found.starts_at)

    async def history(self, actor: Actor, meeting_id: str) -> tuple[Meeting, Sequence[Minutes]]:
        """Every revision, earliest first."""
        meeting = await self._meeting(actor, meeting_id)
        return meeting, await self._stores.minutes.history(meeting_id)

    async def revision(self, actor: Actor, meeting_id: str, revision: int) -> Page:
        """One revision."""
        meeting, revisions = await self.history(actor, meeting_id)
        found = next((each for each in revisions if each.revision == revision), None)
        if found is None:
            raise OutdatedError
        return await self._page(meeting, found)

    # ---- writing a draft; each raises FiledError where the latest revision is filed

    async def write(
        self, actor: Actor, meeting_id: str, part: Part, typed: str, *, name: str, seen: str | None = None
    ) -> Written:
        """Take in what was typed for a part. ``seen`` is what :func:`mark_of` gave of the part when it was asked for;
        where it is another now, nothing is written afresh.

        Raises TooMuchError, ChangedError.
        """
        remarks: list[tuple[Remark, str]] = []
        meeting = await self._meeting(actor, meeting_id)

        def written(minutes: Minutes) -> Minutes:
            if seen is not None and is_afresh(typed) and mark_of(minutes, part) != seen:
                raise ChangedError
            found = taken(minutes, part, typed, meeting)
            remarks[:] = found.remarks
            return found.minutes

        minutes = await self._change(actor, meeting_id, written, name)
        return Written(await self._page(meeting, minutes), tuple(remarks))

    async def set_presence(
        self, actor: Actor, meeting_id: str, place: int, ref: str, presence: Presence, *, name: str
    ) -> Page:
        """Somebody was there, on leave or absent. They are the one at that place, or the one whose name has that
        reference. Raises NobodyError."""

        def changed(minutes: Minutes) -> Minutes:
            named = [at for at, each in enumerate(minutes.attendees) if reference(each.name) == ref]
            if not named:
                raise NobodyError
            return with_presence(minutes, place if place in named else named[0], presence)

        return await self._changed_page(actor, meeting_id, changed, name)

    async def set_everybody_there(self, actor: Actor, meeting_id: str, *, name: str) -> Page:
        """Everybody who is not on leave was there."""
        return await self._changed_page(actor, meeting_id, with_everybody_there, name)

    async def drop(self, actor: Actor, meeting_id: str, revision: int, *, name: str) -> Page:
        """Throw a draft away; what was filed before it stands. Raises FiledError where it was filed meanwhile."""
        meeting = await self._meeting(actor, meeting_id)
        latest = await self._stores.minutes.latest(meeting_id)
        is_latest = latest is not None and latest.revision == revision
        if is_latest and not await self._stores.minutes.drop(meeting_id, revision):
            await self._require_gone(meeting_id, revision)
        return await self._page(meeting, await self._latest(meeting, name))

    # ---- filing and what comes after

    async def file(self, actor: Actor, meeting_id: str, *, name: str) -> Page:
        """File the draft: it is never changed again, the meeting was held, and its minutes were taken. Filing what is
        filed changes nothing. Raises TooSoonError."""
        now = self._clock.now()
        meeting = await self._meeting(actor, meeting_id)
        if meeting.starts_at > now:
            raise TooSoonError
        latest = await self._stores.minutes.latest(meeting_id)
        if latest is None or latest.filed_at is None:
            try:
                latest = await self._change(actor, meeting_id, lambda draft: replace(draft, filed_at=now), name)
            except FiledError:  # somebody else was faster
                latest = await self._latest(meeting, name)
        meeting = await self._mark(meeting, lambda item: item.id.endswith(RECORD_ITEM), name, held=True)
        return await self._page(meeting, latest)

    async def tick(self, actor: Actor, meeting_id: str, ref: str, *, name: str) -> Page:
        """What becomes of the minutes outside of the bot was done: the item of that reference."""
        meeting = await self._meeting(actor, meeting_id)
        meeting = await self._mark(
            meeting, lambda item: item.id.endswith(ARCHIVE_ITEMS) and reference(item.id) == ref, name, held=False
        )
        return await self._page(meeting, await self._latest(meeting, name))

    async def correct(self, actor: Actor, meeting_id: str, *, name: str) -> Page:
        """Begin the next revision of what is filed; where it was begun already, that one."""
        meeting = await self._meeting(actor, meeting_id)
        latest = await self._latest(meeting, name)
        if latest.filed_at is not None:
            await self._stores.minutes.save(corrected(latest, written_by=name, now=self._clock.now()))
        return await self._page(meeting, await self._latest(meeting, name))

    async def delete(self, actor: Actor, meeting_id: str) -> Meeting:
        """Delete a meeting with every revision of its minutes, its answers and what was ticked off."""
        meeting = await self._meeting(actor, meeting_id)
        await self._stores.meetings.delete(meeting_id)
        return meeting

    # ---- how

    async def _meeting(self, actor: Actor, meeting_id: str) -> Meeting:
        return await self._opening.meeting(actor, meeting_id, Action.MANAGE_MEETINGS)

    async def _latest(self, meeting: Meeting, name: str) -> Minutes:
        """The latest revision, or what is known before anybody writes."""
        latest = await self._stores.minutes.latest(meeting.id)
        if latest is not None:
            return latest
        members = await self._stores.rosters.members(meeting.chat_id) if meeting.chat_id < 0 else ()
        turnout = Turnout.of(members, await self._stores.meetings.answers(meeting.id))
        reminder = await self._stores.reminders.reminder(meeting.series_id)
        chair = reminder.organizer_name if reminder is not None else ""
        now = self._clock.now()
        return prefilled(meeting, turnout, chair=chair, recorder=name, written_by=name, now=now)

    async def _require_gone(self, meeting_id: str, revision: int) -> None:
        """Raises FiledError where a revision is there: it could not be dropped since it is filed."""
        latest = await self._stores.minutes.latest(meeting_id)
        if latest is not None and latest.revision >= revision:
            raise FiledError

    async def _page(self, meeting: Meeting, minutes: Minutes) -> Page:
        habits = await self._stores.habits.habits(meeting.chat_id) or DEFAULT_HABITS
        open_items = self._guide.checklist(meeting.kind, habits).items
        return Page(
            meeting=meeting,
            minutes=minutes,
            kind_name=self._guide.name(meeting.kind),
            to_tick=tuple(
                item for item in open_items if item.id.endswith(ARCHIVE_ITEMS) and not meeting.is_ticked(item.id)
            ),
            reminded=await self.reminders.standing(meeting, minutes),
            keeps=habits.keeps,
            now=self._clock.now(),
        )

    async def _changed_page(
        self, actor: Actor, meeting_id: str, change: Callable[[Minutes], Minutes], name: str
    ) -> Page:
        meeting = await self._meeting(actor, meeting_id)
        return await self._page(meeting, await self._change(actor, meeting_id, change, name))

    async def _change(self, actor: Actor, meeting_id: str, change: Callable[[Minutes], Minutes], name: str) -> Minutes:
        """Load, change and save the draft; all of it again where somebody else saved meanwhile."""
        for _ in range(TRIES):
            current = await self._latest(await self._meeting(actor, meeting_id), name)
            if current.filed_at is not None:
                raise FiledError
            changed = change(current)
            if changed == current and current.version:
                return current
            changed = replace(changed, written_by=name, written_at=self._clock.now())
            if await self._stores.minutes.save(changed):
                return replace(changed, version=changed.version + 1)
        raise ConflictError

    async def _mark(self, meeting: Meeting, done: Callable[[ChecklistItem], bool], name: str, *, held: bool) -> Meeting:
        """Tick items off, and say that the meeting was held."""
        habits = await self._stores.habits.habits(meeting.chat_id) or DEFAULT_HABITS
        items = [item.id for item in self._guide.checklist(meeting.kind, habits).items if done(item)]
        current: Meeting | None = meeting
        for _ in range(TRIES):
            if current is None:
                raise OutdatedError
            new = [Tick(each, name, self._clock.now()) for each in items if not current.is_ticked(each)]
            marked = replace(current, ticks=(*current.ticks, *new), state=State.HELD if held else current.state)
            if marked == current:
                return current
            if await self._stores.meetings.save(marked):
                return replace(marked, version=marked.version + 1)
            current = await self._stores.meetings.meeting(meeting.id)
        raise ConflictError


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
