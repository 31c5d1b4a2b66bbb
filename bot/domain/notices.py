"""When to give notice of an occurrence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.occurrences import Occurrence
from bot.domain.series import Series
from bot.domain.walltime import instant, wall_clock

AT_THE_MOMENT = timedelta(0)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Times of day at which a chat is left alone: from ``start`` to before ``end``, over midnight where start is later.

    The same time twice means none.
    """

    start: time
    end: time

    def around(self, at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """Beginning and end (UTC) of the quiet hours that an instant falls into, or None."""
        wall = wall_clock(at, zone)
        for day in (wall.date() - timedelta(days=1), wall.date()):
            over_midnight = timedelta(days=1 if self.end < self.start else 0)
            begin = instant(datetime.combine(day, self.start), zone)
            end = instant(datetime.combine(day, self.end) + over_midnight, zone)
            if begin <= at < end:
                return begin, end
        return None


class Notice(NamedTuple):
    """One notice of an occurrence."""

    due_at: datetime
    """When it is to be given (UTC)."""
    lead: timedelta
    """The lead time it stands for, which is its identity within the occurrence; zero at the moment itself."""


def notices(
    series: Series,
    occurrence: Occurrence,
    default_leads: Iterable[timedelta] = (),
    *,
    now: datetime,
    quiet: QuietHours | None = None,
) -> list[Notice]:
    """The notices of an occurrence that are still to come at ``now`` (aware), by due time.

    Lead times of the series are given as they are. Without any, there is one notice at the moment itself and one at
    each of the group's ``default_leads``. Whatever would be due at ``now`` or before is left out.

    A notice that falls into quiet hours waits for their end, as long as that is not after the occurrence begins. If it
    is, the notice comes a minute before the quiet hours began; and where that is past already, or quiet as well (they
    leave less than a minute of the day), at the moment the occurrence begins. Notices that come together in this way
    are one, with the shortest of their lead times. A cancelled occurrence has none.
    """
    if occurrence.cancelled:
        return []
    leads = set(series.leads) or {AT_THE_MOMENT, *default_leads}
    shortest_first = (Notice(_due(occurrence, lead, series.zone_info, quiet, now), lead) for lead in sorted(leads))
    by_due: dict[datetime, Notice] = {}
    for notice in shortest_first:
        if notice.due_at > now:
            by_due.setdefault(notice.due_at, notice)
    return sorted(by_due.values())


def _due(occurrence: Occurrence, lead: timedelta, zone: ZoneInfo, quiet: QuietHours | None, now: datetime) -> datetime:
    """When the notice of a lead time is due, quiet hours considered."""
    due = occurrence.starts_at - lead
    around = quiet.around(due, zone) if quiet else None
    if quiet is None or around is None:
        return due
    begin, end = around
    if end <= occurrence.starts_at and quiet.around(end, zone) is None:
        return end
    before = begin - A_MINUTE
    return before if before > now and quiet.around(before, zone) is None else occurrence.starts_at
