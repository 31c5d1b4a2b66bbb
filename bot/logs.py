"""Logs: for people or as JSON; never a token, never a text of a user, and a traceback only for a bug."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

from telegram.error import TelegramError

_TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{20,}")
_HIDDEN = "<token>"
_OWN = ("bot", "intents", "knowledge")
_LIBRARY = "telegram"
_ANSWER = re.compile(r"\.? Parsing the server response b['\"].*", re.DOTALL)
_LONGEST_REASON = 200


class Redaction(logging.Filter):
    """Takes tokens out of every record, answers of servers and texts of users out of the library's records, and
    tracebacks out of expected trouble with Telegram."""

    def __init__(self, token: str = "") -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean a record; always lets it pass."""
        if record.name.partition(".")[0] == _LIBRARY and isinstance(record.args, tuple):
            # It logs updates and what servers answered.
            record.args = tuple(arg if isinstance(arg, int | float) else "…" for arg in record.args)
        message = record.getMessage()
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, TelegramError):
            message = f"{message} {brief(error)}"
            record.exc_info, record.exc_text = None, None
        record.msg, record.args = self.clean(message), ()
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


def brief(error: BaseException) -> str:
    """An error of Telegram in a few words, without the page that a server in between may have answered with; of
    any other error only the name, since there is no knowing what it quotes."""
    name = type(error).__name__
    if not isinstance(error, TelegramError):
        return name
    return f"{name}: {_ANSWER.sub('', str(error))[:_LONGEST_REASON]}"


def set_up_logs(level: str, log_format: str, token: str = "") -> None:
    """Send all logs to standard error, cleaned. The level is that of our own logs; libraries, which would tell
    questions and SQL, are heard from WARNING on, python-telegram-bot from INFO on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Redaction(token))
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if log_format == "json" else text)
    own = logging.getLevelNamesMapping()[level]
    logging.basicConfig(level=max(own, logging.WARNING), handlers=[handler], force=True)
    for name in _OWN:
        logging.getLogger(name).setLevel(own)
    logging.getLogger(_LIBRARY).setLevel(max(own, logging.INFO))
    # What it cannot parse it raises, too.
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)
