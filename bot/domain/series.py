"""A series: what recurs, in which zone, with its exceptions; a value that edits turn into another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from bot.domain.rules import check
from intents.timeexpr.rules import Rule, Schedule


class DayOffPolicy(StrEnum):
    """What becomes of a date of a rule by date that falls on a day off."""

    AS_IS = "as-is"
    NEXT = "next"
    """The next day of work, at the same time of day."""
    PREVIOUS = "previous"
    """The last day of work before it, at the same time of day."""
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did to one occurrence. Both may be: a moved one that is cancelled comes back where it was moved."""

    cancelled: bool = False
    moved_to: datetime | None = None
    """The instant it was moved to (aware, UTC)."""


NO_CHANGE = Change()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Something that takes place by a rule, with what was changed about single occurrences.

    Raises:
        RuleError: the rule cannot be expanded.
        ZoneInfoNotFoundError: there is no such zone.
    """

    id: str
    title: str
    kind: str
    """The id of the term whose meeting it is; empty where it is none."""
    rule: Rule
    times: tuple[time, ...]
    """The times of each day, on the wall clock; empty for ``Once``."""
    start: date
    """The first day that may count."""
    zone: str
    """An IANA name."""
    until: date | None = None
    """The last day that may count, by the rule."""
    count: int | None = None
    """How many occurrences at most, cancelled ones included."""
    policy: DayOffPolicy = DayOffPolicy.AS_IS
    leads: tuple[timedelta, ...] = ()
    """How long before each occurrence to give notice; empty: at the moment itself and at the group's lead times."""
    exceptions: Mapping[datetime, Change] = field(default_factory=dict)
    """What was changed, by recurrence id."""
    since: datetime | None = None
    """Only occurrences with a later recurrence id are its own: the earlier ones are those of the series before it."""
    ended_before: datetime | None = None
    """Only occurrences with an earlier recurrence id take place."""
    paused: bool = False

    def __post_init__(self) -> None:
        check(self)
        ZoneInfo(self.zone)

    @classmethod
    def of(cls, schedule: Schedule, *, series_id: str, zone: str, policy: DayOffPolicy = DayOffPolicy.AS_IS) -> Self:
        """The series that a sentence asks for.

        Raises:
            RuleError: the schedule cannot be expanded.
            ZoneInfoNotFoundError: there is no such zone.
        """
        return cls(
            id=series_id,
            title=schedule.title,
            kind=schedule.kind,
            rule=schedule.rule,
            times=schedule.times,
            start=schedule.start,
            zone=zone,
            until=schedule.until,
            count=schedule.count,
            policy=policy,
            leads=schedule.leads,
        )

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone."""
        return ZoneInfo(self.zone)
