"""What a delivery needs to know beside its reminder, looked up when it is about to be said."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.checklist import Checklist, Phase
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryOutcome
from bot.domain.errors import StorageError
from bot.domain.habits import DEFAULT_HABITS, Habits
from bot.domain.meeting import Meeting, State
from bot.domain.minutes import Minutes
from bot.domain.notices import AT_THE_MOMENT
from bot.domain.occurrences import find, occurrences
from bot.domain.reminder import Reminder
from bot.domain.steps import may_ask
from bot.domain.turnout import Turnout
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.duties import Duties, Unmet
from bot.services.guide import Guide
from bot.services.opening import Opening
from bot.services.ports import Stores
from knowledge.models import KnowledgeBase, Obligation


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is known about what a delivery speaks of."""

    meeting: Meeting | None = None
    """The meeting that it speaks of; None where it is none."""
    turnout: Turnout | None = None
    """Who answered; None where nobody is asked."""
    checklist: Checklist | None = None
    minutes: Minutes | None = None
    """Its latest minutes."""
    unmet: Unmet | None = None
    """The duty that was not met."""
    duty: Obligation | None = None
    """The duty that is no meeting, of which a notice speaks."""
    base: KnowledgeBase | None = None
    """Where what is cited stands."""
    organizer_left: bool = False
    """A step is said in the group: its organizer leads it no longer."""


ASK_WITHIN = 3.0
"""Seconds that Telegram has to tell who leads a group: a send waits for it."""

NOTHING = Brief()
"""Of what speaks of no meeting."""


class Briefing:
    """Looks up what deliveries need; opens the meetings that they speak of."""

    def __init__(
        self, stores: Stores, guide: Guide, opening: Opening, duties: Duties, workdays: Workdays, *, access: Access
    ) -> None:
        self._access = access
        self._stores = stores
        self._guide = guide
        self._opening = opening
        self._duties = duties
        self._workdays = workdays

    async def brief(self, delivery: Delivery, reminder: Reminder, now: datetime) -> Brief | None:
        """What is known for a delivery of a reminder at an instant; None where it need not be said any more."""
        match delivery.kind:
            case DeliveryKind.NOTICE:
                return await self._notice(reminder, delivery.recurrence_id, delivery.starts_at)
            case DeliveryKind.RESCHEDULED | DeliveryKind.ON_AGAIN:
                return await self._announced(delivery, reminder)
            case DeliveryKind.TOPICS:
                return await self._topics(delivery, reminder)
            case DeliveryKind.NUDGE:
                return await self._nudge(delivery)
            case _:
                return await self._step(delivery, reminder, now) if delivery.kind.is_step else NOTHING

    def is_to_come(self, delivery: Delivery, reminder: Reminder, now: datetime) -> bool:
        """Whether the meeting that topics or a nudge speak of takes place and has not begun."""
        topics = delivery.kind is DeliveryKind.TOPICS
        recurrence_id = datetime.fromisoformat(delivery.detail) if topics else delivery.recurrence_id
        found = find(reminder.series, self._workdays, recurrence_id)
        if found is None or found.cancelled or reminder.series.paused:
            return False
        return found.starts_at > now

    async def has_left(self, reminder: Reminder) -> bool:
        """Whether the organizer leads the group no longer; False where that cannot be found out soon. Nobody is asked
        of a calendar in private."""
        if reminder.chat_id > 0 or reminder.organizer_id <= 0:
            return False
        try:
            async with asyncio.timeout(ASK_WITHIN):
                return await self._access.leads_no_longer(reminder.chat_id, reminder.organizer_id)
        except (TimeoutError, StorageError):  # a send is under way: it is said as ever
            return False

    async def _step(self, delivery: Delivery, reminder: Reminder, now: datetime) -> Brief | None:
        if delivery.kind is DeliveryKind.CHECKLIST:
            return await self._checklist(delivery, reminder, now)
        if delivery.kind is DeliveryKind.RECORD:
            return await self._record(delivery, reminder)
        return await self._duty(delivery, reminder, now)

    async def _notice(self, reminder: Reminder, recurrence_id: datetime, starts_at: datetime) -> Brief:
        """A meeting of a group that is to be answered for is opened, and so is what may be marked as done."""
        asks = await self._asks(reminder)
        if asks or (reminder.duty and not reminder.series.kind):
            meeting = await self._opening.open(reminder, recurrence_id, starts_at)
            duty = None if reminder.series.kind else self._guide.obligation(reminder.duty)
            turnout = await self._turnout(meeting) if asks else None
            return Brief(meeting=meeting, turnout=turnout, duty=duty, base=self._guide.base)
        if not reminder.series.kind:
            return NOTHING
        return Brief(meeting=await self._stores.meetings.of_occurrence(reminder.series.id, recurrence_id))

    async def _announced(self, delivery: Delivery, reminder: Reminder) -> Brief:
        """An occurrence that is at another time now, or on again: it may be answered for as before."""
        if not await self._asks(reminder):
            return NOTHING
        begins = delivery.starts_at
        found = occurrences(reminder.series, self._workdays, begins - timedelta.resolution, until=begins)
        occurrence = next(found, None)
        if occurrence is None:
            return NOTHING
        return await self._notice(reminder, occurrence.recurrence_id, begins)

    async def _topics(self, delivery: Delivery, reminder: Reminder) -> Brief | None:
        recurrence_id = datetime.fromisoformat(delivery.detail)
        meeting = await self._stores.meetings.of_occurrence(delivery.series_id, recurrence_id)
        if meeting is None:
            return None
        return Brief(meeting=meeting, turnout=await self._turnout(meeting) if await self._asks(reminder) else None)

    async def _nudge(self, delivery: Delivery) -> Brief | None:
        """Nobody is called where everybody has answered meanwhile."""
        meeting = await self._stores.meetings.of_occurrence(delivery.series_id, delivery.recurrence_id)
        turnout = await self._turnout(meeting) if meeting else None
        return Brief(meeting=meeting, turnout=turnout) if turnout and turnout.silent else None

    async def _checklist(self, delivery: Delivery, reminder: Reminder, now: datetime) -> Brief | None:
        """The first one as it is; of a later one what is open, while something is that would be done by then. One that
        is made up for is not given where a change made another series of what it was given for."""
        habits = await self._habits(reminder.chat_id)
        checklist = self._guide.checklist(reminder.series.kind, habits, reminder.series.title)
        if not habits.checklists or not checklist.leads:  # nothing that is sensibly done so long before
            return None
        meeting = await self._opening.open(reminder, delivery.recurrence_id, delivery.starts_at)
        if meeting.state is State.NOT_HELD:
            return None
        made_up = delivery.lead == AT_THE_MOMENT
        if made_up and await self._was_given_before(meeting):
            return None
        if not made_up and await self._was_given(delivery):
            # It may come before its lead time, where that falls on a day off.
            if not checklist.due(_ticked(meeting), min(meeting.starts_at - now, delivery.lead)):
                return None
            checklist = _what_is_open(checklist, meeting)
        return Brief(meeting=meeting, checklist=checklist, base=self._guide.base)

    async def _record(self, delivery: Delivery, reminder: Reminder) -> Brief | None:
        """What did not take place is not asked about. Where minutes are filed nothing is said the first time; the
        second time what is open of what comes after is shown, unless that and the minutes are done."""
        habits = await self._habits(reminder.chat_id)
        if not habits.asks_minutes:
            return None
        meeting = await self._opening.open(reminder, delivery.recurrence_id, delivery.starts_at)
        minutes = await self._stores.minutes.latest(meeting.id)
        filed = minutes is not None and minutes.filed_at is not None
        again = delivery.lead != AT_THE_MOMENT
        if meeting.state is State.NOT_HELD or (filed and not again):
            return None
        checklist = self._guide.checklist(meeting.kind, habits, meeting.title)
        if again:
            checklist = Checklist(checklist.open(_ticked(meeting), Phase.AFTER))
            if filed and not checklist.items:
                return None
        return Brief(meeting=meeting, checklist=checklist, minutes=minutes, base=self._guide.base)

    async def _duty(self, delivery: Delivery, reminder: Reminder, now: datetime) -> Brief | None:
        """Word of a duty is given once for a period, whatever number of reminders stand for it."""
        if not (await self._habits(reminder.chat_id)).duties:
            return None
        unmet = await self._duties.unmet(reminder, delivery.recurrence_id, now)
        if unmet is None or await self._was_told_of(delivery, reminder):
            return None
        return Brief(unmet=unmet, base=self._guide.base)

    async def _was_given(self, delivery: Delivery) -> bool:
        """Whether a checklist of the same occurrence was given before."""
        return any(
            each.kind is DeliveryKind.CHECKLIST
            and each.recurrence_id == delivery.recurrence_id
            and each.outcome is DeliveryOutcome.SENT
            for each in await self._stores.deliveries.of_series(delivery.series_id)
        )

    async def _was_given_before(self, meeting: Meeting) -> bool:
        """Whether a checklist of a meeting of that kind at that time was given, of whatever series."""
        for reminder in await self._stores.reminders.of_chat(meeting.chat_id):
            if reminder.series.kind != meeting.kind:
                continue
            for each in await self._stores.deliveries.of_series(reminder.series.id):
                same = each.kind is DeliveryKind.CHECKLIST and each.starts_at == meeting.starts_at
                if same and each.outcome is DeliveryOutcome.SENT:
                    return True
        return False

    async def _was_told_of(self, delivery: Delivery, reminder: Reminder) -> bool:
        """Whether word of the duty in that period was given for another reminder of the chat that stands for it."""
        for other in await self._stores.reminders.of_chat(reminder.chat_id):
            if other.duty != reminder.duty or other.series.id == reminder.series.id:
                continue
            for each in await self._stores.deliveries.of_series(other.series.id):
                same = each.kind is DeliveryKind.DUTY and each.recurrence_id == delivery.recurrence_id
                if same and each.outcome is DeliveryOutcome.SENT:
                    return True
        return False

    async def _asks(self, reminder: Reminder) -> bool:
        """Whether notices of a reminder ask who comes."""
        if not may_ask(reminder.series.kind, reminder.chat_id):
            return False
        return (await self._habits(reminder.chat_id)).sign_up

    async def _turnout(self, meeting: Meeting) -> Turnout:
        members = await self._stores.rosters.members(meeting.chat_id)
        return Turnout.of(members, await self._stores.meetings.answers(meeting.id), meeting.starts_at)

    async def _habits(self, chat_id: int) -> Habits:
        return await self._stores.habits.habits(chat_id) or DEFAULT_HABITS


def _ticked(meeting: Meeting) -> set[str]:
    """The items of its checklist that are done."""
    return {tick.item_id for tick in meeting.ticks}


def _what_is_open(checklist: Checklist, meeting: Meeting) -> Checklist:
    """A checklist without what is done."""
    return Checklist(checklist.open(_ticked(meeting), *Phase))
