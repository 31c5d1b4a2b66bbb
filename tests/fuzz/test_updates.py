"""Hostile updates through the whole bot: none is too much for it, nothing that it sends is too much for Telegram."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Update

from bot.console.botapi.world import LocalUser, World
from bot.services.ports import Stores
from bot.storage.engine import create_engine
from bot.storage.sql import SqlStores
from bot.views.callbacks import Verb
from intents.understanding import Understanding
from tests.fuzz.house import hostile_house
from tests.fuzz.updates import Hostile
from tests.support.app import MEMBER
from tests.support.clock import ManualClock

COUNT = 1_500
_SHOWN = {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "text": "甲"}
SEED = 20_260_302


@pytest.fixture
async def stores(tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[Stores]:
    """An empty database."""
    path = tmp_path / "zuwu.db"
    shutil.copy(migrated_sqlite, path)
    stores = SqlStores(create_engine(f"sqlite:///{path}"))
    yield stores
    await stores.close()


async def test_no_update_is_too_much(stores: Stores, understanding: Understanding) -> None:
    """No unhandled exception, no error in the log, nothing sent that breaks a limit of the Bot API; and the updates
    reach far: buttons of nearly every verb are there to be pressed."""
    async with hostile_house(stores, understanding, SEED) as house:
        await house.feed(COUNT)
    figures = house.figures
    assert not figures.exceptions, figures.exceptions[0]
    assert not figures.violations, figures.violations[0]
    assert figures.updates == COUNT
    assert figures.handled > COUNT * 0.8
    assert len(house.hostile.buttons.by_verb) >= len(Verb) - 6


def _made(seed: int, count: int) -> list[str]:
    world = World(ManualClock(), LocalUser(1, "b", "zuwu_bot", is_bot=True))
    world.add_chat(MEMBER.chat, MEMBER)
    hostile = Hostile(seed, world)
    button = {"text": "甲", "callback_data": "1p:turn0000001:group-size"}
    hostile.buttons.look(_SHOWN | {"reply_markup": {"inline_keyboard": [[button]]}})
    return [json.dumps(hostile.next()) for _ in range(count)]


def test_the_same_seed_makes_the_same_updates() -> None:
    """What failed once fails again."""
    assert _made(5, 300) == _made(5, 300)
    assert _made(5, 300) != _made(6, 300)


def test_every_kind_of_update_is_made() -> None:
    """All that the library knows, and one that nobody knows yet."""
    kinds = {name for update in _made(1, 4_000) for name in json.loads(update)}
    assert {str(kind) for kind in Update.ALL_TYPES} <= kinds
    assert "of_tomorrow" in kinds
