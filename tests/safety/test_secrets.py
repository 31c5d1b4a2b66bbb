"""The token, the webhook's secret and the password of the database are never told, whatever goes wrong."""

import io
import logging
import sys
from collections.abc import Iterator

import httpx
import pytest
from pydantic import ValidationError
from sqlalchemy import make_url
from telegram.error import InvalidToken, NetworkError

from bot.domain.errors import StorageError
from bot.handlers.context import NOTIFIER
from bot.logs import brief, set_up_logs
from bot.notifier import Place
from bot.settings import Settings
from bot.storage.engine import create_engine, describe
from bot.views.markup import say
from tests.support.app import MEMBER, RunningBot
from tests.support.telegram import Failure

TOKEN = "1234567890:AAH-abcdefghijklmnopqrstuvwxyz_0123"
PASSWORD = "pass-word-of-the-database"
URL = f"https://api.telegram.org/bot{TOKEN}/sendMessage"

TROUBLE = [
    NetworkError(f"httpx.ConnectError: {URL}"),
    InvalidToken(f"The token `{TOKEN}` was rejected by the server."),
    httpx.ConnectError(f"All connection attempts failed: {URL}"),
    httpx.HTTPStatusError("401", request=httpx.Request("POST", URL), response=httpx.Response(401)),
    RuntimeError(repr(httpx.Request("POST", URL))),
    ValueError(f"bot{TOKEN}"),
]


@pytest.fixture(params=["text", "json"])
def log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as in production, at the level that says the most."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = list(root.handlers), root.level
    root.handlers[:] = []
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logs("DEBUG", request.param, TOKEN)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("logger", ["bot.any", "telegram.ext.Application", "httpx", "httpcore", "aiohttp.server"])
@pytest.mark.parametrize("error", TROUBLE, ids=lambda error: type(error).__name__)
def test_no_log_tells_the_token(log: io.StringIO, error: Exception, logger: str) -> None:
    """Neither in a message nor in an argument, a traceback or a cause of it."""
    try:
        try:
            raise error
        except Exception as cause:
            raise RuntimeError(f"while calling {URL}") from cause
    except RuntimeError:
        logging.getLogger(logger).exception("trouble with %s", URL)
    logging.getLogger(logger).warning("%r", error)
    assert "trouble" in log.getvalue()
    assert TOKEN not in log.getvalue()
    assert TOKEN.partition(":")[2] not in log.getvalue()


async def test_what_a_person_is_told_of_a_bug_has_nothing_of_it(
    bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence and a code."""

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError(URL)

    monkeypatch.setattr(bot.services.answering, "ask", broken)
    said = await bot.ask("党小组会多久开一次")
    assert "编号" in said["text"]
    assert "bot1234567890" not in said["text"]


async def test_trouble_of_the_network_tells_no_address(bot: RunningBot, log: io.StringIO) -> None:
    """As the notifier and the handlers meet it."""
    bot.api.fail("sendMessage", Failure(NetworkError(f"httpx.ConnectError: {URL}")))
    await bot.application.bot_data[NOTIFIER].send(Place(MEMBER.id), say("好"))
    assert TOKEN not in log.getvalue()
    assert TOKEN not in brief(httpx.ConnectError(URL))


def test_settings_show_no_secret() -> None:
    """Printed, or wrong: the value is not repeated."""
    url = f"postgresql://zuwu:{PASSWORD}@db/zuwu"
    settings = Settings(_env_file=None, token=TOKEN, webhook_secret="my-own-secret", database_url=url)
    for shown in (repr(settings), str(settings)):
        assert not [secret for secret in (TOKEN, "my-own-secret", PASSWORD) if secret in shown]
    with pytest.raises(ValidationError):
        Settings(_env_file=None, token=f"{TOKEN} !")


def test_the_path_of_the_webhook_has_no_token_in_it() -> None:
    """It stands in logs of balancers; its secret is a header that is derived, and gives the token away to nobody."""
    settings = Settings(_env_file=None, token=TOKEN, webhook_url="https://bot.example.org/zuwu")
    assert settings.webhook_path == "/zuwu"
    assert TOKEN not in settings.secret_of_webhook
    assert TOKEN.partition(":")[2] not in settings.secret_of_webhook
    other = Settings(_env_file=None, token=f"{TOKEN}4", webhook_url="https://bot.example.org/zuwu")
    assert other.secret_of_webhook != settings.secret_of_webhook


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://zuwu:{PASSWORD}@db/zuwu?password={PASSWORD}",
        f"postgresql://zuwu:{PASSWORD}@db:5432/zuwu",
    ],
)
def test_a_database_is_described_without_its_password(url: str) -> None:
    """Also where it stands among the options."""
    assert PASSWORD not in describe(make_url(url))


@pytest.mark.parametrize("url", [f"postgresql://zuwu:{PASSWORD}@@:x/zuwu", f"mysql://zuwu:{PASSWORD}@db/zuwu"])
def test_a_wrong_url_is_refused_without_repeating_it(url: str) -> None:
    """The sentence goes to the terminal and to the log."""
    with pytest.raises(StorageError) as refused:
        create_engine(url)
    assert PASSWORD not in str(refused.value)
    assert PASSWORD not in repr(refused.value.__cause__)
