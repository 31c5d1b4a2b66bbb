"""Questions that failed, and answers called wrong."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.feedback import AnswerReport, Miss, MissedQuestion
from bot.storage.memory.rows import Store


class Misses(Store):
    """The :class:`~bot.services.ports.MissStore` in memory."""

    async def record(self, text: str, miss: Miss, at: datetime) -> None:
        """Count one miss of this text."""
        old = self._rows.misses.get(text, MissedQuestion(text, 0, 0, at, at))
        self._rows.misses[text] = MissedQuestion(
            text=text,
            unanswered=old.unanswered + (miss is Miss.UNANSWERED),
            rejected=old.rejected + (miss is Miss.REJECTED),
            first_seen=min(old.first_seen, at),
            last_seen=max(old.last_seen, at),
        )

    async def most_frequent(self, limit: int) -> Sequence[MissedQuestion]:
        """The most often missed, then the latest, first."""
        ordered = sorted(self._rows.misses.values(), key=lambda miss: (miss.count, miss.last_seen), reverse=True)
        return ordered[:limit]


class Reports(Store):
    """The :class:`~bot.services.ports.ReportStore` in memory."""

    async def add(self, report: AnswerReport) -> None:
        """Keep a report."""
        self._rows.reports.setdefault(report.id, report)

    async def latest(self, limit: int) -> Sequence[AnswerReport]:
        """The latest reports first."""
        latest_came = reversed(self._rows.reports.values())
        return sorted(latest_came, key=lambda report: report.reported_at, reverse=True)[:limit]
