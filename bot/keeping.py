"""What keeps the knowledge as it should be, beside the updates: the folder is watched, other processes are followed,
counts are written down, and the admins are told."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial

from bot.bootstrap import Parts
from bot.domain.errors import StorageError
from bot.following import follow
from bot.handlers.context import NOTIFIER, SERVICES, App
from bot.herald import TelegramHerald
from bot.lasting import lasting
from bot.services.care.counting import Counting
from bot.services.care.news import Held, Herald, News, Refused, WentLive
from bot.services.container import Services
from bot.settings import Settings
from bot.starting import PLACES, reader_of
from bot.watching import Watcher

log = logging.getLogger(__name__)

COUNT_EVERY = 10.0
"""Seconds between writings of the counts."""

SHOWN = 5
"""Issues of a refusal that the log names."""


class Keeping:
    """The tasks of one running program."""

    def __init__(self, application: App, settings: Settings, parts: Parts) -> None:
        services: Services = application.bot_data[SERVICES]
        self._services = services
        self._settings = settings
        self._parts = parts
        self._herald: Herald = TelegramHerald(application.bot_data[NOTIFIER], parts.only_chat)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin, and tell what there is to tell of the start."""
        self._keep_on(partial(follow, self._services.library))
        self._keep_on(partial(_flush, self._services.counting))
        folder = self._settings.own_folder
        if folder is not None:
            watcher = Watcher(folder, reader_of(self._settings), self._services.intakes, self.tell)
            self._keep_on(watcher.run)
        if self._parts.news is not None:
            self.tell(self._parts.news)

    def tell(self, news: News) -> None:
        """Tell the admins, beside whatever else is going on. Of what was refused the log knows too."""
        if isinstance(news, Held):
            lost = ", ".join(f"{each.file} (-{len(each.parts)})" for each in news.lost[:SHOWN])
            log.warning("the folder of knowledge waits for an admin, since much would go: %s", lost)
        if isinstance(news, Refused):
            places = [f"{issue.file}:{issue.line} {issue.code.value}" for issue in news.issues[:SHOWN]]
            more = "" if len(news.issues) <= SHOWN else f", and {len(news.issues) - SHOWN} more"
            log.error("%s of knowledge refused: %s%s", PLACES[news.origin], ", ".join(places), more)
        self._begin(self._tell(news))

    async def stop(self) -> None:
        """End at once; what is being built beside the event loop is of no use any more."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def count(self) -> None:
        """Write the last counts down."""
        await _flush_once(self._services.counting)

    async def _tell(self, news: News) -> None:
        """Tell, and where it went live untried, try it and tell what came of that."""
        try:
            admins = await self._services.access.who_keep_knowledge()
            await self._herald.tell(admins, news)
            if isinstance(news, WentLive):
                found = await self._services.intakes.try_out(news)
                if found is not None:
                    await self._herald.tell(admins, found)
        except StorageError as error:
            log.error("the admins are not told: %s", error)

    def _keep_on(self, work: Callable[[], Awaitable[None]]) -> None:
        self._begin(lasting(work))

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("bug beside the updates", exc_info=task.exception())


async def _flush(counting: Counting) -> None:
    while True:
        await asyncio.sleep(COUNT_EVERY)
        await _flush_once(counting)


async def _flush_once(counting: Counting) -> None:
    try:
        await counting.flush()
    except StorageError as error:
        log.warning("counts are written later: %s", error)
