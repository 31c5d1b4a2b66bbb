"""Telegram is asked whether it is there where nothing else asks it: a replica gets out of an outage by itself."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from telegram.error import TelegramError

from bot.handlers.context import CONTACT, HEALTH
from bot.seeing.contact import LOOK_EVERY, QUIET_FOR, Contact
from bot.seeing.health import SILENT_FOR, Health
from bot.seeing.metrics import Metrics
from bot.seeing.operator import Operator
from bot.seeing.requests import Reached
from tests.support import telegram
from tests.support.app import MEMBER, RunningBot


@dataclass
class Watched:
    """A contact whose time tests move, with what the operator was told."""

    bot: RunningBot
    reached: Reached
    seconds: float = 1000.0
    told: list[str] = field(default_factory=list)
    waiting: list[asyncio.Future[None]] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        """Until :meth:`later` has moved the time that far."""
        assert seconds == LOOK_EVERY
        self.waiting.append(asyncio.get_running_loop().create_future())
        await self.waiting[-1]

    async def tell(self, text: str) -> None:
        """Instead of a chat."""
        self.told.append(text)

    async def later(self, looks: int = 1) -> None:
        """So many looks go by."""
        for _ in range(looks):
            while not self.waiting:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0)
            self.seconds += LOOK_EVERY
            self.waiting.pop().set_result(None)
        while not self.waiting:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)

    @property
    def asked(self) -> int:
        """How often Telegram was asked whether it is there."""
        return len(self.bot.api.of("getMe"))


@pytest.fixture
async def watched(bot: RunningBot) -> AsyncIterator[Watched]:
    """A bot that reached Telegram just now."""
    health: Health = bot.application.bot_data[HEALTH]
    watched = Watched(bot, health._reached)
    health._reached.now = lambda: watched.seconds
    health._reached.well_at = watched.seconds
    operator = Operator(watched.tell, Metrics())
    contact = Contact(bot.application.bot, health._reached, operator, sleep=watched.sleep)
    bot.api.calls.clear()
    running = [asyncio.create_task(contact.run()), asyncio.create_task(operator.run())]
    await watched.later(0)
    yield watched
    for task in running:
        task.cancel()
    await asyncio.wait(running)


async def lose(bot: RunningBot) -> None:
    """A call fails."""
    bot.api.fail("getChat", telegram.network())
    with pytest.raises(TelegramError):
        await bot.application.bot.get_chat(MEMBER.id)


async def test_a_telegram_that_failed_is_asked_until_it_is_back(watched: Watched) -> None:
    """Nothing else calls it, since whoever is not ready gets no updates; the operator reads how long it was gone."""
    await lose(watched.bot)
    watched.bot.api.fail("getMe", telegram.network(), 40)
    await watched.later(40)
    assert (watched.asked, watched.reached.failure) == (40, "network")
    assert (watched.reached.silent > SILENT_FOR, watched.told) == (True, [])
    await watched.later()
    assert (watched.asked, watched.reached.failure, watched.reached.silent) == (41, "", 0)
    await asyncio.sleep(0.01)
    assert watched.told == ["又连上 Telegram 了，断了 3 分钟。"]
    await watched.later(10)
    assert (watched.asked, len(watched.told)) == (41, 1)


async def test_a_call_that_failed_once_is_nothing_to_tell(watched: Watched) -> None:
    """It is asked again, and answers."""
    await lose(watched.bot)
    await watched.later(2)
    assert (watched.asked, watched.reached.failure, watched.told) == (1, "", [])


async def test_a_telegram_that_nobody_calls_is_asked_now_and_then(watched: Watched) -> None:
    """A replica to which nobody writes would stay ready while Telegram is gone."""
    await watched.later(int(QUIET_FOR / LOOK_EVERY) - 1)
    assert watched.asked == 0
    watched.bot.api.fail("getMe", telegram.timeout())
    await watched.later()
    assert (watched.asked, watched.reached.failure) == (1, "timeout")
    await watched.later()
    assert (watched.asked, watched.reached.failure) == (2, "")
    await watched.later(int(QUIET_FOR / LOOK_EVERY) - 1)
    assert watched.asked == 2


@pytest.mark.parametrize(
    "nonsense",
    [telegram.Failure((200, b'{"ok": true, "result": 3}')), telegram.broken_json(), telegram.unauthorized()],
    ids=["number", "half", "unauthorized"],
)
async def test_nonsense_in_place_of_an_answer_ends_nothing(watched: Watched, nonsense: telegram.Failure) -> None:
    """Whatever a server says, it is asked the next time."""
    await lose(watched.bot)
    watched.bot.api.fail("getMe", nonsense)
    await watched.later()
    await lose(watched.bot)
    await watched.later()
    assert (watched.asked, watched.reached.failure) == (2, "")


async def test_a_process_has_one(bot: RunningBot) -> None:
    """It knows of all calls of its bot."""
    contact: Contact = bot.application.bot_data[CONTACT]
    health: Health = bot.application.bot_data[HEALTH]
    assert contact._reached is health._reached
