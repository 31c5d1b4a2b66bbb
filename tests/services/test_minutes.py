"""Minutes: who may write them, how they are filled in, filed and corrected, and that nothing written is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import ConflictError, NotAllowedError, OutdatedError
from bot.domain.habits import Habits
from bot.domain.meeting import Meeting, Rsvp, State
from bot.domain.minute_reading import Remark
from bot.domain.minute_taking import Part, TooMuchError
from bot.domain.minutes import MAX_POINTS, Attendee, Minutes, Presence
from bot.domain.roles import Actor
from bot.services.knowledge import reference
from bot.services.minutes import ChangedError, FiledError, MinutesService, NobodyError, TooSoonError, mark_of
from bot.services.minutes_drafts import TRIES
from bot.services.ports import Stores
from bot.storage.memory import MemoryStores
from intents.understanding import Understanding
from tests.services.minute_desk import (
    DAY,
    FRIDAY,
    GROUP,
    IN_PRIVATE,
    LEADER,
    MANAGER,
    MEMBER,
    OTHER_GROUP,
    PLAIN,
    SECOND,
    SERIES,
    WEEK,
    Desk,
)
from tests.support.clock import ManualClock

RECORD, ARCHIVE = "group-meeting-in-record", "group-meeting-after-archive"
ANONYMOUS = Actor(GROUP, GROUP, private=False, anonymous_admin=True)
MAY = {"leader": MANAGER, "leader in private": IN_PRIVATE, "anonymous administrator": ANONYMOUS}
MAY_NOT = {
    "member": PLAIN,
    "member in private": Actor(MEMBER, MEMBER, private=True),
    "stranger in private": Actor(77, 77, private=True),
    "channel": Actor(-1009, GROUP, private=False),
}

DEEDS: dict[str, Callable[[MinutesService, Actor, str], Awaitable[object]]] = {
    "begin": lambda service, actor, meeting: service.begin(actor, meeting, "老张"),
    "see": lambda service, actor, meeting: service.page(actor, meeting, "老张"),
    "open": lambda service, actor, _: service.opened(actor, SERIES, FRIDAY),
    "history": lambda service, actor, meeting: service.history(actor, meeting),
    "revision": lambda service, actor, meeting: service.revision(actor, meeting, 1),
    "write": lambda service, actor, meeting: service.write(actor, meeting, Part.POINTS, "多说一句", name="老张"),
    "presence": lambda service, actor, meeting: service.set_presence(
        actor, meeting, 0, reference("小李"), Presence.ABSENT, name="老张"
    ),
    "guest": lambda service, actor, meeting: service.set_guest(actor, meeting, 0, reference("小李"), name="老张"),
    "remove": lambda service, actor, meeting: service.remove(actor, meeting, 0, reference("小李"), name="老张"),
    "the rest": lambda service, actor, meeting: service.set_the_rest(actor, meeting, Presence.ABSENT, name="老张"),
    "follow": lambda service, actor, meeting: service.reminders.follow(actor, meeting, name="老张"),
    "everybody": lambda service, actor, meeting: service.set_everybody_there(actor, meeting, name="老张"),
    "file": lambda service, actor, meeting: service.file(actor, meeting, name="老张"),
    "tick": lambda service, actor, meeting: service.tick(actor, meeting, reference(ARCHIVE), name="老张"),
    "correct": lambda service, actor, meeting: service.correct(actor, meeting, name="老张"),
    "drop": lambda service, actor, meeting: service.drop(actor, meeting, 1, name="老张"),
    "remind": lambda service, actor, meeting: service.reminders.set(actor, meeting, name="老张"),
    "delete": lambda service, actor, meeting: service.delete(actor, meeting),
    "find": lambda service, actor, _: service.archive.find(actor, GROUP, ""),
    "year": lambda service, actor, _: service.archive.year(actor, GROUP, 2026),
    "minutes of the year": lambda service, actor, _: service.archive.meetings_of_year(actor, GROUP, 2026),
    "make up": lambda service, actor, _: service.afterwards.open(actor, GROUP, "昨天下午党小组会"),
}
"""Everything that can be done, of a meeting with a draft."""


@pytest.fixture
async def desk(stores_of_each_kind: Stores, clock: ManualClock, understanding: Understanding) -> Desk:
    """Over stores of each kind in turn."""
    desk = Desk(stores_of_each_kind, clock, understanding)
    await desk.name_leaders()
    await desk.put()
    return desk


async def drafted(desk: Desk) -> str:
    """A meeting with a draft. Returns its id."""
    meeting = await desk.held()
    await desk.minutes.write(MANAGER, meeting.id, Part.PEOPLE, "小李", name="老张")
    return meeting.id


# ---- rights


@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize("deed", DEEDS)
async def test_who_leads_the_group_does_everything(desk: Desk, deed: str, who: str) -> None:
    """In the group, in private and in the name of the group."""
    await DEEDS[deed](desk.minutes, MAY[who], await drafted(desk))


@pytest.mark.parametrize("who", MAY_NOT)
@pytest.mark.parametrize("deed", DEEDS)
async def test_nobody_else_does_anything(desk: Desk, deed: str, who: str) -> None:
    """Minutes hold names and reasons: members do not see them here either, and nothing changes."""
    meeting_id = await drafted(desk)
    before = await desk.stores.minutes.history(meeting_id)
    with pytest.raises(NotAllowedError):
        await DEEDS[deed](desk.minutes, MAY_NOT[who], meeting_id)
    assert await desk.stores.minutes.history(meeting_id) == before


@pytest.mark.parametrize("deed", DEEDS)
async def test_from_another_group_nothing_is_within_reach(desk: Desk, deed: str) -> None:
    """A button that was brought into another chat is outdated."""
    meeting_id = await drafted(desk)
    with pytest.raises((OutdatedError, NotAllowedError)):
        await DEEDS[deed](desk.minutes, Actor(LEADER, OTHER_GROUP, private=False), meeting_id)


# ---- filling in


async def test_answers_roster_and_topics_are_filled_in_and_nothing_is_stored(desk: Desk) -> None:
    """Looking at a page is not writing: the meeting still lacks minutes."""
    meeting = await desk.held()
    await desk.join(1, "小李")
    await desk.join(2, "小王")
    await desk.join(None, "老陈")
    await desk.join(4, "小孙", excused=True)
    await desk.answer(meeting, 1, "Li", Rsvp.ACCEPTED)
    await desk.answer(meeting, 2, "Wang", Rsvp.DECLINED, "出差")
    await desk.answer(meeting, 5, "王处长", Rsvp.ACCEPTED)
    assert await desk.stores.meetings.save(replace(meeting, topics=("学习",)))
    page = await desk.minutes.page(MANAGER, meeting.id, "小李")
    found = page.minutes
    told = [(each.name, each.presence, each.reason, each.guest) for each in found.attendees]
    assert told == [
        ("小李", Presence.PRESENT, "", False),
        ("小王", Presence.ON_LEAVE, "", False),  # the reason was told to leaders
        ("老陈", Presence.UNCONFIRMED, "", False),
        ("王处长", Presence.PRESENT, "", True),
    ]
    assert (found.chair, found.recorder, found.topics, found.version) == ("老张", "小李", ("学习",), 0)
    assert await desk.stores.minutes.latest(meeting.id) is None


async def test_of_a_leading_body_nobody_is_taken_for_the_chair(desk: Desk) -> None:
    """Its head presides (第二十条), whoever set the reminder; of another meeting who set it leads the group."""
    await desk.stores.reminders.delete(SERIES, 1)
    await desk.put(kind="leading-body")
    meeting = await desk.held()
    await desk.join(None, "老陈")
    page = await desk.minutes.page(MANAGER, meeting.id, "小李")
    assert (page.minutes.chair, page.unconfirmed) == ("", 1)


async def test_the_chair_is_called_as_on_the_roster(desk: Desk) -> None:
    """And is there, however silent."""
    meeting = await desk.held()
    await desk.join(LEADER, "张组长")
    minutes = (await desk.minutes.page(MANAGER, meeting.id, "小李")).minutes
    assert (minutes.chair, minutes.attendees) == ("张组长", (Attendee("张组长", Presence.PRESENT),))


async def test_who_is_not_confirmed_is_settled_in_one_press(desk: Desk) -> None:
    """There or absent; what somebody said before stays."""
    meeting = await desk.held()
    for name in ("小李", "小王", "小孙"):
        await desk.join(None, name)
    await desk.minutes.set_presence(MANAGER, meeting.id, 0, reference("小李"), Presence.ON_LEAVE, name="老张")
    page = await desk.minutes.set_the_rest(MANAGER, meeting.id, Presence.ABSENT, name="老张")
    assert [page.minutes.count(each) for each in Presence] == [0, 1, 2, 0]


async def test_somebody_is_made_a_guest_or_taken_out(desk: Desk) -> None:
    """By the name on the button; who is gone is nobody else."""
    meeting_id = await drafted(desk)
    page = await desk.minutes.set_guest(MANAGER, meeting_id, 5, reference("小李"), name="老张")
    assert page.minutes.attendees == (Attendee("小李", Presence.PRESENT, guest=True),)
    page = await desk.minutes.remove(MANAGER, meeting_id, 0, reference("小李"), name="老张")
    assert page.minutes.attendees == ()
    with pytest.raises(NobodyError):
        await desk.minutes.remove(MANAGER, meeting_id, 0, reference("小李"), name="老张")


async def test_minutes_stay_when_people_leave_the_roster(desk: Desk) -> None:
    """What was written names those who were there."""
    meeting = await desk.held()
    await desk.join(1, "小李")
    await desk.minutes.set_everybody_there(MANAGER, meeting.id, name="老张")
    await desk.stores.rosters.forget(1)
    assert [each.name for each in (await desk.latest(meeting)).attendees] == ["小李"]


async def test_a_press_twice_is_a_press_once(desk: Desk) -> None:
    """The button says what somebody becomes, and not that it is another turn."""
    meeting_id = await drafted(desk)
    for _ in range(2):
        page = await desk.minutes.set_presence(
            MANAGER, meeting_id, 0, reference("小李"), Presence.ON_LEAVE, name="老张"
        )
    assert page.minutes.attendees[0].presence is Presence.ON_LEAVE
    assert page.minutes.version == 2


async def test_a_button_finds_its_person_where_the_list_has_shifted(desk: Desk) -> None:
    """By name; who is not there any more is nobody else."""
    meeting_id = await drafted(desk)
    await desk.minutes.write(MANAGER, meeting_id, Part.PEOPLE, "小王\n列席：王处长", name="老张")
    page = await desk.minutes.set_presence(MANAGER, meeting_id, 0, reference("小王"), Presence.ABSENT, name="老张")
    assert [each.presence for each in page.minutes.attendees[:2]] == [Presence.PRESENT, Presence.ABSENT]
    for _ in range(2):
        guest = desk.minutes.set_presence(MANAGER, meeting_id, 2, reference("王处长"), Presence.ABSENT, name="老张")
        if len((await desk.minutes.page(MANAGER, meeting_id, "老张")).minutes.attendees) == 3:
            assert len((await guest).minutes.attendees) == 2
        else:
            with pytest.raises(NobodyError):
                await guest


# ---- writing


async def test_two_leaders_who_write_at_once_lose_nothing(desk: Desk) -> None:
    """Each change is made on what the other has saved; what is typed comes behind what is there."""
    meeting = await desk.held()
    await asyncio.gather(
        desk.minutes.write(MANAGER, meeting.id, Part.POINTS, "第一句", name="老张"),
        desk.minutes.write(SECOND, meeting.id, Part.POINTS, "第二句", name="小王"),
        desk.minutes.write(MANAGER, meeting.id, Part.DECISIONS, "同意", name="老张"),
        desk.minutes.write(SECOND, meeting.id, Part.PEOPLE, "小李", name="小王"),
    )
    found = await desk.latest(meeting)
    assert sorted(found.points.splitlines()) == ["第一句", "第二句"]
    assert found.decisions == ("同意",)
    assert [each.name for each in found.attendees] == ["小李"]
    assert (found.revision, found.version) == (1, 4)


async def test_what_somebody_else_changed_meanwhile_is_not_replaced(desk: Desk) -> None:
    """重写 counts only for what was there when it was asked for."""
    meeting = await desk.held()
    await desk.minutes.write(MANAGER, meeting.id, Part.POINTS, "第一句", name="老张")
    seen = mark_of(await desk.latest(meeting), Part.POINTS)
    await desk.minutes.write(SECOND, meeting.id, Part.POINTS, "第二句", name="小王")
    with pytest.raises(ChangedError):
        await desk.minutes.write(MANAGER, meeting.id, Part.POINTS, "重写\n全新", name="老张", seen=seen)
    assert (await desk.latest(meeting)).points == "第一句\n第二句"
    seen = mark_of(await desk.latest(meeting), Part.POINTS)
    await desk.minutes.write(MANAGER, meeting.id, Part.POINTS, "重写\n全新", name="老张", seen=seen)
    assert (await desk.latest(meeting)).points == "全新"


async def test_the_whole_takes_the_place_of_the_whole(desk: Desk) -> None:
    """Sent twice it stands there once; of what was planned the topics stay where it names none. What somebody else
    wrote meanwhile is not replaced unseen."""
    meeting = await desk.held()
    assert await desk.stores.meetings.save(replace(meeting, topics=("学习",)))
    for text in ("内容：第一稿\n决定：甲\n任务：小李 3月20日前 交稿", "内容：第二稿\n决定：乙"):
        await desk.minutes.write(MANAGER, meeting.id, Part.WHOLE, text, name="老张")
    found = await desk.latest(meeting)
    assert (found.points, found.decisions, found.actions, found.topics) == ("第二稿", ("乙",), (), ("学习",))
    seen = mark_of(found, Part.WHOLE)
    await desk.minutes.write(SECOND, meeting.id, Part.POINTS, "又一句", name="小王")
    with pytest.raises(ChangedError):
        await desk.minutes.write(MANAGER, meeting.id, Part.WHOLE, "内容：第三稿", name="老张", seen=seen)


async def test_what_is_too_long_changes_nothing(desk: Desk) -> None:
    """The person is told, and what was there stays."""
    meeting_id = await drafted(desk)
    await desk.minutes.write(MANAGER, meeting_id, Part.POINTS, "字" * MAX_POINTS, name="老张")
    with pytest.raises(TooMuchError):
        await desk.minutes.write(MANAGER, meeting_id, Part.POINTS, "一", name="老张")
    written = await desk.minutes.write(MANAGER, meeting_id, Part.POINTS, "重写\n一", name="老张")
    assert written.page.minutes.points == "一"


async def test_remarks_come_back_with_what_was_written(desk: Desk) -> None:
    """Names that were not there before, and what was not understood."""
    meeting_id = await drafted(desk)
    written = await desk.minutes.write(MANAGER, meeting_id, Part.WHOLE, "出席：小王\n实到：8人", name="老张")
    assert written.remarks == ((Remark.ADDED, "小王"), (Remark.LEFT_OUT, "实到：8人"))


def told(minutes: Minutes) -> list[tuple[str, str]]:
    return [(each.name, each.presence.value) for each in minutes.attendees]


async def begun_before(desk: Desk) -> Meeting:
    """A meeting to come with three on the roster, one topic, and a draft in which somebody wrote a sentence."""
    for number, name in enumerate(("小李", "小王", "小孙"), 1):
        await desk.join(number, name)
    meeting = await desk.minutes.opened(MANAGER, SERIES, FRIDAY)
    assert await desk.stores.meetings.save(replace(meeting, topics=("学习",)))
    await desk.minutes.write(MANAGER, meeting.id, Part.POINTS, "准备", name="老张")
    return meeting


async def test_a_draft_from_before_the_meeting_follows_what_nobody_edited(desk: Desk) -> None:
    """Answers, roster, topics, place, until the first opening after the meeting began; then it stays."""
    meeting = await begun_before(desk)
    await desk.answer(meeting, 1, "小李", Rsvp.ACCEPTED)
    await desk.answer(meeting, 2, "小王", Rsvp.DECLINED)
    await desk.join(None, "老陈")
    assert await desk.stores.meetings.save(replace(await desk.kept(meeting), topics=("学习", "讨论")))
    reminder = await desk.stores.reminders.reminder(SERIES)
    assert reminder is not None
    assert await desk.stores.reminders.save(replace(reminder, venue="三楼"))
    page = await desk.minutes.page(MANAGER, meeting.id, "老张")
    expected = [("小李", "present"), ("小王", "on-leave"), ("小孙", "unconfirmed"), ("老陈", "unconfirmed")]
    assert (told(page.minutes), page.minutes.topics) == (expected, ("学习", "讨论"))
    assert (page.minutes.points, page.meeting.venue) == ("准备", "三楼")
    assert told((await desk.minutes.revision(MANAGER, meeting.id, 1)).minutes) == expected
    await desk.answer(meeting, 3, "小孙", Rsvp.ACCEPTED)
    desk.clock.advance(FRIDAY + DAY - desk.clock.now())
    (entry,) = await desk.minutes.archive.meetings_of_year(MANAGER, GROUP, 2026)
    assert entry.minutes is not None
    assert entry.minutes.count(Presence.PRESENT) == 2
    after = (await desk.minutes.page(MANAGER, meeting.id, "老张")).minutes
    assert after.count(Presence.PRESENT) == 2
    await desk.stores.rosters.forget(1)
    assert await desk.stores.meetings.save(replace(await desk.kept(meeting), topics=("别的",)))
    assert (await desk.minutes.page(MANAGER, meeting.id, "小王")).minutes == after == await desk.latest(meeting)
    filed = (await desk.minutes.file(MANAGER, meeting.id, name="老张")).minutes
    assert (filed.attendees, filed.topics) == (after.attendees, ("学习", "讨论"))


async def test_of_a_draft_from_before_the_meeting_what_somebody_edited_stays(desk: Desk) -> None:
    """Who was marked, and topics that were written or left empty; who presides is another matter."""
    meeting = await begun_before(desk)
    await desk.minutes.write(MANAGER, meeting.id, Part.CHAIR, "小孙", name="老张")
    await desk.answer(meeting, 1, "小李", Rsvp.ACCEPTED)
    await desk.minutes.write(MANAGER, meeting.id, Part.TOPICS, "清空", name="老张")
    page = await desk.minutes.page(MANAGER, meeting.id, "老张")
    assert told(page.minutes) == [("小李", "present"), ("小王", "unconfirmed"), ("小孙", "present")]
    assert page.minutes.topics == ()
    await desk.minutes.set_presence(MANAGER, meeting.id, 1, reference("小王"), Presence.ABSENT, name="老张")
    await desk.answer(meeting, 2, "小王", Rsvp.ACCEPTED)
    await desk.minutes.write(SECOND, meeting.id, Part.POINTS, "又一句", name="小王")
    for _ in range(2):
        page = await desk.minutes.page(MANAGER, meeting.id, "老张")
        assert told(page.minutes) == [("小李", "present"), ("小王", "absent"), ("小孙", "present")]
        assert (page.minutes.topics, page.minutes.points) == ((), "准备\n又一句")
        desk.clock.advance(FRIDAY + DAY - desk.clock.now())


class Slow:
    """A store that takes its time to save: whoever read at the same moment meets there."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def save(self, minutes: Minutes) -> bool:
        await asyncio.sleep(0.01)
        return bool(await self._store.save(minutes))


async def test_twelve_who_write_at_once_lose_nothing(desk: Desk) -> None:
    """In two programs over the same stores."""
    meeting, other = await desk.held(), desk.service(desk.stores)
    desk.stores.minutes = Slow(desk.stores.minutes)  # type: ignore[misc,assignment]
    writers = [
        (desk.minutes if number % 2 else other).write(MANAGER, meeting.id, Part.POINTS, f"第{number}句", name="老张")
        for number in range(12)
    ]
    await asyncio.gather(*writers)
    found = (await desk.latest(meeting)).points.splitlines()
    assert sorted(found) == sorted(f"第{number}句" for number in range(12))


async def test_the_group_itself_is_no_chair(desk: Desk) -> None:
    """An anonymous administrator set the reminder: nobody is named."""
    reminder = await desk.stores.reminders.reminder(SERIES)
    assert reminder is not None
    assert await desk.stores.reminders.save(replace(reminder, organizer_id=GROUP, organizer_name="群管理员"))
    meeting = await desk.held()
    assert (await desk.minutes.page(MANAGER, meeting.id, "小李")).minutes.chair == ""


class Beaten:
    """A store in which somebody else is always faster."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def save(self, *_: object) -> bool:
        return False


async def test_who_is_never_fast_enough_is_told_so(clock: ManualClock, understanding: Understanding) -> None:
    """After a few tries; nothing is kept."""
    stores = MemoryStores()
    desk = Desk(stores, clock, understanding)
    await desk.name_leaders()
    await desk.put()
    meeting = await desk.held()
    stores.minutes = Beaten(stores.minutes)
    with pytest.raises(ConflictError):
        await desk.minutes.write(MANAGER, meeting.id, Part.POINTS, "一句", name="老张")
    assert await stores.minutes.latest(meeting.id) is None
    assert len(desk.waits) == TRIES
    assert desk.waits[:3] == [0.01, 0.02, 0.04]
    assert max(desk.waits) == 0.25


# ---- filing and correcting


async def test_filing_freezes_says_held_and_ticks_what_says_that_minutes_are_taken(desk: Desk) -> None:
    """And nothing else: whether it is archived somebody says."""
    meeting_id = await drafted(desk)
    page = await desk.minutes.file(MANAGER, meeting_id, name="老张")
    assert page.minutes.filed_at == desk.clock.now()
    assert page.meeting.state is State.HELD
    assert [(tick.item_id, tick.by) for tick in page.meeting.ticks] == [(RECORD, "老张")]
    assert [item.id for item in page.to_tick] == [ARCHIVE]
    assert page.meeting == await desk.kept(page.meeting)
    page = await desk.minutes.tick(MANAGER, meeting_id, reference(ARCHIVE), name="老张")
    assert [tick.item_id for tick in page.meeting.ticks] == [RECORD, ARCHIVE]
    assert page.to_tick == ()


async def test_only_what_becomes_of_the_minutes_is_ticked_here(desk: Desk) -> None:
    """A button with another item ticks nothing."""
    meeting_id = await drafted(desk)
    page = await desk.minutes.tick(MANAGER, meeting_id, reference("group-meeting-in-chair"), name="老张")
    assert page.meeting.ticks == ()


async def test_filed_once_however_often_and_by_however_many(desk: Desk) -> None:
    """The first one's instant stays, there is one tick, and one revision."""
    meeting_id = await drafted(desk)
    first = desk.clock.now()
    await asyncio.gather(
        desk.minutes.file(MANAGER, meeting_id, name="老张"), desk.minutes.file(SECOND, meeting_id, name="小王")
    )
    desk.clock.advance(timedelta(minutes=1))
    page = await desk.minutes.file(MANAGER, meeting_id, name="老张")
    assert (page.minutes.filed_at, page.minutes.revision) == (first, 1)
    assert [tick.item_id for tick in page.meeting.ticks] == [RECORD]


async def test_what_is_usually_there_and_is_not_is_known_before_filing(desk: Desk) -> None:
    """Also where there are names, and nobody was there."""
    meeting = await desk.held()
    assert (await desk.minutes.page(MANAGER, meeting.id, "老张")).lacking == (Part.PEOPLE, Part.POINTS)
    await desk.minutes.write(MANAGER, meeting.id, Part.WHOLE, "缺席：小李\n决定：同意", name="老张")
    assert (await desk.minutes.page(MANAGER, meeting.id, "老张")).lacking == (Part.PEOPLE,)
    await desk.minutes.set_everybody_there(MANAGER, meeting.id, name="老张")
    assert (await desk.minutes.page(MANAGER, meeting.id, "老张")).lacking == ()


async def test_nothing_is_filed_of_a_meeting_to_come(desk: Desk) -> None:
    """A draft can be begun before; whether it is held is not known yet."""
    meeting = await desk.minutes.opened(MANAGER, SERIES, FRIDAY)
    await desk.minutes.write(MANAGER, meeting.id, Part.POINTS, "准备", name="老张")
    with pytest.raises(TooSoonError):
        await desk.minutes.file(MANAGER, meeting.id, name="老张")
    assert (await desk.kept(meeting)).state is State.OPEN


async def test_what_is_filed_is_never_changed(desk: Desk) -> None:
    """Nothing can be typed, pressed or dropped any more."""
    meeting_id = await drafted(desk)
    filed = (await desk.minutes.file(MANAGER, meeting_id, name="老张")).minutes
    with pytest.raises(FiledError):
        await desk.minutes.write(MANAGER, meeting_id, Part.POINTS, "多说一句", name="老张")
    with pytest.raises(FiledError):
        await desk.minutes.set_everybody_there(MANAGER, meeting_id, name="老张")
    with pytest.raises(FiledError):
        await desk.minutes.drop(MANAGER, meeting_id, 1, name="老张")
    assert await desk.stores.minutes.history(meeting_id) == [filed]


async def test_a_correction_is_the_next_revision_and_the_first_stays(desk: Desk) -> None:
    """Begun twice, it is one; dropped, the filed one stands; filed, both are in the history."""
    meeting_id = await drafted(desk)
    filed = (await desk.minutes.file(MANAGER, meeting_id, name="老张")).minutes
    await asyncio.gather(
        desk.minutes.correct(MANAGER, meeting_id, name="老张"), desk.minutes.correct(SECOND, meeting_id, name="小王")
    )
    assert [each.revision for each in await desk.stores.minutes.history(meeting_id)] == [1, 2]
    page = await desk.minutes.drop(MANAGER, meeting_id, 2, name="老张")
    assert page.minutes == filed
    await desk.minutes.correct(SECOND, meeting_id, name="小王")
    await desk.minutes.write(SECOND, meeting_id, Part.POINTS, "更正", name="小王")
    await desk.minutes.file(SECOND, meeting_id, name="小王")
    _, history = await desk.minutes.history(MANAGER, meeting_id)
    assert [(each.revision, each.points, each.written_by) for each in history] == [(1, "", "老张"), (2, "更正", "小王")]
    assert (await desk.minutes.revision(MANAGER, meeting_id, 1)).minutes == filed
    with pytest.raises(OutdatedError):
        await desk.minutes.revision(MANAGER, meeting_id, 3)


async def test_a_dropped_draft_leaves_what_is_known(desk: Desk) -> None:
    """The page is as it was before anybody wrote; dropping it again changes nothing."""
    meeting_id = await drafted(desk)
    for _ in range(2):
        page = await desk.minutes.drop(MANAGER, meeting_id, 1, name="小王")
        assert (page.minutes.version, page.minutes.attendees, page.minutes.recorder) == (0, (), "小王")


async def test_deleted_with_everything_and_the_setting_is_known_before(desk: Desk) -> None:
    """Every revision goes; how long the group keeps minutes is said on the page."""
    meeting_id = await drafted(desk)
    await desk.stores.habits.save(GROUP, Habits(keeps=timedelta(days=365)))
    assert (await desk.minutes.page(MANAGER, meeting_id, "老张")).keeps == timedelta(days=365)
    await desk.minutes.file(MANAGER, meeting_id, name="老张")
    deleted = await desk.minutes.delete(MANAGER, meeting_id)
    assert await desk.stores.minutes.history(meeting_id) == []
    with pytest.raises(OutdatedError):
        await desk.minutes.page(MANAGER, meeting_id, "老张")
    assert deleted.anew is not None  # the calendar has it: it is missing, unless it was not held
    assert (deleted.anew.recurrence_id, deleted.anew.state, deleted.anew.ticks) == (FRIDAY, State.OPEN, ())


async def test_what_the_calendar_has_no_more_is_deleted_for_good(desk: Desk) -> None:
    """Its reminder is gone: nothing of it is listed as missing."""
    meeting_id = await drafted(desk)
    await desk.stores.reminders.delete(SERIES, 1)
    assert (await desk.minutes.delete(MANAGER, meeting_id)).anew is None
    assert await desk.minutes.archive.meetings_of_year(MANAGER, GROUP, 2026) == ()


async def test_what_was_made_up_is_deleted_only_where_nobody_wrote(desk: Desk) -> None:
    """A question about an empty one is none about what was written meanwhile."""
    meeting = await desk.minutes.afterwards.open(MANAGER, GROUP, "昨天下午3点座谈会")
    assert (await desk.minutes.page(MANAGER, meeting.id, "老张")).is_own
    await desk.minutes.write(SECOND, meeting.id, Part.POINTS, "一句", name="小王")
    with pytest.raises(ConflictError):
        await desk.minutes.delete(MANAGER, meeting.id, unwritten=True)
    await desk.minutes.drop(MANAGER, meeting.id, 1, name="老张")
    await desk.minutes.delete(MANAGER, meeting.id, unwritten=True)
    assert await desk.stores.meetings.meeting(meeting.id) is None


async def test_what_is_cancelled_or_gone_is_not_opened(desk: Desk) -> None:
    """A button of an occurrence that does not take place is outdated."""
    with pytest.raises(OutdatedError):
        await desk.minutes.opened(MANAGER, SERIES, FRIDAY + timedelta(hours=1))
    with pytest.raises(OutdatedError):
        await desk.minutes.opened(MANAGER, "gone", FRIDAY + WEEK)
