"""A schedule's first dates on the wall clock, as the calendar works them out."""

from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from bot.domain.occurrences import occurrences as of_series
from bot.domain.series import DayOffPolicy, Series
from bot.domain.workdays import Workdays
from intents.timeexpr import Schedule

_ZONE = "Asia/Shanghai"
_WORKDAYS = Workdays()


def occurrences(schedule: Schedule, now: datetime, most: int = 4) -> list[str]:
    """The first moments after now (on the wall clock in Shanghai), to the minute, days off heeded."""
    policy = DayOffPolicy(schedule.days_off or DayOffPolicy.AS_IS)
    series = Series.of(schedule, series_id="test", zone=_ZONE, policy=policy)
    coming = islice(of_series(series, _WORKDAYS, now.replace(tzinfo=ZoneInfo(_ZONE))), most)
    return [each.starts_at.astimezone(ZoneInfo(_ZONE)).strftime("%Y-%m-%dT%H:%M") for each in coming]
