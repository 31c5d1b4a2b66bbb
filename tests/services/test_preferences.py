"""Preferences: who may change them, what can be kept, and what becomes of the reminders that are set."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.domain.errors import NotAllowedError, StorageError
from bot.domain.notices import QuietHours
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.roles import Actor, Leader
from bot.domain.series import DayOffPolicy
from bot.services.access import Access
from bot.services.ports import ReminderStore, Stores
from bot.services.preference_words import LONGEST_LEAD, read_leads, read_quiet, read_zone
from bot.services.preferences import MOST_LEADS, Fields, PreferencesService, Unfit, UnfitError
from tests.support.calendar import SHANGHAI, planner_over, put, reminder_of
from tests.support.clock import ManualClock

LEADER, GROUP = 9, -1001
MANAGER = Actor(LEADER, GROUP, private=False)
PLAIN = Actor(7, GROUP, private=False)
OWN = Actor(7, 7, private=True)
DEFAULT = Preferences(zone=SHANGHAI)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEKLY = "每周五下午3点 党小组会"
FRIDAY = datetime(2026, 3, 6, 7, tzinfo=UTC)
"""The first occurrence of ``WEEKLY``; the clock stands at the Monday before."""
NIGHT, NOON = QuietHours(time(22), time(7)), QuietHours(time(14, 30), time(15))


class NoAdministrators:
    """Groups in which nobody administers; leaders are named."""

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        return False

    async def administrators(self, chat_id: int) -> dict[int, str]:
        return {}


@dataclass
class House:
    """The service over real stores, with one leader in one group."""

    stores: Stores
    clock: ManualClock
    changes: int = 0

    def service(self, reminders: ReminderStore | None = None) -> PreferencesService:
        return PreferencesService(
            self.stores.preferences,
            reminders or self.stores.reminders,
            Access(self.stores.leaders, NoAdministrators(), (), self.clock, keepers=self.stores.keepers),
            planner_over(self.stores, self.clock, DEFAULT, reminders),
            on_change=self._count,
        )

    async def put(self, sentence: str = WEEKLY, series_id: str = "series00001", **more: Any) -> Reminder:
        now = self.clock.now()
        return await put(self.stores, reminder_of(sentence, series_id, now, **more), now)

    async def kept(self, series_id: str = "series00001") -> Reminder:
        reminder = await self.stores.reminders.reminder(series_id)
        assert reminder is not None
        return reminder

    def _count(self) -> None:
        self.changes += 1


@pytest.fixture
async def house(stores_of_each_kind: Stores, clock: ManualClock) -> House:
    """Over stores of each kind in turn."""
    await stores_of_each_kind.leaders.name(Leader(GROUP, LEADER, LEADER, clock.now()))
    return House(stores_of_each_kind, clock)


async def test_a_chat_that_set_none_has_those_of_the_installation(house: House) -> None:
    """Nothing is kept by looking."""
    assert await house.service().get(PLAIN) == DEFAULT
    assert await house.stores.preferences.preferences(GROUP) is None


async def test_one_is_changed_and_the_others_stay(house: House) -> None:
    """In that chat alone."""
    service = house.service()
    await service.change(MANAGER, zone="Europe/Moscow")
    await service.change(MANAGER, quiet=NIGHT)
    await service.change(MANAGER, leads=(HOUR, DAY, HOUR))
    last = await service.change(MANAGER, policy=DayOffPolicy.SKIP)
    wanted = Preferences(zone="Europe/Moscow", quiet=NIGHT, leads=(DAY, HOUR), policy=DayOffPolicy.SKIP)
    assert last == wanted
    assert await service.get(MANAGER) == wanted
    assert await service.get(OWN) == DEFAULT
    assert (await service.change(MANAGER, quiet=None)).quiet is None


async def test_a_member_changes_nothing(house: House) -> None:
    """And sees what the calendar is like, as everybody there does."""
    with pytest.raises(NotAllowedError):
        await house.service().change(PLAIN, zone="Europe/Moscow")
    with pytest.raises(NotAllowedError):
        await house.service().set_lead(PLAIN, HOUR, wanted=True)
    assert await house.service().get(PLAIN) == DEFAULT
    assert house.changes == 0


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (Fields(zone="Asia/Nowhere"), Unfit.ZONE),
        (Fields(zone="../../etc/passwd"), Unfit.ZONE),
        (Fields(zone=""), Unfit.ZONE),
        (Fields(quiet=QuietHours(time(7), time(6, 1))), Unfit.QUIET),
        (Fields(quiet=QuietHours(time(7), time(7))), Unfit.QUIET),
        (Fields(quiet=QuietHours(time(0), time(23, 1))), Unfit.QUIET),
        (Fields(leads=(timedelta(0),)), Unfit.LEAD),
        (Fields(leads=(-HOUR,)), Unfit.LEAD),
        (Fields(leads=(LONGEST_LEAD + timedelta(minutes=1),)), Unfit.LEAD),
        (Fields(leads=tuple(HOUR * n for n in range(1, MOST_LEADS + 2))), Unfit.LEADS),
    ],
)
async def test_what_cannot_be_kept_is_refused_and_changes_nothing(house: House, fields: Fields, reason: Unfit) -> None:
    """With the reason."""
    with pytest.raises(UnfitError) as refused:
        await house.service().change(MANAGER, **fields)
    assert refused.value.reason is reason
    assert await house.stores.preferences.preferences(GROUP) is None
    assert house.changes == 0


@pytest.mark.parametrize("quiet", [QuietHours(time(7), time(6)), QuietHours(time(0), time(23)), NIGHT, NOON])
async def test_an_hour_of_the_day_is_enough(house: House, quiet: QuietHours) -> None:
    """Over midnight too."""
    assert (await house.service().change(MANAGER, quiet=quiet)).quiet == quiet


async def test_a_switch_leaves_the_other_lead_times_alone(house: House) -> None:
    """Turning it twice changes nothing more."""
    service = house.service()
    assert (await service.set_lead(MANAGER, HOUR, wanted=True)).leads == (HOUR,)
    assert (await service.set_lead(MANAGER, DAY, wanted=True)).leads == (DAY, HOUR)
    assert (await service.set_lead(MANAGER, DAY, wanted=True)).leads == (DAY, HOUR)
    assert (await service.set_lead(MANAGER, HOUR, wanted=False)).leads == (DAY,)
    assert (await service.set_lead(MANAGER, HOUR, wanted=False)).leads == (DAY,)


async def test_default_lead_times_bring_the_next_notice_forward(house: House) -> None:
    """Of reminders that are set already, in this chat; and back again."""
    before = await house.put()
    assert before.next_due_at == FRIDAY
    theirs = await house.put(series_id="series00002", chat_id=-1002)
    await house.service().change(MANAGER, leads=(DAY,))
    after = await house.kept()
    assert (after.next_due_at, after.version) == (FRIDAY - DAY, before.version + 1)
    assert after.series == before.series
    assert await house.kept("series00002") == theirs
    await house.service().change(MANAGER, leads=())
    assert (await house.kept()).next_due_at == FRIDAY
    assert house.changes == 2


async def test_lead_times_of_a_reminder_are_its_own(house: House) -> None:
    """The default is for those that name none."""
    await house.put(f"{WEEKLY}，提前2小时")
    await house.service().change(MANAGER, leads=(DAY,))
    assert (await house.kept()).next_due_at == FRIDAY - 2 * HOUR


async def test_quiet_hours_move_the_next_notice(house: House) -> None:
    """From half past two, half an hour ahead of the meeting, to its beginning."""
    await house.put(f"{WEEKLY}，提前半小时")
    await house.service().change(MANAGER, quiet=NOON)
    assert (await house.kept()).next_due_at == FRIDAY


async def test_what_was_not_planned_yet_stays_to_be_planned(house: House) -> None:
    """A notice that is overdue when the settings change is not lost."""
    before = await house.put()
    house.clock.advance(FRIDAY + HOUR - house.clock.now())
    await house.service().change(MANAGER, leads=(HOUR,))
    after = await house.kept()
    assert after.planned_until == before.planned_until
    assert after.next_due_at == FRIDAY - HOUR


@pytest.mark.parametrize("fields", [Fields(zone="Europe/Moscow"), Fields(policy=DayOffPolicy.NEXT)])
async def test_zone_and_policy_leave_what_is_set_as_it_is(house: House, fields: Fields) -> None:
    """They count for what is set from then on."""
    before = await house.put()
    await house.service().change(MANAGER, **fields)
    assert await house.kept() == before
    assert house.changes == 1


async def test_the_same_again_is_no_change(house: House) -> None:
    """The reminder keeps its version."""
    before = await house.put()
    await house.service().change(MANAGER, leads=())
    assert await house.kept() == before


async def test_whoever_failed_halfway_tries_again(house: House) -> None:
    """The settings were kept, and the reminders were not planned anew: the same once more does that."""
    await house.put()
    with pytest.raises(StorageError):
        await house.service(_Down(house.stores.reminders)).change(MANAGER, leads=(DAY,))
    assert (await house.kept()).next_due_at == FRIDAY
    await house.service().change(MANAGER, leads=(DAY,))
    assert (await house.kept()).next_due_at == FRIDAY - DAY


async def test_a_suspended_reminder_stays_so(house: House) -> None:
    """Nothing of it is due."""
    await house.put()
    await house.stores.reminders.suspend(GROUP)
    await house.service().change(MANAGER, leads=(DAY,))
    after = await house.kept()
    assert (after.suspended, after.next_due_at) == (True, None)


class _Down:
    """A database that goes away before anything is saved."""

    def __init__(self, store: ReminderStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def save(self, *changed: Reminder) -> bool:
        raise StorageError("the database does not answer")


class _Meanwhile:
    """A store in which somebody else is faster: once for each reminder, right before it is saved."""

    def __init__(self, store: ReminderStore, *, deletes: bool) -> None:
        self._store = store
        self._deletes = deletes
        self._done: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def save(self, *changed: Reminder) -> bool:
        for reminder in changed:
            series_id = reminder.series.id
            if series_id not in self._done:
                self._done.add(series_id)
                current = await self._store.reminder(series_id)
                assert current is not None
                if self._deletes:
                    assert await self._store.delete(series_id, current.version)
                else:
                    assert await self._store.save(replace(current, venue="三楼会议室"))
        return await self._store.save(*changed)


async def test_an_edit_in_between_is_kept_and_planned_anew(house: House) -> None:
    """Both what somebody else changed and what the new settings make of it."""
    await house.put()
    await house.service(_Meanwhile(house.stores.reminders, deletes=False)).change(MANAGER, leads=(DAY,))
    after = await house.kept()
    assert (after.venue, after.next_due_at, after.version) == ("三楼会议室", FRIDAY - DAY, 3)


async def test_what_is_deleted_in_between_stays_deleted(house: House) -> None:
    """The others are planned anew all the same."""
    await house.put()
    await house.service(_Meanwhile(house.stores.reminders, deletes=True)).change(MANAGER, leads=(DAY,))
    assert await house.stores.reminders.of_chat(GROUP) == []
    assert house.changes == 1


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("asia/shanghai", "Asia/Shanghai"),
        ("america/new york", "America/New_York"),
        ("北京", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("莫斯科时间。", "Europe/Moscow"),
        ("臺北", "Asia/Taipei"),
        ("UTC", "UTC"),
        ("火星", None),
        ("", None),
        ("../etc", None),
        ("北京 上海", None),
    ],
)
def test_a_zone_is_read_by_its_name_or_by_a_city(text: str, zone: str | None) -> None:
    """In any case, in either script."""
    assert read_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("22:30-6:30", "22:30-06:30"),
        ("22：30—6：30", "22:30-06:30"),
        ("22点到7点", "22:00-07:00"),
        ("晚上十点到早上七点", "22:00-07:00"),
        ("晚上12点到早上6点半", "00:00-06:30"),
        ("12:00至14:00", "12:00-14:00"),
        ("0:00-24:00", "00:00-00:00"),
        ("十点", None),
        ("25:00-6:00", None),
        ("24:30-6:00", None),
        ("夜里", None),
        ("中午十二点到两点", None),
        ("10:00-12:00-14:00", None),
    ],
)
def test_quiet_hours_are_read_as_a_span(text: str, span: str | None) -> None:
    """Digits as on a clock of 24 hours; what may be morning or afternoon is not guessed."""
    found = read_quiet(text)
    assert (found and f"{found.start:%H:%M}-{found.end:%H:%M}") == span


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("提前两天", (48,)),
        ("两天", (48,)),
        ("两天前", (48,)),
        ("提前1天和1小时", (24, 1)),
        ("1小时，提前3天", (72, 1)),
        ("1小时30分钟", (1.5,)),
        ("前一天晚上八点", None),
        ("提前几天", None),
        ("提前一个月", None),
        ("提前两天吧", None),
        ("天安门", None),
        ("", None),
    ],
)
def test_lead_times_are_read_as_lengths(text: str, hours: tuple[float, ...] | None) -> None:
    """All of what was written, or nothing."""
    wanted = None if hours is None else tuple(timedelta(hours=each) for each in hours)
    assert read_leads(text) == wanted
