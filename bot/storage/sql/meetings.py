"""Meetings, and the answers to their notices.

Rows are locked in one order: meetings, answers, minutes, each by their serials. Who writes an answer or minutes holds
the meeting (:func:`hold_meeting`), so that nothing is left of one that is deleted meanwhile.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, select, update

from bot.domain.meeting import Answer, Meeting, Rsvp, State
from bot.storage.engine import AnyConnection
from bot.storage.meeting_encoding import decode_agenda, encode_agenda
from bot.storage.sql.base import SqlStore
from bot.storage.tables import meeting_answers, meetings

_COLUMNS = meetings.c
_ANSWERS = meeting_answers.c


class SqlMeetings(SqlStore):
    """The :class:`~bot.services.meeting_ports.MeetingStore` of a database."""

    async def open(self, meeting: Meeting) -> Meeting:
        """Keep a new meeting, unless one of the same occurrence is there; that one is brought up to date.

        The unique keys let one INSERT through. Where the row in its way is gone when it is read, it is tried again;
        what is in its way then can only be the same occurrence, or another meeting of its id, which is an error.
        """
        row = {"id": meeting.id, **_identity(meeting), **_known(meeting), **_done(meeting), "version": 1}
        new = self._insert(meetings).values(**row)
        statement = new.on_conflict_do_nothing()
        async with self._writing() as connection:
            while True:
                inserted = await connection.execute(statement.returning(*_COLUMNS))
                opened = inserted.first() or await self._refreshed(connection, meeting)
                if opened is not None:
                    return _meeting_of(opened)
                statement = new.on_conflict_do_nothing(index_elements=list(_identity(meeting)))

    async def meeting(self, meeting_id: str) -> Meeting | None:
        """The meeting of that id."""
        return next(iter(await self._which(_COLUMNS.id == meeting_id)), None)

    async def of_occurrence(self, series_id: str, recurrence_id: datetime) -> Meeting | None:
        """The meeting that is this occurrence."""
        found = await self._which(_COLUMNS.series_id == series_id, _COLUMNS.recurrence_id == recurrence_id)
        return next(iter(found), None)

    async def save(self, meeting: Meeting) -> bool:
        """Keep a changed one with the next version. Returns False where it is not as it was read."""
        statement = (
            update(meetings)
            .where(_COLUMNS.id == meeting.id, _COLUMNS.version == meeting.version)
            .values(**_known(meeting), **_done(meeting), version=meeting.version + 1)
        )
        async with self._writing() as connection:
            return (await connection.execute(statement)).rowcount > 0

    async def of_chat(self, chat_id: int, since: datetime, until: datetime) -> Sequence[Meeting]:
        """The meetings of a chat that begin from ``since`` to before ``until``, earliest first."""
        return await self._which(_COLUMNS.chat_id == chat_id, _COLUMNS.starts_at >= since, _COLUMNS.starts_at < until)

    async def delete(self, meeting_id: str) -> bool:
        """Delete it with its answers and its minutes. Returns whether it was there."""
        return await self._delete_meetings(_COLUMNS.id == meeting_id) > 0

    async def answer(self, answer: Answer) -> Answer | None:
        """Keep somebody's answer in place of an earlier one, which is returned; none to a meeting that is gone."""
        said = {
            "name": answer.name,
            "rsvp": answer.rsvp.value,
            "reason": answer.reason,
            "answered_at": answer.answered_at,
            "starts_at": answer.starts_at,
        }
        key = and_(_ANSWERS.meeting_id == answer.meeting_id, _ANSWERS.user_id == answer.user_id)
        row = {"meeting_id": answer.meeting_id, "user_id": answer.user_id, **said}
        new = (
            self._insert(meeting_answers).values(**row).on_conflict_do_nothing(index_elements=["meeting_id", "user_id"])
        )
        async with self._writing() as connection:
            if not await hold_meeting(connection, answer.meeting_id):
                return None
            while (await connection.execute(new.returning(_ANSWERS.serial))).first() is None:
                earlier = (await connection.execute(select(meeting_answers).where(key).with_for_update())).first()
                if earlier is not None:  # otherwise it was deleted meanwhile
                    await connection.execute(update(meeting_answers).where(key).values(**said))
                    return _answer_of(earlier)
        return None

    async def answers(self, meeting_id: str) -> Sequence[Answer]:
        """The answers to a meeting, earliest first."""
        of_meeting = select(meeting_answers).where(_ANSWERS.meeting_id == meeting_id)
        async with self._reading() as connection:
            rows = await connection.execute(of_meeting.order_by(_ANSWERS.answered_at, _ANSWERS.serial))
            return [_answer_of(row) for row in rows]

    async def answered(self, user_id: int, after: datetime) -> Sequence[Meeting]:
        """The meetings that begin after an instant and that a person answered for, earliest first."""
        theirs = select(_ANSWERS.meeting_id).where(_ANSWERS.user_id == user_id)
        return await self._which(_COLUMNS.id.in_(theirs), _COLUMNS.starts_at > after)

    async def withdraw(self, chat_id: int, user_id: int, after: datetime) -> int:
        """Delete a person's answers to meetings of a chat that begin after an instant. Returns how many."""
        coming = select(_COLUMNS.id).where(_COLUMNS.chat_id == chat_id, _COLUMNS.starts_at > after)
        return await self._delete_answers(_ANSWERS.user_id == user_id, _ANSWERS.meeting_id.in_(coming))

    async def forget(self, user_id: int) -> int:
        """Delete every answer of a person. Returns how many."""
        return await self._delete_answers(_ANSWERS.user_id == user_id)

    async def forget_chat(self, chat_id: int) -> int:
        """Delete every meeting of a chat, with its answers and minutes. Returns how many meetings."""
        return await self._delete_meetings(_COLUMNS.chat_id == chat_id)

    async def purge_answers(self, before: datetime) -> int:
        """Delete the answers to meetings that began before an instant. Returns how many."""
        past = select(_COLUMNS.id).where(_COLUMNS.starts_at < before)
        return await self._delete_answers(_ANSWERS.meeting_id.in_(past))

    async def purge(self, chat_id: int, before: datetime) -> int:
        """Delete the meetings of a chat that began before an instant, with answers and minutes. Returns how many."""
        return await self._delete_meetings(_COLUMNS.chat_id == chat_id, _COLUMNS.starts_at < before)

    async def _refreshed(self, connection: AnyConnection, meeting: Meeting) -> Row[Any] | None:
        """The stored meeting of that occurrence, brought up to date; None where there is none."""
        same = and_(*[_COLUMNS[name] == value for name, value in _identity(meeting).items()])
        reading = select(meetings).where(same).with_for_update(key_share=True)  # those who answer need not wait
        stored = (await connection.execute(reading)).first()
        known = _known(meeting)
        if stored is None or all(stored._mapping[name] == value for name, value in known.items()):
            return stored
        changed = update(meetings).where(same).values(**known, version=_COLUMNS.version + 1).returning(*_COLUMNS)
        return (await connection.execute(changed)).first()

    async def _which(self, *conditions: ColumnElement[bool]) -> list[Meeting]:
        statement = select(meetings).where(*conditions).order_by(_COLUMNS.starts_at, _COLUMNS.serial)
        async with self._reading() as connection:
            return [_meeting_of(row) for row in await connection.execute(statement)]

    async def _delete_answers(self, *conditions: ColumnElement[bool]) -> int:
        doomed = select(_ANSWERS.serial).where(*conditions).order_by(_ANSWERS.serial).with_for_update()
        return await self._delete(delete(meeting_answers).where(_ANSWERS.serial.in_(doomed)))

    async def _delete_meetings(self, *conditions: ColumnElement[bool]) -> int:
        """Delete meetings; their answers and minutes go by the foreign keys. Returns how many meetings."""
        doomed = select(_COLUMNS.serial, _COLUMNS.id).where(*conditions).order_by(_COLUMNS.serial).with_for_update()
        async with self._writing() as connection:
            found = (await connection.execute(doomed)).all()
            if not found:
                return 0
            answers = select(_ANSWERS.serial).where(_ANSWERS.meeting_id.in_([row.id for row in found]))
            await connection.execute(answers.order_by(_ANSWERS.serial).with_for_update())
            gone = delete(meetings).where(_COLUMNS.serial.in_([row.serial for row in found]))
            return (await connection.execute(gone)).rowcount


async def hold_meeting(connection: AnyConnection, meeting_id: str) -> bool:
    """Keep a meeting from being deleted until the transaction ends. Returns whether it is there."""
    statement = select(_COLUMNS.serial).where(_COLUMNS.id == meeting_id)
    return (await connection.execute(statement.with_for_update(read=True, key_share=True))).first() is not None


def _identity(meeting: Meeting) -> dict[str, Any]:
    return {"series_id": meeting.series_id, "recurrence_id": meeting.recurrence_id}


def _known(meeting: Meeting) -> dict[str, Any]:
    """What its reminder says of it."""
    return {
        "chat_id": meeting.chat_id,
        "starts_at": meeting.starts_at,
        "zone": meeting.zone,
        "kind": meeting.kind,
        "title": meeting.title,
        "venue": meeting.venue,
    }


def _done(meeting: Meeting) -> dict[str, Any]:
    """What people made of it."""
    return {"state": meeting.state.value, "body": encode_agenda(meeting)}


def _meeting_of(row: Row[Any]) -> Meeting:
    topics, ticks = decode_agenda(row.body)
    return Meeting(
        id=row.id,
        chat_id=row.chat_id,
        series_id=row.series_id,
        recurrence_id=row.recurrence_id,
        starts_at=row.starts_at,
        zone=row.zone,
        kind=row.kind,
        title=row.title,
        venue=row.venue,
        topics=topics,
        ticks=ticks,
        state=State(row.state),
        version=row.version,
    )


def _answer_of(row: Row[Any]) -> Answer:
    return Answer(
        meeting_id=row.meeting_id,
        user_id=row.user_id,
        name=row.name,
        rsvp=Rsvp(row.rsvp),
        reason=row.reason,
        answered_at=row.answered_at,
        starts_at=row.starts_at,
    )
