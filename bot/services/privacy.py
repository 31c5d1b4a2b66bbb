"""What is kept of people, deleted when they say so and by itself when it is old."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.clock import Clock
from bot.domain.errors import ConflictError
from bot.domain.planning import replanned
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.workdays import Workdays
from bot.services.ports import Stores

UPDATE_RETENTION = timedelta(days=3)
"""Telegram redelivers an update for a day at most."""

DELIVERY_RETENTION = timedelta(days=90)
"""How long it can be looked up what was sent."""

NOBODY = "群管理员"
"""The organizer of what somebody set in a group who wants to be forgotten: the group itself."""

TRIES = 3
"""How often a change is made anew where somebody else was faster."""


class Privacy:
    """Deletes what is kept of people."""

    def __init__(self, stores: Stores, clock: Clock, workdays: Workdays, default: Preferences) -> None:
        """``default`` are the preferences of a chat that set none."""
        self._stores = stores
        self._clock = clock
        self._workdays = workdays
        self._default = default

    async def forget(self, user_id: int) -> int:
        """Delete what is kept under a person's id, their own calendar and its settings with it; of what they set in
        groups only that it was they. Returns how many records there were. Raises ConflictError."""
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
        )

    async def purge(self) -> int:
        """Delete what has expired. Returns how many records there were."""
        now = self._clock.now()
        return (
            await self._stores.dialogues.purge(now)
            + await self._stores.updates.purge(now - UPDATE_RETENTION)
            + await self._stores.drafts.purge(now)
            + await self._stores.deliveries.purge(now - DELIVERY_RETENTION)
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
        for _ in range(TRIES):
            reminder = await self._stores.reminders.reminder(series_id)
            if reminder is None or reminder.organizer_id != user_id:
                return
            if await self._stores.reminders.save(await self._ownerless(reminder)):
                return
        raise ConflictError

    async def _ownerless(self, reminder: Reminder) -> Reminder:
        changed = replace(reminder, organizer_id=reminder.chat_id, organizer_name=NOBODY)
        preferences = await self._stores.preferences.preferences(reminder.chat_id) or self._default
        return replanned(changed, self._workdays, preferences, self._clock.now())
