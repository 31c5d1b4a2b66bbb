"""How a group wants its meetings to be run: read, and changed by those who lead it."""

from dataclasses import replace
from datetime import timedelta
from typing import TypedDict, Unpack

from bot.domain.checklist import Phase
from bot.domain.edits import EditError
from bot.domain.habits import DEFAULT_HABITS, MAX_OWN_ITEM, MAX_OWN_ITEMS, Habits, OwnItem
from bot.domain.identity import NewId
from bot.domain.roles import Action, Actor
from bot.services.access import Access
from bot.services.meeting_ports import HabitsStore


class Fields(TypedDict, total=False):
    """What is to change; the rest stays."""

    sign_up: bool
    checklists: bool
    asks_minutes: bool
    duties: bool
    asks_standing: bool
    keeps: timedelta | None


class HabitsService:
    """The habits of the actor's chat. Whoever may not run its meetings gets NotAllowedError."""

    def __init__(self, habits: HabitsStore, access: Access, new_id: NewId) -> None:
        self._habits = habits
        self._access = access
        self._new_id = new_id

    async def get(self, actor: Actor) -> Habits:
        """Those of the chat."""
        await self._access.require(actor, Action.MANAGE_MEETINGS)
        return await self._habits.habits(actor.chat_id) or DEFAULT_HABITS

    async def change(self, actor: Actor, **fields: Unpack[Fields]) -> Habits:
        """Change some of them. Returns them as they are now."""
        return await self._save(actor, replace(await self.get(actor), **fields))

    async def add_item(self, actor: Actor, kind: str, phase: Phase, text: str) -> Habits:
        """Add an item (one line) to the checklist of a kind; one that is there already is not added again.

        Raises ValueError where it is empty or too long, and EditError where there are too many.
        """
        habits, line = await self.get(actor), " ".join(text.split())
        if not line or len(line) > MAX_OWN_ITEM:
            raise ValueError("empty, or too long")
        if any((item.kind, item.phase, item.text) == (kind, phase, line) for item in habits.own_items):
            return habits
        if len(habits.own_items) >= MAX_OWN_ITEMS:
            raise EditError("too many items")
        item = OwnItem(self._new_id(), kind, phase, line)
        return await self._save(actor, replace(habits, own_items=(*habits.own_items, item)))

    async def remove_item(self, actor: Actor, item_id: str) -> Habits:
        """Take an item out of the checklist of its kind; of no effect where it is out already."""
        habits = await self.get(actor)
        left = tuple(item for item in habits.own_items if item.id != item_id)
        return await self._save(actor, replace(habits, own_items=left))

    async def _save(self, actor: Actor, habits: Habits) -> Habits:
        await self._habits.save(actor.chat_id, habits)
        return habits


def shortens(before: timedelta | None, after: timedelta | None) -> bool:
    """Whether minutes that would have been kept are deleted sooner; None keeps them for good."""
    return after is not None and (before is None or after < before)
