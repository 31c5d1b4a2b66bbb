"""A hundred thousand hostile updates through the whole bot, over each kind of database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.services.ports import Stores
from bot.storage.engine import create_engine
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from intents.understanding import Understanding
from tests.fuzz.house import Figures, hostile_house

PIECES = (
    (1, "sqlite"),
    (2, "sqlite"),
    (3, "sqlite"),
    pytest.param(4, "postgres", marks=pytest.mark.postgres),
    (5, "sqlite"),
)
COUNT = 20_000
"""Updates a piece; each piece begins with a filled database of its own."""


@pytest.fixture
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    """An empty database of the kind that a test names."""
    postgres = request.param == "postgres"
    url = request.getfixturevalue("postgres_url") if postgres else f"sqlite:///{tmp_path / 'zuwu.db'}"
    engine = create_engine(url)
    await upgrade(engine)
    stores = SqlStores(engine)
    yield stores
    await stores.close()


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "stores"), PIECES, indirect=["stores"])
async def test_a_hundred_thousand_updates(
    seed: int, stores: Stores, understanding: Understanding, capsys: pytest.CaptureFixture[str]
) -> None:
    """No exception, nothing that breaks a limit of the Bot API; whatever the library can read is handled."""
    async with hostile_house(stores, understanding, seed) as house:
        await house.feed(COUNT)
    _tell(capsys, seed, house.figures)
    assert not house.figures.exceptions, house.figures.exceptions[0]
    assert not house.figures.violations, house.figures.violations[0]
    assert house.figures.updates == COUNT
    assert house.figures.handled == COUNT - house.figures.refused
    assert house.figures.handled > COUNT * 0.8


def _tell(capsys: pytest.CaptureFixture[str], seed: int, figures: Figures) -> None:
    with capsys.disabled():
        print(f"\nhostile updates, seed {seed}: {figures.told()}")  # noqa: T201 - the figures are what it is for
