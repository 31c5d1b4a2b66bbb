"""Meetings and habits: who may run them, and what becomes of ticks, topics and states."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.checklist import Checklist, ChecklistItem, Means, Phase
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome
from bot.domain.edits import EditError, end, skip
from bot.domain.errors import ConflictError, NotAllowedError, OutdatedError
from bot.domain.habits import DEFAULT_HABITS, MAX_OWN_ITEM, MAX_OWN_ITEMS
from bot.domain.meeting import MAX_TOPIC, MAX_TOPICS, Answer, Meeting, Rsvp, State
from bot.domain.minutes import Minutes
from bot.domain.occurrences import find
from bot.domain.reminder import Reminder
from bot.domain.roles import Actor, Leader
from bot.domain.roster import Member
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.guide import Guide
from bot.services.habits import HabitsService, shortens
from bot.services.knowledge import LiveKnowledge, reference
from bot.services.meeting_ports import MeetingStore
from bot.services.meetings import RECENT, TOLD_ITEM, Meetings, Off, OffError
from bot.services.opening import Opening
from bot.services.ports import DeliveryStore, Stores
from bot.storage.memory import MemoryStores
from intents.understanding import Understanding
from tests.services.calendars import NoAdministrators
from tests.support.app import numbered_ids
from tests.support.calendar import put, reminder_of
from tests.support.clock import ManualClock

LEADER, MEMBER, THEIR_LEADER, GROUP, OTHER_GROUP = 9, 7, 8, -1001, -1002
MANAGER = Actor(LEADER, GROUP, private=False)
IN_PRIVATE = Actor(LEADER, LEADER, private=True)
ANONYMOUS = Actor(GROUP, GROUP, private=False, anonymous_admin=True)
RUNS_IT = {"leader": MANAGER, "leader in private": IN_PRIVATE, "anonymous administrator": ANONYMOUS}
OWN = Actor(MEMBER, MEMBER, private=True)
NOT_ALLOWED = {
    "member": Actor(MEMBER, GROUP, private=False),
    "member in private": OWN,
    "leader of another group in private": Actor(THEIR_LEADER, THEIR_LEADER, private=True),
    "stranger in private": Actor(77, 77, private=True),
    "channel": Actor(-1009, GROUP, private=False),
}
ELSEWHERE = {
    "leader in another group": Actor(LEADER, OTHER_GROUP, private=False),
    "leader of another group there": Actor(THEIR_LEADER, OTHER_GROUP, private=False),
    "anonymous administrator of another group": Actor(OTHER_GROUP, OTHER_GROUP, private=False, anonymous_admin=True),
}
FRIDAY = datetime(2026, 3, 6, 7, tzinfo=UTC)
"""The first occurrence of ``WEEKLY``; the clock stands at the Monday before."""
WEEKLY = "每周五下午3点 党小组会"
SERIES = "series00001"
DAY, WEEK = timedelta(days=1), timedelta(days=7)
TOLD = (TOLD_ITEM, "老张")
ASK_BRANCH, NOTIFY = "group-meeting-before-ask-branch", "group-meeting-before-notify-topics"

Do = Callable[[Meetings, Actor, str], Awaitable[object]]

DEEDS: dict[str, Do] = {
    "see": lambda meetings, actor, meeting: meetings.page(actor, meeting),
    "open": lambda meetings, actor, _: meetings.of_occurrence(actor, SERIES, FRIDAY),
    "choose": lambda meetings, actor, _: meetings.around(actor, SERIES),
    "find the reminder": lambda meetings, actor, meeting: meetings.reminder_of(actor, meeting),
    "tick": lambda meetings, actor, meeting: meetings.tick(
        actor, meeting, reference(ASK_BRANCH), name="老张", done=True
    ),
    "set topics": lambda meetings, actor, meeting: meetings.set_topics(actor, meeting, "别的"),
    "know whether they were told": lambda meetings, actor, meeting: meetings.were_told(actor, meeting),
    "tell the topics": lambda meetings, actor, meeting: meetings.notify_topics(actor, meeting, name="老张"),
    "set the state": lambda meetings, actor, meeting: meetings.set_state(actor, meeting, State.OPEN),
    "mark as done": lambda meetings, actor, meeting: meetings.set_done(actor, meeting, name="老张", done=True),
}


@dataclass
class House:
    """The services over real stores, with a weekly meeting in a group that has one named leader."""

    stores: Stores
    clock: ManualClock
    guide: Guide
    changes: int = 0

    def __post_init__(self) -> None:
        self.new_id = numbered_ids()
        self.access = Access(self.stores.leaders, NoAdministrators(), (), self.clock, keepers=self.stores.keepers)
        self.habits = HabitsService(self.stores.habits, self.access, self.new_id)
        self.meetings = Meetings(
            self.stores,
            self.access,
            Opening(self.stores.meetings, self.access, self.new_id),
            self.guide,
            Workdays(),
            clock=self.clock,
            new_id=self.new_id,
            on_change=self._count,
        )

    async def put(self, sentence: str = WEEKLY, kind: str = "group-meeting", **more: Any) -> Reminder:
        now = self.clock.now()
        reminder = reminder_of(sentence, more.pop("series_id", SERIES), now, **more)
        return await put(self.stores, replace(reminder, series=replace(reminder.series, kind=kind)), now)

    async def open(self, recurrence_id: datetime = FRIDAY) -> Meeting:
        return await self.meetings.of_occurrence(MANAGER, SERIES, recurrence_id)

    async def kept(self, meeting: Meeting) -> Meeting:
        kept = await self.stores.meetings.meeting(meeting.id)
        assert kept is not None
        return kept

    async def told(self) -> list[Delivery]:
        return [each for each in await self.stores.deliveries.of_series(SERIES) if each.kind is DeliveryKind.TOPICS]

    async def file_minutes(self, meeting: Meeting) -> None:
        now = self.clock.now()
        minutes = Minutes(
            meeting_id=meeting.id,
            chat_id=meeting.chat_id,
            revision=1,
            written_by="老张",
            written_at=now,
            filed_at=now,
        )
        assert await self.stores.minutes.save(minutes)

    def until(self, at: datetime) -> None:
        self.clock.advance(at - self.clock.now())

    def _count(self) -> None:
        self.changes += 1


@pytest.fixture
async def house(stores_of_each_kind: Stores, clock: ManualClock, understanding: Understanding) -> House:
    """Over stores of each kind in turn."""
    leaders = stores_of_each_kind.leaders
    await leaders.name(Leader(GROUP, LEADER, LEADER, clock.now()))
    await leaders.name(Leader(OTHER_GROUP, THEIR_LEADER, THEIR_LEADER, clock.now()))
    return House(stores_of_each_kind, clock, Guide(LiveKnowledge(understanding)))


# ---- rights


@pytest.mark.parametrize("who", RUNS_IT)
@pytest.mark.parametrize("deed", DEEDS)
async def test_who_leads_the_group_does_everything(house: House, deed: str, who: str) -> None:
    """In the group, in their private chat, and in the group's name."""
    await house.put()
    meeting = await house.open()
    await house.meetings.set_topics(MANAGER, meeting.id, "学习")
    await DEEDS[deed](house.meetings, RUNS_IT[who], meeting.id)


@pytest.mark.parametrize("who", NOT_ALLOWED)
@pytest.mark.parametrize("deed", DEEDS)
async def test_nobody_else_does_anything(house: House, deed: str, who: str) -> None:
    """And nothing of it is kept."""
    await house.put()
    meeting = await house.open()
    with pytest.raises(NotAllowedError):
        await DEEDS[deed](house.meetings, NOT_ALLOWED[who], meeting.id)
    assert await house.kept(meeting) == meeting
    assert await house.told() == []


@pytest.mark.parametrize("who", ELSEWHERE)
@pytest.mark.parametrize("deed", DEEDS)
async def test_from_another_group_a_meeting_is_out_of_reach(house: House, deed: str, who: str) -> None:
    """Even for who leads both."""
    await house.put()
    meeting = await house.open()
    await house.stores.leaders.name(Leader(OTHER_GROUP, LEADER, LEADER, house.clock.now()))
    with pytest.raises(OutdatedError):
        await DEEDS[deed](house.meetings, ELSEWHERE[who], meeting.id)
    assert await house.kept(meeting) == meeting


async def test_ones_own_meetings_are_nobody_elses(house: House) -> None:
    """Whoever leads whatever."""
    await house.put(chat_id=MEMBER, organizer_id=MEMBER)
    meeting = await house.meetings.of_occurrence(OWN, SERIES, FRIDAY)
    assert (await house.meetings.page(OWN, meeting.id)).turnout is None
    for actor in (IN_PRIVATE, MANAGER, ANONYMOUS):
        with pytest.raises(OutdatedError):
            await house.meetings.page(actor, meeting.id)
        with pytest.raises(OutdatedError):
            await house.meetings.of_occurrence(actor, SERIES, FRIDAY)


@pytest.mark.parametrize("who", ["member", "channel"])
async def test_habits_are_changed_by_leaders_only(house: House, who: str) -> None:
    """And seen by them only, since a page of settings is theirs."""
    actor = NOT_ALLOWED[who]
    for deed in (
        house.habits.get(actor),
        house.habits.change(actor, sign_up=False),
        house.habits.add_items(actor, "group-meeting", Phase.BEFORE, "订会议室"),
        house.habits.follow(actor, "读书会", "学习会"),
        house.habits.remove_item(actor, "any"),
    ):
        with pytest.raises(NotAllowedError):
            await deed
    assert await house.stores.habits.habits(GROUP) is None


# ---- opening


async def test_an_occurrence_is_one_meeting_however_often_it_is_opened(house: House) -> None:
    """Also where several open it at once."""
    await house.put()
    opened = await asyncio.gather(*(house.open() for _ in range(5)))
    assert len({meeting.id for meeting in opened}) == 1
    assert opened[0].kind == "group-meeting"


async def test_what_does_not_take_place_is_not_opened(house: House) -> None:
    """It is cancelled, by no rule, or its reminder is gone."""
    reminder = await house.put()
    occurrence = find(reminder.series, Workdays(), FRIDAY)
    assert occurrence is not None
    assert await house.stores.reminders.save(replace(reminder, series=skip(reminder.series, occurrence)))
    for recurrence_id in (FRIDAY, FRIDAY + DAY):
        with pytest.raises(EditError):
            await house.open(recurrence_id)
    with pytest.raises(OutdatedError):
        await house.meetings.of_occurrence(MANAGER, "series99999", FRIDAY)


async def test_the_latest_and_the_next_are_offered(house: House) -> None:
    """The latest only while it is not long ago."""
    await house.put()
    first = [each.starts_at for each in await house.meetings.around(MANAGER, SERIES)]
    assert first == [FRIDAY + n * WEEK for n in range(4)]
    house.until(FRIDAY + WEEK)
    later = [each.starts_at for each in await house.meetings.around(MANAGER, SERIES)]
    assert later == [FRIDAY + n * WEEK for n in range(1, 6)]
    await house.put("3月14日下午3点 支部会", series_id="series00002")
    house.until(FRIDAY + 8 * DAY + RECENT)
    assert [each.starts_at for each in await house.meetings.around(MANAGER, "series00002")] == []


async def test_a_meeting_to_come_is_as_its_reminder_has_it_and_a_past_one_as_it_was(house: House) -> None:
    """Title, kind and place."""
    reminder = await house.put()
    meeting = await house.open()
    changed = replace(reminder, venue="二楼", series=replace(reminder.series, title="组会", kind="theme-day"))
    assert await house.stores.reminders.save(changed)
    page = await house.meetings.page(MANAGER, meeting.id)
    assert (page.meeting.title, page.meeting.kind, page.meeting.venue) == ("组会", "theme-day", "二楼")
    house.until(FRIDAY)
    later = await house.stores.reminders.reminder(SERIES)
    assert later is not None
    assert await house.stores.reminders.save(replace(later, series=replace(later.series, kind="", title="别的")))
    page = await house.meetings.page(MANAGER, meeting.id)
    assert (page.meeting.title, page.meeting.kind, page.has_begun) == ("组会", "theme-day", True)


async def test_a_meeting_outlives_its_reminder(house: House) -> None:
    """Its page does, and what was done about it."""
    reminder = await house.put()
    meeting = await house.meetings.set_topics(MANAGER, (await house.open()).id, "学习")
    assert await house.stores.reminders.delete(SERIES, reminder.version)
    page = await house.meetings.page(MANAGER, meeting.id)
    assert (page.reminder, page.meeting.topics, page.off) == (None, ("学习",), Off.DELETED)
    with pytest.raises(OffError):
        await house.meetings.notify_topics(MANAGER, meeting.id, name="老张")
    house.until(FRIDAY)
    assert (await house.meetings.page(MANAGER, meeting.id)).off is None


async def test_for_what_does_not_take_place_nothing_is_settled_or_told(house: House) -> None:
    """Skipped, or its series ended before it, as where it was changed from there on; the page says why."""
    reminder = await house.put()
    meeting = await house.meetings.set_topics(MANAGER, (await house.open()).id, "学习")
    occurrence = find(reminder.series, Workdays(), FRIDAY)
    assert occurrence is not None
    for series, why in (
        (skip(reminder.series, occurrence), Off.CALLED_OFF),
        (end(reminder.series, FRIDAY), Off.CHANGED),
    ):
        stored = await house.stores.reminders.reminder(SERIES)
        assert stored is not None
        assert await house.stores.reminders.save(replace(stored, series=series))
        assert (await house.meetings.page(MANAGER, meeting.id)).off is why
        for deed in ("tick", "set topics", "tell the topics"):
            with pytest.raises(OffError) as refused:
                await DEEDS[deed](house.meetings, MANAGER, meeting.id)
            assert refused.value.off is why
        with pytest.raises(OffError) as refused:
            await house.open()
        assert refused.value.off is why
    assert await house.told() == []
    assert (await house.kept(meeting)).ticks == ()


@pytest.mark.parametrize("minutes", [False, True])
async def test_of_what_was_skipped_the_page_says_so_afterwards_too(house: House, minutes: bool) -> None:
    """Unless there are minutes of it: then it took place."""
    reminder = await house.put()
    meeting = await house.open()
    occurrence = find(reminder.series, Workdays(), FRIDAY)
    assert occurrence is not None
    assert await house.stores.reminders.save(replace(reminder, series=skip(reminder.series, occurrence)))
    house.until(FRIDAY + DAY)
    if minutes:
        await house.file_minutes(meeting)
    off = (await house.meetings.page(MANAGER, meeting.id)).off
    assert off is (None if minutes else Off.CALLED_OFF)


async def test_the_page_counts_who_answered(house: House) -> None:
    """While people are asked, or did answer."""
    await house.put()
    meeting = await house.open()
    member = Member(id="member00001", chat_id=GROUP, user_id=MEMBER, name="小李", joined_at=house.clock.now())
    await house.stores.rosters.join(member)
    await house.habits.change(MANAGER, sign_up=False)
    assert (await house.meetings.page(MANAGER, meeting.id)).turnout is None
    answer = Answer(
        meeting_id=meeting.id, user_id=MEMBER, name="小李", rsvp=Rsvp.ACCEPTED, answered_at=house.clock.now(),
        starts_at=meeting.starts_at,
    )  # fmt: skip
    await house.stores.meetings.answer(answer)
    turnout = (await house.meetings.page(MANAGER, meeting.id)).turnout
    assert turnout is not None
    assert (turnout.count(Rsvp.ACCEPTED), turnout.silent) == (1, ())


# ---- ticks


async def test_ticking_twice_is_ticking_once_and_the_first_name_stays(house: House) -> None:
    """And opening it again is, too."""
    await house.put()
    meeting, item = await house.open(), reference(ASK_BRANCH)
    for name in ("老张", "小王"):
        meeting = await house.meetings.tick(MANAGER, meeting.id, item, name=name, done=True)
    assert [(tick.item_id, tick.by) for tick in meeting.ticks] == [(ASK_BRANCH, "老张")]
    assert await house.kept(meeting) == meeting
    for _ in range(2):
        meeting = await house.meetings.tick(MANAGER, meeting.id, item, name="小王", done=False)
    assert meeting.ticks == ()
    assert await house.kept(meeting) == meeting


async def test_ticks_of_several_at_once_are_all_kept(house: House) -> None:
    """Nobody's is lost because another was faster."""
    await house.put()
    meeting = await house.open()
    items = house.guide.checklist("group-meeting", DEFAULT_HABITS).items[:4]
    await asyncio.gather(
        *(house.meetings.tick(MANAGER, meeting.id, reference(item.id), name=item.text, done=True) for item in items)
    )
    assert {tick.item_id for tick in (await house.kept(meeting)).ticks} == {item.id for item in items}


async def test_what_is_not_on_the_checklist_cannot_be_ticked(house: House) -> None:
    """Such as an item that was taken out, or of another kind."""
    await house.put()
    meeting = await house.open()
    for item in ("theme-day-before-consent", "own"):
        with pytest.raises(EditError):
            await house.meetings.tick(MANAGER, meeting.id, reference(item), name="老张", done=True)


class Beaten:
    """A store in which somebody else is always faster."""

    def __init__(self, meetings: MeetingStore) -> None:
        self._meetings = meetings

    def __getattr__(self, name: str) -> Any:
        return getattr(self._meetings, name)

    async def save(self, meeting: Meeting) -> bool:
        return False


async def test_who_is_never_fast_enough_is_told_so(clock: ManualClock, understanding: Understanding) -> None:
    """After a few tries; nothing is kept."""
    stores = MemoryStores()
    await stores.leaders.name(Leader(GROUP, LEADER, LEADER, clock.now()))
    house = House(stores, clock, Guide(LiveKnowledge(understanding)))
    await house.put()
    meeting = await house.open()
    stores.meetings = Beaten(stores.meetings)
    with pytest.raises(ConflictError):
        await house.meetings.set_topics(MANAGER, meeting.id, "学习")
    assert await house.kept(meeting) == meeting


# ---- topics


async def test_topics_are_tidied_and_limited(house: House) -> None:
    """What is too much changes nothing."""
    await house.put()
    meeting = await house.meetings.set_topics(MANAGER, (await house.open()).id, "1. 学习\n\n2、讨论\n学习")
    assert meeting.topics == ("学习", "讨论")
    for bad in ("\n".join(map(str, range(MAX_TOPICS + 1))), "学" * (MAX_TOPIC + 1)):
        with pytest.raises(ValueError, match="too many topics"):
            await house.meetings.set_topics(MANAGER, meeting.id, bad)
    assert (await house.kept(meeting)).topics == ("学习", "讨论")
    assert (await house.kept(meeting)).ticks == ()
    assert (await house.meetings.set_topics(MANAGER, meeting.id, "")).topics == ()


async def test_telling_the_topics_sends_them_and_ticks_the_item(house: House) -> None:
    """At once, once for a double tap, and again when they are told again later."""
    await house.put()
    meeting = await house.meetings.set_topics(MANAGER, (await house.open()).id, "学习")
    now = house.clock.now()
    assert await house.meetings.notify_topics(IN_PRIVATE, meeting.id, name="老张")
    house.clock.advance(timedelta(seconds=2))
    assert not await house.meetings.notify_topics(IN_PRIVATE, meeting.id, name="老张")
    (told,) = await house.told()
    assert (told.chat_id, told.due_at, told.starts_at, told.detail) == (GROUP, now, FRIDAY, FRIDAY.isoformat())
    assert [(tick.item_id, tick.by) for tick in (await house.kept(meeting)).ticks] == [(NOTIFY, "老张"), TOLD]
    assert house.changes == 1
    house.clock.advance(timedelta(minutes=1))
    assert await house.meetings.notify_topics(MANAGER, meeting.id, name="老张")
    assert len(await house.told()) == 2


class AtThatMoment:
    """A store that lets something else happen right after what it is asked for."""

    def __init__(self, deliveries: DeliveryStore, method: str, happens: Callable[[], Awaitable[object]]) -> None:
        self._deliveries, self._method, self._happens = deliveries, method, happens

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._deliveries, name)
        if name != self._method:
            return real

        async def and_then(*args: Any) -> Any:
            found = await real(*args)
            await self._happens()
            return found

        return and_then


@pytest.mark.parametrize("method", ["of_series", "add"])
async def test_two_leaders_who_tell_the_topics_at_once_in_two_processes_tell_them_once(
    house: House, method: str
) -> None:
    """Whether the other reads before the first has written, or before it has ticked that off."""
    await house.put()
    meeting = await house.meetings.set_topics(MANAGER, (await house.open()).id, "学习")
    other, said = House(house.stores, house.clock, house.guide), list[bool]()
    for _ in range(100):
        other.new_id()  # ids of its own
    deliveries = house.stores.deliveries

    async def press() -> None:
        house.stores.deliveries = deliveries
        house.clock.advance(timedelta(milliseconds=30))
        said.append(await other.meetings.notify_topics(IN_PRIVATE, meeting.id, name="小王"))

    house.stores.deliveries = AtThatMoment(deliveries, method, press)
    said.append(await house.meetings.notify_topics(MANAGER, meeting.id, name="老张"))
    assert sorted(said) == [False, True]
    assert len(await house.told()) == 1
    assert house.changes + other.changes == 1
    assert (await house.kept(meeting)).is_ticked(TOLD_ITEM)


async def test_which_item_is_done_by_telling_the_topics_is_stated_and_not_read_from_its_id(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A group's own knowledge may call it as it likes; where none states it, telling ticks nothing."""
    await house.put()
    meeting = await house.meetings.set_topics(MANAGER, (await house.open()).id, "学习")
    told, unmeant = (
        ChecklistItem("tell-them", Phase.BEFORE, "通知", means=Means.NOTIFY_TOPICS),
        ChecklistItem("some-before-notify-topics", Phase.BEFORE, "通知"),
    )
    monkeypatch.setattr(house.guide, "checklist", lambda *_: Checklist((told, unmeant)))
    assert await house.meetings.notify_topics(MANAGER, meeting.id, name="老张")
    assert {tick.item_id for tick in (await house.kept(meeting)).ticks} == {told.id, TOLD_ITEM}
    assert (await house.meetings.set_topics(MANAGER, meeting.id, "别的")).ticks == ()


async def test_when_the_topics_were_told_is_known_until_they_change(house: House) -> None:
    """The page says so."""
    await house.put()
    meeting = await house.meetings.set_topics(MANAGER, (await house.open()).id, "学习")
    assert (await house.meetings.page(MANAGER, meeting.id)).told_at is None
    told_at = house.clock.now()
    await house.meetings.notify_topics(MANAGER, meeting.id, name="老张")
    assert (await house.meetings.page(MANAGER, meeting.id)).told_at == told_at
    await house.meetings.set_topics(MANAGER, meeting.id, "别的")
    assert (await house.meetings.page(MANAGER, meeting.id)).told_at is None


async def test_what_nobody_sees_is_no_topic(house: House) -> None:
    """Nor is it part of one."""
    await house.put()
    meeting = await house.open()
    for nothing in ("\u200b", "\u2060\n\u202e"):
        with pytest.raises(ValueError, match="no topic"):
            await house.meetings.set_topics(MANAGER, meeting.id, nothing)
    await house.meetings.set_topics(MANAGER, meeting.id, "学习")
    assert (await house.meetings.set_topics(MANAGER, meeting.id, "\u200b+讨\u202e论")).topics == ("学习", "讨论")


async def test_topics_that_change_after_they_were_told_are_told_again(house: House) -> None:
    """At once where they wish, and what says that they were told is open again; where nothing changed it is not."""
    await house.put()
    meeting = await house.meetings.set_topics(MANAGER, (await house.open()).id, "学习")
    assert await house.meetings.notify_topics(MANAGER, meeting.id, name="老张")
    assert (await house.meetings.set_topics(MANAGER, meeting.id, "学习。")).is_ticked(NOTIFY)
    house.clock.advance(timedelta(seconds=20))
    assert not (await house.meetings.set_topics(MANAGER, meeting.id, "+讨论")).is_ticked(NOTIFY)
    assert await house.meetings.notify_topics(MANAGER, meeting.id, name="老张")
    assert not await house.meetings.notify_topics(MANAGER, meeting.id, name="老张")
    assert len(await house.told()) == 2
    house.until(FRIDAY)
    assert (await house.meetings.set_topics(MANAGER, meeting.id, "别的")).is_ticked(NOTIFY)


@pytest.mark.parametrize("kind", [DeliveryKind.TOPICS, DeliveryKind.NOTICE])
async def test_whether_topics_were_told_is_known(house: House, kind: DeliveryKind) -> None:
    """By what was sent to the group, alone or in a notice, before the meeting."""
    await house.put()
    meeting = await house.open()
    detail = FRIDAY.isoformat() if kind is DeliveryKind.TOPICS else ""
    told = Delivery(
        id="told0000001",
        kind=kind,
        series_id=SERIES,
        recurrence_id=FRIDAY,
        starts_at=FRIDAY,
        lead=DAY,
        chat_id=GROUP,
        due_at=house.clock.now(),
        detail=detail,
        outcome=DeliveryOutcome.SENT,
        sent_at=house.clock.now(),
    )
    await house.stores.deliveries.add(replace(told, id="told0000002", recurrence_id=FRIDAY + WEEK, detail=""))
    await house.meetings.set_topics(MANAGER, meeting.id, "学习")
    assert not await house.meetings.were_told(MANAGER, meeting.id)
    await house.stores.deliveries.add(told)
    assert await house.meetings.were_told(MANAGER, meeting.id)
    await house.meetings.set_topics(MANAGER, meeting.id, "")
    assert not await house.meetings.were_told(MANAGER, meeting.id)
    await house.meetings.set_topics(MANAGER, meeting.id, "学习")
    house.until(FRIDAY)
    assert not await house.meetings.were_told(MANAGER, meeting.id)


async def test_a_group_is_not_asked_who_comes_to_what_is_held_person_by_person(house: House) -> None:
    """The page counts nobody."""
    await house.put(kind="heart-talk")
    assert (await house.meetings.page(MANAGER, (await house.open()).id)).turnout is None


async def test_where_there_is_nothing_or_nobody_to_tell_nothing_is_told(house: House) -> None:
    """No topics; somebody's own calendar; a meeting that has begun."""
    await house.put()
    meeting = await house.open()
    with pytest.raises(EditError):
        await house.meetings.notify_topics(MANAGER, meeting.id, name="老张")
    await house.meetings.set_topics(MANAGER, meeting.id, "学习")
    house.until(FRIDAY)
    with pytest.raises(EditError):
        await house.meetings.notify_topics(MANAGER, meeting.id, name="老张")
    await house.put(series_id="series00002", chat_id=MEMBER, organizer_id=MEMBER)
    own = await house.meetings.of_occurrence(OWN, "series00002", FRIDAY + WEEK)
    await house.meetings.set_topics(OWN, own.id, "学习")
    with pytest.raises(EditError):
        await house.meetings.notify_topics(OWN, own.id, name="小李")
    assert await house.told() == []
    assert house.changes == 0


@pytest.mark.parametrize("kind", ["group-meeting", "theme-day"])
async def test_whether_the_branch_is_still_to_be_asked_is_known(house: House, kind: str) -> None:
    """Until it is ticked off; other kinds ask nobody."""
    await house.put(kind=kind)
    meeting = await house.open()
    unasked = (await house.meetings.page(MANAGER, meeting.id)).unasked
    assert unasked is not None
    await house.meetings.tick(MANAGER, meeting.id, reference(unasked.id), name="老张", done=True)
    assert (await house.meetings.page(MANAGER, meeting.id)).unasked is None
    await house.put(kind="own", series_id="series00002")
    own = await house.meetings.of_occurrence(MANAGER, "series00002", FRIDAY)
    assert (await house.meetings.page(MANAGER, own.id)).unasked is None


# ---- held or not


async def test_whether_it_was_held_is_said_once_it_has_begun(house: House) -> None:
    """And can be said otherwise."""
    await house.put()
    meeting = await house.open()
    for state in (State.NOT_HELD, State.HELD):
        with pytest.raises(EditError):
            await house.meetings.set_state(MANAGER, meeting.id, state)
    house.until(FRIDAY)
    for state in (State.NOT_HELD, State.NOT_HELD, State.HELD, State.OPEN):
        assert (await house.meetings.set_state(MANAGER, meeting.id, state)).state is state
        assert (await house.kept(meeting)).state is state


async def test_what_has_filed_minutes_was_held(house: House) -> None:
    """It cannot be said that it was not."""
    await house.put()
    meeting = await house.open()
    house.until(FRIDAY)
    await house.file_minutes(meeting)
    with pytest.raises(EditError):
        await house.meetings.set_state(MANAGER, meeting.id, State.NOT_HELD)
    assert (await house.meetings.set_state(MANAGER, meeting.id, State.HELD)).state is State.HELD
    correction = Minutes(
        meeting_id=meeting.id, chat_id=GROUP, revision=2, written_by="老张", written_at=house.clock.now()
    )
    assert await house.stores.minutes.save(correction)
    with pytest.raises(EditError):
        await house.meetings.set_state(MANAGER, meeting.id, State.NOT_HELD)


async def test_a_duty_without_a_meeting_is_done_and_not_done_after_all(house: House) -> None:
    """Before its time, too; twice is once, and the first name stays."""
    await house.put("每周五下午3点 交材料", kind="")
    meeting = await house.open()
    for name in ("老张", "小王"):
        meeting = await house.meetings.set_done(MANAGER, meeting.id, name=name, done=True)
    assert (meeting.state, [tick.by for tick in meeting.ticks]) == (State.HELD, ["老张"])
    for _ in range(2):
        meeting = await house.meetings.set_done(MANAGER, meeting.id, name="小王", done=False)
    assert (meeting.state, meeting.ticks) == (State.OPEN, ())
    assert await house.kept(meeting) == meeting


# ---- habits


async def test_habits_are_changed_one_by_one_in_that_chat_alone(house: House) -> None:
    """Looking keeps nothing."""
    assert await house.habits.get(MANAGER) == DEFAULT_HABITS
    assert await house.stores.habits.habits(GROUP) is None
    await house.habits.change(MANAGER, sign_up=False)
    changed = await house.habits.change(MANAGER, keeps=timedelta(days=366))
    assert changed == replace(DEFAULT_HABITS, sign_up=False, keeps=timedelta(days=366))
    assert await house.habits.get(MANAGER) == changed
    assert await house.habits.get(OWN) == DEFAULT_HABITS


async def test_items_of_a_kind_are_added_and_taken_out(house: House) -> None:
    """One that is there is not added again; one that is out is out."""
    await house.habits.add_items(MANAGER, "group-meeting", Phase.BEFORE, "  订  会议室 ")
    habits = await house.habits.add_items(MANAGER, "group-meeting", Phase.BEFORE, "订 会议室")
    (item,) = habits.own_items
    assert (item.kind, item.phase, item.text) == ("group-meeting", Phase.BEFORE, "订 会议室")
    await house.put()
    page = await house.meetings.page(MANAGER, (await house.open()).id)
    assert item.id in {each.id for each in page.checklist.items}
    for _ in range(2):
        assert (await house.habits.remove_item(MANAGER, item.id)).own_items == ()


async def test_items_are_limited(house: House) -> None:
    """In length and in number."""
    for bad in ("", " \n ", "带" * (MAX_OWN_ITEM + 1), "带书\n" + "带" * (MAX_OWN_ITEM + 1)):
        with pytest.raises(ValueError, match="too long"):
            await house.habits.add_items(MANAGER, "own", Phase.AFTER, bad)
    assert (await house.habits.get(MANAGER)).own_items == ()
    lines = [f"第{number}项" for number in range(MAX_OWN_ITEMS - 1)]
    await house.habits.add_items(MANAGER, "own", Phase.AFTER, "\n".join(lines))
    with pytest.raises(EditError):
        await house.habits.add_items(MANAGER, "own", Phase.AFTER, "再一项\n又一项")
    await house.habits.add_items(MANAGER, "own", Phase.AFTER, "第0项\n再一项")
    with pytest.raises(EditError):
        await house.habits.add_items(MANAGER, "own", Phase.AFTER, "又一项")
    assert [item.text for item in (await house.habits.get(MANAGER)).own_items] == [*lines, "再一项"]


async def test_each_line_is_an_item(house: House) -> None:
    """Without its number, and once."""
    habits = await house.habits.add_items(MANAGER, "group-meeting", Phase.AFTER, "1. 还钥匙\n\n2、关灯\n· 关灯")
    assert [item.text for item in habits.own_items] == ["还钥匙", "关灯"]


async def test_items_of_a_meeting_that_no_document_names_stay_with_its_title(house: House) -> None:
    """On its page, when ticked off, and when it is called otherwise."""
    await house.put("每周五下午3点 读书会", kind="own")
    await house.put("每周五下午3点 舞会", kind="own", series_id="series00002")
    await house.habits.add_items(MANAGER, "own", Phase.BEFORE, "带书", title="读书会")
    reading = await house.open()
    dance = await house.meetings.of_occurrence(MANAGER, "series00002", FRIDAY)
    (item,) = (await house.meetings.page(MANAGER, reading.id)).checklist.items
    assert (await house.meetings.page(MANAGER, dance.id)).checklist.items == ()
    assert (await house.meetings.tick(MANAGER, reading.id, reference(item.id), name="老张", done=True)).ticks
    with pytest.raises(EditError):
        await house.meetings.tick(MANAGER, dance.id, reference(item.id), name="老张", done=True)
    habits = await house.habits.follow(MANAGER, "“读书会”", "共读会")
    assert [each.text for each in habits.items_of("own", "共读会")] == ["带书"]
    assert habits.items_of("own", "读书会") == ()
    assert await house.habits.get(MANAGER) == habits


@pytest.mark.parametrize(
    ("before", "after", "shorter"),
    [
        (None, None, False),
        (None, DAY, True),
        (DAY, None, False),
        (WEEK, DAY, True),
        (DAY, WEEK, False),
        (DAY, DAY, False),
    ],
)
def test_what_is_kept_for_a_shorter_time_is_known(
    before: timedelta | None, after: timedelta | None, shorter: bool
) -> None:
    """None keeps it for good."""
    assert shortens(before, after) is shorter
