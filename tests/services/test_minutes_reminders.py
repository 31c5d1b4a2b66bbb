"""Reminders of who does what: one a day, on days of work, and they follow what is corrected and deleted."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.meeting import Meeting
from bot.domain.minutes import ActionItem
from bot.domain.notices import AT_THE_MOMENT
from bot.domain.reminder import Reminder
from bot.services.drafted import MAX_SERIES, MAX_TITLE, TooManyError
from bot.services.knowledge import reference
from bot.services.minutes_reminders import Standing, series_id_of
from bot.services.ports import Stores
from intents.timeexpr import Once
from intents.understanding import Understanding
from tests.services.minute_desk import DAY, GROUP, MANAGER, SECOND, SERIES, Desk
from tests.support.calendar import put, reminder_of
from tests.support.clock import ManualClock

FRIDAY_DUE, SATURDAY, MONDAY = date(2026, 3, 20), date(2026, 3, 21), date(2026, 3, 23)
LIST = ActionItem("整理名册", "小李", FRIDAY_DUE)
DRAFT = ActionItem("交稿", "小王", FRIDAY_DUE)
VISIT = ActionItem("走访", "小赵", MONDAY)


@pytest.fixture
async def desk(stores: Stores, clock: ManualClock, understanding: Understanding) -> Desk:
    desk = Desk(stores, clock, understanding)
    await desk.name_leaders()
    return desk


async def with_actions(desk: Desk, *actions: ActionItem, thread_id: int | None = None) -> Meeting:
    """A meeting of the 6th of March with these items in a draft."""
    await desk.put(thread_id=thread_id)
    meeting = await desk.held()
    await rewrite(desk, meeting, *actions)
    return meeting


async def rewrite(desk: Desk, meeting: Meeting, *actions: ActionItem) -> None:
    """Let the draft have these items; of what is filed, a correction is begun."""
    await desk.minutes.correct(MANAGER, meeting.id, name="老张")
    minutes = await desk.minutes.begin(MANAGER, meeting.id, "老张")
    assert await desk.stores.minutes.save(replace(minutes, actions=actions))


async def set_by_press(desk: Desk) -> list[Reminder]:
    there = [each for each in await desk.stores.reminders.of_chat(GROUP) if each.series.id != SERIES]
    return sorted(there, key=lambda each: each.series.start)


async def titles(desk: Desk) -> list[str]:
    return [each.series.title for each in await set_by_press(desk)]


async def press(desk: Desk, meeting: Meeting) -> tuple[int, int, int]:
    """Press 设提醒. Returns how many items got one, and how many reminders were changed and stopped."""
    found = await desk.minutes.reminders.set(MANAGER, meeting.id, name="老张")
    return len(found.made), found.changed, found.stopped


# ---- set


async def test_one_reminder_for_everything_that_is_due_on_a_day(desk: Desk) -> None:
    """It names who does what and the meeting, at nine on the day and the day before; pressed again, nothing is new."""
    meeting = await with_actions(desk, LIST, VISIT, DRAFT)
    found = await desk.minutes.reminders.set(SECOND, meeting.id, name="小王")
    assert found.made == (LIST, VISIT, DRAFT)
    first, second = await set_by_press(desk)
    assert first.series.title == "任务到期：小李：整理名册；小王：交稿（3月6日党小组会）"
    assert second.series.title == "任务到期：小赵：走访（3月6日党小组会）"
    assert first.series.rule == Once((datetime.fromisoformat("2026-03-20 09:00"),))
    assert (first.series.leads, first.series.kind, first.venue) == ((DAY, AT_THE_MOMENT), "", "")
    assert (first.organizer_id, first.organizer_name, first.chat_id) == (SECOND.user_id, "小王", GROUP)
    assert first.next_due_at == datetime(2026, 3, 19, 1, tzinfo=UTC)
    again = await desk.minutes.reminders.set(MANAGER, meeting.id, name="老张")
    assert (again.made, [each.who for each in again.already], desk.changes) == ((), ["小李", "小赵", "小王"], 1)
    page = await desk.minutes.page(MANAGER, meeting.id, "老张")
    assert page.reminders == Standing(frozenset({0, 1, 2}), stale=0, count=2)
    assert [each.series_id for each in page.minutes.actions] == [first.series.id, second.series.id, first.series.id]


async def test_on_a_day_off_the_last_day_of_work_before(desk: Desk) -> None:
    """Saturday and Friday are one; on a Monday the first word comes on Friday."""
    saturday = replace(DRAFT, until=SATURDAY)
    meeting = await with_actions(desk, LIST, saturday, VISIT)
    await press(desk, meeting)
    first, second = await set_by_press(desk)
    assert first.series.title == "任务到期：小李：整理名册；小王：交稿（3月21日到期）（3月6日党小组会）"
    assert first.series.start == FRIDAY_DUE
    assert (second.series.start, second.series.leads) == (MONDAY, (timedelta(days=3), AT_THE_MOMENT))
    desk.clock.advance(datetime(2026, 3, 20, 2, tzinfo=UTC) - desk.clock.now())  # Friday morning is past
    other = await desk.minutes.opened(MANAGER, SERIES, datetime(2026, 3, 13, 7, tzinfo=UTC))
    await rewrite(desk, other, saturday)
    await press(desk, other)
    assert [each.series.start for each in await set_by_press(desk)][1] == SATURDAY


async def test_what_is_not_set_is_named(desk: Desk) -> None:
    """Due today, past, and without a date; the day itself is not past."""
    today, past = replace(LIST, until=date(2026, 3, 7)), replace(DRAFT, until=date(2026, 3, 6))
    undated = (ActionItem("尽快办"), ActionItem("开展走访", "小孙"))
    meeting = await with_actions(desk, today, past, *undated)
    desk.clock.advance(timedelta(hours=5))
    found = await desk.minutes.reminders.set(MANAGER, meeting.id, name="老张")
    assert (found.today, found.past, found.undated, found.made) == ((today,), (past,), undated, ())
    assert await set_by_press(desk) == []


@pytest.mark.parametrize("count", [1, 5, 40])
async def test_a_title_has_room_for_the_day_and_says_how_many_there_are(desk: Desk, count: int) -> None:
    """However long the items are, the meeting is named."""
    items = [ActionItem(f"{number}" + "办" * 250, f"小{number}", FRIDAY_DUE) for number in range(count)]
    await press(desk, await with_actions(desk, *items))
    [title] = await titles(desk)
    assert len(title) <= MAX_TITLE
    assert title.startswith("任务到期：小0：0办办")
    assert title.endswith(f"等{count}项（3月6日党小组会）" if count == 40 else "…（3月6日党小组会）")


async def test_a_sentence_that_names_somebody_names_them_once(desk: Desk) -> None:
    """小李负责…… is not 小李：小李负责……."""
    await press(desk, await with_actions(desk, replace(LIST, what="小李负责整理名册")))
    assert await titles(desk) == ["任务到期：小李负责整理名册（3月6日党小组会）"]


async def test_two_presses_at_once_set_each_once(desk: Desk) -> None:
    """Whoever comes second finds it set."""
    meeting = await with_actions(desk, LIST, VISIT)
    await asyncio.gather(press(desk, meeting), press(desk, meeting))
    assert len(await set_by_press(desk)) == 2


async def test_they_go_where_the_notices_of_the_meeting_go(desk: Desk) -> None:
    """Into the same topic of a forum."""
    await press(desk, await with_actions(desk, LIST, thread_id=5))
    assert [each.thread_id for each in await set_by_press(desk)] == [5]


async def test_a_full_calendar_takes_no_more(desk: Desk) -> None:
    """The person is told; the calendar stays within its limit."""
    meeting = await with_actions(desk, LIST)
    now = desk.clock.now()
    for number in range(MAX_SERIES - 1):
        await put(desk.stores, reminder_of("每天上午9点 打卡", f"series{number:05}x", now), now)
    with pytest.raises(TooManyError):
        await press(desk, meeting)
    assert not any(title.startswith("任务到期") for title in await titles(desk))


async def test_ids_of_reminders_fit_into_buttons_and_differ(desk: Desk) -> None:
    """Eleven characters, as of every series; another day or meeting is another reminder."""
    meeting = await with_actions(desk, LIST)
    ids = [series_id_of(meeting, FRIDAY_DUE), series_id_of(meeting, MONDAY)]
    ids.append(series_id_of(replace(meeting, id="another0000"), MONDAY))
    assert len(set(ids)) == 3
    assert {len(each) for each in ids} == {11}
    assert reference(ids[0])


# ---- corrected and deleted


async def test_a_correction_changes_what_stands_and_stops_what_does_not(desk: Desk) -> None:
    """Nothing reminds twice, and nothing of what was taken out; the page says so until it is put right."""
    meeting = await with_actions(desk, LIST, VISIT)
    assert await press(desk, meeting) == (2, 0, 0)
    await desk.minutes.file(MANAGER, meeting.id, name="老张")
    later = replace(LIST, until=date(2026, 3, 25))
    await rewrite(desk, meeting, later, DRAFT)
    page = await desk.minutes.page(MANAGER, meeting.id, "老张")
    assert page.reminders == Standing(frozenset(), stale=2, count=2)
    assert await press(desk, meeting) == (2, 1, 1)
    assert await titles(desk) == [
        "任务到期：小王：交稿（3月6日党小组会）",
        "任务到期：小李：整理名册（3月6日党小组会）",
    ]
    page = await desk.minutes.page(MANAGER, meeting.id, "老张")
    assert page.reminders == Standing(frozenset({0, 1}), stale=0, count=2)
    assert await press(desk, meeting) == (0, 0, 0)


async def test_reminders_follow_what_is_filed_and_none_are_set_unasked(desk: Desk) -> None:
    """Only where somebody had set some, and they are not right any more."""
    meeting = await with_actions(desk, LIST)
    assert await desk.minutes.reminders.follow(MANAGER, meeting.id, name="老张") is None
    assert await set_by_press(desk) == []
    await press(desk, meeting)
    assert await desk.minutes.reminders.follow(MANAGER, meeting.id, name="老张") is None
    await rewrite(desk, meeting, VISIT)
    found = await desk.minutes.reminders.follow(MANAGER, meeting.id, name="老张")
    assert found is not None
    assert (found.made, found.stopped) == ((VISIT,), 1)


async def test_filed_minutes_are_left_as_they_are(desk: Desk) -> None:
    """Reminders are known by their ids: the filed revision is never written again."""
    meeting = await with_actions(desk, LIST)
    filed = (await desk.minutes.file(MANAGER, meeting.id, name="老张")).minutes
    assert await press(desk, meeting) == (1, 0, 0)
    page = await desk.minutes.page(MANAGER, meeting.id, "老张")
    assert (page.minutes, page.reminders.reminded) == (filed, frozenset({0}))


async def test_what_is_deleted_reminds_no_more(desk: Desk) -> None:
    """With the meeting its reminders go; those of another meeting stay."""
    meeting = await with_actions(desk, LIST, VISIT)
    await press(desk, meeting)
    other = await desk.minutes.opened(MANAGER, SERIES, datetime(2026, 3, 13, 7, tzinfo=UTC))
    await rewrite(desk, other, LIST)
    await press(desk, other)
    await desk.minutes.delete(MANAGER, meeting.id)
    assert await titles(desk) == ["任务到期：小李：整理名册（3月13日党小组会）"]


async def test_what_was_sent_is_left_alone(desk: Desk) -> None:
    """A day that is past is no reminder to be put right."""
    meeting = await with_actions(desk, LIST)
    await press(desk, meeting)
    desk.clock.advance(datetime(2026, 3, 21, tzinfo=UTC) - desk.clock.now())
    await rewrite(desk, meeting)
    page = await desk.minutes.page(MANAGER, meeting.id, "老张")
    assert page.reminders == Standing()
