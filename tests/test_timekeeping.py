"""The clock of this machine against the one that replicas share."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.clock import SystemClock
from bot.domain.errors import StorageError
from bot.seeing.metrics import Metrics
from bot.seeing.operator import Operator
from bot.seeing.timekeeping import LOOK_AGAIN, LOOK_EVERY, Timekeeping
from bot.storage.engine import create_engine
from bot.storage.memory import MemoryStores
from bot.storage.sql import SqlStores
from tests.support.clock import ManualClock
from tests.support.logs import production_log
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@dataclass
class Chat:
    """What the operator chat was told."""

    texts: list[str] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, text: str) -> None:
        self.texts.append(text)
        self.told.set()


@pytest.fixture
async def stores(postgres_url: str) -> AsyncIterator[SqlStores]:
    """A server with a clock of its own."""
    stores = SqlStores(create_engine(postgres_url))
    yield stores
    await stores.close()


def off_by(stores: SqlStores, seconds: float, operator: Operator) -> Timekeeping:
    """Of a machine whose clock is ahead."""
    return Timekeeping(stores, ManualClock(datetime.now(UTC) + timedelta(seconds=seconds)), operator)


@pytest.mark.postgres
async def test_clocks_that_agree_are_no_matter(stores: SqlStores) -> None:
    """As those of one machine do."""
    timekeeping = Timekeeping(stores, SystemClock(), Operator(None, Metrics()))
    with production_log() as log:
        await timekeeping.look()
    assert (timekeeping.sentence, log.text) == ("", "")


@pytest.mark.postgres
@pytest.mark.parametrize(("seconds", "side"), [(20, "快"), (-20, "慢"), (5, "快")])
async def test_a_clock_that_is_off_is_told(stores: SqlStores, seconds: int, side: str) -> None:
    """The log from two seconds on, and the operator; from ten on the process is not ready."""
    chat = Chat()
    operator = Operator(chat.send, Metrics())
    telling = asyncio.create_task(operator.run())
    timekeeping = off_by(stores, seconds, operator)
    with production_log() as log:
        await timekeeping.look()
    await asyncio.wait_for(chat.told.wait(), 5)
    telling.cancel()
    assert ("ahead of the database's" in log.text, len(log.entries)) == (True, 1)
    assert (f"比数据库{side}" in chat.texts[0], "NTP" in chat.texts[0]) == (True, True)
    assert timekeeping.sentence == (chat.texts[0] if abs(seconds) > 10 else "")


@pytest.mark.postgres
async def test_a_clock_that_was_set_right_is_well(stores: SqlStores, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked at more often while it is off; a database that does not answer changes nothing."""
    clock = ManualClock(datetime.now(UTC) + timedelta(seconds=30))
    pauses: list[float] = []
    over = asyncio.Event()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            clock.advance(datetime.now(UTC) - clock.now())
        if len(pauses) == 3:
            over.set()
            await asyncio.Event().wait()

    timekeeping = Timekeeping(stores, clock, Operator(None, Metrics()), sleep=sleep)
    await timekeeping.look()
    with monkeypatch.context() as patch:
        patch.setattr(stores, "time", _fail)
        await timekeeping.look()
    assert timekeeping.sentence
    running = asyncio.create_task(timekeeping.run())
    await over.wait()
    running.cancel()
    assert (timekeeping.sentence, pauses) == ("", [LOOK_AGAIN, LOOK_AGAIN, LOOK_EVERY])


async def test_a_file_has_no_clock(tmp_path: Path) -> None:
    """Nor has memory."""
    sqlite = SqlStores(create_engine(f"sqlite:///{tmp_path}/zuwu.db"))
    assert (await sqlite.time(), await MemoryStores().time()) == (None, None)
    timekeeping = off_by(sqlite, 3600, Operator(None, Metrics()))
    await timekeeping.look()
    assert timekeeping.sentence == ""
    await sqlite.close()


async def _fail() -> datetime | None:
    raise StorageError("down")
