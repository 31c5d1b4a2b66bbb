"""Rosters: joining, leaving, and what leaders do about them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.clock import Clock
from bot.domain.dialogue import Awaited, Expectation, beside
from bot.domain.errors import NotAllowedError, NotYoursError, OutdatedError, UserError
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.identity import NewId
from bot.domain.roles import Action, Actor
from bot.domain.roster import MAX_MEMBERS, MAX_NAME, Member, Standing
from bot.domain.tidying import lines, one_line
from bot.services.access import Access
from bot.services.belonging import Belonging
from bot.services.cards import RosterCards
from bot.services.opening import in_chat
from bot.services.ports import Stores

ONCE_MORE = timedelta(minutes=5)
"""How long who is away for long, and would leave, has to say so once more."""

NO_DOUBLE_TAP = timedelta(seconds=2)
"""A second press within that is none of its own."""

_BETWEEN = re.compile("[、,，;；]+")


class NoRoster(StrEnum):
    """Why something about a roster did not go."""

    PRIVATE = "private"
    """A private chat about oneself has none."""
    NOT_A_PERSON = "not-a-person"
    """Who writes in the name of a channel or a group cannot be on one."""
    FULL = "full"
    GONE = "gone"
    """Somebody is not on it any more."""
    OUTSIDE = "outside"
    """Who is not in the group does not join its roster."""
    NOT_THERE = "not-there"
    """A leader would put somebody on of whom Telegram does not say that they are in the group."""
    AWAY = "away"
    """Who is away for long leaves only when they say so once more: what the leader wrote down goes with them."""


class RosterError(UserError):
    """Something about a roster did not go. ``reason`` is why."""

    def __init__(self, reason: NoRoster) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of joining."""

    member: Member
    new: bool
    """False where they were on it already."""
    renamed: bool = False
    """They were on it by another name."""
    merged: bool = False
    """A leader had written down somebody of that name: it is one entry now."""
    asks_standing: bool = False
    """They are to be asked whether they are formal or probationary members."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of names that a leader wrote."""

    added: tuple[str, ...]
    known: tuple[str, ...]
    """On the roster already, or written twice."""
    too_long: tuple[str, ...]
    no_room: tuple[str, ...]
    """The roster is full."""


class Rosters:
    """The rosters of groups. Who is in a group sees its roster there; leaders manage it, from private too."""

    def __init__(self, stores: Stores, access: Access, clock: Clock, new_id: NewId, *, belonging: Belonging) -> None:
        self._stores = stores
        self._rosters = stores.rosters
        self._access = access
        self._clock = clock
        self._new_id = new_id
        self._belonging = belonging
        self.cards = RosterCards(stores.dialogues, clock)

    async def members(self, actor: Actor, chat_id: int) -> tuple[Member, ...]:
        """The roster of a group, in the order in which people came.

        Raises RosterError, NotAllowedError, and OutdatedError where the actor is in another group.
        """
        await self._require_sight(actor, chat_id)
        return tuple(await self._rosters.members(chat_id))

    async def on_card(self, chat_id: int) -> tuple[Member, ...]:
        """What the card in a group shows to that group, whoever it is drawn for."""
        return tuple(await self._rosters.members(chat_id))

    async def is_manager(self, actor: Actor, chat_id: int) -> bool:
        """Whether the actor may manage the roster of a group."""
        try:
            await self._require_managing(actor, chat_id)
        except (NotAllowedError, OutdatedError, RosterError):
            return False
        return True

    async def asks_standing(self, chat_id: int) -> bool:
        """Whether a group wants to know who is a formal and who a probationary member."""
        return (await self._stores.habits.habits(chat_id) or DEFAULT_HABITS).asks_standing

    # ---- oneself

    async def join(self, actor: Actor, chat_id: int, name: str) -> Joined:
        """Put oneself on the roster of a group that one is in; who is on it keeps their place, under the name they have
        now.

        Raises RosterError, NotAllowedError, OutdatedError.
        """
        await self._require_sight(actor, chat_id)
        _require_person(actor)
        known = await self._find(chat_id, actor.user_id)
        if known is None and await self._belonging.is_outside(chat_id, actor.user_id):
            raise RosterError(NoRoster.OUTSIDE)
        joined = await self._join(chat_id, actor.user_id, name)
        asks = joined.new and joined.member.standing is None and await self.asks_standing(chat_id)
        return replace(joined, asks_standing=asks)

    async def leave(self, actor: Actor, chat_id: int) -> bool:
        """Take oneself off a roster, from within its group or from private, and one's answers to meetings to come with
        it. Who is away for long is asked once more, by RosterError. Returns whether one was on it.

        Raises RosterError, OutdatedError.
        """
        if in_chat(actor, chat_id).chat_id > 0:
            raise RosterError(NoRoster.PRIVATE)
        _require_person(actor)
        member = await self._find(chat_id, actor.user_id)
        if member is not None and member.excused and not await self._says_so_again(member):
            raise RosterError(NoRoster.AWAY)
        gone = member is not None and await self._rosters.leave(member.id)
        if gone:
            await self._stores.meetings.withdraw(chat_id, actor.user_id, self._clock.now())
        return gone

    async def of_person(self, user_id: int) -> tuple[Member, ...]:
        """Every roster that a person is on, earliest first. For that person only."""
        return tuple(await self._rosters.of_person(user_id))

    async def tell_standing(self, actor: Actor, member_id: str, standing: Standing | None) -> Member:
        """What somebody says that they are themselves. Raises RosterError, NotYoursError."""
        member = await self._rosters.member(member_id)
        if member is None:
            raise RosterError(NoRoster.GONE)
        if member.user_id != actor.user_id:
            raise NotYoursError
        return await self._change(replace(member, standing=standing))

    # ---- what leaders do

    async def require_manager(self, actor: Actor, chat_id: int) -> None:
        """Raises RosterError, OutdatedError, NotAllowedError unless the actor may manage that roster."""
        await self._require_managing(actor, chat_id)

    async def managed(self, actor: Actor, chat_id: int, member_id: str) -> Member:
        """Somebody on a roster, for a leader. Raises RosterError, NotAllowedError, OutdatedError."""
        await self._require_managing(actor, chat_id)
        member = await self._rosters.member(member_id)
        if member is None or member.chat_id != chat_id:
            raise RosterError(NoRoster.GONE)
        return member

    async def add(self, actor: Actor, chat_id: int, user_id: int, name: str) -> Joined:
        """Put somebody on a roster of whom Telegram says that they are in the group. Raises RosterError,
        NotAllowedError, OutdatedError."""
        await self._require_managing(actor, chat_id)
        if user_id <= 0 or not await self._belonging.is_inside(chat_id, user_id):
            raise RosterError(NoRoster.NOT_THERE)
        return await self._join(chat_id, user_id, name)

    async def add_names(self, actor: Actor, chat_id: int, typed: str) -> Added:
        """Put people on a roster who have no Telegram, by the names that a leader wrote, between commas or in lines.

        Raises RosterError, NotAllowedError, OutdatedError.
        """
        await self._require_managing(actor, chat_id)
        members = await self._rosters.members(chat_id)
        known, room = {member.name for member in members}, MAX_MEMBERS - len(members)
        added, twice, too_long, no_room = [], [], [], []
        for name in names_in(typed):
            if name in known:
                twice.append(name)
            elif len(name) > MAX_NAME:
                too_long.append(name)
            elif not room:
                no_room.append(name)
            else:
                await self._rosters.join(self._member(chat_id, None, name))
                known, room = known | {name}, room - 1
                added.append(name)
        return Added(tuple(added), tuple(twice), tuple(too_long), tuple(no_room))

    async def remove(self, actor: Actor, chat_id: int, member_id: str) -> Member:
        """Take somebody off. Returns who it was. Raises RosterError, NotAllowedError, OutdatedError."""
        member = await self.managed(actor, chat_id, member_id)
        if not await self._rosters.leave(member.id):
            raise RosterError(NoRoster.GONE)
        return member

    async def excuse(self, actor: Actor, chat_id: int, member_id: str, *, excused: bool) -> Member:
        """Somebody is away for long, or back. Raises RosterError, NotAllowedError, OutdatedError."""
        return await self._change(replace(await self.managed(actor, chat_id, member_id), excused=excused))

    async def set_standing(self, actor: Actor, chat_id: int, member_id: str, standing: Standing | None) -> Member:
        """What somebody is. Raises RosterError, NotAllowedError, OutdatedError."""
        return await self._change(replace(await self.managed(actor, chat_id, member_id), standing=standing))

    # ---- beneath

    async def _says_so_again(self, member: Member) -> bool:
        """Whether somebody was asked a while ago; asks them from now on where they were not."""
        dialogues, now = self._stores.dialogues, self._clock.now()
        key = beside(member.chat_id, member.user_id or 0, 0)
        asked = await dialogues.expectation(key, now)
        if asked is None:
            await dialogues.expect(key, Expectation(Awaited.ONCE_MORE, now.isoformat(), now + ONCE_MORE))
            return False
        if now - datetime.fromisoformat(asked.subject) < NO_DOUBLE_TAP:
            return False
        await dialogues.end_expectation(key)
        return True

    async def _join(self, chat_id: int, user_id: int, name: str) -> Joined:
        name, found = fitting(name), await self._find(chat_id, user_id)
        if found is not None:
            renamed = name != found.name and await self._rosters.update(replace(found, name=name))
            return Joined(replace(found, name=name), new=False, renamed=renamed)
        members = await self._rosters.members(chat_id)
        written = next((each for each in members if each.user_id is None and each.name == name), None)
        if len(members) >= MAX_MEMBERS and written is None:
            raise RosterError(NoRoster.FULL)
        member = self._member(chat_id, user_id, name)
        if written is not None:
            member = replace(member, standing=written.standing, excused=written.excused)
        new = await self._rosters.join(member)
        if new and written is not None:
            await self._rosters.leave(written.id)
        return Joined(member, new=new, merged=new and written is not None)

    async def _find(self, chat_id: int, user_id: int) -> Member | None:
        found: Sequence[Member] = await self._rosters.of_person(user_id)
        return next((member for member in found if member.chat_id == chat_id), None)

    def _member(self, chat_id: int, user_id: int | None, name: str) -> Member:
        return Member(id=self._new_id(), chat_id=chat_id, user_id=user_id, name=name, joined_at=self._clock.now())

    async def _change(self, member: Member) -> Member:
        if not await self._rosters.update(member):
            raise RosterError(NoRoster.GONE)
        return member

    async def _require_sight(self, actor: Actor, chat_id: int) -> None:
        """Who is in a group sees its roster there; outside of it only leaders do."""
        meant = in_chat(actor, chat_id)
        if chat_id > 0:
            raise RosterError(NoRoster.PRIVATE)
        await self._access.require(meant, Action.SEE_ROSTER if meant == actor else Action.MANAGE_ROSTER)

    async def _require_managing(self, actor: Actor, chat_id: int) -> None:
        meant = in_chat(actor, chat_id)
        if chat_id > 0:
            raise RosterError(NoRoster.PRIVATE)
        await self._access.require(meant, Action.MANAGE_ROSTER)


def names_in(typed: str) -> list[str]:
    """The names of a text, each on one line without what nobody sees."""
    parts = [part for line in lines(typed) for part in _BETWEEN.split(line)]
    return [name for part in parts if (name := one_line(part))]


def fitting(name: str) -> str:
    """A name of Telegram as it is kept: on one line, cut to what a roster takes."""
    return one_line(name)[:MAX_NAME] or "？"


def _require_person(actor: Actor) -> None:
    if actor.user_id <= 0 or actor.anonymous_admin:
        raise RosterError(NoRoster.NOT_A_PERSON)
