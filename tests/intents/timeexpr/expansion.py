"""A schedule's first dates on the wall clock, as the calendar works them out."""

from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from bot.domain.rules import moments
from bot.domain.workdays import Workdays
from intents.timeexpr import Schedule

_ZONE = ZoneInfo("Asia/Shanghai")
_WORKDAYS = Workdays()


def occurrences(schedule: Schedule, now: datetime, most: int = 4) -> list[str]:
    """The first moments after now (on the wall clock in Shanghai), to the minute."""
    coming = moments(schedule, _ZONE, _WORKDAYS, now.replace(tzinfo=_ZONE))
    return [moment.wall.strftime("%Y-%m-%dT%H:%M") for moment in islice(coming, most)]
