"""A meeting as its leader runs it: topics, checklist, whether it was held."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from hashlib import sha256
from itertools import islice

from bot.domain.checklist import Checklist, ChecklistItem, Means, Phase
from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome
from bot.domain.edits import EditError
from bot.domain.errors import ConflictError, OutdatedError
from bot.domain.habits import DEFAULT_HABITS, Habits
from bot.domain.identity import NewId
from bot.domain.meeting import Meeting, State, Tick
from bot.domain.minutes import Minutes
from bot.domain.occurrences import Occurrence, find, occurrences
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.domain.steps import may_ask
from bot.domain.topics import typed_topics
from bot.domain.turnout import Turnout
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.guide import Guide
from bot.services.knowledge import reference
from bot.services.opening import Opening, in_chat
from bot.services.ports import Stores

TRIES = 5
"""How often a change is made anew where somebody else was faster."""

RECENT = timedelta(days=60)
"""How far back the meeting may lie whose page is opened from its reminder."""

COMING = 4
"""How many coming ones are offered beside it."""

AT_ONCE = timedelta(minutes=1)
"""What is sent twice within that time is sent once: somebody pressed twice."""

TOLD_ITEM = "told"
"""The tick of the topics as they are now having been told; it goes when they change."""

DONE_ITEM = "done"
"""The tick of a duty that is no meeting: it has no checklist, and yet it is known who met it and when."""


class Off(StrEnum):
    """Why a meeting does not take place."""

    CALLED_OFF = "called-off"
    """It was skipped, or is by no rule any more."""
    CHANGED = "changed"
    """Its reminder was changed from there on: another stands for it."""
    DELETED = "deleted"
    """Its reminder was deleted before it began."""


class OffError(EditError):
    """The meeting does not take place. ``off`` is why."""

    def __init__(self, off: Off) -> None:
        self.off = off
        super().__init__(off.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """Everything that the page of a meeting shows."""

    meeting: Meeting
    checklist: Checklist
    turnout: Turnout | None
    """Who answered; None where nobody is asked."""
    minutes: Minutes | None
    """The latest revision."""
    reminder: Reminder | None
    """What it belongs to; None where that was deleted."""
    now: datetime
    off: Off | None = None
    """Why it does not take place; None where it does, or did."""

    @property
    def told_at(self) -> datetime | None:
        """When the topics as they are now were told; None where they were not, or nobody pressed for it."""
        return next((tick.at for tick in self.meeting.ticks if tick.item_id == TOLD_ITEM), None)

    @property
    def unasked(self) -> ChecklistItem | None:
        """That the branch is to be asked, where nobody ticked it off."""
        items = self.checklist.open({tick.item_id for tick in self.meeting.ticks}, Phase.BEFORE)
        return next((item for item in items if item.asks_branch), None)

    @property
    def has_begun(self) -> bool:
        """Whether it is time for it, or past."""
        return self.meeting.starts_at <= self.now


class Meetings:
    """The meetings of groups. Whoever may not run them gets NotAllowedError; of what is gone, OutdatedError."""

    def __init__(
        self,
        stores: Stores,
        access: Access,
        opening: Opening,
        guide: Guide,
        workdays: Workdays,
        *,
        clock: Clock,
        new_id: NewId,
        on_change: Callable[[], None],
    ) -> None:
        """``on_change`` is called when something is to be sent."""
        self._stores = stores
        self._access = access
        self._opening = opening
        self._guide = guide
        self._workdays = workdays
        self._clock = clock
        self._new_id = new_id
        self._on_change = on_change

    # ---- seeing

    async def page(self, actor: Actor, meeting_id: str) -> MeetingPage:
        """A meeting with all that is known of it; one that is to come as its reminder has it now."""
        meeting = await self._meeting(actor, meeting_id)
        reminder = await self._stores.reminders.reminder(meeting.series_id)
        minutes = await self._stores.minutes.latest(meeting.id)
        off = self._off(meeting, reminder, minutes)
        if reminder is not None and reminder.chat_id != meeting.chat_id:
            reminder = None
        meeting = await self._as_it_is_now(meeting, reminder)
        habits = await self._habits(meeting.chat_id)
        return MeetingPage(
            meeting=meeting,
            checklist=self._guide.checklist(meeting.kind, habits, meeting.title),
            turnout=await self._turnout(meeting, habits),
            minutes=minutes,
            reminder=reminder,
            now=self._clock.now(),
            off=off,
        )

    async def of_occurrence(self, actor: Actor, series_id: str, recurrence_id: datetime) -> Meeting:
        """The meeting that an occurrence is. Raises OffError where it does not take place."""
        reminder = await self._reminder(actor, series_id)
        found = find(reminder.series, self._workdays, recurrence_id)
        if found is None or found.cancelled:
            raise OffError(_why_off(reminder, recurrence_id))
        return await self._opening.open(reminder, found.recurrence_id, found.starts_at)

    async def around(self, actor: Actor, series_id: str) -> tuple[Occurrence, ...]:
        """The occurrence of a reminder that began last, where that is not long ago, and the next ones."""
        series, now = (await self._reminder(actor, series_id)).series, self._clock.now()
        begun = list(occurrences(replace(series, paused=False), self._workdays, now - RECENT, until=now))
        return (*begun[-1:], *islice(occurrences(series, self._workdays, now), COMING))

    async def reminder_of(self, actor: Actor, meeting_id: str) -> Reminder:
        """The reminder that a meeting belongs to."""
        return await self._reminder(actor, (await self._meeting(actor, meeting_id)).series_id)

    # ---- changing; each raises ConflictError, and EditError where it cannot be done any more; ticks and topics raise
    # OffError where it does not take place

    async def tick(self, actor: Actor, meeting_id: str, item: str, *, name: str, done: bool) -> Meeting:
        """Tick an item off (``item`` is its reference), or open it again; ``name`` is who does so. What is so already
        stays as it is."""
        now = self._clock.now()
        checklist = await self._checklist(await self._going_on(actor, meeting_id))
        found = next((each for each in checklist.items if reference(each.id) == item), None)
        if found is None:
            raise EditError("no such item")
        tick = Tick(found.id, name, now)
        return await self._change(
            actor, meeting_id, lambda meeting: _ticked(meeting, tick) if done else _opened(meeting, tick.item_id)
        )

    async def were_told(self, actor: Actor, meeting_id: str) -> bool:
        """Whether the group was told of the topics of a meeting that is to come, alone or in a notice."""
        meeting = await self._meeting(actor, meeting_id)
        if not meeting.topics or meeting.starts_at <= self._clock.now():
            return False
        said = await self._stores.deliveries.of_series(meeting.series_id)
        return any(each.outcome is DeliveryOutcome.SENT and _showed_topics(each, meeting) for each in said)

    async def set_topics(self, actor: Actor, meeting_id: str, text: str) -> Meeting:
        """Set the topics, or add some, as ``typed_topics`` reads them; nothing typed: none. Where they change before
        the meeting, it is not ticked off any more that they were told. Raises ValueError as that does."""
        now = self._clock.now()
        says_told = {TOLD_ITEM, *await self._telling(await self._going_on(actor, meeting_id))}

        def change(meeting: Meeting) -> Meeting:
            topics = typed_topics(text, meeting.topics) if text.strip() else ()
            if topics == meeting.topics:
                return meeting
            told = bool(meeting.topics) and meeting.starts_at > now
            ticks = tuple(tick for tick in meeting.ticks if not (told and tick.item_id in says_told))
            return replace(meeting, topics=topics, ticks=ticks)

        return await self._change(actor, meeting_id, change)

    async def notify_topics(self, actor: Actor, meeting_id: str, *, name: str) -> bool:
        """Tell the group the topics now, and tick off that it was told. Returns False where that was done this very
        moment with these topics, here or in another process, and is not done twice."""
        meeting, now = await self._going_on(actor, meeting_id), self._clock.now()
        reminder = await self._reminder(actor, meeting.series_id)
        if meeting.chat_id > 0 or not meeting.topics or meeting.starts_at <= now:
            raise EditError("nobody to tell, nothing to tell, or too late")
        every = await self._stores.deliveries.of_series(meeting.series_id)
        told = [each for each in every if _tells_topics(each, meeting)]
        telling = self._topics(meeting, reminder, told, now)
        same = bool(told) and _digest(told[-1]) == _digest(telling) and now - told[-1].due_at < AT_ONCE
        # Of two that tell them at once the storage leaves one out: they have one identity.
        is_new = not same and await self._stores.deliveries.add(telling) > 0
        if is_new:
            self._on_change()
        ticks = [Tick(item_id, name, now) for item_id in (*await self._telling(meeting), TOLD_ITEM)]
        # Where they were changed this very moment, the others are to be told of as well.
        await self._change(
            actor, meeting_id, lambda found: _all_ticked(found, ticks) if found.topics == meeting.topics else found
        )
        return is_new

    async def set_state(self, actor: Actor, meeting_id: str, state: State) -> Meeting:
        """Say whether it took place. EditError where it has not begun, or its minutes are filed and say otherwise."""
        meeting = await self._meeting(actor, meeting_id)
        filed = any(each.filed_at is not None for each in await self._stores.minutes.history(meeting_id))
        if state is not State.OPEN and meeting.starts_at > self._clock.now():
            raise EditError("it has not begun")
        if filed and state is State.NOT_HELD:
            raise EditError("its minutes are filed")
        return await self._change(actor, meeting_id, lambda found: replace(found, state=state))

    async def set_done(self, actor: Actor, meeting_id: str, *, name: str, done: bool) -> Meeting:
        """Say that a duty that is no meeting is met, or is not after all."""
        tick = Tick(DONE_ITEM, name, self._clock.now())

        def change(meeting: Meeting) -> Meeting:
            if done:
                return replace(_ticked(meeting, tick), state=State.HELD)
            return replace(_opened(meeting, DONE_ITEM), state=State.OPEN)

        return await self._change(actor, meeting_id, change)

    # ---- how

    async def _change(self, actor: Actor, meeting_id: str, change: Callable[[Meeting], Meeting]) -> Meeting:
        """Load, change and save; all of it again where somebody else saved meanwhile."""
        for _ in range(TRIES):
            meeting = await self._meeting(actor, meeting_id)
            changed = change(meeting)
            if changed == meeting:
                return meeting
            if await self._stores.meetings.save(changed):
                return replace(changed, version=changed.version + 1)
        raise ConflictError

    async def _meeting(self, actor: Actor, meeting_id: str) -> Meeting:
        return await self._opening.meeting(actor, meeting_id, Action.MANAGE_MEETINGS)

    async def _going_on(self, actor: Actor, meeting_id: str) -> Meeting:
        """A meeting that takes place, or did. Raises OffError."""
        meeting = await self._meeting(actor, meeting_id)
        reminder = await self._stores.reminders.reminder(meeting.series_id)
        off = self._off(meeting, reminder, await self._stores.minutes.latest(meeting_id))
        if off is not None:
            raise OffError(off)
        return meeting

    def _off(self, meeting: Meeting, reminder: Reminder | None, minutes: Minutes | None) -> Off | None:
        """Why a meeting does not take place. One that began did, if anybody said so, or its reminder is gone since."""
        begun = meeting.starts_at <= self._clock.now()
        if begun and (minutes is not None or meeting.state is State.HELD):
            return None
        if reminder is None:
            return None if begun else Off.DELETED
        found = find(reminder.series, self._workdays, meeting.recurrence_id)
        if found is not None:
            return Off.CALLED_OFF if found.cancelled else None
        since = min(meeting.recurrence_id, meeting.starts_at) if begun else meeting.recurrence_id
        why = _why_off(reminder, since)
        return None if begun and why is not Off.CHANGED else why

    async def _reminder(self, actor: Actor, series_id: str) -> Reminder:
        reminder = await self._stores.reminders.reminder(series_id)
        if reminder is None:
            raise OutdatedError
        await self._access.require(in_chat(actor, reminder.chat_id), Action.MANAGE_MEETINGS)
        return reminder

    async def _as_it_is_now(self, meeting: Meeting, reminder: Reminder | None) -> Meeting:
        """A meeting that is to come with what its reminder says of it today; one that is past stays as it was."""
        if reminder is None:
            return meeting
        now, found = self._clock.now(), find(reminder.series, self._workdays, meeting.recurrence_id)
        if found is None or found.cancelled or max(found.starts_at, meeting.starts_at) <= now:
            return meeting
        return await self._opening.open(reminder, meeting.recurrence_id, found.starts_at)

    async def _checklist(self, meeting: Meeting) -> Checklist:
        return self._guide.checklist(meeting.kind, await self._habits(meeting.chat_id), meeting.title)

    async def _telling(self, meeting: Meeting) -> list[str]:
        """The items that are done once the topics are told."""
        return [item.id for item in (await self._checklist(meeting)).items if item.means is Means.NOTIFY_TOPICS]

    async def _habits(self, chat_id: int) -> Habits:
        return await self._stores.habits.habits(chat_id) or DEFAULT_HABITS

    async def _turnout(self, meeting: Meeting, habits: Habits) -> Turnout | None:
        if meeting.chat_id > 0 or not meeting.kind:
            return None
        answers = await self._stores.meetings.answers(meeting.id)
        asks = habits.sign_up and may_ask(meeting.kind, meeting.chat_id)
        if not asks and not answers:
            return None
        return Turnout.of(await self._stores.rosters.members(meeting.chat_id), answers, meeting.starts_at)

    def _topics(self, meeting: Meeting, reminder: Reminder, told: Sequence[Delivery], now: datetime) -> Delivery:
        """Word of the topics. Of two that are made at once of the same topics the identity is the same: the meeting,
        and as the lead time which telling it is (seconds) of what (microseconds)."""
        number = 1 + max((each.lead // timedelta(seconds=1) for each in told), default=0)
        topics = sha256("\n".join(meeting.topics).encode()).digest()
        return Delivery(
            id=self._new_id(),
            kind=DeliveryKind.TOPICS,
            series_id=meeting.series_id,
            recurrence_id=meeting.recurrence_id,
            starts_at=meeting.starts_at,
            lead=timedelta(seconds=number, microseconds=int.from_bytes(topics[:4]) % 1_000_000),
            chat_id=reminder.chat_id,
            due_at=now,
            detail=meeting.recurrence_id.isoformat(),
        )


def _ticked(meeting: Meeting, tick: Tick) -> Meeting:
    return meeting if meeting.is_ticked(tick.item_id) else replace(meeting, ticks=(*meeting.ticks, tick))


def _all_ticked(meeting: Meeting, ticks: Sequence[Tick]) -> Meeting:
    return reduce(_ticked, ticks, meeting)


def _opened(meeting: Meeting, item_id: str) -> Meeting:
    return replace(meeting, ticks=tuple(tick for tick in meeting.ticks if tick.item_id != item_id))


def _why_off(reminder: Reminder, at: datetime) -> Off:
    """Why a reminder has no occurrence any more at an instant at which it had one."""
    ended = reminder.series.ended_before
    return Off.CHANGED if ended is not None and ended <= at else Off.CALLED_OFF


def _digest(telling: Delivery) -> timedelta:
    """What stands for the topics that were told."""
    return telling.lead % timedelta(seconds=1)


def _tells_topics(delivery: Delivery, meeting: Meeting) -> bool:
    return delivery.kind is DeliveryKind.TOPICS and delivery.detail == meeting.recurrence_id.isoformat()


def _showed_topics(delivery: Delivery, meeting: Meeting) -> bool:
    """Whether a delivery has the topics of a meeting in it, as a notice in its group has."""
    notice = delivery.kind is DeliveryKind.NOTICE and delivery.recurrence_id == meeting.recurrence_id
    return delivery.chat_id == meeting.chat_id < 0 and (notice or _tells_topics(delivery, meeting))
