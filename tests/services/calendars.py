"""A calendar for the tests of services: two named leaders, a weekly meeting, and every edit of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.roles import Actor, Leader
from bot.domain.series import DayOffPolicy
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.announcing import Announcing
from bot.services.calendar import Calendar
from bot.services.following import Following
from bot.services.opening import Opening
from bot.services.ports import ReminderStore, Stores
from tests.support.app import GROUP, LEADER, MEMBER, OTHER, numbered_ids
from tests.support.calendar import SHANGHAI, planner_over, small_guide
from tests.support.clock import ManualClock

MANAGER = Actor(LEADER.id, GROUP.id, private=False)
PLAIN = Actor(MEMBER.id, GROUP.id, private=False)
OWN = Actor(MEMBER.id, MEMBER.id, private=True)
WEEKLY = "每周五下午3点 党小组会"
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
FRIDAY = datetime(2026, 3, 6, 7, tzinfo=UTC)
"""The first occurrence of ``WEEKLY``; the clock stands at the Monday before."""


class NoAdministrators:
    """A group in which nobody administers; leaders are named."""

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        return False

    async def administrators(self, chat_id: int) -> dict[int, str]:
        return {}


@dataclass
class Changes:
    """Counts what the calendar tells of."""

    count: int = 0

    def add(self) -> None:
        self.count += 1


def announcing_over(stores: Stores, clock: ManualClock) -> Announcing:
    return Announcing(stores.deliveries, Workdays(), clock, numbered_ids())


def following_over(stores: Stores, clock: ManualClock) -> Following:
    access = Access(stores.leaders, NoAdministrators(), (), clock, keepers=stores.keepers)
    return Following(stores.meetings, stores.minutes, Opening(stores.meetings, access, numbered_ids()))


def calendar_over(
    stores: Stores, clock: ManualClock, changes: Changes | None = None, reminders: ReminderStore | None = None
) -> Calendar:
    access = Access(stores.leaders, NoAdministrators(), (), clock, keepers=stores.keepers)
    default = Preferences(zone=SHANGHAI, leads=(DAY,))
    return Calendar(
        reminders or stores.reminders,
        planner_over(stores, clock, default, reminders),
        access,
        Workdays(),
        clock,
        guide=small_guide(),
        announcing=announcing_over(stores, clock),
        following=following_over(stores, clock),
        on_change=(changes or Changes()).add,
    )


async def name_leaders(stores: Stores, clock: ManualClock) -> None:
    for person in (LEADER, OTHER):
        await stores.leaders.name(Leader(GROUP.id, person.id, LEADER.id, clock.now()))


EDITS: dict[str, Callable[[Calendar, Actor, str], Awaitable[Reminder]]] = {
    "skip": lambda calendar, actor, series: calendar.skip(actor, series, FRIDAY),
    "skip another": lambda calendar, actor, series: calendar.skip(actor, series, FRIDAY + WEEK),
    "restore": lambda calendar, actor, series: calendar.restore(actor, series, FRIDAY + 2 * WEEK),
    "move": lambda calendar, actor, series: calendar.move(actor, series, FRIDAY, FRIDAY + DAY),
    "move elsewhere": lambda calendar, actor, series: calendar.move(actor, series, FRIDAY, FRIDAY + HOUR),
    "move back": lambda calendar, actor, series: calendar.move_back(actor, series, FRIDAY + 3 * WEEK),
    "pause": lambda calendar, actor, series: calendar.pause(actor, series),
    "resume": lambda calendar, actor, series: calendar.resume(actor, series),
    "rename": lambda calendar, actor, series: calendar.rename(actor, series, "支部会"),
    "rename otherwise": lambda calendar, actor, series: calendar.rename(actor, series, "组织生活会"),
    "set the venue": lambda calendar, actor, series: calendar.set_venue(actor, series, "三楼"),
    "set lead times": lambda calendar, actor, series: calendar.set_leads(actor, series, (DAY, HOUR)),
    "add a lead time": lambda calendar, actor, series: calendar.set_lead(actor, series, 2 * HOUR, wanted=True),
    "set the policy": lambda calendar, actor, series: calendar.set_policy(actor, series, DayOffPolicy.SKIP),
    "hand over": lambda calendar, actor, series: calendar.hand_over(actor, series, OTHER.id, "小王"),
    "delete": lambda calendar, actor, series: calendar.delete(actor, series),
}
"""Every edit, as it is made of a weekly meeting of which the third is cancelled and the fourth moved."""
