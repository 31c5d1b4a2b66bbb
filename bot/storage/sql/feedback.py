"""Questions that failed and answers called wrong."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Executable, case, delete, func, null, select, update

from bot.domain.feedback import AnswerReport, Miss, MissedQuestion
from bot.storage.engine import AnyConnection
from bot.storage.sql.base import Insert, SqlStore
from bot.storage.tables import answer_reports, missed_days, missed_questions

_MISSES = missed_questions.c
_DAYS = missed_days.c
_REPORTS = answer_reports.c

_AT_ONCE = 500
"""Texts in one statement."""


class SqlMisses(SqlStore):
    """The :class:`~bot.services.ports.MissStore` of a database."""

    async def record(self, text: str, miss: Miss, at: datetime, day: date) -> None:
        """Count one miss of this text. One that was settled before is open again."""
        digest = _digest_of(text)
        missed = {"unanswered": int(miss is Miss.UNANSWERED), "rejected": int(miss is Miss.REJECTED)}
        async with self._writing() as connection:
            row = {"digest": digest, "text": text, **missed, "first_seen": at, "last_seen": at}
            await connection.execute(self._count, row)
            await connection.execute(self._count_on_day, {"digest": digest, "day": day, "count": 1})

    @cached_property
    def _count(self) -> Executable:
        question = self._insert(missed_questions)
        return question.on_conflict_do_update(index_elements=["digest"], set_=_counted(question))

    @cached_property
    def _count_on_day(self) -> Executable:
        added = {"count": _DAYS["count"] + 1}
        return self._insert(missed_days).on_conflict_do_update(index_elements=["digest", "day"], set_=added)

    async def open(self, limit: int) -> Sequence[MissedQuestion]:
        """Those that nobody settled since they were last missed: the most often missed, then the latest, first."""
        statement = (
            select(_MISSES.text, _MISSES.unanswered, _MISSES.rejected, _MISSES.first_seen, _MISSES.last_seen)
            .where(_MISSES.settled_at.is_(None))
            .order_by(_MISSES.missed.desc(), _MISSES.last_seen.desc(), _MISSES.serial)
            .limit(limit)
        )
        async with self._reading() as connection:
            return [MissedQuestion(*row) for row in await connection.execute(statement)]

    async def settle(self, texts: Iterable[str], outcome: str, at: datetime) -> int:
        """Somebody dealt with them. Returns how many were open."""
        async with self._writing() as connection:
            return await settle_misses(connection, dict.fromkeys(texts, outcome), at)

    async def frequent(self, first: date, last: date, limit: int) -> Sequence[tuple[str, int]]:
        """Texts with how often they were missed on those days, the most often missed first."""
        missed = func.sum(_DAYS["count"])
        statement = (
            select(_MISSES.text, missed)
            .join_from(missed_days, missed_questions, _DAYS.digest == _MISSES.digest)
            .where(_DAYS.day >= first, _DAYS.day <= last)
            .group_by(_MISSES.serial)
            .order_by(missed.desc(), _MISSES.last_seen.desc(), _MISSES.serial)
            .limit(limit)
        )
        async with self._reading() as connection:
            return [(text, int(count)) for text, count in await connection.execute(statement)]

    async def purge(self, before: datetime) -> int:
        """Delete what was last missed before that instant, with its days. Returns how many texts."""
        return await self._delete(delete(missed_questions).where(_MISSES.last_seen < before))


class SqlReports(SqlStore):
    """The :class:`~bot.services.ports.ReportStore` of a database."""

    async def add(self, report: AnswerReport) -> None:
        """Keep a report; one of the same id is kept once."""
        statement = self._insert(answer_reports).values(
            id=report.id,
            entry_id=report.entry_id,
            revision=report.revision,
            reason=report.reason,
            reported_at=report.reported_at,
        )
        async with self._writing() as connection:
            await connection.execute(statement.on_conflict_do_nothing(index_elements=["id"]))

    async def open(self, limit: int) -> Sequence[AnswerReport]:
        """Those that nobody settled, the latest first."""
        statement = (
            select(_REPORTS.id, _REPORTS.entry_id, _REPORTS.revision, _REPORTS.reason, _REPORTS.reported_at)
            .where(_REPORTS.settled_at.is_(None))
            .order_by(_REPORTS.reported_at.desc(), _REPORTS.serial.desc())
            .limit(limit)
        )
        async with self._reading() as connection:
            return [AnswerReport(*row) for row in await connection.execute(statement)]

    async def settle(self, entry_id: str, until: datetime) -> int:
        """Somebody dealt with what was reported of an entry up to that instant. Returns how many were open."""
        left = (_REPORTS.entry_id == entry_id, _REPORTS.reported_at <= until, _REPORTS.settled_at.is_(None))
        async with self._writing() as connection:
            return (await connection.execute(update(answer_reports).where(*left).values(settled_at=until))).rowcount

    async def purge(self, before: datetime) -> int:
        """Delete those reported before that instant. Returns how many."""
        return await self._delete(delete(answer_reports).where(_REPORTS.reported_at < before))


async def settle_misses(connection: AnyConnection, settles: Mapping[str, str], at: datetime) -> int:
    """Somebody dealt with each text, with that outcome. Returns how many were open. Rows are locked in one order by
    all."""
    outcomes = {_digest_of(text): outcome for text, outcome in settles.items()}
    for some in _batches(outcomes):
        left = (_MISSES.digest.in_(some), _MISSES.settled_at.is_(None))
        await connection.execute(select(_MISSES.serial).where(*left).order_by(_MISSES.digest).with_for_update())
    settled = 0
    for outcome in sorted(set(outcomes.values())):
        for some in _batches(digest for digest, its in outcomes.items() if its == outcome):
            left = (_MISSES.digest.in_(some), _MISSES.settled_at.is_(None))
            changed = update(missed_questions).where(*left).values(settled_at=at, settled_as=outcome)
            settled += (await connection.execute(changed)).rowcount
    return settled


def _batches(digests: Iterable[str]) -> list[list[str]]:
    ordered = sorted(set(digests))
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]


def _digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _counted(statement: Insert) -> dict[str, ColumnElement[Any]]:
    """What a further miss makes of the row; misses may arrive in any order of their instants."""
    old, new = _MISSES, statement.excluded
    return {
        "unanswered": old.unanswered + new.unanswered,
        "rejected": old.rejected + new.rejected,
        "first_seen": case((new.first_seen < old.first_seen, new.first_seen), else_=old.first_seen),
        "last_seen": case((new.last_seen > old.last_seen, new.last_seen), else_=old.last_seen),
        "settled_at": null(),
        "settled_as": null(),
    }
