"""Rosters: who may do what, and what becomes of names."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.domain.errors import NotAllowedError, NotYoursError, OutdatedError, UserError
from bot.domain.habits import Habits
from bot.domain.meeting import Answer, Meeting, Rsvp
from bot.domain.roles import Actor, Leader
from bot.domain.roster import MAX_MEMBERS, MAX_NAME, Member, Standing
from bot.services.access import Access
from bot.services.ports import Stores
from bot.services.rosters import NoRoster, RosterError, Rosters, fitting, names_in
from tests.services.calendars import NoAdministrators
from tests.support.app import numbered_ids
from tests.support.clock import ManualClock

GROUP, ELSEWHERE, LEADER, MEMBER, OTHER, STRANGER, THEIR_LEADER = -1001, -1002, 9, 7, 8, 70, 71
WHO = {
    "leader": Actor(LEADER, GROUP, private=False),
    "leader in private": Actor(LEADER, LEADER, private=True),
    "anonymous": Actor(1087968824, GROUP, private=False, anonymous_admin=True),
    "member": Actor(MEMBER, GROUP, private=False),
    "member in private": Actor(MEMBER, MEMBER, private=True),
    "channel": Actor(-1009, GROUP, private=False),
    "leader of another group": Actor(THEIR_LEADER, ELSEWHERE, private=False),
    "leader of another group in private": Actor(THEIR_LEADER, THEIR_LEADER, private=True),
    "stranger in private": Actor(STRANGER, STRANGER, private=True),
}
Do = Callable[[Rosters, Actor, int, str], Awaitable[object]]
SEEING: dict[str, Do] = {
    "members": lambda rosters, actor, chat_id, _: rosters.members(actor, chat_id),
}
JOINING: dict[str, Do] = {
    "join": lambda rosters, actor, chat_id, _: rosters.join(actor, chat_id, "某人"),
}
LEAVING: dict[str, Do] = {
    "leave": lambda rosters, actor, chat_id, _: rosters.leave(actor, chat_id),
}
MANAGING: dict[str, Do] = {
    "require": lambda rosters, actor, chat_id, _: rosters.require_manager(actor, chat_id),
    "look at": lambda rosters, actor, chat_id, id_: rosters.managed(actor, chat_id, id_),
    "add": lambda rosters, actor, chat_id, _: rosters.add(actor, chat_id, 55, "某人"),
    "add names": lambda rosters, actor, chat_id, _: rosters.add_names(actor, chat_id, "甲、乙"),
    "remove": lambda rosters, actor, chat_id, id_: rosters.remove(actor, chat_id, id_),
    "excuse": lambda rosters, actor, chat_id, id_: rosters.excuse(actor, chat_id, id_, excused=True),
    "set standing": lambda rosters, actor, chat_id, id_: rosters.set_standing(actor, chat_id, id_, Standing.FORMAL),
}
FINE, NO, GONE, NOBODY = None, NotAllowedError, OutdatedError, RosterError
RIGHTS = [
    # who, seeing, joining, leaving, managing
    ("leader", FINE, FINE, FINE, FINE),
    ("leader in private", FINE, FINE, FINE, FINE),
    ("anonymous", FINE, NOBODY, NOBODY, FINE),
    ("member", FINE, FINE, FINE, NO),
    ("member in private", NO, NO, FINE, NO),
    ("channel", FINE, NOBODY, NOBODY, NO),
    ("leader of another group", GONE, GONE, GONE, GONE),
    ("leader of another group in private", NO, NO, FINE, NO),
    ("stranger in private", NO, NO, FINE, NO),
]


@dataclass
class People:
    """Who is in which group; all but these are."""

    outside: set[tuple[int, int]] = field(default_factory=set)

    async def is_outside(self, chat_id: int, user_id: int) -> bool:
        return (chat_id, user_id) in self.outside

    async def is_inside(self, chat_id: int, user_id: int) -> bool:
        return (chat_id, user_id) not in self.outside


@dataclass
class House:
    """The service over real stores, with a leader in each of two groups."""

    stores: Stores
    clock: ManualClock
    people: People = field(default_factory=People)

    def __post_init__(self) -> None:
        access = Access(self.stores.leaders, NoAdministrators(), (), self.clock, keepers=self.stores.keepers)
        self.rosters = Rosters(self.stores, access, self.clock, numbered_ids(), belonging=self.people)

    async def names(self) -> list[str]:
        return [member.name for member in await self.stores.rosters.members(GROUP)]


@pytest.fixture
async def house(stores_of_each_kind: Stores) -> House:
    """Over stores of each kind in turn."""
    clock = ManualClock()
    for chat_id, user_id in ((GROUP, LEADER), (ELSEWHERE, THEIR_LEADER)):
        await stores_of_each_kind.leaders.name(Leader(chat_id, user_id, user_id, clock.now()))
    return House(stores_of_each_kind, clock)


def _cases() -> list[object]:
    cases = []
    for who, *outcomes in RIGHTS:
        for actions, outcome in zip((SEEING, JOINING, LEAVING, MANAGING), outcomes, strict=True):
            cases += [pytest.param(who, do, outcome, id=f"{who}: {name}") for name, do in actions.items()]
    return cases


@pytest.mark.parametrize(("who", "do", "refused"), _cases())
async def test_who_may_do_what(house: House, who: str, do: Do, refused: type[UserError] | None) -> None:
    """And whoever may not changes nothing."""
    joined = await house.rosters.join(WHO["member"], GROUP, "小李")
    before = await house.stores.rosters.members(GROUP)
    if refused is None:
        await do(house.rosters, WHO[who], GROUP, joined.member.id)
        return
    with pytest.raises(refused):
        await do(house.rosters, WHO[who], GROUP, joined.member.id)
    assert await house.stores.rosters.members(GROUP) == before


@pytest.mark.parametrize("who", ["member in private", "leader in private"])
@pytest.mark.parametrize("do", [*SEEING.values(), *JOINING.values(), *LEAVING.values(), *MANAGING.values()])
async def test_a_private_chat_has_no_roster(house: House, who: str, do: Do) -> None:
    """A clear word, whatever is tried."""
    own = WHO[who]
    with pytest.raises(RosterError) as raised:
        await do(house.rosters, own, own.user_id, "nobody")
    assert raised.value.reason is NoRoster.PRIVATE


async def test_joining_twice_is_joining_once(house: House) -> None:
    """And a name that changed is followed, the place kept."""
    first = await house.rosters.join(WHO["member"], GROUP, "小李")
    await house.rosters.join(WHO["leader"], GROUP, "老张")
    again = await house.rosters.join(WHO["member"], GROUP, "小李")
    assert (first.new, again.new, again.renamed) == (True, False, False)
    renamed = await house.rosters.join(WHO["member"], GROUP, "李同志")
    assert (renamed.new, renamed.renamed, renamed.member.id) == (False, True, first.member.id)
    assert await house.names() == ["李同志", "老张"]


async def test_whoever_was_written_down_before_is_one_entry_once_they_join(house: House) -> None:
    """What the leader noted about them stays."""
    await house.rosters.add_names(WHO["leader"], GROUP, "小李、小王")
    (written, _) = await house.stores.rosters.members(GROUP)
    await house.rosters.excuse(WHO["leader"], GROUP, written.id, excused=True)
    await house.rosters.set_standing(WHO["leader"], GROUP, written.id, Standing.PROBATIONARY)
    joined = await house.rosters.join(WHO["member"], GROUP, "小李")
    assert (joined.new, joined.merged) == (True, True)
    members = {member.name: member for member in await house.stores.rosters.members(GROUP)}
    assert set(members) == {"小李", "小王"}
    mine = members["小李"]
    assert (mine.user_id, mine.excused, mine.standing) == (MEMBER, True, Standing.PROBATIONARY)


async def test_whoever_leaves_takes_their_answers_to_meetings_to_come_with_them(house: House) -> None:
    """Those to meetings that are over stay."""
    await house.rosters.join(WHO["member"], GROUP, "小李")
    now = house.clock.now()
    for number, begins in (("past0000001", now - timedelta(days=1)), ("next0000001", now + timedelta(days=1))):
        meeting = Meeting(
            id=number, chat_id=GROUP, series_id=number, recurrence_id=begins, starts_at=begins, zone="Asia/Shanghai",
            kind="own", title="汇报会",
        )  # fmt: skip
        await house.stores.meetings.open(meeting)
        answer = Answer(
            meeting_id=number, user_id=MEMBER, name="小李", rsvp=Rsvp.ACCEPTED, answered_at=now, starts_at=begins
        )
        await house.stores.meetings.answer(answer)
    assert await house.rosters.leave(WHO["member in private"], GROUP)
    assert not await house.rosters.leave(WHO["member"], GROUP)
    assert await house.stores.meetings.answers("next0000001") == []
    assert len(await house.stores.meetings.answers("past0000001")) == 1
    assert await house.rosters.of_person(MEMBER) == ()


async def test_names_are_read_as_they_are_typed(house: House) -> None:
    """Between commas of every kind and in lines; who is there already, or is written twice, is told."""
    await house.rosters.join(WHO["member"], GROUP, "小李")
    long = "长" * (MAX_NAME + 1)
    added = await house.rosters.add_names(WHO["leader"], GROUP, f"甲、乙，丙,丁\n\n戊； 小李\n甲\n{long}")
    assert added.added == ("甲", "乙", "丙", "丁", "戊")
    assert added.known == ("小李", "甲")
    assert added.too_long == (long,)
    assert added.no_room == ()
    assert await house.names() == ["小李", "甲", "乙", "丙", "丁", "戊"]


async def test_a_roster_has_an_end(house: House) -> None:
    """Who finds no room is told; nobody is lost silently."""
    names = [f"同志{number}" for number in range(MAX_MEMBERS - 1)]
    assert len((await house.rosters.add_names(WHO["leader"], GROUP, "、".join(names))).added) == MAX_MEMBERS - 1
    added = await house.rosters.add_names(WHO["leader"], GROUP, "甲、乙")
    assert (added.added, added.no_room) == (("甲",), ("乙",))
    with pytest.raises(RosterError) as raised:
        await house.rosters.join(WHO["member"], GROUP, "小李")
    assert raised.value.reason is NoRoster.FULL
    assert (await house.rosters.join(WHO["member"], GROUP, "甲")).merged


async def test_somebody_of_another_roster_cannot_be_reached_from_here(house: House) -> None:
    """Ids of members are checked against the group."""
    theirs = await house.rosters.join(Actor(OTHER, ELSEWHERE, private=False), ELSEWHERE, "小王")
    for do in (MANAGING["look at"], MANAGING["remove"], MANAGING["excuse"], MANAGING["set standing"]):
        with pytest.raises(RosterError) as raised:
            await do(house.rosters, WHO["leader"], GROUP, theirs.member.id)
        assert raised.value.reason is NoRoster.GONE
    assert await house.stores.rosters.member(theirs.member.id) == theirs.member


async def test_who_is_gone_is_gone(house: House) -> None:
    """A late press says so."""
    joined = await house.rosters.join(WHO["member"], GROUP, "小李")
    await house.rosters.remove(WHO["leader"], GROUP, joined.member.id)
    with pytest.raises(RosterError) as raised:
        await house.rosters.remove(WHO["leader"], GROUP, joined.member.id)
    assert raised.value.reason is NoRoster.GONE
    with pytest.raises(RosterError):
        await house.rosters.tell_standing(WHO["member"], joined.member.id, Standing.FORMAL)


async def test_only_they_themselves_say_what_they_are(house: House) -> None:
    """Asked once, where the group wants to know."""
    joined = await house.rosters.join(WHO["member"], GROUP, "小李")
    assert not joined.asks_standing
    with pytest.raises(NotYoursError):
        await house.rosters.tell_standing(WHO["stranger in private"], joined.member.id, Standing.FORMAL)
    told = await house.rosters.tell_standing(WHO["member in private"], joined.member.id, Standing.FORMAL)
    assert told == replace(joined.member, standing=Standing.FORMAL)
    await house.stores.habits.save(GROUP, Habits(asks_standing=True))
    assert (await house.rosters.join(WHO["leader"], GROUP, "老张")).asks_standing
    assert not (await house.rosters.join(WHO["leader"], GROUP, "老张")).asks_standing


async def test_whoever_comes_back_is_expected_again(house: House) -> None:
    """Excused and returned, as often as one likes."""
    joined = await house.rosters.join(WHO["member"], GROUP, "小李")
    for excused in (True, True, False):
        changed: Member = await house.rosters.excuse(WHO["leader"], GROUP, joined.member.id, excused=excused)
        assert changed.excused is excused
        assert await house.stores.rosters.members(GROUP) == [changed]


def test_a_name_of_telegram_is_cut_to_what_a_roster_takes() -> None:
    """On one line, and never empty."""
    assert fitting("小\n 李\x00") == "小 李"
    assert fitting("长" * 100) == "长" * MAX_NAME
    assert fitting("\x01 ") == "？"
    assert names_in("、，\n ") == []


def test_what_nobody_sees_is_no_name() -> None:
    """Nor does it tell two names apart, or turn the writing round."""
    assert names_in("\u200b、\u2060\n\u202e") == []
    assert names_in("小\u200b李、\u202e小王\u2028小张") == ["小李", "小王", "小张"]
    assert fitting("小\u202e李") == "小李"
    assert fitting("\u2060\u200b") == "？"


async def test_who_is_not_in_the_group_does_not_join(house: House) -> None:
    """Nor does a leader put them on; who is on the roster already keeps their name up to date."""
    house.people.outside.update({(GROUP, MEMBER), (GROUP, OTHER)})
    with pytest.raises(RosterError) as raised:
        await house.rosters.join(WHO["member"], GROUP, "小李")
    assert raised.value.reason is NoRoster.OUTSIDE
    for nobody in (MEMBER, 0, -1009):
        with pytest.raises(RosterError) as raised:
            await house.rosters.add(WHO["leader"], GROUP, nobody, "小李")
        assert raised.value.reason is NoRoster.NOT_THERE
    assert await house.names() == []
    house.people.outside.clear()
    await house.rosters.add(WHO["leader"], GROUP, MEMBER, "小李")
    house.people.outside.add((GROUP, MEMBER))
    assert (await house.rosters.join(WHO["member"], GROUP, "李同志")).renamed
    assert await house.names() == ["李同志"]


@pytest.mark.parametrize("who", ["member", "member in private"])
async def test_who_is_away_for_long_leaves_when_they_say_so_once_more(house: House, who: str) -> None:
    """A leader wrote that down; a double tap is one press, and what was asked long ago is asked again."""
    joined = await house.rosters.join(WHO["member"], GROUP, "小李")
    await house.rosters.excuse(WHO["leader"], GROUP, joined.member.id, excused=True)
    for later in (timedelta(0), timedelta(seconds=1), timedelta(minutes=6)):
        house.clock.advance(later)
        with pytest.raises(RosterError) as raised:
            await house.rosters.leave(WHO[who], GROUP)
        assert raised.value.reason is NoRoster.AWAY
    assert [member.excused for member in await house.stores.rosters.members(GROUP)] == [True]
    house.clock.advance(timedelta(seconds=5))
    assert await house.rosters.leave(WHO[who], GROUP)
    assert await house.names() == []


async def test_the_card_is_drawn_for_nobody_in_particular(house: House) -> None:
    """The group reads it."""
    await house.rosters.join(WHO["member"], GROUP, "小李")
    assert [member.name for member in await house.rosters.on_card(GROUP)] == ["小李"]
