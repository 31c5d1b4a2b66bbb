"""``zuwu run`` with a webhook, as a process: what it answers to whom, and how it begins and ends."""

import hashlib
import hmac
import http.client
import json
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.console.botapi.errors import ApiError
from bot.console.local_updates import LocalUser
from bot.handlers.routing import ALLOWED_UPDATES
from tests.process.program import run, running
from tests.process.replicas import PATH, port_of, replica, telegram
from tests.process.servers import serving
from tests.support.botapi_server import TOKEN
from tests.support.webhooks import Balancer, Courier, post

QUESTION = "党小组会多久开一次"
ANSWER = "一般每月召开 1 次"
MEMBER = LocalUser(7, "小李")
OTHER = LocalUser(8, "小王")
SECRET = hmac.new(TOKEN.encode(), b"zuwu webhook", hashlib.sha256).hexdigest()


@contextmanager
def balancing() -> Iterator[Balancer]:
    """A balancer that knows nobody yet."""
    with Balancer().running() as balancer:
        yield balancer


def test_a_question_by_webhook_is_answered(tmp_path: Path) -> None:
    """Telegram is told of the address, the secret and what to deliver; nothing is polled for."""
    with telegram() as server, balancing() as balancer, replica(tmp_path / "a", server, balancer.url) as program:
        balancer.ports = [port_of(program)]
        with Courier(server).running():
            server.ask(MEMBER.chat, MEMBER, QUESTION)
            assert ANSWER in server.wait_for_texts(MEMBER.id)[0]
        with server.locked() as api:
            webhook = dict(api.queue.webhook)
        assert program.stop()[0] == 0
        assert server.count("getUpdates") == 0
    assert webhook["url"] == balancer.url + PATH
    assert webhook["secret_token"] == SECRET
    assert webhook["allowed_updates"] == list(ALLOWED_UPDATES)
    assert webhook["max_connections"] == 100


def test_strangers_and_nonsense_are_told_apart(tmp_path: Path) -> None:
    """Without the secret nothing is read; with it, what cannot be understood is done with, and only what is too large
    is refused. The server tells nobody what it is made of."""
    with telegram() as server, replica(tmp_path / "a", server) as program:
        port = port_of(program)
        url = f"http://127.0.0.1:{port}{PATH}"
        assert [post(url, b"{}", secret) for secret in (None, "", "wrong", SECRET[:-1], SECRET + "x")] == [403] * 5
        nonsense = (b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"update_id": "1"}', b'{"update_id": 1, "message": 2}')
        assert [post(url, each, SECRET) for each in nonsense] == [200] * len(nonsense)
        assert [post(url, b" " * size, SECRET) for size in (1024 * 1024, 1024 * 1024 + 1)] == [200, 413]
        assert post(f"http://127.0.0.1:{port}/other", b"{}", SECRET) == 404
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", PATH)
        response = connection.getresponse()
        response.read()
        connection.close()
        assert response.status == 405
        assert {name.lower() for name in response.headers} == {"content-length", "x-content-type-options"}
        assert program.stop()[0] == 0
    assert "Traceback" not in program.err.text
    assert SECRET not in program.err.text


def test_numbers_that_no_database_takes_are_done_with(tmp_path: Path) -> None:
    """With the right secret: 200, so that it does not come again, and one line each in the log, which is no bug."""
    with telegram() as server, replica(tmp_path / "a", server) as program:
        url = f"http://127.0.0.1:{port_of(program)}{PATH}"
        good = server.ask(MEMBER.chat, MEMBER, QUESTION)
        far_off = (2**63, -(2**63) - 1, 2**64, 10**400)
        bodies = [json.dumps(good | {"update_id": number}) for number in far_off]
        for name in ("chat", "from"):
            bodies += [json.dumps(good | {"message": good["message"] | {name: {"id": number, "type": "private",
                       "is_bot": False, "first_name": "x"}}}) for number in far_off]  # fmt: skip
        before = len(program.err.lines)
        assert [post(url, body.encode(), SECRET) for body in bodies] == [200] * len(bodies)
        assert post(url, json.dumps(good).encode(), SECRET) == 200
        assert len(server.texts(MEMBER.id)) == 1
        assert program.stop()[0] == 0
        said = [line for line in program.err.lines[before:] if " ERROR " in line]
    assert len(said) == len(bodies)
    assert all("not understood" in line for line in said)
    assert "bug" not in program.err.text
    assert "Traceback" not in program.err.text


def test_what_is_delivered_again_is_answered_once(tmp_path: Path) -> None:
    """Whether the first answer was lost on its way or not, the second delivery gets a 200, and the person nothing."""
    with telegram() as server, replica(tmp_path / "a", server) as program:
        url = f"http://127.0.0.1:{port_of(program)}{PATH}"
        update = json.dumps(server.ask(MEMBER.chat, MEMBER, QUESTION)).encode()
        assert [post(url, update, SECRET) for _ in range(3)] == [200] * 3
        assert len(server.texts(MEMBER.id)) == 1


def test_telegram_is_told_of_the_webhook_until_it_takes_it(tmp_path: Path) -> None:
    """Whatever it answers in between; then questions are answered."""
    with telegram() as server, balancing() as balancer:
        server.errors["setWebhook"] = ApiError(400, "Bad Request: bad webhook: Failed to resolve host")
        with replica(tmp_path / "a", server, balancer.url) as program:
            program.err.wait_for("Telegram refuses")
            server.errors["setWebhook"] = ApiError(502, "Bad Gateway")
            program.err.wait_for("again in 2 s")
            server.errors.clear()
            balancer.ports = [port_of(program)]
            with Courier(server).running():
                server.ask(MEMBER.chat, MEMBER, QUESTION)
                assert ANSWER in server.wait_for_texts(MEMBER.id)[0]
            assert program.stop()[0] == 0
    assert "Traceback" not in program.err.text


def test_sigterm_answers_what_is_in_hand_and_takes_nothing_new(tmp_path: Path) -> None:
    """What comes meanwhile waits at Telegram, whose webhook stays set, and is answered by the next process."""
    with telegram() as server, balancing() as balancer, Courier(server).running() as courier:
        with replica(tmp_path / "a", server, balancer.url) as program:
            port = port_of(program)
            balancer.ports = [port]
            with server.holding(MEMBER.id):
                asked = server.ask(MEMBER.chat, MEMBER, QUESTION)
                server.wait_for_count("sendMessage")
                program.process.terminate()
                program.err.wait_for("stopping")
                assert post(f"http://127.0.0.1:{port}{PATH}", b"{}", SECRET) in {0, 503}
                server.ask(OTHER.chat, OTHER, QUESTION)
            assert program.wait() == 0
        assert ANSWER in server.wait_for_texts(MEMBER.id)[0]
        assert (asked["update_id"], 200) in courier.answers
        assert server.texts(OTHER.id) == []
        assert server.count("deleteWebhook") == 0
        with replica(tmp_path / "a", server, balancer.url) as program:
            balancer.ports = [port_of(program)]
            assert ANSWER in server.wait_for_texts(OTHER.id)[0]
        assert len(server.texts(MEMBER.id)) == 1


def test_sigterm_waits_for_no_answer_for_ever(tmp_path: Path) -> None:
    """What Telegram keeps back is given up within ten seconds, and comes again."""
    with (
        telegram() as server,
        balancing() as balancer,
        Courier(server).running(),
        replica(tmp_path / "a", server, balancer.url) as program,
    ):
        balancer.ports = [port_of(program)]
        with server.holding(MEMBER.id):
            server.ask(MEMBER.chat, MEMBER, QUESTION)
            server.wait_for_count("sendMessage")
            assert program.stop(within=10)[0] == 0
            with server.locked() as api:
                assert len(api.queue.waiting()) == 1
    assert "Traceback" not in program.err.text


def test_a_process_that_dies_leaves_nothing_unanswered(tmp_path: Path) -> None:
    """It had the question in hand; the next process gets it again."""
    with telegram() as server, balancing() as balancer, Courier(server).running():
        with replica(tmp_path / "a", server, balancer.url) as program:
            balancer.ports = [port_of(program)]
            with server.holding(MEMBER.id):
                server.ask(MEMBER.chat, MEMBER, QUESTION)
                server.wait_for_count("sendMessage")
                program.process.kill()
                assert program.wait() == -signal.SIGKILL
        server.wait_for_texts(MEMBER.id)  # it was sent, but nobody knows of that
        server.forget_calls()
        with replica(tmp_path / "a", server, balancer.url) as program:
            balancer.ports = [port_of(program)]
            assert ANSWER in server.wait_for_texts(MEMBER.id)[0]


def test_an_address_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    """Exit code 1 and no traceback, with a webhook or without."""
    with socket.socket() as taken, telegram() as server:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = {"TOKEN": TOKEN, "API_URL": server.url, "LISTEN": f"127.0.0.1:{port}"}
        for more in ({}, {"WEBHOOK_URL": "http://127.0.0.1/telegram"}):
            done = run("run", folder=tmp_path, **settings, **more)
            assert done.returncode == 1
            assert done.stderr.splitlines()[-1].endswith(
                f"ZUWU_LISTEN：127.0.0.1 的 {port} 端口用不了：已经有别的程序在用。"
            )
            assert "Traceback" not in done.stderr


def test_polling_serves_as_well_where_there_is_an_address(tmp_path: Path) -> None:
    """Questions come by polling, and the server knows no webhook."""
    with (
        serving() as server,
        running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url, LISTEN="127.0.0.1:0") as program,
    ):
        server.ask(MEMBER.chat, MEMBER, QUESTION)
        assert ANSWER in server.wait_for_texts(MEMBER.id)[0]
        assert post(f"http://127.0.0.1:{port_of(program)}{PATH}", b"{}", SECRET) == 404
        assert program.stop()[0] == 0
