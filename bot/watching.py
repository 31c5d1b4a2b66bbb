"""Watches the folder of knowledge: what is written there is taken in at once.

Editors write by way of other files and renames, ``git checkout`` writes many files one after the other, a volume may
be swapped as a whole, and some file systems tell nothing: so an event only says that it is worth looking, and the
folder is looked at now and then without any.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from watchfiles import awatch

from bot.domain.errors import ConflictError, StorageError
from bot.services.care.intake import Content, Intakes, Read
from bot.services.care.news import News

log = logging.getLogger(__name__)

SLOWLY = 30.0
"""Seconds between looks without any event."""
IDENTITY = 0.5
"""Seconds between looks at whether the folder is still the same one."""
QUIET, AT_LATEST = 50, 400
"""Milliseconds without another event, or since the first one, until the folder is looked at."""


class Watcher:
    """Watches one folder."""

    def __init__(
        self, folder: Path, read: Read, intakes: Intakes, on_news: Callable[[News], None], *, slowly: float = SLOWLY
    ) -> None:
        """``read`` reads what lies in the folder, ``on_news`` is given what the admins are to be told."""
        self._folder = folder
        self._read = read
        self._intakes = intakes
        self._on_news = on_news
        self._slowly = slowly
        self._seen: Content | None = None
        self._stumbled: Content | None = None
        self._well = True

    async def run(self) -> None:
        """Watch for ever."""
        async for _ in self._signs():
            await self._look()

    async def _look(self) -> None:
        """Take in what is new since the last look. What fails is tried again at the next sign."""
        content = None
        try:
            content = await asyncio.to_thread(self._read)
            if content == self._seen:
                return
            news = await self._intakes.look(self._read)
            self._seen = content
            self._well = True
        except ConflictError:
            log.info("the folder of knowledge changes while it is read")
            return
        except StorageError as error:
            if self._well:
                log.error("the folder of knowledge is not taken in: %s", error)
            self._well = False
            return
        except Exception:  # what nobody thought of is no reason not to look at what is written next
            if self._stumbled is None or content != self._stumbled:
                log.exception("bug in taking in the folder of knowledge")
            self._stumbled = content
            return
        if news is not None:
            self._on_news(news)

    async def _signs(self) -> AsyncIterator[None]:
        """Comes back whenever it is worth looking."""
        yield
        while True:
            identity = await asyncio.to_thread(_identity, self._folder)
            if identity is None:
                await self._until_another(None, self._slowly)
            else:
                async for _ in self._events(identity):
                    yield
            yield

    async def _events(self, identity: tuple[int, int]) -> AsyncIterator[None]:
        """The events of a folder, and a sign now and then, as long as it is the same one."""
        replaced = asyncio.Event()
        guard = asyncio.create_task(self._guard(identity, replaced))
        events = awatch(
            self._folder,
            watch_filter=None,
            debounce=AT_LATEST,
            step=QUIET,
            stop_event=replaced,
            rust_timeout=int(self._slowly * 1000),
            yield_on_timeout=True,
        )
        try:
            yield  # what was written before the watch began
            async for _ in events:
                yield
        except (OSError, RuntimeError) as error:  # no more watches, or none on this file system
            log.warning("the folder of knowledge is looked at every %.0f s only: %s", self._slowly, error)
            await self._until_another(identity, self._slowly)
        finally:
            guard.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await guard

    async def _guard(self, identity: tuple[int, int], replaced: asyncio.Event) -> None:
        await self._until_another(identity)
        replaced.set()

    async def _until_another(self, identity: tuple[int, int] | None, seconds: float = float("inf")) -> None:
        """Wait until the folder is another one than that, at most so long."""
        waited = 0.0
        while waited < seconds and await asyncio.to_thread(_identity, self._folder) == identity:
            await asyncio.sleep(IDENTITY)
            waited += IDENTITY


def _identity(folder: Path) -> tuple[int, int] | None:
    """Which folder stands under the name; none where none does."""
    try:
        found = os.stat(folder)  # noqa: PTH116 - raises the same for every name
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
