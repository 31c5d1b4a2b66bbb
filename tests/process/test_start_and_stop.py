"""``zuwu run`` with a token, as a process: how it starts on bad days, and how it ends."""

import json
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.console.local_updates import LocalUser
from tests.process.program import run, running
from tests.process.servers import serving
from tests.support.botapi_server import TOKEN
from tests.support.telegram import Failure, ScriptedBotApi

QUESTION = "党小组会多久开一次"
ANSWER = "一般每月召开 1 次"
MEMBER = LocalUser(7, "小李")
OTHER = LocalUser(8, "小王")
LONG_TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz012345"
SOON = 4
"""Seconds for an end that waits for nothing but Telegram to forget the last updates."""


def test_a_wrong_token_is_one_sentence(tmp_path: Path) -> None:
    """Exit code 1, no traceback, and the token is not repeated."""
    with serving() as server:
        done = run("run", folder=tmp_path, TOKEN=LONG_TOKEN, API_URL=server.url)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "不认这个 ZUWU_TOKEN" in line
    assert LONG_TOKEN not in line


def test_a_wrong_token_is_json_for_those_who_read_json(tmp_path: Path) -> None:
    """Standard error has JSON lines only, also at the end."""
    with serving() as server:
        done = run("run", folder=tmp_path, TOKEN=LONG_TOKEN, API_URL=server.url, LOG_FORMAT="json")
    (entry,) = map(json.loads, done.stderr.splitlines())
    assert (done.returncode, entry["level"]) == (1, "CRITICAL")
    assert "ZUWU_TOKEN" in entry["message"]


@contextmanager
def _nobody() -> Iterator[int]:
    """A port where nobody listens, which nobody else gets meanwhile."""
    with socket.socket() as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server of ours may
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def test_the_bot_waits_for_telegram(tmp_path: Path) -> None:
    """Nobody listens: it tries again after growing waits, says so, and works once there is a server."""
    with (
        _nobody() as port,
        running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=f"http://127.0.0.1:{port}") as program,
    ):
        program.err.wait_for("again in 1 s")
        program.err.wait_for("again in 2 s")
        assert run("doctor", "--alive", folder=tmp_path).returncode == 0  # whoever looks had better not restart it
        with serving(port) as server:
            server.ask(MEMBER.chat, MEMBER, QUESTION)
            assert ANSWER in server.wait_for_texts(MEMBER.id)[0]
            assert program.stop()[0] == 0
    assert "Traceback" not in program.err.text


def test_sigterm_ends_the_wait_for_telegram(tmp_path: Path) -> None:
    """At once, with 0."""
    with (
        _nobody() as port,
        running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=f"http://127.0.0.1:{port}") as program,
    ):
        program.err.wait_for("again in 1 s")
        code, seconds = program.stop()
        assert (code, seconds < SOON) == (0, True)
        assert "Traceback" not in program.err.text


def test_sigterm_ends_a_first_call_that_hangs(tmp_path: Path) -> None:
    """The server takes connections and says nothing."""
    with serving() as server:
        server.be_silent()
        with running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as program:
            server.wait_for_count("getMe")
            code, seconds = program.stop()
            assert (code, seconds < SOON, program.err.text) == (0, True, "")


def test_a_limited_server_is_good_enough(tmp_path: Path) -> None:
    """Without webhooks and lists of commands it starts, with a line for the operator, and answers."""
    with serving() as server:
        server.missing |= {"setMyCommands", "deleteMyCommands", "deleteWebhook"}
        with running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as program:
            server.ask(MEMBER.chat, MEMBER, QUESTION)
            assert ANSWER in server.wait_for_texts(MEMBER.id)[0]
            program.err.wait_for("commands not published")
            assert program.stop()[0] == 0
    assert "Traceback" not in program.err.text


def test_a_crash_between_handling_and_confirming_repeats_no_answer(tmp_path: Path) -> None:
    """The update comes again and was handled, so what was asked is not answered twice."""
    with serving() as server:
        server.deaf = True
        server.ask(MEMBER.chat, MEMBER, QUESTION)
        with running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as program:
            assert server.refused.wait(20)
            program.process.kill()
            assert program.wait() == -signal.SIGKILL
        assert len(server.texts(MEMBER.id)) == 1
        server.deaf = False
        with running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url):
            server.ask(OTHER.chat, OTHER, QUESTION)
            server.wait_for_texts(OTHER.id)
        assert len(server.texts(MEMBER.id)) == 1


def test_a_crash_while_handling_loses_no_question(tmp_path: Path) -> None:
    """However long that takes: Telegram is told to forget an update only when it is handled, and others are answered
    meanwhile."""
    with serving() as server:
        with (
            running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as program,
            server.holding(MEMBER.id),
        ):
            server.ask(MEMBER.chat, MEMBER, QUESTION)
            server.wait_for_count("sendMessage")
            for count in range(1, 4):
                server.ask(OTHER.chat, OTHER, QUESTION)
                server.wait_for_texts(OTHER.id, count)
                time.sleep(0.5)
            program.process.kill()
            program.wait()
        server.wait_for_texts(MEMBER.id)  # it was sent, but nobody knows of that
        server.forget_calls()
        with running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url):
            assert ANSWER in server.wait_for_texts(MEMBER.id)[0]
            server.wait_for_poll()
        assert server.texts(OTHER.id) == []


def test_kills_under_load_lose_no_question(tmp_path: Path) -> None:
    """Again and again, with many in hand, some of which take longer than others."""
    people = [LocalUser(number, "某人") for number in range(100, 190)]
    lives = 3
    with serving() as server:
        server.latency["sendMessage"] = 0.4
        for life in range(lives):
            with running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as program:
                server.ask(MEMBER.chat, MEMBER, QUESTION)
                server.wait_for_texts(MEMBER.id, life + 1)
                for number, person in enumerate(people[life::lives]):
                    server.ask(person.chat, person, QUESTION)
                    time.sleep(0.1 if number % 10 == 0 else 0.01)
                program.process.kill()
                program.wait()
        with server.locked() as api:
            assert api.queue.ready(0)  # something was in hand
        with running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url):
            for person in people:
                assert ANSWER in server.wait_for_texts(person.id)[0]


def test_sigterm_finishes_what_is_in_hand(tmp_path: Path) -> None:
    """A question that was fetched is answered, its update confirmed, and the heart stops beating."""
    with serving() as server:
        with running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as program:
            with server.holding(MEMBER.id):
                server.ask(MEMBER.chat, MEMBER, QUESTION)
                server.wait_for_count("sendMessage")
                assert (tmp_path / "data" / "heartbeat").exists()
                program.process.terminate()
                program.err.wait_for("stopping")
            assert program.wait() == 0
        assert ANSWER in server.texts(MEMBER.id)[0]
        with server.locked() as api:
            assert not api.queue.ready(0)
    assert not (tmp_path / "data" / "heartbeat").exists()


def test_sigterm_lets_answers_arrive_that_take_their_time(tmp_path: Path) -> None:
    """Telegram takes four seconds for each; none is given up, none has to come again."""
    people = [LocalUser(number, "某人") for number in range(100, 110)]
    with serving() as server:
        with running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as program:
            server.ask(MEMBER.chat, MEMBER, QUESTION)
            server.wait_for_texts(MEMBER.id)
            server.latency["sendMessage"] = 4
            for person in people:
                server.ask(person.chat, person, QUESTION)
            server.wait_for_count("sendMessage", 1 + len(people))
            code, seconds = program.stop(within=10)
        assert (code, seconds < 9) == (0, True)
        assert [len(server.texts(person.id)) for person in people] == [1] * len(people)
        with server.locked() as api:
            assert not api.queue.ready(0)
    assert "without waiting" not in program.err.text


def test_a_start_by_polling_tells_of_the_webhook_that_it_takes_away(tmp_path: Path) -> None:
    """Whoever started it by mistake beside replicas reads where these were, and so does the operator chat."""
    operator = LocalUser(900, "运维")
    with serving() as server:
        with server.locked() as api:
            api.world.add_chat(operator.chat, operator)
            api.queue.webhook = {"url": "https://bot.example/geheim"}
        settings = {"TOKEN": TOKEN, "API_URL": server.url, "OPERATOR_CHAT": str(operator.id)}
        with running("run", folder=tmp_path, **settings) as program:
            (told,) = server.wait_for_texts(operator.id)
            server.ask(MEMBER.chat, MEMBER, QUESTION)
            assert ANSWER in server.wait_for_texts(MEMBER.id)[0]
            assert program.stop()[0] == 0
    assert ("bot.example" in told, "geheim" in told) == (True, False)
    (line,) = [line for line in program.err.lines if "webhook" in line]
    assert ("WARNING" in line, "bot.example" in line, "geheim" in line) == (True, True, False)


def test_sigterm_waits_for_no_answer_for_ever(tmp_path: Path) -> None:
    """Not for a message that Telegram keeps back, while polls hang as well."""
    with serving() as server, running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as program:
        server.ask(OTHER.chat, OTHER, QUESTION)
        server.wait_for_texts(OTHER.id)
        with server.holding(MEMBER.id):
            server.ask(MEMBER.chat, MEMBER, QUESTION)
            server.wait_for_count("sendMessage", 2)
            server.be_silent()
            assert program.stop(within=10)[0] == 0
    assert "Traceback" not in program.err.text


def test_sigint_ends_a_poll_that_hangs(tmp_path: Path) -> None:
    """Nothing is in hand, so it takes no longer than the last word to Telegram, which does not answer that either."""
    with serving() as server, running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as program:
        server.ask(OTHER.chat, OTHER, QUESTION)
        server.wait_for_texts(OTHER.id)
        server.wait_for_poll()
        server.be_silent()
        code, seconds = program.stop(signal.SIGINT)
        assert (code, seconds < SOON) == (0, True)
    assert "Traceback" not in program.err.text


def test_json_logs_are_json_to_the_last_line(tmp_path: Path) -> None:
    """With trouble and at the level that says the most; neither the token nor a question is in them."""
    with serving(token=LONG_TOKEN) as server:
        with server.locked() as api:
            assert isinstance(api, ScriptedBotApi)
            api.fail("getMe", Failure((502, f"<html>{LONG_TOKEN}</html>".encode())))
            api.fail("getUpdates", Failure((200, f'{{"ok": true, "text": "{QUESTION}'.encode())))
        server.missing.add("setMyCommands")
        settings = {"TOKEN": LONG_TOKEN, "API_URL": server.url, "LOG_FORMAT": "json", "LOG_LEVEL": "debug"}
        with running("run", folder=tmp_path, **settings) as program:
            server.ask(MEMBER.chat, MEMBER, QUESTION)
            server.wait_for_texts(MEMBER.id)
            assert program.stop()[0] == 0
    entries = [json.loads(line) for line in program.err.lines]
    assert {"time", "level", "logger", "message"} == set().union(*entries)
    assert [entry["level"] for entry in entries].count("WARNING") == 3
    assert [secret for secret in (LONG_TOKEN, LONG_TOKEN[10:], QUESTION) if secret in program.err.text] == []
