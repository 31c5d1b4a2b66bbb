"""The dispatcher: wakes when something is due, plans it, claims it, says it, and writes down what came of it.

The database is the truth. A reminder that is due is turned into deliveries in one transaction; a delivery is claimed
with a lease, its send noted before it begins and released after it with a check. So any number of dispatchers may
work on one database, and any of them may die at any moment: what was not begun is claimed again, and what was begun
without anybody knowing its outcome is said again, marked as a repeat.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.clock import Clock
from bot.domain.delivery import Claim, Delivery, DeliveryKind, DeliveryOutcome, Pace, Plan
from bot.domain.errors import StorageError
from bot.domain.farewell import departed
from bot.domain.identity import NewId
from bot.domain.planning import IN_VAIN_ONCE_BEGUN, helps, in_vain, missed
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.steps import step_helps
from bot.services.briefing import NOTHING, Brief, Briefing
from bot.services.hurrying import Hurrying, Yielding
from bot.services.planner import Planner
from bot.services.ports import Stores
from bot.services.reaching import Reach
from bot.services.sending import Gateway, SendKind, SendResult
from bot.services.settling import Settling, Sleep

log = logging.getLogger(__name__)

PACE = Pace(
    overall=timedelta(seconds=1) / 26.5,
    private=timedelta(seconds=1.1),
    group=timedelta(seconds=3.05),
    ahead=timedelta(seconds=0.7),
    head_start=timedelta(seconds=0.1),
)
"""Telegram allows about 30 messages a second, one a second in a chat, 20 a minute in a group."""

SHARE = 26.5 / 30
"""What notices take of the sends that Telegram allows; the rest is for answers."""


def pace_of(per_second: int) -> Pace:
    """The pace where Telegram takes so many messages a second."""
    return replace(PACE, overall=timedelta(seconds=1) / (per_second * SHARE))


AHEAD = timedelta(seconds=60)
"""How long before it is due a notice is planned, so that it can leave at once when it is."""

AFTER_A_BUG = timedelta(hours=1)
"""Until a reminder is tried again that could not be planned, and a delivery of which nothing could be looked up."""

POLL = timedelta(seconds=5)
"""How long is slept at most: the clock may be set, and another process may have changed what is due."""

BREATH = timedelta(milliseconds=30)
"""How long is slept at least: what is due may have to wait for the limits."""

LEASE = timedelta(seconds=30)
"""How long a delivery stays with a worker that does not release it."""

SET_BACK = timedelta(seconds=10)
"""A clock that goes back by more than this was set."""

SEND_WITHIN = 25.0
"""Seconds that a send may take; shorter than the lease, so that it is over before anybody else takes it on."""

STALE = timedelta(milliseconds=120)
"""An instant that the limits left for a send and that is past by more than this is given back: else a machine that
was held up would send all at once what was meant to be apart."""

READY = timedelta(milliseconds=120)
"""How long before its instant a send is noted as begun."""

STEADY = timedelta(milliseconds=200)
"""How long is slept where enough is in hand: less than the limits let be taken ahead."""

CLAIMED_AT_ONCE, PLANNED_AT_ONCE, IN_FLIGHT = 14, 20, 64
"""How much is taken on in one transaction, and how many sends may be under way."""

REPEATS_AFTER_DEATH = 5
"""How often a send is repeated whose worker died in it. Not for ever: it may be what kills them."""


class Dispatcher:
    """One worker. :meth:`run` works until it is stopped; :meth:`work` does what is due now."""

    def __init__(
        self,
        stores: Stores,
        gateway: Gateway,
        reach: Reach,
        planner: Planner,
        clock: Clock,
        *,
        briefing: Briefing,
        new_id: NewId,
        sleep: Sleep = asyncio.sleep,
        chat_id: int | None = None,
        pace: Pace = PACE,
    ) -> None:
        """``sleep`` waits so many seconds of ``clock``; ``chat_id`` is the one chat to work for, where the gateway
        reaches no other; ``pace`` says how fast Telegram may be sent to."""
        self._stores = stores
        self._gateway = gateway
        self._settling = Settling(stores, reach, clock, new_id, sleep)
        self._planner = planner
        self._briefing = briefing
        self._clock = clock
        self._new_id = new_id
        self._sleep = sleep
        self._chat_id = chat_id
        self._worker_id = new_id()
        self._nudged = asyncio.Event()
        self._stopping = False
        self._woke_at: datetime | None = None
        self._looked_at: datetime | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._hurrying = Hurrying(stores.reminders, pace.overall) if chat_id is None else None
        self._yielding = Yielding(pace)

    @property
    def woke_at(self) -> datetime | None:
        """When it last began to look at what is due; None where it never did."""
        return self._woke_at

    def yield_to(self, answered: Callable[[], int]) -> None:
        """Notices slow down by what people are answered: ``answered`` tells how much this process said beside
        deliveries since it was asked last."""
        self._yielding.answered = answered

    def nudge(self) -> None:
        """Something was changed: look at once when something is due."""
        self._nudged.set()

    async def run(self) -> None:
        """Work until :meth:`stop`; trouble with the database is waited out."""
        while not self._stopping:
            self._nudged.clear()
            self._woke_at = self._clock.now()
            wait = POLL
            try:
                wait = await self._step()
            except StorageError as error:
                log.error("reminders wait: %s", error)
            except Exception:
                log.exception("bug while looking for what is due")
            await self._wait(wait)

    async def work(self) -> None:
        """Do everything that is due by now, to the end, and what is due within moments."""
        while True:
            wait = await self._step()
            if self._under_way:
                await asyncio.gather(*self._under_way)
            elif wait >= POLL:
                return
            else:
                await self._sleep(wait.total_seconds())

    async def stop(self, within: float) -> None:
        """Begin nothing new, and let the sends that are under way come to their end, for so many seconds."""
        self._stopping = True
        self.nudge()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=within)
        for task in self._under_way:
            task.cancel()

    async def _wait(self, longest: timedelta) -> None:
        """Until something may be due, something was changed, or a send has ended."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest.total_seconds()):
                await self._nudged.wait()

    async def _look_at_the_clock(self, now: datetime) -> None:
        """What was put off by a clock that ran ahead is put off no longer than a lease once it was set back."""
        if self._looked_at is not None and self._looked_at - now > SET_BACK:
            log.warning("the clock was set back by %.0f s", (self._looked_at - now).total_seconds())
            await self._stores.deliveries.set_back(now + LEASE)
        self._looked_at = now

    async def _step(self) -> timedelta:
        """Plan and claim what is due, and begin to send it. Returns how long nothing will be due.

        Nothing is written where nothing is due.
        """
        now = self._clock.now()
        await self._look_at_the_clock(now)
        if self._hurrying is not None:
            await self._hurrying.plan_some(now, AHEAD, self._plan_early)
        to_plan = await self._stores.reminders.next_due(chat_id=self._chat_id)
        if to_plan is not None and to_plan <= now + AHEAD:
            planned = await self._stores.reminders.plan_due(
                now + AHEAD, PLANNED_AT_ONCE, self._plan, chat_id=self._chat_id
            )
            to_plan = (
                now if planned == PLANNED_AT_ONCE else await self._stores.reminders.next_due(chat_id=self._chat_id)
            )
        room = min(CLAIMED_AT_ONCE, IN_FLIGHT - len(self._under_way))
        if room <= 0:
            return POLL
        to_send = await self._stores.deliveries.next_due(now, chat_id=self._chat_id)
        if to_send is not None and to_send <= now:
            await self._take_on(now, room)
            # What was taken on may have been settled already, and have left word to be sent.
            return STEADY if 2 * len(self._under_way) > CLAIMED_AT_ONCE else BREATH
        instants = [each - now for each in (to_send, to_plan - AHEAD if to_plan else None) if each is not None]
        return max(min([*instants, POLL]), BREATH)

    async def _take_on(self, now: datetime, room: int) -> None:
        """Claim what is due, and begin to send it."""
        pace = self._yielding.pace()
        claims = await self._stores.deliveries.claim_due(self._worker_id, now, LEASE, room, pace, chat_id=self._chat_id)
        self._yielding.went(len(claims))
        for claim in claims:
            task = asyncio.create_task(self._guarded(claim))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    def _plan_early(self, reminder: Reminder, preferences: Preferences | None) -> Plan:
        return self._plan(reminder, preferences, until=reminder.next_due_at)

    def _plan(self, reminder: Reminder, preferences: Preferences | None, until: datetime | None = None) -> Plan:
        """What is due within moments; what is due by ``until`` goes early."""
        now = self._clock.now()
        ahead = AHEAD if until is None else until - now
        try:
            return self._planner.plan(
                reminder, preferences, now, ahead=ahead, new_id=self._new_id, early=until is not None
            )
        except Exception:  # one that cannot be reckoned keeps no other from being planned
            log.exception("bug in reminder %s", reminder.series.id)
            return Plan(reminder.planned_until, now + AFTER_A_BUG, ())

    async def _guarded(self, claim: Claim) -> None:
        """Whatever goes wrong with one delivery keeps no other from being sent."""
        try:
            await self._send(claim)
        except StorageError as error:
            log.error("delivery %s: %s", claim.delivery.id, error)
        except Exception:
            log.exception("bug in delivery %s", claim.delivery.id)

    async def _send(self, claim: Claim) -> None:
        """Say a delivery at its instant, unless it is no longer wanted or no longer of use."""
        there = await self._stores.reminders.reminder(claim.delivery.series_id)
        reminder = there or departed(claim.delivery)
        if reminder is None or not await self._is_wanted(claim.delivery, reminder):
            await self._stores.deliveries.finish(claim, DeliveryOutcome.WITHDRAWN, self._clock.now())
            return
        if await self._is_given_up(claim, reminder):
            return
        brief = await self._brief(claim, reminder)
        if brief is None:
            return
        if not await self._begin(claim, there.version if there else None):
            await self._stores.deliveries.postpone(claim, None)
            return
        result = await self._say(claim.delivery, reminder, brief)
        await self._settling.write_down(claim, reminder, result)
        if len(self._under_way) >= IN_FLIGHT:
            self.nudge()

    async def _brief(self, claim: Claim, reminder: Reminder) -> Brief | None:
        """What is known for a delivery; None where it is not said now, which is written down then. A notice is said
        in any case: it is of use without what else is known."""
        now = self._clock.now()
        try:
            brief = await self._briefing.brief(claim.delivery, self._planner.adopted(reminder), now)
        except StorageError:
            raise
        except Exception:
            log.exception("bug in what is known for delivery %s", claim.delivery.id)
            if claim.delivery.kind is DeliveryKind.NOTICE:
                return NOTHING
            await self._stores.deliveries.postpone(claim, now + AFTER_A_BUG)
            return None
        if brief is None:
            await self._stores.deliveries.finish(claim, DeliveryOutcome.WITHDRAWN, now)
        return brief

    async def _begin(self, claim: Claim, version: int | None) -> bool:
        """Note that the send begins, and wait for its instant; False where that is past, or somebody was faster.

        Noted a little before, so that nothing comes between the instant and the send that could take long.
        """
        await self._wait_until(claim.send_at - READY)
        now = self._clock.now()
        if self._stopping or now - claim.send_at > STALE:
            return False
        if not await self._stores.deliveries.begin(claim, now, LEASE, version):
            return False
        await self._wait_until(claim.send_at)
        return self._clock.now() - claim.send_at <= STALE

    async def _wait_until(self, at: datetime) -> None:
        await self._sleep(max((at - self._clock.now()).total_seconds(), 0))

    async def _is_wanted(self, delivery: Delivery, reminder: Reminder) -> bool:
        if delivery.kind is not DeliveryKind.NOTICE and not delivery.kind.is_step:
            return True
        return await self._planner.is_wanted(delivery, reminder)

    async def _is_given_up(self, claim: Claim, reminder: Reminder) -> bool:
        """Whether it is not to be tried any more; then its end is written down and the organizer gets word."""
        now, delivery = self._clock.now(), claim.delivery
        if delivery.repeats > REPEATS_AFTER_DEATH:
            await self._settling.give_up(claim, reminder, DeliveryOutcome.UNKNOWN)
            return True
        if delivery.kind is DeliveryKind.NOTICE and not helps(reminder, delivery.starts_at, now):
            word = missed(reminder, [delivery.starts_at], now, self._new_id)
            await self._stores.deliveries.add(word)
            await self._stores.deliveries.finish(claim, DeliveryOutcome.MISSED, now)
            return True
        if delivery.kind.is_step and not step_helps(delivery.kind, delivery.starts_at, delivery.due_at, now):
            await self._stores.deliveries.finish(claim, DeliveryOutcome.MISSED, now)
            return True
        if delivery.kind in IN_VAIN_ONCE_BEGUN and not self._briefing.is_to_come(delivery, reminder, now):
            await self._stores.deliveries.add(in_vain(reminder, delivery, now, self._new_id))
            await self._stores.deliveries.finish(claim, DeliveryOutcome.MISSED, now)
            return True
        return False

    async def _say(self, delivery: Delivery, reminder: Reminder, brief: Brief) -> SendResult:
        """Say it to its chat; word that cannot reach the organizer, or is none of theirs any more, goes to the chat of
        the calendar."""
        now = self._clock.now()
        if delivery.kind.is_step:
            brief = replace(brief, organizer_left=await self._briefing.has_left(reminder))
        chat_id = reminder.chat_id if brief.organizer_left else delivery.chat_id
        try:
            async with asyncio.timeout(SEND_WITHIN):
                result = await self._gateway.deliver(delivery, reminder, brief, chat_id, now)
                elsewhere = not delivery.kind.is_for_chat and delivery.kind is not DeliveryKind.CLOSED
                if result.kind is SendKind.CLOSED and elsewhere and reminder.chat_id != chat_id:
                    result = await self._gateway.deliver(delivery, reminder, brief, reminder.chat_id, now)
        except TimeoutError:
            return SendResult(SendKind.UNSURE)
        return result
