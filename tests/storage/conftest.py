"""The databases and stores under test."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.services.ports import Stores
from bot.storage.engine import AnyEngine, create_engine
from bot.storage.memory import MemoryStores
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/zuwu.db"


@pytest.fixture(params=["sqlite", POSTGRES])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AnyEngine]:
    """An engine on an empty database, of each kind in turn."""
    engine = create_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture(params=["memory", "sqlite", POSTGRES])
async def stores(request: pytest.FixtureRequest) -> AsyncIterator[Stores]:
    """Empty stores, of each kind in turn."""
    if request.param == "memory":
        yield MemoryStores()
        return
    engine = create_engine(request.getfixturevalue(f"{request.param}_url"))
    await upgrade(engine)
    stores = SqlStores(engine)
    yield stores
    await stores.close()


@pytest.fixture
async def replicas(database_url: str) -> AsyncIterator[list[SqlStores]]:
    """Several stores over one database, each with connections of its own."""
    engine = create_engine(database_url)
    await upgrade(engine)
    await engine.dispose()
    stores = [SqlStores(create_engine(database_url)) for _ in range(4)]
    yield stores
    await asyncio.gather(*[each.close() for each in stores])
