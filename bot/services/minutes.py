"""Minutes: filled in, filed, corrected, deleted.

What a page shows is in minutes_page.py, how drafts are kept in minutes_drafts.py, what is found again in
minutes_archive.py, reminders of who does what in minutes_reminders.py, meetings that the calendar does not know in
minutes_afterwards.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.checklist import ChecklistItem, Means
from bot.domain.clock import Clock
from bot.domain.errors import ConflictError, OutdatedError
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.identity import NewId
from bot.domain.meeting import Meeting, State, Tick
from bot.domain.minute_reading import Remark, goes_on, is_afresh, taken
from bot.domain.minute_taking import (
    Part,
    corrected,
    with_everybody_there,
    with_guest,
    with_presence,
    with_the_rest,
    without_person,
)
from bot.domain.minutes import Minutes, Presence
from bot.domain.occurrences import find
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.drafted import MAX_VENUE
from bot.services.guide import Guide
from bot.services.knowledge import LiveKnowledge, reference
from bot.services.minutes_afterwards import Afterwards
from bot.services.minutes_archive import Archive
from bot.services.minutes_drafts import TRIES, Drafts, Patience
from bot.services.minutes_page import (
    ChangedError,
    Deleted,
    FiledError,
    NobodyError,
    Page,
    Pages,
    TooSoonError,
    Written,
    mark_of,
)
from bot.services.minutes_reminders import ActionReminders
from bot.services.opening import Opening, in_chat
from bot.services.planner import Planner
from bot.services.ports import Stores

__all__ = [
    "ChangedError",
    "Deleted",
    "FiledError",
    "MinutesService",
    "NobodyError",
    "Page",
    "TooSoonError",
    "Written",
    "mark_of",
    "place_of",
]


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
        patience: Patience,
    ) -> None:
        """``on_change`` is called when reminders were set; ``patience`` is how long to wait for others who write."""
        self._stores = stores
        self._access = access
        self._opening = opening
        self._guide = guide
        self._workdays = workdays
        self._clock = clock
        self._patience = patience
        self._drafts = Drafts(stores, clock, self._patience)
        self.archive = Archive(stores, access, planner, guide, workdays, clock=clock, filled=self._drafts.filled)
        self.reminders = ActionReminders(stores, opening, planner, workdays, clock, on_change=on_change)
        self.afterwards = Afterwards(
            stores, access, planner, knowledge, clock, opening=opening, workdays=workdays, new_id=new_id
        )
        self._pages = Pages(stores, guide, self.reminders, clock)

    # ---- seeing

    async def begin(self, actor: Actor, meeting_id: str, name: str) -> Minutes:
        """The latest minutes of a meeting, or what is known before anybody writes (version 0, not stored)."""
        return await self._drafts.latest(await self._meeting(actor, meeting_id), name)

    async def page(self, actor: Actor, meeting_id: str, name: str) -> Page:
        """The page of the minutes; ``name`` is whoever looks, who would take them."""
        meeting = await self._meeting(actor, meeting_id)
        return await self._pages.page(meeting, await self._drafts.latest(meeting, name))

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
        corrected_by = any(each.filed_at is not None and each.revision > revision for each in revisions)
        return await self._pages.page(meeting, await self._drafts.filled(meeting, found), is_corrected=corrected_by)

    # ---- writing a draft; each raises FiledError where the latest revision is filed

    async def write(
        self, actor: Actor, meeting_id: str, part: Part, typed: str, *, name: str, seen: str | None = None
    ) -> Written:
        """Take in what was typed for a part. ``seen`` is what :func:`mark_of` gave of the part when it was asked for;
        where it is another now, nothing is written afresh. The whole takes the place of the whole.

        Raises TooMuchError, ChangedError.
        """
        remarks: list[tuple[Remark, str]] = []
        meeting = await self._meeting(actor, meeting_id)
        venue = meeting.venue

        def written(minutes: Minutes) -> Minutes:
            whole = part is Part.WHOLE and not goes_on(typed)
            anew = whole or is_afresh(typed)
            if seen is not None and anew and mark_of(minutes, part) != seen:
                raise ChangedError
            found = taken(_emptied(minutes) if whole else minutes, part, typed, meeting)
            nonlocal venue
            remarks[:], venue = found.remarks, found.venue[:MAX_VENUE] or meeting.venue
            topics = found.minutes.topics or (meeting.topics if whole else ())
            return replace(found.minutes, topics=topics)

        minutes = await self._change(actor, meeting, written, name)
        meeting = await self._saved(meeting, lambda current: replace(current, venue=venue))
        return Written(await self._pages.page(meeting, minutes), tuple(remarks))

    async def set_presence(
        self, actor: Actor, meeting_id: str, place: int, ref: str, presence: Presence, *, name: str
    ) -> Page:
        """Somebody was there, on leave or absent. They are the one at that place, or the one whose name has that
        reference. Raises NobodyError."""
        return await self._changed_page(
            actor, meeting_id, lambda draft: with_presence(draft, place_of(draft, place, ref), presence), name
        )

    async def set_guest(self, actor: Actor, meeting_id: str, place: int, ref: str, *, name: str) -> Page:
        """Somebody was there without being expected (列席). Raises NobodyError."""
        return await self._changed_page(
            actor, meeting_id, lambda draft: with_guest(draft, place_of(draft, place, ref)), name
        )

    async def remove(self, actor: Actor, meeting_id: str, place: int, ref: str, *, name: str) -> Page:
        """Take somebody out of the minutes. Raises NobodyError."""
        return await self._changed_page(
            actor, meeting_id, lambda draft: without_person(draft, place_of(draft, place, ref)), name
        )

    async def set_everybody_there(self, actor: Actor, meeting_id: str, *, name: str) -> Page:
        """Everybody who is not on leave was there."""
        return await self._changed_page(actor, meeting_id, with_everybody_there, name)

    async def set_the_rest(self, actor: Actor, meeting_id: str, presence: Presence, *, name: str) -> Page:
        """Everybody of whom nobody said anything was there, or was not."""
        return await self._changed_page(actor, meeting_id, lambda draft: with_the_rest(draft, presence), name)

    async def drop(self, actor: Actor, meeting_id: str, revision: int, *, name: str) -> Page:
        """Throw a draft away; what was filed before it stands. Raises FiledError where it was filed meanwhile."""
        meeting = await self._meeting(actor, meeting_id)
        latest = await self._stores.minutes.latest(meeting_id)
        is_latest = latest is not None and latest.revision == revision
        if is_latest and not await self._stores.minutes.drop(meeting_id, revision):
            await self._require_gone(meeting_id, revision)
        return await self._pages.page(meeting, await self._drafts.latest(meeting, name))

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
                latest = await self._change(actor, meeting, lambda draft: replace(draft, filed_at=now), name)
            except FiledError:  # somebody else was faster
                latest = await self._drafts.latest(meeting, name)
        meeting = await self._mark(meeting, lambda item: item.means is Means.RECORD, name, held=True)
        return await self._pages.page(meeting, latest)

    async def tick(self, actor: Actor, meeting_id: str, ref: str, *, name: str) -> Page:
        """What becomes of the minutes outside of the bot was done: the item of that reference."""
        meeting = await self._meeting(actor, meeting_id)
        meeting = await self._mark(
            meeting, lambda item: item.means is Means.ARCHIVE and reference(item.id) == ref, name, held=False
        )
        return await self._pages.page(meeting, await self._drafts.latest(meeting, name))

    async def correct(self, actor: Actor, meeting_id: str, *, name: str) -> Page:
        """Begin the next revision of what is filed; where it was begun already, that one."""
        meeting = await self._meeting(actor, meeting_id)
        latest = await self._drafts.latest(meeting, name)
        if latest.filed_at is not None:
            await self._stores.minutes.save(corrected(latest, written_by=name, now=self._clock.now()))
        return await self._pages.page(meeting, await self._drafts.latest(meeting, name))

    async def delete(self, actor: Actor, meeting_id: str, *, unwritten: bool = False) -> Deleted:
        """Delete a meeting with every revision of its minutes, its answers and what was ticked off, and stop the
        reminders of its action items. One that the calendar has stays there without anything of that, to be written
        again or said not to have been held. Raises ConflictError where ``unwritten`` and there are minutes by now."""
        meeting = await self._meeting(actor, meeting_id)
        if unwritten and await self._stores.minutes.latest(meeting_id) is not None:
            raise ConflictError
        await self.reminders.stop(meeting)
        await self._stores.meetings.delete(meeting_id)
        found = await self._occurrence(meeting)
        return Deleted(meeting, await self._opening.open(*found) if found else None)

    # ---- how

    async def _meeting(self, actor: Actor, meeting_id: str) -> Meeting:
        """A meeting; one that is to come with the time and the place that its reminder has today."""
        meeting = await self._opening.meeting(actor, meeting_id, Action.MANAGE_MEETINGS)
        found = await self._occurrence(meeting) if meeting.starts_at > self._clock.now() else None
        return meeting if found is None else await self._opening.open(*found)

    async def _occurrence(self, meeting: Meeting) -> tuple[Reminder, datetime, datetime] | None:
        """The occurrence that a meeting is, as :meth:`Opening.open` takes it; None where the calendar lacks it."""
        reminder = await self._stores.reminders.reminder(meeting.series_id)
        if reminder is None or reminder.chat_id != meeting.chat_id:
            return None
        found = find(reminder.series, self._workdays, meeting.recurrence_id)
        return None if found is None or found.cancelled else (reminder, found.recurrence_id, found.starts_at)

    async def _require_gone(self, meeting_id: str, revision: int) -> None:
        """Raises FiledError where a revision is there: it could not be dropped since it is filed."""
        latest = await self._stores.minutes.latest(meeting_id)
        if latest is not None and latest.revision >= revision:
            raise FiledError

    async def _changed_page(
        self, actor: Actor, meeting_id: str, change: Callable[[Minutes], Minutes], name: str
    ) -> Page:
        meeting = await self._meeting(actor, meeting_id)
        return await self._pages.page(meeting, await self._change(actor, meeting, change, name))

    async def _change(self, actor: Actor, meeting: Meeting, change: Callable[[Minutes], Minutes], name: str) -> Minutes:
        try:
            return await self._drafts.change(meeting, change, name)
        except ConflictError:
            await self._meeting(actor, meeting.id)  # it may be gone
            raise

    async def _mark(self, meeting: Meeting, done: Callable[[ChecklistItem], bool], name: str, *, held: bool) -> Meeting:
        """Tick items off, and say that the meeting was held."""
        habits = await self._stores.habits.habits(meeting.chat_id) or DEFAULT_HABITS
        items = [item.id for item in self._guide.checklist(meeting.kind, habits, meeting.title).items if done(item)]

        def marked(current: Meeting) -> Meeting:
            new = [Tick(each, name, self._clock.now()) for each in items if not current.is_ticked(each)]
            return replace(current, ticks=(*current.ticks, *new), state=State.HELD if held else current.state)

        return await self._saved(meeting, marked)

    async def _saved(self, meeting: Meeting, change: Callable[[Meeting], Meeting]) -> Meeting:
        """Change a meeting; again where somebody else was faster."""
        current: Meeting | None = meeting
        for tries in range(TRIES):
            if current is None:
                raise OutdatedError
            changed = change(current)
            if changed == current:
                return current
            if await self._stores.meetings.save(changed):
                return replace(changed, version=changed.version + 1)
            await self._patience.wait(tries)
            current = await self._stores.meetings.meeting(meeting.id)
        raise ConflictError


def place_of(minutes: Minutes, place: int, ref: str) -> int:
    """Where somebody stands now: at that place, or else where the name has that reference. Raises NobodyError."""
    named = [at for at, each in enumerate(minutes.attendees) if reference(each.name) == ref]
    if not named:
        raise NobodyError
    return place if place in named else named[0]


def _emptied(minutes: Minutes) -> Minutes:
    """Without what a whole record tells anew; who was there, presided and wrote stays until it says otherwise."""
    return replace(minutes, topics=(), points="", decisions=(), actions=())
