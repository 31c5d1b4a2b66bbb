"""Minutes found again, the year, meetings that the calendar does not know, and reminders of who does what."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.edits import skip
from bot.domain.errors import OutdatedError
from bot.domain.habits import Habits
from bot.domain.meeting import OWN_KIND, State
from bot.domain.minute_taking import Part
from bot.domain.minutes import ActionItem
from bot.domain.occurrences import find
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.roles import Actor
from bot.domain.workdays import Workdays
from bot.services.drafted import MAX_SERIES, TooManyError
from bot.services.knowledge import reference
from bot.services.minutes_afterwards import Untold, UntoldError
from bot.services.minutes_archive import Entry
from bot.services.minutes_query import Query, read_query
from bot.services.minutes_reminders import LEADS, series_id_of
from bot.services.ports import Stores
from intents.timeexpr import Once
from intents.understanding import Understanding
from tests.services.minute_desk import DAY, FRIDAY, GROUP, MANAGER, SECOND, SERIES, WEEK, Desk
from tests.support.calendar import put, reminder_of
from tests.support.clock import ManualClock

TODAY = date(2026, 3, 6)


@pytest.fixture
async def desk(stores: Stores, clock: ManualClock, understanding: Understanding) -> Desk:
    desk = Desk(stores, clock, understanding)
    await desk.name_leaders()
    return desk


def said(entries: tuple[Entry, ...]) -> list[tuple[str, bool]]:
    return [(f"{each.meeting.starts_at:%m-%d}", each.lacks_minutes) for each in entries]


# ---- what is looked for


@pytest.mark.parametrize(
    ("typed", "since", "before", "words"),
    [
        ("", None, None, ""),
        ("3月", date(2026, 3, 1), date(2026, 4, 1), ""),
        ("三月份", date(2026, 3, 1), date(2026, 4, 1), ""),
        ("4月", date(2025, 4, 1), date(2025, 5, 1), ""),
        ("12月", date(2025, 12, 1), date(2026, 1, 1), ""),
        ("2026", date(2026, 1, 1), date(2027, 1, 1), ""),
        ("2026年度", date(2026, 1, 1), date(2027, 1, 1), ""),
        ("2026年3月", date(2026, 3, 1), date(2026, 4, 1), ""),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1), ""),
        ("去年", date(2025, 1, 1), date(2026, 1, 1), ""),
        ("上个月", date(2026, 2, 1), date(2026, 3, 1), ""),
        ("去年 党课", date(2025, 1, 1), date(2026, 1, 1), "党课"),
        ("3月份会议记录", date(2026, 3, 1), date(2026, 4, 1), ""),
        ("党费", None, None, "党费"),
        ("五年规划", None, None, "五年规划"),
        ("3", date(2026, 3, 1), date(2026, 4, 1), ""),
        ("13", None, None, "13"),
        ("²", None, None, "²"),
    ],
)
def test_months_years_and_words_are_told_apart(typed: str, since: date | None, before: date | None, words: str) -> None:
    """And the same is meant by the words that travel in a button, whenever it is pressed."""
    query = read_query(typed, TODAY)
    assert query == Query(since, before, words)
    assert read_query(query.code, date(2031, 7, 9)) == query


# ---- the list


async def test_the_last_year_with_what_lacks_minutes_first(desk: Desk) -> None:
    """The latest first within both; what nobody opened is known by its rule, from when it was set."""
    await desk.put()
    second = await desk.held(FRIDAY + WEEK)
    await desk.minutes.write(MANAGER, second.id, Part.POINTS, "学习", name="老张")
    desk.clock.advance(WEEK)
    found = await desk.minutes.archive.find(MANAGER, GROUP, "")
    assert said(found.entries) == [("03-20", True), ("03-06", True), ("03-13", False)]
    assert [bool(each.meeting.id) for each in found.entries] == [False, False, True]
    desk.clock.advance(timedelta(days=400))
    assert all(
        each.meeting.starts_at > FRIDAY + WEEK for each in (await desk.minutes.archive.find(MANAGER, GROUP, "")).entries
    )


async def test_what_was_not_held_or_called_off_lacks_no_minutes(desk: Desk) -> None:
    """Also where the meeting was opened before it was called off."""
    reminder = await desk.put()
    first, second = await desk.held(), await desk.held(FRIDAY + WEEK)
    assert await desk.stores.meetings.save(replace(first, state=State.NOT_HELD))
    assert said((await desk.minutes.archive.find(MANAGER, GROUP, "")).entries) == [("03-13", True)]
    occurrence = find(reminder.series, Workdays(), second.recurrence_id)
    assert occurrence is not None
    assert await desk.stores.reminders.save(replace(reminder, series=skip(reminder.series, occurrence)))
    assert said((await desk.minutes.archive.find(MANAGER, GROUP, "")).entries) == []


async def test_what_was_deleted_in_time_is_not_missing(desk: Desk) -> None:
    """Where the group keeps minutes for a month, older dates of a series are not asked about again."""
    await desk.put()
    await desk.stores.habits.save(GROUP, Habits(keeps=timedelta(days=30)))
    desk.clock.advance(timedelta(days=60))  # until the 1st of May
    found = (await desk.minutes.archive.find(MANAGER, GROUP, "")).entries
    assert said(found) == [("04-24", True), ("04-17", True), ("04-10", True), ("04-03", True)]
    year = await desk.minutes.archive.year(MANAGER, GROUP, 2026)
    assert min(each.meeting.starts_at for each in year.entries) > desk.clock.now() - timedelta(days=30)


async def test_a_task_lacks_no_minutes(desk: Desk) -> None:
    """Only what is a meeting has minutes."""
    await desk.put("每天上午9点 打卡", kind="")
    desk.clock.advance(WEEK)
    assert (await desk.minutes.archive.find(MANAGER, GROUP, "")).entries == ()


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("党小组会", 1),
        ("心得", 1),
        ("同意计划", 1),
        ("小赵", 1),
        ("收集材料", 1),
        ("主席", 0),
        ("心得 收集", 1),
        ("心得 主席", 0),
        ("3月 心得", 1),
        ("2月 心得", 0),
        ("PLAN b", 1),
    ],
)
async def test_words_are_looked_for_in_everything(desk: Desk, typed: str, count: int) -> None:
    """Title, topics, points, decisions and who does what; all of the words, in capitals or not."""
    await desk.put()
    meeting = await desk.held()
    text = "议题：学习心得\n内容：Plan B\n决定：同意计划\n任务：小赵：3月20日前 收集材料"
    await desk.minutes.write(MANAGER, meeting.id, Part.WHOLE, text, name="老张")
    assert len((await desk.minutes.archive.find(MANAGER, GROUP, typed)).entries) == count


async def test_words_are_found_however_long_ago(desk: Desk) -> None:
    """A list without words ends after a year; a search does not."""
    await desk.put()
    meeting = await desk.held()
    await desk.minutes.write(MANAGER, meeting.id, Part.POINTS, "很久以前", name="老张")
    await desk.stores.reminders.delete(SERIES, 1)
    desk.clock.advance(timedelta(days=1000))
    assert (await desk.minutes.archive.find(MANAGER, GROUP, "")).entries == ()
    assert len((await desk.minutes.archive.find(MANAGER, GROUP, "很久以前")).entries) == 1
    assert len((await desk.minutes.archive.find(MANAGER, GROUP, "2026年")).entries) == 1


async def test_somebody_elses_calendar_is_out_of_reach(desk: Desk) -> None:
    """In private a button names a chat: only one's own, or a group that one leads."""
    with pytest.raises(OutdatedError):
        await desk.minutes.archive.find(Actor(9, 9, private=True), 7, "")


# ---- the year


async def test_the_year_knows_what_was_held_and_what_is_to_come(desk: Desk) -> None:
    """Confirmed or not, with minutes or without, and the rest of the year by the calendar."""
    await desk.put("每月5日下午3点 党小组会")
    desk.clock.advance(timedelta(days=100))  # the 10th of June
    march = await desk.minutes.opened(MANAGER, SERIES, datetime(2026, 3, 5, 7, tzinfo=UTC))
    april = await desk.minutes.opened(MANAGER, SERIES, datetime(2026, 4, 5, 7, tzinfo=UTC))
    await desk.minutes.write(MANAGER, march.id, Part.PEOPLE, "小李", name="老张")
    await desk.minutes.file(MANAGER, march.id, name="老张")
    assert await desk.stores.meetings.save(replace(april, state=State.NOT_HELD))
    year = await desk.minutes.archive.year(MANAGER, GROUP, 2026)
    assert [
        (each.meeting.starts_at.month, each.was_held, each.lacks_minutes, each.to_come) for each in year.entries
    ] == [
        (3, True, False, False),
        (4, False, False, False),
        (5, False, True, False),
        (6, False, True, False),
        *[(month, False, False, True) for month in range(7, 13)],
    ]
    assert {each.kind_name for each in year.entries} == {"党小组会"}
    only = await desk.minutes.archive.minutes_of_year(MANAGER, GROUP, 2026)
    assert [each.meeting.id for each in only] == [march.id]


async def test_a_year_begins_and_ends_in_the_zone_of_the_chat(desk: Desk) -> None:
    """New Year's Day in Beijing is still the old year in Greenwich."""
    await desk.stores.preferences.save(GROUP, Preferences(zone="Asia/Shanghai"))
    await desk.put("2027年1月1日早上7点 新年会")
    assert (await desk.minutes.archive.year(MANAGER, GROUP, 2026)).entries == ()
    assert len((await desk.minutes.archive.year(MANAGER, GROUP, 2027)).entries) == 1


@pytest.mark.parametrize("year", [0, 1999, 2200, 99999])
async def test_years_of_which_nothing_is_kept_are_refused(desk: Desk, year: int) -> None:
    """A forged button asks for no work."""
    with pytest.raises(ValueError, match="no year"):
        await desk.minutes.archive.year(MANAGER, GROUP, year)


# ---- meetings of their own


async def test_a_meeting_that_was_held_is_opened_once(desk: Desk) -> None:
    """Said twice it is the same; it is in no series, and stands in the list."""
    first = await desk.minutes.afterwards.open(MANAGER, GROUP, "昨天下午3点党小组会，在三楼会议室")
    again = await desk.minutes.afterwards.open(SECOND, GROUP, "3月1日15点 党小组会")
    assert again == first
    assert (first.title, first.kind, first.venue) == ("党小组会", "group-meeting", "三楼会议室")
    assert first.series_id == f"minutes-{first.id}"
    assert first.recurrence_id == first.starts_at == datetime(2026, 3, 1, 7, tzinfo=UTC)
    other = await desk.minutes.afterwards.open(MANAGER, GROUP, "上周五年终总结会")
    assert (other.kind, other.starts_at) == (OWN_KIND, datetime(2026, 2, 27, 1, tzinfo=UTC))
    assert len((await desk.minutes.archive.find(MANAGER, GROUP, "")).entries) == 2


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("上周三下午党小组会", "2026-02-25 15:00"),
        ("周三晚上党小组会", "2026-02-25 19:00"),
        ("周一早上8点党小组会", "2026-03-02 08:00"),
        ("前天 党小组会", "2026-02-28 09:00"),
        ("昨晚7点半党小组会", "2026-03-01 19:30"),
        ("2月10日15:00党小组会", "2026-02-10 15:00"),
        ("2.10下午党小组会", "2026-02-10 15:00"),
        ("12月3日党小组会", "2025-12-03 09:00"),
        ("去年12月3日 党小组会", "2025-12-03 09:00"),
        ("2025-12-03 14:30 党小组会", "2025-12-03 14:30"),
        ("上个月5号党小组会", "2026-02-05 09:00"),
        ("20号党小组会", "2026-02-20 09:00"),
        ("党小组会，二月十日上午", "2026-02-10 09:00"),
    ],
)
async def test_days_that_are_past_are_understood(desk: Desk, typed: str, at: str) -> None:
    """As people say them; without an hour the morning, or 15:00 in the afternoon. Today is Monday, 2 March."""
    meeting = await desk.minutes.afterwards.open(MANAGER, GROUP, typed)
    assert f"{meeting.starts_at + timedelta(hours=8):%Y-%m-%d %H:%M}" == at
    assert meeting.title == "党小组会"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("党小组会", Untold.NO_DAY),
        ("2月30日党小组会", Untold.NO_DAY),
        ("上周三下午", Untold.NO_TITLE),
        ("今天下午3点党小组会", Untold.FUTURE),
        ("2027年3月5日党小组会", Untold.FUTURE),
        ("", Untold.NO_DAY),
    ],
)
async def test_what_is_no_meeting_that_was_held_is_refused(desk: Desk, typed: str, reason: Untold) -> None:
    """Each with its reason, and nothing is opened."""
    with pytest.raises(UntoldError) as error:
        await desk.minutes.afterwards.open(MANAGER, GROUP, typed)
    assert error.value.reason is reason
    assert (await desk.minutes.archive.find(MANAGER, GROUP, "")).entries == ()


# ---- who does what


async def with_actions(desk: Desk, text: str) -> str:
    await desk.put()
    meeting = await desk.held()
    await desk.minutes.write(MANAGER, meeting.id, Part.ACTIONS, text, name="老张")
    return meeting.id


async def set_by_press(desk: Desk) -> list[Reminder]:
    return [each for each in await desk.stores.reminders.of_chat(GROUP) if each.series.id != SERIES]


async def test_a_reminder_for_each_date_to_come_and_none_twice(desk: Desk) -> None:
    """At nine on the day and a day ahead, for whoever pressed; past dates and none are said."""
    meeting_id = await with_actions(desk, "小李 3月20日前 整理名册\n小王 3月6日前 交稿\n尽快办")
    found = await desk.minutes.reminders.set(SECOND, meeting_id, name="小王")
    assert ([each.who for each in found.made], [each.who for each in found.past]) == (["小李"], ["小王"])
    assert [each.what for each in found.undated] == ["尽快办"]
    [reminder] = await set_by_press(desk)
    assert (reminder.series.title, reminder.series.leads, reminder.series.kind) == ("小李：整理名册", LEADS, "")
    assert reminder.series.rule == Once((datetime.fromisoformat("2026-03-20 09:00"),))
    assert (reminder.organizer_id, reminder.organizer_name, reminder.chat_id) == (SECOND.user_id, "小王", GROUP)
    assert reminder.next_due_at == datetime(2026, 3, 19, 1, tzinfo=UTC)
    assert desk.changes == 1
    again = await desk.minutes.reminders.set(MANAGER, meeting_id, name="老张")
    assert (again.made, len(again.already), desk.changes) == ((), 1, 1)
    assert len(await set_by_press(desk)) == 1
    page = await desk.minutes.page(MANAGER, meeting_id, "老张")
    assert (page.reminded, page.minutes.actions[0].series_id) == (frozenset({0}), reminder.series.id)


async def test_two_presses_at_once_set_one(desk: Desk) -> None:
    """Whoever comes second finds it set."""
    meeting_id = await with_actions(desk, "小李 3月20日前 整理名册\n小王 3月21日前 交稿")
    found = await asyncio.gather(
        desk.minutes.reminders.set(MANAGER, meeting_id, name="老张"),
        desk.minutes.reminders.set(SECOND, meeting_id, name="小王"),
    )
    assert sum(len(each.made) for each in found) == 2
    assert len(await set_by_press(desk)) == 2


async def test_reminders_of_filed_minutes_leave_them_as_they_are(desk: Desk) -> None:
    """They are set, and known by their id: the filed revision is never written again."""
    meeting_id = await with_actions(desk, "小李 3月20日前 整理名册")
    filed = (await desk.minutes.file(MANAGER, meeting_id, name="老张")).minutes
    await desk.minutes.reminders.set(MANAGER, meeting_id, name="老张")
    again = await desk.minutes.reminders.set(MANAGER, meeting_id, name="老张")
    assert (len(again.already), len(await set_by_press(desk))) == (1, 1)
    page = await desk.minutes.page(MANAGER, meeting_id, "老张")
    assert (page.minutes, page.reminded) == (filed, frozenset({0}))


async def test_they_go_where_the_notices_of_the_meeting_go(desk: Desk) -> None:
    """Into the same topic of a forum."""
    await desk.put(thread_id=5)
    meeting = await desk.held()
    await desk.minutes.write(MANAGER, meeting.id, Part.ACTIONS, "小李 3月20日前 整理名册", name="老张")
    await desk.minutes.reminders.set(MANAGER, meeting.id, name="老张")
    assert [each.thread_id for each in await set_by_press(desk)] == [5]


async def test_a_full_calendar_takes_no_more(desk: Desk) -> None:
    """The person is told; the calendar stays within its limit."""
    meeting_id = await with_actions(desk, "小李 3月20日前 整理名册")
    now = desk.clock.now()
    for number in range(MAX_SERIES - 1):
        await put(desk.stores, reminder_of("每天上午9点 打卡", f"series{number:05}x", now), now)
    with pytest.raises(TooManyError):
        await desk.minutes.reminders.set(MANAGER, meeting_id, name="老张")
    assert not any(each.series.title.startswith("小李") for each in await set_by_press(desk))


async def test_ids_of_reminders_fit_into_buttons_and_differ(desk: Desk) -> None:
    """Eleven characters, as of every series; another date is another reminder."""
    await desk.put()
    meeting = await desk.held()
    of_whom = [("小李", TODAY), ("小李", TODAY + DAY), ("小王", TODAY)]
    items = [ActionItem("交稿", who, until) for who, until in of_whom]
    ids = [series_id_of(meeting, item) for item in items]
    assert len(set(ids)) == 3
    assert {len(each) for each in ids} == {11}
    assert reference(ids[0])
