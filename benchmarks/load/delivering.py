"""Updates by webhook, as Telegram delivers them: one of a chat at a time, again where nobody took it."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks.load.wire import Poster

log = logging.getLogger(__name__)

WITHIN = 60.0
"""Seconds until a delivery without an answer counts as failed."""
FIRST_WAIT, LONGEST_WAIT = 0.25, 4.0
"""Seconds before an update is delivered again; each wait is twice the one before."""


@dataclass(frozen=True, slots=True)
class Hook:
    """What the bot has asked for."""

    url: str
    secret: str
    connections: int


class Deliverer:
    """Posts updates to the webhook. ``given`` is called with the number of each update, each time it is posted."""

    def __init__(self, given: Callable[[int], None]) -> None:
        self.hook: Hook | None = None
        self.failed = 0
        """Deliveries that nobody took."""
        self.refused: dict[int, int] = {}
        """The statuses of those that were answered and not taken, and how often each came."""
        self.waiting = 0
        """Updates that are not taken."""
        self._given = given
        self._address: tuple[str, int] | None = None
        self._poster: Poster | None = None
        self._free = asyncio.Semaphore(1)
        self._chats: dict[int, deque[tuple[int, bytes]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def lead_to(self, host: str, port: int) -> None:
        """Post to this address instead of the one in the URL."""
        self._address = (host, port)

    def set(self, hook: Hook | None) -> None:
        """The bot asks for updates, or for none any more. The same as before changes nothing."""
        if hook == self.hook:
            return
        self.hook = hook
        if self._poster is not None:
            self._poster.close()
            self._poster = None
        if hook is None:
            return
        url = urlsplit(hook.url)
        host, port = self._address or (url.hostname or "127.0.0.1", url.port or 80)
        self._poster = Poster(host, port, url.path or "/", hook.secret)
        self._free = asyncio.Semaphore(hook.connections)

    def push(self, chat_id: int, number: int, update: bytes) -> None:
        """Deliver an update after those of its chat."""
        self.waiting += 1
        waiting = self._chats.get(chat_id)
        if waiting is not None:
            waiting.append((number, update))
            return
        self._chats[chat_id] = deque([(number, update)])
        task = asyncio.create_task(self._deliver_all(chat_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        """Deliver no more."""
        for task in self._tasks:
            task.cancel()
        if self._poster is not None:
            self._poster.close()

    async def _deliver_all(self, chat_id: int) -> None:
        waiting = self._chats[chat_id]
        while waiting:
            await self._deliver(*waiting[0])
            waiting.popleft()
            self.waiting -= 1
        del self._chats[chat_id]

    async def _deliver(self, number: int, update: bytes) -> None:
        """Until it is taken."""
        wait = FIRST_WAIT
        while True:
            async with self._free:
                self._given(number)
                if await self._is_taken(update):
                    return
            self.failed += 1
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _is_taken(self, update: bytes) -> bool:
        if self._poster is None:
            return False
        try:
            status = await self._poster.post(update, WITHIN)
        except (OSError, TimeoutError) as error:
            log.debug("not delivered: %r", error)
            return False
        if 200 <= status < 300:
            return True
        self.refused[status] = self.refused.get(status, 0) + 1
        return False
