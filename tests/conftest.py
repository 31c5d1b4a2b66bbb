"""What every test may use: the knowledge of the tests, and the whole bot over it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from bot.services.ports import Stores
from bot.storage.engine import create_engine
from bot.storage.memory import MemoryStores
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from intents.understanding import Understanding
from knowledge.loader import load_folder

pytest.register_assert_rewrite("tests.support.expectations", "tests.support.stage")

from tests.support.app import RunningBot, running_bot  # noqa: E402
from tests.support.clock import ManualClock  # noqa: E402

# Durations of the library are timedelta, as they will be in its next version; otherwise it warns.
os.environ["PTB_TIMEDELTA"] = "1"

# The same examples on every machine and in every run; `make test-search` looks for new ones.
hypothesis_settings.register_profile("settled", derandomize=True, deadline=None, database=None)
hypothesis_settings.register_profile("search", max_examples=2000, deadline=None)
hypothesis_settings.load_profile("settled")

KNOWLEDGE = Path(__file__).parent / "data" / "knowledge"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--slow`` runs the tests that take minutes to hours, and only them (make test-slow)."""
    parser.addoption("--slow", action="store_true", help="the slow tests, and only them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the slow tests, or with ``--slow`` all others."""
    wanted = bool(config.getoption("--slow"))
    out = [item for item in items if (item.get_closest_marker("slow") is not None) is not wanted]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in set(out)]


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings are the tests' own."""
    for name in [name for name in os.environ if name.startswith("ZUWU_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    """The small knowledge base in tests/data/knowledge, read once."""
    return Understanding(load_folder(KNOWLEDGE).require())


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file with every table, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"

    async def create() -> None:
        engine = create_engine(f"sqlite:///{path}")
        await upgrade(engine)
        await engine.dispose()

    asyncio.run(create())
    return path


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def stores() -> Stores:
    """Empty stores in memory."""
    return MemoryStores()


@pytest.fixture(params=["memory", "sqlite"])
async def stores_of_each_kind(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path
) -> AsyncIterator[Stores]:
    """Empty stores, of each kind in turn."""
    if request.param == "memory":
        yield MemoryStores()
        return
    opened = SqlStores(create_engine(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'zuwu.db')}"))
    yield opened
    await opened.close()


@pytest.fixture
async def bot(stores: Stores, understanding: Understanding, clock: ManualClock) -> AsyncIterator[RunningBot]:
    """The whole bot, initialised, over the stores."""
    async with running_bot(stores, understanding, clock) as running:
        yield running
