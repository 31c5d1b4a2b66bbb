"""What is asked at every wake-up costs little, however much was sent before and however much is to come."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text

from bot.domain.delivery import DeliveryOutcome, Plan
from bot.storage.encoding import encode_series
from bot.storage.engine import AnyEngine, transaction
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from bot.storage.tables import deliveries, reminders
from tests.storage.samples import HOUR, NOW, PACE, SERIES, USER

FINISHED, OPEN, COMING = 20_000, 3_000, 5_000
LEASE = timedelta(seconds=30)
CHUNK = 1000


@pytest.fixture
async def filled(engine: AnyEngine) -> AnyEngine:
    """A database with a long past, some things to send, and many reminders."""
    await upgrade(engine)
    async with transaction(engine, writes=True) as connection:
        past = [_delivery(n, outcome="sent", due_at=NOW - n * HOUR) for n in range(FINISHED)]
        to_send = [_delivery(FINISHED + n, due_at=NOW + (n - OPEN // 2) * timedelta(minutes=1)) for n in range(OPEN)]
        for rows in _chunks(past + to_send):
            await connection.execute(insert(deliveries), rows)
        for rows in _chunks([_reminder(n) for n in range(COMING)]):
            await connection.execute(insert(reminders), rows)
    async with transaction(engine, writes=True) as connection:
        await connection.execute(text("ANALYZE"))
    return engine


async def test_a_wake_up_reads_no_whole_table(filled: AnyEngine) -> None:
    """Planning, claiming, and when to wake next find their rows by index; so does every change to one of them."""
    statements = await _statements_of_a_wake_up(filled)
    explain = "EXPLAIN QUERY PLAN" if filled.dialect.name == "sqlite" else "EXPLAIN"

    whole = []
    async with transaction(filled) as connection:
        for statement, parameters in statements:
            rows = (await connection.exec_driver_sql(f"{explain} {statement}", parameters)).all()
            plan = [row.detail for row in rows] if filled.dialect.name == "sqlite" else [row[0] for row in rows]
            whole += [(line, statement) for line in plan if _reads_whole_table(line)]

    assert len(statements) >= 10
    assert whole == []


async def test_a_wake_up_uses_the_indexes_made_for_it(filled: AnyEngine) -> None:
    """Those that leave out what is finished, and what has nothing to come."""
    statements = await _statements_of_a_wake_up(filled)
    explain = "EXPLAIN QUERY PLAN" if filled.dialect.name == "sqlite" else "EXPLAIN"
    reading = [each for each in statements if each[0].lstrip().startswith("SELECT")]

    plans = []
    async with transaction(filled) as connection:
        for statement, parameters in reading:
            rows = await connection.exec_driver_sql(f"{explain} {statement}", parameters)
            plans.append(" ".join(str(value) for row in rows for value in row))

    assert sum("ix_reminders_next_due_at" in plan for plan in plans) == 2, plans
    assert sum("ix_deliveries_open" in plan for plan in plans) == 2, plans
    assert sum("ix_deliveries_soonest" in plan for plan in plans) >= 2, plans
    assert sum("ix_reminders_early" in plan for plan in plans) == 2, plans


async def _statements_of_a_wake_up(engine: AnyEngine) -> list[tuple[str, Any]]:
    statements: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if not statement.startswith(("BEGIN", "INSERT")):
            statements.append((statement, parameters))

    stores = SqlStores(engine)
    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        await stores.reminders.plan_due(NOW, 2, lambda *_: Plan(NOW, NOW + HOUR, ()))
        first, second = await stores.deliveries.claim_due("a", NOW, LEASE, 2, PACE)
        await stores.deliveries.begin(first, NOW, LEASE, 1)
        await stores.deliveries.finish(first, DeliveryOutcome.SENT, NOW, 1)
        await stores.deliveries.postpone(second, NOW + HOUR)
        await stores.reminders.next_due()
        await stores.reminders.loads(NOW, NOW + 2 * HOUR)
        await stores.reminders.plan_early(NOW + HOUR, NOW + HOUR, 2, lambda *_: Plan(NOW, NOW + HOUR, ()))
        await stores.deliveries.next_due(NOW)
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)
    return statements


def _reads_whole_table(line: str) -> bool:
    """Whether a line of a plan of either database says so; the few rows of a pace or of preferences may be read."""
    whole = line.startswith("SCAN ") and " USING " not in line and "CONSTANT" not in line
    return whole or "Seq Scan on deliveries" in line or "Seq Scan on reminders" in line


def _chunks(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]


def _delivery(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"d-{number}",
        "kind": "notice",
        "series_id": f"s-{number % 500}",
        "recurrence_id": NOW + number * HOUR,
        "starts_at": NOW + number * HOUR,
        "lead": timedelta(0),
        "chat_id": number % 200 + 1,
        "due_at": NOW,
        "detail": "",
        "outcome": None,
        "repeats": 0,
        **changes,
    }


def _reminder(number: int) -> dict[str, Any]:
    return {
        "series_id": f"s-{number}",
        "chat_id": number % 200 + 1,
        "organizer_id": USER,
        "organizer_name": "王",
        "venue": "",
        "created_at": NOW,
        "planned_until": NOW,
        "next_due_at": None if number % 3 == 2 else NOW + number * HOUR,
        "next_from_at": None if number % 3 == 2 else NOW + (number - 1) * HOUR,
        "suspended": False,
        "version": 1,
        "assumed": None,
        "body": {**_BODY, "id": f"s-{number}"},
    }


_BODY: Any = encode_series(SERIES)
