"""Asks Telegram whether it is there, where nothing else does: nobody need bring a question for a process to notice that
Telegram is gone, or that it is back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot.logs import brief
from bot.seeing.health import SILENT_FOR
from bot.seeing.operator import Operator
from bot.seeing.requests import Reached
from bot.views.alerts import say_telegram_back

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
"""Seconds between looks, and between questions to a Telegram that does not answer."""

QUIET_FOR = 60.0
"""Seconds without any answer, because nothing was asked, after which it is asked."""

ANSWERS_WITHIN = 5.0
"""Seconds that it has to answer, and that a connection may take."""

GIVEN_UP_AFTER = 15.0
"""Seconds after which a question is over, whatever it waits for."""


class Contact:
    """Keeps in contact with Telegram. A process whose calls failed gets no updates from a balancer, and so would make
    no call that could succeed; and one that nobody asks anything would never know that Telegram is gone."""

    def __init__(
        self,
        bot: Bot,
        reached: Reached,
        operator: Operator,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``reached`` is told of every call of ``bot``; ``sleep`` waits so many seconds of its clock."""
        self._bot = bot
        self._reached = reached
        self._operator = operator
        self._sleep = sleep
        self._lost_since: float | None = None

    async def run(self) -> None:
        """Look for ever. Each call is the only one, and is given up with this."""
        while True:
            if self._reached.failure or self._reached.silent >= QUIET_FOR:
                await self._ask()
            self._note()
            await self._sleep(LOOK_EVERY)

    async def _ask(self) -> None:
        """Have it say anything; what comes of it is noted where calls are made."""
        try:
            async with asyncio.timeout(GIVEN_UP_AFTER):
                await self._bot.get_me(read_timeout=ANSWERS_WITHIN, connect_timeout=ANSWERS_WITHIN)
        except TimeoutError:  # it waited for a connection, or is told to wait
            log.debug("Telegram was not asked whether it is there")
        except TelegramError as error:
            log.debug("Telegram does not say that it is there: %s", brief(error))
        except Exception as error:  # there is nothing that a server could not answer
            log.debug("Telegram's answer not understood: %s", brief(error))

    def _note(self) -> None:
        """Tell the operator when it is back after a while; that it was gone cannot be told while it is."""
        reached = self._reached
        if reached.failure and self._lost_since is None and reached.silent >= SILENT_FOR:
            self._lost_since = reached.now() - reached.silent
            log.warning("Telegram has not answered for %.0f s: %s", reached.silent, reached.failure)
        elif not reached.failure and self._lost_since is not None:
            lasted = timedelta(seconds=(reached.well_at or reached.now()) - self._lost_since)
            self._lost_since = None
            log.warning("Telegram answers again after %.0f s", lasted.total_seconds())
            self._operator.tell("telegram back", say_telegram_back(lasted))
