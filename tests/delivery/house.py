"""A running bot with calendars that tests fill and a clock that they move."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from bot.console.botapi.world import LocalChat, LocalUser
from bot.domain.delivery import Delivery
from bot.domain.habits import Habits
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.roles import Actor
from bot.domain.series import Series
from bot.domain.workdays import Workdays
from intents.timeexpr.rules import Once, RRule, Rule
from tests.domain.samples import SHANGHAI, local, utc
from tests.support.app import GROUP, LEADER, RunningBot

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DEFAULT = Preferences(zone="Asia/Shanghai")
NOTICES_ONLY = Habits(sign_up=False, checklists=False, asks_minutes=False, duties=False)


def once(*moments: str) -> Once:
    """Moments on the wall clock."""
    return Once(tuple(datetime.fromisoformat(each) for each in moments))


def weekly(days: str = "MO") -> RRule:
    """Every week."""
    return RRule(f"FREQ=WEEKLY;BYDAY={days}")


@dataclass
class House:
    """What a test of deliveries needs."""

    bot: RunningBot
    workdays: Workdays = field(default_factory=Workdays)
    _number: int = 0

    async def remind(
        self,
        rule: Rule,
        *times: str,
        chat: LocalChat = GROUP,
        organizer: LocalUser = LEADER,
        thread_id: int | None = None,
        **more: Any,
    ) -> Reminder:
        """Set something, now."""
        self._number += 1
        now = self.bot.clock.now()
        clock = tuple(time.fromisoformat(each) for each in times)
        duty = more.pop("duty", "")
        settings = {"zone": "Asia/Shanghai", "title": "党小组会", "kind": "group-meeting", "leads": (), **more}
        start = now.astimezone(SHANGHAI).date()
        series = Series(id=f"series{self._number:05}", rule=rule, times=clock, start=start, **settings)
        reminder = Reminder(
            series=series,
            chat_id=chat.id,
            thread_id=thread_id,
            organizer_id=organizer.id,
            organizer_name=organizer.first_name,
            duty=duty,
            created_at=now,
            planned_until=now,
            next_due_at=None,
        )
        await self.change(reminder)
        return await self.now_of(reminder)

    async def change(self, reminder: Reminder, **fields: Any) -> None:
        """Keep a reminder, changed."""
        changed = await self.bot.services.planner.replanned(replace(reminder, **fields))
        assert await self.bot.stores.reminders.save(changed)

    async def now_of(self, reminder: Reminder) -> Reminder:
        """A reminder as it is now."""
        found = await self.bot.stores.reminders.reminder(reminder.series.id)
        assert found is not None
        return found

    async def at(self, wall: str) -> None:
        """Move the clock to a wall time in Shanghai and let the bot do what is due by then."""
        self.set(wall)
        await self.bot.services.dispatcher.work()

    def set(self, wall: str) -> None:
        """Move the clock, back as well, while the bot is not running."""
        self.bot.clock.advance(utc(wall) - self.bot.clock.now())

    def said(self, chat: LocalChat = GROUP) -> list[str]:
        """What was said in a chat, oldest first."""
        return [message["text"] for message in self.bot.api.sent() if message["chat"]["id"] == chat.id]

    def actor(self, person: LocalUser, chat: LocalChat = GROUP) -> Actor:
        """Somebody in a chat."""
        return Actor(person.id, chat.id, private=chat.id == person.id)

    def shown(self) -> str:
        """What the clock shows."""
        return local(self.bot.clock.now())

    async def deliveries(self, reminder: Reminder) -> list[Delivery]:
        """The deliveries of a reminder, steps of meetings left out."""
        every = await self.bot.stores.deliveries.of_series(reminder.series.id)
        return [each for each in every if not each.kind.is_step]

    async def steps(self, reminder: Reminder) -> list[Delivery]:
        """The steps of the meetings of a reminder."""
        every = await self.bot.stores.deliveries.of_series(reminder.series.id)
        return [each for each in every if each.kind.is_step]
