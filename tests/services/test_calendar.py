"""The calendar as it stands: what comes next, every edit, and who may make it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.edits import EditError
from bot.domain.errors import NotAllowedError, OutdatedError
from bot.domain.reminder import Reminder
from bot.domain.series import Change, DayOffPolicy
from bot.services.calendar import MOST_COUNTED, Calendar
from bot.services.drafted import MAX_LEADS
from bot.services.ports import Stores
from bot.storage.memory import MemoryStores
from tests.services.calendars import (
    DAY,
    EDITS,
    FRIDAY,
    HOUR,
    MANAGER,
    OWN,
    PLAIN,
    WEEK,
    WEEKLY,
    Changes,
    calendar_over,
    name_leaders,
)
from tests.support.app import GROUP, MEMBER, OTHER
from tests.support.calendar import put, reminder_of
from tests.support.clock import ManualClock


@pytest.fixture
async def stores(clock: ManualClock) -> Stores:
    stores = MemoryStores()
    await name_leaders(stores, clock)
    return stores


@pytest.fixture
def changes() -> Changes:
    return Changes()


@pytest.fixture
def calendar(stores: Stores, clock: ManualClock, changes: Changes) -> Calendar:
    return calendar_over(stores, clock, changes)


@pytest.fixture
async def weekly(stores: Stores, clock: ManualClock) -> Reminder:
    return await put(stores, reminder_of(WEEKLY, "weekly00001", clock.now()), clock.now())


async def stored(stores: Stores, reminder: Reminder) -> Reminder:
    found = await stores.reminders.reminder(reminder.series.id)
    assert found is not None
    return found


# ---- seeing


async def test_what_comes_next_is_of_all_reminders_in_order(
    calendar: Calendar, stores: Stores, clock: ManualClock, weekly: Reminder
) -> None:
    """What is cancelled does not come, what was moved comes where it was put; other chats do not matter."""
    now = clock.now()
    await put(stores, reminder_of("3月7日上午9点 植树", "once0000001", now), now)
    await put(stores, reminder_of("每天上午8点 打卡", "other000001", now, chat_id=-1002), now)
    await calendar.skip(MANAGER, weekly.series.id, FRIDAY)
    await calendar.move(MANAGER, weekly.series.id, FRIDAY + WEEK, FRIDAY + 2 * WEEK + HOUR)
    coming = await calendar.coming(PLAIN, 4)
    assert [(each.reminder.series.title, each.occurrence.starts_at) for each in coming] == [
        ("植树", datetime(2026, 3, 7, 1, tzinfo=UTC)),
        ("党小组会", FRIDAY + 2 * WEEK),
        ("党小组会", FRIDAY + 2 * WEEK + HOUR),
        ("党小组会", FRIDAY + 3 * WEEK),
    ]


async def test_a_paused_reminder_does_not_come(calendar: Calendar, weekly: Reminder) -> None:
    """Its card still says what would."""
    await calendar.pause(MANAGER, weekly.series.id)
    assert await calendar.coming(PLAIN, 5) == ()
    standing = await calendar.standing(PLAIN, weekly.series.id)
    assert [each.starts_at for each in standing.dates] == [FRIDAY + n * WEEK for n in range(4)]
    assert not standing.over


async def test_the_list_begins_with_what_is_next_and_ends_with_what_is_over(
    calendar: Calendar, stores: Stores, clock: ManualClock, weekly: Reminder
) -> None:
    """In whichever order they were set."""
    now = clock.now()
    await put(stores, reminder_of("3月3日上午9点 植树", "once0000001", now), now)
    await put(stores, reminder_of("3月2日上午10点 领书", "once0000002", now), now)
    clock.advance(2 * HOUR)
    found = await calendar.reminders(PLAIN)
    assert [each.reminder.series.title for each in found] == ["植树", "党小组会", "领书"]
    assert [each.over for each in found] == [False, False, True]


async def test_what_was_changed_and_is_to_come_can_be_picked(
    calendar: Calendar, clock: ManualClock, weekly: Reminder
) -> None:
    """Also beyond the next four, until it is past."""
    series_id = weekly.series.id
    await calendar.skip(MANAGER, series_id, FRIDAY)
    await calendar.skip(MANAGER, series_id, FRIDAY + 7 * WEEK)
    standing = await calendar.standing(PLAIN, series_id)
    assert [each.starts_at for each in standing.changed] == [FRIDAY, FRIDAY + 7 * WEEK]
    weeks = [round((each.starts_at - FRIDAY) / WEEK) for each in standing.at_hand]
    assert weeks == [0, 1, 2, 3, 4, 7]
    clock.advance(WEEK)
    standing = await calendar.standing(PLAIN, series_id)
    assert [each.starts_at for each in standing.changed] == [FRIDAY + 7 * WEEK]


async def test_what_has_only_cancelled_dates_left_is_not_over(
    calendar: Calendar, stores: Stores, clock: ManualClock
) -> None:
    """They can be restored."""
    now = clock.now()
    once = await put(stores, reminder_of("3月6日下午3点 领书", "once0000001", now), now)
    await calendar.skip(MANAGER, once.series.id, FRIDAY)
    standing = await calendar.standing(PLAIN, once.series.id)
    assert (standing.dates, standing.over) == ((), False)
    await calendar.restore(MANAGER, once.series.id, FRIDAY)
    clock.advance(WEEK)
    assert (await calendar.standing(PLAIN, once.series.id)).over


async def test_dates_left_are_counted_as_far_as_it_matters(
    calendar: Calendar, stores: Stores, clock: ManualClock, weekly: Reminder
) -> None:
    """Of a paused one, too."""
    now = clock.now()
    few = await put(stores, reminder_of("每周五下午3点 学习，共3次", "few00000001", now), now)
    await calendar.skip(MANAGER, few.series.id, FRIDAY)
    await calendar.pause(MANAGER, few.series.id)
    assert await calendar.dates_left(MANAGER, few.series.id) == 2
    assert await calendar.dates_left(MANAGER, weekly.series.id) == MOST_COUNTED


# ---- editing


async def test_skipping_and_restoring_is_planned_anew(
    calendar: Calendar, stores: Stores, changes: Changes, weekly: Reminder
) -> None:
    """The next notice is that of the next occurrence that takes place."""
    skipped = await calendar.skip(MANAGER, weekly.series.id, FRIDAY)
    assert skipped == await stored(stores, weekly)
    assert skipped.next_due_at == FRIDAY + WEEK - DAY
    restored = await calendar.restore(MANAGER, weekly.series.id, FRIDAY)
    assert restored == replace(weekly, version=3, next_due_at=FRIDAY - DAY, next_from_at=FRIDAY - DAY - HOUR)
    assert changes.count == 2


async def test_moving_and_putting_back_is_planned_anew(calendar: Calendar, weekly: Reminder) -> None:
    """The moved one keeps its identity, and may be moved again."""
    for to in (FRIDAY - 2 * DAY, FRIDAY - HOUR):
        moved = await calendar.move(MANAGER, weekly.series.id, FRIDAY, to)
        assert moved.series.exceptions == {FRIDAY: Change(moved_to=to)}
        assert moved.next_due_at == to - DAY
    back = await calendar.move_back(MANAGER, weekly.series.id, FRIDAY)
    assert back.series == weekly.series


async def test_what_cannot_be_done_any_more_changes_nothing(
    calendar: Calendar, stores: Stores, clock: ManualClock, changes: Changes, weekly: Reminder
) -> None:
    """Twice the same, what is past, what never was, and a time that is past."""
    series_id = weekly.series.id
    await calendar.skip(MANAGER, series_id, FRIDAY)
    before, told = await stored(stores, weekly), changes.count
    for attempt in (
        lambda: calendar.skip(MANAGER, series_id, FRIDAY),
        lambda: calendar.move(MANAGER, series_id, FRIDAY, FRIDAY + DAY),
        lambda: calendar.move_back(MANAGER, series_id, FRIDAY + WEEK),
        lambda: calendar.restore(MANAGER, series_id, FRIDAY + WEEK),
        lambda: calendar.skip(MANAGER, series_id, FRIDAY + HOUR),
        lambda: calendar.move(MANAGER, series_id, FRIDAY + WEEK, clock.now()),
        lambda: calendar.resume(MANAGER, series_id),
        lambda: calendar.occurrence(MANAGER, series_id, FRIDAY),
        lambda: calendar.hand_over(MANAGER, series_id, MEMBER.id, "小李"),
    ):
        with pytest.raises(EditError):
            await attempt()
    clock.advance(WEEK)
    with pytest.raises(EditError):
        await calendar.restore(MANAGER, series_id, FRIDAY)
    assert (await stored(stores, weekly), changes.count) == (before, told)


async def test_what_has_just_begun_can_still_be_moved(calendar: Calendar, clock: ManualClock, weekly: Reminder) -> None:
    """It was asked for before; a quarter of an hour later it is past."""
    clock.advance(FRIDAY + timedelta(minutes=10) - clock.now())
    with pytest.raises(EditError):
        await calendar.skip(MANAGER, weekly.series.id, FRIDAY)
    moved = await calendar.move(MANAGER, weekly.series.id, FRIDAY, FRIDAY + HOUR)
    assert moved.series.exceptions == {FRIDAY: Change(moved_to=FRIDAY + HOUR)}
    clock.advance(2 * HOUR)
    with pytest.raises(EditError):
        await calendar.move(MANAGER, weekly.series.id, FRIDAY, FRIDAY + 5 * HOUR)


async def test_what_fell_into_a_pause_is_not_told_of_afterwards(
    calendar: Calendar, clock: ManualClock, weekly: Reminder
) -> None:
    """It goes on with what is to come."""
    paused = await calendar.pause(MANAGER, weekly.series.id)
    assert paused.next_due_at is None
    clock.advance(2 * WEEK)
    resumed = await calendar.resume(MANAGER, weekly.series.id)
    assert resumed.planned_until == clock.now()
    assert resumed.next_due_at == FRIDAY + 2 * WEEK - DAY


async def test_an_edit_leaves_what_is_late_to_be_planned(
    calendar: Calendar, clock: ManualClock, weekly: Reminder
) -> None:
    """A notice that should have gone out while nobody worked is not lost to a new title."""
    clock.advance(FRIDAY - clock.now())
    renamed = await calendar.rename(MANAGER, weekly.series.id, "支部会")
    assert (renamed.series.title, renamed.next_due_at) == ("支部会", FRIDAY - DAY)


async def test_everything_else_that_was_set_can_be_set_anew(
    calendar: Calendar, stores: Stores, weekly: Reminder
) -> None:
    """Place, lead times, days off, and who it is that set it."""
    series_id = weekly.series.id
    await calendar.set_venue(MANAGER, series_id, "三楼会议室")
    await calendar.set_leads(MANAGER, series_id, (HOUR, DAY, HOUR))
    await calendar.set_lead(MANAGER, series_id, timedelta(0), wanted=True)
    await calendar.set_lead(MANAGER, series_id, DAY, wanted=False)
    await calendar.set_policy(MANAGER, series_id, DayOffPolicy.NEXT)
    await calendar.hand_over(MANAGER, series_id, OTHER.id, "小王")
    found = await stored(stores, weekly)
    assert (found.venue, found.organizer_id, found.organizer_name) == ("三楼会议室", OTHER.id, "小王")
    assert (found.series.leads, found.series.policy) == ((HOUR, timedelta(0)), DayOffPolicy.NEXT)
    assert found.next_due_at == FRIDAY - HOUR


async def test_lead_times_have_an_end(calendar: Calendar, weekly: Reminder) -> None:
    """A chat is not flooded before one meeting."""
    most = tuple(HOUR * n for n in range(1, MAX_LEADS + 1))
    await calendar.set_leads(MANAGER, weekly.series.id, most)
    with pytest.raises(EditError):
        await calendar.set_lead(MANAGER, weekly.series.id, 99 * HOUR, wanted=True)


async def test_what_is_deleted_is_gone(calendar: Calendar, stores: Stores, changes: Changes, weekly: Reminder) -> None:
    """And cannot be edited or deleted again."""
    assert await calendar.delete(MANAGER, weekly.series.id) == weekly
    assert changes.count == 1
    for attempt in (calendar.delete, calendar.pause, calendar.standing):
        with pytest.raises(OutdatedError):
            await attempt(MANAGER, weekly.series.id)
    assert await stores.reminders.of_chat(GROUP.id) == []


# ---- rights


@pytest.mark.parametrize("edit", EDITS)
async def test_a_member_edits_nothing(calendar: Calendar, stores: Stores, weekly: Reminder, edit: str) -> None:
    """But sees everything."""
    with pytest.raises(NotAllowedError):
        await EDITS[edit](calendar, PLAIN, weekly.series.id)
    assert await stored(stores, weekly) == weekly
    assert await calendar.reminder(PLAIN, weekly.series.id) == weekly
    assert not await calendar.is_manager(PLAIN)


@pytest.mark.parametrize("edit", EDITS)
async def test_nobody_edits_the_calendar_of_another_chat(
    calendar: Calendar, stores: Stores, weekly: Reminder, edit: str
) -> None:
    """Even with its id, which only somebody in that chat can know."""
    with pytest.raises(OutdatedError):
        await EDITS[edit](calendar, replace(OWN, user_id=OTHER.id, chat_id=OTHER.id), weekly.series.id)
    assert await stored(stores, weekly) == weekly


async def test_everybody_edits_their_own_calendar(calendar: Calendar, stores: Stores, clock: ManualClock) -> None:
    """In private; it stays theirs."""
    now = clock.now()
    mine = await put(stores, reminder_of(WEEKLY, "mine0000001", now, chat_id=MEMBER.id), now)
    await calendar.hand_over(OWN, mine.series.id, MEMBER.id, "小李")
    with pytest.raises(EditError):
        await calendar.hand_over(OWN, mine.series.id, OTHER.id, "小王")
    assert (await stored(stores, mine)).organizer_name == "小李"
