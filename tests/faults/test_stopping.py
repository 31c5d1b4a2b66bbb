"""SIGTERM while a lot is going on, and while Telegram or the database is dead: ends in time, and loses nothing."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot import serving as budget
from bot.console.local_updates import LocalUser
from tests.faults.bystanders import ANSWER, FIRST, QUESTION, wait_to_be_told
from tests.faults.proxy import Wire, wire_to, wire_to_port
from tests.faults.test_telegram import PAGE, FailingServer, serving
from tests.process.program import Program, running
from tests.support.botapi_server import TOKEN

pytestmark = pytest.mark.slow

WITHIN = 10
"""Seconds that container engines give."""

PEOPLE = [LocalUser(number, "某人") for number in range(1000, 1060)]


def settled(program: Program) -> None:
    """It ends in time, with 0, and without a traceback."""
    code, seconds = program.stop(within=WITHIN)
    assert (code, seconds < WITHIN) == (0, True)
    assert "Traceback" not in program.err.text


def warm(server: FailingServer) -> None:
    """The bot is there."""
    server.ask(FIRST.chat, FIRST, QUESTION)
    wait_to_be_told(server, FIRST)


def expect_everybody_answered_once(server: FailingServer) -> None:
    """Nobody is forgotten; nobody reads an answer twice."""
    for person in PEOPLE:
        wait_to_be_told(server, person)
    assert [(person.id, len(server.texts(person.id))) for person in PEOPLE] == [(person.id, 1) for person in PEOPLE]
    assert all(ANSWER in server.texts(person.id)[0] for person in PEOPLE)


def test_the_steps_of_a_stop_have_time_enough_and_not_too_much() -> None:
    """In the worst case it ends a second before it would be killed; most of that is for answers."""
    last = max(budget.LAST_WORDS_WITHIN, budget.CONFIRM_WITHIN)
    whole = budget.FINISH_WITHIN + last + budget.SHOW_WITHIN + budget.WEB_WITHIN + budget.CLOSE_WITHIN
    beside = budget.KEEP_WITHIN + budget.SEND_WITHIN + budget.DISPATCH_WITHIN
    assert whole < WITHIN - 1
    assert beside < budget.FINISH_WITHIN
    assert whole / 2 < budget.FINISH_WITHIN


def test_under_load(tmp_path: Path) -> None:
    """Sixty people ask at the same moment; the next life answers whom this one did not."""
    with serving() as server:
        server.latency["sendMessage"] = 0.2
        settings = {"TOKEN": TOKEN, "API_URL": server.url}
        with running("run", folder=tmp_path, **settings) as program:
            warm(server)
            for person in PEOPLE:
                server.ask(person.chat, person, QUESTION)
            server.wait_for_calls("sendMessage", 5)
            settled(program)
        with running("run", folder=tmp_path, **settings):
            expect_everybody_answered_once(server)


def test_while_telegram_takes_no_message(tmp_path: Path) -> None:
    """It still delivers what people write: that is not confirmed, and comes again to the next life."""
    with serving() as server:
        settings = {"TOKEN": TOKEN, "API_URL": server.url}
        with running("run", folder=tmp_path, **settings) as program:
            warm(server)
            server.fault = PAGE
            for person in PEOPLE:
                server.ask(person.chat, person, QUESTION)
            program.err.wait_for("Telegram is waited for", 5)
            time.sleep(2)
            settled(program)
        server.fault = None
        with running("run", folder=tmp_path, **settings):
            expect_everybody_answered_once(server)


@pytest.mark.parametrize("way", ["cut", "hold"])
def test_while_telegram_is_dead(tmp_path: Path, way: str) -> None:
    """Nothing is reached at all: it ends all the same."""
    with serving() as server, wire_to(wire_to_port(int(server.url.rpartition(":")[2]))) as wire:
        settings = {"TOKEN": TOKEN, "API_URL": f"http://127.0.0.1:{wire.port}"}
        with running("run", folder=tmp_path, **settings) as program:
            warm(server)
            server.wait_for_poll()
            (wire.cut if way == "cut" else wire.hold)()
            for person in PEOPLE:
                server.ask(person.chat, person, QUESTION)
            time.sleep(1)
            settled(program)
        wire.mend()
        with running("run", folder=tmp_path, **settings):
            expect_everybody_answered_once(server)


def test_while_the_database_is_locked(tmp_path: Path) -> None:
    """What waits for it was not begun, and not confirmed."""
    with serving() as server:
        settings = {"TOKEN": TOKEN, "API_URL": server.url, "DATABASE_URL": f"sqlite:///{tmp_path}/zuwu.db"}
        with running("run", folder=tmp_path, **settings) as program:
            warm(server)
            with closing(sqlite3.connect(tmp_path / "zuwu.db", isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                for person in PEOPLE:
                    server.ask(person.chat, person, QUESTION)
                time.sleep(3)
                settled(program)
        with running("run", folder=tmp_path, **settings):
            expect_everybody_answered_once(server)


@pytest.mark.postgres
@pytest.mark.parametrize("way", ["cut", "hold"])
def test_while_postgresql_is_dead(tmp_path: Path, wired: tuple[str, str, Wire], way: str) -> None:
    """Connections that were reset, and connections that never answer, not even a farewell."""
    _, by_wire, wire = wired
    with serving() as server:
        settings = {"TOKEN": TOKEN, "API_URL": server.url, "DATABASE_URL": by_wire}
        with running("run", folder=tmp_path, **settings) as program:
            warm(server)
            (wire.cut if way == "cut" else wire.hold)()
            for person in PEOPLE:
                server.ask(person.chat, person, QUESTION)
            time.sleep(3)
            settled(program)
        wire.mend()
        with running("run", folder=tmp_path, **settings):
            expect_everybody_answered_once(server)
