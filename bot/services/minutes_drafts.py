"""The draft of the minutes of a meeting: what is known before anybody writes, and how a change is kept.

Who was there and the topics follow the roster, the answers and the meeting while nobody edits them: a draft that is
written before the meeting is kept without them, and they are filled in whenever it is read. The first opening after the
meeting began keeps them as they are then.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.clock import Clock
from bot.domain.errors import ConflictError
from bot.domain.meeting import Meeting
from bot.domain.minute_taking import expected, prefilled, with_chair
from bot.domain.minutes import Minutes
from bot.domain.reminder import Reminder
from bot.domain.roster import Member
from bot.domain.turnout import Turnout
from bot.services.minutes_page import FiledError
from bot.services.ports import Stores

TRIES = 12
"""How often a change is made anew where somebody else was faster."""

NO_TOPICS = ("无",)
"""How a draft from before the meeting keeps that somebody left the topics empty: no topic can be typed like that."""

PRESIDED_BY_RANK = frozenset({"leading-body"})
"""Kinds of meetings whose chair the documents name (主要负责同志), whoever set the reminder."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before another try, so that those who write at once do not meet again and again."""

    sleep: Callable[[float], Awaitable[None]]
    """Waits so many seconds."""
    chance: Callable[[], float]
    """From 0 to below 1."""

    async def wait(self, tries: int) -> None:
        """Wait after so many tries: some hundredths of a second, longer from try to try."""
        await self.sleep(self.chance() * min(0.02 * 2**tries, 0.5))


class Drafts:
    """Loads and changes drafts. Whoever calls this has checked who may."""

    def __init__(self, stores: Stores, clock: Clock, patience: Patience) -> None:
        self._stores = stores
        self._clock = clock
        self._patience = patience

    async def latest(self, meeting: Meeting, name: str) -> Minutes:
        """The latest revision, or what is known before anybody writes (version 0); ``name`` takes the minutes."""
        for _ in range(TRIES):
            now = self._clock.now()
            latest = await self._stores.minutes.latest(meeting.id)
            if latest is None:
                return await self._known(meeting, name, now)
            filled = await self.filled(meeting, latest)
            if not _follows(meeting, latest) or now < meeting.starts_at:
                return filled
            settled = replace(filled, written_at=now)
            if await self._stores.minutes.save(settled):
                return replace(settled, version=settled.version + 1)
        raise ConflictError

    async def filled(self, meeting: Meeting, minutes: Minutes) -> Minutes:
        """Minutes as they were kept, with what nobody edited of a draft from before the meeting as it is now."""
        if not _follows(meeting, minutes):
            return minutes
        attendees, topics = minutes.attendees, minutes.topics or meeting.topics
        if not attendees:
            turnout = await self._turnout(meeting, await self._members(meeting))
            attendees = expected(turnout, minutes.chair)
        return replace(minutes, attendees=attendees, topics=() if topics == NO_TOPICS else topics)

    async def change(self, meeting: Meeting, change: Callable[[Minutes], Minutes], name: str) -> Minutes:
        """Load, change and save the draft; all of it again where somebody else saved meanwhile. What ``change`` raises
        is raised. Raises FiledError, ConflictError."""
        for tries in range(TRIES):
            now = self._clock.now()
            current = await self.latest(meeting, name)
            if current.filed_at is not None:
                raise FiledError
            changed = change(current)
            if changed == current and current.version:
                return current
            changed = replace(changed, written_by=name, written_at=now)
            if now < meeting.starts_at:
                changed = await self._unedited_left_out(meeting, current, changed)
            if await self._stores.minutes.save(changed):
                return await self.filled(meeting, replace(changed, version=changed.version + 1))
            await self._patience.wait(tries)
        raise ConflictError

    # ---- how

    async def _known(self, meeting: Meeting, name: str, now: datetime) -> Minutes:
        members = await self._members(meeting)
        turnout = await self._turnout(meeting, members)
        chair = _chair(meeting, await self._stores.reminders.reminder(meeting.series_id), members)
        return prefilled(meeting, turnout, chair=chair, recorder=name, written_by=name, now=now)

    async def _unedited_left_out(self, meeting: Meeting, current: Minutes, changed: Minutes) -> Minutes:
        """A draft from before the meeting as it is kept. Who presides is there, which is no edit of the others."""
        if current.revision > 1:
            return changed
        stored = await self._stores.minutes.latest(meeting.id) if current.version else None
        followed = stored is None or not stored.attendees
        unedited = {current.attendees, with_chair(current, changed.chair).attendees}
        attendees = () if followed and changed.attendees in unedited else changed.attendees
        topics = changed.topics or (NO_TOPICS if meeting.topics else ())
        return replace(changed, attendees=attendees, topics=() if topics == meeting.topics else topics)

    async def _turnout(self, meeting: Meeting, members: Sequence[Member]) -> Turnout:
        return Turnout.of(members, await self._stores.meetings.answers(meeting.id), meeting.starts_at)

    async def _members(self, meeting: Meeting) -> Sequence[Member]:
        return await self._stores.rosters.members(meeting.chat_id) if meeting.chat_id < 0 else ()


def _follows(meeting: Meeting, minutes: Minutes) -> bool:
    """Whether a draft was written before its meeting, and a part of it is left out."""
    before = minutes.filed_at is None and minutes.revision == 1 and minutes.written_at < meeting.starts_at
    return before and (not minutes.attendees or not minutes.topics or minutes.topics == NO_TOPICS)


def _chair(meeting: Meeting, reminder: Reminder | None, members: Sequence[Member]) -> str:
    """Who presides, as the roster calls them: who set the reminder of a meeting leads the group. Nobody does where the
    group itself set it (群管理员): that is no name."""
    if reminder is None or meeting.kind in PRESIDED_BY_RANK or reminder.organizer_id < 0:
        return ""
    of_roster = next((each.name for each in members if each.user_id == reminder.organizer_id), "")
    return of_roster or reminder.organizer_name
