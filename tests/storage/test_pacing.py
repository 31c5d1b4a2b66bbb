"""The contract of the pace: instants are given away as Telegram allows, over all workers, and nobody is held up."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.domain.delivery import Claim, DeliveryOutcome, Pace
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import GROUP, HOUR, INSTANT, NOW, PACE, a_delivery

LEASE = timedelta(seconds=30)
STEP, AHEAD = PACE.overall, PACE.ahead


async def claim(
    stores: Stores, now: datetime = NOW, limit: int = 100, *, worker: str = "a", pace: Pace = PACE
) -> Sequence[Claim]:
    """Claim with the usual lease and pace."""
    return await stores.deliveries.claim_due(worker, now, LEASE, limit, pace)


async def add(
    stores: Stores, count: int, *, chat_id: int | None = None, name: str = "d", due_at: datetime = NOW
) -> None:
    """Some that are due, to a private chat each unless one chat is named."""
    new = [a_delivery(f"{name}-{n}", chat_id=chat_id or n + 1, due_at=due_at) for n in range(count)]
    await stores.deliveries.add(*new)


async def test_instants_are_apart(stores: Stores) -> None:
    """From now on, in the order of what is due; the next call goes on where this one ended."""
    await add(stores, 6)

    first, second = await claim(stores, limit=4), await claim(stores, limit=4)

    assert [each.send_at for each in (*first, *second)] == [NOW + n * STEP for n in range(6)]
    assert [each.delivery.id for each in (*first, *second)] == [f"d-{n}" for n in range(6)]


async def test_no_instant_is_before_now(stores: Stores) -> None:
    """What nobody used is gone."""
    await add(stores, 2)
    (first,) = await claim(stores, limit=1)
    await stores.deliveries.finish(first, DeliveryOutcome.SENT, NOW)

    assert [each.send_at for each in await claim(stores, NOW + HOUR)] == [NOW + HOUR]


async def test_no_instant_is_too_far_ahead(stores: Stores) -> None:
    """The last is at exactly the end; the rest waits until time has gone on."""
    count = AHEAD // STEP + 1
    await add(stores, count + 3)

    given = await claim(stores)

    assert (len(given), given[-1].send_at) == (count, NOW + AHEAD)
    assert list(await claim(stores)) == []
    assert list(await claim(stores, NOW + STEP - INSTANT)) == []
    assert [each.send_at for each in await claim(stores, NOW + STEP)] == [NOW + AHEAD + STEP]


@pytest.mark.parametrize(("chat_id", "interval"), [(GROUP, PACE.group), (77, PACE.private)])
async def test_the_sends_to_one_chat_are_further_apart(stores: Stores, chat_id: int, interval: timedelta) -> None:
    """One a call; the next not before its time, and then at once."""
    await add(stores, 3, chat_id=chat_id)

    assert [each.send_at for each in await claim(stores)] == [NOW]
    assert list(await claim(stores, NOW + interval - INSTANT)) == []
    assert [each.send_at for each in await claim(stores, NOW + interval)] == [NOW + interval]


async def test_a_long_queue_of_one_chat_holds_up_nobody(stores: Stores) -> None:
    """Thousands that were due before wait for their chat; the one of another goes out."""
    await add(stores, 3000, chat_id=GROUP, due_at=NOW - HOUR)
    await add(stores, 1, chat_id=5, name="other")

    first, second = await claim(stores), await claim(stores, NOW + PACE.group)

    assert [(each.delivery.id, each.send_at) for each in first] == [("d-0", NOW), ("other-0", NOW + STEP)]
    assert [each.delivery.id for each in second] == ["d-1"]
    assert list(await claim(stores, NOW + PACE.group)) == []


async def test_a_chat_may_have_the_next_instant_though_it_is_to_come(stores: Stores) -> None:
    """Where all instants before are given away, the time of a chat has come when that instant has."""
    await add(stores, 1, chat_id=5, name="five")
    await claim(stores)
    await stores.deliveries.hold(None, NOW + PACE.private)
    await add(stores, 1, chat_id=5, name="again")

    assert await stores.deliveries.next_due(NOW) == NOW
    assert [each.send_at for each in await claim(stores)] == [NOW + PACE.private]


async def test_a_chat_that_is_held_waits(stores: Stores) -> None:
    """Others do not; a shorter hold changes nothing."""
    await add(stores, 2)
    await stores.deliveries.hold(1, NOW + HOUR)
    await stores.deliveries.hold(1, NOW + INSTANT)

    (other,) = await claim(stores)
    assert (other.delivery.id, other.send_at) == ("d-1", NOW)
    await stores.deliveries.finish(other, DeliveryOutcome.SENT, NOW)
    assert list(await claim(stores, NOW + HOUR - INSTANT)) == []
    assert [each.delivery.id for each in await claim(stores, NOW + HOUR)] == ["d-0"]


async def test_all_may_be_held(stores: Stores) -> None:
    """Then nobody gets an instant before; the first is at exactly that time."""
    await add(stores, 2)
    await stores.deliveries.hold(None, NOW + HOUR)

    assert list(await claim(stores)) == []
    assert list(await claim(stores, NOW + HOUR - AHEAD - INSTANT)) == []
    given = await claim(stores, NOW + HOUR - AHEAD)
    assert [each.send_at for each in given] == [NOW + HOUR]


async def test_a_pace_without_intervals_gives_now(stores: Stores) -> None:
    """As many as are asked for."""
    zero = timedelta(0)
    await add(stores, 5)

    given = await claim(stores, limit=4, pace=Pace(overall=zero, private=zero, group=zero, ahead=zero))

    assert [each.send_at for each in given] == [NOW] * 4


async def test_nothing_unfinished_is_never_due(stores: Stores) -> None:
    """Whatever was, and however it is paced."""
    assert await stores.deliveries.next_due(NOW) is None
    await stores.deliveries.add(a_delivery(outcome=DeliveryOutcome.SENT))
    await stores.deliveries.hold(None, NOW + HOUR)

    assert await stores.deliveries.next_due(NOW) is None


async def test_the_next_due_is_the_earliest(stores: Stores) -> None:
    """Of all that are unfinished, past ones too."""
    await add(stores, 1, due_at=NOW + HOUR)
    assert await stores.deliveries.next_due(NOW) == NOW + HOUR

    await add(stores, 1, name="past", due_at=NOW - HOUR)
    assert await stores.deliveries.next_due(NOW) == NOW - HOUR


async def test_what_waits_is_not_due_before(stores: Stores) -> None:
    """For the end of a lease, for a later try, for its chat, for all; and at that very time it may be claimed."""
    await add(stores, 1, chat_id=5)
    (taken,) = await claim(stores)
    assert await stores.deliveries.next_due(NOW) == NOW + LEASE + INSTANT
    await _assert_claimable_from(stores, NOW + LEASE + INSTANT)

    (taken,) = await claim(stores, NOW + HOUR)
    await stores.deliveries.postpone(taken, NOW + 2 * HOUR)
    assert await stores.deliveries.next_due(NOW) == NOW + 2 * HOUR
    await _assert_claimable_from(stores, NOW + 2 * HOUR)

    await stores.deliveries.hold(5, NOW + 3 * HOUR)
    assert await stores.deliveries.next_due(NOW) == NOW + 3 * HOUR
    await _assert_claimable_from(stores, NOW + 3 * HOUR)

    await stores.deliveries.hold(None, NOW + 4 * HOUR)
    assert await stores.deliveries.next_due(NOW) == NOW + 4 * HOUR - AHEAD
    await _assert_claimable_from(stores, NOW + 4 * HOUR - AHEAD)


async def test_a_loop_that_sleeps_until_the_next_due_sends_all_at_the_pace(stores: Stores) -> None:
    """It never wakes in vain, and what it sends is as far apart as Telegram wants it."""
    await add(stores, 4, chat_id=GROUP, name="group")
    await add(stores, 60)
    sent: list[Claim] = []
    now, wakes = NOW, 0

    while (due := await stores.deliveries.next_due(now)) is not None:
        now = max(now, due)
        claims = await claim(stores, now, limit=10)
        assert claims
        for each in claims:
            await stores.deliveries.finish(each, DeliveryOutcome.SENT, now)
        sent += claims
        wakes += 1

    assert len({each.delivery.id for each in sent}) == 64
    instants = [each.send_at for each in sent]
    assert all(later - earlier >= STEP for earlier, later in pairwise(instants))
    group = [each.send_at for each in sent if each.delivery.chat_id == GROUP]
    assert [later - earlier for earlier, later in pairwise(group)] == [PACE.group] * 3
    assert wakes <= 64


async def test_replicas_keep_one_pace_together(replicas: list[SqlStores]) -> None:
    """However many claim at once: no instant is given twice, none to a chat too early."""
    await add(replicas[0], 40)
    await add(replicas[0], 10, chat_id=GROUP, name="group")
    pace = replace(PACE, ahead=timedelta(seconds=30))

    given = await asyncio.gather(
        *[claim(stores, limit=3, worker=f"{n}-{m}", pace=pace) for n in range(5) for m, stores in enumerate(replicas)]
    )

    claims = sorted((each for some in given for each in some), key=lambda each: each.send_at)
    assert len({each.delivery.id for each in claims}) == len(claims) >= 41
    assert [each.send_at for each in claims] == [NOW + n * STEP for n in range(len(claims))]
    assert sum(each.delivery.chat_id == GROUP for each in claims) == 1


async def _assert_claimable_from(stores: Stores, at: datetime) -> None:
    """Not before, and then at once; whoever tried has let go of it."""
    assert list(await claim(stores, at - INSTANT)) == []
    (found,) = await claim(stores, at)
    await stores.deliveries.postpone(found, None)
