"""Where more notices are due at once than Telegram takes, they are spread so that the meetings are still ahead."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Any

from bot.domain.delivery import Claim, DeliveryKind, Pace, Plan
from bot.domain.reminder import Reminder
from bot.domain.spreading import Load
from bot.services.dispatching import PACE
from bot.services.hurrying import Yielding
from bot.services.ports import Stores
from bot.storage.engine import create_engine
from bot.storage.sql import SqlStores
from intents.understanding import Understanding
from tests.delivery.peak import BEGINS, HOUR, MINUTE, Peak, SkippingLoop, with_groups
from tests.domain.samples import utc
from tests.storage.samples import NOW, a_delivery, a_reminder

GROUPS = 600
SLOW = replace(PACE, overall=timedelta(seconds=1) / 1.5)
"""Six hundred take six minutes and forty seconds."""

LEASE = timedelta(seconds=30)
DAY, SECOND = 24 * HOUR, timedelta(seconds=1)
MANY = 120
"""More than are looked at where few are waiting."""


def test_the_last_of_many_leaves_at_its_time(
    migrated_sqlite: Path, tmp_path: Path, understanding: Understanding
) -> None:
    """Six hundred groups, three notices in two seconds: sending begins so much before, and each group hears once."""

    async def play() -> Peak:
        engine = create_engine(f"sqlite:///{copy(migrated_sqlite, tmp_path / 'zuwu.db')}")
        peak = await with_groups(SqlStores(engine), understanding, GROUPS, pace=SLOW, leads=(HOUR,))
        await peak.run("2026-04-05 13:45", "2026-04-05 14:02")
        await peak.stores.close()
        return peak

    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        peak = runner.run(play())
    sent, due = peak.gateway.notices(HOUR), utc(BEGINS) - HOUR
    assert len({each.chat_id for each, _ in peak.gateway.said}) == len(sent) == GROUPS
    assert due - 9 * MINUTE < sent[0] < due - 6 * MINUTE
    assert sent[-1] < due + 2 * SECOND


async def test_what_is_to_come_is_counted_by_minute(stores: Stores) -> None:
    """After the one instant, and until the other, that one included."""
    await stores.reminders.save(*[_to_come(number) for number in range(100)])
    (load,) = await stores.reminders.loads(NOW, NOW + 2 * HOUR)
    assert load == Load(_minute(NOW + HOUR), _minute(NOW), 100)
    assert await stores.reminders.loads(NOW + HOUR, NOW + 2 * HOUR) == []
    assert await stores.reminders.loads(NOW, NOW + HOUR - SECOND) == []


async def test_only_what_may_be_early_is_planned_early(stores: Stores) -> None:
    """Of that minute, and so many; the plan is kept as any other."""
    may, may_not, later = _to_come(1), _to_come(2, next_from_at=NOW + SECOND), _to_come(3, next_due_at=NOW + 2 * HOUR)
    step = _to_come(4, next_from_at=None)
    await stores.reminders.save(may, may_not, later, step)
    plan = Plan(NOW + HOUR, NOW + 9 * HOUR, (a_delivery(),), NOW + 8 * HOUR)

    minute = _minute(NOW + HOUR)
    assert await stores.reminders.plan_early(minute, NOW, 10, lambda *_: plan) == 1
    assert await stores.reminders.plan_early(minute, NOW, 10, lambda *_: plan) == 0

    found = await stores.reminders.reminder("s-1")
    assert found is not None
    assert (found.planned_until, found.next_due_at, found.next_from_at) == (NOW + HOUR, NOW + 9 * HOUR, NOW + 8 * HOUR)
    assert len(await stores.deliveries.of_series(a_delivery().series_id)) == 1


async def test_of_many_that_wait_what_begins_soon_goes_first(stores: Stores) -> None:
    """What was called off, what begins now, what has begun, and only then what is far off; steps last."""
    far = [a_delivery(f"far-{n}", chat_id=n + 1, starts_at=NOW + DAY) for n in range(MANY)]
    others = [
        a_delivery("step", chat_id=201, kind=DeliveryKind.RECORD, due_at=NOW - MINUTE),
        a_delivery("begun", chat_id=202, starts_at=NOW - HOUR / 2, due_at=NOW),
        a_delivery("now", chat_id=203, starts_at=NOW),
        a_delivery("off", chat_id=204, kind=DeliveryKind.CALLED_OFF, starts_at=NOW + 9 * DAY),
    ]
    await stores.deliveries.add(*far, *others)

    assert _ids(await _claim(stores, 4)) == ["off", "now", "begun", "far-0"]
    assert "step" not in _ids(await _claim(stores, 14))


async def test_where_few_wait_what_was_due_first_goes_first(stores: Stores) -> None:
    """All are said within seconds: no notice passes what was due before it, or at the same instant."""
    at_once = [a_delivery(f"far-{n}", chat_id=n + 1, starts_at=NOW + DAY) for n in range(40)]
    step = a_delivery("step", chat_id=201, kind=DeliveryKind.RECORD, due_at=NOW - MINUTE)
    late = a_delivery("now", chat_id=202, starts_at=NOW)
    await stores.deliveries.add(*at_once, late, step)

    assert _ids(await _claim(stores, 2)) == ["step", "far-0"]
    assert _ids(await _claim(stores, 50))[-1] == "now"


async def test_nobody_waits_for_ever(stores: Stores) -> None:
    """What waits for more than an hour has a place in every claim."""
    soon = [a_delivery(f"soon-{n}", chat_id=n + 1) for n in range(MANY)]
    waits = a_delivery("waits", chat_id=201, kind=DeliveryKind.RECORD, due_at=NOW - HOUR - SECOND)
    await stores.deliveries.add(waits, *soon)

    assert _ids(await _claim(stores, 3)) == ["waits", "soon-0", "soon-1"]


def test_notices_yield_to_answers() -> None:
    """Each answer takes the place of a notice, and notices never stop: a third of them goes on."""
    said = 0
    yielding = Yielding(PACE)
    yielding.answered = lambda: said
    assert yielding.pace() == PACE
    said = 2
    given = 0.0
    for _ in range(500):
        slowed = yielding.pace()
        yielding.went(4)
        given += 4 * (slowed.overall / PACE.overall - 1)
    assert 0.9 * 1000 < given < 1.1 * 1000
    said = 1000
    assert PACE.overall < yielding.pace().overall <= 3 * PACE.overall


def _to_come(number: int, **more: Any) -> Reminder:
    return a_reminder(f"s-{number}", **({"next_due_at": NOW + HOUR, "next_from_at": NOW} | more))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


async def _claim(stores: Stores, limit: int) -> Sequence[Claim]:
    none = timedelta(0)
    free = Pace(overall=none, private=none, group=none, ahead=none)
    return await stores.deliveries.claim_due("a", NOW, LEASE, limit, free)


def _ids(claims: Sequence[Claim]) -> list[str]:
    return [each.delivery.id for each in claims]
