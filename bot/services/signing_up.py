"""Answers to notices: given, counted, explained; and a nudge for those who gave none."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.errors import NotAllowedError, OutdatedError
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.identity import NewId
from bot.domain.meeting import MAX_REASON, Answer, Meeting, Rsvp, State
from bot.domain.occurrences import find
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.domain.roster import Member
from bot.domain.steps import may_ask
from bot.domain.tidying import one_line
from bot.domain.turnout import Turnout
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.belonging import Belonging
from bot.services.opening import Opening, in_chat
from bot.services.ports import Stores
from bot.services.rosters import fitting
from bot.services.sign_up_messages import (
    NoSignUp,
    Shown,
    SignUpError,
    messages_asking,
    nudged_for,
    said_to,
)

TAKEN = timedelta(minutes=30)
"""How long after the beginning of a meeting answers are still taken: who is late says so."""

OVER = timedelta(days=1)
"""How long after the beginning of a meeting it is surely over."""

SOON = timedelta(days=40)
"""How far ahead notices are kept up to date when a roster changes."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given."""

    meeting: Meeting
    answer: Answer
    before: Rsvp | None
    """What they had answered."""
    to_join: bool
    """They are not on the roster, which is in use."""


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
        belonging: Belonging,
        new_id: NewId,
        on_change: Callable[[], None],
    ) -> None:
        """``on_change`` is called when something is to be sent."""
        self._stores = stores
        self._access = access
        self._opening = opening
        self._workdays = workdays
        self._clock = clock
        self._belonging = belonging
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
        if member is None:
            await self._require_belonging(actor, meeting)
        meeting = await self._require_open(meeting)
        answer = await self._keep(meeting, actor.user_id, rsvp, fitting(name))
        if member is not None and member.name != answer[0].name:
            await self._stores.rosters.update(replace(member, name=answer[0].name))
        to_join = member is None and bool(await self._stores.rosters.members(meeting.chat_id))
        return Given(meeting, answer[0], answer[1], to_join)

    async def on_leave(self, actor: Actor, meeting_id: str) -> tuple[Meeting, bool]:
        """The meeting that somebody would explain their leave of, and whether they asked for leave from it at the time
        that it has now. They may know of it only where they answered. Raises OutdatedError, and SignUpError where it
        does not take place, or its minutes are filed."""
        meeting = await self._stores.meetings.meeting(meeting_id)
        answer = await self._answer(meeting_id, actor.user_id) if meeting is not None and actor.private else None
        if meeting is None or answer is None:
            raise OutdatedError
        meeting = await self._require_held(meeting)
        await self._require_unfiled(meeting)
        return meeting, answer.rsvp is Rsvp.DECLINED and answer.starts_at == meeting.starts_at

    async def explain(self, actor: Actor, meeting_id: str, reason: str) -> bool:
        """Keep why somebody asked for leave, until the minutes are filed. Returns False where that is nothing, or too
        long.

        Raises OutdatedError where they did not, or do not any more, and SignUpError.
        """
        reason = one_line(reason)
        if not reason or len(reason) > MAX_REASON:
            return False
        _, declined = await self.on_leave(actor, meeting_id)
        answer = await self._answer(meeting_id, actor.user_id)
        if not declined or answer is None:
            raise OutdatedError
        await self._stores.meetings.answer(replace(answer, reason=reason))
        return True

    # ---- counting

    async def turnout(self, meeting: Meeting) -> Turnout:
        """Who is expected, and what everybody answered for the time that the meeting has."""
        members = await self._stores.rosters.members(meeting.chat_id)
        return Turnout.of(members, await self._stores.meetings.answers(meeting.id), meeting.starts_at)

    async def shown(self, meeting_id: str) -> Shown | None:
        """What the notices of a meeting are to show now; None where the meeting is gone, or is over and its reminder
        gone."""
        meeting = await self._stores.meetings.meeting(meeting_id)
        if meeting is None:
            return None
        reminder = await self._stores.reminders.reminder(meeting.series_id)
        ended = await self._ended(meeting, reminder)
        if reminder is None and ended is None:
            return None
        if reminder is not None and ended is None:
            meeting = await self._at_its_time(meeting, reminder)
        every = await self._stores.deliveries.of_series(meeting.series_id)
        mine = said_to(every, meeting)
        said = {each.message_id: each for each in mine if each.message_id is not None}
        shows, turnout = messages_asking(mine, meeting), await self.turnout(meeting)
        organizer, latest = reminder.organizer_name if reminder else "", shows[-1] if shows else None
        return Shown(meeting, turnout, organizer, reminder, said, latest, older=shows[:-1], ended=ended)

    async def told(self, series_id: str, chat_id: int) -> tuple[Shown, ...]:
        """What the notices of the meetings of a series that have not begun show, as long as it stands."""
        now, every = self._clock.now(), await self.to_come(chat_id)
        shown = [await self.shown(each.id) for each in every if each.series_id == series_id and each.starts_at > now]
        return tuple(each for each in shown if each is not None)

    async def meeting_of(self, series_id: str, recurrence_id: datetime) -> Meeting | None:
        """The meeting that an occurrence is, where it was opened."""
        return await self._stores.meetings.of_occurrence(series_id, recurrence_id)

    async def to_come(self, chat_id: int) -> tuple[Meeting, ...]:
        """The meetings to come of a group, the next ones first, whether anybody is asked or not."""
        now = self._clock.now()
        return tuple(await self._stores.meetings.of_chat(chat_id, now - TAKEN, now + SOON))

    async def asked_about(self, chat_id: int) -> tuple[Meeting, ...]:
        """The meetings to come of a group whose notices ask who comes, the next ones first."""
        meetings = await self.to_come(chat_id)
        return tuple([meeting for meeting in meetings if meeting.kind and await self.asks(meeting)])

    async def asks(self, meeting: Meeting) -> bool:
        """Whether everybody is still asked who comes to a meeting."""
        return await self._ended(meeting, await self._stores.reminders.reminder(meeting.series_id)) is None

    async def answers(self, actor: Actor, meeting_id: str) -> tuple[Meeting, Turnout, tuple[Member, ...]]:
        """A meeting, who answered what, and who is away for long; for leaders.

        Raises OutdatedError, NotAllowedError.
        """
        meeting = await self._opening.meeting(actor, meeting_id, Action.MANAGE_MEETINGS)
        if meeting.chat_id > 0:
            raise OutdatedError
        reminder = await self._stores.reminders.reminder(meeting.series_id)
        meeting = await self._at_its_time(meeting, reminder) if reminder else meeting
        away = [member for member in await self._stores.rosters.members(meeting.chat_id) if member.excused]
        return meeting, await self.turnout(meeting), tuple(away)

    # ---- the nudge

    def may_nudge(self, meeting: Meeting) -> bool:
        """Whether it is early enough to call those who have not answered."""
        return meeting.starts_at > self._clock.now() and meeting.state is State.OPEN

    async def nudged_at(self, meeting: Meeting) -> datetime | None:
        """When those who have not answered were called; None where they were not, for the time that it has."""
        return nudged_for(await self._stores.deliveries.of_series(meeting.series_id), meeting)

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

    async def _require_belonging(self, actor: Actor, meeting: Meeting) -> None:
        """Who is not on the roster answers in the group, being in it; in private only who answered before.

        Raises NotAllowedError, SignUpError.
        """
        if actor.private:
            if await self._answer(meeting.id, actor.user_id) is None:
                raise NotAllowedError(Action.SEE_ROSTER)
        elif await self._belonging.is_outside(meeting.chat_id, actor.user_id):
            raise SignUpError(NoSignUp.OUTSIDE)

    async def _require_open(self, meeting: Meeting) -> Meeting:
        """The meeting at the time that it has now. Raises SignUpError where it began, its minutes are filed, or it does
        not take place."""
        meeting = await self._require_held(meeting)
        await self._require_unfiled(meeting)
        since = self._clock.now() - meeting.starts_at
        if since > TAKEN:
            raise SignUpError(NoSignUp.OVER if since > OVER else NoSignUp.UNDER_WAY)
        return meeting

    async def _require_held(self, meeting: Meeting) -> Meeting:
        """The meeting at the time that it has now. Raises SignUpError where it does not take place, or did not, or
        nobody is asked any more."""
        reminder = await self._stores.reminders.reminder(meeting.series_id)
        ended = await self._ended(meeting, reminder)
        if ended is not None:
            raise SignUpError(ended)
        return meeting if reminder is None else await self._at_its_time(meeting, reminder)

    async def _require_unfiled(self, meeting: Meeting) -> None:
        """Raises SignUpError where minutes of a meeting are filed, though they be under correction."""
        if any(each.filed_at is not None for each in await self._stores.minutes.history(meeting.id)):
            raise SignUpError(NoSignUp.FILED)

    async def _ended(self, meeting: Meeting, reminder: Reminder | None) -> NoSignUp | None:
        """Why nobody is asked who comes to a meeting; None where everybody is."""
        if self._clock.now() <= meeting.starts_at + TAKEN and self._starts_at(meeting, reminder) is None:
            return NoSignUp.CALLED_OFF
        if meeting.state is State.NOT_HELD:
            return NoSignUp.NOT_HELD
        kind = reminder.series.kind if reminder is not None else meeting.kind
        habits = await self._stores.habits.habits(meeting.chat_id) or DEFAULT_HABITS
        return None if habits.sign_up and may_ask(kind, meeting.chat_id) else NoSignUp.NOT_ASKED

    async def _at_its_time(self, meeting: Meeting, reminder: Reminder) -> Meeting:
        """The meeting as its reminder has it now; what is over stays as it was, whatever becomes of its series."""
        starts_at = self._starts_at(meeting, reminder)
        if starts_at is None or starts_at == meeting.starts_at:
            return meeting
        if max(starts_at, meeting.starts_at) + TAKEN < self._clock.now():
            return meeting
        return await self._opening.open(reminder, meeting.recurrence_id, starts_at)

    def _starts_at(self, meeting: Meeting, reminder: Reminder | None) -> datetime | None:
        """When a meeting begins, as its reminder has it now; None where it does not take place."""
        occurrence = find(reminder.series, self._workdays, meeting.recurrence_id) if reminder else None
        return None if occurrence is None or occurrence.cancelled else occurrence.starts_at

    async def _keep(self, meeting: Meeting, user_id: int, rsvp: Rsvp, name: str) -> tuple[Answer, Rsvp | None]:
        """Keep an answer. Returns it, and what it was before; the same once more keeps its reason and its place. What
        was answered for another time is no answer."""
        answer = Answer(
            meeting_id=meeting.id,
            user_id=user_id,
            name=name,
            rsvp=rsvp,
            answered_at=self._clock.now(),
            starts_at=meeting.starts_at,
        )
        before = await self._stores.meetings.answer(answer)
        if before is None or before.starts_at != answer.starts_at:
            return answer, None
        if before.rsvp is rsvp:
            answer = replace(before, name=name)
            await self._stores.meetings.answer(answer)
        return answer, before.rsvp

    async def _answer(self, meeting_id: str, user_id: int) -> Answer | None:
        given = await self._stores.meetings.answers(meeting_id)
        return next((answer for answer in given if answer.user_id == user_id), None)

    async def _member(self, meeting: Meeting, actor: Actor) -> Member | None:
        found = await self._stores.rosters.of_person(actor.user_id)
        return next((member for member in found if member.chat_id == meeting.chat_id), None)
