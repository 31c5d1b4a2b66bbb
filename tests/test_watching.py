"""The folder of knowledge is watched whatever comes of a look."""

import asyncio
from pathlib import Path

from bot.domain.revision import Origin
from bot.services.care.intake import Content, Intakes, Read
from bot.services.care.news import Mended, News
from bot.services.ports import Stores
from bot.watching import Watcher
from tests.support.app import RunningBot
from tests.support.logs import production_log

MANY = 5
"""Looks at the same content."""


class _Stumbling(Intakes):
    """Breaks down over whatever holds a word."""

    async def look(self, read: Read) -> News | None:
        content = read()
        if any(b"stumble" in file for file in content.files.values()):
            raise ZeroDivisionError
        return Mended(content.origin)


async def test_a_bug_over_one_content_is_logged_once_and_the_next_is_taken(
    bot: RunningBot, stores: Stores, tmp_path: Path
) -> None:
    """The folder is looked at again and again meanwhile."""
    file, looks, told = tmp_path / "x.yaml", 0, asyncio.Queue[News]()
    loop, looked = asyncio.get_running_loop(), asyncio.Event()

    def read() -> Content:
        nonlocal looks
        looks += 1
        if looks == MANY:
            loop.call_soon_threadsafe(looked.set)
        return Content(Origin.DISK, {file.name: file.read_bytes()})

    file.write_text("stumble")
    services = bot.services
    intakes = _Stumbling(stores, services.library, services.knowledge, bot.clock)
    with production_log() as log:
        watching = asyncio.create_task(Watcher(tmp_path, read, intakes, told.put_nowait, slowly=0.1).run())
        async with asyncio.timeout(20):
            await looked.wait()
            file.write_text("walk")
            assert isinstance(await told.get(), Mended)
        watching.cancel()
    assert len(log.tracebacks) == 1
    assert "ZeroDivisionError" in log.tracebacks[0]
