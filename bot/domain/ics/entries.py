"""What a calendar file is made of, and what every event of it says."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Event

from bot.domain.ics.zones import Clocks, clocks_of
from bot.domain.notices import AT_THE_MOMENT
from bot.domain.reminder import Reminder
from bot.domain.series import Series
from bot.domain.walltime import instant, wall_clock

MEETING, TASK = timedelta(hours=1), timedelta(minutes=15)
"""How much of a day something takes: nobody says how long it lasts, and an event without length is easily missed."""

HOST = "zuwu"
"""Stands behind the @ of every UID."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A reminder that goes into a calendar file."""

    reminder: Reminder
    leads: tuple[timedelta, ...] = ()
    """The lead times of the chat, which count where the series has none, besides the moment itself."""
    untitled: str = ""
    """What it is called where it has no title."""

    @property
    def series(self) -> Series:
        """What recurs."""
        return self.reminder.series

    @property
    def title(self) -> str:
        """What its events are called."""
        return printable(self.series.title).strip() or self.untitled

    @property
    def length(self) -> timedelta:
        """How long each event takes."""
        return MEETING if self.series.kind else TASK

    def clocks(self, now: datetime) -> Clocks | None:
        """How the clocks of its zone go; None where a calendar file cannot say it."""
        return clocks_of(self.series.zone, now.year)

    def local(self, at: datetime, clocks: Clocks | None) -> datetime:
        """An instant as the file writes it: on the wall clock of the zone, or where that would be unclear, in UTC."""
        wall = wall_clock(at, self.series.zone_info)
        if clocks is None or instant(wall, self.series.zone_info) != at:
            return at.astimezone(UTC)
        return wall.replace(tzinfo=self.series.zone_info)

    def event(self, uid: str, starts: datetime, now: datetime, status: str = "CONFIRMED") -> Event:
        """One VEVENT. ``uid`` is its identity before the @; ``status`` is one of RFC 5545 (3.8.1.11)."""
        found = Event()
        found.add("UID", f"{uid}@{HOST}")
        found.add("SEQUENCE", self.reminder.version)
        found.add("DTSTAMP", now)
        found.add("LAST-MODIFIED", now)
        found.add("DTSTART", starts)
        found.add("DURATION", self.length)
        found.add("SUMMARY", self.title)
        found.add("STATUS", status)
        if self.reminder.venue:
            found.add("LOCATION", printable(self.reminder.venue))
        if status != "CANCELLED":
            for lead in self.series.leads or sorted({AT_THE_MOMENT, *self.leads}, reverse=True):
                found.add_component(self._alarm(lead))
        return found

    def _alarm(self, lead: timedelta) -> Alarm:
        """RFC 5545 (3.6.6) wants a description for DISPLAY; importers refuse an alarm without."""
        found = Alarm()
        found.add("ACTION", "DISPLAY")
        found.add("DESCRIPTION", self.title)
        found.add("TRIGGER", -lead)
        return found


def printable(text: str) -> str:
    """The text without characters that RFC 5545 (3.3.11) does not let be in a text."""
    return _UNPRINTABLE.sub("", text)
