"""``zuwu run`` with a token: long polling, started however long Telegram takes, stopped within seconds."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Coroutine
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot.application import build_application, publish_commands
from bot.bootstrap import Parts, open_parts
from bot.domain.clock import SystemClock
from bot.domain.errors import StorageError
from bot.handlers.context import SERVICES, App
from bot.handlers.routing import ALLOWED_UPDATES
from bot.services.privacy import Privacy
from bot.settings import Settings

log = logging.getLogger(__name__)

STOP_WITHIN = 8
"""Seconds for a clean stop, under the ten that container engines give."""

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds between tries to reach Telegram; each wait is twice the one before."""

PURGE_EVERY = 3600
"""Seconds between deletions of what has expired."""

HEARTBEAT_EVERY = 10
"""Seconds between signs of life, which ``zuwu doctor --alive`` looks for."""


class WrongTokenError(Exception):
    """Telegram does not know the token."""


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Raises WrongTokenError, StorageError, KnowledgeError."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    async with open_parts(settings, SystemClock()) as parts:
        application = build_application(settings, parts, settings.token.get_secret_value())
        if await _reach(application, stop):
            await _run(application, settings, parts, stop)


async def _reach(application: App, stop: asyncio.Event) -> bool:
    """Initialise, as often as it takes; False where the program is to stop before that."""
    wait = FIRST_WAIT
    while not stop.is_set():
        try:
            await _unless(stop, application.initialize())
            return not stop.is_set()
        except InvalidToken:
            raise WrongTokenError from None
        except TelegramError as error:
            log.warning("Telegram not reached (%s: %s), again in %.0f s", type(error).__name__, error, wait)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait)
        wait = min(LONGEST_WAIT, wait * 2)
    return False


async def _unless(stop: asyncio.Event, action: Coroutine[Any, Any, None]) -> None:
    """Await an action, but no longer than until the program is to stop."""
    working, stopping = asyncio.ensure_future(action), asyncio.ensure_future(stop.wait())
    await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if working.done():
        working.result()
        return
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError, TelegramError):
        await working


async def _run(application: App, settings: Settings, parts: Parts, stop: asyncio.Event) -> None:
    updater = application.updater
    if updater is None:
        raise TypeError("an application that polls has an updater")
    await application.start()
    # Nothing that waited at Telegram is dropped: questions, and whether we were removed from a chat.
    await updater.start_polling(
        allowed_updates=list(ALLOWED_UPDATES), drop_pending_updates=False, bootstrap_retries=-1, timeout=25
    )
    log.info("running as @%s, knowledge %s", application.bot.username, parts.knowledge.now.base.revision)
    tasks = [
        asyncio.create_task(publish_commands(application.bot)),
        asyncio.create_task(_purge(application.bot_data[SERVICES].privacy)),
        asyncio.create_task(_beat(settings)),
    ]
    await stop.wait()
    log.info("stopping")
    for task in tasks:
        task.cancel()
    try:
        async with asyncio.timeout(STOP_WITHIN):
            await updater.stop()
            await application.stop()
            await application.shutdown()
    except (TimeoutError, TelegramError) as error:
        log.warning("stopped without waiting any longer: %s", type(error).__name__)


async def _purge(privacy: Privacy) -> None:
    """Delete what has expired, again and again."""
    while True:
        try:
            await privacy.purge()
        except StorageError as error:
            log.error("nothing purged: %s", error)
        await asyncio.sleep(PURGE_EVERY)


async def _beat(settings: Settings) -> None:
    """Touch a file while the event loop turns."""
    path = settings.data_dir / "heartbeat"
    while True:
        try:
            await asyncio.to_thread(_touch, path)
        except OSError as error:
            log.warning("no sign of life written: %s", error.strerror)
        await asyncio.sleep(HEARTBEAT_EVERY)


def _touch(path: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
