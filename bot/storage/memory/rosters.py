"""Who belongs to which group."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.roster import Member
from bot.storage.memory.rows import Store, delete


class Rosters(Store):
    """The :class:`~bot.services.meeting_ports.RosterStore` in memory."""

    async def join(self, member: Member) -> bool:
        """Put somebody on a roster. Returns False, and changes nothing, where that person is on it."""
        of_chat = [each.user_id for each in self._rows.members.values() if each.chat_id == member.chat_id]
        if member.id in self._rows.members or (member.user_id is not None and member.user_id in of_chat):
            return False
        self._rows.members[member.id] = member
        return True

    async def members(self, chat_id: int) -> Sequence[Member]:
        """The roster of a chat, in the order in which they came."""
        return self._which(lambda member: member.chat_id == chat_id)

    async def member(self, member_id: str) -> Member | None:
        """Somebody on a roster."""
        return self._rows.members.get(member_id)

    async def update(self, member: Member) -> bool:
        """Keep name, standing and whether they are excused. Returns False where they are on the roster no more."""
        found = self._rows.members.get(member.id)
        if found is None:
            return False
        changed = replace(found, name=member.name, standing=member.standing, excused=member.excused)
        self._rows.members[member.id] = changed
        return True

    async def leave(self, member_id: str) -> bool:
        """Take somebody off. Returns whether they were on it."""
        return self._rows.members.pop(member_id, None) is not None

    async def of_person(self, user_id: int) -> Sequence[Member]:
        """Every roster that a person is on, earliest first."""
        return self._which(lambda member: member.user_id == user_id)

    async def forget(self, user_id: int) -> int:
        """Take a person off every roster. Returns how many."""
        return delete(self._rows.members, lambda _, member: member.user_id == user_id)

    def _which(self, matches: Callable[[Member], bool]) -> list[Member]:
        found = [member for member in self._rows.members.values() if matches(member)]
        return sorted(found, key=lambda member: member.joined_at)
