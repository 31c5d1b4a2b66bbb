"""Engines: which URLs there are, what a connection is set to, and what an operator is told."""

import asyncio
import socket
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.storage.checkpoints import EVERY, Checkpoints
from bot.storage.engine import AnyEngine, StorageError, create_engine, transaction
from bot.storage.local import IN_A_ROW, LocalEngine
from bot.storage.sql import SqlStores

PASSWORD = "hunter-2"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_a_postgresql_url_needs_no_driver(scheme: str) -> None:
    """Every usual beginning leads to the same driver."""
    engine = create_engine(f"{scheme}://zuwu:{PASSWORD}@db.example/zuwu")

    assert engine.url.render_as_string(hide_password=False) == f"postgresql+asyncpg://zuwu:{PASSWORD}@db.example/zuwu"


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite"])
def test_a_sqlite_url_needs_no_driver(scheme: str, tmp_path: Path) -> None:
    """Both beginnings lead to the same driver."""
    url = create_engine(f"{scheme}:///{tmp_path}/a.db").url

    assert (url.drivername, url.database) == ("sqlite", f"{tmp_path}/a.db")


def test_the_sslmode_of_other_tools_is_understood() -> None:
    """Providers hand out URLs with it; the driver has another word."""
    assert dict(create_engine("postgresql://db.example/zuwu?sslmode=require").url.query) == {"ssl": "require"}


def test_a_url_of_another_database_is_refused() -> None:
    """The sentence names what was asked for and what there is, and no password."""
    with pytest.raises(StorageError) as caught:
        create_engine(f"mysql://zuwu:{PASSWORD}@db.example/zuwu")

    assert str(caught.value) == "The database URL is of the kind mysql; only sqlite and postgresql work."


@pytest.mark.parametrize("url", ["", "zuwu.db", f"postgresql://zuwu:p@{PASSWORD}:{PASSWORD}@db.example/zuwu"])
def test_a_url_that_cannot_be_read_is_refused(url: str) -> None:
    """Neither the sentence nor a traceback quotes it, for it may hold a password."""
    with pytest.raises(StorageError, match="The database URL cannot be read") as caught:
        create_engine(url)

    assert PASSWORD not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:zuwu?mode=memory&uri=true"])
def test_sqlite_needs_a_file(url: str) -> None:
    """Connections would not share one in memory."""
    with pytest.raises(StorageError, match="must name a file"):
        create_engine(url)


async def test_a_missing_data_folder_is_made(tmp_path: Path) -> None:
    """The first start needs no preparation."""
    engine = create_engine(f"sqlite:///{tmp_path}/data/here/zuwu.db")

    await SqlStores(engine).ping()
    await engine.dispose()

    assert (tmp_path / "data/here/zuwu.db").is_file()


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """At once, by its name, with the cause."""
    (tmp_path / "data").write_text("a file where the folder should be")

    with pytest.raises(StorageError) as caught:
        create_engine(f"sqlite:///{tmp_path}/data/zuwu.db")

    assert str(caught.value) == f"The data folder {tmp_path}/data cannot be written."
    assert isinstance(caught.value.__cause__, OSError)


def test_a_database_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder in its place, say."""
    (tmp_path / "zuwu.db").mkdir()

    with pytest.raises(StorageError) as caught:
        create_engine(f"sqlite:///{tmp_path}/zuwu.db")

    assert str(caught.value) == f"The database file {tmp_path}/zuwu.db cannot be written."


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """When it is first asked for something."""
    (tmp_path / "zuwu.db").write_bytes(b"not a database, " * 100)
    engine = create_engine(f"sqlite:///{tmp_path}/zuwu.db")

    with pytest.raises(StorageError, match=r"^The database sqlite.*zuwu.db does not answer \(SQLITE_NOTADB\)\.$"):
        await SqlStores(engine).ping()
    await engine.dispose()


async def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    """Neither the password of the URL nor one among its options is in the sentence."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    engine = create_engine(f"postgresql://zuwu:{PASSWORD}@127.0.0.1:{port}/zuwu?passfile={PASSWORD}")

    with pytest.raises(StorageError) as caught:
        await SqlStores(engine).ping()

    place = f"postgresql+asyncpg://zuwu@127.0.0.1:{port}/zuwu"
    assert str(caught.value) == f"The database {place} does not answer (ConnectionRefusedError)."
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


@pytest.mark.postgres
async def test_a_database_that_is_not_there_is_told(postgres_url: str) -> None:
    """The server answers, but not for that name."""
    engine = create_engine(postgres_url.replace("/test_", "/missing_"))

    with pytest.raises(StorageError, match="does not answer"):
        await SqlStores(engine).ping()
    await engine.dispose()


@pytest.mark.postgres
async def test_an_option_that_the_driver_does_not_know_is_told(postgres_url: str) -> None:
    """A slip in the URL is no traceback."""
    engine = create_engine(f"{postgres_url}&nonsense=1")

    with pytest.raises(StorageError, match=r"does not answer \(TypeError\)"):
        await SqlStores(engine).ping()


@pytest.mark.postgres
async def test_a_connection_that_was_cut_is_replaced(postgres_url: str) -> None:
    """The server may restart between two questions."""
    engine, other = create_engine(postgres_url), create_engine(postgres_url)
    await SqlStores(engine).ping()

    await _cut_others(other)

    await SqlStores(engine).ping()
    await asyncio.gather(engine.dispose(), other.dispose())


@pytest.mark.postgres
async def test_a_server_that_goes_during_a_transaction_is_told(postgres_url: str) -> None:
    """As one that was not there."""
    engine, other = create_engine(postgres_url), create_engine(postgres_url)

    async def be_cut() -> None:
        async with transaction(engine) as connection:
            await _cut_others(other)
            await connection.execute(text("SELECT 1"))

    with pytest.raises(StorageError, match="does not answer") as caught:
        await be_cut()

    assert isinstance(caught.value.__cause__, DBAPIError)
    await asyncio.gather(engine.dispose(), other.dispose())


async def test_every_sqlite_connection_has_its_settings(sqlite_url: str) -> None:
    """Foreign keys hold, readers and writers do not block each other, and nothing waits in SQLite itself."""
    engine = create_engine(sqlite_url)
    async with transaction(engine) as first, transaction(engine) as second:
        for connection in (first, second):
            settings = {
                name: await connection.scalar(text(f"PRAGMA {name}"))
                for name in ("foreign_keys", "journal_mode", "busy_timeout", "synchronous", "wal_autocheckpoint")
            }
            assert settings == {
                "foreign_keys": 1,
                "journal_mode": "wal",
                "busy_timeout": 0,
                "synchronous": 1,
                "wal_autocheckpoint": 0,
            }
    await engine.dispose()


async def test_a_transaction_is_kept_whole_or_not_at_all(engine: AnyEngine) -> None:
    """What was done before an error is undone, tables too; the error comes through as it is."""

    async def fail() -> None:
        async with transaction(engine, writes=True) as connection:
            await connection.execute(text("CREATE TABLE t (x INTEGER)"))
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await fail()

    async with transaction(engine, writes=True) as connection:
        await connection.execute(text("CREATE TABLE t (x INTEGER)"))


async def test_sqlite_writers_that_read_first_wait_for_each_other(sqlite_url: str) -> None:
    """Of two engines, as of two processes, forty who add one at once make forty; none meets a locked database."""
    engines = [create_engine(sqlite_url) for _ in range(2)]
    async with transaction(engines[0], writes=True) as connection:
        await connection.execute(text("CREATE TABLE t (x INTEGER)"))
        await connection.execute(text("INSERT INTO t VALUES (0)"))

    async def add_one(engine: AnyEngine) -> None:
        async with transaction(engine, writes=True) as connection:
            x = await connection.scalar(text("SELECT x FROM t"))
            await connection.execute(text("UPDATE t SET x = :x"), {"x": x + 1})

    await asyncio.gather(*[add_one(engine) for engine in engines for _ in range(20)])

    async with transaction(engines[0]) as connection:
        assert await connection.scalar(text("SELECT x FROM t")) == 40
    await asyncio.gather(*[engine.dispose() for engine in engines])


async def test_a_sqlite_reader_is_not_kept_waiting_by_a_writer(sqlite_url: str) -> None:
    """It reads what was there before."""
    engine = create_engine(sqlite_url)
    async with transaction(engine, writes=True) as writer:
        await writer.execute(text("CREATE TABLE t (x INTEGER)"))
        async with transaction(engine) as reader:
            assert await reader.scalar(text("SELECT count(*) FROM sqlite_master")) == 0
    await engine.dispose()


async def test_a_sqlite_file_that_another_is_just_making_is_waited_for(sqlite_url: str, tmp_path: Path) -> None:
    """SQLite itself does not wait for that, whatever its timeout."""
    engine = create_engine(sqlite_url)
    other = sqlite3.connect(tmp_path / "zuwu.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    ping = asyncio.create_task(SqlStores(engine).ping())
    finished, _ = await asyncio.wait([ping], timeout=0.2)
    other.close()
    await ping

    assert finished == set()
    await engine.dispose()


async def test_a_sqlite_database_that_stays_locked_is_told(sqlite_url: str, tmp_path: Path) -> None:
    """Some other program may hold it for longer than anybody waits."""
    engine = create_engine(f"{sqlite_url}?timeout=0.01")
    await SqlStores(engine).ping()
    holder = sqlite3.connect(tmp_path / "zuwu.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageError, match=r"does not answer \(SQLITE_BUSY\)"):
        async with transaction(engine, writes=True):
            pass

    holder.close()
    await engine.dispose()


async def test_an_error_does_not_quote_what_was_stored(engine: AnyEngine) -> None:
    """Errors are logged, and texts of users are no matter for a log."""
    with pytest.raises(DBAPIError) as caught:
        async with transaction(engine) as connection:
            await connection.execute(text("SELECT :words FROM missing"), {"words": "悄悄话"})

    assert "悄悄话" not in str(caught.value)


async def _cut_others(engine: AnyEngine) -> None:
    """Let the server end every other connection to this database."""
    async with transaction(engine) as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


async def test_a_writer_in_another_process_is_waited_for(sqlite_url: str) -> None:
    """Without holding up the event loop; what it wrote is seen then."""
    engine, path = create_engine(sqlite_url), sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE t (x INTEGER)")
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO t VALUES (1)")
        writing = asyncio.create_task(_insert(engine, 2))
        for _ in range(20):
            await asyncio.sleep(0.001)
            assert not writing.done()
        other.execute("COMMIT")
        await writing

        assert other.execute("SELECT x FROM t ORDER BY x").fetchall() == [(1,), (2,)]
    await engine.dispose()


async def test_a_writer_that_does_not_end_is_told(sqlite_url: str) -> None:
    """The URL says how long to wait."""
    engine, path = create_engine(f"{sqlite_url}?timeout=0.05"), sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StorageError, match="SQLITE_BUSY"):
            await _insert(engine, 1)
    await engine.dispose()


async def test_whoever_asks_again_and_again_lets_others_have_their_turn(sqlite_url: str) -> None:
    """Transactions answer at once, and would keep the event loop for good."""
    engine, stores = create_engine(sqlite_url), SqlStores(create_engine(sqlite_url))
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    for _ in range(IN_A_ROW * 10):
        await stores.ping()
    task.cancel()

    assert turns >= 10
    await asyncio.gather(engine.dispose(), stores.close())


async def test_the_log_is_written_back_now_and_then(sqlite_url: str) -> None:
    """Without anybody asking for it; what was written is there."""
    engine, path = create_engine(sqlite_url), Path(sqlite_url.removeprefix("sqlite:///"))
    async with transaction(engine, writes=True) as connection:
        await connection.execute(text("CREATE TABLE t (x INTEGER)"))
    empty = _size(path)
    for number in range(EVERY):
        await _insert(engine, number)
    await _written_back(engine)

    assert _size(path) > empty
    await engine.dispose()
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM t").fetchall() == [(EVERY,)]


def test_the_log_begins_anew_while_others_go_on_writing(sqlite_url: str) -> None:
    """Else it would grow for as long as nobody pauses."""
    path, over, written = sqlite_url.removeprefix("sqlite:///"), threading.Event(), [0]
    with closing(sqlite3.connect(path, isolation_level=None)) as first:
        first.execute("PRAGMA journal_mode = WAL")
        first.execute("CREATE TABLE t (x INTEGER)")

    def write() -> None:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            while not over.wait(0.0005):
                connection.execute("INSERT INTO t VALUES (1)")
                written[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(1, 6):
            while written[0] < 100 * number:
                time.sleep(0.001)
            Checkpoints(path)._write_back()
        with closing(sqlite3.connect(path)) as other:
            _, frames, _ = other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    finally:
        over.set()
        writer.join()

    assert frames < written[0] / 2


def _size(path: Path) -> int:
    return path.stat().st_size


async def _written_back(engine: AnyEngine) -> None:
    assert isinstance(engine, LocalEngine)
    await engine._checkpoints.finished()


async def _insert(engine: AnyEngine, number: int) -> None:
    async with transaction(engine, writes=True) as connection:
        await connection.execute(text("INSERT INTO t VALUES (:x)"), {"x": number})
