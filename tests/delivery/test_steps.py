"""Before a meeting: checklists to its organizer, and notices that ask who comes; each once."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.checklist import Phase
from bot.domain.delivery import DeliveryKind, DeliveryOutcome
from bot.domain.edits import skip
from bot.domain.habits import DEFAULT_HABITS, OwnItem
from bot.domain.meeting import OWN_KIND, Answer, Rsvp
from bot.domain.occurrences import find
from bot.services.privacy import NOBODY
from bot.views import notice_words
from tests.delivery.house import House, once, weekly
from tests.delivery.month import BEGINS, MEETING, join, labels, outcomes, the_meeting, tick
from tests.domain.samples import utc
from tests.support.app import GROUP, LEADER, MEMBER, OTHER
from tests.support.telegram import forbidden, timeout

# ---- before


async def test_the_checklist_reaches_the_organizer_in_private(month: House) -> None:
    """At its lead times, the items with where they are written; the group hears nothing of it."""
    reminder = await month.remind(MEETING)
    await month.at("2026-03-09 14:59")
    assert month.said(LEADER.chat) == []
    await month.at("2026-03-09 15:00")
    (text,) = month.said(LEADER.chat)
    assert "组长向党支部请示" in text
    assert "第五条" in text
    assert "《中央和国家机关党小组工作规则（试行）》" in text
    assert month.said() == []
    await month.at("2026-03-11 15:00")
    await month.at("2026-03-13 15:00")
    assert len(month.said(LEADER.chat)) == 3
    assert await outcomes(month, reminder, DeliveryKind.CHECKLIST) == [DeliveryOutcome.SENT] * 3


async def test_the_checklist_reaches_the_group_where_the_private_chat_is_closed(month: House) -> None:
    """The organizer never started the bot."""
    await month.remind(MEETING)
    month.bot.api.fail("sendMessage", forbidden("Forbidden: bot can't initiate conversation with a user"))
    await month.at("2026-03-09 15:00")
    assert month.said(LEADER.chat) == []
    assert "组长向党支部请示" in month.said()[0]


async def test_the_checklist_of_what_nobody_organizes_reaches_the_group(month: House) -> None:
    """Who set it asked to be forgotten."""
    reminder = await month.remind(MEETING)
    await month.change(reminder, organizer_id=GROUP.id, organizer_name=NOBODY)
    await month.at("2026-03-09 15:00")
    assert "组长向党支部请示" in month.said()[0]


async def test_the_checklist_is_not_repeated_while_nothing_due_is_open(month: House) -> None:
    """And comes again once something is."""
    reminder = await month.remind(MEETING)
    await month.at("2026-03-09 15:00")
    await tick(
        month,
        await the_meeting(month, reminder),
        "group-meeting-before-ask-branch",
        "group-meeting-before-settle-content",
    )
    await month.at("2026-03-11 15:00")
    assert len(month.said(LEADER.chat)) == 1
    await month.at("2026-03-13 15:00")
    assert len(month.said(LEADER.chat)) == 2
    sent, withdrawn = DeliveryOutcome.SENT, DeliveryOutcome.WITHDRAWN
    assert await outcomes(month, reminder, DeliveryKind.CHECKLIST) == [sent, withdrawn, sent]


async def test_the_first_checklist_comes_in_full_though_all_is_done(month: House) -> None:
    """Whoever was early sees that nothing is missing, once."""
    reminder = await month.remind(MEETING)
    meeting = await month.bot.services.opening.open(reminder, utc(BEGINS), utc(BEGINS))
    await tick(month, meeting, *(f"group-meeting-before-{each}" for each in ("ask-branch", "settle-content")))
    await tick(month, await the_meeting(month, reminder), "group-meeting-before-notify-topics")
    await month.at("2026-03-09 15:00")
    await month.at("2026-03-14 15:00")
    assert len(month.said(LEADER.chat)) == 1


async def test_checklists_can_be_switched_off(month: House) -> None:
    """For the whole group."""
    await month.bot.stores.habits.save(GROUP.id, replace(DEFAULT_HABITS, checklists=False))
    reminder = await month.remind(MEETING)
    await month.at("2026-03-14 15:00")
    assert month.said(LEADER.chat) == []
    assert DeliveryOutcome.SENT not in await outcomes(month, reminder, DeliveryKind.CHECKLIST)


async def test_a_kind_of_their_own_has_a_checklist_once_they_wrote_one(month: House) -> None:
    """Three days before."""
    await month.remind(MEETING, kind=OWN_KIND, title="读书会")
    await month.at("2026-03-13 15:00")
    assert month.said(LEADER.chat) == []
    item = OwnItem("item0000001", OWN_KIND, Phase.BEFORE, "准备投影仪")
    await month.bot.stores.habits.save(GROUP.id, replace(DEFAULT_HABITS, own_items=(item,)))
    await month.remind(once("2026-03-17 15:00"), kind=OWN_KIND, title="读书会")
    await month.at("2026-03-14 15:00")
    assert "准备投影仪" in month.said(LEADER.chat)[0]


async def test_nothing_comes_of_a_cancelled_meeting(month: House) -> None:
    """Though its checklist was planned already."""
    reminder = await month.remind(weekly("MO"), "15:00")
    await month.at("2026-03-02 09:00")
    found = find(reminder.series, month.workdays, utc("2026-03-09 15:00"))
    assert found is not None
    await month.at("2026-03-04 14:58")
    before = len(month.said(LEADER.chat))
    month.set("2026-03-04 14:59:30")
    await month.bot.services.dispatcher._step()
    reminder = await month.now_of(reminder)
    await month.change(reminder, series=skip(reminder.series, found))
    await month.at("2026-03-04 15:01")
    assert len(month.said(LEADER.chat)) == before
    assert (await outcomes(month, reminder, DeliveryKind.CHECKLIST))[-1] is DeliveryOutcome.WITHDRAWN


async def test_a_checklist_whose_arrival_is_not_known_is_repeated_and_marked(month: House) -> None:
    """Like a notice."""
    await month.remind(MEETING)
    month.bot.api.fail("sendMessage", timeout())
    await month.at("2026-03-09 15:00")
    await month.at("2026-03-09 15:01")
    (text,) = month.said(LEADER.chat)
    assert text.startswith(f"【第一党小组】\n{notice_words.REPEAT}")


# ---- the notice


async def test_the_notice_of_a_meeting_has_topics_and_asks_who_comes(month: House) -> None:
    """With the counts of its roster."""
    await join(month, str(MEMBER.id), str(OTHER.id), "老赵")
    reminder = await month.remind(MEETING, leads=(timedelta(hours=1),))
    meeting = await month.bot.services.opening.open(reminder, utc(BEGINS), utc(BEGINS))
    assert await month.bot.stores.meetings.save(replace(meeting, topics=("学习文件", "讨论发展对象")))
    await month.bot.stores.meetings.answer(
        Answer(
            meeting_id=meeting.id,
            user_id=MEMBER.id,
            name="小李",
            rsvp=Rsvp.ACCEPTED,
            answered_at=utc(BEGINS),
            starts_at=meeting.starts_at,
        )
    )
    await month.at("2026-03-16 14:00")
    (text,) = month.said()
    assert text.startswith("党小组会\n时间：2026年3月16日（周一）15:00（还有1小时）\n")
    assert "学习文件" in text
    assert "讨论发展对象" in text
    assert "应到 3" in text
    assert "未回复 2" in text
    assert labels(month, GROUP) == ["参加", "请假", "待定"]
    assert (await the_meeting(month, reminder)).id == meeting.id


async def test_without_sign_up_the_notice_has_its_topics_only(month: House) -> None:
    """No buttons, no counts."""
    await month.bot.stores.habits.save(GROUP.id, replace(DEFAULT_HABITS, sign_up=False))
    reminder = await month.remind(MEETING)
    meeting = await month.bot.services.opening.open(reminder, utc(BEGINS), utc(BEGINS))
    assert await month.bot.stores.meetings.save(replace(meeting, topics=("学习文件",)))
    await month.at(BEGINS)
    assert "学习文件" in month.said()[0]
    assert labels(month) == []


async def test_a_private_calendar_has_no_sign_up(month: House) -> None:
    """But checklists, in the same chat."""
    await month.remind(MEETING, chat=MEMBER.chat, organizer=MEMBER)
    await month.at("2026-03-09 15:00")
    assert "组长向党支部请示" in month.said(MEMBER.chat)[0]
    await month.at(BEGINS)
    assert month.said(MEMBER.chat)[-1].startswith("党小组会\n时间：")
    assert labels(month) == []


async def test_what_is_no_meeting_has_neither_buttons_nor_steps(month: House) -> None:
    """As it always was."""
    reminder = await month.remind(MEETING, kind="", title="交材料")
    await month.at("2026-03-20 15:00")
    assert await month.steps(reminder) == []
    assert month.said(LEADER.chat)[0].startswith("【第一党小组】\n“交材料”有 1 次提醒没能按时发出")
    await month.remind(once("2026-03-21 15:00"), kind="", title="交材料")
    await month.at("2026-03-21 15:00")
    assert month.said() == ["交材料\n时间：2026年3月21日（周六）15:00（现在）\n\n负责人：老张。全部安排：/meetings"]
    assert labels(month) == []


async def test_the_notice_of_a_report_can_be_marked_as_done(month: House) -> None:
    """A duty that is no meeting."""
    reminder = await month.remind(MEETING, kind="", title="向党支部报告工作情况", duty="yearly-group-report")
    await month.at(BEGINS)
    assert labels(month) == ["已办"]
    assert (await the_meeting(month, reminder)).kind == ""


async def test_a_meeting_that_was_moved_asks_everybody_once_more(month: House) -> None:
    """The word of the new time has the buttons, too."""
    reminder = await month.remind(MEETING, leads=(timedelta(days=1), timedelta(hours=1)))
    await month.at("2026-03-15 15:00")
    meeting = await the_meeting(month, reminder)
    await month.bot.stores.meetings.answer(
        Answer(
            meeting_id=meeting.id,
            user_id=MEMBER.id,
            name="小李",
            rsvp=Rsvp.ACCEPTED,
            answered_at=utc(BEGINS),
            starts_at=meeting.starts_at,
        )
    )
    actor = month.actor(LEADER)
    await month.bot.services.calendar.move(actor, reminder.series.id, utc(BEGINS), utc("2026-03-17 16:00"))
    await month.at("2026-03-15 15:05")
    text = month.said()[-1]
    assert text.startswith("改期：党小组会\n原定：2026年3月16日（周一）15:00\n时间：2026年3月17日（周二）16:00")
    assert "参加 0" in text
    assert len(labels(month)) == 3
    moved = await the_meeting(month, reminder)
    assert (moved.id, moved.starts_at) == (meeting.id, utc("2026-03-17 16:00"))
