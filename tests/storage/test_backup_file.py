"""Files that are no backup, or not a whole one: each is told before a database is touched."""

import gzip
import hashlib
import io
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.storage.backup import file as backup_file
from bot.storage.backup.errors import BackupError
from bot.storage.backup.file import check
from bot.storage.backup.placing import new_file
from bot.storage.backup.restoring import restore
from bot.storage.backup.values import Kind, decode, encode, line_of
from bot.storage.engine import create_engine
from bot.storage.migrate import current, upgrade
from tests.storage.backups import backup_of, fill, lines_of, opened, rewritten

NOT_ONE = "这不是 zuwu 的备份文件。"


@pytest.fixture
async def content(sqlite_url: str, tmp_path: Path) -> bytes:
    """A backup with something in every table."""
    engine = create_engine(sqlite_url)
    await upgrade(engine)
    await fill(engine)
    made = await backup_of(engine, tmp_path / "backup")
    await engine.dispose()
    return made


def _packed(*lines: object) -> bytes:
    return gzip.compress(b"".join(line if isinstance(line, bytes) else line_of(line) for line in lines))


def _without(part: str) -> Callable[[bytes], bytes]:
    """Without the lines that have that text in them."""
    return lambda content: _packed(*[line for line in lines_of(content) if part not in line_of(line).decode()])


def _with(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """With something else in it, and the sum at the end made right again."""

    def change(content: bytes) -> bytes:
        lines = gzip.decompress(content).replace(old, new, 1).splitlines(keepends=True)
        last = lines_of(content)[-1] | {"sha256": hashlib.sha256(b"".join(lines[:-1])).hexdigest()}
        return _packed(*lines[:-1], last)

    return change


def _first_in_tallies(*values: object) -> Callable[[bytes], bytes]:
    """With other values than the count at the beginning of every row of that table."""
    return lambda content: rewritten(content, "tallies", lambda rows: [[*values, *row[1:]] for row in rows])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda _: b"", NOT_ONE),
        (lambda _: b"\x00" * 5000, NOT_ONE),
        (lambda _: b"SQLite format 3\x00" * 99, NOT_ONE),
        (lambda _: _packed(b"hello"), NOT_ONE),
        (lambda _: _packed(b"hello\nworld\n"), NOT_ONE),
        (lambda _: _packed({"a": 1}), NOT_ONE),
        (lambda _: _packed([1, 2]), NOT_ONE),
        (lambda _: _packed(b"[" * 100_000 + b"\n"), NOT_ONE),
        (lambda _: _packed({"zuwu": "backup", "format": 2}), "备份文件的格式是更新的程序写的：先升级程序。"),
        (lambda _: _packed({"zuwu": "backup", "format": 1, "schema": 5}), "备份文件坏了：第一行缺了东西。"),
        (lambda content: _packed(*lines_of(content)[:1]), "备份文件不完整"),
        (lambda content: _packed(*lines_of(content)[:-1]), "备份文件不完整"),
        (lambda content: _packed(*lines_of(content)[:20]), "备份文件不完整"),
        (lambda content: content[: len(content) // 2], "备份文件不完整"),
        (lambda content: content[:-1], "备份文件不完整"),
        (lambda content: content[:5000] + bytes([content[5000] ^ 1]) + content[5001:], "备份文件坏了"),
        (lambda content: content + content, "备份文件坏了：结尾以后还有东西。"),
        (lambda content: content + b"more", "备份文件坏了：解不开压缩。"),
        (_with("王组长".encode(), "李组长".encode()), "的行数或者校验和对不上"),
        (_with(b'"columns":{', b'"columns":{"x":"integer",'), "有一行和表头对不上"),
        (_with(b'"text"', b'"colour"'), "有一张表的表头不对"),
        (_with(b'{"table":"tallies"', b'{"table":"turns"'), "有一张表的表头不对"),
        (_without('"table":"leaders"'), "结尾的校验和对不上|表头"),
        (_first_in_tallies(), "和表头对不上"),
        (_first_in_tallies("1"), "和表头对不上"),
        (_first_in_tallies(True), "和表头对不上"),
        (_first_in_tallies(1, 2), "和表头对不上"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_a_whole_backup_is_told(
    content: bytes, change: Callable[[bytes], bytes], sentence: str
) -> None:
    """In one sentence."""
    broken = change(content)
    if broken == content:
        pytest.fail("nothing was changed")
    with pytest.raises(BackupError, match=sentence):
        check(opened(broken))


async def test_a_broken_backup_leaves_no_table(content: bytes, tmp_path: Path) -> None:
    """Whatever is wrong with it is found before the database is touched."""
    engine = create_engine(f"sqlite:///{tmp_path}/other.db")
    with pytest.raises(BackupError):
        await restore(engine, opened(content[:-1]))
    assert await current(engine) is None
    await engine.dispose()


@pytest.mark.parametrize("schema", ["9999", "", "head", "base"])
async def test_a_newer_schema_is_told(content: bytes, tmp_path: Path, schema: str) -> None:
    """With what to do about it."""
    engine = create_engine(f"sqlite:///{tmp_path}/other.db")
    newer = rewritten(content, "", list, schema=schema, program="7.0.0")
    with pytest.raises(BackupError, match=r"只认识到 \d+：备份是更新的程序（7\.0\.0）做的，先升级程序。"):
        await restore(engine, opened(newer))
    assert await current(engine) is None
    await engine.dispose()


async def test_tables_that_the_schema_does_not_have_are_told(content: bytes, tmp_path: Path) -> None:
    """A backup that names another schema than it is of."""
    engine = create_engine(f"sqlite:///{tmp_path}/other.db")
    with pytest.raises(BackupError, match="对不上"):
        await restore(engine, opened(rewritten(content, "", list, schema="0002")))
    assert await current(engine) is None
    await engine.dispose()


def test_a_line_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Zeros, well compressed: no more of them are in memory than the longest line has."""
    monkeypatch.setattr(backup_file, "LONGEST_LINE", 10_000)
    head = {"zuwu": "backup", "format": 1, "schema": "0001", "program": "0", "made_at": "now"}
    with pytest.raises(BackupError, match="长得不可能是真的"):
        check(opened(_packed(head, b"0" * 50_000_000)))


def test_a_file_that_grows_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that are rows, and nothing but the same one."""
    monkeypatch.setattr(backup_file, "SURE_TO_FIT", 10_000)
    monkeypatch.setattr(backup_file, "MOST_GROWTH", 5)
    head = {"zuwu": "backup", "format": 1, "schema": "0001", "program": "0", "made_at": "now"}
    rows = line_of([1]) * 50_000
    with pytest.raises(BackupError, match="大得不可能是真的"):
        check(opened(_packed(head, {"table": "chats", "columns": {"id": "integer"}}, rows)))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.INTEGER, "1"), (Kind.INTEGER, True), (Kind.INTEGER, 1.5), (Kind.TEXT, 1), (Kind.BOOLEAN, 1),
        (Kind.DATE, "soon"), (Kind.DATE, 20260101), (Kind.BYTES, "a"), (Kind.BYTES, "ü"), (Kind.BYTES, 5),
    ],
)  # fmt: skip
def test_values_of_another_kind_are_refused(kind: Kind, value: object) -> None:
    """A database would make of them what it likes."""
    with pytest.raises(ValueError, match=r"not |format|ASCII"):
        decode(kind, value)


def test_nothing_is_nothing() -> None:
    """In every kind of column."""
    assert [decode(kind, encode(kind, None)) for kind in Kind] == [None] * len(Kind)


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Whatever others may do in general; it has its name only when it is whole."""
    before = os.umask(0)
    try:
        with new_file(tmp_path / "b") as file:
            file.write(b"some")
            assert not (tmp_path / "b").exists()
            assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()] == [0o600]
    finally:
        os.umask(before)
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir()] == [("b", 0o600)]
    assert (tmp_path / "b").read_bytes() == b"some"


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    """Before writing, and where it comes meanwhile."""
    path = tmp_path / "b"
    path.write_text("mine")
    with pytest.raises(BackupError, match="已经有了"), new_file(path):
        pytest.fail("it was begun")
    path.unlink()
    with pytest.raises(BackupError, match="已经有了"), new_file(path):
        path.write_text("mine")
    assert [each.name for each in tmp_path.iterdir()] == ["b"]
    assert path.read_text() == "mine"


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same by renaming."""

    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    with new_file(tmp_path / "b") as file:
        file.write(b"some")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("b", b"some")]


def test_what_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """No half of a file under any name; a place that is none is named."""
    with pytest.raises(ZeroDivisionError), new_file(tmp_path / "b") as file:
        file.write(b"some" * (1 // 0))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BackupError, match=r"^写不进 .*/b："), new_file(tmp_path / "no folder" / "b"):
        pytest.fail("it was begun")


def test_a_file_that_cannot_be_read_is_told(content: bytes) -> None:
    """As a disk that fails does."""

    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(BackupError, match=r"^备份文件读不出来：Input/output error。$"):
        check(Failing(content))
