"""The planner: each reminder with the preferences of its chat and the steps of its kind, changed by one at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.delivery import DeliveryKind
from bot.domain.draft import DRAFT_LIFETIME, Draft
from bot.domain.errors import ConflictError, NotAllowedError, OutdatedError
from bot.domain.meeting import OWN_KIND
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.workdays import Workdays
from bot.services.confirming import Confirming
from bot.services.planner import TRIES, Planner
from bot.services.ports import ReminderStore, Stores
from tests.services.calendars import (
    FRIDAY,
    MANAGER,
    PLAIN,
    WEEK,
    WEEKLY,
    announcing_over,
    calendar_over,
    following_over,
    name_leaders,
)
from tests.support.app import GROUP, LEADER
from tests.support.calendar import SHANGHAI, planner_over, put, reminder_of
from tests.support.clock import ManualClock

DEFAULT = Preferences(zone=SHANGHAI)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUTY, REPORT = "monthly-group-meeting", "yearly-group-report"
KIND = "group-meeting"


@pytest.fixture
def planner(stores: Stores, clock: ManualClock) -> Planner:
    return planner_over(stores, clock, DEFAULT)


async def kept(stores: Stores, clock: ManualClock, kind: str = KIND, **more: str) -> Reminder:
    """A weekly meeting of a kind, stored."""
    reminder = reminder_of(WEEKLY, "weekly00001", clock.now())
    reminder = replace(reminder, series=replace(reminder.series, kind=kind), **more)  # type: ignore[arg-type]
    return await put(stores, reminder, clock.now())


async def stored(stores: Stores) -> Reminder:
    """The meeting as it is now."""
    found = await stores.reminders.reminder("weekly00001")
    assert found is not None
    return found


@dataclass
class Faster:
    """A store in which somebody else saves right before each of the next saves."""

    store: ReminderStore
    left: int

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def save(self, *changed: Reminder, draft_id: str = "") -> bool:
        if self.left:
            self.left -= 1
            there = await self.store.reminder(changed[0].series.id)
            assert there is not None
            assert await self.store.save(replace(there, venue=f"{there.venue}楼"))
        return await self.store.save(*changed, draft_id=draft_id)


# ---- changing


async def test_a_change_is_planned_with_preferences_and_steps(
    stores: Stores, clock: ManualClock, planner: Planner
) -> None:
    """The first checklist that is still to come, then the notice at the lead time of the chat."""
    await stores.preferences.save(GROUP.id, replace(DEFAULT, leads=(4 * DAY,)))
    await kept(stores, clock)
    changed = await planner.change("weekly00001", lambda reminder: replace(reminder, venue="三楼"))
    assert changed is not None
    assert changed == await stored(stores)
    assert (changed.venue, changed.next_due_at) == ("三楼", FRIDAY - 4 * DAY)
    await stores.preferences.save(GROUP.id, DEFAULT)
    changed = await planner.change("weekly00001", lambda reminder: reminder)
    assert changed is not None
    assert changed.next_due_at == FRIDAY - 3 * DAY


async def test_a_change_that_changes_nothing_saves_nothing(
    stores: Stores, clock: ManualClock, planner: Planner
) -> None:
    """Nor does one that gives up, nor one of what is gone."""
    await kept(stores, clock)
    await planner.change("weekly00001", lambda reminder: replace(reminder, venue="三楼"))
    before = await stored(stores)
    assert await planner.change("weekly00001", lambda reminder: reminder) == before
    assert await planner.change("weekly00001", lambda _: None) is None
    assert await stored(stores) == before
    assert await planner.change("gone0000001", lambda reminder: reminder) is None


async def test_a_change_that_was_overtaken_is_made_anew(stores: Stores, clock: ManualClock) -> None:
    """On what the other made of it; and given up where they never stop, unless it has to be made."""
    await kept(stores, clock)

    def slow(times: int) -> Planner:
        return planner_over(stores, clock, DEFAULT, Faster(stores.reminders, times))  # type: ignore[arg-type]

    changed = await slow(TRIES - 1).change("weekly00001", lambda reminder: replace(reminder, thread_id=7))
    assert changed is not None
    assert (changed.venue, changed.thread_id) == ("楼" * (TRIES - 1), 7)
    with pytest.raises(ConflictError):
        await slow(TRIES).change("weekly00001", lambda reminder: replace(reminder, thread_id=8))
    patient = await slow(3 * TRIES).change("weekly00001", lambda reminder: replace(reminder, thread_id=9), patient=True)
    assert patient is not None
    assert (await stored(stores)).thread_id == 9


async def test_what_was_set_before_there_were_duties_gets_that_of_its_kind(
    stores: Stores, clock: ManualClock, planner: Planner
) -> None:
    """With the next change; its check is planned before that."""
    reminder = await kept(stores, clock)
    assert reminder.duty == ""
    numbers = iter(range(100))
    made = planner.plan(reminder, None, clock.now(), ahead=30 * DAY, new_id=lambda: f"id{next(numbers)}")
    (check,) = [each for each in made.deliveries if each.kind is DeliveryKind.DUTY]
    assert await planner.is_wanted(check, reminder)
    changed = await planner.change("weekly00001", lambda each: replace(each, venue="三楼"))
    assert changed is not None
    assert changed.duty == DUTY


# ---- kinds


async def test_a_leader_sets_the_kind(stores: Stores, clock: ManualClock) -> None:
    """With the duty that it meets, and its steps."""
    await name_leaders(stores, clock)
    await kept(stores, clock, kind="")
    calendar = calendar_over(stores, clock)
    reminder = await calendar.set_kind(MANAGER, "weekly00001", KIND)
    assert (reminder.series.kind, reminder.duty, reminder.next_due_at) == (KIND, DUTY, FRIDAY - 3 * DAY)
    reminder = await calendar.set_kind(MANAGER, "weekly00001", OWN_KIND)
    assert (reminder.series.kind, reminder.duty) == (OWN_KIND, "")
    reminder = await calendar.set_kind(MANAGER, "weekly00001", "")
    assert (reminder.series.kind, reminder.duty) == ("", "")
    assert reminder.next_due_at == FRIDAY - DAY  # the lead time of the chat alone
    assert reminder == await stored(stores)


async def test_a_duty_that_is_no_meeting_stays_with_any_kind(stores: Stores, clock: ManualClock) -> None:
    """It is what the reminder was set for."""
    await name_leaders(stores, clock)
    await kept(stores, clock, kind="", duty=REPORT)
    calendar = calendar_over(stores, clock)
    for kind in (KIND, OWN_KIND, ""):
        assert (await calendar.set_kind(MANAGER, "weekly00001", kind)).duty == REPORT


async def test_only_leaders_set_a_kind_and_only_one_that_there_is(stores: Stores, clock: ManualClock) -> None:
    """Nothing is changed otherwise."""
    await name_leaders(stores, clock)
    before = await kept(stores, clock)
    calendar = calendar_over(stores, clock)
    with pytest.raises(NotAllowedError):
        await calendar.set_kind(PLAIN, "weekly00001", OWN_KIND)
    for kind in ("no-such-kind", "branch-meeting"):
        with pytest.raises(OutdatedError):
            await calendar.set_kind(MANAGER, "weekly00001", kind)
    assert await stored(stores) == before


async def test_one_meeting_has_a_calendar_file_of_its_own(stores: Stores, clock: ManualClock) -> None:
    """Also where it was moved; what the series does not have has none."""
    await name_leaders(stores, clock)
    await kept(stores, clock)
    calendar = calendar_over(stores, clock)
    await calendar.move(MANAGER, "weekly00001", FRIDAY, FRIDAY + DAY)
    content = await calendar.occurrence_calendar_file(PLAIN, "weekly00001", FRIDAY, name="某组", untitled="提醒")
    assert content is not None
    assert content.count(b"BEGIN:VEVENT") == 1
    assert b"20260307T150000" in content
    nothing = await calendar.occurrence_calendar_file(PLAIN, "weekly00001", FRIDAY + DAY, name="", untitled="提醒")
    assert nothing is None


# ---- duties of what is confirmed


def draft(series_of: Reminder, draft_id: str, **more: object) -> Draft:
    """A card for what a reminder has."""
    made = Draft(
        id=draft_id,
        chat_id=GROUP.id,
        thread_id=None,
        user_id=LEADER.id,
        user_name="老张",
        sentence=WEEKLY,
        series=series_of.series,
        expires_at=datetime(2026, 3, 2, 1, tzinfo=UTC) + DRAFT_LIFETIME,
    )
    return replace(made, **more)  # type: ignore[arg-type]


async def set_all(stores: Stores, clock: ManualClock, *drafts: Draft) -> Sequence[Reminder]:
    """What the calendar holds once these are confirmed."""
    planner = planner_over(stores, clock, DEFAULT)
    confirming = Confirming(
        stores.drafts,
        stores.reminders,
        planner,
        Workdays(),
        clock,
        following=following_over(stores, clock),
        announcing=announcing_over(stores, clock),
        on_change=lambda: None,
    )
    for each in drafts:
        await stores.drafts.save(each)
        await confirming.set(each)
    return await stores.reminders.of_chat(GROUP.id)


async def test_what_is_confirmed_has_the_duty_it_was_made_for_or_that_of_its_kind(
    stores: Stores, clock: ManualClock
) -> None:
    """And what is neither has none."""
    plain = reminder_of(WEEKLY, "plain000001", clock.now())
    meeting = replace(plain, series=replace(plain.series, id="meeting0001", kind=KIND))
    report = replace(plain, series=replace(plain.series, id="report00001"))
    cards = (draft(plain, "d1"), draft(meeting, "d2"), draft(report, "d3", duty=REPORT))
    assert [each.duty for each in await set_all(stores, clock, *cards)] == ["", DUTY, REPORT]


@pytest.mark.parametrize(
    ("duty", "kind", "kept_duty"), [(REPORT, "", REPORT), ("", KIND, DUTY), (REPORT, KIND, REPORT)]
)
async def test_a_change_keeps_the_duty(
    stores: Stores, clock: ManualClock, duty: str, kind: str, kept_duty: str
) -> None:
    """While the kind stays, or where no meeting meets it."""
    old = await kept(stores, clock, kind="", duty=duty)
    changed = replace(old, series=replace(old.series, id="weekly00002", kind=kind))
    card = draft(changed, "d1", replaces="weekly00001", recurrence_id=FRIDAY + WEEK)
    ended, new = await set_all(stores, clock, card)
    assert (ended.duty, new.duty) == (duty, kept_duty)
