"""The log as an operator reads it: cleaned and formatted as in production."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.logs import Redaction

FORMAT = "%(levelname)s %(name)s: %(message)s"


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.entries: list[str] = []
        self.addFilter(Redaction())
        self.setFormatter(logging.Formatter(FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        self.entries.append(self.format(record))


@contextmanager
def log_entries() -> Iterator[list[str]]:
    """Every entry that is written meanwhile, from INFO on; a traceback makes an entry longer than a line."""
    handler, root = _Lines(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield handler.entries
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
