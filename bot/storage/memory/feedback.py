"""Questions that failed, and answers called wrong."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.feedback import AnswerReport, Miss, MissedQuestion
from bot.storage.memory.rows import MissRow, ReportRow, Rows, Store, delete


class Misses(Store):
    """The :class:`~bot.services.ports.MissStore` in memory."""

    async def record(self, text: str, miss: Miss, at: datetime, day: date) -> None:
        """Count one miss of this text. One that was settled before is open again."""
        row = self._rows.misses.get(text) or MissRow(MissedQuestion(text, 0, 0, at, at))
        old = row.question
        counted = MissedQuestion(
            text=text,
            unanswered=old.unanswered + (miss is Miss.UNANSWERED),
            rejected=old.rejected + (miss is Miss.REJECTED),
            first_seen=min(old.first_seen, at),
            last_seen=max(old.last_seen, at),
        )
        days = {**row.days, day: row.days.get(day, 0) + 1}
        self._rows.misses[text] = MissRow(counted, days)

    async def open(self, limit: int) -> Sequence[MissedQuestion]:
        """Those that nobody settled since they were last missed: the most often missed, then the latest, first."""
        left = [row.question for row in self._rows.misses.values() if row.settled_at is None]
        return sorted(left, key=_frequency, reverse=True)[:limit]

    async def settle(self, texts: Iterable[str], outcome: str, at: datetime) -> int:
        """Somebody dealt with them. Returns how many were open."""
        return settle_misses(self._rows, dict.fromkeys(texts, outcome), at)

    async def frequent(self, first: date, last: date, limit: int) -> Sequence[tuple[str, int]]:
        """Texts with how often they were missed on those days, the most often missed first."""
        counts = Counter[str]()
        for row in sorted(self._rows.misses.values(), key=lambda row: row.question.last_seen, reverse=True):
            counts[row.question.text] = sum(count for day, count in row.days.items() if first <= day <= last)
        return [(text, count) for text, count in counts.most_common() if count][:limit]

    async def purge(self, before: datetime) -> int:
        """Delete what was last missed before that instant. Returns how many texts."""
        return delete(self._rows.misses, lambda _, row: row.question.last_seen < before)


class Reports(Store):
    """The :class:`~bot.services.ports.ReportStore` in memory."""

    async def add(self, report: AnswerReport) -> None:
        """Keep a report; one of the same id is kept once."""
        self._rows.reports.setdefault(report.id, ReportRow(report))

    async def open(self, limit: int) -> Sequence[AnswerReport]:
        """Those that nobody settled, the latest first."""
        latest_came = [row.report for row in reversed(self._rows.reports.values()) if not row.settled]
        return sorted(latest_came, key=lambda report: report.reported_at, reverse=True)[:limit]

    async def settle(self, entry_id: str, until: datetime) -> int:
        """Somebody dealt with what was reported of an entry up to that instant. Returns how many were open."""
        left = [
            row.report
            for row in self._rows.reports.values()
            if not row.settled and row.report.entry_id == entry_id and row.report.reported_at <= until
        ]
        for report in left:
            self._rows.reports[report.id] = ReportRow(report, settled=True)
        return len(left)

    async def purge(self, before: datetime) -> int:
        """Delete those reported before that instant. Returns how many."""
        return delete(self._rows.reports, lambda _, row: row.report.reported_at < before)


def settle_misses(rows: Rows, settles: Mapping[str, str], at: datetime) -> int:
    """Somebody dealt with each text, with that outcome. Returns how many were open."""
    misses = rows.misses
    left = [text for text in settles if text in misses and misses[text].settled_at is None]
    for text in left:
        misses[text] = replace(misses[text], settled_at=at, settled_as=settles[text])
    return len(left)


def _frequency(question: MissedQuestion) -> tuple[int, datetime]:
    return question.count, question.last_seen
