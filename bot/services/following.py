"""Meetings that are kept follow what becomes of their occurrences: moved, cancelled, on again, deleted."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import ConflictError
from bot.domain.meeting import Meeting, State
from bot.domain.occurrences import Occurrence
from bot.domain.reminder import Reminder
from bot.services.meeting_ports import MeetingStore, MinutesStore
from bot.services.opening import Opening

TRIES = 5
"""How often a meeting is changed anew where somebody else was faster."""

_EVER = timedelta(days=36500)
"""Beyond what stands in any calendar."""


class Following:
    """Keeps meetings as their calendar has them."""

    def __init__(self, meetings: MeetingStore, minutes: MinutesStore, opening: Opening) -> None:
        self._meetings = meetings
        self._minutes = minutes
        self._opening = opening

    async def edited(self, occurrence: Occurrence) -> None:
        """An occurrence that is to come was changed, and is like that now: the meeting that it is, where one is kept,
        has its time; it is not held where it was cancelled, and open where it is on (again). Of whatever there are
        minutes, only the time changes. Raises ConflictError."""
        for _ in range(TRIES):
            meeting = await self._meetings.of_occurrence(occurrence.series_id, occurrence.recurrence_id)
            if meeting is None:
                return
            changed = replace(meeting, starts_at=occurrence.starts_at, state=await self._state(meeting, occurrence))
            if changed == meeting or await self._meetings.save(changed):
                return
        raise ConflictError

    async def deleted(self, reminder: Reminder, now: datetime) -> None:
        """A reminder was deleted: its meetings that are to come and have no minutes go with it. What is past stays."""
        for meeting in await self._coming(reminder, now):
            await self._meetings.delete(meeting.id)

    async def split(
        self, old: Reminder, changed: Occurrence, new: Reminder, first: Occurrence | None, now: datetime
    ) -> Meeting | None:
        """A reminder was changed from one occurrence on: ``new`` goes on instead of ``old``, and ``first`` is what it
        begins with, if anything is to come of it. The meeting that was kept for the changed occurrence goes on as that
        one, with its topics, what was ticked off and the answers; the others of ``old`` from there on that are to come
        and have no minutes go. Returns the meeting that goes on, if any. Raises ConflictError."""
        kept: Meeting | None = None
        for meeting in await self._coming(old, now):
            if meeting.recurrence_id < changed.recurrence_id:
                continue
            if first is not None and meeting.recurrence_id == changed.recurrence_id and not changed.cancelled:
                kept = await self._go_on(meeting, new, first)
            await self._meetings.delete(meeting.id)
        return kept

    async def _go_on(self, meeting: Meeting, reminder: Reminder, first: Occurrence) -> Meeting:
        """Another meeting with what was done about one so far. Answers count for the time they were given for."""
        for _ in range(TRIES):
            there = await self._opening.open(reminder, first.recurrence_id, first.starts_at)
            going_on = replace(there, topics=meeting.topics, ticks=meeting.ticks)
            if await self._meetings.save(going_on):
                for answer in await self._meetings.answers(meeting.id):
                    await self._meetings.answer(replace(answer, meeting_id=there.id))
                return replace(going_on, version=going_on.version + 1)
        raise ConflictError

    async def _coming(self, reminder: Reminder, now: datetime) -> list[Meeting]:
        """The meetings of a reminder that are to come and have no minutes."""
        coming = await self._meetings.of_chat(reminder.chat_id, now + timedelta.resolution, now + _EVER)
        own = [meeting for meeting in coming if meeting.series_id == reminder.series.id]
        return [meeting for meeting in own if await self._minutes.latest(meeting.id) is None]

    async def _state(self, meeting: Meeting, occurrence: Occurrence) -> State:
        """What is said of whether it was held. Of one that is to come nobody says that it was not but by cancelling; a
        report may be done before its time."""
        old, new = (State.OPEN, State.NOT_HELD) if occurrence.cancelled else (State.NOT_HELD, State.OPEN)
        if meeting.state is not old or await self._minutes.latest(meeting.id) is not None:
            return meeting.state
        return new
