"""/livez, /readyz and /metrics of the program, in both modes, and what ``zuwu doctor`` makes of it."""

import hashlib
import hmac
import http.client
import json
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.connections import MAX_CONNECTIONS
from bot.console.botapi.errors import ApiError
from bot.storage.engine import create_engine, transaction
from tests.faults.proxy import wire_to, wire_to_port
from tests.process.program import Program, run, running
from tests.process.replicas import PATH, port_of, replica, telegram
from tests.process.servers import serving
from tests.support.app import MEMBER
from tests.support.botapi_server import TOKEN
from tests.support.postgres import postgres_server, postgres_url
from tests.support.webhooks import post

__all__ = ["postgres_server", "postgres_url"]

REST = ["database", "knowledge", "wakeup", "telegram", "running"]
QUESTION = "党小组会多久开一次"
SECRET = hmac.new(TOKEN.encode(), b"zuwu webhook", hashlib.sha256).hexdigest()


def get(port: int, path: str) -> tuple[int, str]:
    """Status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def wait_until_ready(port: int, *, ready: bool = True) -> dict[str, object]:
    """What /readyz says once it says so."""
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        status, body = get(port, "/readyz")
        if (status == 200) is ready:
            said: dict[str, object] = json.loads(body)
            return said
        time.sleep(0.1)  # nothing tells of it
    raise AssertionError(body)


def look_at(port: int) -> None:
    """Everything that a process says that is well."""
    assert wait_until_ready(port) == {
        "status": "ok",
        "ok": ["database", "knowledge", "wakeup", "telegram", "clock", "running"],
        "failing": [],
    }
    assert get(port, "/livez") == (200, "ok\n")
    status, figures = get(port, "/metrics")
    assert status == 200
    assert 'zuwu_check_ok{check="telegram"} 1.0' in figures
    assert "process_resident_memory_bytes" in figures
    assert TOKEN not in figures


def test_silent_connections_shut_nobody_out(tmp_path: Path) -> None:
    """More of them than are taken: probes and Telegram are answered at once, and so they are a while later."""
    with telegram() as server, replica(tmp_path / "a", server) as program, ExitStack() as silent:
        port = port_of(program)
        wait_until_ready(port)
        for _ in range(MAX_CONNECTIONS + 50):
            silent.enter_context(socket.create_connection(("127.0.0.1", port)))
        began = time.monotonic()
        update = json.dumps(server.ask(MEMBER.chat, MEMBER, QUESTION)).encode()
        assert post(f"http://127.0.0.1:{port}{PATH}", update, SECRET) == 200
        assert get(port, "/livez") == (200, "ok\n")
        assert get(port, "/readyz")[0] == 200
        assert time.monotonic() - began < 5
        assert len(server.texts(MEMBER.id)) == 1
        assert program.stop()[0] == 0
    assert " ERROR " not in program.err.text


def test_who_polls_is_looked_at(tmp_path: Path) -> None:
    """And counts what it does."""
    with serving() as server:
        with server.locked() as api:
            api.world.add_chat(MEMBER.chat, MEMBER)
        given = {"TOKEN": TOKEN, "API_URL": server.url, "LISTEN": "127.0.0.1:0"}
        with running("run", folder=tmp_path, **given) as program:
            port = port_of(program)
            look_at(port)
            server.ask(MEMBER.chat, MEMBER, QUESTION)
            server.wait_for_texts(MEMBER.id)
            ends = time.monotonic() + 10
            wanted = 'zuwu_updates_total{kind="message",outcome="handled"} 1.0'
            while wanted not in get(port, "/metrics")[1]:
                assert time.monotonic() < ends
                time.sleep(0.05)  # nothing tells of it
            examined(tmp_path, port, program, given)
            assert program.stop()[0] == 0


@pytest.mark.postgres
async def test_who_has_another_time_than_the_database_is_not_ready(postgres_url: str, tmp_path: Path) -> None:
    """It would handle what another replica has in hand; the log tells, too."""
    engine = create_engine(postgres_url)
    async with transaction(engine, writes=True) as connection:
        for statement in (
            "CREATE SCHEMA odd",
            "CREATE FUNCTION odd.clock_timestamp() RETURNS timestamptz LANGUAGE sql "
            "AS $$SELECT pg_catalog.clock_timestamp() - interval '1 hour'$$",
            f"ALTER DATABASE {engine.url.database} SET search_path = public, odd, pg_catalog",
        ):
            await connection.execute(text(statement))
    await engine.dispose()
    with serving() as server:
        given = {"TOKEN": TOKEN, "API_URL": server.url, "LISTEN": "127.0.0.1:0", "DATABASE_URL": postgres_url}
        with running("run", folder=tmp_path, **given) as program:
            port = port_of(program)
            program.err.wait_for("ahead of the database's")
            ends = time.monotonic() + 20
            while (said := wait_until_ready(port, ready=False))["ok"] != REST:
                assert time.monotonic() < ends, said
            assert "快 3600 秒" in str(said["failing"])
            assert program.stop()[0] == 0


def examined(folder: Path, port: int, program: Program, given: dict[str, str]) -> None:
    """``zuwu doctor`` beside it finds the address in use by us, and the database writable."""
    done = run("doctor", "--json", folder=folder, **given | {"LISTEN": f"127.0.0.1:{port}"})
    found = {each["what"]: (each["well"], each["text"]) for each in json.loads(done.stdout)["findings"]}
    assert found["监听地址"] == (True, f"127.0.0.1:{port}，运行着的机器人在用")
    assert found["数据库"][0]
    assert found["收更新"][0]
    assert TOKEN not in done.stdout + done.stderr


def test_who_has_a_webhook_is_looked_at(tmp_path: Path) -> None:
    """The same pages, beside the webhook."""
    with telegram() as server, replica(tmp_path, server) as program:
        look_at(port_of(program))


def test_a_webhook_that_is_gone_while_it_runs_is_found(tmp_path: Path) -> None:
    """By ``zuwu doctor``, whichever sign of life it has."""
    with telegram() as server, replica(tmp_path, server) as program:
        port_of(program)
        given = {"TOKEN": TOKEN, "API_URL": server.url, "WEBHOOK_URL": "http://127.0.0.1:1/telegram"}
        for webhook, well in (({"url": given["WEBHOOK_URL"]}, True), ({}, False)):
            with server.locked() as api:
                api.queue.webhook = webhook
            done = run("doctor", "--json", folder=tmp_path, **given, LISTEN="127.0.0.1:0")
            found = {each["what"]: (each["well"], each["text"]) for each in json.loads(done.stdout)["findings"]}
            assert (found["收更新"][0], "同一个 token" in found["收更新"][1]) == (well, not well)


def test_a_telegram_that_failed_is_asked_whether_it_is_there(tmp_path: Path) -> None:
    """By a process that nobody writes to: with the last call that it made something was wrong."""
    with telegram() as server:
        server.errors["setMyCommands"] = ApiError(502, "Bad Gateway")
        with replica(tmp_path, server) as program:
            program.err.wait_for("commands not published")
            asked = server.count("getMe")
            server.wait_for_calls("getMe", asked + 1)


@pytest.mark.slow
def test_a_replica_that_lost_telegram_gets_ready_again_by_itself(tmp_path: Path) -> None:
    """Nobody writes to it all the time: it notices that Telegram is gone, and that it is back."""
    with telegram() as server, wire_to(wire_to_port(int(server.url.rpartition(":")[2]))) as wire:
        given = {"API_URL": f"http://127.0.0.1:{wire.port}"}
        with replica(tmp_path, server, **given) as program:
            port = port_of(program)
            _wait_for_ready(port, 200, 30)
            wire.cut()
            _wait_for_ready(port, 503, 80)
            wire.mend()
            _wait_for_ready(port, 200, 12)


def _wait_for_ready(port: int, status: int, within: float) -> None:
    """Until ``/readyz`` says so."""
    ends = time.monotonic() + within
    while get(port, "/readyz")[0] != status:
        assert time.monotonic() < ends
        time.sleep(0.5)


def test_there_is_nothing_else(tmp_path: Path) -> None:
    """No page beside these."""
    with telegram() as server, replica(tmp_path, server) as program:
        port = port_of(program)
        assert [get(port, path)[0] for path in ("/", "/readyz/", "/metrics/x", "/../metrics")] == [404] * 4
