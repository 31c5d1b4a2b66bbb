"""The pace of a chat goes with what was sent to it, and when nobody was sent anything for long."""

from datetime import timedelta

from bot.domain.delivery import DeliveryOutcome, Pace
from bot.services.ports import Stores
from tests.storage.samples import NOW, USER, a_delivery

MINUTE = timedelta(minutes=1)
PACE = Pace(overall=timedelta(0), private=timedelta(days=2), group=timedelta(days=2), ahead=timedelta(seconds=1))
"""Nobody is sent to twice within two days."""


async def _send(stores: Stores, name: str) -> bool:
    """Whether something to a person can be claimed now, where it is due."""
    await stores.deliveries.add(a_delivery(name, series_id=f"series of {name}", chat_id=USER, due_at=NOW))
    claims = await stores.deliveries.claim_due("worker", NOW, MINUTE, 5, PACE)
    for claim in claims:
        assert await stores.deliveries.finish(claim, DeliveryOutcome.SENT, NOW)
    return bool(claims)


async def test_who_is_forgotten_has_no_pace_any_more(stores: Stores) -> None:
    """Nothing says that they were ever sent anything."""
    assert await _send(stores, "first")
    assert not await _send(stores, "second")
    assert await stores.deliveries.forget(USER) == 2
    assert await _send(stores, "third")


async def test_a_pace_is_purged_once_it_keeps_nobody_waiting(stores: Stores) -> None:
    """And not before."""
    assert await _send(stores, "first")
    await stores.deliveries.purge(NOW)
    assert not await _send(stores, "second")
    await stores.deliveries.purge(NOW + timedelta(days=3))
    assert await _send(stores, "third")
