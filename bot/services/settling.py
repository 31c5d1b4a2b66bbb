"""What comes of a send is written down, whatever it takes."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain.clock import Clock
from bot.domain.delivery import Claim, DeliveryKind, DeliveryOutcome
from bot.domain.errors import StorageError
from bot.domain.identity import NewId
from bot.domain.planning import word_to_organizer
from bot.domain.reminder import Reminder
from bot.services.ports import Stores
from bot.services.reaching import Reach
from bot.services.sending import SendKind, SendResult

log = logging.getLogger(__name__)

REPEATS_AFTER_SILENCE = 1
"""How often a send is repeated whose answer did not come."""

SETTLE_TRIES = 300
"""How often, a second apart, the outcome of a send is tried to be written down."""

SETTLE = timedelta(seconds=5)
"""What is repeated waits that long before."""

SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=1)
"""Between tries of what could not be sent; the longer it is due, the longer."""

_WORTH_A_WORD = frozenset({DeliveryKind.NOTICE, DeliveryKind.TOPICS, DeliveryKind.NUDGE})
"""Of these the organizer is told where nobody knows whether they arrived."""

Sleep = Callable[[float], Awaitable[None]]


class Settling:
    """Releases claims with what came of their sends."""

    def __init__(self, stores: Stores, reach: Reach, clock: Clock, new_id: NewId, sleep: Sleep) -> None:
        self._stores = stores
        self._reach = reach
        self._clock = clock
        self._new_id = new_id
        self._sleep = sleep

    async def write_down(self, claim: Claim, reminder: Reminder, result: SendResult) -> None:
        """Settle a send however often the database must be asked: else it would be repeated without need."""
        for _ in range(SETTLE_TRIES):
            try:
                await self._settle(claim, reminder, result)
            except StorageError as error:
                log.error("outcome of delivery %s waits: %s", claim.delivery.id, error)
                await self._sleep(1)
            else:
                return

    async def give_up(self, claim: Claim, reminder: Reminder, outcome: DeliveryOutcome) -> None:
        """It will not be tried again; of what is said in the chat of the calendar about a meeting that is to come the
        organizer gets word."""
        now, delivery = self._clock.now(), claim.delivery
        log.warning("delivery %s given up: %s", delivery.id, outcome.value)
        if delivery.kind in _WORTH_A_WORD:
            about, what = delivery.starts_at, delivery.kind.value
            word = word_to_organizer(reminder, DeliveryKind.DOUBTFUL, about, now, new_id=self._new_id, detail=what)
            await self._stores.deliveries.add(word)
        await self._stores.deliveries.finish(claim, outcome, now)

    async def _settle(self, claim: Claim, reminder: Reminder, result: SendResult) -> None:
        now = self._clock.now()
        match result.kind:
            case SendKind.SENT:
                await self._sent(claim, reminder, result)
            case SendKind.WAIT:
                await self._stores.deliveries.hold(claim.delivery.chat_id, now + result.wait)
                await self._stores.deliveries.postpone(claim, now + result.wait)
            case SendKind.NOT_SENT:
                await self._stores.deliveries.postpone(claim, now + _patience(now - claim.delivery.due_at))
            case SendKind.UNSURE:
                await self._unsure(claim, reminder)
            case SendKind.CLOSED:
                await self._closed(claim)
            case SendKind.REFUSED:
                await self.give_up(claim, reminder, DeliveryOutcome.REFUSED)

    async def _sent(self, claim: Claim, reminder: Reminder, result: SendResult) -> None:
        now = self._clock.now()
        if not await self._stores.deliveries.finish(claim, DeliveryOutcome.SENT, now, result.message_id):
            log.warning("delivery %s was sent, and somebody else has it in hand", claim.delivery.id)
        if result.topic_gone:
            await self._reach.leave_topic(reminder)

    async def _unsure(self, claim: Claim, reminder: Reminder) -> None:
        if claim.delivery.repeats < REPEATS_AFTER_SILENCE:
            await self._stores.deliveries.postpone(claim, self._clock.now() + SETTLE, doubtful=True)
        else:
            await self.give_up(claim, reminder, DeliveryOutcome.UNKNOWN)

    async def _closed(self, claim: Claim) -> None:
        await self._stores.deliveries.finish(claim, DeliveryOutcome.UNREACHABLE, self._clock.now())
        if claim.delivery.kind.is_for_chat:
            await self._reach.closed(claim.delivery.chat_id)


def _patience(waiting: timedelta) -> timedelta:
    """How long to wait before the next try of what is due for so long."""
    return min(max(waiting / 2, SHORTEST_WAIT), LONGEST_WAIT)
