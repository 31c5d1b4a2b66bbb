"""The log as an operator reads it: set up as in production."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.logs import set_up_logs


class Log:
    """What was logged so far."""

    def __init__(self) -> None:
        self._stream = io.StringIO()

    def write(self, text: str) -> int:
        """Take what the handler writes."""
        return self._stream.write(text)

    def flush(self) -> None:
        """Nothing to flush."""

    @property
    def text(self) -> str:
        """All of it."""
        return self._stream.getvalue()

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Entry by entry; what no program wrote as an entry is an error."""
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def tracebacks(self) -> list[str]:
        """The traceback of every bug."""
        return [entry["traceback"] for entry in self.entries if "traceback" in entry]


@contextmanager
def production_log(level: str = "INFO") -> Iterator[Log]:
    """Log as in production meanwhile, one JSON object an entry, and not to the test's own handlers."""
    log, root, stderr = Log(), logging.getLogger(), sys.stderr
    handlers, root_level = list(root.handlers), root.level
    for handler in handlers:  # set_up_logs closes those that it finds
        root.removeHandler(handler)
    sys.stderr = log
    try:
        set_up_logs(level, "json")
        yield log
    finally:
        sys.stderr = stderr
        logging.captureWarnings(capture=False)
        root.handlers[:] = handlers
        root.setLevel(root_level)
