"""One process at a time serves Telegram over a SQLite file: in each, much of what is known is only its own."""

import errno
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.domain.errors import StorageError

log = logging.getLogger(__name__)

_HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.EWOULDBLOCK}

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def alone_on(url: str) -> Iterator[None]:
    """Serve a database that no other process serves, while the context lasts. A server, which several share, is open to
    everybody.

    The lock is on a file beside the database, and goes with the process however that ends; the file stays. Raises
    StorageError where another process has it. A folder that knows no locks, or has no room for the file, is served
    without.
    """
    path = _file_of(url)
    if path is None:
        yield
        return
    beside = path.with_name(f"{path.name}.lock")
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        file = beside.open("ab")
    except OSError as error:
        log.warning("no lock beside the database: %s", error.strerror)
        yield
        return
    with file:
        try:
            _lock(file)
        except OSError as error:
            if error.errno in _HELD:
                raise StorageError(
                    f"Another process serves the database {path}.",
                    f"已有 zuwu run 在用 {path}：SQLite 只能由一个进程服务，先停掉那个；要开副本就用 PostgreSQL。",
                ) from None
            log.warning("no lock beside the database: %s", error.strerror)
        yield


def _file_of(url: str) -> Path | None:
    """The file of a SQLite URL. SQLAlchemy, which knows for certain, would hold up the start."""
    scheme, _, rest = url.partition(":///")
    name = rest.partition("?")[0]
    return Path(name).resolve() if scheme.startswith("sqlite") and name else None
