"""Minutes found again, the year, and meetings that the calendar does not know."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.edits import skip
from bot.domain.errors import OutdatedError
from bot.domain.habits import Habits
from bot.domain.meeting import OWN_KIND, State
from bot.domain.minute_taking import Part
from bot.domain.occurrences import find
from bot.domain.preferences import Preferences
from bot.domain.roles import Actor
from bot.domain.workdays import Workdays
from bot.services.minutes_afterwards import Untold, UntoldError
from bot.services.minutes_archive import Entry, Going
from bot.services.minutes_query import Query, Sought, read_query
from bot.services.ports import Stores
from intents.understanding import Understanding
from tests.services.minute_desk import FRIDAY, GROUP, MANAGER, SECOND, SERIES, WEEK, Desk
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
        ("党费 3月", date(2026, 3, 1), date(2026, 4, 1), "党费"),
        ("党费3月", date(2026, 3, 1), date(2026, 4, 1), "党费"),
        ("5月12日", date(2025, 5, 12), date(2025, 5, 13), ""),
        ("5-12", date(2025, 5, 12), date(2025, 5, 13), ""),
        ("2026-03-05", date(2026, 3, 5), date(2026, 3, 6), ""),
        ("2026年3月5日 党课", date(2026, 3, 5), date(2026, 3, 6), "党课"),
        ("2月30日", None, None, "2月30日"),
        ("第一季度", date(2026, 1, 1), date(2026, 4, 1), ""),
        ("去年四季度", date(2025, 10, 1), date(2026, 1, 1), ""),
        ("上半年", date(2026, 1, 1), date(2026, 7, 1), ""),
        ("下半年", date(2025, 7, 1), date(2026, 1, 1), ""),
        ("一月 二月", date(2026, 1, 1), date(2026, 3, 1), ""),
        ("10月到2月", date(2025, 10, 1), date(2026, 3, 1), ""),
        ("1月5日至3月6日", date(2026, 1, 5), date(2026, 3, 7), ""),
        ("3月1日-5日 心得", date(2026, 3, 1), date(2026, 3, 6), "心得"),
        ("上周", date(2026, 2, 23), date(2026, 3, 2), ""),
        ("昨天", date(2026, 3, 5), date(2026, 3, 6), ""),
    ],
)
def test_months_years_and_words_are_told_apart(typed: str, since: date | None, before: date | None, words: str) -> None:
    """And the same is meant by the words that travel in a button, whenever it is pressed."""
    query = read_query(typed, TODAY)
    assert query == Query(since, before, words)
    assert read_query(query.code, date(2031, 7, 9)) == query


@pytest.mark.parametrize(
    ("typed", "sought", "words"),
    [
        ("缺记录", Sought.MISSING, ""),
        ("没写的", Sought.MISSING, ""),
        ("党课 没有记录的", Sought.MISSING, "党课"),
        ("草稿", Sought.DRAFT, ""),
        ("还没存档的", Sought.DRAFT, ""),
    ],
)
def test_what_is_not_written_is_looked_for_by_name(typed: str, sought: Sought, words: str) -> None:
    """Alone, or with words and days."""
    assert read_query(typed, TODAY) == Query(words=words, sought=sought)
    both = read_query(f"3月 {typed}", TODAY)
    assert both == Query(date(2026, 3, 1), date(2026, 4, 1), words, sought)
    assert read_query(both.code, date(2031, 7, 9)) == both


async def test_drafts_and_gaps_are_listed_alone(desk: Desk) -> None:
    """Of three meetings one is missing, one a draft, and one filed."""
    await desk.put()
    for weeks in (1, 2):
        meeting = await desk.held(FRIDAY + weeks * WEEK)
        await desk.minutes.write(MANAGER, meeting.id, Part.POINTS, "学习", name="老张")
    await desk.minutes.file(MANAGER, meeting.id, name="老张")
    archive = desk.minutes.archive
    assert said((await archive.find(MANAGER, GROUP, "缺记录")).entries) == [("03-06", True)]
    assert said((await archive.find(MANAGER, GROUP, "草稿")).entries) == [("03-13", False)]
    assert said((await archive.find(MANAGER, GROUP, "3月13日")).entries) == [("03-13", False)]


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


async def test_what_goes_soon_is_known_before_and_what_is_gone_after(desk: Desk) -> None:
    """Only meetings with minutes, a month before; and where the year begins before what is kept."""
    await desk.put()
    written, _ = await desk.held(), await desk.held(FRIDAY + WEEK)
    await desk.minutes.write(MANAGER, written.id, Part.POINTS, "学习", name="老张")
    assert (await desk.minutes.archive.find(MANAGER, GROUP, "")).going == Going()
    keeps = timedelta(days=366)
    await desk.stores.habits.save(GROUP, Habits(keeps=keeps))
    assert (await desk.minutes.archive.find(MANAGER, GROUP, "")).going == Going(keeps)
    desk.clock.advance(timedelta(days=340))
    found = (await desk.minutes.archive.find(MANAGER, GROUP, "")).going
    assert [each.id for each in found.soon] == [written.id]
    year = (await desk.minutes.archive.year(MANAGER, GROUP, 2026)).going
    assert year.before == date(2026, 2, 16)
    assert (await desk.minutes.archive.year(MANAGER, GROUP, 2027)).going.before is None


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
    begun = await desk.minutes.archive.meetings_of_year(MANAGER, GROUP, 2026)
    assert [(each.meeting.starts_at.month, each.minutes is not None) for each in begun] == [
        (3, True),
        (4, False),
        (5, False),
        (6, False),
    ]


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
    "typed", ["3月6日下午党小组会", "3月6日 开党小组会", "周五15:30党小组会", "3月6日下午3点 月度党小组会"]
)
async def test_a_meeting_of_the_calendar_is_not_doubled(desk: Desk, typed: str) -> None:
    """Its kind and its day say that it is meant, and the hour where one is said; opened before or not."""
    await desk.put()
    desk.clock.advance(FRIDAY + timedelta(days=1) - desk.clock.now())
    found = await desk.minutes.afterwards.open(MANAGER, GROUP, typed)
    assert (found.series_id, found.recurrence_id) == (SERIES, FRIDAY)
    assert await desk.minutes.afterwards.open(SECOND, GROUP, typed) == found
    assert len((await desk.minutes.archive.find(MANAGER, GROUP, "")).entries) == 1


@pytest.mark.parametrize("typed", ["3月6日上午8点党小组会", "3月6日下午谈心谈话", "3月5日下午党小组会"])
async def test_another_meeting_of_that_day_is_its_own(desk: Desk, typed: str) -> None:
    """Of another hour, another kind, or another day."""
    await desk.put()
    desk.clock.advance(FRIDAY + timedelta(days=1) - desk.clock.now())
    assert (await desk.minutes.afterwards.open(MANAGER, GROUP, typed)).series_id != SERIES


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("党小组会", Untold.NO_DAY),
        ("2月30日党小组会", Untold.NO_DAY),
        ("上周三下午", Untold.NO_TITLE),
        ("今天下午3点党小组会", Untold.FUTURE),
        ("2027年3月5日党小组会", Untold.FUTURE),
        ("4月3日党小组会", Untold.YEAR),
        ("", Untold.NO_DAY),
    ],
)
async def test_what_is_no_meeting_that_was_held_is_refused(desk: Desk, typed: str, reason: Untold) -> None:
    """Each with its reason, and nothing is opened."""
    with pytest.raises(UntoldError) as error:
        await desk.minutes.afterwards.open(MANAGER, GROUP, typed)
    assert error.value.reason is reason
    assert (await desk.minutes.archive.find(MANAGER, GROUP, "")).entries == ()
