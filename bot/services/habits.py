"""How a group wants its meetings to be run: read, and changed by those who lead it."""

from dataclasses import replace
from datetime import timedelta
from typing import TypedDict, Unpack

from bot.domain.checklist import Phase
from bot.domain.edits import EditError
from bot.domain.habits import DEFAULT_HABITS, MAX_OWN_ITEM, MAX_OWN_ITEMS, Habits, OwnItem, items_kind
from bot.domain.identity import NewId
from bot.domain.meeting import OWN_KIND, tidy_topics
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

    async def add_items(self, actor: Actor, kind: str, phase: Phase, text: str, *, title: str = "") -> Habits:
        """Add items, one in each line, to the checklist of a kind, or where no document names it to that of the
        meetings of a title; what is there already is not added again.

        Raises ValueError where there is none or one is too long, and EditError where they are too many; then none is
        added.
        """
        habits, lines = await self.get(actor), _lines(text)
        if not lines or any(len(line) > MAX_OWN_ITEM for line in lines):
            raise ValueError("empty, or too long")
        there = {item.text for item in habits.items_of(kind, title) if item.phase is phase}
        counts_for = items_kind(kind, title)
        new = [OwnItem(self._new_id(), counts_for, phase, line) for line in lines if line not in there]
        if len(habits.own_items) + len(new) > MAX_OWN_ITEMS:
            raise EditError("too many items")
        return await self._save(actor, replace(habits, own_items=(*habits.own_items, *new))) if new else habits

    async def remove_item(self, actor: Actor, item_id: str) -> Habits:
        """Take an item out of the checklist of its kind; of no effect where it is out already."""
        habits = await self.get(actor)
        left = tuple(item for item in habits.own_items if item.id != item_id)
        return await self._save(actor, replace(habits, own_items=left))

    async def follow(self, actor: Actor, before: str, after: str) -> Habits:
        """Have the items of meetings of one title count for those of another: they are called that now."""
        habits, old, new = await self.get(actor), items_kind(OWN_KIND, before), items_kind(OWN_KIND, after)
        moved = tuple(replace(item, kind=new) if item.kind == old else item for item in habits.own_items)
        return await self._save(actor, replace(habits, own_items=moved)) if moved != habits.own_items else habits

    async def _save(self, actor: Actor, habits: Habits) -> Habits:
        await self._habits.save(actor.chat_id, habits)
        return habits


def shortens(before: timedelta | None, after: timedelta | None) -> bool:
    """Whether minutes that would have been kept are deleted sooner; None keeps them for good."""
    return after is not None and (before is None or after < before)


def _lines(text: str) -> tuple[str, ...]:
    """What is typed as items, each once: numbers and bullets in front are left out, as of topics. Raises ValueError
    where one is far too long."""
    return tuple(dict.fromkeys(item for line in text.splitlines() for item in tidy_topics([line])))
