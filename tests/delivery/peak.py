"""Groups that all meet at the same time, a worker that sends, and hours that pass while nobody waits."""

import asyncio
import selectors
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.delivery import Delivery, DeliveryKind, Pace
from bot.domain.reminder import Reminder
from bot.services.briefing import Brief
from bot.services.dispatching import PACE, Dispatcher
from bot.services.ports import Stores
from bot.services.sending import SendKind, SendResult
from intents.understanding import Understanding
from tests.domain.samples import SHANGHAI, series, utc
from tests.support.app import running_bot

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
BEGINS = "2026-04-05 15:00"
A_WEEK_BEFORE = "2026-03-29 12:00"
AT_ONCE = 500


class _Skipping:
    """Waits for input as the selector does, but not for time: that is skipped."""

    def __init__(self, patience: float) -> None:
        self._inner = selectors.DefaultSelector()
        self._patience = patience
        self.skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return self._inner.select(0)
        began = time.monotonic()
        found = self._inner.select(None if timeout is None else min(timeout, self._patience))
        waited = time.monotonic() - began
        self.skipped += waited if found or timeout is None else max(timeout, waited)
        return found

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


class SkippingLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is that of the processor, and of waiting for a database; any other waiting is skipped.
    So work that is too slow for its time shows, and who else works on the machine does not. ``patience`` are seconds
    that a database on the network has to answer before it is taken for idle."""

    def __init__(self, patience: float = 0.0) -> None:
        self._skipping = _Skipping(patience)
        super().__init__(self._skipping)  # type: ignore[arg-type]

    def time(self) -> float:
        """Seconds, with what was skipped."""
        return time.thread_time() + self._skipping.skipped


class LoopClock:
    """A clock that goes with the running loop; it can be set forward."""

    def __init__(self, wall: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._offset = utc(wall) - timedelta(seconds=self._loop.time())

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return self._offset + timedelta(seconds=self._loop.time())

    def set(self, wall: str) -> None:
        """Show that wall time from now on."""
        self._offset += utc(wall) - self.now()

    def advance(self, by: timedelta) -> datetime:
        """Set it forward."""
        self._offset += by
        return self.now()

    async def sleep(self, seconds: float) -> None:
        """As long as that lasts by the loop."""
        await asyncio.sleep(seconds)


@dataclass
class Counting:
    """A gateway that notes what was sent when."""

    said: list[tuple[Delivery, datetime]] = field(default_factory=list)

    async def deliver(
        self, delivery: Delivery, reminder: Reminder, brief: Brief, chat_id: int, now: datetime
    ) -> SendResult:
        """Everything arrives."""
        assert brief is not None
        assert reminder.chat_id
        self.said.append((delivery, now))
        return SendResult(SendKind.SENT, len(self.said))

    def notices(self, lead: timedelta) -> list[datetime]:
        """When the notices of a lead time were sent, in that order."""
        return [at for each, at in self.said if each.kind is DeliveryKind.NOTICE and each.lead == lead]

    def by_kind(self) -> Counter[DeliveryKind]:
        """How much of what."""
        return Counter(each.kind for each, _ in self.said)


@dataclass
class Peak:
    """A worker with its calendars and its clock."""

    stores: Stores
    clock: LoopClock
    gateway: Counting
    dispatcher: Dispatcher

    async def run(self, since: str, until: str) -> None:
        """Let it work from one wall time to another."""
        self.clock.set(since)
        working = asyncio.create_task(self.dispatcher.run())
        await asyncio.sleep((utc(until) - self.clock.now()).total_seconds())
        await self.dispatcher.stop(1)
        await working
        self.dispatcher._stopping = False


async def fill(stores: Stores, groups: int, first: Reminder) -> None:
    """Give so many groups the same calendar."""
    for start in range(0, groups, AT_ONCE):
        chosen = [
            replace(first, series=replace(first.series, id=f"s{number:08}"), chat_id=-1000 - number)
            for number in range(start, min(start + AT_ONCE, groups))
        ]
        assert await stores.reminders.save(*chosen)


async def with_groups(
    stores: Stores,
    understanding: Understanding,
    groups: int,
    *,
    pace: Pace = PACE,
    leads: Sequence[timedelta] = (DAY, HOUR, timedelta(0)),
    kind: str = "",
) -> Peak:
    """So many groups in which something begins each month at BEGINS, with those lead times, and a worker that is not
    running yet. With a kind they are meetings that ask who comes, and have steps."""
    clock = LoopClock(A_WEEK_BEFORE)
    async with running_bot(stores, understanding, clock) as bot:  # type: ignore[arg-type]
        services = bot.services
        monthly = series(
            "FREQ=MONTHLY;BYMONTHDAY=5",
            "15:00",
            start=clock.now().astimezone(SHANGHAI).date(),
            kind=kind,
            leads=tuple(leads),
        )
        reminder = Reminder(
            series=monthly,
            chat_id=-1,
            organizer_id=9,
            organizer_name="老张",
            created_at=clock.now(),
            planned_until=clock.now(),
            next_due_at=None,
        )
        await fill(stores, groups, await services.planner.replanned(reminder))
        gateway = Counting()
        dispatcher = Dispatcher(
            stores,
            gateway,
            services.reach,
            services.planner,
            clock,
            briefing=services.briefing,
            new_id=services.new_id,
            pace=pace,
        )
    return Peak(stores, clock, gateway, dispatcher)


def wall(at: datetime) -> str:
    """The time of day in Shanghai."""
    return at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%d日%H:%M:%S")
