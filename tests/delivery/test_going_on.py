"""What was done about a meeting goes on in the series that takes the place of its own, and who was told hears of it."""

from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from shutil import copytree

from bot.bootstrap import build_understanding
from bot.domain.checklist import Phase
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome
from bot.domain.habits import DEFAULT_HABITS, OwnItem, items_kind
from bot.domain.meeting import OWN_KIND, Answer, Meeting, Rsvp, Tick
from bot.domain.reminder import Reminder
from bot.services.drafted import Confirmed
from tests.conftest import KNOWLEDGE
from tests.delivery.house import DAY, HOUR, House, once, weekly
from tests.delivery.month import BEGINS, MEETING, MONTHLY, about, labels, outcomes
from tests.domain.samples import utc
from tests.support.app import GROUP, LEADER, MEMBER
from tests.support.telegram import timeout

MONDAY, WEEK = utc(BEGINS), 7 * DAY
TOPICS = ("学习文件",)
HEARS = "leading-group-hears-organ-committee-1994"


async def prepared(house: House, reminder: Reminder, at: datetime = MONDAY) -> Meeting:
    """A meeting with topics, something ticked off and an answer."""
    meeting = await house.bot.services.opening.open(reminder, at, at)
    now = house.bot.clock.now()
    ticks = (Tick("group-meeting-before-ask-branch", LEADER.first_name, now),)
    assert await house.bot.stores.meetings.save(replace(meeting, topics=TOPICS, ticks=ticks))
    answer = Answer(
        meeting_id=meeting.id, user_id=MEMBER.id, name="小李", rsvp=Rsvp.ACCEPTED, answered_at=now, starts_at=at
    )
    await house.bot.stores.meetings.answer(answer)
    return meeting


async def told(house: House, meeting: Meeting) -> None:
    """The group is told the topics."""
    await house.bot.stores.deliveries.add(about(house, meeting, DeliveryKind.TOPICS, meeting.recurrence_id.isoformat()))
    await house.bot.services.dispatcher.work()


async def changed(house: House, reminder: Reminder, from_on: datetime, **fields: object) -> Reminder:
    """A series changed from one of its dates on, as a card would."""
    actor, drafting = house.actor(LEADER), house.bot.services.drafting
    draft = await drafting.begin_change(actor, await house.now_of(reminder), from_on, name="老张")
    assert draft.series is not None
    await house.bot.stores.drafts.save(replace(draft, series=replace(draft.series, **fields)))
    confirmed = await drafting.confirm(actor, draft.id)
    assert isinstance(confirmed, Confirmed)
    await house.bot.services.dispatcher.work()
    return confirmed.reminder


async def first_of(house: House, reminder: Reminder, at: datetime) -> Meeting:
    """The meeting of a date."""
    found = await house.bot.stores.meetings.of_occurrence(reminder.series.id, at)
    assert found is not None
    return found


# ---- from a date on


async def test_topics_and_ticks_go_on_at_another_time_and_the_group_is_told(month: House) -> None:
    """The old meeting is gone, and so is the one after it; the word has topics and buttons."""
    reminder = await month.remind(weekly("MO"), "15:00")
    month.set("2026-03-10 10:00")
    old, after = await prepared(month, reminder), await prepared(month, reminder, MONDAY + WEEK)
    await told(month, old)
    new = await changed(month, reminder, MONDAY, times=(time(16),))
    meeting = await first_of(month, new, MONDAY + HOUR)
    assert (meeting.topics, [tick.item_id for tick in meeting.ticks]) == (TOPICS, ["group-meeting-before-ask-branch"])
    meetings = month.bot.stores.meetings
    assert [await meetings.meeting(each.id) for each in (old, after)] == [None, None]
    text = month.said()[-1]
    assert text.startswith("改期：党小组会\n原定：2026年3月16日（周一）15:00\n时间：2026年3月16日（周一）16:00")
    assert TOPICS[0] in text
    assert labels(month, GROUP) == ["参加", "请假", "待定"]


async def test_answers_go_on_at_the_same_time_and_everybody_can_answer_again(month: House) -> None:
    """Only the title is another: the old buttons are those of a meeting that is gone."""
    reminder = await month.remind(weekly("MO"), "15:00")
    month.set("2026-03-10 10:00")
    await told(month, await prepared(month, reminder))
    month.set("2026-03-10 10:10")
    new = await changed(month, reminder, MONDAY, title="组织生活会")
    assert (await first_of(month, new, MONDAY)).topics == TOPICS
    text = month.said()[-1]
    assert text.startswith("组织生活会\n时间：2026年3月16日（周一）15:00")
    assert "参加 1" in text
    assert len(month.said()) == 2


async def test_a_group_that_was_not_told_hears_nothing(month: House) -> None:
    """What was prepared goes on all the same, and what is past stays where it was."""
    reminder = await month.remind(weekly("MO"), "15:00", leads=(HOUR,))
    past = await month.bot.services.opening.open(reminder, MONDAY - WEEK, MONDAY - WEEK)
    month.set("2026-03-10 10:00")
    await prepared(month, reminder)
    before = len(month.said())
    new = await changed(month, reminder, MONDAY, times=(time(16),))
    assert (await first_of(month, new, MONDAY + HOUR)).topics == TOPICS
    assert not [text for text in month.said()[before:] if text.startswith("改期")]
    assert await month.bot.stores.meetings.meeting(past.id) is not None


# ---- deleted


async def test_a_group_is_told_that_what_it_was_told_of_is_off(month: House) -> None:
    """Once, with title and time, though the series is gone."""
    reminder = await month.remind(MEETING)
    await told(month, await prepared(month, reminder))
    await month.bot.services.calendar.delete(month.actor(LEADER), reminder.series.id)
    await month.bot.services.dispatcher.work()
    assert month.said()[1:] == [
        "这次不开了：党小组会\n时间：2026年3月16日（周一）15:00\n\n负责人：老张。全部安排：/meetings"
    ]
    await month.at("2026-03-17 15:00")
    assert len(month.said()) == 2


async def test_a_series_of_which_nobody_was_told_is_deleted_quietly(month: House) -> None:
    """And one that was told of is over."""
    reminder, over = await month.remind(MEETING), await month.remind(once("2026-03-03 15:00"), leads=(HOUR,))
    await month.at("2026-03-04 15:00")
    said = len(month.said())
    for each in (reminder, over):
        await month.bot.services.calendar.delete(month.actor(LEADER), each.series.id)
    await month.bot.services.dispatcher.work()
    assert len(month.said()) == said


# ---- too late


async def pressed(house: House, meeting: Meeting, kind: DeliveryKind) -> Delivery:
    """A leader has something said just before the bot stops."""
    detail = meeting.recurrence_id.isoformat() if kind is DeliveryKind.TOPICS else ""
    delivery = about(house, meeting, kind, detail)
    await house.bot.stores.deliveries.add(delivery)
    return delivery


async def test_topics_and_a_nudge_are_not_sent_once_the_meeting_has_begun(month: House) -> None:
    """The organizer gets word of each."""
    reminder = await month.remind(MEETING)
    await month.at("2026-03-16 14:59")
    meeting = await prepared(month, reminder)
    for kind in (DeliveryKind.TOPICS, DeliveryKind.NUDGE):
        await pressed(month, meeting, kind)
    said = len(month.said())
    await month.at("2026-03-16 15:30")
    late = [each for each in await month.deliveries(reminder) if each.kind in {DeliveryKind.TOPICS, DeliveryKind.NUDGE}]
    assert [each.outcome for each in late] == [DeliveryOutcome.MISSED] * 2
    assert not [text for text in month.said()[said:] if TOPICS[0] in text and "已经开始" not in text]
    words = [text for text in month.said(LEADER.chat) if "没有发到群里" in text]
    assert len(words) == 2
    assert "“党小组会”2026年3月16日（周一）15:00的议题没有发到群里" in "".join(words)


async def test_topics_of_a_cancelled_meeting_are_not_sent(month: House) -> None:
    """They were to be sent, and it was cancelled."""
    reminder = await month.remind(MEETING)
    await pressed(month, await prepared(month, reminder), DeliveryKind.TOPICS)
    await month.bot.services.calendar.skip(month.actor(LEADER), reminder.series.id, MONDAY)
    await month.bot.services.dispatcher.work()
    assert not [text for text in month.said() if TOPICS[0] in text]
    assert "没有发到群里" in month.said(LEADER.chat)[-1]


# ---- who leads no longer


async def test_steps_of_who_leads_no_longer_go_to_the_group(month: House) -> None:
    """With a line that says what to do; who leads again gets them in private."""
    await month.remind(MEETING)
    month.bot.api.world.set_member(GROUP, LEADER, "member")
    month.bot.api.world.set_member(GROUP, MEMBER, "administrator")
    await month.at("2026-03-09 15:00")
    assert month.said(LEADER.chat) == []
    assert "组长向党支部请示" in month.said()[-1]
    assert month.said()[-1].endswith("负责人已经不是组长，可在 /meetings 里移交。")
    month.bot.api.world.set_member(GROUP, LEADER, "administrator")
    await month.at("2026-03-11 15:00")
    assert "组长向党支部请示" in month.said(LEADER.chat)[-1]


async def test_steps_stay_private_where_nobody_knows_who_leads(month: House) -> None:
    """Telegram does not say for now."""
    await month.remind(MEETING)
    month.bot.api.world.set_member(GROUP, LEADER, "member")
    month.bot.api.fail("getChatAdministrators", timeout())
    await month.at("2026-03-09 15:00")
    assert "组长向党支部请示" in month.said(LEADER.chat)[-1]
    assert month.said() == []


# ---- words


async def test_own_items_of_own_meetings_are_those_of_the_title(month: House) -> None:
    """Another meeting of one's own has another checklist, and none is sent where nothing is on it."""
    own = OwnItem("own1", items_kind(OWN_KIND, "读书会"), Phase.BEFORE, "买书")
    await month.bot.stores.habits.save(GROUP.id, replace(DEFAULT_HABITS, own_items=(own,)))
    await month.remind(MEETING, kind=OWN_KIND, title="读书会")
    await month.remind(once("2026-03-18 15:00"), kind=OWN_KIND, title="碰头会")
    await month.at("2026-03-13 15:01")
    assert [("读书会" in text, "买书" in text) for text in month.said(LEADER.chat) if "会前清单" in text] == [
        (True, True)
    ]


async def test_no_checklist_comes_where_nothing_has_a_time_before_the_meeting(month: House, tmp_path: Path) -> None:
    """What is to be done before is on the page of the meeting."""
    folder = copytree(KNOWLEDGE, tmp_path / "knowledge")
    kept, theme_day = (folder / "meetings.yaml").read_text(encoding="utf-8").split("  - kind: theme-day")
    without = f"{kept}  - kind: theme-day{theme_day.replace('        lead: 7d', '')}"
    (folder / "meetings.yaml").write_text(without, encoding="utf-8")
    month.bot.services.knowledge.publish(build_understanding(folder))
    assert month.bot.services.guide.checklist("theme-day", DEFAULT_HABITS).during(Phase.BEFORE)
    reminder = await month.remind(MEETING, kind="theme-day", title="主题党日")
    await month.at("2026-03-13 15:00")
    assert await outcomes(month, reminder, DeliveryKind.CHECKLIST) == [DeliveryOutcome.WITHDRAWN]
    assert month.said(LEADER.chat) == []


async def test_the_notice_of_a_report_says_where_it_is_written(month: House) -> None:
    """In one line, with its standing; that of a meeting does not."""
    await month.remind(MEETING, kind="", title="向党支部报告工作情况", duty="yearly-group-report")
    await month.remind(once("2026-03-16 15:01"), kind="", title="听汇报", duty=HEARS)
    await month.remind(once("2026-03-16 15:02"), duty=MONTHLY)
    await month.at("2026-03-16 15:02")
    said = {text.splitlines()[0]: text for text in month.said()}
    line = "依据：《中央和国家机关党小组工作规则（试行）》第十三条（现行有效）"
    assert line in said["向党支部报告工作情况"].splitlines()
    assert "二、1（历史文件）" in said["听汇报"]
    assert "依据：" not in said["党小组会"]


async def test_a_task_that_is_due_names_who_set_the_reminder(month: House) -> None:
    """Who has others reminded is not who is to do it."""
    await month.remind(MEETING, kind="", title="任务到期：小王：交材料")
    await month.at(BEGINS)
    assert "设提醒的人：老张" in month.said()[-1]
    assert "负责人" not in month.said()[-1]
