"""What the logs tell, and what they never do."""

import asyncio
import gc
import io
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.domain.errors import StorageError
from bot.domain.identity import NewId
from bot.handlers.context import METRICS
from bot.logs import JsonFormatter, Redaction, TextFormatter, Tracing, brief
from bot.seeing.operator import Operator, told_of_errors
from bot.seeing.tracing import Trace, refer, tracing
from bot.storage.engine import create_engine, transaction
from bot.views import words
from tests.process.program import environment
from tests.support import telegram
from tests.support.app import MEMBER, RunningBot
from tests.support.calendar import put, reminder_of
from tests.support.logs import production_log
from tests.support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

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
        raise StorageError(f"https://example.org/bot{TOKEN}/x {OTHER_TOKEN}")
    except StorageError:
        log.logger.exception("bug")
    assert [secret for secret in (TOKEN, "own-secret", OTHER_TOKEN) if secret in log.text] == []
    assert log.text.count("<token>") == 4
    assert "StorageError: https" in log.text


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
    assert bug["traceback"].endswith('    raise KeyError("x")\nKeyError')
    assert "一行" in log.text


def test_an_error_is_brief() -> None:
    """Without the page that a server answered with; of unexpected ones the name is enough."""
    page = NetworkError("Bad Gateway (502). Parsing the server response b'<html>secret</html>' failed")
    assert brief(page) == "NetworkError: Bad Gateway (502)"
    assert len(brief(NetworkError("x" * 5000))) < 250
    assert brief(KeyError("what a user typed")) == "KeyError"


# ---- references


def _referring(name: str, new_id: NewId, *, as_json: bool) -> Log:
    log = Log(name, JsonFormatter() if as_json else TextFormatter())
    log.logger.handlers[0].filters.insert(0, Tracing(new_id))
    return log


def test_an_error_beside_the_updates_has_a_reference() -> None:
    """Each its own; a warning has none, nor an error of a library."""
    ids = iter(["aaaaaa-rest", "bbbbbb-rest"])
    log = _referring("bot.any", lambda: next(ids), as_json=True)
    log.logger.error("first")
    log.logger.warning("second")
    log.logger.critical("third")
    assert [json.loads(line).get("reference") for line in log.text.splitlines()] == ["aaaaaa", None, "bbbbbb"]
    library = _referring("telegram.ext", lambda: "x", as_json=True)
    library.logger.error("fourth")
    assert "reference" not in json.loads(library.text)


def test_all_that_goes_wrong_with_an_update_has_one_reference() -> None:
    """The one that the user is told; with the update and its chat."""
    ids = iter(["aaaaaa-rest", "bbbbbb-rest"])
    log = _referring("bot.any", lambda: next(ids), as_json=True)
    with tracing(Trace(update_id=5, chat_id=-7)):
        log.logger.info("nothing yet")
        told = refer(lambda: next(ids))
        log.logger.error("first")
        log.logger.error("second")
    log.logger.error("third")
    entries = [json.loads(line) for line in log.text.splitlines()]
    assert [entry.get("reference") for entry in entries] == [None, told, told, "bbbbbb"]
    assert [(entry.get("update_id"), entry.get("chat_id")) for entry in entries] == [*[(5, -7)] * 3, (None, None)]


def test_people_find_the_reference_in_the_line() -> None:
    """Once, whether the message has it already or not; the traceback comes below."""
    log = _referring("bot.any", lambda: "aaaaaa-rest", as_json=False)
    log.logger.error("plain")
    log.logger.error("bug [%s]", "bbbbbb", extra={"reference": "bbbbbb"})
    try:
        raise KeyError("x")
    except KeyError:
        log.logger.exception("bug")
    first, second, third, *rest = log.text.splitlines()
    assert first.endswith(" ERROR bot.any: plain [aaaaaa]")
    assert second.endswith(" ERROR bot.any: bug [bbbbbb]")
    assert third.endswith(" ERROR bot.any: bug [aaaaaa]")
    assert rest[0].startswith("Traceback")


async def test_the_code_that_the_user_saw_is_a_field(bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every error that led to it, with ids and without what the user wrote."""
    secret = "天气暗号"

    async def fail(*args: object) -> None:
        logging.getLogger("bot.services.any").error("something is odd")
        raise ZeroDivisionError

    monkeypatch.setattr(bot.stores.dialogues, "last_turn", fail)
    update = bot.updates.message(MEMBER.chat, MEMBER, secret)
    with production_log() as log:
        await bot.deliver(update)
    reference = bot.api.sent()[-1]["text"].partition("编号 ")[2][:6]
    assert bot.api.sent()[-1]["text"] == words.BUG.format(reference=reference)
    errors = [entry for entry in log.entries if entry["level"] == "ERROR"]
    assert len(errors) == 2
    for entry in errors:
        assert entry["reference"] == reference
        assert (entry["update_id"], entry["chat_id"]) == (update["update_id"], MEMBER.id)
    assert secret not in log.text


@pytest.mark.postgres
async def test_what_drivers_quote_is_not_told(
    bot: RunningBot, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL's driver quotes what it cannot take. The log tells where it was and of which kind, through the whole
    chain; so it does of a task that nobody waits for, and of errors that are no text."""
    secret, engine = "天气暗号", create_engine(postgres_url)

    async def ask(*args: object) -> None:
        async with transaction(engine) as connection:
            await connection.execute(text("SELECT CAST(:words AS integer)"), {"words": secret})

    async def ask_and_wrap(*args: object) -> None:
        try:
            await ask()
        except DBAPIError as error:
            quoted.append(str(error))
            raise ExceptionGroup(secret, [ValueError(secret), error]) from KeyError(secret)

    chat: list[tuple[str, str]] = []
    quoted: list[str] = []

    async def send(words: str) -> None:
        raise AssertionError("nobody runs the operator")

    operator = Operator(send, bot.application.bot_data[METRICS])
    monkeypatch.setattr(operator, "tell", lambda *told: chat.append(told))
    with production_log() as log, told_of_errors(operator):
        for failing in (ask, ask_and_wrap):
            monkeypatch.setattr(bot.stores.dialogues, "last_turn", failing)
            await bot.ask(secret)
        task = asyncio.create_task(ask())
        await asyncio.wait({task})
        del task
        gc.collect()
        logging.getLogger("bot.any").error(ValueError(secret))
    await engine.dispose()
    first, second, third = log.tracebacks
    assert secret in quoted[0]  # or there would be nothing to hide
    assert secret not in f"{log.text} {chat}"
    assert ("test_logs.py" in first, "asyncpg.exceptions.DataError" in first) == (True, True)
    assert first.splitlines()[-1].startswith("sqlalchemy.exc.DBAPIError")
    assert [part for part in ("KeyError", "ValueError", "1 of the group", "direct cause") if part not in second] == []
    assert "DataError" in third
    assert len(chat) == 3


async def test_what_goes_on_after_an_update_has_references_of_its_own() -> None:
    """A task that an update began, and that outlives it."""
    log = _referring("bot.any", lambda: "bbbbbb-rest", as_json=True)
    over = asyncio.Event()

    async def later() -> None:
        await over.wait()
        log.logger.error("later")

    with tracing(Trace(update_id=5, chat_id=-7, reference="aaaaaa")):
        task = asyncio.create_task(later())
        await asyncio.sleep(0)
        log.logger.error("now")
    over.set()
    await task
    now, afterwards = map(json.loads, log.text.splitlines())
    assert (now["reference"], now["update_id"]) == ("aaaaaa", 5)
    assert (afterwards["reference"], "update_id" in afterwards) == ("bbbbbb", False)


async def test_trouble_with_a_notice_names_it(bot: RunningBot) -> None:
    """Which delivery, to which chat."""
    now = bot.clock.now()
    await put(bot.stores, reminder_of("每周五下午3点 碰头", "weekly00001", now), now)
    reminder = await bot.stores.reminders.reminder("weekly00001")
    assert reminder is not None
    assert reminder.next_due_at is not None
    bot.clock.advance(reminder.next_due_at - now)
    bot.api.fail("sendMessage", telegram.server_error())
    with production_log() as log:
        await bot.services.dispatcher.work()
    (delivery,) = await bot.stores.deliveries.of_series("weekly00001")
    (line,) = [entry for entry in log.entries if entry["message"].startswith("not sent")]
    assert (line["delivery_id"], line["chat_id"]) == (delivery.id, reminder.chat_id)


def test_what_ends_the_program_goes_through_the_log(tmp_path: Path) -> None:
    """As one JSON object, without the token that the error quotes."""
    broken = f"""
import bot.serving
from bot.cli import main
async def serve(settings):
    raise RuntimeError("quoted: {TOKEN}")
bot.serving.serve = serve
main(["run"])
"""
    settings = environment(tmp_path, TOKEN=TOKEN, LOG_FORMAT="json")
    done = subprocess.run([sys.executable, "-c", broken], env=settings, capture_output=True, timeout=60, check=False)

    (entry,) = [json.loads(line) for line in done.stderr.decode().splitlines()]
    assert (done.returncode, entry["message"]) == (1, "bug that ends the program")
    assert "RuntimeError" in entry["traceback"]
    assert TOKEN not in done.stderr.decode()
