"""The desk of an admin: what they have begun to write, kept in the database and theirs alone."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.clock import Clock
from bot.domain.errors import ConflictError, NotYoursError
from bot.domain.identity import NewId
from bot.domain.pending import PENDING_LIFETIME, Pending, PendingKind
from bot.domain.roles import Action, Actor
from bot.services.access import Access
from bot.services.care.written import Refusal, WritingError
from bot.services.ports import Stores

Body = Mapping[str, Any]

MAX_BEGUN = 30
"""What one person may have begun at a time."""

QUICK = "attach"
"""The kind of what is chosen, not written: the oldest of it makes room."""

_TRIES = 5
_HISTORY = 50


class Desk:
    """What admins have begun to write."""

    def __init__(self, stores: Stores, access: Access, clock: Clock, *, new_id: NewId) -> None:
        self._stores = stores
        self._access = access
        self._clock = clock
        self._new_id = new_id

    async def require(self, actor: Actor) -> None:
        """Raises NotAllowedError for anybody but admins of the knowledge, and WritingError outside of their private
        chat."""
        await self._access.require(actor, Action.EDIT_KNOWLEDGE)
        if not actor.private:
            raise WritingError(Refusal.ONLY_IN_PRIVATE)

    async def may(self, actor: Actor) -> bool:
        """Whether they keep the knowledge."""
        return await self._access.keeps_knowledge(actor.user_id)

    async def begin(self, actor: Actor, body: Body) -> Pending:
        """Keep something new. Raises WritingError where there is too much already."""
        await self.require(actor)
        begun = await self.of(actor)
        if len(begun) >= MAX_BEGUN:
            quick = [pending for pending in begun if pending.body.get("kind") == QUICK]
            if not quick:
                raise WritingError(Refusal.TOO_MANY_DRAFTS)
            await self._stores.pendings.take(quick[-1].id, self._clock.now())
        expires_at = self._clock.now() + PENDING_LIFETIME
        pending = Pending(self._new_id(), PendingKind.WRITING, actor.user_id, expires_at, body)
        if not await self._stores.pendings.save(pending):
            raise ConflictError
        return replace(pending, version=pending.version + 1)

    async def of(self, actor: Actor) -> list[Pending]:
        """What the actor has begun, the latest first."""
        await self.require(actor)
        begun = await self._stores.pendings.of_author(actor.user_id, self._clock.now())
        return [pending for pending in begun if pending.kind is PendingKind.WRITING]

    def idle(self, pending: Pending) -> timedelta:
        """For how long it was left alone."""
        return self._clock.now() - (pending.expires_at - PENDING_LIFETIME)

    async def load(self, actor: Actor, pending_id: str) -> Pending:
        """What waits under that id. Raises WritingError where it is gone, NotYoursError where it is another's."""
        await self.require(actor)
        pending = await self._stores.pendings.pending(pending_id, self._clock.now())
        if pending is None or pending.kind is not PendingKind.WRITING:
            raise WritingError(Refusal.DRAFT_GONE)
        if pending.author_id != actor.user_id:
            raise NotYoursError
        return pending

    async def change(self, actor: Actor, pending_id: str, step: Callable[[Body], Body]) -> Pending:
        """Change what waits under that id. Raises like :meth:`load`, what ``step`` raises, and ConflictError where it
        changes under one's hands again and again."""
        for _ in range(_TRIES):
            pending = await self.load(actor, pending_id)
            body = step(pending.body)
            changed = replace(pending, body=body, expires_at=self._clock.now() + PENDING_LIFETIME)
            if await self._stores.pendings.save(changed):
                return replace(changed, version=changed.version + 1)
        raise ConflictError

    async def was_published(self, pending: Pending) -> bool:
        """Whether the change that something became was published, which its author's line in the history tells."""
        became = pending.body.get("became") or {}
        if not became or await self._stores.pendings.pending(became["id"], self._clock.now()) is not None:
            return False
        before: int | None = None
        while revisions := await self._stores.revisions.history(before, _HISTORY):
            for revision in revisions:
                if revision.number <= became["after"]:
                    return False
                if revision.author_id == pending.author_id and revision.why == became["why"]:
                    return True
            before = revisions[-1].number
        return False

    async def drop(self, actor: Actor, pending_id: str) -> None:
        """It is not wanted any more. Raises like :meth:`load`."""
        await self.load(actor, pending_id)
        await self._stores.pendings.take(pending_id, self._clock.now())
