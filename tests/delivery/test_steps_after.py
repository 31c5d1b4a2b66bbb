"""After a meeting: its minutes and duties; topics and nudges; all of it exactly once, whoever sends it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.meeting import Answer, Rsvp, State
from bot.domain.minutes import Minutes
from bot.domain.reminder import Reminder
from bot.services.briefing import Brief, Briefing
from tests.delivery.house import House, once, weekly
from tests.delivery.month import BEGINS, MEETING, MONTHLY, about, another, join, labels, outcomes
from tests.domain.samples import utc
from tests.support.app import FORUM, GROUP, LEADER, MEMBER
from tests.support.telegram import timeout

AT_AND_AFTER = ("2026-03-16 14:00", "2026-03-16 17:00", "2026-03-19 15:00")

# ---- after


async def test_the_minutes_are_asked_for_two_hours_after_the_beginning(month: House) -> None:
    """The items of the meeting and after it, and the buttons."""
    await month.remind(MEETING)
    await month.at(BEGINS)
    before = len(month.said(LEADER.chat))
    await month.at("2026-03-16 16:59")
    assert len(month.said(LEADER.chat)) == before
    await month.at("2026-03-16 17:00")
    assert "会议记录存档备查" in month.said(LEADER.chat)[-1]
    assert {"写会议记录", "没有开"} <= set(labels(month))


async def test_no_minutes_are_asked_for_of_what_was_not_held(month: House) -> None:
    """Nor where somebody was faster, nor where nobody wants to be asked."""
    asked = await month.remind(MEETING)
    held_not = await month.remind(MEETING, title="甲")
    filed = await month.remind(MEETING, title="乙")
    now = month.bot.clock.now()
    meeting = await month.bot.services.opening.open(held_not, utc(BEGINS), utc(BEGINS))
    assert await month.bot.stores.meetings.save(replace(meeting, state=State.NOT_HELD))
    meeting = await month.bot.services.opening.open(filed, utc(BEGINS), utc(BEGINS))
    minutes = Minutes(
        meeting_id=meeting.id, chat_id=GROUP.id, revision=1, written_by="小李", written_at=now, filed_at=now
    )
    assert await month.bot.stores.minutes.save(minutes)
    await month.at("2026-03-16 17:00")
    every = [(each, await outcomes(month, each, DeliveryKind.RECORD)) for each in (asked, held_not, filed)]
    sent, withdrawn = [DeliveryOutcome.SENT], [DeliveryOutcome.WITHDRAWN]
    assert [found for _, found in every] == [sent, withdrawn, withdrawn]
    await month.bot.stores.habits.save(GROUP.id, replace(DEFAULT_HABITS, asks_minutes=False))
    silent = await month.remind(once("2026-03-17 15:00"))
    await month.at("2026-03-17 17:00")
    assert await outcomes(month, silent, DeliveryKind.RECORD) == withdrawn


# ---- duties


async def test_word_of_a_duty_comes_once_and_silently(month: House) -> None:
    """On the 25th, to the organizer."""
    await month.remind(weekly("MO"), "15:00", duty=MONTHLY)
    await month.at("2026-03-25 08:59")
    before = len(month.said(LEADER.chat))
    await month.at("2026-03-25 09:00")
    await month.at("2026-03-25 12:00")
    assert len(month.said(LEADER.chat)) == before + 1
    assert "还没有" in month.said(LEADER.chat)[-1]
    silent = [call.params.get("disable_notification") for call in month.bot.api.of("sendMessage")]
    assert silent[-1] is True
    assert not any(silent[:-1])


async def test_word_of_a_duty_waits_for_a_late_meeting(month: House) -> None:
    """Two days, and for a day of work."""
    await month.remind(once("2026-03-27 15:00"), duty=MONTHLY)
    await month.at("2026-03-30 08:59")
    before = len(month.said(LEADER.chat))
    await month.at("2026-03-30 09:00")
    assert len(month.said(LEADER.chat)) == before + 1


async def test_no_word_of_a_duty_that_was_met_or_that_nobody_wants_to_hear_of(month: House) -> None:
    """Minutes that are filed meet it."""
    met = await month.remind(MEETING, duty=MONTHLY)
    meeting = await month.bot.services.opening.open(met, utc(BEGINS), utc(BEGINS))
    now = month.bot.clock.now()
    minutes = Minutes(
        meeting_id=meeting.id, chat_id=GROUP.id, revision=1, written_by="小李", written_at=now, filed_at=now
    )
    assert await month.bot.stores.minutes.save(minutes)
    await month.bot.stores.habits.save(FORUM.id, replace(DEFAULT_HABITS, duties=False))
    off = await month.remind(MEETING, chat=FORUM, duty=MONTHLY)
    await month.at("2026-03-25 09:00")
    for each in (met, off):
        assert await outcomes(month, each, DeliveryKind.DUTY) == [DeliveryOutcome.WITHDRAWN]


async def test_two_reminders_of_one_duty_give_word_once(month: House) -> None:
    """They are met, or not, together."""
    first = await month.remind(weekly("MO"), "15:00", duty=MONTHLY)
    second = await month.remind(weekly("TU"), "15:00", duty=MONTHLY)
    await month.at("2026-03-25 09:00")
    every = [await outcomes(month, each, DeliveryKind.DUTY) for each in (first, second)]
    assert sorted(str(each) for each in every) == sorted(
        str([each]) for each in (DeliveryOutcome.SENT, DeliveryOutcome.WITHDRAWN)
    )


# ---- topics and nudges


async def test_topics_are_told_to_the_group(month: House) -> None:
    """With the buttons to answer."""
    reminder = await month.remind(MEETING)
    meeting = await month.bot.services.opening.open(reminder, utc(BEGINS), utc(BEGINS))
    assert await month.bot.stores.meetings.save(replace(meeting, topics=("学习文件",)))
    await month.bot.stores.deliveries.add(about(month, meeting, DeliveryKind.TOPICS, utc(BEGINS).isoformat()))
    await month.bot.services.dispatcher.work()
    assert "学习文件" in month.said()[0]
    assert len(labels(month)) == 3


async def test_a_nudge_names_the_silent_and_nobody_where_all_have_answered(month: House) -> None:
    """Once for each meeting, by its identity."""
    await join(month, str(MEMBER.id))
    reminder = await month.remind(MEETING)
    meeting = await month.bot.services.opening.open(reminder, utc(BEGINS), utc(BEGINS))
    assert await month.bot.stores.deliveries.add(about(month, meeting, DeliveryKind.NUDGE)) == 1
    assert await month.bot.stores.deliveries.add(about(month, meeting, DeliveryKind.NUDGE)) == 0
    await month.bot.services.dispatcher.work()
    assert str(MEMBER.id) in month.said()[0]
    other = await month.remind(once("2026-03-18 15:00"))
    meeting = await month.bot.services.opening.open(other, utc("2026-03-18 15:00"), utc("2026-03-18 15:00"))
    await month.bot.stores.meetings.answer(
        Answer(
            meeting_id=meeting.id,
            user_id=MEMBER.id,
            name="小李",
            rsvp=Rsvp.DECLINED,
            answered_at=utc(BEGINS),
            starts_at=meeting.starts_at,
        )
    )
    await month.bot.stores.deliveries.add(about(month, meeting, DeliveryKind.NUDGE))
    await month.bot.services.dispatcher.work()
    assert len(month.said()) == 1


async def test_the_organizer_hears_of_a_nudge_that_may_not_have_come(month: House) -> None:
    """After it was repeated once."""
    await join(month, str(MEMBER.id))
    reminder = await month.remind(MEETING)
    meeting = await month.bot.services.opening.open(reminder, utc(BEGINS), utc(BEGINS))
    await month.bot.stores.deliveries.add(about(month, meeting, DeliveryKind.NUDGE))
    month.bot.api.fail("sendMessage", timeout(), times=2)
    await month.bot.services.dispatcher.work()
    await month.at("2026-03-02 09:01")
    assert "的催问，不能确定有没有送到" in month.said(LEADER.chat)[0]


# ---- once


async def test_everything_comes_exactly_once_across_restarts(month: House) -> None:
    """Whoever does it, and however often the clock passes it."""
    reminder = await month.remind(MEETING, leads=(timedelta(hours=1),), duty=MONTHLY)
    for wall in ("2026-03-09 15:00", "2026-03-11 15:00", "2026-03-13 15:00", *AT_AND_AFTER):
        month.set(wall)
        await another(month).work()
        month.set(wall)
        await another(month).work()
    for _ in range(2):
        month.set("2026-03-25 09:00")
        await another(month).work()
    every = await month.bot.stores.deliveries.of_series(reminder.series.id)
    sent = [each.kind for each in every if each.outcome is DeliveryOutcome.SENT]
    checklist = DeliveryKind.CHECKLIST
    record = DeliveryKind.RECORD
    assert sent == [checklist] * 3 + [DeliveryKind.NOTICE, record, record, DeliveryKind.DUTY]
    assert len(month.bot.api.sent()) == len(sent)


class Broken(Briefing):
    """Finds nothing out."""

    async def brief(self, delivery: Delivery, reminder: Reminder, now: datetime) -> Brief | None:
        raise ValueError("a bug")


async def test_a_bug_in_what_is_looked_up_loses_no_notice(month: House, caplog: pytest.LogCaptureFixture) -> None:
    """It comes without; what says nothing else waits for a program without the bug."""
    services, stores = month.bot.services, month.bot.stores
    broken = Broken(stores, services.guide, services.opening, services.duties, month.workdays, access=services.access)
    reminder = await month.remind(MEETING)
    month.set("2026-03-13 15:00")
    await another(month, broken).work()
    assert month.said(LEADER.chat) == []
    month.set(BEGINS)
    await another(month, broken).work()
    assert month.said()[0].startswith("党小组会\n时间：2026年3月16日（周一）15:00（现在）")
    assert "bug in what is known" in caplog.text
    month.set("2026-03-16 17:00")
    await another(month, broken).work()
    assert await outcomes(month, reminder, DeliveryKind.RECORD) == [None]
    await month.at("2026-03-16 18:00")
    assert await outcomes(month, reminder, DeliveryKind.RECORD) == [DeliveryOutcome.SENT]


async def test_after_a_week_of_silence_the_last_of_each_kind_comes(month: House) -> None:
    """And no word of the others."""
    reminder = await month.remind(weekly("MO"), "15:00", duty=MONTHLY)
    await month.at("2026-03-11 16:00")
    kinds = [each.kind for each in await month.steps(reminder)]
    assert sorted(kinds) == [DeliveryKind.CHECKLIST, DeliveryKind.RECORD]
    assert sum("没能按时发出" in text for text in month.said(LEADER.chat)) == 1
