"""What meets a duty that the documents state, and what is said where nothing did."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.edits import move, skip
from bot.domain.errors import NotAllowedError
from bot.domain.meeting import Meeting, State
from bot.domain.minutes import Minutes
from bot.domain.occurrences import find
from bot.domain.reminder import Reminder
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.duties import Duties, Unmet, period
from bot.services.guide import Guide
from bot.services.knowledge import LiveKnowledge
from bot.services.ports import Stores
from bot.views.duties import render_unmet, say_how_often, say_period
from bot.views.markup import Reply
from intents.understanding import Understanding
from knowledge.models import KnowledgeBase
from tests.services.calendars import MANAGER, PLAIN, NoAdministrators, name_leaders
from tests.support.app import GROUP
from tests.support.calendar import put, reminder_of
from tests.support.clock import ManualClock

NOW = datetime(2026, 3, 25, 1, tzinfo=UTC)
"""The 25th of March 2026, 9:00 in Beijing."""
MARCH = datetime(2026, 2, 28, 16, tzinfo=UTC)
YEAR = datetime(2025, 12, 31, 16, tzinfo=UTC)
HELD_ON = datetime(2026, 3, 5, 7, tzinfo=UTC)
SILENCE = ("不再提醒职责", "1pr:q:-1001")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Month:
    """A calendar with the duty of a meeting each month, and what became of its meetings."""

    stores: Stores
    clock: ManualClock
    knowledge: LiveKnowledge
    count: int = 0

    @property
    def guide(self) -> Guide:
        return Guide(self.knowledge)

    @property
    def base(self) -> KnowledgeBase:
        return self.guide.base

    @property
    def duties(self) -> Duties:
        access = Access(self.stores.leaders, NoAdministrators(), (), self.clock, keepers=self.stores.keepers)
        return Duties(self.stores, access, self.guide, Workdays(), self.clock)

    async def set(self, sentence: str, duty: str = "", kind: str = "") -> Reminder:
        self.count += 1
        begun = datetime(2025, 12, 1, tzinfo=UTC)
        reminder = reminder_of(sentence, f"series{self.count:05}", begun, duty=duty)
        reminder = replace(reminder, series=replace(reminder.series, kind=kind))
        return await put(self.stores, reminder, begun)

    async def monthly(self, sentence: str = "每月5号下午3点 党小组会") -> Reminder:
        return await self.set(sentence, "monthly-group-meeting", "group-meeting")

    async def held(
        self,
        reminder: Reminder,
        starts_at: datetime,
        state: State = State.HELD,
        filed: bool | None = None,
        kind: str | None = None,
    ) -> Meeting:
        """A meeting with that state; its minutes filed, a draft, or none (None)."""
        self.count += 1
        meeting = Meeting(
            id=f"meet{self.count:07}",
            chat_id=reminder.chat_id,
            series_id=reminder.series.id,
            recurrence_id=starts_at,
            starts_at=starts_at,
            zone=reminder.series.zone,
            kind=reminder.series.kind if kind is None else kind,
            title=reminder.series.title,
            state=state,
        )
        kept = await self.stores.meetings.open(meeting)
        if filed is not None:
            at = starts_at + HOUR if filed else None
            minutes = Minutes(
                meeting_id=kept.id, chat_id=GROUP.id, revision=1, written_by="老张", written_at=starts_at, filed_at=at
            )
            assert await self.stores.minutes.save(minutes)
        return kept

    async def unmet(self, reminder: Reminder, begins: datetime = MARCH, now: datetime = NOW) -> Unmet | None:
        return await self.duties.unmet(reminder, begins, now)

    async def said(self, reminder: Reminder, begins: datetime = MARCH, now: datetime = NOW) -> Reply:
        unmet = await self.unmet(reminder, begins, now)
        assert unmet is not None
        return render_unmet(unmet, self.base, reminder)


@pytest.fixture
def month(stores: Stores, clock: ManualClock, understanding: Understanding) -> Month:
    clock.advance(NOW - clock.now())
    return Month(stores, clock, LiveKnowledge(understanding))


def _buttons(reply: Reply) -> list[tuple[str, str]]:
    return [(button.label, button.data) for row in reply.buttons for button in row]


# ---- a duty that is a meeting


async def test_minutes_that_are_filed_meet_it(month: Month) -> None:
    """Whatever series the meeting belongs to, so long as it is of that kind, in that chat, in that period."""
    reminder, other = await month.monthly(), await month.set("3月20号下午3点 碰头", kind="group-meeting")
    await month.held(other, HELD_ON + 10 * DAY, State.OPEN, filed=True)
    assert await month.unmet(reminder) is None


@pytest.mark.parametrize("state", [State.OPEN, State.HELD])
async def test_minutes_that_are_a_draft_do_not_meet_it(month: Month, state: State) -> None:
    """It was held, says whoever takes minutes; they are the button."""
    reminder = await month.monthly()
    meeting = await month.held(reminder, HELD_ON, state, filed=False)
    unmet = await month.unmet(reminder)
    assert unmet is not None
    assert (unmet.held, unmet.recorded, unmet.meeting_id) == (1, 0, meeting.id)
    said = await month.said(reminder)
    assert "本月还没有党小组会记录。" in said.plain
    assert "开过 1 次，有草稿，还没有存档。" in said.plain
    assert _buttons(said) == [("去存档", f"1mi:o:{meeting.id}"), SILENCE]


async def test_drafts_are_counted_beside_what_has_none(month: Month) -> None:
    """The button is that of the latest, which nobody wrote anything of."""
    reminder = await month.monthly()
    await month.held(reminder, HELD_ON, filed=False)
    latest = await month.held(reminder, HELD_ON + DAY)
    said = await month.said(reminder)
    assert "开过 2 次，有会议记录的 0 次。另有 1 次有草稿，还没有存档。" in said.plain
    assert _buttons(said) == [("写会议记录", f"1mi:o:{latest.id}"), SILENCE]


async def test_a_correction_that_is_a_draft_leaves_it_met(month: Month) -> None:
    """What was filed stays filed while its next revision is written."""
    reminder = await month.monthly()
    meeting = await month.held(reminder, HELD_ON, filed=True)
    first = await month.stores.minutes.latest(meeting.id)
    assert first is not None
    assert await month.stores.minutes.save(replace(first, revision=2, filed_at=None, version=0))
    assert await month.unmet(reminder) is None


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        (datetime(2026, 2, 28, 15, 59, tzinfo=UTC), "group-meeting"),
        (datetime(2026, 3, 31, 16, tzinfo=UTC), "group-meeting"),
        (HELD_ON, "theme-day"),
        (HELD_ON, "own"),
    ],
)
async def test_what_is_of_another_month_or_kind_does_not_meet_it(month: Month, at: datetime, kind: str) -> None:
    """The month is that of the clocks in the zone of the reminder."""
    reminder = await month.monthly()
    await month.held(reminder, at, filed=True, kind=kind)
    assert await month.unmet(reminder, now=datetime(2026, 4, 2, tzinfo=UTC)) is not None


async def test_the_first_and_the_last_instant_of_a_month_are_its_own(month: Month) -> None:
    """Midnight in Beijing, not in Greenwich."""
    for at in (MARCH, datetime(2026, 3, 31, 15, 59, tzinfo=UTC)):
        reminder = await month.monthly()
        await month.held(reminder, at, filed=True)
        assert await month.unmet(reminder, now=datetime(2026, 4, 2, tzinfo=UTC)) is None
        await month.stores.meetings.forget_chat(GROUP.id)


async def test_a_meeting_of_another_chat_does_not_meet_it(month: Month) -> None:
    """Groups do not meet for each other."""
    reminder = await month.monthly()
    other = replace(reminder, chat_id=-1002)
    await month.held(other, HELD_ON, filed=True)
    assert await month.unmet(reminder) is not None


async def test_what_is_still_to_come_is_named(month: Month) -> None:
    """Of every series of that kind; the date and nothing more."""
    reminder = await month.monthly("每月28号下午3点 党小组会")
    said = await month.said(reminder)
    assert "还排了3月28日（周六）15:00的。" in said.plain
    assert _buttons(said) == [SILENCE]


async def test_what_was_called_off_is_said(month: Month) -> None:
    """Cancelled in the calendar, or marked as not held: no button leads to minutes of it."""
    reminder = await month.monthly()
    occurrence = find(reminder.series, Workdays(), HELD_ON)
    assert occurrence is not None
    cancelled = replace(reminder, series=skip(reminder.series, occurrence))
    said = await month.said(cancelled)
    assert "排过的都取消了，或者没有开。" in said.plain
    assert _buttons(said) == [("补记一次会", "1mi:m:-1001"), SILENCE]
    await month.held(reminder, HELD_ON, State.NOT_HELD)
    unmet = await month.unmet(cancelled)
    assert unmet is not None
    assert (unmet.cancelled, unmet.held) == (1, 0)


async def test_a_meeting_that_is_kept_and_was_called_off_is_none_to_write_minutes_of(month: Month) -> None:
    """Cancelled, or no date of its series any more, though nobody said so of the meeting itself."""
    reminder = await month.monthly()
    await month.held(reminder, HELD_ON, State.OPEN)
    occurrence = find(reminder.series, Workdays(), HELD_ON)
    assert occurrence is not None
    ended = replace(reminder.series, ended_before=occurrence.recurrence_id)
    for series in (skip(reminder.series, occurrence), ended):
        unmet = await month.unmet(replace(reminder, series=series))
        assert unmet is not None
        assert (unmet.cancelled, unmet.meeting_id, unmet.occurrence) == (1, "", None)


async def test_a_meeting_that_is_kept_at_its_old_time_is_looked_for_at_its_new_one(month: Month) -> None:
    """Within the month it passed without a word, and its page knows the time; out of it nothing is left."""
    reminder = await month.monthly()
    await month.held(reminder, HELD_ON, State.OPEN)
    occurrence = find(reminder.series, Workdays(), HELD_ON)
    assert occurrence is not None
    later = replace(reminder, series=move(reminder.series, occurrence, HELD_ON + timedelta(days=3)))
    unmet = await month.unmet(later)
    assert unmet is not None
    assert (unmet.cancelled, unmet.meeting_id) == (0, "")
    assert unmet.occurrence == (reminder.series.id, occurrence.recurrence_id)
    unmet = await month.unmet(replace(reminder, series=move(reminder.series, occurrence, HELD_ON + timedelta(days=40))))
    assert unmet is not None
    assert (unmet.cancelled, unmet.meeting_id, unmet.occurrence) == (0, "", None)


async def test_a_date_that_passed_without_a_word_leads_to_its_page(month: Month) -> None:
    """Nobody opened it, so there is no meeting to write minutes of yet."""
    reminder = await month.monthly()
    said = await month.said(reminder)
    assert "排的日子过了，开没开还没有记下。" in said.plain
    assert [label for label, _ in _buttons(said)] == ["看那一次", "不再提醒职责"]
    assert _buttons(said)[0][1].startswith(f"1m:p:{reminder.series.id}:")


async def test_it_says_where_it_is_written_and_not_more_than_that(month: Month) -> None:
    """Title, locator, standing and how binding: usually is no must."""
    said = (await month.said(await month.monthly())).plain
    assert "《中央和国家机关党小组工作规则（试行）》第五条" in said
    assert "现行有效" in said
    assert "条文的说法：一般每月 1 次。" in said
    assert not any(word in said for word in ("必须", "违反", "应当"))


async def test_a_month_that_is_over_is_named(month: Month) -> None:
    """The word may come after the end of the month, or of the year."""
    reminder = await month.monthly("每月31号下午3点 党小组会")
    assert "3月还没有党小组会记录。" in (await month.said(reminder, now=datetime(2026, 4, 2, tzinfo=UTC))).plain
    december = datetime(2025, 11, 30, 16, tzinfo=UTC)
    said = await month.said(reminder, december, now=datetime(2026, 1, 2, tzinfo=UTC))
    assert "2025年12月还没有党小组会记录。" in said.plain


# ---- a duty that is none


async def test_a_report_is_met_where_it_is_marked_as_done(month: Month) -> None:
    """Of its own series, also before its rhythm was changed; of no other."""
    reminder = await month.set("每年3月20日上午9点 向党支部报告工作情况", "yearly-group-report")
    other = await month.set("3月18号上午9点 交材料")
    await month.held(other, HELD_ON, State.HELD)
    at = datetime(2026, 3, 20, 1, tzinfo=UTC)
    meeting = await month.held(reminder, at, State.OPEN)
    said = await month.said(reminder, YEAR)
    assert "今年的“向党支部报告工作情况”还没有标“已办”。" in said.plain
    assert _buttons(said) == [("已办", f"1m:d:{meeting.id}"), SILENCE]
    assert await month.stores.meetings.save(replace(meeting, state=State.HELD))
    assert await month.unmet(reminder, YEAR) is None
    later = await month.set("每年6月20日上午9点 向党支部报告工作情况", "yearly-group-report")
    assert await month.unmet(later, YEAR) is None


async def test_twice_a_year_is_not_met_by_once(month: Month) -> None:
    """It says how often it was done and how often it is missing."""
    duty = "leading-group-hears-organ-committee-1994"
    reminder = await month.set("每年2月20日和12月20日上午9点 党组听取汇报", duty)
    await month.held(reminder, datetime(2026, 2, 20, 1, tzinfo=UTC))
    said = await month.said(reminder, YEAR)
    assert "标了“已办”的有 1 次，还差 1 次。" in said.plain
    assert "每年至少 2 次" in said.plain
    assert "历史文件" in said.plain
    await month.held(reminder, datetime(2026, 3, 20, 1, tzinfo=UTC))
    assert await month.unmet(reminder, YEAR) is None


async def test_what_stands_for_no_duty_is_never_unmet(month: Month) -> None:
    """Nor does what stands for one that the knowledge has no more."""
    assert await month.unmet(await month.set("每月5号下午3点 交材料")) is None
    assert await month.unmet(await month.set("每月5号下午3点 交材料", duty="gone")) is None


# ---- the list


async def test_the_list_knows_what_stands_in_the_calendar(month: Month) -> None:
    """By its duty or its kind; what is over, or takes place once, is not set; what binds comes first."""
    await name_leaders(month.stores, month.clock)
    await month.set("1月20日下午3点 党小组会", kind="group-meeting")
    await month.set("每年12月20日上午9点 向党支部报告工作情况", "yearly-group-report")
    found = {each.obligation.id: each for each in await month.duties.presets(MANAGER)}
    assert list(found)[-1] == "leading-group-hears-organ-committee-1994"
    assert found["monthly-group-meeting"].reminder is None
    assert found["yearly-group-report"].coming == datetime(2026, 12, 20, 1, tzinfo=UTC)
    await month.set("每月第一个周五下午3点 党小组会", kind="group-meeting")
    found = {each.obligation.id: each for each in await month.duties.presets(MANAGER)}
    assert found["monthly-group-meeting"].coming == datetime(2026, 4, 3, 7, tzinfo=UTC)


async def test_what_is_paused_is_set(month: Month) -> None:
    """It is not offered again while it rests."""
    await name_leaders(month.stores, month.clock)
    reminder = await month.monthly()
    paused = replace(reminder, series=replace(reminder.series, paused=True))
    assert await month.stores.reminders.save(paused)
    found = await month.duties.presets(MANAGER)
    assert found[0].reminder is not None
    assert found[0].coming is None


async def test_members_do_not_see_the_list(month: Month) -> None:
    """The service refuses, whoever asks it."""
    with pytest.raises(NotAllowedError):
        await month.duties.presets(PLAIN)
    with pytest.raises(NotAllowedError):
        await month.duties.preset(PLAIN, month.base.obligations[0])


# ---- words


@pytest.mark.parametrize(
    ("day", "months", "first", "after"),
    [
        (date(2026, 3, 31), 1, date(2026, 3, 1), date(2026, 4, 1)),
        (date(2026, 12, 1), 1, date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 3, 31), 3, date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 11, 2), 3, date(2026, 10, 1), date(2027, 1, 1)),
        (date(2026, 7, 1), 6, date(2026, 7, 1), date(2027, 1, 1)),
        (date(2026, 6, 30), 6, date(2026, 1, 1), date(2026, 7, 1)),
        (date(2026, 2, 3), 12, date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_periods_are_those_of_the_calendar(day: date, months: int, first: date, after: date) -> None:
    """Months, quarters, halves and years."""
    assert period(day, months) == (first, after)


@pytest.mark.parametrize(
    ("first", "months", "today", "said"),
    [
        (date(2026, 3, 1), 1, date(2026, 3, 31), "本月"),
        (date(2026, 3, 1), 1, date(2026, 4, 1), "3月"),
        (date(2025, 12, 1), 1, date(2026, 1, 1), "2025年12月"),
        (date(2026, 1, 1), 3, date(2026, 3, 25), "本季度"),
        (date(2026, 1, 1), 3, date(2026, 4, 2), "第一季度"),
        (date(2026, 1, 1), 6, date(2026, 7, 2), "上半年"),
        (date(2025, 7, 1), 6, date(2026, 1, 2), "2025年下半年"),
        (date(2026, 1, 1), 12, date(2026, 12, 25), "今年"),
        (date(2025, 1, 1), 12, date(2026, 1, 2), "2025年"),
    ],
)
def test_periods_are_called_as_people_call_them(first: date, months: int, today: date, said: str) -> None:
    """The one that it is by 本, another by its name, with the year where that is another."""
    assert say_period(first, months, today) == said


def test_how_often_is_as_binding_as_the_provision(month: Month) -> None:
    """Each word of the provision is there, and no other."""
    said = {duty.id: say_how_often(duty) for duty in month.base.obligations}
    assert said["monthly-group-meeting"] == "一般每月 1 次"
    assert said["yearly-group-report"] == "每年年底应当 1 次"
    assert said["leading-group-hears-organ-committee-1994"] == "每年至少 2 次"
