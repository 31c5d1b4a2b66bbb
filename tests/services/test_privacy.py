"""What is deleted when somebody wants to be forgotten, and what by itself when it is old."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome, Pace
from bot.domain.draft import DRAFT_LIFETIME, Draft
from bot.domain.errors import ConflictError
from bot.domain.feedback import Miss
from bot.domain.habits import Habits
from bot.domain.pending import PENDING_LIFETIME
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.revision import manifest_of
from bot.domain.tally import Event, Tally
from bot.domain.workdays import Workdays
from bot.services.guide import Guide
from bot.services.knowledge import LiveKnowledge
from bot.services.planner import TRIES, Planner
from bot.services.ports import Stores
from bot.services.privacy import (
    ANSWER_RETENTION,
    CONTENT_RETENTION,
    DELIVERY_RETENTION,
    MISS_RETENTION,
    NOBODY,
    TALLY_RETENTION,
    Privacy,
)
from bot.views import words
from intents.understanding import Understanding
from tests.storage.samples import (
    FILES,
    a_delivery,
    a_keeper,
    a_meeting,
    a_member,
    a_pending,
    a_report,
    a_revision,
    an_answer,
    an_event,
    contents_of,
    some_minutes,
)
from tests.support.app import GROUP, MEMBER, OTHER
from tests.support.calendar import SHANGHAI, put, reminder_of
from tests.support.clock import ManualClock

WEEKLY = "每周五下午3点 党小组会"
FRIDAY = datetime(2026, 3, 6, 7, tzinfo=UTC)
PACE = Pace(overall=timedelta(0), private=timedelta(0), group=timedelta(0), ahead=timedelta(seconds=1))
DAY = timedelta(days=1)


def privacy_over(stores: Stores, clock: ManualClock, understanding: Understanding) -> Privacy:
    guide = Guide(LiveKnowledge(understanding))
    default = Preferences(zone=SHANGHAI)
    return Privacy(
        stores,
        Planner(stores.reminders, stores.preferences, guide, Workdays(), clock, habits=stores.habits, default=default),
        clock,
    )


@pytest.fixture
def privacy(stores: Stores, clock: ManualClock, understanding: Understanding) -> Privacy:
    return privacy_over(stores, clock, understanding)


async def a_reminder(stores: Stores, clock: ManualClock, series_id: str, **more: object) -> Reminder:
    """A reminder that MEMBER set, unless somebody else did."""
    fields = {"organizer_id": MEMBER.id, "organizer_name": "小李", **more}
    return await put(stores, reminder_of(WEEKLY, series_id, clock.now(), **fields), clock.now())


def a_draft(clock: ManualClock, draft_id: str, user_id: int) -> Draft:
    return Draft(
        id=draft_id,
        chat_id=GROUP.id,
        thread_id=None,
        user_id=user_id,
        user_name="小李",
        sentence=WEEKLY,
        expires_at=clock.now() + DRAFT_LIFETIME,
    )


async def test_whoever_is_forgotten_leaves_nothing_of_their_own(
    privacy: Privacy, stores: Stores, clock: ManualClock
) -> None:
    """Their calendar, cards and choices; those of others stay."""
    now = clock.now()
    await a_reminder(stores, clock, "mine0000001", chat_id=MEMBER.id)
    theirs = await a_reminder(stores, clock, "theirs00001", chat_id=OTHER.id, organizer_id=OTHER.id)
    for number, person in enumerate((MEMBER, OTHER)):
        await stores.drafts.save(a_draft(clock, f"draft{number:06}", person.id))
        await stores.focuses.choose(person.id, GROUP.id, now)
        await stores.preferences.save(person.id, Preferences(zone="Europe/Moscow"))
        await stores.deliveries.add(a_delivery(f"d-{number}", series_id="s-1", chat_id=person.id, lead=number * DAY))
    assert await privacy.forget(MEMBER.id) == 5
    assert await stores.reminders.of_chat(MEMBER.id) == []
    assert await stores.reminders.of_chat(OTHER.id) == [theirs]
    assert await stores.drafts.draft("draft000000", now) is None
    assert await stores.drafts.draft("draft000001", now) is not None
    assert list(await stores.focuses.chosen(MEMBER.id)) == []
    assert list(await stores.focuses.chosen(OTHER.id)) == [GROUP.id]
    assert await stores.preferences.preferences(MEMBER.id) is None
    assert await stores.preferences.preferences(OTHER.id) is not None
    assert [each.chat_id for each in await stores.deliveries.of_series("s-1")] == [OTHER.id]
    assert await privacy.forget(MEMBER.id) == 0


async def test_what_an_admin_has_begun_goes_and_what_they_published_stays(
    privacy: Privacy, stores: Stores, clock: ManualClock
) -> None:
    """Who gave an official answer stays known, and who is an admin stays one; what others have begun is theirs."""
    end = clock.now() + PENDING_LIFETIME
    for number, person in enumerate((MEMBER, MEMBER, OTHER)):
        await stores.pendings.save(a_pending(f"p-{number}", author_id=person.id, expires_at=end))
    revision, keeper = a_revision(author_id=MEMBER.id), a_keeper(MEMBER.id)
    await stores.revisions.publish(revision, contents_of(FILES))
    await stores.keepers.name(keeper, an_event())

    assert await privacy.forget(MEMBER.id) == 2
    assert await privacy.forget(MEMBER.id) == 0
    assert list(await stores.pendings.of_author(MEMBER.id, clock.now())) == []
    assert len(await stores.pendings.of_author(OTHER.id, clock.now())) == 1
    assert await stores.revisions.latest() == revision
    assert list(await stores.keepers.keepers()) == [keeper]


async def test_what_somebody_set_in_a_group_stays_without_them(
    privacy: Privacy, stores: Stores, clock: ManualClock
) -> None:
    """It goes on as before, and is the group's."""
    set_by_them = await a_reminder(stores, clock, "group000001")
    others = await a_reminder(stores, clock, "group000002", organizer_id=OTHER.id)
    assert await privacy.forget(MEMBER.id) == 1
    wanted = replace(set_by_them, organizer_id=GROUP.id, organizer_name=NOBODY, version=2)
    assert await stores.reminders.of_chat(GROUP.id) == [wanted, others]
    assert wanted.next_due_at == FRIDAY


async def test_whoever_is_forgotten_is_on_no_roster_and_answered_nothing(privacy: Privacy, stores: Stores) -> None:
    """In every group; others stay, and so does who is a name only."""
    others = [a_member("m-3", user_id=OTHER.id), a_member("m-4", user_id=None)]
    for member in (a_member(user_id=MEMBER.id), a_member("m-2", chat_id=-5, user_id=MEMBER.id), *others):
        await stores.rosters.join(member)
    for meeting_id, chat_id in (("meeting-1", GROUP.id), ("meeting-2", -5)):
        await stores.meetings.open(a_meeting(meeting_id, chat_id=chat_id))
        for person in (MEMBER, OTHER):
            await stores.meetings.answer(an_answer(meeting_id, person.id, reason="出差"))

    assert await privacy.forget(MEMBER.id) == 4
    assert list(await stores.rosters.of_person(MEMBER.id)) == []
    assert list(await stores.rosters.members(others[0].chat_id)) == others
    for meeting_id in ("meeting-1", "meeting-2"):
        assert [each.user_id for each in await stores.meetings.answers(meeting_id)] == [OTHER.id]
    assert await privacy.forget(MEMBER.id) == 0


async def test_the_groups_that_show_something_of_a_person_are_known_before_they_are_forgotten(
    privacy: Privacy, stores: Stores, clock: ManualClock
) -> None:
    """By their rosters, and by answers to meetings that are not over; afterwards there are none."""
    for chat_id, begins in ((-6, clock.now() + DAY), (-7, clock.now() - DAY), (-5, clock.now() + DAY)):
        await stores.meetings.open(a_meeting(f"of {chat_id}", chat_id=chat_id, starts_at=begins))
        await stores.meetings.answer(an_answer(f"of {chat_id}", MEMBER.id))
    await stores.rosters.join(a_member(chat_id=-5, user_id=MEMBER.id))

    assert await privacy.concerned(MEMBER.id) == (-5, -6)
    assert await privacy.concerned(OTHER.id) == ()
    await privacy.forget(MEMBER.id)
    assert await privacy.concerned(MEMBER.id) == ()


async def test_the_record_of_a_group_stays_as_it_was_written(privacy: Privacy, stores: Stores) -> None:
    """Minutes and ticks hold names and no ids: nothing in them changes when somebody wants to be forgotten."""
    meeting, minutes = a_meeting(chat_id=GROUP.id), some_minutes(chat_id=GROUP.id, written_by="小李")
    await stores.meetings.open(meeting)
    await stores.minutes.save(minutes)
    await stores.habits.save(GROUP.id, Habits(keeps=DAY))

    assert await privacy.forget(MEMBER.id) == 0
    assert await stores.meetings.meeting(meeting.id) == replace(meeting, version=1)
    assert await stores.minutes.latest(meeting.id) == replace(minutes, version=1)
    assert await stores.habits.habits(GROUP.id) == Habits(keeps=DAY)


async def test_meetings_of_ones_own_go_with_their_minutes(privacy: Privacy, stores: Stores) -> None:
    """What stood in somebody's private chat, and how it was to be run; that of others stays."""
    for person in (MEMBER, OTHER):
        meeting = a_meeting(f"of {person.id}", chat_id=person.id)
        await stores.meetings.open(meeting)
        await stores.minutes.save(some_minutes(meeting.id, chat_id=person.id, filed_at=FRIDAY))
        await stores.habits.save(person.id, Habits(duties=False))

    assert await privacy.forget(MEMBER.id) == 2
    assert await stores.meetings.meeting(f"of {MEMBER.id}") is None
    assert await stores.minutes.latest(f"of {MEMBER.id}") is None
    assert await stores.habits.habits(MEMBER.id) is None
    assert await stores.meetings.meeting(f"of {OTHER.id}") is not None
    assert await stores.minutes.latest(f"of {OTHER.id}") is not None
    assert await stores.habits.habits(OTHER.id) is not None


class Meanwhile:
    """Reminders of which somebody changes one before each of the first writes."""

    def __init__(self, stores: Stores, times: int) -> None:
        self._reminders = stores.reminders
        self._left = times

    def __getattr__(self, name: str) -> object:
        return getattr(self._reminders, name)

    async def save(self, *changed: Reminder) -> bool:
        await self._touch(changed[0].series.id)
        return await self._reminders.save(*changed)

    async def delete(self, series_id: str, version: int) -> bool:
        await self._touch(series_id)
        return await self._reminders.delete(series_id, version)

    async def _touch(self, series_id: str) -> None:
        if self._left:
            self._left -= 1
            current = await self._reminders.reminder(series_id)
            assert current is not None
            assert await self._reminders.save(replace(current, venue=current.venue + "楼"))


class Overtaken:
    """Stores in which somebody is faster."""

    def __init__(self, stores: Stores, times: int) -> None:
        self._stores = stores
        self.reminders = Meanwhile(stores, times)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stores, name)


@pytest.mark.parametrize("chat_id", [GROUP.id, MEMBER.id])
@pytest.mark.parametrize("times", [TRIES - 1, TRIES])
async def test_who_edits_meanwhile_is_not_overwritten(
    stores: Stores, clock: ManualClock, understanding: Understanding, chat_id: int, times: int
) -> None:
    """It is done on what they made of it; where they never stop it says so, and may be tried again."""
    await a_reminder(stores, clock, "group000001", chat_id=chat_id)
    privacy = privacy_over(Overtaken(stores, times), clock, understanding)  # type: ignore[arg-type]
    if times == TRIES:
        with pytest.raises(ConflictError):
            await privacy.forget(MEMBER.id)
    assert await privacy.forget(MEMBER.id) == 1
    kept = await stores.reminders.of_chat(chat_id)
    assert [(each.organizer_id, each.venue) for each in kept] == ([(GROUP.id, "楼" * times)] if chat_id < 0 else [])


async def test_what_was_said_is_kept_for_a_while(privacy: Privacy, stores: Stores, clock: ManualClock) -> None:
    """And cards until they end."""
    now = clock.now()
    await stores.drafts.save(a_draft(clock, "draft000000", MEMBER.id))
    sent = Delivery(
        id="delivery001",
        kind=DeliveryKind.NOTICE,
        series_id="group000001",
        recurrence_id=now,
        starts_at=now,
        lead=timedelta(0),
        chat_id=GROUP.id,
        due_at=now,
    )
    await stores.deliveries.add(sent)
    (claim,) = await stores.deliveries.claim_due("worker", now, DAY, 9, PACE)
    assert await stores.deliveries.begin(claim, now, DAY, None)
    assert await stores.deliveries.finish(claim, DeliveryOutcome.SENT, now, 5)
    clock.advance(DRAFT_LIFETIME - timedelta(seconds=1))
    assert await privacy.purge() == 0
    clock.advance(timedelta(seconds=1))
    assert await privacy.purge() == 1
    clock.advance(DELIVERY_RETENTION - DRAFT_LIFETIME)
    assert await privacy.purge() == 0
    clock.advance(timedelta(seconds=1))
    assert await privacy.purge() == 1
    assert list(await stores.deliveries.of_series("group000001")) == []


async def test_what_was_asked_is_kept_for_a_while(privacy: Privacy, stores: Stores, clock: ManualClock) -> None:
    """Failed questions and reports for half a year, and a question from when it was last missed; counts for longer."""
    now, day = clock.now(), clock.now().date()
    await stores.misses.record("党费", Miss.UNANSWERED, now - DAY, day - DAY)
    await stores.misses.record("党费", Miss.UNANSWERED, now, day)
    await stores.reports.add(a_report("r1", reported_at=now))
    await stores.tallies.add([Tally(day, Event.ANSWER, "a", 3)])

    clock.advance(MISS_RETENTION)
    assert await privacy.purge() == 0
    clock.advance(timedelta(microseconds=1))
    assert await privacy.purge() == 2
    assert [list(await stores.misses.open(9)), list(await stores.reports.open(9))] == [[], []]
    clock.advance(TALLY_RETENTION - MISS_RETENTION)
    assert await privacy.purge() == 0
    clock.advance(DAY)
    assert await privacy.purge() == 1
    assert list(await stores.tallies.between(date.min, date.max)) == []


async def test_an_unfinished_change_goes_with_its_files(privacy: Privacy, stores: Stores, clock: ManualClock) -> None:
    """When it expires; the files of revisions stay for good."""
    await stores.revisions.publish(a_revision(at=clock.now()), contents_of(FILES))
    other = {"terms.yaml": b"other"}
    await stores.revisions.keep(contents_of(other), clock.now())
    body = {"files": manifest_of({**FILES, **other})}
    await stores.pendings.save(a_pending(body=body, expires_at=clock.now() + PENDING_LIFETIME))

    clock.advance(PENDING_LIFETIME - timedelta(microseconds=1))
    assert await privacy.purge() == 0
    clock.advance(timedelta(microseconds=1))
    assert await privacy.purge() == 1
    assert await stores.revisions.contents(contents_of(other)) == contents_of(other)
    clock.advance(CONTENT_RETENTION)
    assert await privacy.purge() == 1
    assert await stores.revisions.contents({**contents_of(other), **contents_of(FILES)}) == contents_of(FILES)


async def test_answers_are_kept_for_a_while_after_the_meeting(
    privacy: Privacy, stores: Stores, clock: ManualClock
) -> None:
    """With the reasons in them; the meeting and its minutes stay where nobody set an end."""
    await stores.meetings.open(a_meeting(starts_at=clock.now()))
    await stores.meetings.answer(an_answer())
    await stores.minutes.save(some_minutes())

    clock.advance(ANSWER_RETENTION)
    assert await privacy.purge() == 0
    clock.advance(timedelta(microseconds=1))
    assert await privacy.purge() == 1
    assert list(await stores.meetings.answers("meeting-1")) == []
    clock.advance(9999 * DAY)
    assert await privacy.purge() == 0
    assert await stores.meetings.meeting("meeting-1") is not None
    assert await stores.minutes.latest("meeting-1") is not None


async def test_meetings_go_with_their_minutes_when_their_group_keeps_them_no_longer(
    privacy: Privacy, stores: Stores, clock: ManualClock
) -> None:
    """Each group for its own time; filed minutes too."""
    keeps = {GROUP.id: 365 * DAY, -5: 730 * DAY, -6: None}
    for chat_id, kept in keeps.items():
        meeting = a_meeting(f"of {chat_id}", chat_id=chat_id, starts_at=clock.now())
        await stores.meetings.open(meeting)
        await stores.minutes.save(some_minutes(meeting.id, chat_id=chat_id, filed_at=clock.now()))
        await stores.habits.save(chat_id, Habits(keeps=kept))

    async def left() -> list[int]:
        return [chat_id for chat_id in keeps if await stores.minutes.latest(f"of {chat_id}")]

    clock.advance(365 * DAY)
    assert await privacy.purge() == 0
    clock.advance(DAY)
    assert await privacy.purge() == 1
    assert await left() == [-5, -6]
    assert await stores.meetings.meeting(f"of {GROUP.id}") is None
    clock.advance(730 * DAY)
    assert await privacy.purge() == 1
    assert await left() == [-6]


def test_what_is_said_of_it_is_true() -> None:
    """The numbers are those by which it is deleted, and all of it fits on one screen."""
    assert ANSWER_RETENTION == DELIVERY_RETENTION == 90 * DAY
    assert "每次提醒发了没有：90 天后自动删除" in words.PRIVACY
    assert "会后 90 天自动删除" in words.PRIVACY
    for words_of in (
        "最后一次问起 180 天后自动删除",
        "不存是谁写的，180 天后",
        "400 天后自动删除",
        "邀请，2 天后自动删除",
    ):
        assert words_of in words.PRIVACY
    assert len(words.PRIVACY) < 1500
