"""Questions to the database, where the services ask them: failures, and what became of deliveries and questions."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from bot.domain.clock import Clock
from bot.domain.delivery import Claim, Delivery, DeliveryOutcome, Plan
from bot.domain.errors import StorageError, TornError
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.tally import Tally
from bot.seeing.metrics import Metrics
from bot.seeing.operator import Operator
from bot.services.ports import Stores
from bot.views.alerts import is_worth_telling, say_back, say_delivery, say_lost


class Outage:
    """Whether the database answers; the operator is told when that changes."""

    def __init__(self, metrics: Metrics, operator: Operator, now: Callable[[], float] = time.monotonic) -> None:
        self._metrics = metrics
        self._operator = operator
        self._now = now
        self._since = 0.0
        self.is_on = False
        """Whether it did not answer the last time."""

    def failed(self, error: StorageError) -> None:
        """It did not do what it was asked."""
        self._metrics.database_failed()
        if not self.is_on and not isinstance(error, TornError):
            self.is_on, self._since = True, self._now()
            self._operator.tell("database lost", say_lost(str(error)))

    def answered(self) -> None:
        """It did."""
        if self.is_on:
            self.is_on = False
            self._operator.tell("database back", say_back(timedelta(seconds=self._now() - self._since)))


class _Seen:
    """One object of the storage whose methods are watched."""

    def __init__(self, inner: object, outage: Outage) -> None:
        self._inner = inner
        self._outage = outage

    def __getattr__(self, name: str) -> Any:
        """A method of the other, watched from now on; whatever else it has, as it is."""
        inner = self._inner
        if not asyncio.iscoroutinefunction(getattr(inner, name)):
            return getattr(inner, name)

        async def seen(*args: Any, **kwargs: Any) -> Any:
            return await self._asked(getattr(inner, name)(*args, **kwargs))

        self.__dict__[name] = seen
        return seen

    async def _asked(self, question: Awaitable[Any]) -> Any:
        try:
            answer = await question
        except StorageError as error:
            self._outage.failed(error)
            raise
        if self._outage.is_on:
            self._outage.answered()
        return answer


class Ends:
    """What becomes of deliveries."""

    def __init__(self, metrics: Metrics, operator: Operator, clock: Clock) -> None:
        self._metrics = metrics
        self._operator = operator
        self._clock = clock

    def note(self, delivery: Delivery, outcome: DeliveryOutcome) -> None:
        """That became of it."""
        late = self._clock.now() - delivery.due_at
        self._metrics.settled(delivery.kind, outcome, late)
        if is_worth_telling(outcome):
            self._operator.tell(f"{outcome} {delivery.kind}", say_delivery(delivery, outcome, late))

    def doubtful(self) -> None:
        """A send is repeated that may have arrived."""
        self._metrics.doubtful()


class _SeenDeliveries(_Seen):
    def __init__(self, inner: object, outage: Outage, ends: Ends) -> None:
        super().__init__(inner, outage)
        self._ends = ends

    async def finish(
        self, claim: Claim, outcome: DeliveryOutcome, now: datetime, message_id: int | None = None
    ) -> bool:
        done: bool = await self._asked(cast(Any, self._inner).finish(claim, outcome, now, message_id))
        if done:
            self._ends.note(claim.delivery, outcome)
        return done

    async def postpone(self, claim: Claim, until: datetime | None, *, doubtful: bool = False) -> bool:
        done: bool = await self._asked(cast(Any, self._inner).postpone(claim, until, doubtful=doubtful))
        if done and doubtful:
            self._ends.doubtful()
        return done


class _SeenReminders(_Seen):
    def __init__(self, inner: object, outage: Outage, ends: Ends) -> None:
        super().__init__(inner, outage)
        self._ends = ends

    async def plan_due(
        self,
        until: datetime,
        limit: int,
        plan: Callable[[Reminder, Preferences | None], Plan],
        *,
        chat_id: int | None = None,
    ) -> int:
        """What is planned with its end is known by nobody else."""
        ended: list[Delivery] = []

        def planned(reminder: Reminder, preferences: Preferences | None) -> Plan:
            made = plan(reminder, preferences)
            ended.extend(each for each in made.deliveries if each.outcome is not None)
            return made

        count: int = await self._asked(cast(Any, self._inner).plan_due(until, limit, planned, chat_id=chat_id))
        for each in ended:
            if each.outcome is not None:
                self._ends.note(each, each.outcome)
        return count


class _SeenTallies(_Seen):
    def __init__(self, inner: object, outage: Outage, metrics: Metrics) -> None:
        super().__init__(inner, outage)
        self._metrics = metrics

    async def add(self, tallies: Iterable[Tally]) -> None:
        counted = list(tallies)
        await self._asked(cast(Any, self._inner).add(counted))
        for each in counted:
            self._metrics.asked(each.event, each.count)


class _SeenStores(_Seen):
    def __init__(self, inner: Stores, outage: Outage, ends: Ends, metrics: Metrics) -> None:
        super().__init__(inner, outage)
        self.deliveries = _SeenDeliveries(inner.deliveries, outage, ends)
        self.reminders = _SeenReminders(inner.reminders, outage, ends)
        self.tallies = _SeenTallies(inner.tallies, outage, metrics)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if asyncio.iscoroutinefunction(found):
            return super().__getattr__(name)
        seen = self.__dict__[name] = _Seen(found, self._outage)
        return seen


def seen_stores(stores: Stores, metrics: Metrics, operator: Operator, clock: Clock) -> Stores:
    """The same stores, watched."""
    outage, ends = Outage(metrics, operator), Ends(metrics, operator, clock)
    return cast(Stores, _SeenStores(stores, outage, ends, metrics))
