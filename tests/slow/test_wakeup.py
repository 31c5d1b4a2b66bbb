"""The work of one wake-up: it grows with what is due, and not with what is stored."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

from bot.domain.delivery import DeliveryOutcome
from bot.domain.planning import plan
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.workdays import Workdays
from bot.services.dispatching import AHEAD, LEASE, PACE
from bot.services.ports import Stores
from bot.storage.engine import create_engine
from bot.storage.sql import SqlStores
from tests.support.filling import ZONE, fill, once_in

pytestmark = pytest.mark.slow

SIZES, DUE = (1_000, 10_000, 100_000), (1, 10, 100)
ROUNDS = 5
NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
FAR = NOW + timedelta(days=3650)
FREE = replace(PACE, overall=timedelta(0))
"""The limits of Telegram would be measured otherwise."""


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_wake_up_costs_what_is_due(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hundred times as many stored, and the same due: about the same time."""
    url = request.getfixturevalue("postgres_url") if kind == "postgres" else f"sqlite:///{tmp_path}/zuwu.db"
    curve: dict[tuple[int, int], float] = {}
    stored = 0
    for size in SIZES:
        fill(url, (_far(number) for number in range(stored, size)))
        stored = size
        curve |= asyncio.run(_measure(url, size))
    with capsys.disabled():
        print(f"\n{kind}: milliseconds of a wake-up, by stored and due")  # noqa: T201
        for size in SIZES:
            print(f"  {size:>7}: " + "  ".join(f"{due} due {curve[size, due]:6.1f}" for due in DUE))  # noqa: T201
    for due in DUE:
        assert curve[SIZES[-1], due] < 3 * curve[SIZES[0], due] + 3


def _far(number: int) -> Reminder:
    """One that is due in years. What is next is given, since reckoning it is not what is measured."""
    return replace(once_in(number + 1, number, FAR, NOW), next_due_at=FAR)


async def _measure(url: str, size: int) -> dict[tuple[int, int], float]:
    """The median time of a wake-up, in milliseconds, by size and number of what is due."""
    engine = create_engine(url)
    stores = SqlStores(engine)
    numbers = itertools.count(size * 1_000)
    found = {}
    for due in DUE:
        found[size, due] = median([await _wake_up(stores, due, numbers) for _ in range(ROUNDS)])
    await stores.close()
    return found


async def _wake_up(stores: Stores, due: int, numbers: Iterator[int]) -> float:
    """Plan, claim and finish so many that are due now."""
    chosen = list(itertools.islice(numbers, due))
    assert await stores.reminders.save(*(once_in(number + 1, number, NOW, NOW - AHEAD) for number in chosen))
    workdays, default = Workdays(), Preferences(zone=ZONE)

    started = time.perf_counter()
    planned = await stores.reminders.plan_due(
        NOW,
        due + 1,
        lambda reminder, _: plan(
            reminder, workdays, default, NOW, ahead=AHEAD, new_id=lambda: f"d{reminder.series.id}"
        ),
    )
    claims = await stores.deliveries.claim_due("worker", NOW, LEASE, due + 1, FREE)
    await stores.reminders.next_due()
    await stores.deliveries.next_due(NOW)
    took = time.perf_counter() - started

    assert (planned, len(claims)) == (due, due)
    for claim in claims:
        await stores.deliveries.finish(claim, DeliveryOutcome.SENT, NOW)
    return took * 1000
