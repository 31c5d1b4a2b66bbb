"""/livez, /readyz and /metrics of the program, in both modes, and what ``zuwu doctor`` makes of it."""

import http.client
import json
import time
from pathlib import Path

from tests.process.program import Program, run, running
from tests.process.replicas import port_of, replica, telegram
from tests.process.servers import serving
from tests.support.app import MEMBER
from tests.support.botapi_server import TOKEN

QUESTION = "党小组会多久开一次"


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
        "ok": ["database", "knowledge", "wakeup", "telegram", "running"],
        "failing": [],
    }
    assert get(port, "/livez") == (200, "ok\n")
    status, figures = get(port, "/metrics")
    assert status == 200
    assert 'zuwu_check_ok{check="telegram"} 1.0' in figures
    assert "process_resident_memory_bytes" in figures
    assert TOKEN not in figures


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


def test_there_is_nothing_else(tmp_path: Path) -> None:
    """No page beside these."""
    with telegram() as server, replica(tmp_path, server) as program:
        port = port_of(program)
        assert [get(port, path)[0] for path in ("/", "/readyz/", "/metrics/x", "/../metrics")] == [404] * 4
