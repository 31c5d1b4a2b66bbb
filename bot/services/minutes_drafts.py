"""The draft of the minutes of a meeting: what is known before anybody writes, and how a change is kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.clock import Clock
from bot.domain.errors import ConflictError
from bot.domain.meeting import Meeting
from bot.domain.minute_taking import prefilled
from bot.domain.minutes import Minutes
from bot.domain.reminder import Reminder
from bot.domain.roster import Member
from bot.domain.turnout import Turnout
from bot.services.minutes_page import FiledError
from bot.services.ports import Stores

TRIES = 5
"""How often a change is made anew where somebody else was faster."""

PRESIDED_BY_RANK = frozenset({"leading-body"})
"""Kinds of meetings whose chair the documents name (主要负责同志), whoever set the reminder."""


class Drafts:
    """Loads and changes drafts. Whoever calls this has checked who may."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    async def latest(self, meeting: Meeting, name: str) -> Minutes:
        """The latest revision, or what is known before anybody writes (version 0); ``name`` takes the minutes."""
        latest = await self._stores.minutes.latest(meeting.id)
        if latest is not None:
            return latest
        members = await self._stores.rosters.members(meeting.chat_id) if meeting.chat_id < 0 else ()
        turnout = Turnout.of(members, await self._stores.meetings.answers(meeting.id), meeting.starts_at)
        chair = _chair(meeting, await self._stores.reminders.reminder(meeting.series_id), members)
        now = self._clock.now()
        return prefilled(meeting, turnout, chair=chair, recorder=name, written_by=name, now=now)

    async def change(self, meeting: Meeting, change: Callable[[Minutes], Minutes], name: str) -> Minutes:
        """Load, change and save the draft; all of it again where somebody else saved meanwhile. What ``change`` raises
        is raised. Raises FiledError, ConflictError."""
        for _ in range(TRIES):
            current = await self.latest(meeting, name)
            if current.filed_at is not None:
                raise FiledError
            changed = change(current)
            if changed == current and current.version:
                return current
            changed = replace(changed, written_by=name, written_at=self._clock.now())
            if await self._stores.minutes.save(changed):
                return replace(changed, version=changed.version + 1)
        raise ConflictError


def _chair(meeting: Meeting, reminder: Reminder | None, members: Sequence[Member]) -> str:
    """Who presides, as the roster calls them: who set the reminder of a meeting leads the group."""
    if reminder is None or meeting.kind in PRESIDED_BY_RANK:
        return ""
    of_roster = next((each.name for each in members if each.user_id == reminder.organizer_id), "")
    return of_roster or reminder.organizer_name
