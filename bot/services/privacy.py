"""What is kept of people, deleted when they say so and by itself when it is old."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.clock import Clock
from bot.domain.errors import ConflictError
from bot.domain.reminder import Reminder
from bot.services.planner import TRIES, Planner
from bot.services.ports import Stores
from bot.services.signing_up import TAKEN

UPDATE_RETENTION = timedelta(days=3)
"""Telegram redelivers an update for a day at most."""

DELIVERY_RETENTION = timedelta(days=90)
"""How long it can be looked up what was sent."""

ANSWER_RETENTION = timedelta(days=90)
"""How long after a meeting the answers to its notice are kept; who was there stands in the minutes."""

MISS_RETENTION = timedelta(days=180)
"""How long after it was last missed a question is kept."""

REPORT_RETENTION = timedelta(days=180)
"""How long it is kept that an answer was called wrong."""

TALLY_RETENTION = timedelta(days=400)
"""How long counts a day are kept: a year, and the month to compare it with."""

CONTENT_RETENTION = timedelta(days=2)
"""How long files are kept that nothing names: a change may be about to."""

NOBODY = "群管理员"
"""The organizer of what somebody set in a group who wants to be forgotten: the group itself."""


class Privacy:
    """Deletes what is kept of people. The history of the knowledge is kept for good, with who changed what: the answers
    are official, and it must stay known who gave them. Who is an admin stays so until another admin removes them."""

    def __init__(self, stores: Stores, planner: Planner, clock: Clock) -> None:
        self._stores = stores
        self._planner = planner
        self._clock = clock

    async def forget(self, user_id: int) -> int:
        """Delete what is kept under a person's id: their own calendar with its meetings, minutes and settings, their
        place on every roster, their answers, what they have begun as an admin, the invitations that they opened. Of
        what they set in groups only that it was they is deleted; their name stays where the group's minutes and
        checklists have it as text. Returns how many records there were. Raises ConflictError."""
        stores = self._stores
        own = await stores.reminders.of_chat(user_id)
        for reminder in own:
            await self._delete(reminder.series.id)
        others = await stores.reminders.of_organizer(user_id)
        for reminder in others:
            await self._release(reminder.series.id, user_id)
        return (
            len(own)
            + len(others)
            + await stores.dialogues.forget(user_id)
            + await stores.leaders.forget(user_id)
            + await stores.drafts.forget(user_id)
            + await stores.focuses.forget(user_id)
            + await stores.preferences.forget(user_id)
            + await stores.deliveries.forget(user_id)
            + await stores.rosters.forget(user_id)
            + await stores.meetings.forget(user_id)
            + await stores.meetings.forget_chat(user_id)
            + await stores.habits.forget(user_id)
            + await stores.pendings.forget(user_id)
        )

    async def concerned(self, user_id: int) -> tuple[int, ...]:
        """The groups whose messages show something of a person: those on whose rosters they are, and those to whose
        coming meetings they gave an answer. To be asked before they are forgotten."""
        members = await self._stores.rosters.of_person(user_id)
        answered = await self._stores.meetings.answered(user_id, self._clock.now() - TAKEN)
        return tuple(dict.fromkeys([each.chat_id for each in members] + [each.chat_id for each in answered]))

    async def purge(self) -> int:
        """Delete what has expired. Returns how many records there were."""
        now = self._clock.now()
        return (
            await self._stores.dialogues.purge(now)
            + await self._stores.updates.purge(now - UPDATE_RETENTION)
            + await self._stores.drafts.purge(now)
            + await self._stores.deliveries.purge(now - DELIVERY_RETENTION)
            + await self._stores.meetings.purge_answers(now - ANSWER_RETENTION)
            + await self._purge_meetings(now)
            + await self._purge_knowledge(now)
        )

    async def _purge_meetings(self, now: datetime) -> int:
        """Delete the meetings, with their minutes, that their chats keep no longer. Returns how many meetings."""
        keeping = await self._stores.habits.keeping()
        return sum([await self._stores.meetings.purge(chat_id, now - kept) for chat_id, kept in keeping.items()])

    async def _purge_knowledge(self, now: datetime) -> int:
        """Delete what the care of the knowledge needs no longer. Contents come after what might name them."""
        stores = self._stores
        return (
            await stores.misses.purge(now - MISS_RETENTION)
            + await stores.reports.purge(now - REPORT_RETENTION)
            + await stores.tallies.purge((now - TALLY_RETENTION).date())
            + await stores.pendings.purge(now)
            + await stores.revisions.purge(now - CONTENT_RETENTION)
        )

    async def _delete(self, series_id: str) -> None:
        """Take a reminder out of its calendar."""
        for _ in range(TRIES):
            reminder = await self._stores.reminders.reminder(series_id)
            if reminder is None or await self._stores.reminders.delete(series_id, reminder.version):
                return
        raise ConflictError

    async def _release(self, series_id: str, user_id: int) -> None:
        """Make the chat itself the organizer of what a person set in it."""

        def ownerless(reminder: Reminder) -> Reminder | None:
            if reminder.organizer_id != user_id:
                return None
            return replace(reminder, organizer_id=reminder.chat_id, organizer_name=NOBODY)

        await self._planner.change(series_id, ownerless)
