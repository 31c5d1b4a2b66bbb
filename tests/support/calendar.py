"""Reminders put straight into a calendar, as a leader would set them in a sentence."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.planning import replanned
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.series import DayOffPolicy, Series
from bot.domain.workdays import Workdays
from bot.services.ports import Stores
from intents.timeexpr import Schedule, read

SHANGHAI = "Asia/Shanghai"


def reminder_of(sentence: str, series_id: str, now: datetime, **more: Any) -> Reminder:
    """The reminder of a sentence, not stored yet. ``more`` are fields of it, and ``policy`` and ``zone``."""
    zone, policy = more.pop("zone", SHANGHAI), DayOffPolicy(more.pop("policy", DayOffPolicy.AS_IS))
    schedule = read(sentence, now, zone)
    assert isinstance(schedule, Schedule), schedule
    fields = {
        "chat_id": -1001,
        "organizer_id": 9,
        "organizer_name": "老张",
        "created_at": now,
        "planned_until": now,
        "next_due_at": None,
    }
    series = Series.of(schedule, series_id=series_id, zone=zone, policy=policy)
    return Reminder(series=series, **(fields | more))


async def put(stores: Stores, reminder: Reminder, now: datetime) -> Reminder:
    """Keep a new reminder. Returns it as it is stored."""
    preferences = await stores.preferences.preferences(reminder.chat_id) or Preferences(zone=SHANGHAI)
    planned = replanned(reminder, Workdays(), preferences, now)
    assert await stores.reminders.save(planned), "its id is taken"
    return replace(planned, version=1)
