"""The scenarios in tests/scenarios: conversations with the real bot, on every kind of store."""

from collections import deque
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.console.local_api import ApiCall
from bot.services.ports import Stores
from intents.understanding import Understanding
from tests.support.app import running_bot
from tests.support.expectations import SHOWN
from tests.support.stage import Stage

FOLDER = Path(__file__).parent / "scenarios"


def _scenarios() -> list[Any]:
    return [
        pytest.param(scenario, id=f"{path.stem}: {scenario['scenario']}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for scenario in yaml.safe_load(path.read_text("utf-8"))
    ]


@pytest.fixture
def stores(stores_of_each_kind: Stores) -> Stores:
    """Empty stores, of each kind in turn."""
    return stores_of_each_kind


@pytest.mark.parametrize("scenario", _scenarios())
async def test_the_bot_does_what_the_scenario_tells(
    scenario: dict[str, Any], stores: Stores, understanding: Understanding
) -> None:
    """Every turn, and nothing beside; Telegram refuses nothing of it."""
    shown: deque[ApiCall] = deque()
    refused: list[str] = []

    def observe(call: ApiCall) -> None:
        if call.error:
            refused.append(f"{call.method}: {call.error}")
        elif call.method in SHOWN:
            shown.append(call)

    async with running_bot(stores, understanding, listener=observe) as bot:
        stage = Stage(bot, scenario.get("in", "private"), shown)
        for number, turn in enumerate(scenario["turns"], 1):
            try:
                await stage.play(turn)
            except AssertionError as error:
                error.add_note(f"turn {number} of {scenario['scenario']!r}: {turn}")
                raise
        stage.end()
    assert [each for each in refused if not any(part in each for part in scenario.get("refused", []))] == []
