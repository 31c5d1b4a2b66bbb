"""The calendar as it stands: what is to come, and every edit of what was set."""

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from bot.domain import edits
from bot.domain.clock import Clock
from bot.domain.dialogue import EXPECTATION_LIFETIME
from bot.domain.edits import EditError
from bot.domain.errors import ConflictError, NotAllowedError, OutdatedError
from bot.domain.ics import Entry, calendar_file, occurrence_file
from bot.domain.meeting import OWN_KIND
from bot.domain.occurrences import REACH, Occurrence, find, occurrences
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.domain.series import DayOffPolicy, Series
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.announcing import Announcing
from bot.services.drafted import MAX_LEADS
from bot.services.following import Following
from bot.services.guide import Guide
from bot.services.planner import Planner
from bot.services.ports import ReminderStore

TRIES = 3
"""How often it is tried to delete where somebody else was faster."""

SHOWN = 4
"""How many of the next occurrences a card shows."""

MOST_COUNTED = 100
"""Future dates beyond these are many."""

BEGUN = EXPECTATION_LIFETIME
"""So long after it began an occurrence may still be moved: it was to come when the new time was asked for."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One occurrence that is to come, of a reminder."""

    reminder: Reminder
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class Standing:
    """How a reminder stands."""

    reminder: Reminder
    dates: tuple[Occurrence, ...]
    """The next dates that take place, a paused one taken as if it went on; none where it is over."""
    changed: tuple[Occurrence, ...]
    """What was cancelled or moved and is to come, in order."""
    over: bool
    """No date is to come, cancelled ones counted."""
    leads: tuple[timedelta, ...]
    """The lead times that count where the series has none, beside the moment itself."""

    @property
    def at_hand(self) -> tuple[Occurrence, ...]:
        """The occurrences that can be picked: the next ones, and beyond them those that were changed."""
        together = {each.recurrence_id: each for each in (*self.dates, *self.changed)}
        return tuple(sorted(together.values(), key=_order))


class Calendar:
    """The reminders of the actor's chat. Whoever may not see or change them gets NotAllowedError."""

    def __init__(
        self,
        reminders: ReminderStore,
        planner: Planner,
        access: Access,
        workdays: Workdays,
        clock: Clock,
        *,
        guide: Guide,
        announcing: Announcing,
        following: Following,
        on_change: Callable[[], None],
    ) -> None:
        """``on_change`` is called after every change."""
        self._reminders = reminders
        self._planner = planner
        self._access = access
        self._workdays = workdays
        self._clock = clock
        self._guide = guide
        self._announcing = announcing
        self._following = following
        self._on_change = on_change

    # ---- seeing

    async def reminders(self, actor: Actor) -> tuple[Standing, ...]:
        """Every reminder of the chat: the next to take place first, what is over last."""
        await self._access.require(actor, Action.SEE_CALENDAR)
        found = [await self._standing(each) for each in await self._reminders.of_chat(actor.chat_id)]
        return tuple(sorted(found, key=_next_first))

    async def reminder(self, actor: Actor, series_id: str) -> Reminder:
        """One reminder. Raises OutdatedError where it is not in this calendar (any more)."""
        await self._access.require(actor, Action.SEE_CALENDAR)
        return await self._load(actor, series_id)

    async def standing(self, actor: Actor, series_id: str) -> Standing:
        """How one reminder stands. Raises OutdatedError."""
        return await self._standing(await self.reminder(actor, series_id))

    async def coming(self, actor: Actor, limit: int) -> tuple[Coming, ...]:
        """The next occurrences of all reminders of the chat, in order."""
        await self._access.require(actor, Action.SEE_CALENDAR)
        now = self._clock.now()
        each_next = [
            [Coming(reminder, found) for found in islice(occurrences(reminder.series, self._workdays, now), limit)]
            for reminder in await self._reminders.of_chat(actor.chat_id)
        ]
        return tuple(islice(heapq.merge(*each_next, key=lambda each: _order(each.occurrence)), limit))

    async def export(self, actor: Actor, series_id: str | None = None, *, name: str, untitled: str) -> bytes | None:
        """The calendar file, named ``name``, of one reminder or of all; None where it would be empty. ``untitled`` is
        what is called so that has no title. Raises OutdatedError."""
        found = await self.reminders(actor) if series_id is None else (await self.standing(actor, series_id),)
        entries = [Entry(each.reminder, each.leads, untitled) for each in found]
        # Years of dates take a while to write: others are answered meanwhile.
        return await asyncio.to_thread(calendar_file, entries, self._workdays, self._clock.now(), name=name)

    async def occurrence_calendar_file(
        self, actor: Actor, series_id: str, recurrence_id: datetime, *, name: str, untitled: str
    ) -> bytes | None:
        """The calendar file of one occurrence; None where the series does not have it (any more). Raises as
        :meth:`export` does."""
        standing = await self.standing(actor, series_id)
        found = find(standing.reminder.series, self._workdays, recurrence_id)
        if found is None:
            return None
        entry = Entry(standing.reminder, standing.leads, untitled)
        return await asyncio.to_thread(occurrence_file, entry, found, self._clock.now(), name=name)

    async def occurrence(
        self, actor: Actor, series_id: str, recurrence_id: datetime, begun: timedelta = timedelta(0)
    ) -> Coming:
        """An occurrence that is to be edited, and began no longer than ``begun`` ago.

        Raises OutdatedError, and EditError where it is not to come any more, or is cancelled.
        """
        await self.require_manager(actor)
        reminder = await self._load(actor, series_id)
        found = self._to_come(reminder.series, recurrence_id, begun)
        if found.cancelled:
            raise EditError("it is cancelled")
        return Coming(reminder, found)

    async def is_manager(self, actor: Actor) -> bool:
        """Whether the actor may edit this calendar."""
        try:
            await self.require_manager(actor)
        except NotAllowedError:
            return False
        return True

    async def require_manager(self, actor: Actor) -> None:
        """Raises NotAllowedError unless the actor may edit this calendar."""
        await self._access.require(actor, Action.MANAGE_CALENDAR)

    async def dates_left(self, actor: Actor, series_id: str) -> int:
        """How many dates are to come that take place, counted up to ``MOST_COUNTED``. Raises OutdatedError."""
        await self.require_manager(actor)
        series = _going_on((await self._load(actor, series_id)).series)
        return sum(1 for _ in islice(occurrences(series, self._workdays, self._clock.now()), MOST_COUNTED))

    # ---- editing; each raises OutdatedError, ConflictError, and EditError where the edit cannot be made

    async def skip(self, actor: Actor, series_id: str, recurrence_id: datetime) -> Reminder:
        """Cancel one occurrence."""
        return await self._edit_one(actor, series_id, recurrence_id, edits.skip)

    async def restore(self, actor: Actor, series_id: str, recurrence_id: datetime) -> Reminder:
        """Let a cancelled occurrence take place again."""
        return await self._edit_one(actor, series_id, recurrence_id, edits.restore)

    async def move(self, actor: Actor, series_id: str, recurrence_id: datetime, to: datetime) -> Reminder:
        """Move one occurrence to an instant (aware) that is to come."""

        def moved(series: Series, occurrence: Occurrence) -> Series:
            if to <= self._clock.now():
                raise EditError("that is past")
            return edits.move(series, occurrence, to)

        return await self._edit_one(actor, series_id, recurrence_id, moved, begun=BEGUN)

    async def move_back(self, actor: Actor, series_id: str, recurrence_id: datetime) -> Reminder:
        """Put a moved occurrence back to where it was."""
        return await self._edit_one(actor, series_id, recurrence_id, edits.move_back)

    async def pause(self, actor: Actor, series_id: str) -> Reminder:
        """Let nothing take place until it is resumed."""
        return await self._edit_series(actor, series_id, edits.pause)

    async def resume(self, actor: Actor, series_id: str) -> Reminder:
        """Go on; nothing of what fell into the pause is told of afterwards."""
        return await self._edit_series(actor, series_id, edits.resume, leave_past=True)

    async def rename(self, actor: Actor, series_id: str, title: str) -> Reminder:
        """Give it another title (one line)."""
        return await self._edit_series(actor, series_id, lambda series: replace(series, title=title))

    async def set_leads(self, actor: Actor, series_id: str, leads: tuple[timedelta, ...]) -> Reminder:
        """Give notice so long before each occurrence; empty: as the chat wants it."""
        ordered = tuple(sorted(set(leads), reverse=True))
        return await self._edit_series(actor, series_id, lambda series: replace(series, leads=ordered))

    async def set_lead(self, actor: Actor, series_id: str, lead: timedelta, *, wanted: bool) -> Reminder:
        """Have or not have one lead time, the others left as they are."""

        def with_lead(series: Series) -> Series:
            leads = {lead, *series.leads} if wanted else set(series.leads) - {lead}
            if len(leads) > MAX_LEADS:
                raise EditError("too many lead times")
            return replace(series, leads=tuple(sorted(leads, reverse=True)))

        return await self._edit_series(actor, series_id, with_lead)

    async def set_policy(self, actor: Actor, series_id: str, policy: DayOffPolicy) -> Reminder:
        """What becomes of dates on days off from now on."""
        return await self._edit_series(actor, series_id, lambda series: replace(series, policy=policy))

    async def set_kind(self, actor: Actor, series_id: str, kind: str) -> Reminder:
        """Make it a meeting of a kind, with the duty that such meetings meet; ``OWN_KIND`` is one that the documents
        do not name, empty none. A duty that no kind of meeting meets stays. Raises OutdatedError for any other kind."""
        if kind and kind != OWN_KIND and kind not in self._guide.kinds():
            raise OutdatedError

        def changed(reminder: Reminder) -> Reminder:
            series = replace(reminder.series, kind=kind)
            return replace(reminder, series=series, duty=self._planner.duty_of(kind, before=reminder.duty))

        return await self._edit(actor, series_id, changed)

    async def set_venue(self, actor: Actor, series_id: str, venue: str) -> Reminder:
        """Where it takes place; empty: nowhere in particular."""
        return await self._edit(actor, series_id, lambda reminder: replace(reminder, venue=venue))

    async def hand_over(self, actor: Actor, series_id: str, user_id: int, name: str) -> Reminder:
        """Make somebody the organizer who may edit this calendar, too; EditError for anybody else."""
        private = actor.private and user_id == actor.user_id
        if not private and not await self._access.leads(actor.chat_id, user_id):
            raise EditError("not a leader of this chat")
        return await self._edit(
            actor, series_id, lambda reminder: replace(reminder, organizer_id=user_id, organizer_name=name)
        )

    async def delete(self, actor: Actor, series_id: str) -> Reminder:
        """Take it out of the calendar, and its meetings that are to come; a chat that was told of the next is told
        that it is off. Returns what it was."""
        await self.require_manager(actor)
        for _ in range(TRIES):
            reminder = await self._load(actor, series_id)
            if await self._reminders.delete(series_id, reminder.version):
                now = self._clock.now()
                await self._following.deleted(reminder, now)
                coming = islice(occurrences(reminder.series, self._workdays, now), MOST_COUNTED)
                await self._announcing.deleted(coming, reminder)
                self._on_change()
                return reminder
        raise ConflictError

    # ---- how

    async def _edit_one(
        self,
        actor: Actor,
        series_id: str,
        recurrence_id: datetime,
        change: Callable[[Series, Occurrence], Series],
        begun: timedelta = timedelta(0),
    ) -> Reminder:
        """Edit one occurrence, which may have begun so long ago; the meeting that it is follows, and a chat that was
        told of it is told what changed."""
        edited: list[Occurrence] = []

        def apply(series: Series) -> Series:
            edited[:] = [self._to_come(series, recurrence_id, begun)]
            return change(series, edited[0])

        reminder = await self._edit_series(actor, series_id, apply)
        now = find(reminder.series, self._workdays, recurrence_id)
        if now is not None:
            await self._following.edited(now)
        counting = await self._planner.counting(reminder.series, reminder.chat_id)
        if await self._announcing.edited(edited[0], reminder, counting):
            self._on_change()
        return reminder

    async def _edit_series(
        self, actor: Actor, series_id: str, change: Callable[[Series], Series], *, leave_past: bool = False
    ) -> Reminder:
        """Edit the series of a reminder."""
        return await self._edit(
            actor,
            series_id,
            lambda reminder: replace(reminder, series=change(reminder.series)),
            leave_past=leave_past,
        )

    async def _edit(
        self, actor: Actor, series_id: str, change: Callable[[Reminder], Reminder], *, leave_past: bool = False
    ) -> Reminder:
        """Change a reminder of this calendar, plan it anew and save it."""
        await self.require_manager(actor)

        def changed(reminder: Reminder) -> Reminder | None:
            return change(reminder) if reminder.chat_id == actor.chat_id else None

        reminder = await self._planner.change(series_id, changed, leave_past=leave_past)
        if reminder is None:
            raise OutdatedError
        self._on_change()
        return reminder

    async def _load(self, actor: Actor, series_id: str) -> Reminder:
        reminder = await self._reminders.reminder(series_id)
        if reminder is None or reminder.chat_id != actor.chat_id:
            raise OutdatedError
        return reminder

    def _to_come(self, series: Series, recurrence_id: datetime, begun: timedelta = timedelta(0)) -> Occurrence:
        found = find(series, self._workdays, recurrence_id)
        if found is None or found.starts_at + begun <= self._clock.now():
            raise EditError("it is not to come any more")
        return found

    async def _standing(self, reminder: Reminder) -> Standing:
        now = self._clock.now()
        plain = replace(reminder.series, leads=())
        leads = (await self._planner.counting(plain, reminder.chat_id)).leads
        series = _going_on(reminder.series)
        dates = tuple(islice(occurrences(series, self._workdays, now), SHOWN))
        changed = self._changed(series, now)
        return Standing(reminder, dates, changed, over=not dates and not changed, leads=leads)

    def _changed(self, series: Series, now: datetime) -> tuple[Occurrence, ...]:
        """What was cancelled or moved of a series and is to come, each once and in order."""
        near = (key for key, change in series.exceptions.items() if max(key + REACH, change.moved_to or key) > now)
        found = (find(series, self._workdays, key) for key in near)
        changed = {each.recurrence_id: each for each in found if each and _is_changed(each) and each.starts_at > now}
        return tuple(sorted(changed.values(), key=_order))


def _going_on(series: Series) -> Series:
    """The series as if it were not paused."""
    return replace(series, paused=False)


def _is_changed(occurrence: Occurrence) -> bool:
    return occurrence.cancelled or occurrence.moved


def _order(occurrence: Occurrence) -> tuple[datetime, datetime]:
    return occurrence.starts_at, occurrence.recurrence_id


def _next_first(standing: Standing) -> tuple[bool, bool, float, str]:
    first = next(iter(standing.dates), None)
    begins = first.starts_at.timestamp() if first else 0.0
    return standing.over, first is None, begins, standing.reminder.series.id
