"""Two processes over one PostgreSQL, behind a balancer: each update handled once, in the order of its chat, whatever
happens to one of them."""

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.console.local_updates import LocalUser
from tests.process.program import Program
from tests.process.replicas import PATH, port_of, replica, telegram
from tests.process.servers import BadDayServer
from tests.process.test_webhook import ANSWER, QUESTION, SECRET
from tests.support.postgres import postgres_server, postgres_url
from tests.support.webhooks import Balancer, Courier, post

__all__ = ["postgres_server", "postgres_url"]

pytestmark = pytest.mark.postgres

PEOPLE = [LocalUser(100 + number, "某人") for number in range(6)]


@dataclass(frozen=True)
class Two:
    """Two processes that run, and what is around them."""

    server: BadDayServer
    balancer: Balancer
    programs: tuple[Program, Program]
    ports: tuple[int, int]

    def urls(self) -> list[str]:
        """Where each takes updates in, without the balancer."""
        return [f"http://127.0.0.1:{port}{PATH}" for port in self.ports]


@contextmanager
def two(folder: Path, database_url: str) -> Iterator[Two]:
    """Two processes, started at once on an empty database."""
    settings = {"DATABASE_URL": database_url}
    with (
        telegram() as server,
        Balancer().running() as balancer,
        replica(folder / "a", server, balancer.url, **settings) as one,
        replica(folder / "b", server, balancer.url, **settings) as other,
    ):
        ports = port_of(one), port_of(other)
        balancer.ports = ports
        yield Two(server, balancer, (one, other), ports)


def _texts_by_chat(server: BadDayServer) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for call in server.calls("sendMessage"):
        found.setdefault(int(call.params["chat_id"]), []).append(call.params["text"])
    return found


def test_an_update_that_both_get_is_handled_by_one(tmp_path: Path, postgres_url: str) -> None:
    """The other waits for that, says that it is handled, and answers nothing; nor does it later."""
    person = PEOPLE[0]
    with two(tmp_path, postgres_url) as both:
        server, statuses = both.server, list[int]()
        update = json.dumps(server.ask(person.chat, person, QUESTION)).encode()
        posting = [
            threading.Thread(target=lambda url=url: statuses.append(post(url, update, SECRET))) for url in both.urls()
        ]
        with server.holding(person.id):
            for each in posting:
                each.start()
            server.wait_for_count("sendMessage")
            assert statuses == []
        for each in posting:
            each.join()
        assert statuses == [200, 200]
        assert [post(url, update, SECRET) for url in both.urls()] == [200, 200]
        assert len(server.texts(person.id)) == 1
        assert server.arrived["sendMessage"] == 1


def test_what_people_write_is_answered_in_order_by_both(tmp_path: Path, postgres_url: str) -> None:
    """Each message of a chat once, in the order in which they were written, whichever process it comes to."""
    each = 8
    with two(tmp_path, postgres_url) as both:
        server = both.server
        for number in range(each):
            for person in PEOPLE:
                server.ask(person.chat, person, f"/remind 明天下午{number % 4 + 2}点第{number}次小组会")
        with Courier(server).running():
            server.wait_for_calls("sendMessage", each * len(PEOPLE), timeout=60)
        texts = _texts_by_chat(server)
        for program in both.programs:
            assert program.stop()[0] == 0
    for person in PEOPLE:
        assert len(texts[person.id]) == each
        assert [f"第{number}次" in text for number, text in enumerate(texts[person.id])] == [True] * each
    for program in both.programs:
        assert "Traceback" not in program.err.text
        assert "ERROR" not in program.err.text


def test_what_a_killed_process_had_in_hand_is_answered_by_the_other(tmp_path: Path, postgres_url: str) -> None:
    """A question, and what was asked after it in that chat, in order; other chats do not wait for that."""
    person, *others = PEOPLE
    with two(tmp_path, postgres_url) as both:
        server = both.server
        both.balancer.ports = both.ports[:1]
        with Courier(server).running():
            with server.holding(person.id):
                server.ask(person.chat, person, QUESTION)
                server.wait_for_count("sendMessage")
                both.programs[0].process.kill()
                assert both.programs[0].wait() == -signal.SIGKILL
                both.balancer.ports = both.ports
                for another in others:
                    server.ask(another.chat, another, QUESTION)
                    assert ANSWER in server.wait_for_texts(another.id)[0]
            server.wait_for_texts(person.id)  # it was sent, but nobody knows of that
            server.forget_calls()
            server.ask(person.chat, person, "/remind 明天下午3点开小组会")
            first, second = server.wait_for_texts(person.id, 2)
        assert ANSWER in first
        assert "明天" in second or "15:00" in second
        assert both.programs[1].stop()[0] == 0
    assert "Traceback" not in both.programs[1].err.text


def test_a_process_that_is_stopped_gives_its_chats_away(tmp_path: Path, postgres_url: str) -> None:
    """What it cannot finish in time is handled by the other at once, with no lease to wait for."""
    person = PEOPLE[0]
    with two(tmp_path, postgres_url) as both:
        server = both.server
        both.balancer.ports = both.ports[:1]
        with Courier(server).running():
            with server.holding(person.id):
                server.ask(person.chat, person, QUESTION)
                server.wait_for_count("sendMessage")
                both.balancer.ports = both.ports
                assert both.programs[0].stop(within=10)[0] == 0
                server.wait_for_count("sendMessage", 2)
            assert ANSWER in server.wait_for_texts(person.id)[-1]
        with server.locked() as api:
            assert api.queue.waiting() == ()
