"""``zuwu backup`` and ``zuwu restore``: what is said, and that nothing is lost by a mistake."""

import asyncio
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.engine import create_engine
from bot.storage.migrations import HEAD
from tests.cli.conftest import Zuwu
from tests.process.program import environment
from tests.storage.backups import fill

SAID = rf"\d+ 张表，\d+ 行，结构版本 {HEAD}"


@pytest.fixture
def filled(zuwu: Zuwu, tmp_path: Path) -> Path:
    """The program's own database, with something in every table. Returns the data folder."""
    assert zuwu("migrate").exit_code == 0

    async def put() -> None:
        engine = create_engine(f"sqlite:///{tmp_path}/data/zuwu.db")
        await fill(engine)
        await engine.dispose()

    asyncio.run(put())
    return tmp_path / "data"


@pytest.mark.usefixtures("filled")
def test_everything_comes_back(zuwu: Zuwu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From one data folder into another: a backup of that holds the same, table by table."""
    made = zuwu("backup", "x.gz")
    assert (made.exit_code, made.stderr) == (0, "")
    assert re.fullmatch(rf"备份好了：x\.gz，{SAID}。\n", made.stdout)
    assert stat.S_IMODE((tmp_path / "x.gz").stat().st_mode) == 0o600

    monkeypatch.setenv("ZUWU_DATA_DIR", str(tmp_path / "other"))
    back = zuwu("restore", "x.gz")
    assert (back.exit_code, back.stderr) == (0, "")
    assert re.fullmatch(rf"恢复好了：{SAID}。读回来核对过，和备份一样。\n", back.stdout)

    zuwu("backup", "y.gz")
    checks = [zuwu("restore", "--check", name) for name in ("x.gz", "y.gz")]
    assert [check.exit_code for check in checks] == [0, 0]
    assert checks[0].stdout == checks[1].stdout
    assert re.search(r"^knowledge_revisions 2 [0-9a-f]{64}$", checks[0].stdout, re.MULTILINE)
    assert re.fullmatch(rf"备份完好：\d{{4}}-.*\+00:00 做的，{SAID}。\n", checks[0].stderr)


def test_a_backup_names_itself(zuwu: Zuwu, tmp_path: Path) -> None:
    """In the working folder, or in a folder that is given."""
    zuwu("migrate")
    (tmp_path / "safe").mkdir()
    assert zuwu("backup").exit_code == 0
    assert zuwu("backup", tmp_path / "safe").exit_code == 0
    for folder in (tmp_path, tmp_path / "safe"):
        (made,) = folder.glob("zuwu-backup-*")
        assert re.fullmatch(r"zuwu-backup-\d{8}T\d{6}Z\.jsonl\.gz", made.name)


def test_nothing_is_overwritten(zuwu: Zuwu, tmp_path: Path) -> None:
    """Not even by the same."""
    zuwu("migrate")
    (tmp_path / "x").write_text("mine")
    done = zuwu("backup", "x")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "x 已经有了：换个名字，或者先把它移走。\n")
    assert (tmp_path / "x").read_text() == "mine"


def test_an_empty_database_has_nothing_to_back_up(zuwu: Zuwu, tmp_path: Path) -> None:
    """Somebody looks for it in the wrong place; no file is left that seems to be a backup."""
    done = zuwu("backup", "x")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "数据库里还什么都没有，没有可备份的。\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


@pytest.mark.usefixtures("filled")
def test_a_database_that_holds_something_is_replaced_when_asked(zuwu: Zuwu) -> None:
    """Who has started the bot once has a revision of the knowledge in the way; one word more, and one yes."""
    zuwu("backup", "x.gz")
    refused = zuwu("restore", "x.gz")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert re.fullmatch(
        r"数据库不是空的（.*knowledge_contents \d+ 行.*），没有动它。要用备份换掉它们：停下机器人，加上 --replace。\n",
        refused.stderr,
    )
    for answer in ("n\n", "\n", ""):
        doubted = zuwu("restore", "--replace", "x.gz", text=answer)
        assert (doubted.exit_code, doubted.stdout) == (1, "")
        assert "会全部换掉" in doubted.stderr
        assert doubted.stderr.endswith("没有确认，没有动数据库。\n")
    assert zuwu("restore", "--replace", "x.gz", text="y\n").stdout.startswith("恢复好了：")
    assert zuwu("restore", "--replace", "--yes", "x.gz").stdout.startswith("恢复好了：")


@pytest.mark.usefixtures("filled")
def test_it_goes_through_a_pipe(zuwu: Zuwu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As out of a container and back into one; nothing but the backup is on standard output."""
    made = zuwu("backup", "-")
    assert made.exit_code == 0
    assert re.fullmatch(rf"备份好了：标准输出，{SAID}。\n", made.stderr)
    asked = zuwu("restore", "-", "--replace", text=made.stdout_bytes)
    assert (asked.exit_code, asked.stderr) == (1, "备份从标准输入来，没法问你要不要换掉：确定的话加上 --yes。\n")
    assert zuwu("restore", "-", "--replace", "--yes", text=made.stdout_bytes).exit_code == 0
    monkeypatch.setenv("ZUWU_DATA_DIR", str(tmp_path / "other"))
    back = zuwu("restore", "-", text=made.stdout_bytes)
    assert (back.exit_code, back.stderr) == (0, "")


@pytest.mark.usefixtures("filled")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """By name, and not taken for a fault of the database."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "backup", "-"], cwd=tmp_path, env=environment(tmp_path), stdout=full,
            stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr.decode()) == (1, "写不进 标准输出：磁盘满了。\n")


@pytest.mark.parametrize("options", [[], ["--check"], ["--replace"], ["--replace", "--yes"]])
def test_a_file_that_will_not_do_is_told(zuwu: Zuwu, tmp_path: Path, options: list[str]) -> None:
    """One sentence, and the database is not even made."""
    (tmp_path / "text").write_text("hello")
    (tmp_path / "folder").mkdir()
    for name in ("text", "folder", "none"):
        done = zuwu("restore", name, *options)
        assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
        assert re.match(r"这不是 zuwu 的备份文件。|打不开 (folder|none)：", done.stderr)
    assert not (tmp_path / "data" / "zuwu.db").exists()


def test_a_database_that_does_not_answer_is_told(zuwu: Zuwu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by the other commands, without the password, and without a file."""
    zuwu("migrate")
    zuwu("backup", "x")
    monkeypatch.setenv("ZUWU_DATABASE_URL", "postgresql://u:geheim@127.0.0.1:1/zuwu")
    for arguments in (["backup", "y"], ["restore", "x"], ["restore", "x", "--replace"]):
        done = zuwu(*arguments)
        assert (done.exit_code, done.stdout, "geheim" in done.stderr) == (1, "", False)
        assert done.stderr.startswith("数据库不能用：")
    assert not (tmp_path / "y").exists()
