"""Minutes, revision by revision."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.domain.minutes import Minutes
from bot.storage.memory.rows import Store


class MinutesByMeeting(Store):
    """The :class:`~bot.services.meeting_ports.MinutesStore` in memory."""

    async def save(self, minutes: Minutes) -> bool:
        """Keep a revision with the next version. Returns False where it is not as it was read, is filed, or its
        meeting is gone."""
        key = (minutes.meeting_id, minutes.revision)
        old = self._rows.minutes.get(key)
        stored = 0 if old is None else old.version
        is_filed = old is not None and old.filed_at is not None
        if stored != minutes.version or is_filed or minutes.meeting_id not in self._rows.meetings:
            return False
        self._rows.minutes[key] = replace(minutes, version=minutes.version + 1)
        return True

    async def latest(self, meeting_id: str) -> Minutes | None:
        """The latest revision, draft or filed."""
        return next(reversed(await self.history(meeting_id)), None)

    async def history(self, meeting_id: str) -> Sequence[Minutes]:
        """Every revision, earliest first."""
        found = [minutes for minutes in self._rows.minutes.values() if minutes.meeting_id == meeting_id]
        return sorted(found, key=lambda minutes: minutes.revision)

    async def latest_of(self, meeting_ids: Collection[str]) -> Mapping[str, Minutes]:
        """The latest revisions by meeting; meetings without minutes are left out."""
        latest = {each: await self.latest(each) for each in meeting_ids}
        return {meeting_id: minutes for meeting_id, minutes in latest.items() if minutes is not None}

    async def drop(self, meeting_id: str, revision: int) -> bool:
        """Delete a draft. Returns False where it is filed, or gone."""
        found = self._rows.minutes.get((meeting_id, revision))
        if found is None or found.filed_at is not None:
            return False
        del self._rows.minutes[meeting_id, revision]
        return True
