"""One process at a time serves Telegram over a SQLite file."""

import signal
from pathlib import Path

import pytest

from bot.domain.errors import StorageError
from bot.storage.alone import alone_on
from tests.process.program import run, running
from tests.process.servers import serving
from tests.support.botapi_server import TOKEN


def test_a_second_process_ends_with_a_sentence(tmp_path: Path) -> None:
    """Also where it names the file otherwise; the first goes on. Whatever else asks the file is not kept from it, and
    when the first was killed, the next may begin."""
    (tmp_path / "link").symlink_to("data")
    with serving() as server:
        with running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as first:
            first.err.wait_for("running as")
            second = run("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url, DATA_DIR=str(tmp_path / "link"))
            (line,) = second.stderr.splitlines()
            assert (second.returncode, "已有 zuwu run" in line, str(tmp_path / "data/zuwu.db") in line) == (
                1,
                True,
                True,
            )
            assert run("chat", folder=tmp_path, text="/quit\n").returncode == 0
            for command in (("backup", "b"), ("migrate",)):
                assert run(*command, folder=tmp_path).returncode == 0
            assert "✓ 数据库" in run("doctor", folder=tmp_path).stdout
            assert first.process.poll() is None
            first.process.send_signal(signal.SIGKILL)
            first.wait()
        with running("run", folder=tmp_path, TOKEN=TOKEN, API_URL=server.url) as third:
            third.err.wait_for("running as")
            assert third.stop()[0] == 0


def test_the_lock_is_of_one_file(tmp_path: Path) -> None:
    """Another is free, and so is the same one afterwards."""
    url = f"sqlite:///{tmp_path}/new/zuwu.db"
    for _ in range(2):
        with alone_on(url), alone_on(f"sqlite:///{tmp_path}/new/other.db"):
            refused(f"{url}?timeout=1")


def refused(url: str) -> None:
    """Another has it."""
    with pytest.raises(StorageError, match="Another process"), alone_on(url):
        pass


def test_a_server_is_shared() -> None:
    """PostgreSQL is there for several replicas."""
    url = "postgresql://u@db.invalid/zuwu"
    with alone_on(url), alone_on(url):
        pass


def test_a_folder_that_takes_no_file_is_served_all_the_same(tmp_path: Path) -> None:
    """A full disk, say: the bot goes on answering then."""
    (tmp_path / "zuwu.db.lock").mkdir()
    with alone_on(f"sqlite:///{tmp_path}/zuwu.db"):
        pass
