"""What is kept of a meeting follows its occurrence; whoever was told of it hears of it; organizers are met by name."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.delivery import DeliveryKind, DeliveryOutcome
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.meeting import Meeting, State
from bot.domain.minutes import Minutes
from bot.domain.reminder import Reminder
from bot.services.privacy import NOBODY
from bot.views import duties_words, notice_words
from tests.delivery.house import DAY, HOUR, House, once, weekly
from tests.delivery.month import BEGINS, MEETING, MONTHLY, about, labels, outcomes, the_meeting, tick
from tests.domain.samples import utc
from tests.support.app import FORUM, GROUP, LEADER
from tests.support.telegram import forbidden

BEFORE, AFTER = utc(BEGINS), utc("2026-03-17 16:00")


async def opened(house: House, reminder: Reminder, at: datetime = BEFORE) -> Meeting:
    """The meeting of a date, with topics that the group was told."""
    meeting = await house.bot.services.opening.open(reminder, at, at)
    assert await house.bot.stores.meetings.save(replace(meeting, topics=("学习文件",)))
    await house.bot.stores.deliveries.add(about(house, meeting, DeliveryKind.TOPICS, at.isoformat()))
    await house.bot.services.dispatcher.work()
    return meeting


async def written(house: House, meeting: Meeting, *, filed: bool) -> None:
    """Its minutes."""
    now = house.bot.clock.now()
    minutes = Minutes(
        meeting_id=meeting.id,
        chat_id=meeting.chat_id,
        revision=1,
        written_by="小李",
        written_at=now,
        filed_at=now if filed else None,
    )
    assert await house.bot.stores.minutes.save(minutes)


# ---- whoever was told hears of it


async def test_who_was_told_the_topics_is_told_of_a_new_time_and_asked_again(month: House) -> None:
    """No notice was sent yet; the meeting is at its new time at once."""
    reminder = await month.remind(MEETING)
    await opened(month, reminder)
    await month.bot.services.calendar.move(month.actor(LEADER), reminder.series.id, BEFORE, AFTER)
    assert (await the_meeting(month, reminder)).starts_at == AFTER
    await month.bot.services.dispatcher.work()
    text = month.said()[-1]
    assert text.startswith("改期：党小组会\n原定：2026年3月16日（周一）15:00\n时间：2026年3月17日（周二）16:00")
    assert notice_words.AGAIN in text
    assert labels(month, GROUP) == ["参加", "请假", "待定"]


async def test_a_new_time_asks_nobody_where_nobody_signs_up(month: House) -> None:
    """The words belong to the buttons."""
    await month.bot.stores.habits.save(GROUP.id, replace(DEFAULT_HABITS, sign_up=False))
    reminder = await month.remind(MEETING)
    await opened(month, reminder)
    await month.bot.services.calendar.move(month.actor(LEADER), reminder.series.id, BEFORE, AFTER)
    await month.bot.services.dispatcher.work()
    assert month.said()[-1].startswith("改期：")
    assert notice_words.AGAIN not in month.said()[-1]


async def test_who_was_told_the_topics_is_told_that_it_is_off(month: House) -> None:
    """And that it is on again; the meeting says the same."""
    reminder = await month.remind(MEETING)
    await opened(month, reminder)
    calendar, leader = month.bot.services.calendar, month.actor(LEADER)
    await calendar.skip(leader, reminder.series.id, BEFORE)
    await month.bot.services.dispatcher.work()
    assert month.said()[-1].startswith("这次不开了：党小组会")
    assert (await the_meeting(month, reminder)).state is State.NOT_HELD
    await calendar.restore(leader, reminder.series.id, BEFORE)
    await month.bot.services.dispatcher.work()
    assert month.said()[-1].startswith("照常进行：党小组会")
    assert (await the_meeting(month, reminder)).state is State.OPEN


# ---- what is kept


async def test_a_meeting_that_is_moved_back_is_where_it_was(month: House) -> None:
    """Also one of which nobody was told."""
    reminder = await month.remind(MEETING)
    await month.bot.services.opening.open(reminder, BEFORE, BEFORE)
    calendar, leader = month.bot.services.calendar, month.actor(LEADER)
    await calendar.move(leader, reminder.series.id, BEFORE, AFTER)
    assert (await the_meeting(month, reminder)).starts_at == AFTER
    await calendar.move_back(leader, reminder.series.id, BEFORE)
    assert (await the_meeting(month, reminder)).starts_at == BEFORE


@pytest.mark.parametrize("state", [State.HELD, State.OPEN])
async def test_what_somebody_said_of_a_meeting_stays(month: House, state: State) -> None:
    """A report that was done before its time, and a meeting with minutes: cancelling does not take that back."""
    reminder = await month.remind(MEETING)
    meeting = await month.bot.services.opening.open(reminder, BEFORE, BEFORE)
    assert await month.bot.stores.meetings.save(replace(meeting, state=state))
    if state is State.OPEN:
        await written(month, meeting, filed=False)
    calendar, leader = month.bot.services.calendar, month.actor(LEADER)
    await calendar.skip(leader, reminder.series.id, BEFORE)
    assert (await the_meeting(month, reminder)).state is state
    await calendar.restore(leader, reminder.series.id, BEFORE)
    assert (await the_meeting(month, reminder)).state is state


async def test_what_is_to_come_goes_with_its_series_and_what_is_past_stays(month: House) -> None:
    """Of what is to come, what has minutes stays as well; other series keep theirs."""
    reminder = await month.remind(weekly("MO"), "15:00")
    other = await month.remind(weekly("MO"), "15:00", title="甲")
    opening, weeks = month.bot.services.opening, [utc("2026-03-02 15:00") + n * 7 * DAY for n in range(4)]
    past, with_minutes, coming, off = [await opening.open(reminder, each, each) for each in weeks]
    kept = await opening.open(other, weeks[2], weeks[2])
    await written(month, with_minutes, filed=False)
    calendar, leader = month.bot.services.calendar, month.actor(LEADER)
    await calendar.skip(leader, reminder.series.id, weeks[3])
    month.set("2026-03-03 09:00")
    await calendar.delete(leader, reminder.series.id)
    meetings = month.bot.stores.meetings
    assert [await meetings.meeting(each.id) is not None for each in (past, with_minutes, coming, off, kept)] == [
        True,
        True,
        False,
        False,
        True,
    ]


async def test_the_word_of_a_duty_says_that_all_was_cancelled(month: House) -> None:
    """Though the group had been told of the meeting; there are no minutes of it to write."""
    reminder = await month.remind(MEETING, duty=MONTHLY)
    await opened(month, reminder)
    await month.bot.services.calendar.skip(month.actor(LEADER), reminder.series.id, BEFORE)
    await month.at("2026-03-25 09:00")
    word = month.said(LEADER.chat)[-1]
    assert duties_words.ALL_OFF in word
    assert duties_words.UNSAID not in word
    assert "写会议记录" not in labels(month, LEADER.chat)


async def test_the_word_of_a_duty_knows_of_what_was_moved_out_of_the_month(month: House) -> None:
    """Also where the meeting was kept before."""
    reminder = await month.remind(MEETING, duty=MONTHLY)
    await month.bot.services.opening.open(reminder, BEFORE, BEFORE)
    april = utc("2026-04-10 15:00")
    await month.bot.services.calendar.move(month.actor(LEADER), reminder.series.id, BEFORE, april)
    await month.at("2026-03-25 09:00")
    word = month.said(LEADER.chat)[-1]
    assert "本月还没有党小组会记录" in word
    assert duties_words.UNSAID not in word
    assert "写会议记录" not in labels(month, LEADER.chat)


# ---- to whom it is said


async def test_word_to_an_organizer_names_the_group_it_is_about(month: House) -> None:
    """Telegram is asked once for a while."""
    await month.remind(MEETING)
    await month.at("2026-03-09 15:00")
    await month.at("2026-03-09 15:01")
    assert month.said(LEADER.chat)[0].startswith("【第一党小组】\n党小组会")
    asked = len(month.bot.api.of("getChat"))
    await month.remind(once("2026-03-16 15:01"))
    await month.at("2026-03-09 17:00")
    assert len(month.bot.api.of("getChat")) == asked == 1


async def test_word_to_an_organizer_comes_without_the_name_where_telegram_does_not_tell(month: House) -> None:
    """It is no reason to say nothing."""
    await month.remind(MEETING)
    month.bot.api.fail("getChat", forbidden("Forbidden: bot is not a member of the supergroup chat"))
    await month.at("2026-03-09 15:00")
    assert month.said(LEADER.chat)[0].startswith("党小组会")


async def test_word_that_falls_back_into_the_group_goes_to_its_topic_and_calls_the_organizer(month: House) -> None:
    """Not to the general topic, where nobody knows whom it is for."""
    month.bot.updates.message(FORUM, LEADER, "这里是第七个话题", thread_id=7)
    await month.remind(MEETING, chat=FORUM, thread_id=7)
    month.bot.api.fail("sendMessage", forbidden("Forbidden: bot can't initiate conversation with a user"))
    await month.at("2026-03-09 15:00")
    call = month.bot.api.of("sendMessage")[-1]
    assert call.params["message_thread_id"] == 7
    assert call.params["text"].startswith(f'<a href="tg://user?id={LEADER.id}">老张：</a>\n')


async def test_what_nobody_organizes_calls_nobody(month: House) -> None:
    """Who set it asked to be forgotten."""
    month.bot.updates.message(FORUM, LEADER, "这里是第七个话题", thread_id=7)
    reminder = await month.remind(MEETING, chat=FORUM, thread_id=7)
    await month.change(reminder, organizer_id=FORUM.id, organizer_name=NOBODY)
    await month.at("2026-03-09 15:00")
    call = month.bot.api.of("sendMessage")[-1]
    assert call.params["message_thread_id"] == 7
    assert "tg://" not in call.params["text"]


# ---- in time


async def test_a_meeting_without_lead_times_asks_who_comes_a_day_before(month: House) -> None:
    """Beside the notice at the moment itself; not where the chat or the meeting says when, nor where nobody is
    asked."""
    await month.remind(MEETING)
    await month.remind(MEETING, title="谈心谈话", kind="heart-talk")
    await month.remind(MEETING, title="交材料", kind="")
    await month.remind(MEETING, title="支委会", leads=(HOUR,))
    await month.at("2026-03-15 15:00")
    assert [text.splitlines()[0] for text in month.said()] == ["党小组会"]
    assert labels(month, GROUP) == ["参加", "请假", "待定"]
    await month.at("2026-03-16 14:00")
    await month.at(BEGINS)
    said = sorted(text.splitlines()[0] for text in month.said()[1:])
    assert said == ["交材料", "党小组会", "支委会", "谈心谈话"]


async def test_where_nobody_signs_up_nothing_comes_a_day_before_and_nothing_is_lost(month: House) -> None:
    """Not even after a silence in which a notice and that of the next day were due."""
    await month.bot.stores.habits.save(GROUP.id, replace(DEFAULT_HABITS, sign_up=False))
    reminder = await month.remind(weekly("MO,TU"), "15:00")
    await month.at("2026-03-09 15:01")
    (text,) = month.said()
    assert text.startswith("党小组会\n时间：2026年3月9日（周一）15:00")
    assert reminder.series.leads == ()


async def test_a_checklist_promised_too_late_comes_at_once_and_once(month: House) -> None:
    """The meeting is tomorrow; the group's later meetings have theirs in time."""
    month.set("2026-03-15 10:00")
    reminder = await month.remind(MEETING)
    await month.at("2026-03-15 10:01")
    (text,) = month.said(LEADER.chat)
    assert "组长向党支部请示" in text
    month.set("2026-03-15 10:05")
    await month.change(await month.now_of(reminder), venue="三楼")
    await month.at("2026-03-16 14:00")
    assert len(month.said(LEADER.chat)) == 1
    assert await outcomes(month, reminder, DeliveryKind.CHECKLIST) == [DeliveryOutcome.SENT]


async def test_a_change_gives_no_second_checklist_for_the_same_time(month: House) -> None:
    """It makes another series of what the organizer has the checklist of."""
    month.set("2026-03-15 10:00")
    await month.remind(MEETING)
    await month.at("2026-03-15 10:01")
    month.set("2026-03-15 11:00")
    second = await month.remind(MEETING, title="党小组会（改）")
    await month.at("2026-03-15 11:01")
    assert len(month.said(LEADER.chat)) == 1
    assert await outcomes(month, second, DeliveryKind.CHECKLIST) == [DeliveryOutcome.WITHDRAWN]


async def test_a_later_checklist_shows_what_is_open(month: House) -> None:
    """The first one shows all."""
    reminder = await month.remind(MEETING)
    await month.at("2026-03-09 15:00")
    await tick(month, await the_meeting(month, reminder), "group-meeting-before-ask-branch")
    await month.at("2026-03-11 15:00")
    first, second = month.said(LEADER.chat)
    assert "组长向党支部请示" in first
    assert "组长向党支部请示" not in second
    assert "组长确定会议内容" in second


async def test_a_checklist_before_days_off_speaks_of_what_would_be_due_in_them(month: House) -> None:
    """Its lead time falls on a Saturday; on the Friday what is to be done by then counts as due."""
    thursday = utc("2026-03-19 15:00")
    reminder = await month.remind(once("2026-03-19 15:00"))
    await month.at("2026-03-12 15:00")
    meeting = await month.bot.stores.meetings.of_occurrence(reminder.series.id, thursday)
    assert meeting is not None
    await tick(month, meeting, "group-meeting-before-ask-branch")
    await month.at("2026-03-13 15:00")
    assert "组长确定会议内容" in month.said(LEADER.chat)[1]
    assert await outcomes(month, reminder, DeliveryKind.CHECKLIST) == [DeliveryOutcome.SENT] * 2


# ---- afterwards


async def test_what_is_open_after_a_meeting_is_asked_for_once_more(month: House) -> None:
    """Three days later, and only what is open."""
    reminder = await month.remind(MEETING)
    await month.at("2026-03-16 17:00")
    meeting = await the_meeting(month, reminder)
    await tick(month, meeting, "group-meeting-in-record")
    before = len(month.said(LEADER.chat))
    await month.at("2026-03-19 14:59")
    assert len(month.said(LEADER.chat)) == before
    await month.at("2026-03-19 15:00")
    word = month.said(LEADER.chat)[-1]
    assert "会议记录存档备查" in word
    assert "做好会议记录（" not in word
    await month.at("2026-03-24 15:00")
    assert len(month.said(LEADER.chat)) == before + 1


@pytest.mark.parametrize(("done", "comes"), [((), True), (("group-meeting-after-archive",), False)])
async def test_what_is_filed_is_asked_for_once_more_only_while_something_is_open(
    month: House, done: tuple[str, ...], *, comes: bool
) -> None:
    """Where minutes are filed, the first request is not made."""
    reminder = await month.remind(MEETING)
    meeting = await month.bot.services.opening.open(reminder, BEFORE, BEFORE)
    await tick(month, meeting, *done)
    await written(month, meeting, filed=True)
    await month.at("2026-03-19 15:00")
    sent = [each.lead for each in await month.steps(reminder) if _is_sent_record(each.kind, each.outcome)]
    assert sent == ([timedelta(days=3)] if comes else [])


async def test_what_was_not_held_is_not_asked_for_again(month: House) -> None:
    """Nor where nobody wants to be asked."""
    reminder = await month.remind(MEETING)
    await month.at("2026-03-16 17:00")
    meeting = await the_meeting(month, reminder)
    assert await month.bot.stores.meetings.save(replace(meeting, state=State.NOT_HELD))
    before = len(month.said(LEADER.chat))
    await month.at("2026-03-19 15:01")
    assert len(month.said(LEADER.chat)) == before


def _is_sent_record(kind: DeliveryKind, outcome: DeliveryOutcome | None) -> bool:
    return kind is DeliveryKind.RECORD and outcome is DeliveryOutcome.SENT


# ---- one place decides


@pytest.mark.parametrize(("kind", "alarms"), [("group-meeting", 2), ("heart-talk", 1), ("", 1)])
async def test_the_day_before_stands_wherever_lead_times_do(month: House, kind: str, alarms: int) -> None:
    """On the card in the calendar, and as an alarm in both files; only of what asks who comes."""
    reminder = await month.remind(MEETING, kind=kind)
    calendar, leader = month.bot.services.calendar, month.actor(LEADER)
    standing = await calendar.standing(leader, reminder.series.id)
    assert standing.leads == ((DAY,) if alarms == 2 else ())
    assert [each.leads for each in await calendar.reminders(leader)] == [standing.leads]
    every = await calendar.export(leader, name="某组", untitled="提醒")
    alone = await calendar.occurrence_calendar_file(leader, reminder.series.id, BEFORE, name="某组", untitled="提醒")
    for content in (every, alone):
        assert content is not None
        assert content.count(b"BEGIN:VALARM") == alarms
        assert (b"TRIGGER:-P1D" in content) is (alarms == 2)


async def test_the_day_before_goes_with_sign_up_and_lead_times_of_the_chat(month: House) -> None:
    """Where nobody signs up, or the chat has lead times, those count alone; a meeting's own do not change what it
    would have without them."""
    reminder = await month.remind(MEETING, leads=(HOUR,))
    calendar, leader = month.bot.services.calendar, month.actor(LEADER)

    async def leads() -> tuple[timedelta, ...]:
        return (await calendar.standing(leader, reminder.series.id)).leads

    assert await leads() == (DAY,)
    await month.bot.services.preferences.change(leader, leads=(2 * HOUR,))
    assert await leads() == (2 * HOUR,)
    await month.bot.services.preferences.change(leader, leads=())
    await month.bot.stores.habits.save(GROUP.id, replace(DEFAULT_HABITS, sign_up=False))
    assert await leads() == ()
