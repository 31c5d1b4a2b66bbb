"""Databases with something in every table, to be backed up, and backups to be broken."""

import asyncio
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from bot.domain.delivery import DeliveryOutcome
from bot.domain.feedback import Miss
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.preferences import Preferences
from bot.domain.tally import Event, Tally
from bot.storage.backup.file import Writer, check
from bot.storage.backup.taking import back_up
from bot.storage.backup.values import line_of
from bot.storage.engine import AnyEngine, transaction
from bot.storage.sql import SqlStores
from bot.storage.tables import chat_turns, handled_updates, metadata
from tests.storage.samples import (
    FILES,
    GROUP,
    HOUR,
    KEY,
    NOW,
    PACE,
    USER,
    a_chat,
    a_delivery,
    a_draft,
    a_keeper,
    a_leader,
    a_meeting,
    a_member,
    a_pending,
    a_reminder,
    a_report,
    a_revision,
    a_turn,
    an_answer,
    an_event,
    an_expectation,
    an_intake,
    contents_of,
    some_minutes,
)

MADE_AT = "2026-03-02T09:30:15+00:00"
LONG_AGO = NOW - timedelta(days=20_000)
"""Before 1970: a negative number of microseconds."""


async def fill(engine: AnyEngine) -> None:
    """Put something into every table of a migrated database, as the bot does."""
    stores = SqlStores(engine)
    await _fill_talk(stores)
    await _fill_knowledge(stores)
    await _fill_calendars(stores)
    await _fill_meetings(stores)
    await stores.leaders.name(a_leader())
    await stores.chats.save(a_chat(GROUP))
    await stores.chats.save(a_chat(7, kind="private", reachable=False, changed_at=LONG_AGO))
    await stores.chats.migrate(GROUP - 5, GROUP - 6)
    async with transaction(engine, writes=True) as connection:
        for number, finished_at in ((1, NOW), (2, None)):
            row = {"bot_id": 2**40, "update_id": number, "claimed_by": "worker", "claimed_at": NOW}
            await connection.execute(insert(handled_updates).values(row | {"finished_at": finished_at}))
        lease = {"bot_id": 1, "chat_key": GROUP, "worker_id": "worker", "until": NOW}
        await connection.execute(insert(chat_turns).values(lease))


async def _fill_talk(stores: SqlStores) -> None:
    # Any character that people write, a row more than a page has, and texts that languages sort in ways of their own.
    awkward = "\u2028\ufeff'\"\\ \t\r\n𠮷👨‍👩‍👧 {}[] null ’"
    await stores.dialogues.save_turn(a_turn("turn of its own", utterance=awkward, entry_id=None))
    for number in range(7):
        await stores.dialogues.save_turn(a_turn(f"turn-{number}", asked_at=NOW + number * HOUR))
    await stores.dialogues.expect(KEY, an_expectation())
    for text in ("党费", "zz", "ZZ", "éé", "éz", "ßs", " a", "_b"):
        await stores.misses.record(text, Miss.UNANSWERED, NOW, NOW.date())
        await stores.drafts.save(a_draft(text, sentence=awkward))
        await stores.tallies.add([Tally(NOW.date(), Event.ANSWER, text, 3)])
    await stores.misses.settle(["党费"], "dues", NOW)
    await stores.reports.add(a_report("r1", reason=awkward))


async def _fill_knowledge(stores: SqlStores) -> None:
    await stores.revisions.publish(a_revision(), contents_of(FILES), intake=an_intake())
    more = {f"faq/{number}.yaml": bytes([number]) * 5000 for number in range(30)}
    await stores.revisions.publish(a_revision(2, more, restores=None, consented_by=None), contents_of(more))
    await stores.pendings.save(a_pending())
    await stores.keepers.name(a_keeper(), an_event())
    await stores.keepers.want_consent(True, an_event())


async def _fill_calendars(stores: SqlStores) -> None:
    await stores.reminders.save(a_reminder("s-1"), a_reminder("s-2", assumed=(), thread_id=None, next_due_at=None))
    await stores.deliveries.add(a_delivery("d-1", chat_id=1), a_delivery("d-2", chat_id=2), a_delivery("d-3"))
    sent, begun, *_ = await stores.deliveries.claim_due("worker", NOW, HOUR, 10, PACE)
    await stores.deliveries.finish(sent, DeliveryOutcome.SENT, NOW, 2**31 + 1)
    await stores.deliveries.begin(begun, NOW, HOUR, None)
    await stores.preferences.save(GROUP, Preferences(zone="Asia/Shanghai"))
    await stores.focuses.choose(USER, GROUP, NOW)


async def _fill_meetings(stores: SqlStores) -> None:
    await stores.rosters.join(a_member())
    await stores.rosters.join(a_member("m-2", user_id=None, standing=None))
    await stores.habits.save(GROUP, DEFAULT_HABITS)
    await stores.meetings.open(a_meeting())
    await stores.meetings.answer(an_answer())
    await stores.minutes.save(some_minutes())


async def counts(engine: AnyEngine) -> dict[str, int]:
    """How many rows every table has."""
    async with transaction(engine) as connection:
        tables = metadata.tables.items()
        return {name: await connection.scalar(select(func.count()).select_from(table)) for name, table in tables}


async def backup_of(engine: AnyEngine, path: Path) -> bytes:
    """The bytes of a backup of a database, made at an instant that is always the same."""
    await back_up(engine, path, program="0.1.0", made_at=MADE_AT)
    return await asyncio.to_thread(path.read_bytes)


def opened(content: bytes) -> io.BytesIO:
    """A file with that content."""
    return io.BytesIO(content)


def lines_of(content: bytes) -> list[Any]:
    """Every line of a backup."""
    return [json.loads(line) for line in gzip.decompress(content).splitlines()]


def rewritten(content: bytes, table: str, change: Callable[[list[Any]], list[Any]], **head: str) -> bytes:
    """A backup with other rows in a table, or another head, whose counts and sums are right again."""
    contents = check(opened(content))
    rows: dict[str, list[Any]] = {}
    for line in lines_of(content)[1:-1]:
        match line:
            case {"table": name}:
                current = rows.setdefault(name, [])
            case list():
                current.append(line)
    file = io.BytesIO()
    writer = Writer(file, replace(contents.head, **head))
    for name, columns in contents.columns.items():
        kept = change(rows[name]) if name == table else rows[name]
        kinds = {column: kind.value for column, kind in columns.items()}
        writer.table(name, kinds, map(line_of, kept))
    writer.end()
    return file.getvalue()
