"""The clock is set, forward or back, by hours: nothing stands still for that long, nothing comes twice."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from shutil import copy

import pytest

from bot.services.ports import Stores
from bot.storage.engine import create_engine
from bot.storage.memory import MemoryStores
from bot.storage.sql import SqlStores
from intents.understanding import Understanding
from tests.delivery.house import NOTICES_ONLY, House, once
from tests.support.app import FORUM, GROUP, LEADER, MEMBER, OTHER, running_bot
from tests.support.clock import ManualClock

ANSWER = "每月召开 1 次"
HOURS = [timedelta(hours=5), timedelta(hours=-5)]


@pytest.fixture(params=["memory", "sqlite"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[Stores]:
    """Empty stores, of each kind in turn."""
    if request.param == "memory":
        yield MemoryStores()
        return
    stores = SqlStores(create_engine(f"sqlite:///{copy(migrated_sqlite, tmp_path / 'zuwu.db')}"))
    yield stores
    await stores.close()


@pytest.fixture
async def house(stores: Stores, understanding: Understanding, clock: ManualClock) -> AsyncIterator[House]:
    """A bot and its calendar."""
    async with running_bot(stores, understanding, clock) as bot:
        for chat in (GROUP, FORUM, MEMBER, LEADER):
            await stores.habits.save(chat.id, NOTICES_ONLY)
        yield House(bot)


async def test_a_clock_set_back_holds_no_notice_up(house: House) -> None:
    """What was said is not said again; what is due then is said when it is, in that group and in others."""
    await house.remind(once("2026-03-02 20:00"))
    await house.remind(once("2026-03-02 16:00"), chat=FORUM)
    await house.at("2026-03-02 20:00")
    assert len(house.said()) == 1
    before = len(house.said(FORUM))
    house.set("2026-03-02 15:00")
    await house.remind(once("2026-03-02 15:30"))
    await house.remind(once("2026-03-02 15:30"), chat=FORUM)
    await house.at("2026-03-02 15:30")
    await house.at("2026-03-02 15:30:31")
    assert (len(house.said()), len(house.said(FORUM))) == (2, before + 1)


@pytest.mark.parametrize("by", HOURS, ids=["forward", "back"])
async def test_questions_are_answered_whatever_the_clock_does(house: House, by: timedelta) -> None:
    """Before, in between and after; what is awaited may be forgotten, and nothing else."""
    bot = house.bot
    assert ANSWER in (await bot.ask("党小组会多久开一次"))["text"]
    bot.clock.advance(by)
    for person in (MEMBER, OTHER):
        assert ANSWER in (await bot.ask("党小组会多久开一次", sender=person))["text"]
    bot.clock.advance(-by)
    assert ANSWER in (await bot.ask("党小组会多久开一次"))["text"]


@pytest.mark.parametrize("by", HOURS, ids=["forward", "back"])
async def test_roles_are_asked_for_anew_when_the_clock_was_set(house: House, by: timedelta) -> None:
    """Who lost a role does not keep it for the hours by which the clock was set."""
    bot = house.bot
    await bot.ask("/settings", GROUP, LEADER)
    bot.clock.advance(by)
    bot.api.world.set_member(GROUP, LEADER, "member")
    sent = await bot.ask("/remind 明天下午3点开会", GROUP, LEADER)
    assert "只有群管理员和组长" in sent["text"]
