"""Questions that failed and answers called wrong."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, select

from bot.domain.feedback import AnswerReport, Miss, MissedQuestion
from bot.storage.sql.base import Insert, SqlStore
from bot.storage.tables import answer_reports, missed_questions


class SqlMisses(SqlStore):
    """The :class:`~bot.services.ports.MissStore` of a database."""

    async def record(self, text: str, miss: Miss, at: datetime) -> None:
        """Count one miss of this text."""
        statement = self._insert(missed_questions).values(
            digest=hashlib.sha256(text.encode()).hexdigest(),
            text=text,
            unanswered=int(miss is Miss.UNANSWERED),
            rejected=int(miss is Miss.REJECTED),
            first_seen=at,
            last_seen=at,
        )
        async with self._writing() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["digest"], set_=_counted(statement))
            )

    async def most_frequent(self, limit: int) -> Sequence[MissedQuestion]:
        """The most often missed, then the latest, first."""
        columns = missed_questions.c
        statement = (
            select(columns.text, columns.unanswered, columns.rejected, columns.first_seen, columns.last_seen)
            .order_by(columns.missed.desc(), columns.last_seen.desc(), columns.serial)
            .limit(limit)
        )
        async with self._reading() as connection:
            return [MissedQuestion(*row) for row in await connection.execute(statement)]


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

    async def latest(self, limit: int) -> Sequence[AnswerReport]:
        """The latest reports first."""
        columns = answer_reports.c
        statement = (
            select(columns.id, columns.entry_id, columns.revision, columns.reason, columns.reported_at)
            .order_by(columns.reported_at.desc(), columns.serial.desc())
            .limit(limit)
        )
        async with self._reading() as connection:
            return [AnswerReport(*row) for row in await connection.execute(statement)]


def _counted(statement: Insert) -> dict[str, ColumnElement[Any]]:
    """What a further miss makes of the row; misses may arrive in any order of their instants."""
    old, new = missed_questions.c, statement.excluded
    return {
        "unanswered": old.unanswered + new.unanswered,
        "rejected": old.rejected + new.rejected,
        "first_seen": case((new.first_seen < old.first_seen, new.first_seen), else_=old.first_seen),
        "last_seen": case((new.last_seen > old.last_seen, new.last_seen), else_=old.last_seen),
    }
