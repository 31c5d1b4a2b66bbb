"""What is due and waits, as those look at it who keep the program running."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.delivery import Backlog, DeliveryOutcome, Pace
from bot.services.ports import Stores
from bot.storage.memory import stores as in_memory
from bot.storage.sql import stores as in_sql
from tests.storage.samples import NOW, a_delivery

SECOND = timedelta(seconds=1)
PACE = Pace(overall=SECOND / 20, private=SECOND, group=SECOND * 3, ahead=SECOND, head_start=timedelta(0))


async def fill(stores: Stores, *due: datetime) -> None:
    """Deliveries that are due at those instants, each to a chat of its own."""
    made = [replace(a_delivery(f"d{i}"), chat_id=i + 1, due_at=at, lead=SECOND * i) for i, at in enumerate(due)]
    assert await stores.deliveries.add(*made) == len(due)


async def test_what_is_due_is_counted(stores: Stores) -> None:
    """With the instant of the first; what is in somebody's hand waits as well, what is finished or to come does not."""
    assert await stores.backlog(NOW) == Backlog(0, None)
    await fill(stores, NOW - 9 * SECOND, NOW - 5 * SECOND, NOW, NOW + SECOND)
    assert await stores.backlog(NOW) == Backlog(3, NOW - 9 * SECOND)
    (claim,) = await stores.deliveries.claim_due("w", NOW, SECOND, 1, PACE)
    assert await stores.backlog(NOW) == Backlog(3, NOW - 9 * SECOND)
    assert await stores.deliveries.finish(claim, DeliveryOutcome.SENT, NOW)
    assert await stores.backlog(NOW) == Backlog(2, NOW - 5 * SECOND)


async def test_counting_has_an_end(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a count of everything."""
    for module in (in_memory, in_sql):
        monkeypatch.setattr(module, "COUNTED", 2)
    await fill(stores, *[NOW - number * SECOND for number in range(5)])
    assert await stores.backlog(NOW) == Backlog(2, NOW - 4 * SECOND)
