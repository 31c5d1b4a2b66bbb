"""Logs: for people or as JSON; never a token, never a text of a user, and a traceback only for a bug. Every error has
a reference: where a user was told of it, the one that the user saw."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

from telegram.error import TelegramError

from bot.domain.identity import NewId, random_id
from bot.seeing.tracebacks import OWN, is_ours, named, traced
from bot.seeing.tracing import current, refer

__all__ = ["OWN", "JsonFormatter", "Redaction", "TextFormatter", "Tracing", "brief", "set_up_logs"]

_TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{20,}")
_HIDDEN = "<token>"
_LIBRARY = "telegram"
_LOOP = "asyncio"
"""Its logger puts what it speaks of, with all its texts, into the lines after the first."""
_ANSWER = re.compile(r"\.? Parsing the server response b['\"].*", re.DOTALL)
_LONGEST_REASON = 200
_OF_TRACE = ("update_id", "delivery_id", "chat_id")


class Redaction(logging.Filter):
    """Takes tokens out of every record, answers of servers and texts of users out of the library's records, what
    exceptions quote out of tracebacks, and tracebacks out of expected trouble with Telegram."""

    def __init__(self, token: str = "") -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean a record; always lets it pass."""
        if record.name.partition(".")[0] == _LIBRARY and isinstance(record.args, tuple):
            # It logs updates and what servers answered.
            record.args = tuple(arg if isinstance(arg, int | float) else "…" for arg in record.args)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_quotes, record.args))
        record.msg = _without_quotes(record.msg)
        message = record.getMessage()
        error = record.exc_info[1] if record.exc_info else None
        if record.name == _LOOP:
            message = message.partition("\n")[0]
        if isinstance(error, TelegramError):
            message = f"{message} {brief(error)}"
            error = None
        record.msg, record.args = self.clean(message), ()
        record.exc_text = None
        if error is None:
            record.exc_info = None
        else:
            record.exc_text = self.clean(traced(error))
        return True

    def clean(self, text: str) -> str:
        """The text without our token, or anything that looks like one."""
        if self._token:
            text = text.replace(self._token, _HIDDEN)
        return _TOKEN.sub(_HIDDEN, text)


def _without_quotes(part: object) -> object:
    """An error that is put into a message, without what it quotes where it is none of ours; all else as it is."""
    if isinstance(part, TelegramError):
        return brief(part)
    return named(part) if isinstance(part, BaseException) and not is_ours(part) else part


class Tracing(logging.Filter):
    """Writes on every record what was being handled, and on every error of ours a reference."""

    def __init__(self, new_id: NewId = random_id) -> None:
        super().__init__()
        self._new_id = new_id

    def filter(self, record: logging.LogRecord) -> bool:
        """Complete a record, once; always lets it pass."""
        trace = current()
        for name in _OF_TRACE:
            known = getattr(trace, name, None)
            if known is not None and not hasattr(record, name):
                setattr(record, name, known)
        is_ours = record.name.partition(".")[0] in OWN
        if is_ours and record.levelno >= logging.ERROR and not hasattr(record, "reference"):
            record.reference = refer(self._new_id)
        return True


class TextFormatter(logging.Formatter):
    """One line a record, with the reference of an error, and the traceback of a bug below."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """The line."""
        line = super().formatMessage(record)
        mark = f"[{getattr(record, 'reference', '')}]"
        return line if mark == "[]" or mark in line else f"{line} {mark}"


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the reference of an error, what was being handled, and
    the traceback of a bug."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {name: getattr(record, name) for name in ("reference", *_OF_TRACE) if hasattr(record, name)}
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
    handler.addFilter(Tracing())
    handler.addFilter(Redaction(token))
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    own = logging.getLevelNamesMapping()[level]
    logging.basicConfig(level=max(own, logging.WARNING), handlers=[handler], force=True)
    for name in OWN:
        logging.getLogger(name).setLevel(own)
    logging.getLogger(_LIBRARY).setLevel(max(own, logging.INFO))
    # What it cannot parse it raises, too.
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)
