"""Logs: for people or as JSON; never a token, and a traceback only for a bug."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

from telegram.error import TelegramError

_TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{20,}")
_HIDDEN = "<token>"


class Redaction(logging.Filter):
    """Takes tokens out of every record, and tracebacks of expected trouble with Telegram."""

    def __init__(self, token: str = "") -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean a record; always lets it pass."""
        if record.exc_info and isinstance(record.exc_info[1], TelegramError):
            error = record.exc_info[1]
            record.msg = f"{record.getMessage()} {type(error).__name__}: {error}"
            record.args, record.exc_info, record.exc_text = (), None, None
        record.msg, record.args = self.clean(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = self.clean(logging.Formatter().formatException(record.exc_info))
        return True

    def clean(self, text: str) -> str:
        """The text without our token, or anything that looks like one."""
        if self._token:
            text = text.replace(self._token, _HIDDEN)
        return _TOKEN.sub(_HIDDEN, text)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the traceback of a bug."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_text:
            entry["traceback"] = record.exc_text
        return json.dumps(entry, ensure_ascii=False)


def set_up_logs(level: str, log_format: str, token: str = "") -> None:
    """Send all logs to standard error, cleaned."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Redaction(token))
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if log_format == "json" else text)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # httpx logs each URL, and the token is part of it.
    for name in ("httpx", "httpcore", "alembic", "aiosqlite", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
