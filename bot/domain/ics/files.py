"""Whole calendar files: of one occurrence, of a series, of all that stands in a calendar.

Facts that these files keep to, beside those at each place:

- A TZID needs its VTIMEZONE in the same file, or Outlook is hours wrong (owncloud-archive/calendar#687).
- UID and DTSTAMP are of every event (RFC 5545, 3.6.1), and one UID is one event in the whole world. What a calendar
  was given before is to be replaced by what has the higher SEQUENCE (RFC 5546, 2.1.5); not every importer does so
  (insanum/gcalcli#784).
- Outlook reads only an RRULE of the templates in [MS-OXCICAL] 2.1.3.2.2: one day of the month, or one n-th weekday
  (每月5号, 每月第一个周五). It passes over 每月5号和20号; the other calendars read that, too.
- METHOD:PUBLISH is for what nobody has to accept or decline (RFC 5546, 3.2.1). The ORGANIZER that it wants is left
  out: it is an address for mail, and a chat has none.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from bot.domain.ics.entries import Entry, printable
from bot.domain.ics.recurring import occurrence_event, recurring_events, recurs
from bot.domain.occurrences import Occurrence, occurrences
from bot.domain.workdays import Workdays
from intents.timeexpr.rules import Once

PRODID = "-//zuwu//zuwu//ZH"

DATED_AHEAD = timedelta(days=731)
"""How far ahead the dates of a series reach that no RRULE can tell."""

STAMP = "%Y%m%dT%H%M%SZ"


def calendar_file(entries: Iterable[Entry], workdays: Workdays, now: datetime, *, name: str) -> bytes | None:
    """The file of these reminders as of ``now`` (aware), named ``name``; None where nothing of them is to come.

    A series that a rule of RFC 5545 tells goes out as that rule; of all others go out the dates of the next two years,
    those that were cancelled among them as such, so that a calendar that has them takes them out. A paused series has
    no events: nobody knows whether and when it goes on, and a calendar would tell of what does not take place.
    """
    calendar = _empty(name)
    found = list(entries)
    events = [event for entry in found for event in _events(entry, workdays, now)]
    return _written(calendar, found, events, now) if events else None


def occurrence_file(entry: Entry, occurrence: Occurrence, now: datetime, *, name: str) -> bytes:
    """The file of one occurrence alone, cancelled or not, as of ``now`` (aware).

    Whoever imports it and the whole series, in either order, is to have it once. Where the series goes out as a rule it
    has the UID of the series and a RECURRENCE-ID, without the event that has the rule: RFC 4791 (4.1) lets calendars
    hold such an instance for people who come to some dates only. A calendar that has the series finds the one date in
    it and leaves the others as they are; one that has not shows it by itself, and the series takes it in later. With
    the UID and no RECURRENCE-ID it would be taken for the series, and all other dates would go; with a UID of its own
    it would be there twice. Programs that tell events by UID alone (etesync/etesync-web#67) take one for the other,
    as they do with every date of a series that was moved. Where the series goes out date by date, each has its own UID
    there, and the same here.
    """
    clocks = entry.clocks(now)
    if clocks is not None and recurs(entry.series, clocks):
        event = occurrence_event(entry, occurrence, clocks, now)
    else:
        event = _dated(entry, occurrence, now)
    return _written(_empty(name), [entry], [event], now)


def _events(entry: Entry, workdays: Workdays, now: datetime) -> Iterator[Event]:
    """The events of a series; none where it is over, or paused."""
    clocks, going_on = entry.clocks(now), now - entry.length
    if clocks is not None and recurs(entry.series, clocks):
        if next(occurrences(entry.series, workdays, going_on, cancelled=True), None) is not None:
            yield from recurring_events(entry, clocks, workdays, now)
        return
    until = None if isinstance(entry.series.rule, Once) else now + DATED_AHEAD
    for occurrence in occurrences(entry.series, workdays, going_on, until=until, cancelled=True):
        yield _dated(entry, occurrence, now)


def _dated(entry: Entry, occurrence: Occurrence, now: datetime) -> Event:
    """One occurrence as an event of its own."""
    status = "CANCELLED" if occurrence.cancelled else "TENTATIVE" if occurrence.provisional else "CONFIRMED"
    uid = f"{entry.series.id}-{occurrence.recurrence_id.strftime(STAMP)}"
    return entry.event(uid, entry.local(occurrence.starts_at, entry.clocks(now)), now, status)


def _empty(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", printable(name))
    return calendar


def _written(calendar: Calendar, entries: list[Entry], events: list[Event], now: datetime) -> bytes:
    """The bytes: zones first, which not every importer looks for further down."""
    used = {event["DTSTART"].params.get("TZID") for event in events}
    for clocks in {entry.series.zone: entry.clocks(now) for entry in entries}.values():
        if clocks is not None and clocks.tzid in used:
            calendar.add_component(clocks.component())
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
