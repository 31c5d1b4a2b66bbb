"""The admins of the knowledge, over stores in memory and SQLite."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.chat import Chat
from bot.domain.errors import NotAllowedError, NotYoursError, OutdatedError
from bot.domain.keeper import Act
from bot.domain.pending import PENDING_LIFETIME
from bot.services.access import Access
from bot.services.care.changes import OwnConsentError, Step
from bot.services.care.keepers import Decision, Guest, Keepers, NobodyElseError
from bot.services.ports import Stores
from intents.understanding import Understanding
from tests.services.curators import FEW, FIRST, OFTEN, SECOND, THIRD, House, Nowhere, changed, house
from tests.support.clock import ManualClock

GUEST = 4711


@pytest.fixture
def stores(stores_of_each_kind: Stores) -> Stores:
    """Empty stores, of each kind in turn."""
    return stores_of_each_kind


@pytest.fixture
async def here(stores: Stores, understanding: Understanding, clock: ManualClock) -> House:
    """A process with two admins."""
    opened = await house(stores, understanding, clock)
    await opened.name(SECOND)
    return opened


async def ids(here: House) -> list[int]:
    """Who was named."""
    return [each.user_id for each in await here.stores.keepers.keepers()]


async def test_an_invitation_makes_one_admin_once_the_inviter_agrees(here: House) -> None:
    """Of any number who open it, the first is asked about; it is recorded."""
    link = await here.keepers.invite(FIRST, "老王")
    opened = await asyncio.gather(
        *(here.keepers.open_invitation(GUEST + each, f"客{each}", link) for each in range(3)), return_exceptions=True
    )
    asked = [each for each in opened if not isinstance(each, BaseException)]
    assert len(asked) == 1
    assert (asked[0].guest, asked[0].inviter_id) == (Guest.ASKED, FIRST.user_id)
    assert await ids(here) == [SECOND.user_id]
    with pytest.raises(NotYoursError):
        await here.keepers.admit(SECOND, "", link)
    ruled = await here.keepers.admit(FIRST, "老王", link)
    assert (ruled.done, ruled.ruling.decision) == (True, Decision.ADMIT)
    assert await ids(here) == [SECOND.user_id, asked[0].user_id]
    board = await here.keepers.board(FIRST)
    assert (board.settled, board.events[0].act, board.events[0].detail) == ((FIRST.user_id,), Act.NAMED, asked[0].name)
    with pytest.raises(OutdatedError):
        await here.keepers.admit(FIRST, "老王", link)


async def test_an_invitation_ends_by_itself_or_with_the_inviter(here: House) -> None:
    """After two days, or where the inviter is no admin any more; an admin does not use it up."""
    link = await here.keepers.invite(SECOND, "")
    assert (await here.keepers.open_invitation(FIRST.user_id, "", link)).guest is Guest.ALREADY
    await here.keepers.open_invitation(GUEST, "", link)
    other = await here.keepers.invite(SECOND, "")
    await here.keepers.remove(FIRST, "", SECOND.user_id)
    with pytest.raises(OutdatedError):
        await here.keepers.open_invitation(GUEST, "", other)
    with pytest.raises(NotAllowedError):
        await here.keepers.admit(SECOND, "", link)
    mine = await here.keepers.invite(FIRST, "")
    here.clock.advance(PENDING_LIFETIME + timedelta(seconds=1))
    with pytest.raises(OutdatedError):
        await here.keepers.open_invitation(GUEST, "", mine)
    assert await ids(here) == []


async def test_who_is_turned_away_cannot_be_let_in_with_that_link(here: House) -> None:
    """It is used up."""
    link = await here.keepers.invite(FIRST, "")
    with pytest.raises(OutdatedError):  # nobody opened it yet
        await here.keepers.admit(FIRST, "", link)
    await here.keepers.open_invitation(GUEST, "某", link)
    assert (await here.keepers.turn_away(FIRST, link)).name == "某"
    with pytest.raises(OutdatedError):
        await here.keepers.admit(FIRST, "", link)
    with pytest.raises(OutdatedError):
        await here.keepers.open_invitation(GUEST, "某", link)


async def test_those_of_the_settings_stay(here: House) -> None:
    """Others can be removed, once."""
    with pytest.raises(OutdatedError):
        await here.keepers.remove(SECOND, "", FIRST.user_id)
    assert (await here.keepers.remove(FIRST, "", SECOND.user_id)).done
    with pytest.raises(OutdatedError):
        await here.keepers.remove(FIRST, "", SECOND.user_id)
    assert await here.keepers.others(FIRST) == ()


@pytest.mark.parametrize("decision", ["off", "admit", "remove"])
async def test_while_two_have_to_agree_one_alone_decides_nothing(here: House, decision: str) -> None:
    """Else one could name whom it takes to agree with them, or remove whom it takes to be alone."""
    await here.name(THIRD)
    link = await here.keepers.invite(FIRST, "")
    await here.keepers.open_invitation(GUEST, "某", link)
    assert (await here.keepers.want_consent(FIRST, "老王", wanted=True)).done
    if decision == "off":
        ruled = await here.keepers.want_consent(FIRST, "老王", wanted=False)
    elif decision == "admit":
        ruled = await here.keepers.admit(FIRST, "老王", link)
    else:
        ruled = await here.keepers.remove(FIRST, "老王", THIRD.user_id)
    before = (await ids(here), await here.stores.keepers.wants_consent())
    assert not ruled.done
    assert before == ([SECOND.user_id, THIRD.user_id], True)
    with pytest.raises(OwnConsentError):
        await here.keepers.agree(FIRST, ruled.pending_id)
    both = await asyncio.gather(
        here.keepers.agree(SECOND, ruled.pending_id),
        here.keepers.agree(SECOND, ruled.pending_id),
        return_exceptions=True,
    )
    assert sum(isinstance(each, OutdatedError) for each in both) == 1
    assert (await ids(here), await here.stores.keepers.wants_consent()) != before
    assert (await here.stores.keepers.events(1))[0].actor_name == "老王"


async def test_what_the_second_does_not_want_is_off(here: House) -> None:
    """For good; who decided is told."""
    await here.keepers.want_consent(FIRST, "", wanted=True)
    ruled = await here.keepers.want_consent(FIRST, "", wanted=False)
    assert (await here.keepers.disagree(SECOND, ruled.pending_id))[0] == FIRST.user_id
    with pytest.raises(OutdatedError):
        await here.keepers.agree(SECOND, ruled.pending_id)
    assert await here.stores.keepers.wants_consent()
    with pytest.raises(OutdatedError):
        await here.keepers.want_consent(FIRST, "", wanted=True)


async def test_who_is_to_be_removed_is_neither_asked_nor_counted(here: House) -> None:
    """One of the settings decides about the only other admin alone; of three the third is asked, not the second."""
    await here.keepers.want_consent(FIRST, "", wanted=True)
    await here.name(THIRD)
    ruled = await here.keepers.remove(FIRST, "", SECOND.user_id)
    assert (ruled.done, ruled.others) == (False, (THIRD.user_id,))
    with pytest.raises(OwnConsentError):
        await here.keepers.agree(SECOND, ruled.pending_id)
    with pytest.raises(OwnConsentError):
        await here.keepers.disagree(SECOND, ruled.pending_id)
    agreed = await here.keepers.agree(THIRD, ruled.pending_id)
    assert (agreed.done, agreed.others) == (True, (FIRST.user_id,))
    alone = await here.keepers.remove(FIRST, "", THIRD.user_id)
    assert (alone.done, alone.alone, alone.others) == (True, True, ())
    assert await ids(here) == []


async def test_who_was_named_removes_nobody_where_nobody_could_agree(here: House) -> None:
    """Of two who were named, neither is rid of the other alone; either may resign."""
    await here.keepers.want_consent(FIRST, "", wanted=True)
    await here.name(THIRD)
    keepers = Keepers(
        here.stores,
        Access(here.stores.leaders, Nowhere(), [], here.clock, keepers=here.stores.keepers),
        here.clock,
        lambda: "pending0001",
    )
    with pytest.raises(NobodyElseError):
        await keepers.remove(SECOND, "", THIRD.user_id)
    assert (await keepers.remove(SECOND, "", SECOND.user_id)).done
    assert await ids(here) == [THIRD.user_id]


@pytest.mark.parametrize("how", ["off", "removed", "resigned"])
async def test_a_change_that_nobody_has_to_agree_to_any_more_is_named(here: House, how: str) -> None:
    """With the switch, or with the second admin; not one that nobody was asked about, nor while a second is left."""
    await here.keepers.want_consent(FIRST, "", wanted=True)
    asked = await here.curation.propose(FIRST, "", changed(OFTEN), "a", base=1)
    await here.curation.publish(FIRST, "", asked.id)
    await here.curation.propose(FIRST, "", changed(FEW), "b", base=1)
    await here.name(THIRD)
    left = await here.keepers.remove(THIRD, "", THIRD.user_id)
    assert (left.done, left.freed) == (True, ())
    if how == "off":
        begun = await here.keepers.want_consent(FIRST, "", wanted=False)
        assert (begun.done, begun.freed) == (False, ())
        ruled = await here.keepers.agree(SECOND, begun.pending_id)
    else:
        ruled = await here.keepers.remove(FIRST if how == "removed" else SECOND, "", SECOND.user_id)
    assert [each.id for each in ruled.freed] == [asked.id]
    assert (await here.curation.publish(FIRST, "", asked.id)).step is Step.PUBLISHED


async def test_an_invitation_may_be_opened_again_while_it_waits(here: House) -> None:
    """By the same person only; nobody is asked twice. With the inviter it ends, and who waits is told."""
    link = await here.keepers.invite(SECOND, "")
    assert (await here.keepers.open_invitation(GUEST, "某", link)).guest is Guest.ASKED
    assert (await here.keepers.open_invitation(GUEST, "某", link)).guest is Guest.WAITING
    with pytest.raises(OutdatedError):
        await here.keepers.open_invitation(GUEST + 1, "", link)
    await here.keepers.invite(SECOND, "")
    assert (await here.keepers.remove(FIRST, "", SECOND.user_id)).stranded == (GUEST,)
    with pytest.raises(OutdatedError):
        await here.keepers.open_invitation(GUEST, "某", link)


async def test_the_page_knows_who_cannot_be_asked(here: House) -> None:
    """Those whose private chat is closed; who was never heard of is not said to be."""
    assert (await here.keepers.board(FIRST)).closed == frozenset()
    await here.stores.chats.save(Chat(SECOND.user_id, "private", False, here.clock.now()))
    assert (await here.keepers.board(FIRST)).closed == {SECOND.user_id}
