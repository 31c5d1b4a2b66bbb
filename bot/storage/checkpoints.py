"""Writes SQLite's log back into the database in a thread: that waits for the disk, and nobody should wait for it."""

import asyncio
import contextlib
import logging
import sqlite3

log = logging.getLogger(__name__)

EVERY = 500
"""Commits between two checkpoints: about two thousand pages of log, 8 MB."""

AT_MOST = 0.5
"""Seconds to wait for readers and writers before the log goes on as it is."""


class Checkpoints:
    """Counts commits, and makes a checkpoint now and then. What is in the log is as safe as what is in the database: a
    checkpoint only keeps the log short."""

    def __init__(self, path: str, every: int = EVERY) -> None:
        self._path = path
        self._every = every
        self._commits = 0
        self._task: asyncio.Task[None] | None = None

    def committed(self) -> None:
        """One commit more."""
        self._commits += 1
        if self._commits >= self._every and (self._task is None or self._task.done()):
            self._commits = 0
            self._task = asyncio.get_running_loop().create_task(asyncio.to_thread(self._write_back))

    async def finished(self) -> None:
        """Wait for the one that is being made."""
        if self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    def _write_back(self) -> None:
        """Nobody waits for the bulk of it. For what was written meanwhile writers have to wait, some milliseconds: as
        long as they went on, the log would never begin anew. What a reader still needs stays for the next time."""
        try:
            with contextlib.closing(sqlite3.connect(self._path, timeout=AT_MOST, isolation_level=None)) as connection:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
        except sqlite3.Error as error:
            log.warning("the log of the database is written back later: %s", type(error).__name__)
