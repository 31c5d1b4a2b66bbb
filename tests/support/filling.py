"""Databases with many reminders in them."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.planning import replanned
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.series import Series
from bot.domain.workdays import Workdays
from bot.storage.engine import create_engine
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from intents.timeexpr.rules import Once

ZONE = "Asia/Shanghai"


def once_in(chat_id: int, number: int, at: datetime, now: datetime) -> Reminder:
    """A task of one moment in a private chat."""
    wall = at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
    series = Series(
        id=f"s{number:010}", title=f"第{number}件", kind="", rule=Once((wall,)), times=(), start=wall.date(), zone=ZONE
    )
    reminder = Reminder(
        series=series,
        chat_id=chat_id,
        organizer_id=chat_id,
        organizer_name="某人",
        created_at=now,
        planned_until=now,
        next_due_at=None,
    )
    return replanned(reminder, Workdays(), Preferences(zone=ZONE), now)


def fill(url: str, reminders: Iterable[Reminder]) -> None:
    """Put reminders into a new database."""

    async def put() -> None:
        engine = create_engine(url)
        await upgrade(engine)
        stores = SqlStores(engine)
        batch: list[Reminder] = []
        for reminder in reminders:
            batch.append(reminder)
            if len(batch) == 500:
                assert await stores.reminders.save(*batch)
                batch.clear()
        if batch:
            assert await stores.reminders.save(*batch)
        await stores.close()

    asyncio.run(put())
