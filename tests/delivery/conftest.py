"""The whole bot, with a calendar to fill, over each kind of store."""

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copy

import pytest

from bot.services.ports import Stores
from bot.storage.engine import create_engine
from bot.storage.memory import MemoryStores
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from intents.understanding import Understanding
from tests.delivery.house import NOTICES_ONLY, House
from tests.support.app import FORUM, GROUP, LEADER, MEMBER, OLD_GROUP, running_bot
from tests.support.clock import ManualClock
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def stores(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[Stores]:
    """Empty stores, of each kind in turn."""
    if request.param == "memory":
        yield MemoryStores()
        return
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{copy(migrated_sqlite, tmp_path / 'zuwu.db')}")
    else:
        engine = create_engine(request.getfixturevalue("postgres_url"))
        await upgrade(engine)
    stores = SqlStores(engine)
    yield stores
    await stores.close()


@pytest.fixture
async def house(stores: Stores, understanding: Understanding, clock: ManualClock) -> AsyncIterator[House]:
    """A bot and its calendar, in which notices are all that is said: whatever else is about meetings is off."""
    async with running_bot(stores, understanding, clock) as bot:
        for chat in (GROUP, FORUM, OLD_GROUP, MEMBER, LEADER):
            await stores.habits.save(chat.id, NOTICES_ONLY)
        yield House(bot)


@pytest.fixture
async def month(stores: Stores, understanding: Understanding, clock: ManualClock) -> AsyncIterator[House]:
    """A bot and its calendar, with everything about meetings as it is by default."""
    async with running_bot(stores, understanding, clock) as bot:
        yield House(bot)
