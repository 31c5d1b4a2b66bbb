"""The calendars of all chats."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, bindparam, delete, func, select, type_coerce, update

from bot.domain.delivery import Plan
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.spreading import Load
from bot.storage.encoding import decode_assumed, decode_preferences, decode_series, encode_assumed, encode_series
from bot.storage.engine import AnyConnection
from bot.storage.sql.base import SqlStore
from bot.storage.sql.deliveries import insert_new
from bot.storage.tables import chat_preferences, drafts, reminders
from bot.storage.types import MICROSECOND, UtcDateTime

log = logging.getLogger(__name__)

UNREADABLE_WAIT = timedelta(hours=1)
"""Until a row is tried again that could not be read: another version may have written it."""

_COLUMNS = reminders.c

# Asked whenever somebody new writes; to make it takes longer than to run it.
_OF_CHAT = select(reminders).where(_COLUMNS.chat_id == bindparam("of_chat")).order_by(_COLUMNS.serial)

Planning = Callable[[Reminder, Preferences | None], Plan]
"""What plans one reminder, with the preferences of its chat."""

_A_MINUTE = timedelta(minutes=1)


class _OutdatedError(Exception):
    """A reminder is not as it was read."""


class SqlReminders(SqlStore):
    """The :class:`~bot.services.ports.ReminderStore` of a database."""

    async def reminder(self, series_id: str) -> Reminder | None:
        """The reminder of that series."""
        async with self._reading() as connection:
            row = (await connection.execute(select(reminders).where(_COLUMNS.series_id == series_id))).first()
        return None if row is None else _reminder_of(row)

    async def of_chat(self, chat_id: int) -> Sequence[Reminder]:
        """The calendar of a chat, in the order in which it was set."""
        async with self._reading() as connection:
            return [_reminder_of(row) for row in await connection.execute(_OF_CHAT, {"of_chat": chat_id})]

    async def save(self, *changed: Reminder, draft_id: str = "") -> bool:
        """Keep all of them, each with the next version; none where one is not as it was read, or the draft is gone.

        Rows are taken in the order of their ids, so that nobody waits for somebody who waits for him.
        """
        try:
            async with self._writing() as connection:
                if draft_id:
                    await self._take_draft(connection, draft_id)
                for reminder in sorted(changed, key=lambda each: each.series.id):
                    await self._save(connection, reminder)
        except _OutdatedError:
            return False
        return True

    async def delete(self, series_id: str, version: int) -> bool:
        """Take it out of the calendar. Returns False where it is gone, or its version is another."""
        statement = delete(reminders).where(_COLUMNS.series_id == series_id, _COLUMNS.version == version)
        return await self._delete(statement) > 0

    async def suspend(self, chat_id: int) -> Sequence[Reminder]:
        """Suspend every reminder of a chat that is not. Returns those, as they are now."""
        active = (_COLUMNS.chat_id == chat_id, _COLUMNS.suspended.is_(False))
        locking = select(_COLUMNS.serial).where(*active).order_by(_COLUMNS.series_id).with_for_update()
        statement = (
            update(reminders)
            .where(*active)
            .values(suspended=True, next_due_at=None, next_from_at=None, version=_COLUMNS.version + 1)
            .returning(*_COLUMNS)
        )
        async with self._writing() as connection:
            await connection.execute(locking)
            rows = (await connection.execute(statement)).all()
        return [_reminder_of(row) for row in sorted(rows, key=lambda row: row.serial)]

    async def plan_due(
        self,
        until: datetime,
        limit: int,
        plan: Planning,
        *,
        chat_id: int | None = None,
    ) -> int:
        """Plan up to ``limit`` reminders that are due at ``until``, earliest first. Returns how many were planned."""
        due = select(reminders).where(_COLUMNS.next_due_at <= until, *_of(chat_id))
        return await self._plan_some(due.order_by(_COLUMNS.next_due_at, _COLUMNS.serial).limit(limit), until, plan)

    async def plan_early(self, minute: datetime, now: datetime, limit: int, plan: Planning) -> int:
        """Plan up to ``limit`` reminders whose next notice is due in the minute that begins then, and may be said at
        ``now`` already. Returns how many were planned."""
        next_minute = minute + _A_MINUTE
        in_minute = (_COLUMNS.next_due_at >= minute, _COLUMNS.next_due_at < next_minute)
        early = select(reminders).where(*in_minute, _COLUMNS.next_from_at <= now)
        return await self._plan_some(early.order_by(_COLUMNS.next_due_at).limit(limit), next_minute, plan)

    async def loads(self, since: datetime, until: datetime) -> Sequence[Load]:
        """How many notices are due next after ``since`` and until ``until``, by minute."""
        due_at, from_at = _minute(_COLUMNS.next_due_at), _minute(_COLUMNS.next_from_at)
        to_come = (_COLUMNS.next_due_at > since, _COLUMNS.next_due_at <= until, _COLUMNS.next_from_at.is_not(None))
        statement = select(due_at, from_at, func.count()).where(*to_come).group_by(due_at, from_at)
        async with self._reading() as connection:
            return [Load(*row) for row in await connection.execute(statement)]

    async def _plan_some(self, chosen: Select[Any], until: datetime, plan: Planning) -> int:
        """Plan what a query chooses.

        On PostgreSQL others pass over the rows that are taken here. The condition of the UPDATE would do alone: who
        comes second finds another ``next_due_at``, or another version.
        """
        async with self._writing() as connection:
            rows = (await connection.execute(chosen.with_for_update(skip_locked=True))).all()
            preferences = await _preferences_of(connection, {row.chat_id for row in rows})
            planned = 0
            for row in rows:
                reminder = _readable(row)
                made = plan(reminder, preferences.get(row.chat_id)) if reminder else _put_off(row, until)
                planned += await self._plan(connection, row, made)
        return planned

    async def next_due(self, *, chat_id: int | None = None) -> datetime | None:
        """The earliest ``next_due_at`` of all, or of one chat."""
        to_come = (_COLUMNS.next_due_at.is_not(None), *_of(chat_id))
        statement = select(_COLUMNS.next_due_at).where(*to_come).order_by(_COLUMNS.next_due_at).limit(1)
        async with self._reading() as connection:
            found: datetime | None = await connection.scalar(statement)
        return found

    async def assumed(self, after: str, limit: int) -> Sequence[Reminder]:
        """Reminders of all chats with assumed dates, by series id, from after the given one on."""
        wanted = (_COLUMNS.series_id > after, _COLUMNS.assumed.is_not(None))
        statement = select(reminders).where(*wanted).order_by(_COLUMNS.series_id).limit(limit)
        async with self._reading() as connection:
            return [_reminder_of(row) for row in await connection.execute(statement)]

    async def of_organizer(self, user_id: int) -> Sequence[Reminder]:
        """What a person set or took over, in every chat, in the order in which it was set."""
        statement = select(reminders).where(_COLUMNS.organizer_id == user_id).order_by(_COLUMNS.serial)
        async with self._reading() as connection:
            return [_reminder_of(row) for row in await connection.execute(statement)]

    async def _take_draft(self, connection: AnyConnection, draft_id: str) -> None:
        gone = delete(drafts).where(drafts.c.id == draft_id)
        if (await connection.execute(gone)).rowcount == 0:
            raise _OutdatedError

    async def _save(self, connection: AnyConnection, reminder: Reminder) -> None:
        row = _row_of(reminder) | {"version": reminder.version + 1}
        if reminder.version == 0:
            new = self._insert(reminders).values(**row).on_conflict_do_nothing(index_elements=["series_id"])
            saved = (await connection.execute(new.returning(_COLUMNS.serial))).first()
        else:
            as_read = (_COLUMNS.series_id == reminder.series.id, _COLUMNS.version == reminder.version)
            changed = update(reminders).where(*as_read).values(**row).returning(_COLUMNS.serial)
            saved = (await connection.execute(changed)).first()
        if saved is None:
            raise _OutdatedError

    async def _plan(self, connection: AnyConnection, row: Row[Any], plan: Plan) -> bool:
        as_read = (
            _COLUMNS.serial == row.serial,
            _COLUMNS.version == row.version,
            _COLUMNS.next_due_at == row.next_due_at,
        )
        statement = (
            update(reminders)
            .where(*as_read)
            .values(planned_until=plan.planned_until, next_due_at=plan.next_due_at, next_from_at=plan.next_from_at)
            .returning(_COLUMNS.serial)
        )
        if (await connection.execute(statement)).first() is None:
            return False
        await insert_new(connection, self._insert, plan.deliveries)
        return True


def _of(chat_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """The condition of being that chat's; none for all chats."""
    return () if chat_id is None else (_COLUMNS.chat_id == chat_id,)


def _minute(at: ColumnElement[datetime | None]) -> ColumnElement[datetime]:
    """The beginning of the minute of an instant."""
    number = type_coerce(at, BigInteger)
    return type_coerce(number - number % (_A_MINUTE // MICROSECOND), UtcDateTime)


async def _preferences_of(connection: AnyConnection, chat_ids: set[int]) -> Mapping[int, Preferences]:
    statement = select(chat_preferences).where(chat_preferences.c.chat_id.in_(chat_ids))
    return {row.chat_id: decode_preferences(row.body) for row in await connection.execute(statement)}


def _row_of(reminder: Reminder) -> dict[str, Any]:
    return {
        "series_id": reminder.series.id,
        "chat_id": reminder.chat_id,
        "thread_id": reminder.thread_id,
        "organizer_id": reminder.organizer_id,
        "organizer_name": reminder.organizer_name,
        "venue": reminder.venue,
        "duty": reminder.duty,
        "created_at": reminder.created_at,
        "planned_until": reminder.planned_until,
        "next_due_at": reminder.next_due_at,
        "next_from_at": reminder.next_from_at,
        "suspended": reminder.suspended,
        "version": reminder.version,
        "assumed": encode_assumed(reminder.assumed),
        "body": encode_series(reminder.series),
    }


def _readable(row: Row[Any]) -> Reminder | None:
    """The reminder of a row; None, and a line for the operator, where this version cannot read it."""
    try:
        return _reminder_of(row)
    except (ValueError, KeyError) as error:
        log.error("reminder %s cannot be read (%s); it is tried again later", row.series_id, type(error).__name__)
        return None


def _put_off(row: Row[Any], until: datetime) -> Plan:
    """Nothing is planned of what cannot be read, and nobody else is kept waiting by it."""
    return Plan(row.planned_until, until + UNREADABLE_WAIT, ())


def _reminder_of(row: Row[Any]) -> Reminder:
    return Reminder(
        series=decode_series(row.body),
        chat_id=row.chat_id,
        thread_id=row.thread_id,
        organizer_id=row.organizer_id,
        organizer_name=row.organizer_name,
        venue=row.venue,
        duty=row.duty,
        created_at=row.created_at,
        planned_until=row.planned_until,
        next_due_at=row.next_due_at,
        next_from_at=row.next_from_at,
        assumed=decode_assumed(row.assumed),
        suspended=row.suspended,
        version=row.version,
    )
