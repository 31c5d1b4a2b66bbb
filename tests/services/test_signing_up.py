"""Answers to notices: who may give and see them, when they are taken, and the nudge."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.edits import move, skip
from bot.domain.errors import NotAllowedError, OutdatedError, UserError
from bot.domain.habits import Habits
from bot.domain.meeting import MAX_REASON, OWN_KIND, Meeting, Rsvp, State
from bot.domain.minutes import Minutes
from bot.domain.occurrences import Occurrence, find
from bot.domain.reminder import Reminder
from bot.domain.roles import Leader
from bot.domain.roster import Member
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.opening import Opening
from bot.services.ports import Stores
from bot.services.sign_up_messages import NoSignUp, SignUpError
from bot.services.signing_up import Nudged, SigningUp
from tests.services.calendars import FRIDAY, HOUR, WEEKLY, NoAdministrators
from tests.services.test_rosters import ELSEWHERE, GROUP, LEADER, MEMBER, OTHER, THEIR_LEADER, WHO, People
from tests.support.app import numbered_ids
from tests.support.calendar import put, reminder_of
from tests.support.clock import ManualClock

DAY = timedelta(days=1)
NO, GONE, NOBODY = NotAllowedError, OutdatedError, SignUpError


@dataclass
class House:
    """The service over real stores, with a weekly meeting of a group."""

    stores: Stores
    clock: ManualClock
    changes: list[bool] = field(default_factory=list)
    people: People = field(default_factory=People)
    meeting: Meeting = field(init=False)
    reminder: Reminder = field(init=False)

    def __post_init__(self) -> None:
        access = Access(self.stores.leaders, NoAdministrators(), (), self.clock, keepers=self.stores.keepers)
        new_id = numbered_ids()
        self.opening = Opening(self.stores.meetings, access, new_id)
        self.signing_up = SigningUp(
            self.stores, access, self.opening, Workdays(), self.clock,
            belonging=self.people, new_id=new_id, on_change=lambda: self.changes.append(True),
        )  # fmt: skip

    async def prepare(self) -> "House":
        now = self.clock.now()
        for chat_id, user_id in ((GROUP, LEADER), (ELSEWHERE, THEIR_LEADER)):
            await self.stores.leaders.name(Leader(chat_id, user_id, user_id, now))
        weekly = reminder_of(WEEKLY, "series00001", now)
        weekly = replace(weekly, series=replace(weekly.series, kind=OWN_KIND))
        self.reminder = await put(self.stores, weekly, now)
        self.meeting = await self.opening.open(self.reminder, FRIDAY, FRIDAY)
        return self

    @property
    def occurrence(self) -> Occurrence:
        found = find(self.reminder.series, Workdays(), FRIDAY)
        assert found is not None
        return found

    async def answer(self, who: str, rsvp: Rsvp = Rsvp.ACCEPTED, name: str = "某人") -> str:
        return (await self.signing_up.answer(WHO[who], self.meeting.id, rsvp, name)).answer.name

    async def given(self) -> list[tuple[int, Rsvp, str]]:
        answers = await self.stores.meetings.answers(self.meeting.id)
        return [(answer.user_id, answer.rsvp, answer.reason) for answer in answers]

    async def join(self, user_id: int | None, name: str, *, excused: bool = False) -> None:
        now = self.clock.advance(timedelta(milliseconds=1))
        member = Member(id=f"member{name}", chat_id=GROUP, user_id=user_id, name=name, excused=excused, joined_at=now)
        await self.stores.rosters.join(member)

    async def keep(self, reminder: Reminder) -> None:
        assert await self.stores.reminders.save(reminder)
        kept = await self.stores.reminders.reminder(reminder.series.id)
        assert kept is not None
        self.reminder = kept


@pytest.fixture
async def house(stores_of_each_kind: Stores) -> House:
    """Over stores of each kind in turn."""
    return await House(stores_of_each_kind, ManualClock()).prepare()


ANSWERING: list[tuple[str, type[UserError] | None]] = [
    ("leader", None),
    ("leader in private", NO),
    ("anonymous", NOBODY),
    ("member", None),
    ("member in private", NO),
    ("channel", NOBODY),
    ("leader of another group", GONE),
    ("leader of another group in private", NO),
    ("stranger in private", NO),
]
SEEING: list[tuple[str, type[UserError] | None]] = [
    ("leader", None),
    ("leader in private", None),
    ("anonymous", None),
    ("member", NO),
    ("member in private", NO),
    ("channel", NO),
    ("leader of another group", GONE),
    ("leader of another group in private", NO),
    ("stranger in private", NO),
]


@pytest.mark.parametrize(("who", "refused"), ANSWERING)
async def test_who_may_answer(house: House, who: str, refused: type[UserError] | None) -> None:
    """Whoever is in the group, in their own name."""
    if refused is None:
        await house.answer(who)
        assert await house.given() == [(WHO[who].user_id, Rsvp.ACCEPTED, "")]
        return
    with pytest.raises(refused):
        await house.answer(who)
    assert await house.given() == []


@pytest.mark.parametrize(("who", "refused"), SEEING)
@pytest.mark.parametrize("nudges", [False, True])
async def test_who_sees_the_answers_and_nudges(
    house: House, who: str, refused: type[UserError] | None, *, nudges: bool
) -> None:
    """Leaders, from private too."""
    await house.join(OTHER, "小王")
    act = house.signing_up.nudge if nudges else house.signing_up.answers
    if refused is None:
        await act(WHO[who], house.meeting.id)
        return
    with pytest.raises(refused):
        await act(WHO[who], house.meeting.id)
    assert await house.stores.deliveries.of_series("series00001") == []


async def test_in_private_who_is_on_the_roster_or_has_answered_may_answer(house: House) -> None:
    """They are known to belong to the group."""
    await house.join(MEMBER, "小李")
    await house.answer("member in private")
    await house.answer("leader")
    await house.answer("leader in private", Rsvp.DECLINED)
    assert await house.given() == [(MEMBER, Rsvp.ACCEPTED, ""), (LEADER, Rsvp.DECLINED, "")]


async def test_somebodys_own_calendar_asks_nobody(house: House) -> None:
    """There is no sign-up in a private chat."""
    now = house.clock.now()
    own = reminder_of(WEEKLY, "series00002", now, chat_id=MEMBER, organizer_id=MEMBER)
    meeting = await house.opening.open(await put(house.stores, own, now), FRIDAY, FRIDAY)
    for who in ("member in private", "stranger in private", "member"):
        with pytest.raises(OutdatedError):
            await house.signing_up.answer(WHO[who], meeting.id, Rsvp.ACCEPTED, "小李")
    with pytest.raises(OutdatedError):
        await house.signing_up.answers(WHO["member in private"], meeting.id)


async def test_the_same_answer_once_more_changes_nothing(house: House) -> None:
    """Neither its reason nor its place; another one takes the reason away."""
    member, actor = WHO["member"], WHO["member in private"]
    first = await house.signing_up.answer(member, house.meeting.id, Rsvp.DECLINED, "小李")
    assert (first.before, first.to_join) == (None, False)
    assert await house.signing_up.explain(actor, house.meeting.id, " 出差\n到周日 ")
    house.clock.advance(HOUR)
    again = await house.signing_up.answer(member, house.meeting.id, Rsvp.DECLINED, "小李")
    assert again.before is Rsvp.DECLINED
    (kept,) = await house.stores.meetings.answers(house.meeting.id)
    assert (kept.reason, kept.answered_at) == ("出差 到周日", first.answer.answered_at)
    changed = await house.signing_up.answer(member, house.meeting.id, Rsvp.ACCEPTED, "小李")
    assert changed.before is Rsvp.DECLINED
    assert await house.given() == [(MEMBER, Rsvp.ACCEPTED, "")]


async def test_a_name_that_changed_is_followed_on_the_roster_too(house: House) -> None:
    """By the next press."""
    await house.join(MEMBER, "小李")
    await house.answer("member", name="李同志")
    assert [member.name for member in await house.stores.rosters.members(GROUP)] == ["李同志"]


async def test_who_is_not_on_the_roster_is_told_so_where_there_is_one(house: House) -> None:
    """And counted apart."""
    await house.join(OTHER, "小王")
    given = await house.signing_up.answer(WHO["member"], house.meeting.id, Rsvp.ACCEPTED, "小李")
    assert given.to_join
    turnout = await house.signing_up.turnout(house.meeting)
    assert ([each.name for each in turnout.guests], [each.name for each in turnout.silent]) == (["小李"], ["小王"])


async def test_answers_are_taken_until_half_an_hour_after_the_beginning(house: House) -> None:
    """Then the minutes say who is there; a day later the meeting is over."""
    house.clock.advance(FRIDAY + HOUR / 2 - house.clock.now())
    await house.answer("member")
    for later, reason in ((timedelta(seconds=1), NoSignUp.UNDER_WAY), (DAY, NoSignUp.OVER)):
        house.clock.advance(later)
        with pytest.raises(SignUpError) as raised:
            await house.answer("member", Rsvp.DECLINED)
        assert raised.value.reason is reason
    assert await house.given() == [(MEMBER, Rsvp.ACCEPTED, "")]


async def test_a_meeting_of_a_series_that_was_deleted_is_over_and_not_called_off(house: House) -> None:
    """It took place before."""
    assert await house.stores.reminders.delete("series00001", house.reminder.version)
    house.clock.advance(FRIDAY + 2 * DAY - house.clock.now())
    with pytest.raises(SignUpError) as raised:
        await house.answer("member")
    assert raised.value.reason is NoSignUp.OVER


async def test_a_reason_is_kept_until_the_minutes_are_filed(house: House) -> None:
    """Who asked for leave explains it after the meeting, too; not what did not take place."""
    actor = WHO["member in private"]
    await house.answer("member", Rsvp.DECLINED)
    house.clock.advance(FRIDAY + 2 * DAY - house.clock.now())
    assert await house.signing_up.explain(actor, house.meeting.id, "出差")
    minutes = Minutes(meeting_id=house.meeting.id, chat_id=GROUP, revision=1, written_by="老张", written_at=FRIDAY)
    assert await house.stores.minutes.save(minutes)
    assert await house.signing_up.explain(actor, house.meeting.id, "出差到周日")
    assert await house.stores.minutes.save(replace(minutes, version=1, filed_at=house.clock.now()))
    for attempt in (
        house.signing_up.explain(actor, house.meeting.id, "住院"),
        house.signing_up.on_leave(actor, house.meeting.id),
    ):
        with pytest.raises(SignUpError) as raised:
            await attempt
        assert raised.value.reason is NoSignUp.FILED
    assert await house.given() == [(MEMBER, Rsvp.DECLINED, "出差到周日")]


async def test_once_minutes_are_filed_no_answer_is_taken(house: House) -> None:
    """Nor while they are corrected, nor is anybody called; a draft keeps nobody from answering."""
    await house.join(OTHER, "小王")
    minutes = Minutes(meeting_id=house.meeting.id, chat_id=GROUP, revision=1, written_by="老张", written_at=FRIDAY)
    assert await house.stores.minutes.save(minutes)
    await house.answer("member")
    assert await house.stores.minutes.save(replace(minutes, version=1, filed_at=house.clock.now()))
    for corrected in (False, True):
        if corrected:
            assert await house.stores.minutes.save(replace(minutes, revision=2))
        for attempt in (
            house.answer("member", Rsvp.DECLINED),
            house.signing_up.nudge(WHO["leader"], house.meeting.id),
        ):
            with pytest.raises(SignUpError) as raised:
                await attempt
            assert raised.value.reason is NoSignUp.FILED
    assert await house.given() == [(MEMBER, Rsvp.ACCEPTED, "")]


@pytest.mark.parametrize("by_kind", [False, True])
async def test_where_nobody_is_asked_any_more_no_answer_is_taken(house: House, *, by_kind: bool) -> None:
    """Sign-up is off, or it is no meeting any more; nobody is called, and what counted counts as ended."""
    await house.join(MEMBER, "小李")
    await house.join(OTHER, "小王")
    await house.answer("member")
    assert await house.signing_up.asked_about(GROUP) == (house.meeting,)
    if by_kind:
        await house.keep(replace(house.reminder, series=replace(house.reminder.series, kind="")))
    else:
        await house.stores.habits.save(GROUP, Habits(sign_up=False))
    for attempt in (
        house.answer("member", Rsvp.DECLINED),
        house.signing_up.nudge(WHO["leader"], house.meeting.id),
    ):
        with pytest.raises(SignUpError) as raised:
            await attempt
        assert raised.value.reason is NoSignUp.NOT_ASKED
    assert await house.given() == [(MEMBER, Rsvp.ACCEPTED, "")]
    shown = await house.signing_up.shown(house.meeting.id)
    assert shown is not None
    assert shown.ended is NoSignUp.NOT_ASKED
    assert await house.signing_up.asked_about(GROUP) == ()
    assert await house.signing_up.to_come(GROUP) == (house.meeting,)


async def test_what_is_called_off_asks_no_more_in_any_message(house: House) -> None:
    """The calls to the silent among them, and those of its series that stay are not."""
    now = house.clock.now()
    kinds = [
        (DeliveryKind.NOTICE, FRIDAY, "", 11),
        (DeliveryKind.NUDGE, FRIDAY, "", 12),
        (DeliveryKind.TOPICS, now, FRIDAY.isoformat(), 13),
        (DeliveryKind.NUDGE, FRIDAY + 7 * DAY, "", 14),
    ]
    await _said(house, kinds)
    (told,) = await house.signing_up.told("series00001", GROUP)
    assert (told.ended, told.asking) == (None, (13, 12, 11))
    await house.keep(replace(house.reminder, series=skip(house.reminder.series, house.occurrence)))
    shown = await house.signing_up.shown(house.meeting.id)
    assert shown is not None
    assert (shown.ended, shown.asking) == (NoSignUp.CALLED_OFF, (13, 12, 11))
    house.clock.advance(FRIDAY - house.clock.now())
    assert await house.signing_up.told("series00001", GROUP) == ()


async def test_who_is_not_in_the_group_does_not_answer(house: House) -> None:
    """Whoever is on the roster is not asked about; who is let through where Telegram does not tell, is."""
    house.people.outside.add((GROUP, MEMBER))
    with pytest.raises(SignUpError) as raised:
        await house.answer("member")
    assert raised.value.reason is NoSignUp.OUTSIDE
    assert await house.given() == []
    await house.answer("leader")
    await house.join(MEMBER, "小李")
    await house.answer("member")
    assert [user_id for user_id, _, _ in await house.given()] == [LEADER, MEMBER]


async def test_what_does_not_take_place_takes_no_answers(house: House) -> None:
    """Cancelled, deleted, or marked as not held; on again, it takes them again."""
    series = house.reminder.series
    await house.keep(replace(house.reminder, series=skip(series, house.occurrence)))
    with pytest.raises(SignUpError) as raised:
        await house.answer("member")
    assert raised.value.reason is NoSignUp.CALLED_OFF
    await house.keep(replace(house.reminder, series=series))
    await house.answer("member")
    marked = replace(house.meeting, state=State.NOT_HELD)
    assert await house.stores.meetings.save(marked)
    with pytest.raises(SignUpError) as raised:
        await house.answer("member")
    assert raised.value.reason is NoSignUp.NOT_HELD
    assert await house.stores.meetings.save(replace(marked, state=State.OPEN, version=marked.version + 1))
    assert await house.stores.reminders.delete("series00001", house.reminder.version)
    with pytest.raises(SignUpError) as raised:
        await house.answer("member")
    assert raised.value.reason is NoSignUp.CALLED_OFF


async def test_a_moved_meeting_is_answered_for_at_its_new_time(house: House) -> None:
    """The notice shows that time from then on."""
    later = FRIDAY + 3 * DAY
    moved = move(house.reminder.series, house.occurrence, later)
    await house.keep(replace(house.reminder, series=moved))
    house.clock.advance(FRIDAY + 2 * DAY - house.clock.now())
    given = await house.signing_up.answer(WHO["member"], house.meeting.id, Rsvp.ACCEPTED, "小李")
    assert (given.meeting.id, given.meeting.starts_at) == (house.meeting.id, later)


async def _counts(house: House) -> tuple[list[str], list[str], list[str]]:
    """Who comes, who is silent, and who answered for another time, as leaders see it."""
    _, turnout, _ = await house.signing_up.answers(WHO["leader"], house.meeting.id)
    return (
        [each.name for each in turnout.answers],
        [each.name for each in turnout.silent],
        [each.name for each in turnout.earlier],
    )


async def test_answers_for_another_time_do_not_count_and_do_again_when_it_is_moved_back(house: House) -> None:
    """Nobody is taken to come at a time that they were not asked for; a nudge calls them, once for each time."""
    await house.join(MEMBER, "小李")
    await house.join(OTHER, "小王")
    await house.answer("member", Rsvp.DECLINED, "小李")
    assert await house.signing_up.explain(WHO["member in private"], house.meeting.id, "出差到周五")
    assert (await house.signing_up.nudge(WHO["leader"], house.meeting.id))[1] == 1
    assert await house.signing_up.nudged_at(house.meeting) == house.clock.now()
    series = house.reminder.series
    await house.keep(replace(house.reminder, series=move(series, house.occurrence, FRIDAY + DAY)))
    shown = await house.signing_up.shown(house.meeting.id)
    assert shown is not None
    assert (shown.meeting.starts_at, shown.turnout.answers) == (FRIDAY + DAY, ())
    assert await _counts(house) == ([], ["小李", "小王"], ["小李"])
    assert (await house.signing_up.on_leave(WHO["member in private"], house.meeting.id))[1] is False
    assert await house.signing_up.nudged_at(shown.meeting) is None
    assert (await house.signing_up.nudge(WHO["leader"], house.meeting.id))[1] == 2
    await house.keep(replace(house.reminder, series=series))
    assert await _counts(house) == (["小李"], ["小王"], [])
    assert await house.given() == [(MEMBER, Rsvp.DECLINED, "出差到周五")]


async def test_the_same_answer_for_the_new_time_is_a_new_one(house: House) -> None:
    """Its reason was one for the other time."""
    await house.answer("member", Rsvp.DECLINED, "小李")
    assert await house.signing_up.explain(WHO["member in private"], house.meeting.id, "出差到周五")
    await house.keep(replace(house.reminder, series=move(house.reminder.series, house.occurrence, FRIDAY + DAY)))
    given = await house.signing_up.answer(WHO["member"], house.meeting.id, Rsvp.DECLINED, "小李")
    assert (given.before, given.answer.starts_at) == (None, FRIDAY + DAY)
    assert await house.given() == [(MEMBER, Rsvp.DECLINED, "")]
    turnout = await house.signing_up.turnout(given.meeting)
    assert (turnout.count(Rsvp.DECLINED), turnout.earlier) == (1, ())


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b\u2060\u202e", "长" * (MAX_REASON + 1)])
async def test_a_reason_that_is_none_or_too_long_is_not_kept(house: House, reason: str) -> None:
    """It is asked for again."""
    await house.answer("member", Rsvp.DECLINED)
    assert not await house.signing_up.explain(WHO["member in private"], house.meeting.id, reason)
    assert await house.given() == [(MEMBER, Rsvp.DECLINED, "")]


async def test_only_who_asked_for_leave_explains_it_and_in_private_only(house: House) -> None:
    """Nobody learns of a meeting that they did not answer."""
    await house.answer("member", Rsvp.ACCEPTED)
    await house.answer("leader", Rsvp.DECLINED)
    for who in ("member in private", "stranger in private", "leader"):
        with pytest.raises(OutdatedError):
            await house.signing_up.explain(WHO[who], house.meeting.id, "出差")
    for who in ("stranger in private", "leader"):
        with pytest.raises(OutdatedError):
            await house.signing_up.on_leave(WHO[who], house.meeting.id)
    assert (await house.signing_up.on_leave(WHO["member in private"], house.meeting.id))[1] is False
    assert (await house.signing_up.on_leave(WHO["leader in private"], house.meeting.id))[1] is True


async def test_the_silent_are_called_once(house: House) -> None:
    """However often it is asked for, and by whom."""
    await house.join(MEMBER, "小李")
    await house.join(None, "赵一")
    await house.join(OTHER, "小王", excused=True)
    assert await house.signing_up.nudge(WHO["leader"], house.meeting.id) == (Nudged.CALLED, 2)
    assert await house.signing_up.nudge(WHO["anonymous"], house.meeting.id) == (Nudged.ALREADY, 0)
    (nudge,) = await house.stores.deliveries.of_series("series00001")
    now = house.clock.now()
    assert (nudge.kind, nudge.recurrence_id, nudge.starts_at, nudge.lead, nudge.chat_id, nudge.due_at) == (
        DeliveryKind.NUDGE, FRIDAY, FRIDAY, timedelta(0), GROUP, now,
    )  # fmt: skip
    assert house.changes == [True]


async def test_nobody_is_called_without_need(house: House) -> None:
    """No roster; everybody answered; it has begun."""
    nudge = house.signing_up.nudge
    assert await nudge(WHO["leader"], house.meeting.id) == (Nudged.NO_ROSTER, 0)
    await house.join(MEMBER, "小李")
    await house.answer("member")
    assert await nudge(WHO["leader"], house.meeting.id) == (Nudged.NOBODY_SILENT, 0)
    await house.join(OTHER, "小王")
    assert house.signing_up.may_nudge(house.meeting)
    house.clock.advance(FRIDAY - house.clock.now())
    assert not house.signing_up.may_nudge(house.meeting)
    with pytest.raises(SignUpError) as raised:
        await nudge(WHO["leader"], house.meeting.id)
    assert raised.value.reason is NoSignUp.BEGUN
    assert (house.changes, await house.stores.deliveries.of_series("series00001")) == ([], [])


async def test_the_latest_notice_is_found_among_what_was_said(house: House) -> None:
    """Notices and topics of that meeting, in its group; a nudge and another week's notice are none."""
    now = house.clock.now()
    kinds = [
        (DeliveryKind.NOTICE, FRIDAY, "", 11),
        (DeliveryKind.TOPICS, now, FRIDAY.isoformat(), 12),
        (DeliveryKind.NUDGE, FRIDAY, "", 13),
        (DeliveryKind.NOTICE, FRIDAY + 7 * DAY, "", 14),
        (DeliveryKind.TOPICS, now + HOUR, (FRIDAY + 7 * DAY).isoformat(), 15),
        (DeliveryKind.RECORD, FRIDAY, "", 16),
        (DeliveryKind.NOTICE, FRIDAY - DAY, "", None),
    ]
    await _said(house, kinds)
    shown = await house.signing_up.shown(house.meeting.id)
    assert shown is not None
    assert (shown.latest, shown.older, set(shown.said)) == (12, (11,), {11, 12, 13, 14, 15})
    assert await house.signing_up.shown("nothing") is None


async def test_word_of_a_new_time_is_a_notice_of_the_meeting(house: House) -> None:
    """Followed back over several times; word about another meeting of the series is none."""
    saturday, sunday, now = FRIDAY + DAY, FRIDAY + 2 * DAY, house.clock.now()
    await house.keep(replace(house.reminder, series=move(house.reminder.series, house.occurrence, sunday)))
    kinds = [
        (DeliveryKind.NOTICE, FRIDAY, "", 11),
        (DeliveryKind.RESCHEDULED, now, FRIDAY.isoformat(), 12),
        (DeliveryKind.RESCHEDULED, now + HOUR, saturday.isoformat(), 13),
        (DeliveryKind.RESCHEDULED, now + 2 * HOUR, (FRIDAY + 7 * DAY).isoformat(), 14),
    ]
    await _said(house, kinds, {12: saturday, 13: sunday, 14: FRIDAY + 8 * DAY})
    shown = await house.signing_up.shown(house.meeting.id)
    assert shown is not None
    assert (shown.latest, shown.older) == (13, (11, 12))


async def _said(
    house: House,
    kinds: Sequence[tuple[DeliveryKind, datetime, str, int | None]],
    begins: dict[int, datetime] | None = None,
) -> None:
    now = house.clock.now()
    for number, (kind, recurrence_id, detail, message_id) in enumerate(kinds):
        delivery = Delivery(
            id=f"delivery{number}", kind=kind, series_id="series00001", recurrence_id=recurrence_id,
            starts_at=(begins or {}).get(message_id or 0, recurrence_id), lead=timedelta(0),
            chat_id=LEADER if kind.is_step else GROUP, due_at=now + timedelta(seconds=number), detail=detail,
            message_id=message_id,
        )  # fmt: skip
        await house.stores.deliveries.add(delivery)
