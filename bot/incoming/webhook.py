"""Updates by webhook, as one of the ways in (:class:`bot.serving.Intake`).

Telegram is the queue: a request is answered with 200 only when its update was handled. What a process that dies had in
hand is sent again, to whichever replica the balancer chooses.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Sequence

from telegram.error import InvalidToken, TelegramError

from bot.calling import TelegramAwayError, host_of
from bot.handlers.context import OPERATOR, App
from bot.handlers.routing import ALLOWED_UPDATES
from bot.incoming.updates import Delivery, NotClaimedError, read_update
from bot.logs import brief
from bot.settings import Settings
from bot.stopping import ended, pause, unless
from bot.views.alerts import say_webhook_set_again
from bot.web import Route, WebRequest, WebResponse

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a name

LIMIT = 1024 * 1024
"""Bytes of an update; Telegram's are far smaller."""

MAX_IN_HAND = 256
"""Updates taken in and not yet handled; the rest waits at Telegram."""

CONNECTIONS = 100
"""How many updates Telegram may send at once, over all replicas: the most that it allows."""

PATIENCE = 45.0
"""Seconds until a request is answered whose update cannot be begun; Telegram waits for a minute."""

LOOK_EVERY = 60.0
"""Seconds between looks at whether Telegram still delivers here: until then a process that polls gets everything."""


def delivery(settings: Settings) -> Delivery:
    """How updates come by webhook: with PostgreSQL maybe to several processes, with SQLite to one."""
    return Delivery(patience=PATIENCE, again=True, shared=settings.database.startswith("postgres"))


class Webhook:
    """Takes updates in, and answers when they are handled."""

    def __init__(self, application: App, settings: Settings, stop: asyncio.Event) -> None:
        self._application = application
        self._url = settings.webhook_url
        self._secret = settings.secret_of_webhook
        self._stop = stop
        self._open = False
        self._in_hand: set[asyncio.Task[object]] = set()
        self._last_error = 0.0
        self.routes: Sequence[Route] = (
            Route("POST", settings.webhook_path, self._answer, limit=LIMIT, gate=self._look_at),
        )

    async def reach(self) -> None:
        """Have Telegram deliver here. Raises TelegramError. Replicas may all do so: they ask for the same."""
        try:
            await self._application.bot.set_webhook(
                self._url,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=CONNECTIONS,
                secret_token=self._secret,
            )
        except InvalidToken:  # its token was good a moment ago
            raise TelegramError("this Bot API server has no setWebhook") from None

    async def run(self) -> None:
        """Take updates in until the program is to stop. The webhook stays set: others may listen, and what comes
        meanwhile waits at Telegram."""
        self._open = True
        while not self._stop.is_set():
            await pause(self._stop, LOOK_EVERY)
            if not self._stop.is_set():
                await unless(self._stop, self._look())
        self._open = False

    async def finish(self, within: float, last_words: float) -> bool:
        """Wait until all that was taken in is handled; what is not, that many seconds later, is given up, and has
        ``last_words`` more seconds to say so where somebody waits for it. Telegram sends it again."""
        return await ended(self._in_hand, within, last_words)

    async def confirm(self) -> None:
        """Each answer has confirmed its update."""

    def _look_at(self, head: WebRequest) -> WebResponse | None:
        """Refuse strangers and what is too much, before any of it is read."""
        given = head.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), self._secret.encode()):
            return WebResponse(403)
        if not self._open or len(self._in_hand) >= MAX_IN_HAND:
            return WebResponse(503, retry_after=1)
        return None

    async def _answer(self, request: WebRequest) -> WebResponse:
        """Handle an update. What cannot be understood would not be the second time either, and is done with."""
        try:
            raw = json.loads(request.body)
        except (ValueError, RecursionError):
            raw = None
        update = read_update(raw, self._application.bot)
        if update is None:
            return WebResponse(200)
        task = asyncio.current_task()
        if task is not None:
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)
        try:
            await self._application.update_processor.process_update(update, self._application.process_update(update))
        except NotClaimedError as error:
            log.warning("update %s not begun: %s", update.update_id, error)
            return WebResponse(503, retry_after=1)
        except TelegramAwayError:
            log.warning("update %s not answered, it is to come again: Telegram is not there", update.update_id)
            return WebResponse(503, retry_after=1)
        return WebResponse(200)

    async def _look(self) -> None:
        """Whether Telegram still delivers here: a program that polls takes that away, and it stays away."""
        try:
            info = await self._application.bot.get_webhook_info()
            if info.url != self._url:
                host = host_of(info.url) if info.url else "nowhere"
                log.warning("the webhook was changed by another program, which fetches updates, to %s: set again", host)
                await self.reach()
                self._application.bot_data[OPERATOR].tell("webhook", say_webhook_set_again())
            elif info.last_error_date is not None and info.last_error_date.timestamp() > self._last_error:
                self._last_error = info.last_error_date.timestamp()
                log.warning("Telegram could not deliver: %s", info.last_error_message)
        except TelegramError as error:
            log.warning("webhook not looked at: %s", brief(error))
