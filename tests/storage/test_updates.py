"""The contract of every UpdateLog: each update is handled once."""

import asyncio
from datetime import datetime, timedelta

from bot.services.ports import Stores
from bot.storage.engine import create_engine
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from tests.storage.samples import HOUR, INSTANT, NOW

BOT, UPDATE = 7000000000, 10**9
LEASE = timedelta(seconds=30)


async def claim(
    stores: Stores, worker_id: str, now: datetime = NOW, *, update_id: int = UPDATE, bot_id: int = BOT
) -> bool:
    """Claim with the usual lease."""
    return await stores.updates.claim(bot_id, update_id, worker_id, now, LEASE)


async def test_a_new_update_is_claimed_once(stores: Stores) -> None:
    """The first gets it; while it is in hand nobody does, not even the same worker."""
    assert await claim(stores, "a") is True
    assert await claim(stores, "b") is False
    assert await claim(stores, "a") is False


async def test_updates_and_bots_are_told_apart(stores: Stores) -> None:
    """Update ids mean something to one bot alone."""
    assert await claim(stores, "a") is True
    assert await claim(stores, "a", update_id=UPDATE + 1) is True
    assert await claim(stores, "a", bot_id=BOT + 1) is True


async def test_a_claim_holds_through_the_end_of_its_lease(stores: Stores) -> None:
    """Just before the end and at exactly the end it is still in hand."""
    await claim(stores, "a")

    assert await claim(stores, "b", NOW + LEASE - INSTANT) is False
    assert await claim(stores, "b", NOW + LEASE) is False


async def test_a_claim_whose_lease_is_over_is_taken_over(stores: Stores) -> None:
    """One microsecond after the end, once, and with a lease of its own."""
    over = NOW + LEASE + INSTANT
    await claim(stores, "a")

    assert await claim(stores, "b", over) is True
    assert await claim(stores, "c", over) is False
    assert await claim(stores, "c", over + LEASE) is False
    assert await claim(stores, "c", over + LEASE + INSTANT) is True


async def test_a_finished_update_is_never_claimed_again(stores: Stores) -> None:
    """However long ago it was."""
    await claim(stores, "a")
    await stores.updates.finish(BOT, UPDATE, "a", NOW + INSTANT)

    assert await claim(stores, "a", NOW + INSTANT) is False
    assert await claim(stores, "b", NOW + 1000 * HOUR) is False


async def test_finishing_touches_that_update_alone(stores: Stores) -> None:
    """Its neighbours, by number and by bot, are still to be handled."""
    over = NOW + LEASE + INSTANT
    for update_id, bot_id in ((UPDATE, BOT), (UPDATE + 1, BOT), (UPDATE, BOT + 1)):
        await claim(stores, "a", update_id=update_id, bot_id=bot_id)

    await stores.updates.finish(BOT, UPDATE, "a", NOW)

    assert await claim(stores, "b", over) is False
    assert await claim(stores, "b", over, update_id=UPDATE + 1) is True
    assert await claim(stores, "b", over, bot_id=BOT + 1) is True


async def test_a_worker_may_finish_late_if_nobody_took_over(stores: Stores) -> None:
    """The end of a lease lets others in; it does not undo what was done."""
    await claim(stores, "a")
    await stores.updates.finish(BOT, UPDATE, "a", NOW + 2 * LEASE)

    assert await claim(stores, "b", NOW + 3 * LEASE) is False


async def test_a_worker_that_lost_its_claim_cannot_finish(stores: Stores) -> None:
    """It is the one who took over that finishes."""
    over = NOW + LEASE + INSTANT
    await claim(stores, "a")
    await claim(stores, "b", over)

    await stores.updates.finish(BOT, UPDATE, "a", over)

    assert await claim(stores, "c", over + LEASE + INSTANT) is True


async def test_finishing_what_was_never_claimed_is_harmless(stores: Stores) -> None:
    """And leaves it to be claimed."""
    await stores.updates.finish(BOT, UPDATE, "a", NOW)

    assert await claim(stores, "a") is True


async def test_of_twenty_who_claim_at_once_one_gets_a_new_update(stores: Stores) -> None:
    """At most one, and not none."""
    got = await asyncio.gather(*[claim(stores, f"worker-{number}") for number in range(20)])

    assert sorted(got) == [False] * 19 + [True]


async def test_of_twenty_who_claim_at_once_one_takes_over(stores: Stores) -> None:
    """An expired claim too goes to one."""
    over = NOW + LEASE + INSTANT
    await claim(stores, "a")

    got = await asyncio.gather(*[claim(stores, f"worker-{number}", over) for number in range(20)])

    assert sorted(got) == [False] * 19 + [True]


async def test_two_replicas_share_the_updates_out(database_url: str) -> None:
    """Each of many updates, offered to both at once, goes to one of them, new or taken over."""
    replicas = [SqlStores(create_engine(database_url)) for _ in range(2)]
    engine = create_engine(database_url)
    await upgrade(engine)

    for now in (NOW, NOW + LEASE + INSTANT):
        offers = [
            claim(stores, f"worker-{number}", now, update_id=update_id)
            for update_id in range(40)
            for number, stores in enumerate(replicas)
        ]
        assert sum(await asyncio.gather(*offers)) == 40

    await asyncio.gather(engine.dispose(), *[stores.close() for stores in replicas])


async def test_a_purge_deletes_what_was_claimed_before(stores: Stores) -> None:
    """Not what was claimed at exactly that instant; finished or not; what is deleted is new again."""
    await claim(stores, "a", NOW - INSTANT, update_id=1)
    await claim(stores, "a", NOW - INSTANT, update_id=2)
    await claim(stores, "a", NOW, update_id=3)
    await stores.updates.finish(BOT, 2, "a", NOW)

    assert await stores.updates.purge(NOW) == 2
    assert await stores.updates.purge(NOW) == 0
    assert [await claim(stores, "b", update_id=number) for number in (1, 2, 3)] == [True, True, False]
