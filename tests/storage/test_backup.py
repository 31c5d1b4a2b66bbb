"""Backups: everything out of a database and back into another, of the same kind or not."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, inspect, select, text, update

from bot.domain.feedback import MissedQuestion
from bot.storage.backup import rows
from bot.storage.backup.errors import BackupError, OccupiedError
from bot.storage.backup.file import check
from bot.storage.backup.layout import FORMER, LEASES, OURS
from bot.storage.backup.restoring import restore
from bot.storage.backup.taking import back_up
from bot.storage.engine import AnyEngine, create_engine, transaction
from bot.storage.migrate import changing_schema, current, head, known, run_steps, upgrade
from bot.storage.sql import SqlStores
from bot.storage.tables import (
    answer_reports,
    chats,
    handled_updates,
    metadata,
    missed_questions,
    moved_chats,
    turns,
)
from tests.storage.backups import MADE_AT, backup_of, counts, fill, opened, rewritten
from tests.storage.conftest import POSTGRES
from tests.storage.samples import FILES, HOUR, NOW, PACE, TURN, a_reminder, a_turn, contents_of
from tests.support.postgres import new_database


@pytest.fixture
async def filled(engine: AnyEngine) -> AnyEngine:
    """A database of each kind with something in every table."""
    await upgrade(engine)
    await fill(engine)
    return engine


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[AnyEngine]:
    """Another database, empty."""
    engine = create_engine(f"sqlite:///{tmp_path}/other.db")
    yield engine
    await engine.dispose()


async def test_every_table_is_in_a_backup(filled: AnyEngine, tmp_path: Path) -> None:
    """A table that is added later has rows here, and is in the backup with all of them, or it is one of leases."""
    assert [name for name, rows in (await counts(filled)).items() if not rows] == []

    contents = await back_up(filled, tmp_path / "b", program="0.1.0", made_at=MADE_AT)

    assert set(contents.counts) == set(metadata.tables) - LEASES
    in_hand = {"handled_updates": 1}
    expected = {name: rows - in_hand.get(name, 0) for name, rows in (await counts(filled)).items()}
    assert {name: count.rows for name, count in contents.counts.items()} == {
        name: rows for name, rows in expected.items() if name not in LEASES
    }
    for name, columns in contents.columns.items():
        stored = {column.name for column in metadata.tables[name].columns if column.computed is None}
        assert set(columns) == stored


@pytest.mark.postgres
async def test_a_backup_is_the_same_from_either_database(sqlite_url: str, postgres_url: str, tmp_path: Path) -> None:
    """From SQLite to PostgreSQL and back, byte by byte."""
    engines = [create_engine(url) for url in (sqlite_url, postgres_url, f"sqlite:///{tmp_path}/third.db")]
    await upgrade(engines[0])
    await fill(engines[0])

    first = await backup_of(engines[0], tmp_path / "1")
    await restore(engines[1], opened(first))
    second = await backup_of(engines[1], tmp_path / "2")
    await restore(engines[2], opened(second))

    assert first == second == await backup_of(engines[2], tmp_path / "3")
    for engine in engines:
        await engine.dispose()


@pytest.fixture(params=["sqlite", POSTGRES])
async def target(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyEngine]:
    """An empty database to restore into, of each kind in turn."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path}/target.db")
    else:
        engine = create_engine(new_database(request.getfixturevalue("postgres_server")))
    yield engine
    await engine.dispose()


async def test_a_restored_database_goes_on(filled: AnyEngine, target: AnyEngine, tmp_path: Path) -> None:
    """What the stores read is equal, and new rows are numbered after those that are there."""
    await restore(target, opened(await backup_of(filled, tmp_path / "b")))
    before, after = SqlStores(filled), SqlStores(target)

    assert await after.revisions.latest() == await before.revisions.latest()
    assert await after.revisions.contents(contents_of(FILES)) == contents_of(FILES)
    assert await after.reminders.reminder("s-1") == a_reminder("s-1", version=1)
    assert await after.dialogues.turn("turn of its own", NOW) == await before.dialogues.turn("turn of its own", NOW)
    assert list(await after.misses.open(99)) == list(await before.misses.open(99))
    await after.dialogues.save_turn(a_turn("new", asked_at=NOW + 6 * HOUR))
    last = await after.dialogues.last_turn(TURN.key, NOW)
    assert last is not None
    assert last.id == "new"
    assert await after.reminders.save(a_reminder("s-3"))
    assert [each.series.id for each in await after.reminders.of_chat(a_reminder().chat_id)] == ["s-1", "s-2", "s-3"]


@pytest.mark.postgres
async def test_signs_that_postgresql_does_not_take_are_replaced(
    sqlite_url: str, postgres_url: str, other: AnyEngine, tmp_path: Path
) -> None:
    """NULs and halves of characters lie in old SQLite files: they are in a backup, come back into SQLite as they were,
    and into PostgreSQL as U+FFFD; the rest is compared as always."""
    source, server = create_engine(sqlite_url), create_engine(postgres_url)
    await upgrade(source)
    await fill(source)
    await SqlStores(source).dialogues.save_turn(a_turn("broken", utterance="党\x00费\x00"))
    async with transaction(source, writes=True) as connection:
        broken = turns.c.id == "broken"
        await connection.execute(update(turns).where(broken).values(ranking=[{"entry": "\ud83d党\x00"}]))
    content = await backup_of(source, tmp_path / "1")

    await restore(other, opened(content))
    assert await backup_of(other, tmp_path / "2") == content
    await restore(server, opened(content))
    async with transaction(server) as connection:
        row = (await connection.execute(select(turns.c.utterance, turns.c.ranking).where(broken))).one()
    assert tuple(row) == ("党\ufffd费\ufffd", [{"entry": "\ufffd党\ufffd"}])
    assert await counts(server) == await counts(other)
    await asyncio.gather(source.dispose(), server.dispose())


async def test_what_nobody_has_in_hand_any_more_is_free(filled: AnyEngine, other: AnyEngine, tmp_path: Path) -> None:
    """Claims of processes of then are not in a backup; that a notice may have been sent already is."""
    await restore(other, opened(await backup_of(filled, tmp_path / "b")))
    stores = SqlStores(other)

    claims = await stores.deliveries.claim_due("another", NOW + HOUR / 60, HOUR, 10, PACE)

    assert sorted((claim.delivery.chat_id, claim.delivery.repeats) for claim in claims)[-1] == (2, 1)
    assert len(claims) == 2
    async with transaction(other) as connection:
        assert list((await connection.execute(select(handled_updates.c.update_id))).scalars()) == [1]
    assert (await counts(other))["chat_turns"] == 0


async def test_a_backup_is_of_one_instant(engine: AnyEngine, database_url: str, tmp_path: Path) -> None:
    """While others write: what they wrote together is in it together."""
    await upgrade(engine)
    stop = threading.Event()
    written = threading.Event()

    async def write() -> None:
        writing = create_engine(database_url)
        number = 0
        while not stop.is_set():
            number += 1
            row = {"id": number, "kind": "group", "reachable": True, "changed_at": NOW}
            async with transaction(writing, writes=True) as connection:
                await connection.execute(insert(moved_chats).values(id=number, moved_to=1))
                await connection.execute(insert(chats).values(row))
            if number > 50:
                written.set()
        await writing.dispose()

    thread = threading.Thread(target=lambda: asyncio.run(write()))
    thread.start()
    try:
        assert await asyncio.to_thread(written.wait, 30)
        found = []
        for number in range(10):
            contents = await back_up(engine, tmp_path / str(number), program="0", made_at=MADE_AT)
            found.append((contents.counts["chats"].rows, contents.counts["moved_chats"].rows))
    finally:
        stop.set()
        thread.join()
    assert all(one == another for one, another in found)
    assert found[0] < found[-1]


async def test_a_page_ends_anywhere(filled: AnyEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few rows are in memory at once, all of them come, in the same order, and go back in."""
    whole = await backup_of(filled, tmp_path / "whole")
    for size in (1, 2, 7):
        monkeypatch.setattr(rows, "PAGE", size)
        monkeypatch.setattr(rows, "PAGE_OF_BYTES", size)
        assert await backup_of(filled, tmp_path / f"in pages of {size}") == whole


async def test_a_database_that_holds_anything_is_left_alone(filled: AnyEngine, tmp_path: Path) -> None:
    """It is told what there is; with ``replace`` it is gone."""
    content = await backup_of(filled, tmp_path / "1")
    async with transaction(filled, writes=True) as connection:
        await connection.execute(delete(answer_reports))
    before = await backup_of(filled, tmp_path / "2")

    with pytest.raises(OccupiedError, match=r"^数据库不是空的（.*\d 行.*），没有动它。$"):
        await restore(filled, opened(content))

    assert await backup_of(filled, tmp_path / "3") == before != content
    await restore(filled, opened(content), replace=True)
    assert await backup_of(filled, tmp_path / "4") == content


async def test_an_empty_database_may_have_been_migrated(filled: AnyEngine, other: AnyEngine, tmp_path: Path) -> None:
    """By ``zuwu migrate``, before."""
    await upgrade(other)
    await restore(other, opened(await backup_of(filled, tmp_path / "b")))
    assert await current(other) == head()


async def test_what_cannot_be_put_in_leaves_all_as_it_was(engine: AnyEngine, tmp_path: Path) -> None:
    """Rows that break the rules of the database: nothing of them stays, and nothing goes that was there."""
    await upgrade(engine)
    await fill(engine)
    before = await backup_of(engine, tmp_path / "before")
    others = {
        "leaders": lambda rows: rows * 2,
        "meeting_answers": lambda rows: [[*row[:1], "nobody's meeting", *row[2:]] for row in rows],
        "paces": lambda rows: [[2**70 if isinstance(value, int) else value for value in row] for row in rows],
    }
    for table, change in others.items():
        with pytest.raises(BackupError, match=f"不收备份里表 {table} 的数据"):
            await restore(engine, opened(rewritten(before, table, change)), replace=True)
        assert await backup_of(engine, tmp_path / table) == before


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    engine: AnyEngine, other: AnyEngine, tmp_path: Path
) -> None:
    """Made with this program before the database was migrated, and restored into a new one."""
    async with changing_schema(other) as connection:
        await connection.run_sync(run_steps, "0003")
        row = {"digest": "d" * 64, "text": "党费", "unanswered": 2, "rejected": 1, "first_seen": NOW, "last_seen": NOW}
        await connection.execute(insert(missed_questions).values(row))
        await connection.execute(text("INSERT INTO chats VALUES (5, 'group', true, 0)"))
    content = await backup_of(other, tmp_path / "b")
    assert check(opened(content)).head.schema == "0003"

    await restore(engine, opened(content))

    assert await current(engine) == head()
    stores = SqlStores(engine)
    assert list(await stores.misses.open(9)) == [MissedQuestion("党费", 2, 1, NOW, NOW)]
    assert await stores.chats.chat(5) is not None


@pytest.mark.parametrize("revision", sorted(known()))
async def test_tables_of_every_schema_are_known(other: AnyEngine, revision: str) -> None:
    """A table that a migration takes away has its name among the former ones."""
    async with changing_schema(other) as connection:
        await connection.run_sync(run_steps, revision)
        found = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert set(found) - OURS - FORMER - LEASES == {"alembic_version"}
