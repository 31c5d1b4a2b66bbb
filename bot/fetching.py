"""Updates by long polling: whatever the network or a server in between answers, the next poll comes."""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.handlers.context import NOTIFIER, App
from bot.handlers.routing import ALLOWED_UPDATES
from bot.logs import brief
from bot.stopping import pause, unless
from bot.updates import ChatOrder, read_update

log = logging.getLogger(__name__)

POLL = 25
"""Seconds that Telegram may wait for something to happen before it answers."""

POLL_SLACK = 10
"""Seconds more until a poll counts as lost."""

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds between tries to reach Telegram; each wait is twice the one before."""

CONFIRM_AFTER = 1.0
"""Seconds that new updates are given to be handled before the next poll tells Telegram to forget them: what a
crash interrupts comes again, and a slow chat holds the others up no longer than that. A database that does not answer
does: nobody could be helped meanwhile."""

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
        self._offset = 0
        self._in_hand: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Poll until the program is to stop. What waits at Telegram is never dropped."""
        backoff = Backoff()
        while not self._stop.is_set():
            try:
                found = await unless(self._stop, self._poll(POLL))
            except Exception as error:  # there is nothing that a server could not answer
                await pause(self._stop, backoff.after(error))
                continue
            backoff.reset()
            if found:
                await self._hand_over(found)

    async def finish(self, within: float, last_words: float) -> bool:
        """Wait until all that was fetched is handled; what is not, that many seconds later, is given up, and has
        ``last_words`` more seconds to say so where somebody waits for it. Returns whether all was handled."""
        if not self._in_hand:
            return True
        _, left = await asyncio.wait(self._in_hand, timeout=within)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=last_words)
        return not left

    async def confirm(self) -> None:
        """Tell Telegram what it may forget. Raises TelegramError."""
        if self._offset:
            await self._poll(0)

    async def _poll(self, seconds: int) -> list[dict[str, Any]]:
        """The updates as JSON: read one by one, none that the library cannot read holds up the others for good."""
        bot = self._application.bot
        wanted = {"offset": self._offset, "timeout": seconds, "allowed_updates": list(ALLOWED_UPDATES)}
        found: object = await bot._post("getUpdates", wanted, read_timeout=seconds + POLL_SLACK)
        if not isinstance(found, list):
            raise TypeError("no list of updates")
        updates = [raw for raw in found if isinstance(raw, dict) and type(raw.get("update_id")) is int]
        if found and not updates:
            raise TypeError("no updates in the list")
        return updates

    async def _hand_over(self, found: Iterable[dict[str, Any]]) -> None:
        new = {asyncio.create_task(self._handle(update)) for update in self._read(found)}
        self._in_hand |= new
        for task in new:
            task.add_done_callback(self._in_hand.discard)
        if new:
            await asyncio.wait(new, timeout=CONFIRM_AFTER)
        order = self._application.update_processor
        if isinstance(order, ChatOrder):
            await unless(self._stop, order.database_answers())
        await unless(self._stop, self._application.bot_data[NOTIFIER].telegram_answers())
        while len(self._in_hand) >= MAX_IN_HAND and not self._stop.is_set():
            await unless(self._stop, _one_of(self._in_hand))

    def _read(self, found: Iterable[dict[str, Any]]) -> Iterator[Update]:
        for raw in found:
            self._offset = raw["update_id"] + 1
            update = read_update(raw, self._application.bot)
            if update is not None:
                yield update

    async def _handle(self, update: Update) -> None:
        application = self._application
        try:
            await application.update_processor.process_update(update, application.process_update(update))
        except Exception:
            log.exception("update %s not handled", update.update_id)


async def _one_of(tasks: Iterable[asyncio.Task[None]]) -> None:
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
