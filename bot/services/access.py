"""Who may do what. Every command and every button that changes something asks here."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.clock import Clock
from bot.domain.errors import NotAllowedError, OutdatedError
from bot.domain.roles import REQUIRED_ROLE, Action, Actor, Leader, Role
from bot.services.belonging import Belonging
from bot.services.knowledge_ports import KeeperStore
from bot.services.ports import LeaderStore

NOBODY_NEW_FOR = timedelta(seconds=5)
"""How long who is no admin of the knowledge stays none before the database is asked again: it would be asked with
every message. Who is one is looked up each time, so that nobody stays one."""


class OutsideError(Exception):
    """Nobody can say who administers a group, since the bot is not in it."""


class Administrators(Protocol):
    """Tells who administers a group; Telegram knows."""

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is an administrator of a group now. False where that cannot be found out for now. Raises
        OutsideError."""

    async def administrators(self, chat_id: int) -> Mapping[int, str]:
        """The administrators of a group now, bots left out: names by user id. None where that cannot be found out for
        now. Raises OutsideError."""


class Access:
    """Roles of people in chats."""

    def __init__(
        self,
        leaders: LeaderStore,
        administrators: Administrators,
        admins: Collection[int],
        clock: Clock,
        *,
        keepers: KeeperStore,
        belonging: Belonging | None = None,
    ) -> None:
        """``admins``, and those whom they made ``keepers``, keep the knowledge. That makes them leaders nowhere.
        ``belonging`` tells who may be named a leader; without it, everybody may."""
        self._leaders = leaders
        self._administrators = administrators
        self._admins = tuple(dict.fromkeys(admins))
        self._keepers = keepers
        self._known: tuple[datetime, frozenset[int]] | None = None
        self._belonging = belonging
        self._clock = clock

    async def role(self, actor: Actor) -> Role:
        """The highest role of whoever stands behind an update. Raises OutsideError where only Telegram could tell, and
        the bot is not in that group."""
        if actor.private or actor.anonymous_admin:
            return Role.LEADER
        if await self._is_named(actor.chat_id, actor.user_id):
            return Role.LEADER
        if await self._administrators.is_administrator(actor.chat_id, actor.user_id):
            return Role.LEADER
        return Role.MEMBER

    async def require(self, actor: Actor, action: Action) -> None:
        """Raises NotAllowedError unless the actor may do that; with the reason where the bot cannot find out."""
        try:
            allowed = await self._may(actor, action)
        except OutsideError as error:
            raise NotAllowedError(action, outside=True) from error
        if not allowed:
            raise NotAllowedError(action)

    async def leads(self, chat_id: int, user_id: int) -> bool:
        """Whether a person, in their own name, is a leader of a group, as far as that can be found out."""
        try:
            return await self.role(Actor(user_id, chat_id, private=False)) >= Role.LEADER
        except OutsideError:
            return False

    async def leads_no_longer(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is surely no leader of a group; False where that cannot be found out."""
        if await self._is_named(chat_id, user_id):
            return False
        try:
            administrators = await self._administrators.administrators(chat_id)
        except OutsideError:
            return False
        return bool(administrators) and user_id not in administrators

    @property
    def admins(self) -> tuple[int, ...]:
        """The user ids of the settings: they keep the knowledge, and nobody in the chat can take it from them."""
        return self._admins

    async def keeps_knowledge(self, user_id: int) -> bool:
        """Whether somebody, in their own name, is an admin of the knowledge."""
        if user_id in self._admins:
            return True
        if self._known is not None:
            since, keepers = self._known
            if user_id not in keepers and timedelta(0) <= self._clock.now() - since < NOBODY_NEW_FOR:
                return False
        keepers = frozenset(each.user_id for each in await self._keepers.keepers())
        self._known = self._clock.now(), keepers
        return user_id in keepers

    def keepers_changed(self) -> None:
        """Somebody became an admin of the knowledge."""
        self._known = None

    async def who_keep_knowledge(self) -> tuple[int, ...]:
        """The user ids of all admins of the knowledge, those of the settings first."""
        return tuple(dict.fromkeys((*self._admins, *[each.user_id for each in await self._keepers.keepers()])))

    async def administrators(self, actor: Actor) -> Mapping[int, str]:
        """The administrators of the actor's group, names by user id; none where that cannot be found out. Raises
        NotAllowedError."""
        await self.require(actor, Action.MANAGE_LEADERS)
        try:
            return await self._administrators.administrators(actor.chat_id)
        except OutsideError:
            return {}

    async def leaders(self, actor: Actor) -> tuple[Leader, ...]:
        """The named leaders of the actor's chat. Raises NotAllowedError."""
        await self.require(actor, Action.MANAGE_LEADERS)
        return tuple(await self._leaders.leaders(actor.chat_id))

    async def name_leader(self, actor: Actor, user_id: int) -> bool:
        """Make somebody in the actor's group a leader of it; False where they already are. Leaders are written to in
        private, so nobody is made one who is not surely there. Raises NotAllowedError, and OutdatedError for anybody
        else, and in private chats, which nobody but their owner leads."""
        await self.require(actor, Action.MANAGE_LEADERS)
        if actor.chat_id > 0 or user_id <= 0 or not await self._is_there(actor.chat_id, user_id):
            raise OutdatedError
        leader = Leader(actor.chat_id, user_id, actor.user_id, self._clock.now())
        return await self._leaders.name(leader)

    async def unname_leader(self, actor: Actor, user_id: int) -> bool:
        """Take the role away; False where they had none. Raises NotAllowedError."""
        await self.require(actor, Action.MANAGE_LEADERS)
        return await self._leaders.unname(actor.chat_id, user_id)

    async def _may(self, actor: Actor, action: Action) -> bool:
        if action is Action.EDIT_KNOWLEDGE:
            return not actor.anonymous_admin and await self.keeps_knowledge(actor.user_id)
        required = REQUIRED_ROLE[action]
        return required <= Role.MEMBER or await self.role(actor) >= required

    async def _is_there(self, chat_id: int, user_id: int) -> bool:
        return self._belonging is None or await self._belonging.is_inside(chat_id, user_id)

    async def _is_named(self, chat_id: int, user_id: int) -> bool:
        return any(leader.user_id == user_id for leader in await self._leaders.leaders(chat_id))
