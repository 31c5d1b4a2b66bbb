"""The contract of every KeeperStore."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.domain.keeper import Act
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import HOUR, NOW, USER, a_keeper, an_event


async def test_keepers_come_out_as_they_went_in(stores: Stores) -> None:
    """Earliest first, whoever was written first; each naming is recorded."""
    late, early = a_keeper(1, named_at=NOW + HOUR), a_keeper(USER)
    assert await stores.keepers.name(late, an_event("晚"))
    assert await stores.keepers.name(early, an_event("早"))

    assert list(await stores.keepers.keepers()) == [early, late]
    assert [event.detail for event in await stores.keepers.events(9)] == ["早", "晚"]


async def test_who_is_named_twice_stays_as_they_were(stores: Stores) -> None:
    """And nothing is recorded of the second time."""
    assert await stores.keepers.name(a_keeper(), an_event())
    assert not await stores.keepers.name(a_keeper(name="另一个名字", named_by=1), an_event("第二次"))

    assert list(await stores.keepers.keepers()) == [a_keeper()]
    assert list(await stores.keepers.events(9)) == [an_event()]


async def test_who_is_removed_is_none_any_more(stores: Stores) -> None:
    """Once, recorded once; and may be named again."""
    removal = an_event(act=Act.REMOVED)
    assert not await stores.keepers.remove(USER, removal)
    await stores.keepers.name(a_keeper(), an_event())
    await stores.keepers.name(a_keeper(1), an_event())

    assert await stores.keepers.remove(USER, removal)
    assert not await stores.keepers.remove(USER, removal)
    assert list(await stores.keepers.keepers()) == [a_keeper(1)]
    assert [event.act for event in await stores.keepers.events(9)].count(Act.REMOVED) == 1
    assert await stores.keepers.name(a_keeper(), an_event())


async def test_consent_is_wanted_when_somebody_wants_it(stores: Stores) -> None:
    """Not before; and each change is recorded once."""
    on, off = an_event("", act=Act.CONSENT_ON), an_event("", act=Act.CONSENT_OFF)
    assert not await stores.keepers.wants_consent()
    assert not await stores.keepers.want_consent(False, off)
    for wanted, event in ((True, on), (False, off), (True, on)):
        assert await stores.keepers.want_consent(wanted, event)
        assert not await stores.keepers.want_consent(wanted, event)
        assert await stores.keepers.wants_consent() is wanted

    assert list(await stores.keepers.events(9)) == [on, off, on]


async def test_events_come_out_the_latest_first(stores: Stores) -> None:
    """By their instants; of one instant the last that came; no more than the limit."""
    events = [an_event("二", at=NOW + HOUR), an_event("一"), an_event("三\n😀", at=NOW + HOUR, act=Act.SETTLED)]
    for event in events:
        await stores.keepers.record(event)

    assert list(await stores.keepers.events(9)) == [events[2], events[0], events[1]]
    assert list(await stores.keepers.events(1)) == [events[2]]


async def test_replicas_change_each_thing_once(replicas: list[SqlStores]) -> None:
    """Naming, wanting consent and removing, by all of them at once, are recorded once each."""
    changes: list[Callable[[SqlStores], Awaitable[bool]]] = [
        lambda stores: stores.keepers.name(a_keeper(), an_event(act=Act.NAMED)),
        lambda stores: stores.keepers.want_consent(True, an_event(act=Act.CONSENT_ON)),
        lambda stores: stores.keepers.want_consent(False, an_event(act=Act.CONSENT_OFF)),
        lambda stores: stores.keepers.remove(USER, an_event(act=Act.REMOVED)),
    ]
    for change in changes:
        assert sorted(await asyncio.gather(*[change(stores) for stores in replicas])) == [False, False, False, True]

    recorded = [event.act for event in await replicas[0].keepers.events(99)]
    assert recorded == [Act.REMOVED, Act.CONSENT_OFF, Act.CONSENT_ON, Act.NAMED]
