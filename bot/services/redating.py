"""When holidays become known: assumed dates are reckoned anew, and organizers told what moved."""

import asyncio
import logging

from bot.domain.assuming import Redated, assumed, redated
from bot.domain.clock import Clock
from bot.domain.delivery import DeliveryKind
from bot.domain.identity import NewId
from bot.domain.planning import word_to_organizer
from bot.domain.reminder import Reminder
from bot.domain.workdays import Workdays
from bot.services.planner import Planner
from bot.services.ports import Stores

log = logging.getLogger(__name__)

PAGE = 50
"""Reminders that are reckoned before others have a turn."""

GONE = "-"
"""In the detail of a delivery: it does not take place any more."""


class Redating:
    """Looks once, at the start, whether assumed dates still hold: a program that knows more holidays was started."""

    def __init__(self, stores: Stores, planner: Planner, workdays: Workdays, clock: Clock, new_id: NewId) -> None:
        self._stores = stores
        self._planner = planner
        self._workdays = workdays
        self._clock = clock
        self._new_id = new_id

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
        moved: list[Redated] = []

        def reckoned(current: Reminder) -> Reminder | None:
            moved[:] = redated(current.series, current.assumed, self._workdays, now)
            known = assumed(current.series, self._workdays, now) == current.assumed
            return None if known and not moved else current

        current = await self._planner.change(reminder.series.id, reckoned, patient=True)
        if current is None or not moved:
            return False
        detail = " ".join(f"{each.old.isoformat()} {each.new.isoformat() if each.new else GONE}" for each in moved)
        word = word_to_organizer(
            current, DeliveryKind.DATE_MOVED, moved[0].old, now, new_id=self._new_id, detail=detail
        )
        await self._stores.deliveries.add(word)
        return True
