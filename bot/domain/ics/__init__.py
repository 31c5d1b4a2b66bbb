"""Calendar files (RFC 5545) of reminders, for Outlook, Google Calendar and the calendars of phones."""

from bot.domain.ics.entries import Entry
from bot.domain.ics.files import DATED_AHEAD, calendar_file, occurrence_file

__all__ = ["DATED_AHEAD", "Entry", "calendar_file", "occurrence_file"]
