"""Minutes for the tests of services: real stores, a weekly meeting in a group with two named leaders."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.meeting import Answer, Meeting, Rsvp
from bot.domain.minutes import Minutes
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.roles import Actor, Leader
from bot.domain.roster import Member
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.guide import Guide
from bot.services.knowledge import LiveKnowledge
from bot.services.minutes import MinutesService
from bot.services.minutes_drafts import Patience
from bot.services.opening import Opening
from bot.services.planner import Planner
from bot.services.ports import Stores
from intents.understanding import Understanding
from tests.services.calendars import NoAdministrators
from tests.support.app import numbered_ids
from tests.support.calendar import SHANGHAI, put, reminder_of
from tests.support.clock import ManualClock

LEADER, OTHER_LEADER, MEMBER, GROUP, OTHER_GROUP = 9, 8, 7, -1001, -1002
MANAGER = Actor(LEADER, GROUP, private=False)
SECOND = Actor(OTHER_LEADER, GROUP, private=False)
IN_PRIVATE = Actor(LEADER, LEADER, private=True)
PLAIN = Actor(MEMBER, GROUP, private=False)
SERIES, WEEKLY = "series00001", "每周五下午3点 党小组会"
DAY, WEEK = timedelta(days=1), timedelta(days=7)
FRIDAY = datetime(2026, 3, 6, 7, tzinfo=UTC)
"""The first occurrence of ``WEEKLY``; the clock stands at the Monday before."""


@dataclass
class Desk:
    """The minutes over stores."""

    stores: Stores
    clock: ManualClock
    understanding: Understanding
    changes: int = 0
    waits: list[float] = field(default_factory=list)
    """How long it was waited for others who write, in seconds."""

    def __post_init__(self) -> None:
        self.knowledge = LiveKnowledge(self.understanding)
        self.guide = Guide(self.knowledge)
        self.new_id = numbered_ids()
        self.minutes = self.service(self.stores)

    def service(self, stores: Stores) -> MinutesService:
        access = Access(stores.leaders, NoAdministrators(), (), self.clock, keepers=stores.keepers)
        default = Preferences(zone=SHANGHAI)
        planner = Planner(
            stores.reminders,
            stores.preferences,
            self.guide,
            Workdays(),
            self.clock,
            habits=stores.habits,
            default=default,
        )
        return MinutesService(
            stores,
            access,
            Opening(stores.meetings, access, self.new_id),
            planner,
            self.guide,
            knowledge=self.knowledge,
            workdays=Workdays(),
            clock=self.clock,
            new_id=self.new_id,
            on_change=self._count,
            patience=Patience(self._wait, lambda: 0.5),
        )

    async def name_leaders(self) -> None:
        for person in (LEADER, OTHER_LEADER):
            await self.stores.leaders.name(Leader(GROUP, person, LEADER, self.clock.now()))

    async def put(self, sentence: str = WEEKLY, kind: str = "group-meeting", **more: Any) -> Reminder:
        now = self.clock.now()
        reminder = reminder_of(sentence, more.pop("series_id", SERIES), now, **more)
        return await put(self.stores, replace(reminder, series=replace(reminder.series, kind=kind)), now)

    async def held(self, recurrence_id: datetime = FRIDAY) -> Meeting:
        """The meeting that an occurrence is, a day after it began."""
        if self.clock.now() < recurrence_id:
            self.clock.advance(recurrence_id + DAY - self.clock.now())
        return await self.minutes.opened(MANAGER, SERIES, recurrence_id)

    async def kept(self, meeting: Meeting) -> Meeting:
        kept = await self.stores.meetings.meeting(meeting.id)
        assert kept is not None
        return kept

    async def latest(self, meeting: Meeting) -> Minutes:
        latest = await self.stores.minutes.latest(meeting.id)
        assert latest is not None
        return latest

    async def join(self, user_id: int | None, name: str, *, excused: bool = False, chat_id: int = GROUP) -> None:
        member = Member(
            id=self.new_id(), chat_id=chat_id, user_id=user_id, name=name, excused=excused, joined_at=self.clock.now()
        )
        assert await self.stores.rosters.join(member)

    async def answer(self, meeting: Meeting, user_id: int, name: str, rsvp: Rsvp, reason: str = "") -> None:
        answered_at = self.clock.advance(timedelta(seconds=1))
        await self.stores.meetings.answer(
            Answer(
                meeting_id=meeting.id,
                user_id=user_id,
                name=name,
                rsvp=rsvp,
                reason=reason,
                answered_at=answered_at,
                starts_at=meeting.starts_at,
            )
        )

    async def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        await asyncio.sleep(0)

    def _count(self) -> None:
        self.changes += 1
