"""A series as events that recur by themselves: one for each time of day, and one for each occurrence that was moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from icalendar import Event, vRecur

from bot.domain.ics.entries import Entry
from bot.domain.ics.zones import Clocks
from bot.domain.occurrences import Occurrence, find, own_moments
from bot.domain.recurrence import parse
from bot.domain.series import DayOffPolicy, Series
from bot.domain.walltime import instant, wall_clock
from bot.domain.workdays import Workdays
from intents.timeexpr.rules import RRule

SECOND = timedelta(seconds=1)


def recurs(series: Series, clocks: Clocks | None) -> bool:
    """Whether an RRULE tells the dates of a series.

    It does not where days off shift them, where the zone cannot be described, and at a time that the clocks jump over:
    of that RFC 5545 says both that it moves (3.3.5) and that it is left out (3.3.10), and calendars do either.
    """
    by_date = isinstance(series.rule, RRule) and series.policy is DayOffPolicy.AS_IS
    return by_date and clocks is not None and not any(clocks.skip(at) for at in series.times)


@dataclass(frozen=True, slots=True)
class _Head:
    """The event that stands for all occurrences at one time of day."""

    uid: str
    starts: datetime
    """Its first occurrence, with the zone. Calendars take DTSTART for one even where the rule does not have it, so it
    is never another day (jkbrzt/rrule#84, sebbo2002/ical-generator#366)."""


def recurring_events(entry: Entry, clocks: Clocks, workdays: Workdays, now: datetime) -> Iterator[Event]:
    """The events of a series whose dates an RRULE tells.

    The ends of a series (its last day, a count, a change from some occurrence on) are all written as UNTIL, in UTC as
    RFC 5545 (3.3.10) wants it beside a TZID: a count is that of all times of a day together, which no RRULE can say.
    """
    heads = _heads(entry.series, workdays)
    rule = _rule(entry.series, workdays)
    changed = [found for key in entry.series.exceptions if (found := find(entry.series, workdays, key))]
    for at, head in heads.items():
        here = [each for each in changed if wall_clock(each.recurrence_id, entry.series.zone_info).time() == at]
        event = entry.event(head.uid, head.starts, now)
        event.add("RRULE", rule)
        cancelled = sorted(each.recurrence_id for each in here if each.cancelled)
        if cancelled:
            # In the zone of DTSTART: not all find what is excluded in another (python-recurring-ical-events#20).
            event.add("EXDATE", [each.astimezone(entry.series.zone_info) for each in cancelled])
        yield event
        yield from (_one(entry, each, clocks, now) for each in here if each.moved and not each.cancelled)


def occurrence_event(entry: Entry, occurrence: Occurrence, clocks: Clocks, now: datetime) -> Event:
    """One occurrence of a series whose dates an RRULE tells, without the others."""
    status = "CANCELLED" if occurrence.cancelled else "CONFIRMED"
    return _one(entry, occurrence, clocks, now, status=status)


def _one(entry: Entry, occurrence: Occurrence, clocks: Clocks, now: datetime, *, status: str = "CONFIRMED") -> Event:
    """One occurrence beside its series. It is named in the zone of the rule, in which alone some calendars find it
    (bitfireAT/synctools#80)."""
    at = wall_clock(occurrence.recurrence_id, entry.series.zone_info).time()
    event = entry.event(_uid(entry.series, at), entry.local(occurrence.starts_at, clocks), now, status)
    event.add("RECURRENCE-ID", occurrence.recurrence_id.astimezone(entry.series.zone_info))
    return event


def _heads(series: Series, workdays: Workdays) -> dict[time, _Head]:
    """The first occurrence at each time of day; none of a time that the series does not come to."""
    times = sorted(set(series.times))
    found: dict[time, _Head] = {}
    for moment in own_moments(series, workdays, _beginning(series)):
        at = moment.wall.time()
        found.setdefault(at, _Head(_uid(series, at), moment.wall.replace(tzinfo=series.zone_info)))
        if len(found) == len(times):
            break
    return found


def _uid(series: Series, at: time) -> str:
    """The identity of the event that stands for a time of day."""
    times = sorted(set(series.times))
    return f"{series.id}-{times.index(at)}" if len(times) > 1 else series.id


def _rule(series: Series, workdays: Workdays) -> vRecur:
    """The RRULE, with what RFC 5545 would take from DTSTART spelled out, since that may be a later day."""
    parts = _parts(series)
    last = _last(series, workdays)
    text = ";".join(f"{key}={value}" for key, value in parts.items() if key not in {"COUNT", "UNTIL"})
    rule: vRecur = vRecur.from_ical(text)
    if last is not None:
        rule["UNTIL"] = [last]
    return rule


def _parts(series: Series) -> dict[str, str]:
    return dict(parse(series.rule.text, series.start)) if isinstance(series.rule, RRule) else {}


def _last(series: Series, workdays: Workdays) -> datetime | None:
    """An instant after which nothing takes place by the rule, and before which nothing of it is lacking; None where it
    has no end."""
    parts = _parts(series)
    if series.count is not None or "COUNT" in parts:
        return max((moment.at for moment in own_moments(series, workdays, _beginning(series))), default=None)
    days = [series.until] if series.until else []
    if "UNTIL" in parts:
        days.append(date.fromisoformat(parts["UNTIL"]))
    ends = [instant(datetime.combine(day, time(23, 59, 59)), series.zone_info) for day in days]
    if series.ended_before is not None:
        ends.append(series.ended_before - SECOND)
    return min(ends, default=None)


def _beginning(series: Series) -> datetime:
    """An instant before the first moment of a series."""
    return instant(datetime.combine(series.start, time.min), series.zone_info) - timedelta(days=2)
