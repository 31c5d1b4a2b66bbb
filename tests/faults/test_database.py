"""The database of a running bot goes away and comes back: nothing is lost, and nobody has to do anything."""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.faults.bystanders import expect_nothing_lost, outlive
from tests.faults.proxy import Wire
from tests.process.program import running
from tests.process.servers import serving
from tests.support.botapi_server import TOKEN

pytestmark = pytest.mark.slow

SHORT, LONG = 4, 60
"""Seconds without a database."""

DURATIONS = [SHORT, pytest.param(LONG, marks=pytest.mark.slow)]


@pytest.mark.parametrize("seconds", DURATIONS)
def test_another_process_locks_sqlite(tmp_path: Path, seconds: int) -> None:
    """A backup, or somebody with a shell."""
    path = tmp_path / "zuwu.db"
    url = f"sqlite:///{path}"
    with ExitStack() as stack:
        server = stack.enter_context(serving())
        settings = {"TOKEN": TOKEN, "API_URL": server.url, "DATABASE_URL": url}
        program = stack.enter_context(running("run", folder=tmp_path, **settings))
        other = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
        outlive(server, url, seconds, broken=lambda: _lock(other), mended=lambda: _unlock(other))
        assert program.stop()[0] == 0
        expect_nothing_lost(server, program)


def _lock(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")


def _unlock(connection: sqlite3.Connection) -> None:
    connection.execute("ROLLBACK")


@pytest.mark.postgres
@pytest.mark.parametrize("seconds", DURATIONS)
@pytest.mark.parametrize("way", ["cut", "hold"])
def test_postgresql_goes_away(tmp_path: Path, wired: tuple[str, str, Wire], way: str, seconds: int) -> None:
    """Connections are reset and refused, or go silent, as when a machine is gone."""
    direct, by_wire, wire = wired
    with serving() as server:
        settings = {"TOKEN": TOKEN, "API_URL": server.url, "DATABASE_URL": by_wire}
        with running("run", folder=tmp_path, **settings) as program:
            outlive(server, direct, seconds, broken=wire.cut if way == "cut" else wire.hold, mended=wire.mend)
            assert program.stop()[0] == 0
        expect_nothing_lost(server, program)
