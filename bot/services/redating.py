"""When holidays become known: assumed dates are reckoned anew, and organizers told what moved."""

import asyncio
import logging

from bot.domain.assuming import redated
from bot.domain.clock import Clock
from bot.domain.delivery import DeliveryKind
from bot.domain.identity import NewId
from bot.domain.planning import replanned, word_to_organizer
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.workdays import Workdays
from bot.services.ports import Stores

log = logging.getLogger(__name__)

PAGE = 50
"""Reminders that are reckoned before others have a turn."""

GONE = "-"
"""In the detail of a delivery: it does not take place any more."""


class Redating:
    """Looks once, at the start, whether assumed dates still hold: a program that knows more holidays was started."""

    def __init__(self, stores: Stores, workdays: Workdays, clock: Clock, new_id: NewId, default: Preferences) -> None:
        self._stores = stores
        self._workdays = workdays
        self._clock = clock
        self._new_id = new_id
        self._default = default

    async def run(self) -> int:
        """Reckon every reminder with assumed dates. Returns how many organizers get word."""
        told, after = 0, ""
        while page := await self._stores.reminders.assumed(after, PAGE):
            for reminder in page:
                told += await self._reckon(reminder)
            after = page[-1].series.id
            await asyncio.sleep(0)
        if told:
            log.info("holidays were announced: %d reminders have other dates", told)
        return told

    async def _reckon(self, reminder: Reminder) -> bool:
        """Whether dates moved; the reminder is kept with what is assumed now."""
        now = self._clock.now()
        current: Reminder | None = reminder
        while current is not None:
            preferences = await self._stores.preferences.preferences(current.chat_id) or self._default
            changed = replanned(current, self._workdays, preferences, now)
            moved = redated(current.series, current.assumed, self._workdays, now)
            if not moved and changed.assumed == current.assumed:
                return False
            if await self._stores.reminders.save(changed):
                break
            current = await self._stores.reminders.reminder(reminder.series.id)
        if current is None or not moved:
            return False
        detail = " ".join(f"{each.old.isoformat()} {each.new.isoformat() if each.new else GONE}" for each in moved)
        word = word_to_organizer(
            current, DeliveryKind.DATE_MOVED, moved[0].old, now, new_id=self._new_id, detail=detail
        )
        await self._stores.deliveries.add(word)
        return True
