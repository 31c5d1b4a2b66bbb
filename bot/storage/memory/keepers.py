"""Admins of the knowledge, and what they did."""

from collections.abc import Sequence

from bot.domain.keeper import Keeper, KeeperEvent
from bot.storage.memory.rows import Store


class Keepers(Store):
    """The :class:`~bot.services.knowledge_ports.KeeperStore` in memory."""

    async def keepers(self) -> Sequence[Keeper]:
        """All of them, earliest first."""
        return sorted(self._rows.keepers.values(), key=lambda keeper: keeper.named_at)

    async def name(self, keeper: Keeper, event: KeeperEvent) -> bool:
        """Name somebody, and record it. Returns False where they already are one."""
        if keeper.user_id in self._rows.keepers:
            return False
        self._rows.keepers[keeper.user_id] = keeper
        await self.record(event)
        return True

    async def remove(self, user_id: int, event: KeeperEvent) -> bool:
        """Remove somebody, and record it. Returns False where they are none."""
        if self._rows.keepers.pop(user_id, None) is None:
            return False
        await self.record(event)
        return True

    async def wants_consent(self) -> bool:
        """Whether a second admin has to agree to every change."""
        return self._rows.consent

    async def want_consent(self, wanted: bool, event: KeeperEvent) -> bool:
        """Change that, and record it. Returns False where it is so already."""
        if self._rows.consent is wanted:
            return False
        self._rows.consent = wanted
        await self.record(event)
        return True

    async def record(self, event: KeeperEvent) -> None:
        """Record something else."""
        self._rows.keeper_events.append(event)

    async def events(self, limit: int) -> Sequence[KeeperEvent]:
        """What was recorded, the latest first."""
        latest_came = reversed(self._rows.keeper_events)
        return sorted(latest_came, key=lambda event: event.at, reverse=True)[:limit]
