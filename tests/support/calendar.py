"""Reminders put straight into a calendar, as a leader would set them in a sentence."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain.planning import replanned
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.series import DayOffPolicy, Series
from bot.domain.workdays import Workdays
from bot.services.guide import Guide
from bot.services.knowledge import LiveKnowledge
from bot.services.planner import Planner
from bot.services.ports import ReminderStore, Stores
from intents.timeexpr import Schedule, read
from intents.understanding import Understanding
from knowledge.loader import load_folder
from tests.support.clock import ManualClock

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


@cache
def small_guide() -> Guide:
    """What the small knowledge base of the tests says of meetings."""
    folder = Path(__file__).parents[1] / "data" / "knowledge"
    return Guide(LiveKnowledge(Understanding(load_folder(folder).require())))


def planner_over(
    stores: Stores, clock: ManualClock, default: Preferences, reminders: ReminderStore | None = None
) -> Planner:
    """A planner with the steps of the small knowledge base."""
    return Planner(
        reminders or stores.reminders,
        stores.preferences,
        small_guide(),
        Workdays(),
        clock,
        habits=stores.habits,
        default=default,
    )


async def put(stores: Stores, reminder: Reminder, now: datetime, guide: Guide | None = None) -> Reminder:
    """Keep a new reminder, planned with the steps of a guide, else of the small knowledge base. Returns it as it is
    stored."""
    preferences = await stores.preferences.preferences(reminder.chat_id) or Preferences(zone=SHANGHAI)
    steps = (guide or small_guide()).steps(reminder)
    planned = replanned(reminder, Workdays(), preferences, now, steps=steps)
    assert await stores.reminders.save(planned), "its id is taken"
    return replace(planned, version=1)
