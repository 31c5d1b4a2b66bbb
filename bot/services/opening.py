"""From an occurrence to the meeting that it is; and who may do something about a meeting."""

from dataclasses import replace
from datetime import datetime

from bot.domain.errors import OutdatedError
from bot.domain.identity import NewId
from bot.domain.meeting import Meeting
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.services.access import Access
from bot.services.meeting_ports import MeetingStore


class Opening:
    """Opens meetings: keeps them from the first thing on that is done about them."""

    def __init__(self, meetings: MeetingStore, access: Access, new_id: NewId) -> None:
        self._meetings = meetings
        self._access = access
        self._new_id = new_id

    async def open(self, reminder: Reminder, recurrence_id: datetime, starts_at: datetime) -> Meeting:
        """The meeting that an occurrence is, as it is known now; the same however often it is opened."""
        series = reminder.series
        meeting = Meeting(
            id=self._new_id(),
            chat_id=reminder.chat_id,
            series_id=series.id,
            recurrence_id=recurrence_id,
            starts_at=starts_at,
            zone=series.zone,
            kind=series.kind,
            title=series.title,
            venue=reminder.venue,
        )
        return await self._meetings.open(meeting)

    async def meeting(self, actor: Actor, meeting_id: str, action: Action) -> Meeting:
        """A meeting that the actor may do that with, from its own chat or from their private chat.

        Raises OutdatedError where there is no such meeting, or it is pressed in another chat, and NotAllowedError.
        """
        meeting = await self._meetings.meeting(meeting_id)
        if meeting is None:
            raise OutdatedError
        await self._access.require(in_chat(actor, meeting.chat_id), action)
        return meeting


def in_chat(actor: Actor, chat_id: int) -> Actor:
    """Whoever stands behind an update, in the chat that a button is about: the chat itself, or seen from the person's
    private chat. Raises OutdatedError for buttons that were brought into another chat."""
    if actor.chat_id == chat_id:
        return actor
    if not actor.private or chat_id > 0:  # in private, somebody else's own calendar: no role opens that
        raise OutdatedError
    return replace(actor, chat_id=chat_id, private=False)
