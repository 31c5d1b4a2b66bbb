"""What is due in a minute that cannot hold it is planned before, and what people are answered comes first."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.delivery import Pace, Plan
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.spreading import MOST_EARLY, released
from bot.services.ports import ReminderStore

COUNTED_EVERY, COUNTED_AHEAD = timedelta(minutes=1), 2 * MOST_EARLY
"""How often it is counted what is to come, and how far ahead."""

HURRY = timedelta(milliseconds=500)
"""How often some of what goes early is planned."""

AT_ONCE = 20
"""How much of it in one transaction: with HURRY somewhat faster than it can be sent, and no faster, for people ask
questions meanwhile."""

MOST_OWED, SLOWEST, SETTLED_OVER = 30.0, 3.0, 5.0
"""Of how many answers notices make good at most (a second's worth), how many times slower they get at most, and over
about how many of them it is settled."""


class Hurrying:
    """Plans early. Every worker counts the same reminders, and so comes to the same without a word."""

    def __init__(self, reminders: ReminderStore, apart: timedelta) -> None:
        """``apart`` is how far two sends are apart, over all workers."""
        self._reminders = reminders
        self._apart = apart
        self._minutes: Sequence[datetime] = ()
        self._counted_at: datetime | None = None
        self._planned_at: datetime | None = None

    async def plan_some(
        self, now: datetime, ahead: timedelta, plan: Callable[[Reminder, Preferences | None], Plan]
    ) -> None:
        """Plan some of what may be said at ``now`` though it is due later than ``ahead`` from now, where it cannot be
        said with all others then."""
        if self._counted_at is None or abs(now - self._counted_at) >= COUNTED_EVERY:
            loads = await self._reminders.loads(now + ahead, now + COUNTED_AHEAD)
            self._minutes, self._counted_at = released(loads, now + COUNTED_EVERY, self._apart), now
        if not self._minutes or (self._planned_at is not None and abs(now - self._planned_at) < HURRY):
            return
        self._planned_at = now
        for minute in self._minutes:
            if minute > now and await self._reminders.plan_early(minute, now, AT_ONCE, plan):
                return


class Yielding:
    """Slows notices down by what people are answered meanwhile, so that both together stay within Telegram's limit:
    each answer takes the place of a notice. Each worker makes good what its own process said, so all together do."""

    def __init__(self, usual: Pace) -> None:
        self.answered: Callable[[], int] = lambda: 0
        """Tells how much was said beside deliveries since it was asked last."""
        self._usual = usual
        self._owed = 0.0

    def pace(self) -> Pace:
        """The pace at which notices go now."""
        self._owed = min(self._owed + self.answered(), MOST_OWED)
        return replace(self._usual, overall=self._usual.overall * self._slower) if self._owed else self._usual

    def went(self, count: int) -> None:
        """So many instants were given at that pace."""
        self._owed = max(0.0, self._owed - count * (self._slower - 1))

    @property
    def _slower(self) -> float:
        return min(1 + self._owed / SETTLED_OVER, SLOWEST)
