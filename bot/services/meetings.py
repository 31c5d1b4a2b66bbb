"""A meeting as its leader runs it: topics, checklist, whether it was held."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from bot.domain.checklist import Checklist, ChecklistItem, Phase
from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.edits import EditError
from bot.domain.errors import ConflictError, OutdatedError
from bot.domain.habits import DEFAULT_HABITS, Habits
from bot.domain.identity import NewId
from bot.domain.meeting import Meeting, State, Tick, tidy_topics
from bot.domain.minutes import Minutes
from bot.domain.occurrences import Occurrence, find, occurrences
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
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
"""Topics that are told twice within that time are told once: somebody pressed twice."""

CONSENT_ITEMS = ("group-meeting-before-ask-branch", "theme-day-before-consent")
"""What is to be ticked off before the topics are told: the branch is asked first (第五条、第九条)."""

TOPICS_ITEM = "-notify-topics"
"""How the id of the item ends that is done once the topics are told."""

DONE_ITEM = "done"
"""The tick of a duty that is no meeting: it has no checklist, and yet it is known who met it and when."""


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

    @property
    def unasked(self) -> ChecklistItem | None:
        """That the branch is to be asked, where nobody ticked it off."""
        items = self.checklist.open({tick.item_id for tick in self.meeting.ticks}, Phase.BEFORE)
        return next((item for item in items if item.id in CONSENT_ITEMS), None)

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
        if reminder is not None and reminder.chat_id != meeting.chat_id:
            reminder = None
        meeting = await self._as_it_is_now(meeting, reminder)
        habits = await self._habits(meeting.chat_id)
        return MeetingPage(
            meeting=meeting,
            checklist=self._guide.checklist(meeting.kind, habits),
            turnout=await self._turnout(meeting, habits),
            minutes=await self._stores.minutes.latest(meeting.id),
            reminder=reminder,
            now=self._clock.now(),
        )

    async def of_occurrence(self, actor: Actor, series_id: str, recurrence_id: datetime) -> Meeting:
        """The meeting that an occurrence is. Raises EditError where it does not take place."""
        reminder = await self._reminder(actor, series_id)
        found = find(reminder.series, self._workdays, recurrence_id)
        if found is None or found.cancelled:
            raise EditError("it does not take place")
        return await self._opening.open(reminder, found.recurrence_id, found.starts_at)

    async def around(self, actor: Actor, series_id: str) -> tuple[Occurrence, ...]:
        """The occurrence of a reminder that began last, where that is not long ago, and the next ones."""
        series, now = (await self._reminder(actor, series_id)).series, self._clock.now()
        begun = list(occurrences(replace(series, paused=False), self._workdays, now - RECENT, until=now))
        return (*begun[-1:], *islice(occurrences(series, self._workdays, now), COMING))

    async def reminder_of(self, actor: Actor, meeting_id: str) -> Reminder:
        """The reminder that a meeting belongs to."""
        return await self._reminder(actor, (await self._meeting(actor, meeting_id)).series_id)

    # ---- changing; each raises ConflictError, and EditError where it cannot be done any more

    async def tick(self, actor: Actor, meeting_id: str, item: str, *, name: str, done: bool) -> Meeting:
        """Tick an item off (``item`` is its reference), or open it again; ``name`` is who does so. What is so already
        stays as it is."""
        now = self._clock.now()
        checklist = await self._checklist(await self._meeting(actor, meeting_id))
        found = next((each for each in checklist.items if reference(each.id) == item), None)
        if found is None:
            raise EditError("no such item")
        tick = Tick(found.id, name, now)
        return await self._change(
            actor, meeting_id, lambda meeting: _ticked(meeting, tick) if done else _opened(meeting, tick.item_id)
        )

    async def set_topics(self, actor: Actor, meeting_id: str, text: str) -> Meeting:
        """Set the topics, one in each line. Raises ValueError where there are too many, or one is too long."""
        topics = tidy_topics(text.splitlines())
        return await self._change(actor, meeting_id, lambda meeting: replace(meeting, topics=topics))

    async def notify_topics(self, actor: Actor, meeting_id: str, *, name: str) -> bool:
        """Tell the group the topics now, and tick off that it was told. Returns False where that was done this very
        moment, and is not done twice."""
        meeting, now = await self._meeting(actor, meeting_id), self._clock.now()
        reminder = await self._reminder(actor, meeting.series_id)
        if meeting.chat_id > 0 or not meeting.topics or meeting.starts_at <= now:
            raise EditError("nobody to tell, nothing to tell, or too late")
        told = await self._stores.deliveries.of_series(meeting.series_id)
        if any(_tells_topics(each, meeting) and now - each.due_at < AT_ONCE for each in told):
            return False
        await self._stores.deliveries.add(self._topics(meeting, reminder, now))
        self._on_change()
        checklist = await self._checklist(meeting)
        for item in checklist.items:
            if item.id.endswith(TOPICS_ITEM):
                await self.tick(actor, meeting_id, reference(item.id), name=name, done=True)
        return True

    async def set_state(self, actor: Actor, meeting_id: str, state: State) -> Meeting:
        """Say whether it took place. EditError where it has not begun, or its minutes are filed and say otherwise."""
        meeting = await self._meeting(actor, meeting_id)
        minutes = await self._stores.minutes.latest(meeting_id)
        filed = minutes is not None and minutes.filed_at is not None
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
        return self._guide.checklist(meeting.kind, await self._habits(meeting.chat_id))

    async def _habits(self, chat_id: int) -> Habits:
        return await self._stores.habits.habits(chat_id) or DEFAULT_HABITS

    async def _turnout(self, meeting: Meeting, habits: Habits) -> Turnout | None:
        if meeting.chat_id > 0 or not meeting.kind:
            return None
        answers = await self._stores.meetings.answers(meeting.id)
        if not habits.sign_up and not answers:
            return None
        return Turnout.of(await self._stores.rosters.members(meeting.chat_id), answers)

    def _topics(self, meeting: Meeting, reminder: Reminder, now: datetime) -> Delivery:
        return Delivery(
            id=self._new_id(),
            kind=DeliveryKind.TOPICS,
            series_id=meeting.series_id,
            recurrence_id=now,  # tells it apart from one that was sent before
            starts_at=meeting.starts_at,
            lead=timedelta(0),
            chat_id=reminder.chat_id,
            due_at=now,
            detail=meeting.recurrence_id.isoformat(),
        )


def _ticked(meeting: Meeting, tick: Tick) -> Meeting:
    return meeting if meeting.is_ticked(tick.item_id) else replace(meeting, ticks=(*meeting.ticks, tick))


def _opened(meeting: Meeting, item_id: str) -> Meeting:
    return replace(meeting, ticks=tuple(tick for tick in meeting.ticks if tick.item_id != item_id))


def _tells_topics(delivery: Delivery, meeting: Meeting) -> bool:
    return delivery.kind is DeliveryKind.TOPICS and delivery.detail == meeting.recurrence_id.isoformat()
