"""The contract of every LeaderStore."""

import asyncio
from dataclasses import replace

from bot.services.ports import Stores
from tests.storage.samples import GROUP, HOUR, NOW, USER, a_leader


async def test_a_named_leader_comes_out_as_named(stores: Stores) -> None:
    """Every field survives."""
    assert await stores.leaders.name(a_leader()) is True
    assert list(await stores.leaders.leaders(GROUP)) == [a_leader()]


async def test_naming_a_leader_again_changes_nothing(stores: Stores) -> None:
    """Who named them first, and when, stays."""
    await stores.leaders.name(a_leader())

    assert await stores.leaders.name(a_leader(named_by=43, named_at=NOW - HOUR)) is False
    assert await stores.leaders.name(a_leader()) is False
    assert list(await stores.leaders.leaders(GROUP)) == [a_leader()]


async def test_of_many_who_name_at_once_one_does(stores: Stores) -> None:
    """Twenty at the same time make one leader."""
    named = await asyncio.gather(*[stores.leaders.name(a_leader(named_by=number)) for number in range(20)])

    assert sorted(named) == [False] * 19 + [True]
    assert [leader.named_by for leader in await stores.leaders.leaders(GROUP)] == [named.index(True)]


async def test_unnaming_tells_whether_the_person_had_the_role(stores: Stores) -> None:
    """True once; then they lead no more, and may be named anew."""
    await stores.leaders.name(a_leader())

    assert await stores.leaders.unname(GROUP, USER) is True
    assert list(await stores.leaders.leaders(GROUP)) == []
    assert await stores.leaders.unname(GROUP, USER) is False
    assert await stores.leaders.name(a_leader()) is True


async def test_unnaming_touches_that_person_in_that_chat_alone(stores: Stores) -> None:
    """Neither their role elsewhere nor their colleague's."""
    elsewhere, colleague = a_leader(chat_id=-5), a_leader(user_id=8)
    for leader in (a_leader(), elsewhere, colleague):
        await stores.leaders.name(leader)

    await stores.leaders.unname(GROUP, USER)

    assert list(await stores.leaders.leaders(-5)) == [elsewhere]
    assert list(await stores.leaders.leaders(GROUP)) == [colleague]


async def test_leaders_come_earliest_first(stores: Stores) -> None:
    """By the instant of naming; of one instant, in the order of naming."""
    early, tied, late = a_leader(user_id=3, named_at=NOW - HOUR), a_leader(user_id=9), a_leader(user_id=1)
    for leader in (tied, late, early):
        await stores.leaders.name(leader)

    assert list(await stores.leaders.leaders(GROUP)) == [early, tied, late]


async def test_a_chat_without_leaders_has_none(stores: Stores) -> None:
    """The leaders of one chat lead no other."""
    await stores.leaders.name(a_leader())

    assert list(await stores.leaders.leaders(GROUP - 1)) == []


async def test_forgetting_a_person_ends_every_role(stores: Stores) -> None:
    """In every chat, counted; others keep theirs."""
    other = a_leader(user_id=8, named_by=USER)
    for leader in (a_leader(), a_leader(chat_id=-5), other):
        await stores.leaders.name(leader)

    assert await stores.leaders.forget(USER) == 2
    assert list(await stores.leaders.leaders(GROUP)) == [replace(other, named_by=GROUP)]
    assert list(await stores.leaders.leaders(-5)) == []
    assert await stores.leaders.forget(USER) == 0
