"""Calendar files after edits: who reads one again finds the events that they have, each with a higher SEQUENCE."""

from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest

from bot.domain.reminder import Reminder
from bot.domain.series import Change, DayOffPolicy
from bot.services.calendar import Calendar
from bot.services.ports import Stores
from bot.storage.memory import MemoryStores
from tests.services.calendars import DAY, EDITS, FRIDAY, MANAGER, WEEK, WEEKLY, calendar_over, name_leaders
from tests.support.calendar import put, reminder_of
from tests.support.clock import ManualClock

TWICE = "每周五上午9点和下午3点 党小组会"
KEEPING = sorted(set(EDITS) - {"delete", "pause", "resume", "set the policy"})
"""Edits after which what takes place is told in the same way as before."""
SERIES = {
    "by a rule": (WEEKLY, DayOffPolicy.AS_IS),
    "twice a day": (TWICE, DayOffPolicy.AS_IS),
    "by date": (WEEKLY, DayOffPolicy.NEXT),
}
"""A series that an RRULE tells, one with two events, and one that goes out as dates."""


@pytest.fixture
async def stores(clock: ManualClock) -> Stores:
    stores = MemoryStores()
    await name_leaders(stores, clock)
    return stores


async def _set(stores: Stores, clock: ManualClock, which: str) -> Reminder:
    """A weekly meeting of which the third is cancelled and the fourth moved."""
    sentence, policy = SERIES[which]
    reminder = reminder_of(sentence, "weekly00001", clock.now(), policy=policy)
    changed = {FRIDAY + 2 * WEEK: Change(cancelled=True), FRIDAY + 3 * WEEK: Change(moved_to=FRIDAY + 4 * WEEK - DAY)}
    return await put(stores, replace(reminder, series=replace(reminder.series, exceptions=changed)), clock.now())


async def _events(calendar: Calendar) -> dict[str, int]:
    """The SEQUENCE of each event in the file of the group, by UID: all components of one have the same."""
    content = await calendar.export(MANAGER, name="会议安排", untitled="无题")
    found = icalendar.Calendar.from_ical(content or b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").walk("VEVENT")
    sequences = {
        str(event["UID"]): {int(str(each["SEQUENCE"])) for each in found if each["UID"] == event["UID"]}
        for event in found
    }
    assert all(len(every) == 1 for every in sequences.values())
    return {uid: every.pop() for uid, every in sequences.items()}


@pytest.mark.parametrize("which", SERIES)
@pytest.mark.parametrize("edit", KEEPING)
async def test_an_edit_keeps_every_uid_and_raises_every_sequence(
    stores: Stores, clock: ManualClock, which: str, edit: str
) -> None:
    """So that a calendar that was given the file before replaces what it has, and has nothing twice."""
    reminder, calendar = await _set(stores, clock, which), calendar_over(stores, clock)
    before = await _events(calendar)
    clock.advance(timedelta(minutes=1))
    await EDITS[edit](calendar, MANAGER, reminder.series.id)
    after = await _events(calendar)
    assert before
    assert set(after) == set(before)
    assert all(after[uid] > before[uid] for uid in before)


@pytest.mark.parametrize("which", SERIES)
async def test_a_pause_leaves_the_file_empty_and_its_end_the_same_events(
    stores: Stores, clock: ManualClock, which: str
) -> None:
    """With a higher SEQUENCE than before the pause."""
    reminder, calendar = await _set(stores, clock, which), calendar_over(stores, clock)
    before = await _events(calendar)
    await calendar.pause(MANAGER, reminder.series.id)
    assert await _events(calendar) == {}
    await calendar.resume(MANAGER, reminder.series.id)
    after = await _events(calendar)
    assert set(after) == set(before)
    assert all(after[uid] >= before[uid] + 2 for uid in before)


async def test_every_edit_in_turn_raises_it_further(stores: Stores, clock: ManualClock) -> None:
    """It never falls back."""
    reminder, calendar = await _set(stores, clock, "by a rule"), calendar_over(stores, clock)
    sequences = [*(await _events(calendar)).values()]
    for title in ("支部会", "组织生活会", "支部会"):
        await calendar.rename(MANAGER, reminder.series.id, title)
        sequences += (await _events(calendar)).values()
    assert sequences == sorted(set(sequences))
