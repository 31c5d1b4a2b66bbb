"""Updates by long polling: whatever the network or a server in between answers, the next poll comes.

A poll tells Telegram to forget what is before its offset, and that is the lowest update that is not handled
(:class:`~bot.incoming.offsets.Offsets`). With nothing in hand it waits for something to happen. While something is in
hand, short polls bring it again, where it is passed over, together with what is new: a slow chat holds nobody up.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterable
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.handlers.context import NOTIFIER, App
from bot.handlers.routing import ALLOWED_UPDATES
from bot.incoming.offsets import Offsets
from bot.incoming.updates import ChatOrder, read_update
from bot.logs import brief
from bot.stopping import ended, pause, unless

log = logging.getLogger(__name__)

POLL = 25
"""Seconds that Telegram may wait for something to happen before it answers."""

POLL_SLACK = 10
"""Seconds more until a poll counts as lost."""

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds between tries to reach Telegram; each wait is twice the one before."""

SHORTEST_PAUSE, LONGEST_PAUSE = 0.005, 0.2
"""Seconds between polls while something is in hand; each that brings nothing new makes it four times as long. When all
is handled the next poll comes at once."""

AT_ONCE = 0.05
"""Seconds within which nobody waits for something to happen."""

OUTAGE = 0.5
"""Seconds without the database or without Telegram after which whatever is in hand has all its time again."""

MAX_IN_HAND = 1000
"""Updates fetched and not yet handled; the rest waits at Telegram."""


class Backoff:
    """How long to wait after each failure in a row, and what the log says about it."""

    def __init__(self) -> None:
        self._wait = 0.0

    def after(self, error: Exception) -> float:
        """Seconds to wait. Says so once for each length of the wait, not every half minute of a long night."""
        grown = min(LONGEST_WAIT, self._wait * 2) or FIRST_WAIT
        level = logging.WARNING if grown > self._wait else logging.DEBUG
        self._wait = grown
        seconds = max(grown, _seconds(error)) if isinstance(error, RetryAfter) else grown
        log.log(level, "%s (%s), again in %.0f s", _trouble(error), brief(error), seconds)
        return seconds

    def reset(self) -> None:
        """It worked."""
        if self._wait:
            log.info("Telegram reached again")
        self._wait = 0.0


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait if isinstance(wait, int) else wait.total_seconds()


def _trouble(error: Exception) -> str:
    if isinstance(error, Conflict):
        return "another program fetches this bot's updates: stop it, or use a token of its own"
    if isinstance(error, InvalidToken):
        return "Telegram no longer knows the token"
    if isinstance(error, (BadRequest, Forbidden)):
        return "Telegram refuses"
    if isinstance(error, TelegramError):
        return "Telegram not reached"
    return "Telegram's answer not understood"


class Fetcher:
    """Fetches updates and has them handled, until the program is to stop."""

    def __init__(self, application: App, stop: asyncio.Event) -> None:
        self._application = application
        self._stop = stop
        self._offsets = Offsets()
        self._all_past = asyncio.Event()
        self._all_past.set()
        self._in_hand: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Poll until the program is to stop. What waits at Telegram is never dropped."""
        backoff, wait = Backoff(), SHORTEST_PAUSE
        while not self._stop.is_set():
            offset, is_idle, begun = self._offsets.offset, self._offsets.all_past, time.monotonic()
            try:
                found = await unless(self._stop, self._poll(offset, POLL if is_idle else 0))
            except Exception as error:  # there is nothing that a server could not answer
                await pause(self._stop, backoff.after(error))
                continue
            backoff.reset()
            self._offsets.confirmed(offset)
            wait = SHORTEST_PAUSE if self._hand_over(found or (), offset) else min(wait * 4, LONGEST_PAUSE)
            if is_idle and wait > SHORTEST_PAUSE and time.monotonic() - begun < AT_ONCE:  # a server that does not wait
                await pause(self._stop, wait)
            await self._until_all_past(wait)
            await self._until_there_is_room()

    async def finish(self, within: float, last_words: float) -> bool:
        """Wait until all that was fetched is handled; what is not, that many seconds later, is given up, and has
        ``last_words`` more seconds to say so where somebody waits for it. Returns whether all was handled."""
        return await ended(self._in_hand, within, last_words)

    async def confirm(self) -> None:
        """Tell Telegram what it may forget. Raises TelegramError."""
        if self._offsets.offset:
            await self._poll(self._offsets.offset, 0)

    async def _poll(self, offset: int, seconds: int) -> list[dict[str, Any]]:
        """The updates as JSON: read one by one, none that the library cannot read holds up the others for good."""
        bot = self._application.bot
        wanted = {"offset": offset, "timeout": seconds, "allowed_updates": list(ALLOWED_UPDATES)}
        found: object = await bot._post("getUpdates", wanted, read_timeout=seconds + POLL_SLACK)
        if not isinstance(found, list):
            raise TypeError("no list of updates")
        updates = [raw for raw in found if isinstance(raw, dict) and type(raw.get("update_id")) is int]
        if found and not updates:
            raise TypeError("no updates in the list")
        return updates

    def _hand_over(self, found: Iterable[dict[str, Any]], offset: int) -> bool:
        """Have new updates handled. Returns whether there were any, beside those that were not asked for."""
        is_new = False
        for raw in found:
            number: int = raw["update_id"]
            if not self._offsets.take(number):
                continue
            is_new = is_new or number >= offset
            update = read_update(raw, self._application.bot)
            if update is None:
                self._offsets.done(number)
                continue
            task = asyncio.create_task(self._handle(update))
            self._in_hand.add(task)
            task.add_done_callback(partial(self._note, number))
        if not self._offsets.all_past:
            self._all_past.clear()
        return is_new

    def _note(self, number: int, task: asyncio.Task[None]) -> None:
        """An update is no longer in hand; one that was cancelled comes again."""
        self._in_hand.discard(task)
        if not task.cancelled():
            self._offsets.done(number)
        if self._offsets.all_past:
            self._all_past.set()

    async def _until_all_past(self, within: float) -> None:
        """Wait while something is in hand, so long at most."""
        if not self._all_past.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._all_past.wait()

    async def _until_there_is_room(self) -> None:
        """Wait while nobody could be helped, or there is too much in hand."""
        while not self._stop.is_set():
            await self._outages()
            if count := self._offsets.give_up():
                log.info("slow: Telegram may forget %d updates that are still in hand", count)
                if self._offsets.all_past:
                    self._all_past.set()
            if self._offsets.has_room:
                break
            await self._until_all_past(AT_ONCE)
        while len(self._in_hand) >= MAX_IN_HAND and not self._stop.is_set():
            await unless(self._stop, _one_of(self._in_hand))

    async def _outages(self) -> None:
        """Wait for the database, and for Telegram to take what is said."""
        begun = time.monotonic()
        await unless(self._stop, self._answers())
        if time.monotonic() - begun > OUTAGE:
            self._offsets.rest()

    async def _answers(self) -> None:
        order = self._application.update_processor
        if isinstance(order, ChatOrder):
            await order.database_answers()
        await self._application.bot_data[NOTIFIER].telegram_answers()

    async def _handle(self, update: Update) -> None:
        application = self._application
        try:
            await application.update_processor.process_update(update, application.process_update(update))
        except Exception:
            log.exception("update %s not handled", update.update_id)


async def _one_of(tasks: Iterable[asyncio.Task[None]]) -> None:
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
