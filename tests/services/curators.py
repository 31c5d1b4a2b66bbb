"""Admins at work on the small base, for the tests of their services."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.keeper import Act, Keeper, KeeperEvent
from bot.domain.roles import Actor
from bot.services.access import Access
from bot.services.care.curation import Curation
from bot.services.care.keepers import Keepers
from bot.services.care.library import Library
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from intents.understanding import Understanding
from tests.support.app import ADMIN, LEADER, OTHER, numbered_ids, publish_first, sample_files
from tests.support.clock import ManualClock

FAQ = "faq/group-rules-2019.yaml"
FIRST, SECOND, THIRD = (Actor(each.id, each.id, private=True) for each in (ADMIN, OTHER, LEADER))
"""The admin of the settings; whom they named; somebody who is none unless named."""

OFTEN = ("一般每月召开 1 次。", "想开就开。")
FEW = ("3 名。每组党员不少于 3 名，其中至少 1 名是正式党员。", "3 名，正式的至少 1 名。")
"""Answers of two entries, and what they are changed to."""


class Nowhere:
    """No groups."""

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        """Nobody is."""
        return False

    async def administrators(self, chat_id: int) -> Mapping[int, str]:
        """Nobody."""
        return {}


@dataclass
class House:
    """One process on a database."""

    stores: Stores
    clock: ManualClock
    live: LiveKnowledge
    library: Library
    curation: Curation
    keepers: Keepers

    async def name(self, actor: Actor) -> None:
        """Make somebody an admin."""
        now = self.clock.now()
        event = KeeperEvent(now, ADMIN.id, ADMIN.first_name, Act.NAMED, "")
        await self.stores.keepers.name(Keeper(actor.user_id, "某某", ADMIN.id, now), event)


async def house(stores: Stores, understanding: Understanding, clock: ManualClock, prefix: str = "") -> House:
    """A process; with another ``prefix`` its ids are unlike those of another one."""
    number = await publish_first(stores, understanding, clock)
    live = LiveKnowledge(understanding, number)
    library = Library(stores, live, clock)
    access = Access(stores.leaders, Nowhere(), [ADMIN.id], clock, keepers=stores.keepers)
    ids = numbered_ids()

    def new_id() -> str:
        return prefix + ids()[len(prefix) :]

    curation = Curation(stores, library, access, clock, new_id, knowledge=live)
    return House(stores, clock, live, library, curation, Keepers(stores, access, clock, new_id))


def changed(*pairs: tuple[str, str], files: Mapping[str, bytes] | None = None, name: str = FAQ) -> dict[str, bytes]:
    """The small base, or other files, with some text replaced."""
    result = dict(files or sample_files())
    for old, new in pairs:
        assert old.encode() in result[name]
        result[name] = result[name].replace(old.encode(), new.encode())
    return result
