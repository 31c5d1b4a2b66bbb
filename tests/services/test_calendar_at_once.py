"""Two leaders who edit at once end in one consistent state, on every kind of store."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pytest

from bot.domain.errors import ConflictError, OutdatedError, UserError
from bot.domain.reminder import Reminder
from bot.domain.series import Change
from bot.services.calendar import Calendar
from bot.services.ports import Stores
from bot.storage.engine import create_engine
from bot.storage.memory import MemoryStores
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from tests.services.calendars import DAY, EDITS, FRIDAY, MANAGER, WEEK, WEEKLY, calendar_over, name_leaders
from tests.support.calendar import put, reminder_of
from tests.support.clock import ManualClock
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture
async def stores(clock: ManualClock) -> Stores:
    stores = MemoryStores()
    await name_leaders(stores, clock)
    return stores


@pytest.fixture
def calendar(stores: Stores, clock: ManualClock) -> Calendar:
    return calendar_over(stores, clock)


@pytest.fixture
async def weekly(stores: Stores, clock: ManualClock) -> Reminder:
    return await put(stores, reminder_of(WEEKLY, "weekly00001", clock.now()), clock.now())


async def stored(stores: Stores, reminder: Reminder) -> Reminder:
    found = await stores.reminders.reminder(reminder.series.id)
    assert found is not None
    return found


class Meanwhile:
    """A store of reminders in which somebody else is faster: something happens before each of the first saves."""

    def __init__(self, stores: Stores, happens: Callable[[], Awaitable[object]], times: int) -> None:
        self._reminders = stores.reminders
        self._happens = happens
        self.left = times

    def __getattr__(self, name: str) -> object:
        return getattr(self._reminders, name)

    async def save(self, *changed: Reminder) -> bool:
        await self._first()
        return await self._reminders.save(*changed)

    async def delete(self, series_id: str, version: int) -> bool:
        await self._first()
        return await self._reminders.delete(series_id, version)

    async def _first(self) -> None:
        if self.left:
            self.left -= 1
            await self._happens()


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_an_edit_that_was_overtaken_is_made_anew(
    stores: Stores, clock: ManualClock, calendar: Calendar, weekly: Reminder, times: int
) -> None:
    """On what the other made of it, and twice at most: then it says so."""
    weeks = iter(range(1, 9))

    async def skip_a_week() -> None:
        await calendar.skip(MANAGER, weekly.series.id, FRIDAY + next(weeks) * WEEK)

    slow = calendar_over(stores, clock, reminders=Meanwhile(stores, skip_a_week, times))
    if times == 3:
        with pytest.raises(ConflictError):
            await slow.skip(MANAGER, weekly.series.id, FRIDAY)
    else:
        await slow.skip(MANAGER, weekly.series.id, FRIDAY)
    kept = {FRIDAY + n * WEEK for n in range(0 if times < 3 else 1, times + 1)}
    assert set((await stored(stores, weekly)).series.exceptions) == kept


@pytest.mark.parametrize("times", [2, 3])
async def test_deleting_what_somebody_edits_deletes_it(
    stores: Stores, clock: ManualClock, calendar: Calendar, weekly: Reminder, times: int
) -> None:
    """Unless they never stop."""

    async def rename() -> None:
        await calendar.rename(MANAGER, weekly.series.id, "支部会")

    slow = calendar_over(stores, clock, reminders=Meanwhile(stores, rename, times))
    if times == 3:
        with pytest.raises(ConflictError):
            await slow.delete(MANAGER, weekly.series.id)
    else:
        assert (await slow.delete(MANAGER, weekly.series.id)).series.title == "支部会"
        assert await stores.reminders.reminder(weekly.series.id) is None


async def test_an_edit_of_what_was_deleted_meanwhile_says_so(
    stores: Stores, clock: ManualClock, calendar: Calendar, weekly: Reminder
) -> None:
    """And does not bring it back."""
    slow = calendar_over(
        stores, clock, reminders=Meanwhile(stores, lambda: calendar.delete(MANAGER, weekly.series.id), 1)
    )
    with pytest.raises(OutdatedError):
        await slow.rename(MANAGER, weekly.series.id, "支部会")
    assert await stores.reminders.reminder(weekly.series.id) is None


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def two(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path, clock: ManualClock
) -> AsyncIterator[tuple[Stores, Stores]]:
    """Two stores of one database; in memory there is but one."""
    if request.param == "memory":
        stores = MemoryStores()
        await name_leaders(stores, clock)
        yield stores, stores
        return
    if request.param == "sqlite":
        shutil.copy(migrated_sqlite, tmp_path / "zuwu.db")
        url = f"sqlite:///{tmp_path / 'zuwu.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
        engine = create_engine(url)
        await upgrade(engine)
        await engine.dispose()
    first, second = SqlStores(create_engine(url)), SqlStores(create_engine(url))
    await name_leaders(first, clock)
    yield first, second
    await first.close()
    await second.close()


async def outcome(edit: str, calendar: Calendar, series_id: str) -> str:
    """What came of an edit."""
    try:
        await EDITS[edit](calendar, MANAGER, series_id)
    except UserError as error:
        return type(error).__name__
    return "done"


def edited_before(series_id: str, now: datetime) -> Reminder:
    """A weekly meeting of which one is cancelled and one moved."""
    reminder = reminder_of(WEEKLY, series_id, now)
    changed = {FRIDAY + 2 * WEEK: Change(cancelled=True), FRIDAY + 3 * WEEK: Change(moved_to=FRIDAY + 4 * WEEK - DAY)}
    return replace(reminder, series=replace(reminder.series, exceptions=changed))


End = tuple[str, str, Reminder | None]


async def in_order(first: str, second: str, clock: ManualClock) -> End:
    """What comes of two edits one after the other: both outcomes, and what is stored."""
    stores = MemoryStores()
    await name_leaders(stores, clock)
    await put(stores, edited_before("weekly00001", clock.now()), clock.now())
    calendar = calendar_over(stores, clock)
    done = await outcome(first, calendar, "weekly00001"), await outcome(second, calendar, "weekly00001")
    return *done, await stores.reminders.reminder("weekly00001")


@pytest.mark.parametrize("one", EDITS)
async def test_two_leaders_at_once_end_where_one_after_the_other_would(
    two: tuple[Stores, Stores], clock: ManualClock, one: str
) -> None:
    """Every pair of edits, in whichever order they came: nothing is lost, and who was too late is told."""
    calendars = [calendar_over(stores, clock) for stores in two]
    for number, other in enumerate(EDITS):
        series_id = f"weekly{number:05}"
        await put(two[0], edited_before(series_id, clock.now()), clock.now())
        came = await asyncio.gather(outcome(one, calendars[0], series_id), outcome(other, calendars[1], series_id))
        left = await two[1].reminders.reminder(series_id)
        named = left and replace(left, series=replace(left.series, id="weekly00001"))
        there, back = await in_order(one, other, clock), await in_order(other, one, clock)
        assert (*came, named) in [there, (back[1], back[0], back[2])], f"{one} and {other}"


def test_edits_of_different_things_may_come_in_any_order() -> None:
    """So the pairs above that do not touch each other have one end, which is both."""
    apart = ["skip", "skip another", "restore", "move back", "rename", "set the venue", "set the policy", "hand over"]
    clock = ManualClock()

    async def ends(first: str, second: str) -> list[End]:
        return [await in_order(first, second, clock), await in_order(second, first, clock)]

    for first, second in combinations(apart, 2):
        there, back = asyncio.run(ends(first, second))
        assert there[:2] == ("done", "done")
        assert there == back
