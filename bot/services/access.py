"""Who may do what. Every command and every button that changes something asks here."""

from collections.abc import Collection, Mapping
from typing import Protocol

from bot.domain.clock import Clock
from bot.domain.errors import NotAllowedError
from bot.domain.roles import REQUIRED_ROLE, Action, Actor, Leader, Role
from bot.services.ports import LeaderStore


class Administrators(Protocol):
    """Tells who administers a group; Telegram knows."""

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is an administrator of a group now. False where that cannot be found out."""

    async def administrators(self, chat_id: int) -> Mapping[int, str]:
        """The administrators of a group now, bots left out: names by user id. None where that cannot be found out."""


class Access:
    """Roles of people in chats."""

    def __init__(
        self, leaders: LeaderStore, administrators: Administrators, admins: Collection[int], clock: Clock
    ) -> None:
        self._leaders = leaders
        self._administrators = administrators
        self._admins = frozenset(admins)
        self._clock = clock

    async def role(self, actor: Actor) -> Role:
        """The highest role of whoever stands behind an update."""
        if actor.user_id in self._admins and not actor.anonymous_admin:
            return Role.ADMIN
        if actor.private or actor.anonymous_admin:
            return Role.LEADER
        if await self._is_named(actor.chat_id, actor.user_id):
            return Role.LEADER
        if await self._administrators.is_administrator(actor.chat_id, actor.user_id):
            return Role.LEADER
        return Role.MEMBER

    async def require(self, actor: Actor, action: Action) -> None:
        """Raises NotAllowedError unless the actor's role is enough for the action."""
        required = REQUIRED_ROLE[action]
        if required > Role.MEMBER and await self.role(actor) < required:
            raise NotAllowedError(action)

    async def leads(self, chat_id: int, user_id: int) -> bool:
        """Whether a person, in their own name, is a leader of a group."""
        return await self.role(Actor(user_id, chat_id, private=False)) >= Role.LEADER

    async def administrators(self, actor: Actor) -> Mapping[int, str]:
        """The administrators of the actor's group, names by user id. Raises NotAllowedError."""
        await self.require(actor, Action.MANAGE_LEADERS)
        return await self._administrators.administrators(actor.chat_id)

    async def leaders(self, actor: Actor) -> tuple[Leader, ...]:
        """The named leaders of the actor's chat. Raises NotAllowedError."""
        await self.require(actor, Action.MANAGE_LEADERS)
        return tuple(await self._leaders.leaders(actor.chat_id))

    async def name_leader(self, actor: Actor, user_id: int) -> bool:
        """Make somebody a leader of the actor's chat; False where they already are. Raises NotAllowedError."""
        await self.require(actor, Action.MANAGE_LEADERS)
        leader = Leader(actor.chat_id, user_id, actor.user_id, self._clock.now())
        return await self._leaders.name(leader)

    async def unname_leader(self, actor: Actor, user_id: int) -> bool:
        """Take the role away; False where they had none. Raises NotAllowedError."""
        await self.require(actor, Action.MANAGE_LEADERS)
        return await self._leaders.unname(actor.chat_id, user_id)

    async def _is_named(self, chat_id: int, user_id: int) -> bool:
        return any(leader.user_id == user_id for leader in await self._leaders.leaders(chat_id))
