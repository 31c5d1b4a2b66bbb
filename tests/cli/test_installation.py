"""``zuwu doctor`` and ``zuwu migrate``: every finding, well and not."""

import os
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from bot.console.botapi.errors import ApiError
from bot.doctor import ALIVE_WITHIN
from bot.storage.migrations import HEAD
from tests.cli.conftest import Zuwu
from tests.process.servers import BadDayServer, serving
from tests.support import telegram
from tests.support.botapi_server import TOKEN
from tests.support.telegram import Failure, ScriptedBotApi


def _findings(done: Result) -> dict[str, tuple[bool, str]]:
    """What was looked at: whether it is well, and what is said about it."""
    assert done.stderr == ""
    found = {}
    for line in done.stdout.splitlines():
        mark, _, rest = line.partition(" ")
        what, _, text = rest.partition("：")
        found[what] = (mark == "✓", text)
    assert done.exit_code == (0 if all(well for well, _ in found.values()) else 1)
    return found


def test_a_new_installation_is_well(zuwu: Zuwu) -> None:
    """Nothing is set and nothing was started yet."""
    found = _findings(zuwu("doctor"))
    assert list(found) == [
        "设置", "Python 和库", "时区数据", "数据文件夹", "磁盘", "数据库", "知识", "放假安排", "知识管理员",
        "Word 文件", "监听地址", "Telegram",
    ]  # fmt: skip
    assert all(well for well, _ in found.values())
    assert "启动时会建表" in found["数据库"][1]
    assert "ZUWU_TOKEN" in found["Telegram"][1]


def test_a_database_that_is_up_to_date_is_well(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch) -> None:
    """After migrating, which may be done again and again; the admins are counted."""
    monkeypatch.setenv("ZUWU_ADMINS", "11,12")
    for _ in range(2):
        done = zuwu("migrate")
        assert (done.exit_code, done.stdout, done.stderr) == (0, f"数据库结构版本：{HEAD}\n", "")
    found = _findings(zuwu("doctor"))
    assert found["数据库"][0]
    assert found["数据库"][1].endswith(f"，连得上，写得进，结构版本 {HEAD}")
    assert found["知识管理员"] == (True, "2 人")


def test_holidays_that_cannot_be_read_are_told(zuwu: Zuwu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot would not start; nor would a date be shown that hangs on them."""
    monkeypatch.setenv("ZUWU_DATA_DIR", str(tmp_path))
    (tmp_path / "holidays.yaml").write_text("2090: {rest: [soon]}")
    assert _findings(zuwu("doctor"))["放假安排"] == (False, f"{tmp_path / 'holidays.yaml'}：2090 年的 soon 不是日期")
    done = zuwu("when", "每月5号下午3点")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "2090 年的 soon 不是日期" in done.stderr


def test_a_data_folder_that_cannot_be_written_is_told(
    zuwu: Zuwu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the setting that changes it; migrating says the same."""
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file" / "data", tmp_path / "file", Path("/proc/zuwu")):
        monkeypatch.setenv("ZUWU_DATA_DIR", str(folder))
        found = _findings(zuwu("doctor"))
        assert (found["数据文件夹"][0], found["数据库"][0]) == (False, False)
        assert "ZUWU_DATA_DIR" in found["数据文件夹"][1]
        done = zuwu("migrate")
        assert (done.exit_code, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1
        assert "ZUWU_DATA_DIR" in done.stderr


def test_a_database_that_does_not_answer_is_told(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the password; migrating says the same."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ZUWU_DATABASE_URL", f"postgresql://u:geheim@127.0.0.1:{probe.getsockname()[1]}/zuwu")
        well, text = _findings(zuwu("doctor"))["数据库"]
        done = zuwu("migrate")
    assert (well, "ZUWU_DATABASE_URL" in text, "geheim" in text) == (False, True, False)
    assert (done.exit_code, done.stdout, "geheim" in done.stderr) == (1, "", False)
    assert done.stderr.startswith("数据库不能用：")


def test_a_file_that_is_no_database_is_told(zuwu: Zuwu, tmp_path: Path) -> None:
    """Somebody else's file under our name."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "zuwu.db").write_bytes(b"no database" * 100)
    well, text = _findings(zuwu("doctor"))["数据库"]
    assert (well, "ZUWU_DATABASE_URL" in text) == (False, True)
    done = zuwu("migrate")
    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)


def test_a_schema_that_is_another_versions_is_told(zuwu: Zuwu, tmp_path: Path) -> None:
    """An older one is to be migrated; of a newer one, doctor and migrate say the same: go back to the newer program."""
    zuwu("migrate")
    _set_schema(tmp_path / "data" / "zuwu.db", "9999")
    well, text = _findings(zuwu("doctor"))["数据库"]
    said = f"数据库是更新的程序的（结构 9999，这个程序认得到 {HEAD}）：换回更新的版本，或从备份恢复。"
    assert (well, text) == (False, said)
    done = zuwu("migrate")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", f"数据库不能用：{said}\n")
    _set_schema(tmp_path / "data" / "zuwu.db", "0001")
    assert _findings(zuwu("doctor"))["数据库"] == (False, f"结构版本是 0001，应为 {HEAD}：运行 zuwu migrate")


def _set_schema(database: Path, revision: str) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


def test_broken_knowledge_is_told(zuwu: Zuwu, bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many errors, and the command that shows them; knowledge without entries is not well either."""
    monkeypatch.setenv("ZUWU_KNOWLEDGE_DIR", str(bank))
    assert _findings(zuwu("doctor"))["知识"][1].startswith("2 个条目，0 个边界，版本 ")
    (bank / "terms.yaml").write_text("terms: [", "utf-8")
    assert _findings(zuwu("doctor"))["知识"] == (False, "1 个错误：运行 zuwu check 查看")
    (bank / "terms.yaml").unlink()
    (bank / "faq" / "card-terms.yaml").unlink()
    assert _findings(zuwu("doctor"))["知识"] == (False, "没有条目")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BadDayServer]:
    """The Bot API server that is set, with the token it knows."""
    with serving() as running:
        monkeypatch.setenv("ZUWU_API_URL", running.url)
        monkeypatch.setenv("ZUWU_TOKEN", TOKEN)
        yield running


def test_the_bot_is_found_at_telegram(zuwu: Zuwu, server: BadDayServer) -> None:
    """With what it may hear in groups, and whether it answers inline."""
    found = _findings(zuwu("doctor"))
    assert found["Telegram"] == (True, "@zuwu_bot")
    assert found["群消息"][0]
    assert "隐私模式" in found["群消息"][1]
    assert found["行内模式"][0]


@pytest.mark.usefixtures("server")
def test_a_wrong_token_is_told(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without repeating it."""
    monkeypatch.setenv("ZUWU_TOKEN", "1:wrong-token")
    done = zuwu("doctor")
    well, text = _findings(done)["Telegram"]
    assert (well, "ZUWU_TOKEN" in text, "ZUWU_API_URL" in text) == (False, True, True)
    assert "wrong-token" not in done.output


UNREADABLE = "的回答看不懂（200，"


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (telegram.server_error(), "出了问题（502），过一会儿再试"),
        (telegram.server_error(500), "出了问题（500），过一会儿再试"),
        (telegram.retry_after(5), "让等一等（429），过一会儿再试"),
        (telegram.broken_json(), UNREADABLE),
        (Failure((200, b'{"ok": true, "result": 5}')), UNREADABLE),
        (Failure((200, b"<html></html>")), UNREADABLE),
        (Failure((200, b"{}")), UNREADABLE),
    ],
)
def test_a_server_that_is_reached_and_does_no_good_is_told(
    zuwu: Zuwu, server: BadDayServer, failure: Failure, said: str
) -> None:
    """Whatever it answers, in one line without a traceback; nobody is sent to look at the network for its trouble."""
    with server.locked() as api:
        assert isinstance(api, ScriptedBotApi)
        api.fail("getMe", failure)
    well, text = _findings(zuwu("doctor"))["Telegram"]
    assert (well, said in text, "ZUWU_API_URL" in text, "连不上" in text) == (False, True, True, False)


def test_a_server_that_cannot_be_reached_is_told(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens there; what the address may hold besides the host is not repeated."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ZUWU_API_URL", f"http://user:geheim@127.0.0.1:{probe.getsockname()[1]}")
        monkeypatch.setenv("ZUWU_TOKEN", TOKEN)
        done = zuwu("doctor")
    well, text = _findings(done)["Telegram"]
    assert (well, text.startswith("连不上 127.0.0.1（"), "geheim" in done.output) == (False, True, False)


def test_a_limited_server_is_well(zuwu: Zuwu, server: BadDayServer) -> None:
    """Only who the bot is matters here."""
    server.errors["getWebhookInfo"] = ApiError(404, "Not Found: method not found")
    assert _findings(zuwu("doctor"))["Telegram"] == (True, "@zuwu_bot")


def test_a_sign_of_life_is_told_by_the_exit_code(zuwu: Zuwu, tmp_path: Path) -> None:
    """None, a fresh one, an old one; nothing is printed, and nothing else is looked at."""
    heartbeat = tmp_path / "data" / "heartbeat"
    assert (zuwu("doctor", "--alive").exit_code, heartbeat.parent.exists()) == (1, False)
    heartbeat.parent.mkdir()
    heartbeat.touch()
    assert (zuwu("doctor", "--alive").exit_code, zuwu("doctor", "--alive").output) == (0, "")
    then = time.time() - ALIVE_WITHIN - 1
    os.utime(heartbeat, (then, then))
    assert zuwu("doctor", "--alive").exit_code == 1
