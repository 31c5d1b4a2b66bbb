"""A disk that is full, or breaks, while the bot runs: everybody gets a word, and all is well again afterwards."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text

from bot.domain.errors import StorageError
from bot.domain.feedback import Miss
from bot.storage.engine import AnyEngine, create_engine, transaction
from bot.storage.sql import SqlStores
from bot.views.callbacks import Verb, encode
from intents.understanding import Understanding
from tests.storage.samples import FILES, NOW, a_revision, contents_of
from tests.support.app import MEMBER, running_bot
from tests.support.logs import production_log

QUESTION = "党小组会多久开一次"

ON_A_SMALL_DISK = """
import asyncio, resource, sys
from bot.domain.errors import StorageError
from bot.domain.feedback import Miss
from bot.storage.engine import create_engine
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores
from tests.storage.samples import NOW

async def main():
    engine = create_engine(sys.argv[1])
    await upgrade(engine)
    stores = SqlStores(engine)
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    kept = 0
    try:
        while kept < 1000:
            await stores.misses.record(f"{kept}" * 2000, Miss.UNANSWERED, NOW, NOW.date())
            kept += 1
    except StorageError as error:
        print(error)
    print(len(await stores.misses.open(9999)) == kept > 0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    await stores.misses.record("again", Miss.UNANSWERED, NOW, NOW.date())
    print(len(await stores.misses.open(9999)) == kept + 1)
    await stores.close()

asyncio.run(main())
"""


class Disk:
    """The room that the connections of an engine have."""

    def __init__(self, engine: AnyEngine) -> None:
        self._engine = engine
        self._pages = 2**30
        event.listen(engine.sync_engine, "begin", self._limit)

    async def fill(self) -> None:
        """From now on the file does not grow any more."""
        async with transaction(self._engine) as connection:
            self._pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()

    def clear(self) -> None:
        """There is room again."""
        self._pages = 2**30

    def _limit(self, connection: object) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {self._pages}")  # type: ignore[attr-defined]


@pytest.fixture
async def engine(tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[AnyEngine]:
    """An engine on a SQLite file."""
    shutil.copy(migrated_sqlite, tmp_path / "zuwu.db")
    engine = create_engine(f"sqlite:///{tmp_path}/zuwu.db")
    yield engine
    await engine.dispose()


async def test_a_full_disk_is_told_and_nothing_is_torn(engine: AnyEngine) -> None:
    """The sentence is for the operator; what was published before is there, and with room again all goes on."""
    disk, stores = Disk(engine), SqlStores(engine)
    assert await stores.revisions.publish(a_revision(), contents_of(FILES))
    await disk.fill()
    files = {"faq/b.yaml": bytes(range(256)) * 9999}
    for _ in range(3):
        with pytest.raises(StorageError, match=r"^The disk of the database .* is full \(SQLITE_FULL\)\.$"):
            await stores.revisions.publish(a_revision(2, files), contents_of(files), settles={"党费": "dues"})
    assert await stores.revisions.latest_number() == 1

    disk.clear()

    assert await stores.revisions.publish(a_revision(2, files), contents_of(files))


def test_a_disk_that_is_full_at_the_commit_is_told(tmp_path: Path) -> None:
    """SQLite writes most of it only then. The files of a process are limited for real."""
    done = subprocess.run(
        [sys.executable, "-c", ON_A_SMALL_DISK, f"sqlite:///{tmp_path}/zuwu.db"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.stderr == ""
    told, whole, again = done.stdout.splitlines()
    assert told.startswith("The database sqlite")
    assert "SQLITE_IOERR_WRITE" in told or "SQLITE_FULL" in told
    assert (whole, again) == ("True", "True")


async def test_a_file_that_may_only_be_read_is_told(engine: AnyEngine) -> None:
    """As a volume that the system has made read-only after a fault of the disk."""
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA query_only = ON"))
    stores = SqlStores(engine)

    with pytest.raises(StorageError, match="SQLITE_READONLY"):
        await stores.misses.record("党费", Miss.UNANSWERED, NOW, NOW.date())
    assert list(await stores.misses.open(9)) == []


async def test_a_file_that_breaks_is_told(engine: AnyEngine, tmp_path: Path) -> None:
    """When what is torn is read."""
    stores = SqlStores(engine)
    await stores.misses.record("党费" * 2000, Miss.UNANSWERED, NOW, NOW.date())
    await engine.dispose()
    path = tmp_path / "zuwu.db"
    with sqlite3.connect(path) as connection:
        pages = [row[0] for row in connection.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 1")]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)

    with pytest.raises(StorageError, match="SQLITE_CORRUPT"):
        await SqlStores(engine).misses.open(9)


async def test_everybody_gets_a_word_while_the_disk_is_full(engine: AnyEngine, understanding: Understanding) -> None:
    """A question has its answer, though nothing can be kept of it, and a press is answered; with no traceback in the
    log."""
    disk, stores = Disk(engine), SqlStores(engine)
    async with running_bot(stores, understanding) as bot:
        question, began = await bot.ask(QUESTION), bot.clock.now()
        await disk.fill()
        with production_log() as log:
            texts = []
            for number in range(60):
                bot.clock.advance(timedelta(seconds=2))  # nobody at work is faster
                texts.append((await bot.ask(f"{QUESTION}{'？' * number}"))["text"])
            data = encode(Verb.REASON, "group-meeting-frequency", "w")
            for _ in range(60):
                bot.clock.advance(timedelta(seconds=2))
                await bot.deliver(bot.updates.callback(MEMBER, question, data))
        presses = [call for call in bot.api.calls if call.method == "answerCallbackQuery"]
        disk.clear()
        after = (await bot.ask(QUESTION))["text"]

    assert [told for told in texts if "每月召开 1 次" not in told] == []
    assert bot.clock.now() - began == timedelta(seconds=240)  # nobody waited for room on the disk
    assert len(presses) == 60
    assert log.tracebacks == []
    assert "is full (SQLITE_FULL)" in log.text
    assert "每月召开 1 次" in after
