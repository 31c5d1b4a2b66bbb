"""Word to a chat when an occurrence that it was told of is called off, moved, or on again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome
from bot.domain.farewell import farewell
from bot.domain.identity import NewId
from bot.domain.notices import notices
from bot.domain.occurrences import Occurrence, find
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.workdays import Workdays
from bot.services.ports import DeliveryStore

_TOLD = frozenset({DeliveryKind.NOTICE, DeliveryKind.TOPICS, DeliveryKind.RESCHEDULED, DeliveryKind.ON_AGAIN})
"""What tells a chat that an occurrence takes place."""


class Announcing:
    """Tells a chat of edits that it would be misled without."""

    def __init__(self, deliveries: DeliveryStore, workdays: Workdays, clock: Clock, new_id: NewId) -> None:
        self._deliveries = deliveries
        self._workdays = workdays
        self._clock = clock
        self._new_id = new_id

    async def edited(self, before: Occurrence, reminder: Reminder, preferences: Preferences) -> bool:
        """An occurrence was edited; ``reminder`` is what it belongs to, as it is now. Returns whether that is to be
        said.

        A chat that was told of it is told that it is off, or when it is now. One that was not is told of the new time
        only where none of its notices would come any more.
        """
        now = self._clock.now()
        after = find(reminder.series, self._workdays, before.recurrence_id)
        if after is None or reminder.suspended or reminder.series.paused:
            return False
        if max(before.starts_at, after.starts_at) <= now:
            return False
        kind = await self._kind(before, after, reminder, preferences)
        if kind is not None:
            await self._say(kind, reminder, after.starts_at, before.starts_at)
        return kind is not None

    async def split(
        self, changed: Occurrence, old: Reminder, new: Reminder, first: Occurrence | None, *, asks: bool
    ) -> bool:
        """A reminder was changed from one occurrence on: ``first`` of ``new`` is what comes instead of it, if anything
        does. A chat that was told of it is told when it is now; at the same time as before it is asked once more,
        where it was (``asks``): the buttons that it has are those of the old one. Returns whether that is to be
        said."""
        over = changed.cancelled or changed.starts_at <= self._clock.now()
        if over or old.suspended or old.series.paused or not await self._was_told(changed, old):
            return False
        if first is None:
            await self._say(DeliveryKind.CALLED_OFF, old, changed.starts_at, changed.starts_at)
        elif first.starts_at != changed.starts_at:
            await self._say(DeliveryKind.RESCHEDULED, new, first.starts_at, changed.starts_at)
        elif asks:
            await self._say(DeliveryKind.TOPICS, new, first.starts_at, first.recurrence_id)
        return first is None or asks or first.starts_at != changed.starts_at

    async def deleted(self, coming: Iterable[Occurrence], reminder: Reminder) -> bool:
        """A reminder was deleted that still had these occurrences, in order: a chat that was told of one is told that
        the nearest of those is off. Returns whether that is to be said."""
        if reminder.suspended or reminder.series.paused:
            return False
        told = {each.starts_at for each in await self._sent(reminder) if each.kind in _TOLD}
        nearest = next((each for each in coming if each.starts_at in told), None)
        if nearest is None:
            return False
        word = self._word(DeliveryKind.CALLED_OFF, reminder, nearest.starts_at, nearest.starts_at)
        await self._deliveries.add(replace(word, detail=farewell(word.detail, reminder)))
        return True

    async def _kind(
        self, before: Occurrence, after: Occurrence, reminder: Reminder, preferences: Preferences
    ) -> DeliveryKind | None:
        """What is to be said, if anything."""
        if after.cancelled:
            return DeliveryKind.CALLED_OFF if await self._was_told(before, reminder) else None
        if before.cancelled:
            return DeliveryKind.ON_AGAIN if await self._was_called_off(before, reminder) else None
        if after.starts_at == before.starts_at:
            return None
        now = self._clock.now()
        silent = not notices(reminder.series, after, preferences.leads, now=now, quiet=preferences.quiet)
        return DeliveryKind.RESCHEDULED if silent or await self._was_told(before, reminder) else None

    async def _was_told(self, occurrence: Occurrence, reminder: Reminder) -> bool:
        """Whether the chat was told that it takes place at that time."""
        sent = (each for each in await self._sent(reminder) if each.kind in _TOLD)
        return any(each.starts_at == occurrence.starts_at for each in sent)

    async def _was_called_off(self, occurrence: Occurrence, reminder: Reminder) -> bool:
        sent = (each for each in await self._sent(reminder) if each.kind is DeliveryKind.CALLED_OFF)
        return any(each.starts_at == occurrence.starts_at for each in sent)

    async def _sent(self, reminder: Reminder) -> list[Delivery]:
        """What was said to the chat, or is about to be."""
        every = await self._deliveries.of_series(reminder.series.id)
        return [
            each for each in every if each.outcome in {DeliveryOutcome.SENT, None} and each.due_at <= self._clock.now()
        ]

    async def _say(self, kind: DeliveryKind, reminder: Reminder, starts_at: datetime, old: datetime) -> None:
        """Say it now."""
        await self._deliveries.add(self._word(kind, reminder, starts_at, old))

    def _word(self, kind: DeliveryKind, reminder: Reminder, starts_at: datetime, old: datetime) -> Delivery:
        """What is to be said now. What was said before and is true once more is said again: it is told apart by its
        instant."""
        now = self._clock.now()
        return Delivery(
            id=self._new_id(),
            kind=kind,
            series_id=reminder.series.id,
            recurrence_id=now,
            starts_at=starts_at,
            lead=timedelta(0),
            chat_id=reminder.chat_id,
            due_at=now,
            detail=old.isoformat(),
        )
