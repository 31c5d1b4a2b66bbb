"""The contract of every RosterStore."""

import asyncio
from dataclasses import replace

from bot.domain.roster import Standing
from bot.services.ports import Stores
from bot.storage.sql import SqlStores
from tests.storage.samples import GROUP, HOUR, NOW, USER, a_member


async def test_a_member_comes_out_as_they_joined(stores: Stores) -> None:
    """Every field survives; an unknown one is none."""
    assert await stores.rosters.join(a_member()) is True

    assert await stores.rosters.member("m-1") == a_member()
    assert list(await stores.rosters.members(GROUP)) == [a_member()]
    assert await stores.rosters.member("m-2") is None
    assert list(await stores.rosters.members(GROUP - 1)) == []


async def test_who_has_no_telegram_is_a_name(stores: Stores) -> None:
    """Any number of them may be on one roster, of the same name too."""
    names = [a_member(f"m-{number}", user_id=None, standing=None, excused=False) for number in range(3)]
    for name in names:
        assert await stores.rosters.join(name) is True

    assert list(await stores.rosters.members(GROUP)) == names


async def test_nobody_joins_a_roster_twice(stores: Stores) -> None:
    """Nothing of what is there changes; another group has a roster of its own."""
    elsewhere = a_member("m-3", chat_id=-5)
    await stores.rosters.join(a_member())

    assert await stores.rosters.join(a_member("m-2", name="李同志")) is False
    assert await stores.rosters.join(elsewhere) is True
    assert list(await stores.rosters.members(GROUP)) == [a_member()]
    assert await stores.rosters.member("m-2") is None


async def test_an_id_that_is_taken_changes_nothing(stores: Stores) -> None:
    """Whoever has it keeps it."""
    await stores.rosters.join(a_member())

    assert await stores.rosters.join(a_member(user_id=8)) is False
    assert await stores.rosters.join(a_member(chat_id=-5)) is False
    assert await stores.rosters.member("m-1") == a_member()


async def test_of_many_who_join_one_person_at_once_one_does(stores: Stores) -> None:
    """Twenty presses make one member."""
    joined = await asyncio.gather(*[stores.rosters.join(a_member(f"m-{number}")) for number in range(20)])

    assert sorted(joined) == [False] * 19 + [True]
    assert list(await stores.rosters.members(GROUP)) == [a_member(f"m-{joined.index(True)}")]


async def test_one_person_joins_once_from_all_replicas(replicas: list[SqlStores]) -> None:
    """Each with connections of its own."""
    joined = await asyncio.gather(
        *[each.rosters.join(a_member(f"m-{number}")) for number, each in enumerate(replicas * 5)]
    )

    assert joined.count(True) == 1
    assert len(await replicas[0].rosters.members(GROUP)) == 1


async def test_members_come_in_the_order_in_which_they_came(stores: Stores) -> None:
    """By the instant of joining; of one instant, in the order of joining."""
    early = a_member("m-3", user_id=3, joined_at=NOW - HOUR)
    tied, late = a_member("m-2", user_id=9), a_member("m-1", user_id=1)
    for member in (tied, late, early):
        await stores.rosters.join(member)

    assert list(await stores.rosters.members(GROUP)) == [early, tied, late]


async def test_name_standing_and_excuse_may_change(stores: Stores) -> None:
    """And nothing else; others stay as they are."""
    other = a_member("m-2", user_id=8)
    for member in (a_member(), other):
        await stores.rosters.join(member)
    changed = a_member(name="李同志", standing=Standing.FORMAL, excused=False)

    assert await stores.rosters.update(replace(changed, joined_at=NOW + HOUR, user_id=5, chat_id=-5)) is True
    assert list(await stores.rosters.members(GROUP)) == [changed, other]
    assert await stores.rosters.update(a_member(standing=None)) is True
    assert await stores.rosters.member("m-1") == a_member(standing=None)


async def test_nobody_is_brought_back_by_a_change(stores: Stores) -> None:
    """Who left meanwhile stays away."""
    await stores.rosters.join(a_member())
    await stores.rosters.leave("m-1")

    assert await stores.rosters.update(a_member(name="李同志")) is False
    assert list(await stores.rosters.members(GROUP)) == []


async def test_leaving_tells_whether_they_were_there(stores: Stores) -> None:
    """True once, and for that person in that group alone; they may come back."""
    other, elsewhere = a_member("m-2", user_id=8), a_member("m-3", chat_id=-5)
    for member in (a_member(), other, elsewhere):
        await stores.rosters.join(member)

    assert await stores.rosters.leave("m-1") is True
    assert await stores.rosters.leave("m-1") is False
    assert list(await stores.rosters.members(GROUP)) == [other]
    assert list(await stores.rosters.members(-5)) == [elsewhere]
    assert await stores.rosters.join(a_member("m-4")) is True


async def test_a_person_sees_every_roster_they_are_on(stores: Stores) -> None:
    """Earliest first, and none of others."""
    first, second = a_member("m-2", chat_id=-5, joined_at=NOW - HOUR), a_member()
    for member in (second, first, a_member("m-3", user_id=8), a_member("m-4", user_id=None)):
        await stores.rosters.join(member)

    assert list(await stores.rosters.of_person(USER)) == [first, second]
    assert list(await stores.rosters.of_person(99)) == []


async def test_forgetting_a_person_takes_them_off_every_roster(stores: Stores) -> None:
    """Counted; others stay, and those who are a name only too."""
    others = [a_member("m-3", user_id=8), a_member("m-4", user_id=None)]
    for member in (a_member(), a_member("m-2", chat_id=-5), *others):
        await stores.rosters.join(member)

    assert await stores.rosters.forget(USER) == 2
    assert list(await stores.rosters.of_person(USER)) == []
    assert list(await stores.rosters.members(GROUP)) == others
    assert await stores.rosters.forget(USER) == 0
