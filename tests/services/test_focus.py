"""The focus of a private chat: who gets where, and how they get out."""

from datetime import timedelta

import pytest

from bot.domain.errors import NotAllowedError, OutdatedError
from bot.domain.roles import Actor, Leader
from bot.services.access import Access
from bot.services.focus import Focus, Focused, FocusLostError
from bot.services.ports import Stores
from tests.support.clock import ManualClock

PERSON, OPERATOR, GROUP, OTHER_GROUP = 7, 11, -1001, -1002
OWN = Actor(PERSON, PERSON, private=True)
IN_GROUP = Actor(PERSON, GROUP, private=False)


class NoAdministrators:
    """Groups in which nobody administers; leaders are named."""

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        return False

    async def administrators(self, chat_id: int) -> dict[int, str]:
        return {}


@pytest.fixture
def stores(stores_of_each_kind: Stores) -> Stores:
    """Empty stores, of each kind in turn."""
    return stores_of_each_kind


@pytest.fixture
def focus(stores: Stores, clock: ManualClock) -> Focus:
    return Focus(
        stores.focuses, Access(stores.leaders, NoAdministrators(), {OPERATOR}, clock, keepers=stores.keepers), clock
    )


async def lead(stores: Stores, clock: ManualClock, *groups: int) -> None:
    for group in groups:
        await stores.leaders.name(Leader(group, PERSON, 9, clock.now()))


async def test_at_first_everybody_is_where_they_write(focus: Focus) -> None:
    """In private it is their own calendar, in a group the group's."""
    assert await focus.actor(OWN) == OWN
    assert await focus.actor(IN_GROUP) == IN_GROUP
    assert await focus.choices(OWN) == ()


async def test_a_leader_chooses_a_group_for_their_private_chat_alone(
    focus: Focus, stores: Stores, clock: ManualClock
) -> None:
    """In groups, and for everybody else, nothing changes."""
    await lead(stores, clock, GROUP, OTHER_GROUP)
    assert await focus.choose(OWN, GROUP) == IN_GROUP
    assert await focus.actor(OWN) == IN_GROUP
    elsewhere = Actor(PERSON, OTHER_GROUP, private=False)
    assert await focus.actor(elsewhere) == elsewhere
    somebody = Actor(8, 8, private=True)
    assert await focus.actor(somebody) == somebody


async def test_one_s_own_id_leads_back(focus: Focus, stores: Stores, clock: ManualClock) -> None:
    """The group stays among the choices."""
    await lead(stores, clock, GROUP)
    await focus.choose(OWN, GROUP)
    clock.advance(timedelta(minutes=1))
    assert await focus.choose(OWN, PERSON) == OWN
    assert await focus.actor(OWN) == OWN
    assert await focus.choices(OWN) == (GROUP,)


@pytest.mark.parametrize("chat_id", [GROUP, 8, 0])
async def test_nobody_gets_where_they_lead_nothing(focus: Focus, chat_id: int) -> None:
    """Neither into a group nor into somebody else's calendar; nothing is kept."""
    with pytest.raises(NotAllowedError):
        await focus.choose(OWN, chat_id)
    assert await focus.actor(OWN) == OWN


async def test_no_role_opens_somebody_else_s_own_calendar(focus: Focus) -> None:
    """Not even to who keeps the knowledge, and no group that they do not lead."""
    operator = Actor(OPERATOR, OPERATOR, private=True)
    for chat_id in (PERSON, GROUP):
        with pytest.raises(NotAllowedError):
            await focus.choose(operator, chat_id)
    assert await focus.actor(operator) == operator


async def test_in_a_group_nothing_is_chosen(focus: Focus, stores: Stores, clock: ManualClock) -> None:
    """A group is always about itself."""
    await lead(stores, clock, GROUP, OTHER_GROUP)
    with pytest.raises(OutdatedError):
        await focus.choose(IN_GROUP, OTHER_GROUP)
    assert await focus.choices(IN_GROUP) == ()


async def test_who_lost_the_role_sees_nothing_and_gets_out(focus: Focus, stores: Stores, clock: ManualClock) -> None:
    """Also not what members of the group may see: nobody knows whether they are one still."""
    await lead(stores, clock, GROUP)
    await focus.choose(OWN, GROUP)
    await stores.leaders.unname(GROUP, PERSON)
    with pytest.raises(FocusLostError):
        await focus.actor(OWN)
    assert await focus.focused(OWN) == Focused(IN_GROUP, lost=True)
    assert await focus.choices(OWN) == ()
    clock.advance(timedelta(minutes=1))
    await focus.choose(OWN, PERSON)
    assert await focus.actor(OWN) == OWN


async def test_a_role_that_comes_back_brings_the_focus_back(focus: Focus, stores: Stores, clock: ManualClock) -> None:
    """Nothing was forgotten meanwhile."""
    await lead(stores, clock, GROUP)
    await focus.choose(OWN, GROUP)
    await stores.leaders.unname(GROUP, PERSON)
    await lead(stores, clock, GROUP)
    assert await focus.actor(OWN) == IN_GROUP


async def test_choices_are_those_still_led_the_latest_first(focus: Focus, stores: Stores, clock: ManualClock) -> None:
    """A group chosen twice is one choice."""
    await lead(stores, clock, GROUP, OTHER_GROUP, -1003)
    for chat_id in (GROUP, -1003, OTHER_GROUP, GROUP):
        await focus.choose(OWN, chat_id)
        clock.advance(timedelta(minutes=1))
    await stores.leaders.unname(-1003, PERSON)
    assert await focus.choices(OWN) == (GROUP, OTHER_GROUP)


async def test_a_group_that_moved_is_followed(focus: Focus, stores: Stores, clock: ManualClock) -> None:
    """With the role."""
    await lead(stores, clock, -5)
    await focus.choose(OWN, -5)
    await stores.chats.migrate(-5, GROUP)
    assert await focus.actor(OWN) == IN_GROUP
