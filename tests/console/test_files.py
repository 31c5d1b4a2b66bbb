"""Files in the console: sent by a line, received into a folder."""

from io import StringIO
from pathlib import Path

import pytest

from bot.console.botapi.wire import Upload
from bot.console.chat import Screen, _updates
from bot.console.files import Received, content_of, file_named
from bot.console.local_api import LOCAL_TOKEN, LocalBotApi
from bot.domain.clock import SystemClock


@pytest.fixture
def api() -> LocalBotApi:
    """Nobody is known to it yet."""
    return LocalBotApi(SystemClock())


async def test_a_line_sends_a_file_that_can_be_downloaded(tmp_path: Path, api: LocalBotApi) -> None:
    """As a document under its own name, byte for byte."""
    path = tmp_path / "新 规则.yaml"
    path.write_bytes(b"document: x\n")
    (update,) = await _updates(f"@{path}", api, Screen(StringIO()))
    document = update["message"]["document"]
    assert document["file_name"] == "新 规则.yaml"
    file = api.world.files[document["file_id"]]
    assert api.download(file.path) == (200, b"document: x\n")
    assert LOCAL_TOKEN not in file.path


async def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path, api: LocalBotApi) -> None:
    """And nothing is sent."""
    out = StringIO()
    assert await _updates(f"@{tmp_path}/none.yaml", api, Screen(out)) == []
    assert out.getvalue().startswith("没有这个文件")


def test_an_empty_file_and_a_folder_are_not_sent(tmp_path: Path) -> None:
    """Telegram would take neither."""
    (tmp_path / "empty.yaml").touch()
    assert "空的" in str(content_of(tmp_path / "empty.yaml"))
    assert "没有这个文件" in str(content_of(tmp_path))


@pytest.mark.parametrize("line", ["@zuwu_bot 党小组会多久开一次", "@", "党小组会 a@b.yaml"])
def test_a_mention_is_no_file(line: str) -> None:
    """It is a message like any other."""
    assert file_named(line) is None


@pytest.mark.parametrize("name", ["a.yaml", "../../etc/passwd", ".bashrc", "a/b:c.txt", "..", "长" * 300 + ".zip"])
def test_received_files_stay_in_the_folder(name: str, tmp_path: Path, api: LocalBotApi) -> None:
    """Whatever they are called, and none is overwritten."""
    file = api.world.save_file(Upload(name, b"1"))
    received = Received(tmp_path / "received", api)
    paths = [received.keep({"file_id": file.id, "file_name": name}) for _ in range(3)]
    assert len(set(paths)) == 3
    for path in paths:
        assert path is not None
        assert path.parent == tmp_path / "received"
        assert path.read_bytes() == b"1"
