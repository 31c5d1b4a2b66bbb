"""No name that comes from outside becomes a place on the disk."""

import os
from pathlib import Path

import pytest

from bot.docx.naming import Sheet, file_name
from bot.services.care.changes import NoFileError
from bot.services.care.uploading import place
from bot.views.care.faq import file_name as shown_file_name
from tests.storage.samples import a_meeting, some_minutes
from tests.support.app import ADMIN, RunningBot, sample_files

CLIMBING = (
    "../../../../var/tmp/zuwu-climbed.yaml",
    "/var/tmp/zuwu-climbed.yaml",
    "..\\..\\zuwu-climbed.yaml",
    "faq/../../zuwu-climbed.yaml",
    "a\x00b.yaml",
)


def written(folder: Path) -> list[Path]:
    """The files in a folder, and the one to which the names climb."""
    return [path for path in (*folder.rglob("*"), Path("/var/tmp/zuwu-climbed.yaml")) if path.is_file()]


@pytest.mark.parametrize("name", CLIMBING)
def test_a_file_that_was_sent_gets_a_place_within_the_base(name: str) -> None:
    """By what it holds; where that says nothing, it is refused."""
    files = dict(sample_files())
    for content in (*files.values(), b"entries: []\n", b""):
        try:
            found = place(files, name, content)
        except NoFileError:
            continue
        assert not found.startswith("/")
        assert ".." not in Path(found).parts
        assert "\x00" not in found
        assert "\\" not in found


@pytest.mark.parametrize("name", CLIMBING)
async def test_sending_it_writes_nothing_to_the_disk(
    bot: RunningBot, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays in memory and in the database."""
    monkeypatch.chdir(tmp_path)
    content = next(each for path, each in sample_files().items() if path.startswith("faq/"))
    await bot.deliver(bot.updates.document(ADMIN.chat, ADMIN, name, content))
    assert bot.api.sent(), "it was answered"
    assert written(tmp_path) == []


@pytest.mark.parametrize("title", ["../../etc/passwd", "/etc/passwd", "a\\b:c*?", "..", "\x00", "\u202egpj.exe"])
def test_the_name_of_a_file_that_is_sent_has_no_place_in_it(title: str) -> None:
    """Of minutes, and of the files of the knowledge."""
    sheet = Sheet(a_meeting(title=title), some_minutes(), "党小组会")
    name = file_name(sheet)
    assert os.path.basename(name) == name  # noqa: PTH119 - as a client may take it
    assert not set(name) & set('/\\:*?"<>|\x00\u202e')
    assert name not in {"", ".", ".."}
    assert "/" not in shown_file_name("faq/group-rules-2019.yaml")
