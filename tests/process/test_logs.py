"""What the logs tell, and what they never do."""

import io
import json
import logging

import pytest
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.logs import JsonFormatter, Redaction, brief

TOKEN = "1:own-secret"
OTHER_TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz012345"


class Log:
    """A logger of any name that writes as the program does."""

    def __init__(self, name: str, formatter: logging.Formatter) -> None:
        self._stream = io.StringIO()
        handler = logging.StreamHandler(self._stream)
        handler.addFilter(Redaction(TOKEN))
        handler.setFormatter(formatter)
        self.logger = logging.Logger(name, logging.DEBUG)
        self.logger.addHandler(handler)

    @property
    def text(self) -> str:
        """What was written."""
        return self._stream.getvalue()


def _log(name: str = "bot.any", *, as_json: bool = False) -> Log:
    return Log(name, JsonFormatter() if as_json else logging.Formatter())


@pytest.mark.parametrize("as_json", [False, True])
def test_no_token_is_told(as_json: bool) -> None:
    """Neither ours, whatever it looks like, nor anything that looks like one: not in messages, not in tracebacks."""
    log = _log(as_json=as_json)
    log.logger.info("calling /bot%s/getMe and %s", TOKEN, OTHER_TOKEN)
    try:
        raise ValueError(f"https://example.org/bot{TOKEN}/x {OTHER_TOKEN}")
    except ValueError:
        log.logger.exception("bug")
    assert [secret for secret in (TOKEN, "own-secret", OTHER_TOKEN) if secret in log.text] == []
    assert log.text.count("<token>") == 4
    assert "ValueError" in log.text


@pytest.mark.parametrize("as_json", [False, True])
def test_a_traceback_means_a_bug(as_json: bool) -> None:
    """Trouble with Telegram is one line, however the library logs it."""
    log = _log("telegram.ext.Updater", as_json=as_json)
    try:
        raise InvalidToken(f"The token `{TOKEN}` was rejected")
    except TelegramError:
        log.logger.exception("Exception happened.")
    assert len(log.text.splitlines()) == 1
    assert "Exception happened. InvalidToken: The token `<token>` was rejected" in log.text
    assert "Traceback" not in log.text


def test_the_library_tells_no_text_of_a_user() -> None:
    """It logs whole updates and answers; numbers stay."""
    log = _log("telegram.ext.Application")
    log.logger.critical("Error for update %s, %d of %.1f", {"text": "我的秘密"}, 2, 3.0)
    log.logger.warning("plain")
    assert log.text == "Error for update …, 2 of 3.0\nplain\n"


def test_json_is_one_object_a_line() -> None:
    """With the traceback of a bug inside, and Chinese as it is."""
    log = _log(as_json=True)
    log.logger.warning("一行\n两行 %s", {"a": 1})
    try:
        raise KeyError("x")
    except KeyError:
        log.logger.exception("bug")
    plain, bug = map(json.loads, log.text.splitlines())
    assert list(plain) == ["time", "level", "logger", "message"]
    assert (plain["level"], plain["logger"], plain["message"]) == ("WARNING", "bot.any", "一行\n两行 {'a': 1}")
    assert plain["time"].endswith("+00:00")
    assert "KeyError: 'x'" in bug["traceback"]
    assert "一行" in log.text


def test_an_error_is_brief() -> None:
    """Without the page that a server answered with; of unexpected ones the name is enough."""
    page = NetworkError("Bad Gateway (502). Parsing the server response b'<html>secret</html>' failed")
    assert brief(page) == "NetworkError: Bad Gateway (502)"
    assert len(brief(NetworkError("x" * 5000))) < 250
    assert brief(KeyError("what a user typed")) == "KeyError"
