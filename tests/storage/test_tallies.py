"""The contract of every TallyStore."""

import asyncio
from datetime import date, timedelta

from bot.domain.tally import Event, Tally
from bot.services.ports import Stores
from bot.storage.sql import SqlStores

DAY = date(2026, 2, 28)
NEXT = DAY + timedelta(days=1)


async def test_counts_add_up(stores: Stores) -> None:
    """Of the same day, event and target, in one call and over several."""
    await stores.tallies.add([Tally(DAY, Event.ANSWER, "甲", 2), Tally(DAY, Event.ANSWER, "甲", 1)])
    await stores.tallies.add([Tally(DAY, Event.ANSWER, "甲", 4)])

    assert list(await stores.tallies.between(DAY, DAY)) == [Tally(DAY, Event.ANSWER, "甲", 7)]


async def test_what_differs_is_counted_apart(stores: Stores) -> None:
    """Every event, with a target and without, day by day."""
    tallies = [Tally(day, event, target, 1) for day in (DAY, NEXT) for event in Event for target in ("", "a", "A")]
    await stores.tallies.add(tallies)

    found = await stores.tallies.between(DAY, NEXT)

    assert set(found) == set(tallies)
    assert len(found) == len(tallies)
    assert [each.day for each in found] == [DAY] * (len(tallies) // 2) + [NEXT] * (len(tallies) // 2)


async def test_both_days_of_a_span_are_included(stores: Stores) -> None:
    """And none outside of it."""
    for offset in range(-2, 3):
        await stores.tallies.add([Tally(DAY + timedelta(days=offset), Event.UNANSWERED, "", 1)])

    found = await stores.tallies.between(DAY - timedelta(days=1), NEXT)

    assert [each.day for each in found] == [DAY - timedelta(days=1), DAY, NEXT]
    assert list(await stores.tallies.between(NEXT, DAY)) == []


async def test_nothing_to_add_is_nothing_added(stores: Stores) -> None:
    """No row comes of it."""
    await stores.tallies.add([])

    assert list(await stores.tallies.between(DAY, NEXT)) == []


async def test_a_purge_deletes_the_days_before(stores: Stores) -> None:
    """That day stays."""
    await stores.tallies.add(
        [Tally(day, event, "", 1) for day in (DAY, NEXT) for event in (Event.ANSWER, Event.OPENED)]
    )

    assert await stores.tallies.purge(NEXT) == 2
    assert await stores.tallies.purge(NEXT) == 0
    assert [each.day for each in await stores.tallies.between(DAY, NEXT)] == [NEXT, NEXT]


async def test_replicas_lose_no_count(replicas: list[SqlStores]) -> None:
    """In whatever order each names what it counted."""
    batch = [Tally(DAY, Event.ANSWER, str(number), 1) for number in range(20)]

    await asyncio.gather(
        *[stores.tallies.add(batch[::step]) for stores, step in zip(replicas, (1, -1, 1, -1), strict=True)]
    )

    assert [each.count for each in await replicas[0].tallies.between(DAY, DAY)] == [4] * 20
