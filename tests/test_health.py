"""/livez, /readyz and /metrics: what they say of a process that is well, and of each part that is not."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.errors import StorageError
from bot.handlers.context import HEALTH, METRICS, TIMEKEEPING
from bot.seeing import health as limits
from bot.seeing.health import Health
from bot.seeing.probes import probes
from bot.seeing.requests import Reached
from bot.seeing.timekeeping import Timekeeping
from bot.web import WebRequest, WebResponse
from tests.support import telegram
from tests.support.app import MEMBER, RunningBot

PARTS = ["database", "knowledge", "wakeup", "telegram", "clock", "running"]


class Probes:
    """The three pages of a bot, with a clock of their own that tests move."""

    def __init__(self, bot: RunningBot) -> None:
        self.seconds = 1000.0
        self.bot = bot
        whole: Health = bot.application.bot_data[HEALTH]
        self.reached: Reached = whole._reached
        self.reached.now = lambda: self.seconds
        self.reached.well_at = self.seconds
        self.health = Health(
            whole._stores, bot.services.knowledge, bot.services.dispatcher, self.reached,
            bot.application.bot_data[METRICS], clock=bot.clock, timekeeping=bot.application.bot_data[TIMEKEEPING],
            now=lambda: self.seconds,
        )  # fmt: skip
        self._routes = {each.path: each for each in probes(self.health, bot.application.bot_data[METRICS])}

    async def get(self, path: str) -> WebResponse:
        return await self._routes[path].answer(WebRequest("GET", path, {}))

    async def ready(self) -> tuple[int, dict[str, str]]:
        """The status, and the sentence of each part that fails; each part is named once."""
        answer = await self.get("/readyz")
        said: dict[str, Any] = json.loads(answer.body)
        failing = {each["name"]: each["sentence"] for each in said["failing"]}
        assert sorted([*said["ok"], *failing]) == sorted(PARTS)
        assert said["status"] == ("failing" if failing else "ok")
        assert all(failing.values())
        return answer.status, failing

    async def later(self, seconds: float) -> tuple[int, dict[str, str]]:
        self.seconds += seconds
        return await self.ready()


@pytest.fixture
async def running(bot: RunningBot) -> AsyncIterator[Probes]:
    """A bot whose dispatcher is at work."""
    working = asyncio.create_task(bot.services.dispatcher.run())
    await asyncio.sleep(0)
    yield Probes(bot)
    await bot.services.dispatcher.stop(1)
    working.cancel()
    await asyncio.wait({working})


async def test_a_process_that_is_well_is_ready(running: Probes) -> None:
    """200, every part by name."""
    assert await running.ready() == (200, {})
    assert (await running.get("/livez")).body == b"ok\n"
    answer = await running.get("/metrics")
    assert (answer.status, answer.content_type) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert b'zuwu_check_ok{check="database"} 1.0' in answer.body


async def test_a_database_that_does_not_answer_fails(running: Probes, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an error or not at all; it says nothing of where the database is, and it lives all the same."""
    revisions = running.bot.stores.revisions

    async def down() -> int:
        raise StorageError("The database postgresql://u@geheim/zuwu does not answer.")

    async def silent() -> int:
        await asyncio.sleep(60)
        return 1

    monkeypatch.setattr(limits, "DATABASE_WITHIN", 0.05)
    for broken in (down, silent):
        with monkeypatch.context() as patch:
            patch.setattr(revisions, "latest_number", broken)
            status, failing = await running.later(2)
            assert (status, list(failing), "geheim" in failing["database"]) == (503, ["database"], False)
            assert (await running.get("/livez")).status == 200
        assert await running.later(2) == (200, {})


async def test_what_was_found_is_told_again_for_a_second(running: Probes, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ask at once: the database is asked once."""
    asked = 0
    number = running.bot.stores.revisions.latest_number

    async def counted() -> int:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)
        return await number()

    monkeypatch.setattr(running.bot.stores.revisions, "latest_number", counted)
    await asyncio.gather(*[running.ready() for _ in range(50)], *[running.get("/metrics") for _ in range(50)])
    assert asked == 1
    await running.later(1.1)
    assert asked == 2


async def test_old_knowledge_fails_after_a_while(running: Probes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process published, and this one did not follow; a moment later is in order."""

    async def newer() -> int:
        return 9

    with monkeypatch.context() as patch:
        patch.setattr(running.bot.stores.revisions, "latest_number", newer)
        assert await running.later(2) == (200, {})
        assert await running.later(limits.BEHIND_FOR - 5) == (200, {})
        status, failing = await running.later(10)
        assert (status, list(failing)) == (503, ["knowledge"])
        assert "第 1 版" in failing["knowledge"]
        assert "第 9 版" in failing["knowledge"]
    assert await running.later(2) == (200, {})
    with monkeypatch.context() as patch:  # the wait begins anew
        patch.setattr(running.bot.stores.revisions, "latest_number", newer)
        assert await running.later(2) == (200, {})


async def test_a_dispatcher_that_does_not_wake_up_fails(running: Probes) -> None:
    """It hangs, or was never begun."""
    running.bot.clock.advance(timedelta(seconds=limits.WAKES_WITHIN + 1))
    status, failing = await running.later(2)
    assert (status, list(failing)) == (503, ["wakeup"])
    running.bot.services.dispatcher.nudge()
    await asyncio.sleep(0.05)
    assert await running.later(2) == (200, {})


async def test_a_dispatcher_that_was_never_begun_fails(bot: RunningBot) -> None:
    """As while the program starts."""
    status, failing = await Probes(bot).ready()
    assert (status, list(failing)) == (503, ["wakeup"])


async def test_a_telegram_that_is_not_reached_fails_after_a_while(running: Probes) -> None:
    """One call that failed means nothing yet; with the next answer, be it a refusal, all is well."""
    api, bot = running.bot.api, running.bot.application.bot
    assert await running.ready() == (200, {})
    running.seconds += limits.SILENT_FOR + 1
    assert await running.ready() == (200, {})  # nothing was asked of it
    api.fail("getChat", telegram.timeout())
    with pytest.raises(telegram.TimedOut):
        await bot.get_chat(MEMBER.id)
    status, failing = await running.later(2)
    assert (status, list(failing), "timeout" in failing["telegram"]) == (503, ["telegram"], True)
    api.fail("getChat", telegram.bad_request("chat not found"))
    with pytest.raises(telegram.TelegramError):
        await bot.get_chat(MEMBER.id)
    assert await running.later(2) == (200, {})
    api.fail("getChat", telegram.server_error())
    with pytest.raises(telegram.TelegramError):
        await bot.get_chat(MEMBER.id)
    assert await running.later(2) == (200, {})


async def test_a_token_that_telegram_does_not_know_fails_at_once(running: Probes) -> None:
    """It was taken back, for instance."""
    running.bot.api.fail("getChat", telegram.unauthorized())
    with pytest.raises(telegram.TelegramError):
        await running.bot.application.bot.get_chat(MEMBER.id)
    status, failing = await running.ready()
    assert (status, "ZUWU_TOKEN" in failing["telegram"]) == (503, True)


async def test_a_telegram_that_was_never_reached_fails(running: Probes) -> None:
    """As at the start, without a network."""
    running.reached.well_at, running.reached.failure = None, ""
    assert list((await running.later(2))[1]) == ["telegram"]
    running.reached.note("network")
    assert list((await running.later(2))[1]) == ["telegram"]


async def test_a_clock_that_is_far_off_fails(running: Probes, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the clock of the database, which the other replicas go by; when it is right again, all is well."""
    timekeeping: Timekeeping = running.bot.application.bot_data[TIMEKEEPING]
    ahead = timedelta(seconds=20)

    async def theirs() -> datetime:
        return running.bot.clock.now() - ahead

    monkeypatch.setattr(running.bot.stores, "time", theirs)
    await timekeeping.look()
    status, failing = await running.later(2)
    assert (status, list(failing), "快 20 秒" in failing["clock"]) == (503, ["clock"], True)
    ahead = timedelta(seconds=1)
    await timekeeping.look()
    assert await running.later(2) == (200, {})


async def test_who_stops_is_not_ready(running: Probes) -> None:
    """At once, whatever was found a moment ago; and still lives."""
    assert await running.ready() == (200, {})
    running.health.stop()
    status, failing = await running.ready()
    assert (status, list(failing)) == (503, ["running"])
    assert (await running.get("/livez")).status == 200
