"""Telegram fails a running bot for a while: every question is answered when that is over, every notice said."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.console.botapi.errors import ApiError
from bot.console.botapi.wire import Target, Upload, encode_error
from bot.console.local_updates import LocalUser
from bot.domain.clock import SystemClock
from tests.faults.bystanders import ANSWER, QUESTION, expect_nothing_lost, outlive, wait_to_be_told
from tests.faults.proxy import wire_to, wire_to_port
from tests.process.program import running
from tests.process.servers import BadDayServer
from tests.support.botapi_server import TOKEN
from tests.support.telegram import ScriptedBotApi

pytestmark = pytest.mark.slow

Answer = tuple[int, bytes]
DURATIONS = [4, pytest.param(60, marks=pytest.mark.slow)]
"""Seconds without Telegram."""

PAGE = (502, b"<html><title>502 Bad Gateway</title></html>")
OVERLOADED = (503, b"upstream connect error or disconnect/reset before headers")
LATER = encode_error(ApiError(429, "Too Many Requests: retry after 2", {"retry_after": 2}))
HALF = (200, b'{"ok": true, "result": {')


class FailingServer(BadDayServer):
    """Answers everything but polls with the same nonsense, while it is told to."""

    fault: Answer | None = None

    def handle(
        self, target: Target | None, fields: Mapping[str, str], uploads: Mapping[str, Upload]
    ) -> tuple[int, bytes] | None:
        """As told."""
        fault = self.fault
        if fault is not None and target is not None and target.name.lower() != "getupdates":
            return fault
        return super().handle(target, fields, uploads)


@contextmanager
def serving() -> Iterator[FailingServer]:
    """A server that is well."""
    with FailingServer(ScriptedBotApi(SystemClock(), keep_calls=10_000)) as server:
        yield server


@pytest.mark.parametrize("seconds", DURATIONS)
@pytest.mark.parametrize(
    ("fault", "doubtful"),
    [(PAGE, False), (OVERLOADED, False), (LATER, False), (HALF, True)],
    ids=["502", "503", "429", "half an answer"],
)
def test_telegram_answers_with_nonsense(tmp_path: Path, fault: Answer, doubtful: bool, seconds: int) -> None:
    """Pages of a server in between, waits, half an answer; what may have arrived comes again with a mark."""
    url = f"sqlite:///{tmp_path}/zuwu.db"
    with serving() as server:
        settings = {"TOKEN": TOKEN, "API_URL": server.url, "DATABASE_URL": url}
        with running("run", folder=tmp_path, **settings) as program:
            outlive(server, url, seconds, broken=_sets(server, fault), mended=_sets(server, None))
            assert program.stop()[0] == 0
        expect_nothing_lost(server, program, doubtful=doubtful)


def _sets(server: FailingServer, fault: Answer | None) -> Callable[[], None]:
    return lambda: setattr(server, "fault", fault)


@pytest.mark.parametrize("seconds", DURATIONS)
@pytest.mark.parametrize("way", ["cut", "hold"])
def test_telegram_goes_away(tmp_path: Path, way: str, seconds: int) -> None:
    """Connections are reset and refused, or go silent: what was asked meanwhile is answered."""
    url = f"sqlite:///{tmp_path}/zuwu.db"
    with serving() as server, wire_to(wire_to_port(int(server.url.rpartition(":")[2]))) as wire:
        settings = {"TOKEN": TOKEN, "API_URL": f"http://127.0.0.1:{wire.port}", "DATABASE_URL": url}
        with running("run", folder=tmp_path, **settings) as program:
            outlive(server, url, seconds, broken=wire.cut if way == "cut" else wire.hold, mended=wire.mend)
            assert program.stop()[0] == 0
        expect_nothing_lost(server, program, doubtful=True)


@pytest.mark.parametrize(
    "latency", [2, pytest.param(5, marks=pytest.mark.slow), pytest.param(30, marks=pytest.mark.slow)]
)
def test_a_slow_telegram_answers_many_chats_at_once(tmp_path: Path, latency: int) -> None:
    """Each message takes its time; a hundred chats do not wait for one another, and no connection lacks."""
    people = [LocalUser(number, "某人") for number in range(1000, 1100)]
    with serving() as server, running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as program:
        server.ask(people[0].chat, people[0], QUESTION)
        wait_to_be_told(server, people[0])
        server.latency["sendMessage"] = latency
        begun = time.monotonic()
        for person in people[1:]:
            server.ask(person.chat, person, QUESTION)
        for person in people[1:]:
            wait_to_be_told(server, person)
        assert time.monotonic() - begun < 60 + 3 * latency  # one after the other it would be a hundred times that
        server.latency.clear()
        last = LocalUser(1, "小李")
        server.ask(last.chat, last, QUESTION)
        wait_to_be_told(server, last)
        assert all(ANSWER in server.texts(person.id)[0] for person in (*people, last))
        assert "Traceback" not in program.err.text
        assert "PoolTimeout" not in program.err.text
        program.process.kill()
