"""Holidays that become known move dates, and their organizers hear of it."""

from datetime import date, datetime

from bot.domain.customary import HolidayYear, customary
from bot.domain.occurrences import occurrences
from bot.domain.reminder import Reminder
from bot.domain.series import DayOffPolicy
from bot.domain.workdays import Workdays
from bot.services.planner import Planner
from bot.services.redating import Redating
from intents.timeexpr.rules import RRule, WorkdayRule
from tests.delivery.house import DEFAULT, House
from tests.domain.samples import local, utc
from tests.support.app import LEADER

YEAR = 2031
"""No notice of it is known yet."""
START = f"{YEAR}-04-01 09:00"


def announced(*off: date) -> Workdays:
    """A program that knows the notice of the year: as custom has it, and some more days off."""
    custom = customary(YEAR)
    return Workdays({YEAR: HolidayYear(custom.off | frozenset(off), custom.work)})


def still_assumed(reminder: Reminder) -> list[datetime]:
    """The dates of the year that are."""
    return [at for _, at in reminder.assumed if at.year == YEAR]


def redating(house: House, workdays: Workdays) -> Redating:
    """What a program that knows these days does at its start."""
    services, stores, clock = house.bot.services, house.bot.stores, house.bot.clock
    planner = Planner(
        stores.reminders, stores.preferences, services.guide, workdays, clock, habits=stores.habits, default=DEFAULT
    )
    return Redating(stores, planner, workdays, clock, services.new_id)


async def test_a_date_that_moved_is_told_once(house: House) -> None:
    """Old and new date, to the organizer; the notices follow."""
    house.set(START)
    reminder = await house.remind(WorkdayRule(nth=1), "15:00")
    assert [local(at) for at in still_assumed(reminder)][2:3] == [f"{YEAR}-06-02 15:00"]
    learnt = redating(house, announced(date(YEAR, 6, 2)))
    assert await learnt.run() == 1
    assert await learnt.run() == 0
    await house.bot.services.dispatcher.work()
    (word,) = house.said(LEADER.chat)
    assert f"{YEAR}年6月2日（周一）15:00 → {YEAR}年6月3日（周二）15:00" in word
    assert still_assumed(await house.now_of(reminder)) == []


async def test_what_is_as_assumed_is_not_told(house: House) -> None:
    """Only that nothing is assumed any more."""
    house.set(START)
    reminder = await house.remind(RRule("FREQ=MONTHLY;BYMONTHDAY=8"), "15:00", policy=DayOffPolicy.NEXT)
    assert still_assumed(reminder)
    first = next(occurrences(reminder.series, house.workdays, utc(START)))
    assert await redating(house, announced(date(YEAR, 12, 30))).run() == 0
    assert still_assumed(await house.now_of(reminder)) == []
    assert next(occurrences(reminder.series, house.workdays, utc(START))) == first


async def test_a_date_that_falls_away_is_told_as_such(house: House) -> None:
    """Where days off are skipped."""
    house.set(START)
    await house.remind(RRule("FREQ=MONTHLY;BYMONTHDAY=8"), "15:00", policy=DayOffPolicy.SKIP)
    assert await redating(house, announced(date(YEAR, 7, 8))).run() == 1
    await house.bot.services.dispatcher.work()
    assert f"{YEAR}年7月8日（周二）15:00 → 这次不开了" in house.said(LEADER.chat)[0]


async def test_what_hangs_on_no_holidays_is_not_looked_at(house: House) -> None:
    """The 8th is the 8th."""
    house.set(START)
    reminder = await house.remind(RRule("FREQ=MONTHLY;BYMONTHDAY=8"), "15:00")
    assert reminder.assumed == ()
    assert await redating(house, announced(date(YEAR, 7, 8))).run() == 0
