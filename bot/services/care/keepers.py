"""Keepers: the admins of the knowledge, how one becomes one, and whether two have to agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.clock import Clock
from bot.domain.errors import ConflictError, NotYoursError, OutdatedError, UserError
from bot.domain.identity import NewId
from bot.domain.keeper import Act, Keeper, KeeperEvent
from bot.domain.pending import PENDING_LIFETIME, Pending, PendingKind
from bot.domain.roles import Action, Actor
from bot.services.access import Access
from bot.services.care.changes import OwnConsentError, change_of
from bot.services.ports import Stores

MOST_EVENTS = 8
"""What was recorded lately, as the page shows it."""


class NobodyElseError(UserError):
    """Two have to agree, and there is nobody else who could."""


class Decision(StrEnum):
    """What an admin decides about the admins."""

    ADMIT = "admit"
    REMOVE = "remove"
    CONSENT_ON = "consent_on"
    CONSENT_OFF = "consent_off"


@dataclass(frozen=True, slots=True)
class Ruling:
    """Something decided, and whom it is about."""

    decision: Decision
    user_id: int = 0
    name: str = ""
    """That person's."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """What came of it: done, or a second admin is to be asked first under ``pending_id``."""

    ruling: Ruling
    by: str
    """Whose decision it was, by name."""
    by_id: int
    others: tuple[int, ...]
    """The admins who are asked, or told: all but who pressed the button, and whom it is about."""
    pending_id: str = ""
    alone: bool = False
    """Whether there is but one admin."""
    stranded: tuple[int, ...] = ()
    """Who waits for the nod of an admin who is none any more."""
    freed: tuple[Pending, ...] = ()
    """The changes that waited for a second admin, where nobody has to agree any more."""

    @property
    def done(self) -> bool:
        """Whether it is so now."""
        return not self.pending_id


@dataclass(frozen=True, slots=True)
class Board:
    """The admins, as a page shows them."""

    settled: tuple[int, ...]
    """Those of the settings."""
    keepers: Sequence[Keeper]
    consent: bool
    events: Sequence[KeeperEvent]
    closed: frozenset[int]
    """Those whose private chat is closed to the bot: they cannot be asked."""


class Guest(StrEnum):
    """What opening an invitation came to."""

    ASKED = "asked"
    """The inviter is asked."""
    ALREADY = "already"
    """They are an admin already."""
    WAITING = "waiting"
    """The inviter was asked about them before, and has not answered."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An invitation that was opened."""

    guest: Guest
    inviter_id: int
    user_id: int
    name: str


class Keepers:
    """Admins of the knowledge. Every method but :meth:`open_invitation` raises NotAllowedError for anybody else."""

    def __init__(self, stores: Stores, access: Access, clock: Clock, new_id: NewId) -> None:
        self._stores = stores
        self._access = access
        self._clock = clock
        self._new_id = new_id

    async def board(self, actor: Actor) -> Board:
        """Who the admins are, and what they did lately."""
        await self._require(actor)
        store = self._stores.keepers
        chats = {each: await self._stores.chats.chat(each) for each in await self._access.who_keep_knowledge()}
        return Board(
            self._access.admins,
            await store.keepers(),
            await store.wants_consent(),
            await store.events(MOST_EVENTS),
            frozenset(user_id for user_id, chat in chats.items() if chat is not None and not chat.reachable),
        )

    async def invite(self, actor: Actor, name: str) -> str:
        """A new invitation: its id, for a link. It can be opened once, within two days."""
        await self._require(actor)
        return await self._begin(actor, PendingKind.INVITATION, {"by": name})

    async def open_invitation(self, user_id: int, name: str, pending_id: str) -> Opened:
        """Somebody opens an invitation. Raises OutdatedError where it was opened before, has expired, or the inviter is
        no admin any more."""
        invitation = await self._pending(pending_id, PendingKind.INVITATION)
        inviter = invitation.author_id
        if not await self._access.keeps_knowledge(inviter):
            raise OutdatedError
        if await self._access.keeps_knowledge(user_id):
            return Opened(Guest.ALREADY, inviter, user_id, name)
        if (guest := invitation.body.get("user_id")) is not None:
            if guest != user_id:
                raise OutdatedError
            return Opened(Guest.WAITING, inviter, user_id, name)
        answered = replace(invitation, body={**invitation.body, "user_id": user_id, "name": name})
        if not await self._stores.pendings.save(answered):
            raise OutdatedError
        return Opened(Guest.ASKED, inviter, user_id, name)

    async def admit(self, actor: Actor, name: str, pending_id: str) -> Ruled:
        """The inviter lets in who opened the invitation."""
        guest = await self._guest(actor, pending_id)
        return await self._decide(actor, name, Ruling(Decision.ADMIT, guest.user_id, guest.name))

    async def turn_away(self, actor: Actor, pending_id: str) -> Ruling:
        """The inviter does not. Returns who is meant."""
        return await self._guest(actor, pending_id)

    async def remove(self, actor: Actor, name: str, user_id: int) -> Ruled:
        """Take the role away. Raises OutdatedError for who has none (those of the settings keep it), and
        NobodyElseError."""
        await self._require(actor)
        keeper = await self.keeper(actor, user_id)
        return await self._decide(actor, name, Ruling(Decision.REMOVE, user_id, keeper.name))

    async def keeper(self, actor: Actor, user_id: int) -> Keeper:
        """Somebody who was made an admin. Raises OutdatedError for everybody else."""
        await self._require(actor)
        found = [each for each in await self._stores.keepers.keepers() if each.user_id == user_id]
        if not found or user_id in self._access.admins:
            raise OutdatedError
        return found[0]

    async def want_consent(self, actor: Actor, name: str, *, wanted: bool) -> Ruled:
        """Whether two have to agree from now on. Switching it off takes two as well. Raises OutdatedError where it is
        so already."""
        await self._require(actor)
        if await self._stores.keepers.wants_consent() is wanted:
            raise OutdatedError
        return await self._decide(actor, name, Ruling(Decision.CONSENT_ON if wanted else Decision.CONSENT_OFF))

    async def agree(self, actor: Actor, pending_id: str) -> Ruled:
        """A second admin agrees. Raises OwnConsentError for who decided, and OutdatedError."""
        await self._others(actor, pending_id)
        pending = await self._take(pending_id)
        if not await self._access.keeps_knowledge(pending.author_id):
            raise OutdatedError
        ruling, by = _ruling(pending), pending.body["by"]
        return await self._carry_out(ruling, pending.author_id, by, presser=actor.user_id)

    async def disagree(self, actor: Actor, pending_id: str) -> tuple[int, Ruling]:
        """A second admin does not: it is off. Returns who decided it, and what."""
        await self._others(actor, pending_id)
        pending = await self._take(pending_id)
        return pending.author_id, _ruling(pending)

    async def others(self, actor: Actor) -> tuple[int, ...]:
        """The other admins: those who are told, and asked."""
        await self._require(actor)
        return tuple(each for each in await self._access.who_keep_knowledge() if each != actor.user_id)

    # ---- helpers

    async def _require(self, actor: Actor) -> None:
        await self._access.require(actor, Action.EDIT_KNOWLEDGE)

    async def _begin(self, actor: Actor, kind: PendingKind, body: Mapping[str, object]) -> str:
        expires = self._clock.now() + PENDING_LIFETIME
        pending = Pending(self._new_id(), kind, actor.user_id, expires, dict(body))
        if not await self._stores.pendings.save(pending):
            raise ConflictError
        return pending.id

    async def _pending(self, pending_id: str, kind: PendingKind) -> Pending:
        found = await self._stores.pendings.pending(pending_id, self._clock.now())
        if found is None or found.kind is not kind:
            raise OutdatedError
        return found

    async def _take(self, pending_id: str) -> Pending:
        taken = await self._stores.pendings.take(pending_id, self._clock.now())
        if taken is None:
            raise OutdatedError
        return taken

    async def _guest(self, actor: Actor, pending_id: str) -> Ruling:
        """Who opened an invitation of the actor's own; it is used up with that."""
        await self._require(actor)
        invitation = await self._pending(pending_id, PendingKind.INVITATION)
        if invitation.author_id != actor.user_id:
            raise NotYoursError
        if "user_id" not in invitation.body:
            raise OutdatedError
        body = (await self._take(pending_id)).body
        return Ruling(Decision.ADMIT, body["user_id"], body["name"])

    async def _others(self, actor: Actor, pending_id: str) -> None:
        """Only a second admin may answer, and nobody about themselves."""
        await self._require(actor)
        pending = await self._pending(pending_id, PendingKind.CONSENT)
        if actor.user_id in {pending.author_id, _ruling(pending).user_id}:
            raise OwnConsentError

    async def _decide(self, actor: Actor, name: str, ruling: Ruling) -> Ruled:
        """Carry it out, or ask a second admin where two have to agree. Else one alone could name, or remove, whom it
        takes to agree with themselves. Who is to be removed is neither asked nor counted, or one of two could never
        be; then one of the settings decides alone. Who resigns needs nobody."""
        others = await self._beside(actor.user_id, ruling)
        wanted = await self._stores.keepers.wants_consent() and ruling.user_id != actor.user_id
        removes = ruling.decision is Decision.REMOVE
        if wanted and removes and not others and actor.user_id not in self._access.admins:
            raise NobodyElseError
        if not wanted or not others:
            return await self._carry_out(ruling, actor.user_id, name, presser=actor.user_id)
        body = {"decision": ruling.decision.value, "user_id": ruling.user_id, "name": ruling.name, "by": name}
        pending_id = await self._begin(actor, PendingKind.CONSENT, body)
        return Ruled(ruling, name, actor.user_id, others, pending_id)

    async def _beside(self, user_id: int, ruling: Ruling) -> tuple[int, ...]:
        """The admins beside one, and beside whom a decision is about."""
        return tuple(each for each in await self._access.who_keep_knowledge() if each not in {user_id, ruling.user_id})

    async def _carry_out(self, ruling: Ruling, by_id: int, by: str, *, presser: int) -> Ruled:
        """Raises OutdatedError where it is so already."""
        store, now = self._stores.keepers, self._clock.now()
        event = KeeperEvent(now, by_id, by, _ACTS[ruling.decision], ruling.name)
        needed = await self._needs_consent()
        if ruling.decision is Decision.ADMIT:
            done = await store.name(Keeper(ruling.user_id, ruling.name, by_id, now), event)
        elif ruling.decision is Decision.REMOVE:
            done = await store.remove(ruling.user_id, event)
        else:
            done = await store.want_consent(ruling.decision is Decision.CONSENT_ON, event)
        self._access.keepers_changed()
        if not done:
            raise OutdatedError
        others, admins = await self._beside(presser, ruling), await self._access.who_keep_knowledge()
        stranded = await self._withdraw(ruling.user_id) if ruling.decision is Decision.REMOVE else ()
        freed = await self._asked() if needed and not await self._needs_consent() else ()
        return Ruled(ruling, by, by_id, others, alone=len(admins) < 2, stranded=stranded, freed=freed)

    async def _needs_consent(self) -> bool:
        """Whether a change has to be agreed to by a second admin."""
        wanted = await self._stores.keepers.wants_consent()
        return wanted and len(await self._access.who_keep_knowledge()) > 1

    async def _asked(self) -> tuple[Pending, ...]:
        """The changes of the admins that a second one was asked about."""
        now = self._clock.now()
        found = [await self._stores.pendings.of_author(each, now) for each in await self._access.who_keep_knowledge()]
        changes = (each for pendings in found for each in pendings if each.kind is PendingKind.CHANGE)
        return tuple(each for each in changes if change_of(each).asked)

    async def _withdraw(self, user_id: int) -> tuple[int, ...]:
        """End the invitations of somebody. Returns who had opened one, and waits."""
        now, waiting = self._clock.now(), []
        for each in await self._stores.pendings.of_author(user_id, now):
            if each.kind is PendingKind.INVITATION and (taken := await self._stores.pendings.take(each.id, now)):
                waiting += [taken.body["user_id"]] if "user_id" in taken.body else []
        return tuple(dict.fromkeys(waiting))


_ACTS = {
    Decision.ADMIT: Act.NAMED,
    Decision.REMOVE: Act.REMOVED,
    Decision.CONSENT_ON: Act.CONSENT_ON,
    Decision.CONSENT_OFF: Act.CONSENT_OFF,
}


def _ruling(pending: Pending) -> Ruling:
    """What a second admin is asked about."""
    body = pending.body
    return Ruling(Decision(body["decision"]), body["user_id"], body["name"])
