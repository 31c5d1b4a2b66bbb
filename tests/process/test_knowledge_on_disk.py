"""``zuwu run`` with a token and a folder of knowledge, as a process: what is written there is live without a
restart."""

import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.console.local_updates import LocalUser
from knowledge.loader import packaged_folder
from tests.conftest import KNOWLEDGE
from tests.process.program import Program, running
from tests.process.servers import BadDayServer, serving
from tests.support.botapi_server import TOKEN

ADMIN, STRANGER = 11, 12
"""Of two admins, one never started the bot."""
QUESTION = "党小组会多久开一次"
ANSWER = "一般每月召开 1 次"
FILE = "faq/group-rules-2019.yaml"
AT_MOST = 10
"""Seconds after which a change counts as lost."""


@dataclass
class Editing:
    """A bot, and somebody who writes into its folder."""

    folder: Path
    program: Program
    server: BadDayServer
    asked: int = 0

    @property
    def file(self) -> Path:
        """The file that is edited."""
        return self.folder / FILE

    def write(self, text: str) -> None:
        """Write the file as editors do: another file beside it, and a rename."""
        beside = self.file.with_suffix(".tmp")
        beside.write_text(text, encoding="utf-8")
        beside.rename(self.file)

    def ask(self) -> str:
        """Ask the question as somebody else. Returns the answer."""
        self.asked += 1
        person = LocalUser(1000 + self.asked, "小李")
        self.server.ask(person.chat, person, QUESTION)
        return self.server.wait_for_texts(person.id)[0]

    def until_answered(self, words: str) -> float:
        """Ask until the answer has these words. Returns the seconds that took."""
        started = time.perf_counter()
        while words not in self.ask():
            assert time.perf_counter() - started < AT_MOST, f"no {words!r}: {self.program.err.text}"
            time.sleep(0.02)
        return time.perf_counter() - started

    def told(self, count: int) -> str:
        """The last of what the admin was told, once it is so much."""
        return self.server.wait_for_texts(ADMIN, count)[count - 1]


def answering(text: str, words: str) -> str:
    """The file with another answer to the question, and to no other."""
    before, mark, after = text.partition("id: group-meeting-frequency")
    return before + mark + after.replace(ANSWER, words, 1)


def _bot(folder: Path, source: Path) -> Iterator[Editing]:
    knowledge = folder / "knowledge"
    shutil.copytree(source, knowledge)
    with serving() as server:
        admin = LocalUser(ADMIN, "知识管理员")
        server.ask(admin.chat, admin, "你好")
        with running(
            "run",
            folder=folder,
            TOKEN=TOKEN,
            API_URL=server.url,
            KNOWLEDGE_DIR=str(knowledge),
            ADMINS=f"{STRANGER},{ADMIN}",
        ) as program:
            server.wait_for_texts(ADMIN)
            server.forget_calls()
            yield Editing(knowledge, program, server)
            code, seconds = program.stop()
            assert (code, "Traceback" in program.err.text) == (0, False), program.err.text
            assert seconds < AT_MOST


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Editing]:
    """Over the small base."""
    yield from _bot(tmp_path, KNOWLEDGE)


@pytest.fixture
def packaged(tmp_path: Path) -> Iterator[Editing]:
    """Over a copy of the packaged base, with all its phrasings."""
    yield from _bot(tmp_path, packaged_folder())


def test_a_change_on_disk_is_live(packaged: Editing, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a restart, and the admins are told what changed, with buttons to look and to go back."""
    text = packaged.file.read_text(encoding="utf-8")
    assert ANSWER in packaged.ask()
    took = []
    for words in ("一般每月召开 2 次", "一般每月召开 3 次"):
        packaged.write(answering(text, words))
        took.append(packaged.until_answered(words))
    with capsys.disabled():
        sys.stdout.write(f"\ndisk to live: {took[0]:.2f} s, the next change {took[1]:.2f} s\n")
    assert "第 2 版" in packaged.told(1)
    assert "改动 1 条" in packaged.told(1)
    sent = next(call for call in packaged.server.calls("sendMessage") if call.params["chat_id"] == ADMIN)
    buttons = [button["text"] for row in sent.params["reply_markup"]["inline_keyboard"] for button in row]
    assert buttons == ["看看", "退回"]


def test_a_broken_file_changes_nothing(small: Editing) -> None:
    """Old answers go on, the admins get file and line, once; mended, it is live, and told."""
    text = small.file.read_text(encoding="utf-8")
    small.write(text.replace("question: 党小组会多久开一次？", "qestion: 党小组会多久开一次？"))
    told = small.told(1)
    assert re.search(rf"{FILE}:\d+ K2\d\d .*qestion", told), told
    assert ANSWER in small.ask()
    small.file.touch()
    assert ANSWER in small.ask()
    small.write(text.replace(ANSWER, "一般每月召开 4 次"))
    small.until_answered("一般每月召开 4 次")
    assert "已经生效" in small.told(2)


def test_many_errors_come_as_a_file(small: Editing) -> None:
    """Ten of them in the message, all in the file."""
    text = small.file.read_text(encoding="utf-8")
    small.write(text.replace("    question:", "    qestion:"))
    assert small.told(1).count(f"{FILE}:") == 10
    small.server.wait_for_calls("sendDocument", 1)
    (sent,) = small.server.calls("sendDocument")
    assert sent.params["chat_id"] == ADMIN
    assert sent.params["document"].content.decode().count(f"{FILE}:") > 10


def test_a_folder_that_is_replaced_is_still_watched(small: Editing) -> None:
    """As by a checkout, or by a volume that is swapped as a whole."""
    text = small.file.read_text(encoding="utf-8")
    other = small.folder.with_name("other")
    shutil.copytree(small.folder, other)
    (other / FILE).write_text(text.replace(ANSWER, "一般每月召开 5 次"), encoding="utf-8")
    small.folder.rename(small.folder.with_name("old"))
    other.rename(small.folder)
    small.until_answered("一般每月召开 5 次")
    small.write(text.replace(ANSWER, "一般每月召开 6 次"))
    small.until_answered("一般每月召开 6 次")


def test_a_file_that_is_deleted_is_asked_about(small: Editing) -> None:
    """What it held goes on answering, and nothing is told of one that is only written again slowly."""
    boundaries = small.folder / "boundaries.yaml"
    content = boundaries.read_bytes()
    text = small.file.read_text(encoding="utf-8")
    boundaries.write_bytes(b"")
    small.file.write_bytes(b"")
    time.sleep(0.5)
    boundaries.write_bytes(content)
    small.file.write_text(answering(text, "一般每月召开 8 次"), encoding="utf-8")
    small.until_answered("一般每月召开 8 次")
    assert "已经生效" in small.told(1)
    boundaries.unlink()
    told = small.told(2)
    assert "boundaries.yaml 不见了（2 条）" in told
    small.write(answering(text, "一般每月召开 9 次"))
    assert "boundaries.yaml 不见了（2 条）" in small.told(3)
    assert "一般每月召开 8 次" in small.ask()
    boundaries.write_bytes(content)
    small.until_answered("一般每月召开 9 次")


def test_a_restart_keeps_what_is_live_and_takes_what_is_new(tmp_path: Path) -> None:
    """What changed on disk while nothing ran is live from the first answer on; a broken folder is no reason not to
    start."""
    knowledge = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, knowledge)
    settings = {"TOKEN": TOKEN, "KNOWLEDGE_DIR": str(knowledge)}
    with serving() as server:
        for number, (words, end) in enumerate((("1 次", ""), ("7 次", ""), ("7 次", "\t"))):
            text = (KNOWLEDGE / FILE).read_text(encoding="utf-8")
            (knowledge / FILE).write_text(answering(text, f"一般每月召开 {words}") + end, encoding="utf-8")
            person = LocalUser(1000 + number, "小李")
            server.ask(person.chat, person, QUESTION)
            with running("run", folder=tmp_path, API_URL=server.url, **settings) as program:
                assert words in server.wait_for_texts(person.id)[0]
                assert program.stop()[0] == 0


def test_a_check_that_the_stop_breaks_off_says_so(packaged: Editing) -> None:
    """Nobody waits for ever for what is being checked, and the program stops in time."""
    admin, server = LocalUser(ADMIN, "知识管理员"), packaged.server
    content = answering(packaged.file.read_text("utf-8"), "每月至少一次").encode()
    with server.locked() as api:
        update = api.updates.document(admin.chat, admin, packaged.file.name, content)
    assert server.push(update)
    server.wait_for_calls("sendMessage", where=lambda call: call.params["text"].startswith("正在检查"))

    code, seconds = packaged.program.stop()

    assert (code, seconds < AT_MOST) == (0, True)
    edits = [call.params["text"] for call in server.calls("editMessageText") if call.params["chat_id"] == ADMIN]
    assert edits, packaged.program.err.text
    assert edits[-1].startswith("我正好在重启")
