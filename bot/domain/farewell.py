"""Word of a reminder that is deleted: what is to be said of it is kept with the word itself."""

import json
from datetime import UTC, datetime, time
from typing import Any

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.reminder import Reminder
from bot.domain.series import Series
from intents.timeexpr.rules import Once

LEFT = " {"
"""Where in the detail the instants end and what is left of the reminder begins."""


def farewell(instant: str, reminder: Reminder) -> str:
    """The detail of word that the occurrence at an instant (ISO 8601) of a deleted reminder is off."""
    left = {
        "zone": reminder.series.zone,
        "title": reminder.series.title,
        "thread": reminder.thread_id,
        "organizer": reminder.organizer_id,
        "name": reminder.organizer_name,
    }
    return f"{instant} {json.dumps(left, ensure_ascii=False)}"


def departed(delivery: Delivery) -> Reminder | None:
    """What is known of a deleted reminder from word that was left of it; None where a delivery is no such word."""
    left = delivery.detail.partition(LEFT)[2]
    if delivery.kind is not DeliveryKind.CALLED_OFF or not left:
        return None
    known: dict[str, Any] = json.loads("{" + left)
    at = delivery.starts_at.astimezone(UTC)
    series = Series(
        id=delivery.series_id,
        rule=Once((datetime.combine(at.date(), time(at.hour, at.minute)),)),
        times=(),
        start=at.date(),
        zone=known["zone"],
        title=known["title"],
        kind="",
    )
    return Reminder(
        series=series,
        chat_id=delivery.chat_id,
        thread_id=known["thread"],
        organizer_id=known["organizer"],
        organizer_name=known["name"],
        created_at=delivery.due_at,
        planned_until=delivery.due_at,
        next_due_at=None,
    )
