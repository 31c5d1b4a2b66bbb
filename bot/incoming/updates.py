"""The order of updates: those of one chat one after the other, chats side by side, each update handled once."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from telegram import Bot, Update
from telegram.ext import BaseUpdateProcessor

from bot.calling import TelegramAwayError
from bot.domain.claiming import Claimed, Hold
from bot.domain.clock import Clock
from bot.domain.errors import ReadOnlyError, StorageError
from bot.incoming.reading import sound
from bot.lasting import lasting
from bot.logs import brief
from bot.patience import Patience
from bot.resting import working
from bot.seeing.metrics import UPDATE_KINDS, Metrics
from bot.seeing.tracing import Outcome, Trace, current, note, tracing
from bot.services.update_ports import UpdateLog

log = logging.getLogger(__name__)

MAX_WAITING = 4096
"""Updates taken from Telegram and not yet handled; the rest waits at Telegram."""

MAX_AT_ONCE = 256
"""Updates handled at the same time, over all chats: as many as there are connections to Telegram, whose
answers are what takes long. What waits before a call (:mod:`bot.resting`) is not counted meanwhile."""

LEASE = timedelta(seconds=15)
"""How long a chat stays with a process that died; clocks of replicas must agree better than that."""

RENEW_EVERY = LEASE.total_seconds() / 3
"""Seconds between renewals of what is in hand."""

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds between tries while the database does not answer; each pause is twice the one before."""

BUSY_PAUSE = 0.1
"""Seconds between looks at a chat that another process has in hand."""

RELEASE_WITHIN = 0.6
"""Seconds for leaving a chat to others; after the lease they take it anyway."""


class NotClaimedError(Exception):
    """The update was not begun: the database does not answer, or another process has its chat in hand. It may come
    again."""


class Doorkeeper(Protocol):
    """Decides who is let in, at the door and without waiting."""

    async def lets_in(self, update: Update, turn: Callable[[], AbstractAsyncContextManager[None]]) -> bool:
        """False where the update is not to be handled: whoever sent it was told, or nobody needs to be. ``turn`` waits
        for the chat's turn in this process, for what is said after the answers that are still being given."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How updates come."""

    patience: float
    """Seconds to wait for the database, and for a chat that another process has in hand."""
    again: bool
    """Whether what is not begun is delivered again. Where it is not, it is handled at last without a claim: better
    twice than not at all."""
    shared: bool = False
    """Whether other processes handle updates of the same chats."""


POLLING = Delivery(patience=120, again=False)
"""One process, which answers to nobody."""


class ChatOrder(BaseUpdateProcessor):
    """Hands updates to their handlers, keyed by chat. The one way in, however updates come.

    A redelivered update is handled once: it is claimed before, and finished after it was handled. A claim that
    was never finished (the process died) does not keep the redelivery from being handled: within a process the turn of
    the chat keeps two from being at it, and between processes the hold on the chat does.
    """

    def __init__(
        self,
        updates: UpdateLog,
        bot_id: int,
        worker_id: str,
        clock: Clock,
        *,
        delivery: Delivery = POLLING,
        doorkeeper: Doorkeeper | None = None,
        metrics: Metrics | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(MAX_WAITING)
        self._updates = updates
        self._bot_id = bot_id
        self._worker_id = worker_id
        self._clock = clock
        self._delivery = delivery
        self._doorkeeper = doorkeeper
        self._metrics = metrics
        self._sleep = sleep
        self._locks: dict[int, tuple[asyncio.Lock, int]] = {}
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)
        self._stuck = 0
        self._answers = asyncio.Event()
        self._answers.set()
        self._held: set[int] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._renewing: asyncio.Task[None] | None = None

    async def initialize(self) -> None:
        """Begin to renew what is in hand, where others might take it."""
        if self._delivery.shared and self._renewing is None:
            self._renewing = asyncio.create_task(lasting(self._renew))

    async def shutdown(self) -> None:
        """Renew nothing any more, and end what is being ended."""
        if self._ending:
            await asyncio.wait(set(self._ending), timeout=RELEASE_WITHIN)
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait({self._renewing})
            self._renewing = None

    async def database_answers(self) -> None:
        """Wait until no update waits for the database. Until then whoever fetches them had better not tell Telegram to
        forget any."""
        await self._answers.wait()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update when its turn in its chat has come. Raises NotClaimedError and TelegramAwayError where it is
        to come again."""
        if not isinstance(update, Update):
            await coroutine
            return
        begun = time.perf_counter()
        if self._metrics is not None:
            self._metrics.arrived()
        key = _key(update)
        with tracing(Trace(update_id=update.update_id, chat_id=key)) as trace:
            try:
                await self._let_in(update, key, coroutine)
            finally:
                # One that was handled before, or given up while it waited, was never begun.
                if asyncio.iscoroutine(coroutine):
                    coroutine.close()
                if self._metrics is not None:
                    age = _age(update, self._clock.now())
                    self._metrics.done(_kind(update), trace.outcome, time.perf_counter() - begun, age)

    async def _let_in(self, update: Update, key: int, coroutine: Awaitable[Any]) -> None:
        if self._doorkeeper is not None and not await self._doorkeeper.lets_in(update, partial(self._turn, key)):
            note(Outcome.SLOWED)
            return
        async with self._turn(key):
            await self._handle_once(update, key, coroutine)

    async def _handle_once(self, update: Update, key: int, coroutine: Awaitable[Any]) -> None:
        patience = Patience(self._delivery.patience, self._sleep)
        while True:
            async with working(self._slots):
                claimed = await self._claim(update, key, patience)
                if claimed is Claimed.OURS:
                    note(Outcome.HANDLED)  # unless it turns out otherwise
                    await self._handle(update, key, coroutine)
            if claimed is not Claimed.CHAT_BUSY:
                break
            if not await patience.pause(BUSY_PAUSE):  # without a slot: others have something to do meanwhile
                raise NotClaimedError("another process has the chat in hand")
        if claimed is Claimed.HANDLED:
            note(Outcome.REPEATED)

    async def _claim(self, update: Update, key: int, patience: Patience) -> Claimed:
        """Take the update in hand. A database that does not answer is waited for: nothing is begun, nothing lost. One
        that takes nothing in may do so for long, and has all that answers need: there it is handled without."""
        try:
            return await self._ask(update, key)
        except ReadOnlyError as error:
            log.error("update handled without a claim: %s", error)
            return Claimed.OURS
        except StorageError as error:
            if not self._stuck:
                log.error("update not claimed: %s", error)
        self._stuck += 1
        self._answers.clear()
        try:
            return await self._claim_later(update, key, patience)
        finally:
            self._stuck -= 1
            if not self._stuck:
                self._answers.set()

    async def _claim_later(self, update: Update, key: int, patience: Patience) -> Claimed:
        pause = FIRST_PAUSE
        while await patience.pause(pause):
            try:
                return await self._ask(update, key)
            except ReadOnlyError:
                return Claimed.OURS
            except StorageError:
                pass
            pause = min(pause * 2, LONGEST_PAUSE)
        if self._delivery.again:
            raise NotClaimedError("the database does not answer")
        return Claimed.OURS

    async def _ask(self, update: Update, key: int) -> Claimed:
        hold = Hold(key, LEASE) if self._delivery.shared else None
        return await self._updates.claim(self._bot_id, update.update_id, self._worker_id, self._clock.now(), hold)

    async def _handle(self, update: Update, key: int, coroutine: Awaitable[Any]) -> None:
        if not self._delivery.shared:
            await self._to_its_end(coroutine)
            await self._finish(update, None)
            return
        self._held.add(key)
        finished = False
        try:
            await self._to_its_end(coroutine)
            finished = True
        finally:
            self._held.discard(key)
            await self._end(self._finish(update, key) if finished else self._release(key))

    @staticmethod
    async def _to_its_end(coroutine: Awaitable[Any]) -> None:
        """Handle an update. Raises TelegramAwayError where a handler broke off: the library hands that to the handler
        of errors, which can only note it."""
        await coroutine
        trace = current()
        if trace is not None and trace.outcome is Outcome.LEFT:
            raise TelegramAwayError

    async def _end(self, ending: Coroutine[Any, Any, None]) -> None:
        """Whoever is given up now shall not be so in the middle of that: it would be handled again, or be waited for
        until the lease ends."""
        task = asyncio.create_task(ending)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        await asyncio.shield(task)

    async def _finish(self, update: Update, chat: int | None) -> None:
        try:
            await self._updates.finish(self._bot_id, update.update_id, self._worker_id, self._clock.now(), chat)
        except StorageError as error:
            log.error("update not finished: %s", error)

    async def _release(self, chat: int) -> None:
        """It broke off, and comes again: whoever gets it then shall not wait."""
        with contextlib.suppress(StorageError, TimeoutError):
            async with asyncio.timeout(RELEASE_WITHIN):
                await self._updates.release(self._bot_id, self._worker_id, chat)

    async def _renew(self) -> None:
        """Keep what is in hand for as long as it takes."""
        while True:
            await asyncio.sleep(RENEW_EVERY)
            if not self._held:
                continue
            try:
                until = self._clock.now() + LEASE
                await self._updates.renew(self._bot_id, self._worker_id, frozenset(self._held), until)
            except StorageError as error:
                log.error("chats in hand not renewed: %s", error)

    @asynccontextmanager
    async def _turn(self, key: int) -> AsyncIterator[None]:
        """The chat's own lock, which is gone when nobody waits for it. asyncio's locks are fair."""
        lock, waiting = self._locks.get(key, (asyncio.Lock(), 0))
        self._locks[key] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks[key]
            if waiting > 1:
                self._locks[key] = (lock, waiting - 1)
            else:
                del self._locks[key]


def read_update(raw: object, bot: Bot) -> Update | None:
    """An update from its JSON; None where it is none that anybody could understand, which the log tells."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or type(number) is not int:
        log.error("no update in what came as one")
        return None
    try:
        return Update.de_json(sound(raw), bot)
    except Exception as error:  # UnsoundUpdateError, or of a kind that nobody has seen yet
        log.error("update %s not understood: %s", number, brief(error))
        return None


def _kind(update: Update) -> str:
    """What it is, as the figures call it."""
    return next((kind for kind in UPDATE_KINDS[:-1] if getattr(update, kind, None) is not None), UPDATE_KINDS[-1])


def _age(update: Update, now: datetime) -> timedelta | None:
    """How old its message is, where somebody has just written one."""
    return now - update.message.date if update.message is not None else None


def _key(update: Update) -> int:
    """The chat of an update; the person, where it belongs to no chat."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0
