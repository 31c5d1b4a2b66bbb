"""Answers to notices: given, counted, explained; and a nudge for those who gave none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.errors import NotAllowedError, OutdatedError, UserError
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.identity import NewId
from bot.domain.meeting import MAX_REASON, Answer, Meeting, Rsvp, State
from bot.domain.occurrences import find
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.domain.roster import Member
from bot.domain.turnout import Turnout
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.opening import Opening, in_chat
from bot.services.ports import Stores
from bot.services.rosters import fitting

OVER = timedelta(days=1)
"""How long after the beginning of a meeting answers are still taken."""

SOON = timedelta(days=40)
"""How far ahead notices are kept up to date when a roster changes."""


class NoSignUp(StrEnum):
    """Why an answer was not taken, or nobody was called."""

    OVER = "over"
    NOT_HELD = "not-held"
    CALLED_OFF = "called-off"
    NOT_A_PERSON = "not-a-person"
    """Who presses in the name of a channel or a group is nobody who could come."""
    BEGUN = "begun"


class SignUpError(UserError):
    """An answer was not taken, or nobody was called. ``reason`` is why."""

    def __init__(self, reason: NoSignUp) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given."""

    meeting: Meeting
    answer: Answer
    before: Rsvp | None
    """What they had answered."""
    to_join: bool
    """They are not on the roster, which is in use."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the notices of a meeting show."""

    meeting: Meeting
    turnout: Turnout
    reminder: Reminder
    said: Mapping[int, Delivery]
    """What was said about its series in its group, by message."""
    latest: int | None
    """The latest message that shows the counts."""


class Nudged(StrEnum):
    """What came of a nudge."""

    CALLED = "called"
    ALREADY = "already"
    NOBODY_SILENT = "nobody-silent"
    NO_ROSTER = "no-roster"


class SigningUp:
    """The answers to the notices of meetings."""

    def __init__(
        self,
        stores: Stores,
        access: Access,
        opening: Opening,
        workdays: Workdays,
        clock: Clock,
        *,
        new_id: NewId,
        on_change: Callable[[], None],
    ) -> None:
        """``on_change`` is called when something is to be sent."""
        self._stores = stores
        self._access = access
        self._opening = opening
        self._workdays = workdays
        self._clock = clock
        self._new_id = new_id
        self._on_change = on_change

    # ---- answering

    async def answer(self, actor: Actor, meeting_id: str, rsvp: Rsvp, name: str) -> Given:
        """Keep the answer of whoever is in the group of a meeting; in private, of who is on its roster or has answered.
        The same answer once more changes nothing.

        Raises OutdatedError, NotAllowedError, SignUpError.
        """
        if actor.user_id <= 0 or actor.anonymous_admin:
            raise SignUpError(NoSignUp.NOT_A_PERSON)
        meeting = await self._meeting_of(actor, meeting_id)
        member = await self._member(meeting, actor)
        if actor.private and member is None and await self._answer(meeting.id, actor.user_id) is None:
            raise NotAllowedError(Action.SEE_ROSTER)
        meeting = await self._require_open(meeting)
        answer = await self._keep(meeting, actor.user_id, rsvp, fitting(name))
        if member is not None and member.name != answer[0].name:
            await self._stores.rosters.update(replace(member, name=answer[0].name))
        to_join = member is None and bool(await self._stores.rosters.members(meeting.chat_id))
        return Given(meeting, answer[0], answer[1], to_join)

    async def on_leave(self, actor: Actor, meeting_id: str) -> tuple[Meeting, bool]:
        """The meeting that somebody would explain their leave of, and whether they asked for leave. They may know of it
        only where they answered. Raises OutdatedError."""
        meeting = await self._stores.meetings.meeting(meeting_id)
        answer = await self._answer(meeting_id, actor.user_id) if meeting is not None and actor.private else None
        if meeting is None or answer is None:
            raise OutdatedError
        return meeting, answer.rsvp is Rsvp.DECLINED

    async def explain(self, actor: Actor, meeting_id: str, reason: str) -> bool:
        """Keep why somebody asked for leave. Returns False where that is nothing, or too long.

        Raises OutdatedError where they did not, or do not any more, and SignUpError.
        """
        reason = " ".join(reason.split())
        if not reason or len(reason) > MAX_REASON:
            return False
        meeting, declined = await self.on_leave(actor, meeting_id)
        answer = await self._answer(meeting_id, actor.user_id)
        if not declined or answer is None:
            raise OutdatedError
        await self._require_open(meeting)
        await self._stores.meetings.answer(replace(answer, reason=reason))
        return True

    # ---- counting

    async def turnout(self, meeting: Meeting) -> Turnout:
        """Who is expected, and what everybody answered."""
        members = await self._stores.rosters.members(meeting.chat_id)
        return Turnout.of(members, await self._stores.meetings.answers(meeting.id))

    async def shown(self, meeting_id: str) -> Shown | None:
        """What the notices of a meeting are to show now; None where the meeting or its reminder is gone."""
        meeting = await self._stores.meetings.meeting(meeting_id)
        reminder = await self._stores.reminders.reminder(meeting.series_id) if meeting else None
        if meeting is None or reminder is None:
            return None
        every = await self._stores.deliveries.of_series(meeting.series_id)
        mine = [each for each in every if each.kind.is_for_chat and each.chat_id == meeting.chat_id]
        said = {each.message_id: each for each in mine if each.message_id is not None}
        latest = [number for number, each in said.items() if _shows_counts(each, meeting)]
        return Shown(meeting, await self.turnout(meeting), reminder, said, latest[-1] if latest else None)

    async def asked_about(self, chat_id: int) -> tuple[Meeting, ...]:
        """The meetings to come of a group whose notices ask who comes, the next ones first."""
        habits = await self._stores.habits.habits(chat_id) or DEFAULT_HABITS
        now = self._clock.now()
        meetings = await self._stores.meetings.of_chat(chat_id, now, now + SOON) if habits.sign_up else ()
        return tuple(meeting for meeting in meetings if meeting.kind)

    async def answers(self, actor: Actor, meeting_id: str) -> tuple[Meeting, Turnout, tuple[Member, ...]]:
        """A meeting, who answered what, and who is away for long; for leaders.

        Raises OutdatedError, NotAllowedError.
        """
        meeting = await self._opening.meeting(actor, meeting_id, Action.MANAGE_MEETINGS)
        if meeting.chat_id > 0:
            raise OutdatedError
        away = [member for member in await self._stores.rosters.members(meeting.chat_id) if member.excused]
        return meeting, await self.turnout(meeting), tuple(away)

    # ---- the nudge

    def may_nudge(self, meeting: Meeting) -> bool:
        """Whether it is early enough to call those who have not answered."""
        return meeting.starts_at > self._clock.now() and meeting.state is State.OPEN

    async def nudge(self, actor: Actor, meeting_id: str) -> tuple[Nudged, int]:
        """Call those who have not answered, once for each meeting, in its group. Returns how many they are.

        Raises OutdatedError, NotAllowedError, SignUpError.
        """
        meeting, turnout, away = await self.answers(actor, meeting_id)
        meeting = await self._require_open(meeting)
        if meeting.starts_at <= self._clock.now():
            raise SignUpError(NoSignUp.BEGUN)
        if not turnout.silent:
            return (Nudged.NOBODY_SILENT if turnout.expected or away else Nudged.NO_ROSTER), 0
        if not await self._stores.deliveries.add(self._nudge(meeting)):
            return Nudged.ALREADY, 0
        self._on_change()
        return Nudged.CALLED, len(turnout.silent)

    def _nudge(self, meeting: Meeting) -> Delivery:
        return Delivery(
            id=self._new_id(),
            kind=DeliveryKind.NUDGE,
            series_id=meeting.series_id,
            recurrence_id=meeting.recurrence_id,
            starts_at=meeting.starts_at,
            lead=timedelta(0),
            chat_id=meeting.chat_id,
            due_at=self._clock.now(),
        )

    # ---- beneath

    async def _meeting_of(self, actor: Actor, meeting_id: str) -> Meeting:
        """A meeting of the group that the actor is in, or of any where they are in private."""
        meeting = await self._stores.meetings.meeting(meeting_id)
        if meeting is None or meeting.chat_id > 0:
            raise OutdatedError
        in_chat(actor, meeting.chat_id)
        return meeting

    async def _require_open(self, meeting: Meeting) -> Meeting:
        """The meeting at the time that it has now. Raises SignUpError where it is over, or does not take place."""
        if meeting.state is State.NOT_HELD:
            raise SignUpError(NoSignUp.NOT_HELD)
        reminder = await self._stores.reminders.reminder(meeting.series_id)
        starts_at = self._starts_at(meeting, reminder)
        if self._clock.now() - (starts_at or meeting.starts_at) > OVER:
            raise SignUpError(NoSignUp.OVER)
        if starts_at is None or reminder is None:
            raise SignUpError(NoSignUp.CALLED_OFF)
        if starts_at != meeting.starts_at:
            return await self._opening.open(reminder, meeting.recurrence_id, starts_at)
        return meeting

    def _starts_at(self, meeting: Meeting, reminder: Reminder | None) -> datetime | None:
        """When a meeting begins, as its reminder has it now; None where it does not take place."""
        occurrence = find(reminder.series, self._workdays, meeting.recurrence_id) if reminder else None
        return None if occurrence is None or occurrence.cancelled else occurrence.starts_at

    async def _keep(self, meeting: Meeting, user_id: int, rsvp: Rsvp, name: str) -> tuple[Answer, Rsvp | None]:
        """Keep an answer. Returns it, and what it was before; the same once more keeps its reason and its place."""
        answer = Answer(meeting_id=meeting.id, user_id=user_id, name=name, rsvp=rsvp, answered_at=self._clock.now())
        before = await self._stores.meetings.answer(answer)
        if before is not None and before.rsvp is rsvp:
            answer = replace(before, name=name)
            await self._stores.meetings.answer(answer)
        return answer, before.rsvp if before else None

    async def _answer(self, meeting_id: str, user_id: int) -> Answer | None:
        given = await self._stores.meetings.answers(meeting_id)
        return next((answer for answer in given if answer.user_id == user_id), None)

    async def _member(self, meeting: Meeting, actor: Actor) -> Member | None:
        found = await self._stores.rosters.of_person(actor.user_id)
        return next((member for member in found if member.chat_id == meeting.chat_id), None)


def _shows_counts(delivery: Delivery, meeting: Meeting) -> bool:
    """Whether a delivery is a notice of a meeting; where it tells of topics, its detail says of which."""
    if delivery.kind is DeliveryKind.TOPICS:
        return delivery.detail == meeting.recurrence_id.isoformat()
    return delivery.kind is DeliveryKind.NOTICE and delivery.recurrence_id == meeting.recurrence_id
