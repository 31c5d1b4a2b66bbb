"""The calendars of all chats."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.delivery import Plan
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.spreading import Load
from bot.storage.memory.deliveries import add_new
from bot.storage.memory.rows import Store, own

_A_MINUTE = timedelta(minutes=1)


class Reminders(Store):
    """The :class:`~bot.services.ports.ReminderStore` in memory."""

    async def reminder(self, series_id: str) -> Reminder | None:
        """The reminder of that series."""
        found = self._rows.reminders.get(series_id)
        return None if found is None else _own(found)

    async def of_chat(self, chat_id: int) -> Sequence[Reminder]:
        """The calendar of a chat, in the order in which it was set."""
        return self._which(lambda reminder: reminder.chat_id == chat_id)

    async def save(self, *changed: Reminder, draft_id: str = "") -> bool:
        """Keep all of them, each with the next version; none where one is not as it was read, or the draft is gone."""
        ids = [reminder.series.id for reminder in changed]
        if len(set(ids)) < len(ids) or any(self._version(each.series.id) != each.version for each in changed):
            return False
        if draft_id and self._rows.drafts.pop(draft_id, None) is None:
            return False
        for reminder in changed:
            self._rows.reminders[reminder.series.id] = _own(replace(reminder, version=reminder.version + 1))
        return True

    async def delete(self, series_id: str, version: int) -> bool:
        """Take it out of the calendar. Returns False where it is gone, or its version is another."""
        if series_id not in self._rows.reminders or self._version(series_id) != version:
            return False
        del self._rows.reminders[series_id]
        return True

    async def suspend(self, chat_id: int) -> Sequence[Reminder]:
        """Suspend every reminder of a chat that is not. Returns those, as they are now."""
        active = self._which(lambda reminder: reminder.chat_id == chat_id and not reminder.suspended)
        changed = [
            replace(each, suspended=True, next_due_at=None, next_from_at=None, version=each.version + 1)
            for each in active
        ]
        self._rows.reminders.update({each.series.id: _own(each) for each in changed})
        return changed

    async def plan_due(
        self,
        until: datetime,
        limit: int,
        plan: Callable[[Reminder, Preferences | None], Plan],
        *,
        chat_id: int | None = None,
    ) -> int:
        """Plan up to ``limit`` reminders that are due at ``until``, earliest first. Returns how many were planned."""
        mine = [each for each in self._rows.reminders.values() if chat_id in {None, each.chat_id}]
        due = [(each.next_due_at, each) for each in mine if each.next_due_at is not None]
        earliest = sorted((pair for pair in due if pair[0] <= until), key=lambda pair: pair[0])[:limit]
        return self._plan_all([each for _, each in earliest], plan)

    async def plan_early(
        self,
        minute: datetime,
        now: datetime,
        limit: int,
        plan: Callable[[Reminder, Preferences | None], Plan],
    ) -> int:
        """Plan up to ``limit`` reminders whose next notice is due in the minute that begins then, and may be said at
        ``now`` already. Returns how many were planned."""
        found = [
            each
            for each in self._rows.reminders.values()
            if each.next_due_at is not None
            and minute <= each.next_due_at < minute + _A_MINUTE
            and each.next_from_at is not None
            and each.next_from_at <= now
        ]
        return self._plan_all(found[:limit], plan)

    async def loads(self, since: datetime, until: datetime) -> Sequence[Load]:
        """How many notices are due next after ``since`` and until ``until``, by minute."""
        to_come = ((each.next_due_at, each.next_from_at) for each in self._rows.reminders.values())
        counts = Counter(
            (_minute(due_at), _minute(from_at))
            for due_at, from_at in to_come
            if due_at is not None and from_at is not None and since < due_at <= until
        )
        return [Load(*key, count) for key, count in counts.items()]

    def _plan_all(self, chosen: list[Reminder], plan: Callable[[Reminder, Preferences | None], Plan]) -> int:
        rows = self._rows
        plans = [(each, plan(_own(each), rows.preferences.get(each.chat_id))) for each in chosen]
        for each, made in plans:
            rows.reminders[each.series.id] = replace(
                each,
                planned_until=made.planned_until,
                next_due_at=made.next_due_at,
                next_from_at=made.next_from_at,
            )
            add_new(rows, made.deliveries)
        return len(plans)

    async def next_due(self, *, chat_id: int | None = None) -> datetime | None:
        """The earliest ``next_due_at`` of all, or of one chat."""
        mine = (each for each in self._rows.reminders.values() if chat_id in {None, each.chat_id})
        return min((each.next_due_at for each in mine if each.next_due_at is not None), default=None)

    async def assumed(self, after: str, limit: int) -> Sequence[Reminder]:
        """Reminders of all chats with assumed dates, by series id, from after the given one on."""
        found = self._which(lambda reminder: bool(reminder.assumed) and reminder.series.id > after)
        return sorted(found, key=lambda reminder: reminder.series.id)[:limit]

    async def of_organizer(self, user_id: int) -> Sequence[Reminder]:
        """What a person set or took over, in every chat, in the order in which it was set."""
        return self._which(lambda reminder: reminder.organizer_id == user_id)

    def _version(self, series_id: str) -> int:
        """The stored version; that of a new one where there is none."""
        found = self._rows.reminders.get(series_id)
        return 0 if found is None else found.version

    def _which(self, matches: Callable[[Reminder], bool]) -> list[Reminder]:
        return [_own(reminder) for reminder in self._rows.reminders.values() if matches(reminder)]


def _minute(at: datetime) -> datetime:
    """The beginning of the minute of an instant."""
    return at.replace(second=0, microsecond=0)


def _own(reminder: Reminder) -> Reminder:
    return replace(reminder, series=own(reminder.series))
