"""Meetings that are kept follow what becomes of their occurrences: moved, cancelled, on again, deleted."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import ConflictError
from bot.domain.meeting import Meeting, State
from bot.domain.occurrences import Occurrence
from bot.domain.reminder import Reminder
from bot.services.meeting_ports import MeetingStore, MinutesStore

TRIES = 5
"""How often a meeting is changed anew where somebody else was faster."""

_EVER = timedelta(days=36500)
"""Beyond what stands in any calendar."""


class Following:
    """Keeps meetings as their calendar has them."""

    def __init__(self, meetings: MeetingStore, minutes: MinutesStore) -> None:
        self._meetings = meetings
        self._minutes = minutes

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
        coming = await self._meetings.of_chat(reminder.chat_id, now + timedelta.resolution, now + _EVER)
        for meeting in coming:
            if meeting.series_id == reminder.series.id and await self._minutes.latest(meeting.id) is None:
                await self._meetings.delete(meeting.id)

    async def _state(self, meeting: Meeting, occurrence: Occurrence) -> State:
        """What is said of whether it was held. Of one that is to come nobody says that it was not but by cancelling; a
        report may be done before its time."""
        old, new = (State.OPEN, State.NOT_HELD) if occurrence.cancelled else (State.NOT_HELD, State.OPEN)
        if meeting.state is not old or await self._minutes.latest(meeting.id) is not None:
            return meeting.state
        return new
