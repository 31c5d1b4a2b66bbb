"""``zuwu run`` with a token: polling or webhook, started however long Telegram takes, stopped within seconds."""

import asyncio
import contextlib
import gc
import logging
from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from telegram.error import InvalidToken, TelegramError

from bot.application import build_application, publish_commands
from bot.bootstrap import Parts, open_parts
from bot.domain.clock import SystemClock
from bot.domain.errors import StorageError
from bot.handlers.context import BOARD, CONTACT, HEALTH, METRICS, OPERATOR, SERVICES, TIMEKEEPING, App
from bot.incoming.fetching import Backoff
from bot.incoming.polling import Polling
from bot.incoming.updates import POLLING
from bot.incoming.webhook import Webhook, delivery
from bot.keeping import Keeping
from bot.lasting import lasting
from bot.logs import brief
from bot.seeing.operator import told_of_errors
from bot.seeing.probes import probes
from bot.services.container import Services
from bot.services.privacy import Privacy
from bot.settings import Settings
from bot.stopping import pause, stop_on_signals, unless
from bot.storage.alone import alone_on
from bot.web import Route, Web

log = logging.getLogger(__name__)

FINISH_WITHIN, LAST_WORDS_WITHIN, SHOW_WITHIN, CONFIRM_WITHIN = 5.5, 1.2, 0.6, 1.3
WEB_WITHIN, CLOSE_WITHIN = 0.2, 0.9
"""Seconds for the steps of a clean stop, one after the other: at most 8.5 of the ten that container engines give. Most
are for answers that are on their way; what is not finished has last words, and then there is nothing to confirm."""

SEND_WITHIN, DISPATCH_WITHIN, KEEP_WITHIN, COUNT_WITHIN = 2.0, 1.0, 0.3, 0.4
"""Seconds for what ends beside those steps."""

PURGE_EVERY = 3600
"""Seconds between deletions of what has expired."""

HEARTBEAT_EVERY = 10
"""Seconds between signs of life, which ``zuwu doctor --alive`` looks for."""


class WrongTokenError(Exception):
    """Telegram does not know the token."""


class Intake(Protocol):
    """A way in for updates."""

    routes: Sequence[Route]
    """What it answers over HTTP."""

    async def reach(self) -> None:
        """Tell Telegram how to deliver. Raises TelegramError."""

    async def run(self) -> None:
        """Take updates in until the program is to stop."""

    async def finish(self, within: float, last_words: float) -> bool:
        """Wait until all that was taken in is handled; give up what is not, and let it say so. Returns whether all was
        handled."""

    async def confirm(self) -> None:
        """Tell Telegram what it may forget. Raises TelegramError."""


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Raises WrongTokenError, StorageError, KnowledgeError, ListenError."""
    stop = stop_on_signals()
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(alone_on(settings.database))
        parts = await unless(stop, stack.enter_async_context(open_parts(settings, SystemClock())))
        if parts is None:
            return
        by_webhook = bool(settings.webhook_url)
        how = delivery(settings) if by_webhook else POLLING
        application = build_application(settings, parts, settings.token.get_secret_value(), polls=False, delivery=how)
        stack.enter_context(told_of_errors(application.bot_data[OPERATOR]))
        intake: Intake = Webhook(application, settings, stop) if by_webhook else Polling(application, stop)
        web = None
        # From the start, however long Telegram takes: a process that waits for it is alive.
        beating = asyncio.create_task(lasting(partial(_beat, settings.data_dir / "heartbeat")))
        try:
            beside = probes(application.bot_data[HEALTH], application.bot_data[METRICS])
            web = await _listen(settings, [*intake.routes, *beside])
            if await _reach(application, intake, stop):
                await _run(application, intake, web, settings, parts)
        finally:
            if web is not None:
                await web.stop(WEB_WITHIN)
            await _within(CLOSE_WITHIN, application.shutdown())
            await application.bot.shutdown()  # which an application that never began leaves out
            beating.cancel()
            await asyncio.wait({beating})


async def _listen(settings: Settings, routes: Sequence[Route]) -> Web | None:
    """The web server, where there is an address for it. Raises ListenError."""
    if settings.listen_on is None:
        return None
    web = Web(settings.listen_on, routes)
    await web.start()
    return web


async def _reach(application: App, intake: Intake, stop: asyncio.Event) -> bool:
    """Be known to Telegram and have it deliver, as many tries as it takes; False where the program is to stop before
    that."""
    backoff = Backoff()
    while not stop.is_set():
        try:
            await unless(stop, application.initialize())
            await unless(stop, intake.reach())
        except InvalidToken:
            raise WrongTokenError from None
        except Exception as error:  # there is nothing that a server could not answer
            await pause(stop, backoff.after(error))
            continue
        return not stop.is_set()
    return False


async def _run(application: App, intake: Intake, web: Web | None, settings: Settings, parts: Parts) -> None:
    await application.bot_data[TIMEKEEPING].look()
    log.info("running as @%s, knowledge %s", application.bot.username, parts.knowledge.now.base.revision)
    parts.knowledge.now.understanding.prepare()
    _leave_be()
    services: Services = application.bot_data[SERVICES]
    keeping = Keeping(application, settings, parts)
    dispatching = asyncio.create_task(services.dispatcher.run())
    beside = _begin_beside(application, services)
    for task in (dispatching, *beside):
        task.add_done_callback(_note_a_bug)
    keeping.start()
    await intake.run()
    log.info("stopping")
    application.bot_data[HEALTH].stop()
    if web is not None:
        web.refuse()
    for task in beside:
        task.cancel()
    await asyncio.wait(beside)
    await asyncio.gather(_stop_dispatching(services, dispatching, keeping), _finish(application, intake, keeping))


async def _stop_dispatching(services: Services, dispatching: asyncio.Task[None], keeping: Keeping) -> None:
    """End what is done beside the updates, while what is in hand of these comes to its end."""
    await _within(KEEP_WITHIN, keeping.stop())
    await services.dispatcher.stop(SEND_WITHIN)
    # Not cancelled in the middle of a question to the database, which is closed next.
    await asyncio.wait({dispatching}, timeout=DISPATCH_WITHIN)
    dispatching.cancel()


LOOKS = 1000, 10, 100
"""How often Python looks for garbage while the bot is at work: after so many new objects; among those that stayed,
after so many looks; among those that stayed once more, after so many of these, some minutes of hard work."""


def _leave_be() -> None:
    """Python looks no more for garbage among what the start left behind: the modules and the knowledge are a million
    objects that stay, and everybody waits for a tenth of a second whenever they are looked through. Among what is new
    it looks often, since that takes less than a millisecond; among what has been there for a while, seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOKS)


def _begin_beside(application: App, services: Services) -> list[asyncio.Task[None]]:
    """What goes on beside the updates, for as long as they come."""
    return [
        asyncio.create_task(publish_commands(application.bot, services.access)),
        asyncio.create_task(lasting(application.bot_data[OPERATOR].run)),
        asyncio.create_task(lasting(application.bot_data[TIMEKEEPING].run)),
        asyncio.create_task(lasting(application.bot_data[CONTACT].run)),
        asyncio.create_task(lasting(partial(_purge, services.privacy))),
        asyncio.create_task(_redate(services)),
    ]


async def _finish(application: App, intake: Intake, keeping: Keeping) -> None:
    """Bring to an end what is in hand."""
    finished = await intake.finish(FINISH_WITHIN, LAST_WORDS_WITHIN)
    await asyncio.gather(application.bot_data[BOARD].stop(SHOW_WITHIN), _within(COUNT_WITHIN, keeping.count()))
    if finished:
        await _within(CONFIRM_WITHIN, intake.confirm())
    else:
        log.warning("stopped without waiting any longer for what was being handled")


async def _within(seconds: float, action: Coroutine[Any, Any, None]) -> None:
    """Await an action that is no great loss."""
    try:
        async with asyncio.timeout(seconds):
            await action
    except (TimeoutError, TelegramError, RuntimeError, TypeError, KeyError) as error:
        log.info("not done while stopping: %s", brief(error))


def _note_a_bug(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("bug beside the updates", exc_info=task.exception())


async def _purge(privacy: Privacy) -> None:
    """Delete what has expired, again and again."""
    while True:
        try:
            await privacy.purge()
        except StorageError as error:
            log.error("nothing purged: %s", error)
        await asyncio.sleep(PURGE_EVERY)


async def _redate(services: Services) -> None:
    """Reckon assumed dates anew, once."""
    try:
        if await services.redating.run():
            services.dispatcher.nudge()
    except StorageError as error:
        log.error("assumed dates not looked at: %s", error)


async def _beat(path: Path) -> None:
    """Touch a file while the event loop turns; it is gone after a clean stop."""
    written = True
    try:
        while True:
            try:
                await asyncio.to_thread(_touch, path)
                written = True
            except OSError as error:
                if written:
                    log.warning("no sign of life written: %s", error.strerror)
                written = False
            await asyncio.sleep(HEARTBEAT_EVERY)
    finally:
        _forget(path)


def _touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
