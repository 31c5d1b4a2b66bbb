"""``zuwu migrate`` by several processes at once, and while others work on the database."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage.engine import AnyEngine, create_engine, transaction
from bot.storage.migrate import changing_schema, current, head, holding_schema, run_steps, upgrade
from tests.process.program import PROGRAM, environment
from tests.storage.conftest import POSTGRES
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

ROOT = Path(__file__).parents[2]

HOLD_AND_DIE = """
import asyncio, sys
from bot.storage.engine import create_engine
from bot.storage.migrate import changing_schema, run_steps

async def main():
    async with changing_schema(create_engine(sys.argv[1])) as connection:
        await connection.run_sync(run_steps)
        print("held", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture(params=["sqlite", POSTGRES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/zuwu.db"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
async def old(url: str) -> AsyncIterator[AnyEngine]:
    """A database as an earlier version left it, with a chat in it."""
    engine = create_engine(url)
    async with changing_schema(engine) as connection:
        await connection.run_sync(run_steps, "0003")
        await connection.execute(text("INSERT INTO chats VALUES (1, 'group', true, 0)"))
    yield engine
    await engine.dispose()


@pytest.fixture
def migrate(url: str, tmp_path: Path) -> Callable[[], "subprocess.Popen[str]"]:
    """Starts ``zuwu migrate`` on the database."""

    def start() -> "subprocess.Popen[str]":
        kept = environment(tmp_path, database_url=url)
        arguments = [*PROGRAM, "migrate"]
        return subprocess.Popen(
            arguments, cwd=tmp_path, env=kept, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return start


def _holding(url: str) -> "subprocess.Popen[str]":
    """A process that has migrated the database, and does not come to its end."""
    return subprocess.Popen([sys.executable, "-c", HOLD_AND_DIE, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)


async def _ended(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    out, err = await asyncio.to_thread(process.communicate, None, 100)
    return process.returncode, out, err


async def test_several_may_migrate_at_once(old: AnyEngine, migrate: Callable[[], "subprocess.Popen[str]"]) -> None:
    """Each says the same and ends well; what was there is there once."""
    done = await asyncio.gather(*[_ended(process) for process in [migrate() for _ in range(4)]])

    assert done == [(0, f"数据库结构版本：{head()}\n", "")] * 4
    assert await _chats(old) == 1


async def test_who_dies_while_migrating_is_in_nobodys_way(
    old: AnyEngine, url: str, migrate: Callable[[], "subprocess.Popen[str]"]
) -> None:
    """Nothing of what was begun stays, and the next one does it."""
    with _holding(url) as dying:
        assert dying.stdout is not None
        assert await asyncio.to_thread(dying.stdout.readline) == "held\n"
        next_one = migrate()
        await asyncio.sleep(0.5)
        assert await current(old) == "0003"
        dying.kill()

    assert (await _ended(next_one))[:2] == (0, f"数据库结构版本：{head()}\n")
    assert await _chats(old) == 1


async def test_an_earlier_version_goes_on_meanwhile(
    old: AnyEngine, migrate: Callable[[], "subprocess.Popen[str]"]
) -> None:
    """What it reads and writes, it can read and write before, during and after."""
    process, written = migrate(), 0
    ended = asyncio.create_task(_ended(process))
    while not ended.done() or written < 20:
        written += 1
        async with transaction(old, writes=True) as connection:
            await connection.execute(text(f"INSERT INTO chats VALUES ({written + 1}, 'group', true, 0)"))  # noqa: S608
        await asyncio.sleep(0.01)

    assert (await ended)[0] == 0
    assert await current(old) == head()
    assert await _chats(old) == written + 1


@pytest.fixture
async def engines(postgres_url: str) -> AsyncIterator[list[AnyEngine]]:
    """Three engines on one PostgreSQL."""
    made = [create_engine(postgres_url) for _ in range(3)]
    yield made
    for engine in made:
        await engine.dispose()


@pytest.mark.postgres
async def test_who_waits_for_a_backup_holds_up_nobody(engines: list[AnyEngine]) -> None:
    """A migration begins when the backup is done; questions of others do not queue up behind it."""
    backing, migrating, asking = engines
    async with changing_schema(backing) as connection:
        await connection.run_sync(run_steps, "0003")

    async with holding_schema(backing), transaction(backing) as connection:
        await connection.execute(text("SELECT count(*) FROM missed_questions"))  # holds the table until its end
        task = asyncio.create_task(upgrade(migrating))
        await asyncio.sleep(0.5)
        async with asyncio.timeout(20), transaction(asking, writes=True) as other:
            await other.execute(text("UPDATE missed_questions SET text = text"))
        assert not task.done()
    await task

    assert await current(asking) == head()


async def _chats(engine: AnyEngine) -> int:
    async with transaction(engine) as connection:
        count: int = await connection.scalar(text("SELECT count(*) FROM chats"))
    return count
