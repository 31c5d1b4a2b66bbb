"""The contract of planning: what is due is planned once, wholly or not at all."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import update

from bot.domain.delivery import DeliveryOutcome, Plan
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.services.ports import Stores
from bot.storage.engine import AnyEngine, transaction
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from bot.storage.tables import reminders
from tests.storage.samples import GROUP, HOUR, INSTANT, NOW, USER, a_delivery, a_reminder

Planner = Callable[[Reminder, Preferences | None], Plan]
LATER = NOW + 24 * HOUR


def planner(worker: str = "", next_due_at: datetime | None = LATER) -> Planner:
    """Plans one delivery of each reminder."""

    def plan(reminder: Reminder, _preferences: Preferences | None) -> Plan:
        series_id = reminder.series.id
        return Plan(NOW, next_due_at, (a_delivery(f"{series_id} by {worker}", series_id=series_id),))

    return plan


async def test_what_is_due_is_planned_earliest_first(stores: Stores) -> None:
    """At exactly the instant too; of one instant in the order in which it was set; no more than asked for."""
    due = {"late": NOW, "early": NOW - HOUR, "tied": NOW, "not yet": NOW + INSTANT, "never": None}
    for series_id, next_due_at in due.items():
        await stores.reminders.save(a_reminder(series_id, next_due_at=next_due_at))
    seen: list[str] = []

    def plan(reminder: Reminder, preferences: Preferences | None) -> Plan:
        seen.append(reminder.series.id)
        return planner()(reminder, preferences)

    assert await stores.reminders.plan_due(NOW, 2, plan) == 2
    assert seen == ["early", "late"]
    assert await stores.reminders.plan_due(NOW, 2, plan) == 1
    assert seen == ["early", "late", "tied"]
    assert await stores.reminders.plan_due(NOW, 2, plan) == 0


async def test_a_plan_is_kept(stores: Stores) -> None:
    """The reminder with its version, and the deliveries, finished ones too."""
    await stores.reminders.save(a_reminder(next_due_at=NOW, planned_until=NOW - HOUR))
    made = (
        a_delivery("d-1", series_id="s-1"),
        a_delivery("d-2", series_id="s-1", lead=HOUR, outcome=DeliveryOutcome.MISSED),
    )

    assert await stores.reminders.plan_due(NOW, 10, lambda *_: Plan(LATER, None, made)) == 1

    expected = a_reminder(next_due_at=None, planned_until=LATER, version=1)
    assert await stores.reminders.reminder("s-1") == expected
    assert list(await stores.deliveries.of_series("s-1")) == list(made)


async def test_a_plan_knows_the_preferences_of_its_chat(stores: Stores) -> None:
    """None where nobody set any, and not those of another chat."""
    preferences = Preferences(zone="Asia/Urumqi")
    await stores.preferences.save(GROUP, preferences)
    await stores.reminders.save(a_reminder("s-1", next_due_at=NOW), a_reminder("s-2", chat_id=USER, next_due_at=NOW))
    seen: dict[str, tuple[Reminder, Preferences | None]] = {}

    def plan(reminder: Reminder, preferences: Preferences | None) -> Plan:
        seen[reminder.series.id] = (reminder, preferences)
        return Plan(NOW, None, ())

    await stores.reminders.plan_due(NOW, 10, plan)

    assert seen == {
        "s-1": (a_reminder("s-1", next_due_at=NOW, version=1), preferences),
        "s-2": (a_reminder("s-2", chat_id=USER, next_due_at=NOW, version=1), None),
    }


async def test_planning_again_makes_nothing_twice(stores: Stores) -> None:
    """A delivery is left out where its identity is there, even when it was sent long ago."""
    await stores.reminders.save(a_reminder("s-1", next_due_at=NOW))
    await stores.reminders.plan_due(NOW, 1, planner("a", NOW))

    assert await stores.reminders.plan_due(NOW, 1, planner("b")) == 1

    assert [each.id for each in await stores.deliveries.of_series("s-1")] == ["s-1 by a"]


async def test_who_fails_halfway_leaves_nothing_behind(stores: Stores) -> None:
    """Neither of the one that failed nor of the one before; the error is told."""
    await stores.reminders.save(a_reminder("s-1", next_due_at=NOW - HOUR), a_reminder("s-2", next_due_at=NOW))

    def plan(reminder: Reminder, preferences: Preferences | None) -> Plan:
        if reminder.series.id == "s-2":
            raise KeyError("no plan")
        return planner()(reminder, preferences)

    with pytest.raises(KeyError, match="no plan"):
        await stores.reminders.plan_due(NOW, 10, plan)

    assert await stores.reminders.reminder("s-1") == a_reminder("s-1", next_due_at=NOW - HOUR, version=1)
    assert list(await stores.deliveries.of_series("s-1")) == []
    assert await stores.reminders.plan_due(NOW, 10, planner()) == 2


async def test_the_next_due_is_the_earliest(stores: Stores) -> None:
    """Of all chats; None where nothing is to come."""
    assert await stores.reminders.next_due() is None
    await stores.reminders.save(a_reminder("s-0", next_due_at=None))
    assert await stores.reminders.next_due() is None

    await stores.reminders.save(a_reminder("s-1", next_due_at=LATER), a_reminder("s-2", chat_id=1, next_due_at=NOW))

    assert await stores.reminders.next_due() == NOW


async def test_more_deliveries_than_fit_in_a_statement_are_kept(stores: Stores) -> None:
    """Twelve hundred of one plan, in their order."""
    await stores.reminders.save(a_reminder("s-1", next_due_at=NOW))
    made = tuple(a_delivery(f"d-{n}", series_id="s-1", lead=n * INSTANT) for n in range(1200))

    await stores.reminders.plan_due(NOW, 1, lambda *_: Plan(NOW, None, made))

    assert [each.id for each in await stores.deliveries.of_series("s-1")] == [each.id for each in made]


async def test_replicas_plan_each_reminder_once(replicas: list[SqlStores]) -> None:
    """However many look at the same time: each is planned by one, and none is left."""
    await replicas[0].reminders.save(*[a_reminder(f"s-{n}", next_due_at=NOW) for n in range(40)])
    seen: list[str] = []

    def plan(reminder: Reminder, preferences: Preferences | None) -> Plan:
        seen.append(reminder.series.id)
        return planner()(reminder, preferences)

    async def work(stores: SqlStores) -> int:
        planned = 0
        while found := await stores.reminders.plan_due(NOW, 3, plan):
            planned += found
        return planned

    counts = await asyncio.gather(*[work(stores) for stores in replicas for _ in range(3)])

    assert sum(counts) == 40
    assert sorted(seen) == sorted({f"s-{n}" for n in range(40)})
    assert await replicas[0].reminders.next_due() == LATER


async def test_planning_and_changing_at_once_lose_nothing(replicas: list[SqlStores]) -> None:
    """Whichever comes first, the change is kept, and every delivery is there once."""
    for number in range(10):
        read = a_reminder(f"s-{number}", next_due_at=NOW)
        await replicas[0].reminders.save(read)
        changed = a_reminder(f"s-{number}", next_due_at=NOW, venue="二楼", version=1)

        _, saved = await asyncio.gather(
            replicas[1].reminders.plan_due(NOW, 1, planner("a")), replicas[2].reminders.save(changed)
        )
        await replicas[3].reminders.plan_due(NOW, 1, planner("b"))

        stored = await replicas[0].reminders.reminder(f"s-{number}")
        assert saved is True
        assert stored is not None
        assert (stored.venue, stored.version, stored.next_due_at) == ("二楼", 2, LATER)
        assert len(await replicas[0].deliveries.of_series(f"s-{number}")) == 1


async def test_a_row_that_cannot_be_read_keeps_no_other_waiting(
    engine: AnyEngine, caplog: pytest.LogCaptureFixture
) -> None:
    """A later version wrote it, say: the operator is told, and it is tried again later."""
    await upgrade(engine)
    stores = SqlStores(engine)
    await stores.reminders.save(a_reminder("from the future", next_due_at=NOW - HOUR))
    await stores.reminders.save(a_reminder("ours", next_due_at=NOW))
    async with transaction(engine, writes=True) as connection:
        strange = (
            update(reminders).where(reminders.c.series_id == "from the future").values(body={"rule": "unheard of"})
        )
        await connection.execute(strange)

    await stores.reminders.plan_due(NOW, 10, planner())
    assert len(await stores.deliveries.of_series("ours")) == 1
    assert "reminder from the future cannot be read" in caplog.text
    assert await stores.reminders.plan_due(NOW, 10, planner()) == 0
    due = await stores.reminders.next_due()
    assert due is not None
    assert NOW < due < LATER
