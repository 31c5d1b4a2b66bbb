"""The file of a backup: lines of JSON, compressed.

::

    {"zuwu": "backup", "format": 1, "schema": "0004", "program": "0.1.0", "made_at": "2026-11-21T08:00:00+00:00"}
    {"table": "chats", "columns": {"changed_at": "integer", "id": "integer", ...}}
    [1767225600000000, -1001234567890, ...]
    {"rows": 1, "sha256": "..."}
    ...
    {"tables": 24, "rows": 1, "sha256": "..."}

The counts stand behind what they count, so that neither side needs more memory than a page of rows. The last line has
the SHA-256 of all lines before it; equal databases have equal backups but for ``made_at``.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from bot.storage.backup.errors import BackupError
from bot.storage.backup.rows import Count, Counting
from bot.storage.backup.values import Kind, decode, line_of

FORMAT = 1
LONGEST_LINE = 64 * 2**20
"""Bytes: the largest file of the knowledge is far below."""
MOST_GROWTH, SURE_TO_FIT = 200, 256 * 2**20
"""How often larger than the file its content may be, and what is not too large for any file: rows have ids and
instants, which do not compress away."""
LEVEL = 6

_TORN = "备份文件不完整：后面缺了一截，可能没有写完或者没有拷完。"
_BROKEN = "备份文件坏了：{what}。"
_NOT_A_BACKUP = "这不是 zuwu 的备份文件。"


@dataclass(frozen=True)
class Head:
    """What a backup says of itself. ``made_at`` is an instant in ISO 8601."""

    schema: str
    program: str
    made_at: str


@dataclass
class Contents:
    """What is in a backup: its head, and every table's columns and rows."""

    head: Head
    columns: dict[str, dict[str, Kind]] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(count.rows for count in self.counts.values())


class Writer:
    """Writes a backup, line by line."""

    def __init__(self, raw: IO[bytes], head: Head) -> None:
        # Neither a name nor a time, so that equal content makes equal bytes.
        self._file = gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=raw, mtime=0)
        self._hash = hashlib.sha256()
        self.contents = Contents(head)
        said = {"schema": head.schema, "program": head.program, "made_at": head.made_at}
        self._write(line_of({"zuwu": "backup", "format": FORMAT} | said))

    def table(self, name: str, columns: Mapping[str, str], lines: Iterator[bytes]) -> None:
        """Write a table with its rows."""
        self._write(line_of({"table": name, "columns": dict(columns)}))
        counting = Counting()
        for line in lines:
            counting.add(line)
            self._write(line)
        count = self.contents.counts[name] = counting.count
        self.contents.columns[name] = {column: Kind(kind) for column, kind in columns.items()}
        self._write(line_of({"rows": count.rows, "sha256": count.sha256}))

    def end(self) -> None:
        """Write the last line. The file stays open."""
        contents = self.contents
        self._write(line_of({"tables": len(contents.counts), "rows": contents.rows, "sha256": self._hash.hexdigest()}))
        self._file.close()

    def _write(self, line: bytes) -> None:
        self._hash.update(line)
        self._file.write(line)


@dataclass(frozen=True)
class TableStarts:
    """A table begins."""

    name: str
    columns: Mapping[str, Kind]


@dataclass(frozen=True)
class TableEnds:
    """The rows of a table have all come, and are what the backup says they are."""

    name: str
    count: Count


Part = Head | TableStarts | list[object] | TableEnds
"""What comes out of a backup: its head, and for every table its start, its rows as values, and its end."""


def check(raw: IO[bytes]) -> Contents:
    """Read a backup from its beginning to its end. Raises BackupError for anything that is wrong with it."""
    contents = None
    columns: dict[str, dict[str, Kind]] = {}
    counts: dict[str, Count] = {}
    for part in parts(raw):
        match part:
            case Head():
                contents = Contents(part, columns, counts)
            case TableStarts(name, kinds):
                columns[name] = dict(kinds)
            case TableEnds(name, count):
                counts[name] = count
    assert contents is not None  # noqa: S101 - parts() gives the head, or raises
    return contents


def parts(raw: IO[bytes]) -> Iterator[Part]:
    """What is in a backup, in its order. Raises BackupError where something is wrong with it, which may be only at the
    end: whoever must not act on half of a backup checks it first."""
    lines = _Lines(raw)
    yield (head := _head(lines.next_object("")))
    tables: dict[str, Count] = {}
    while "table" in (said := lines.next_object(head.made_at)):
        start = _table(said, tables)
        yield start
        kinds = list(start.columns.values())
        counting = Counting()
        while isinstance(row := lines.next(), list):
            counting.add(lines.raw_line)
            yield _decode(row, kinds, start.name)
        if not isinstance(row, dict) or row != {"rows": counting.count.rows, "sha256": counting.count.sha256}:
            raise BackupError(_BROKEN.format(what=f"表 {start.name} 的行数或者校验和对不上"))
        tables[start.name] = counting.count
        yield TableEnds(start.name, counting.count)
    rows = sum(count.rows for count in tables.values())
    if said != {"tables": len(tables), "rows": rows, "sha256": lines.before}:
        raise BackupError(_BROKEN.format(what="结尾的校验和对不上"))
    lines.require_end()


class _Lines:
    """The lines of a compressed file, within bounds."""

    def __init__(self, raw: IO[bytes]) -> None:
        raw.seek(0, 2)
        self._most = max(SURE_TO_FIT, MOST_GROWTH * raw.tell())
        raw.seek(0)
        self._file = gzip.GzipFile(fileobj=raw, mode="rb")
        self._read = 0
        self._hash = hashlib.sha256()
        self.raw_line = b""
        self.before = ""
        """The SHA-256 of what came before the last line."""

    def next(self) -> object:
        """The next line as JSON."""
        line = self._line()
        if not line.endswith(b"\n"):
            if len(line) >= LONGEST_LINE:
                raise BackupError("备份文件里有一行长得不可能是真的，没有读。")
            raise BackupError(_TORN if self._read > len(line) else _NOT_A_BACKUP)
        self.before = self._hash.hexdigest()
        self._hash.update(line)
        self.raw_line = line
        try:
            return json.loads(line)
        except (ValueError, RecursionError):
            first = self._read == len(line)
            raise BackupError(_NOT_A_BACKUP if first else _BROKEN.format(what="有一行不是 JSON")) from None

    def next_object(self, made_at: str) -> dict[str, Any]:
        """The next line, where only an object can stand. ``made_at`` is empty before the head was read."""
        found = self.next()
        if not isinstance(found, dict):
            raise BackupError(_BROKEN.format(what="缺了表头") if made_at else _NOT_A_BACKUP)
        return found

    def require_end(self) -> None:
        """Nothing may come any more."""
        if self._line():
            raise BackupError(_BROKEN.format(what="结尾以后还有东西"))

    def _line(self) -> bytes:
        with _clear_errors(started=self._read > 0):
            line = self._file.readline(LONGEST_LINE)
        self._read += len(line)
        if self._read > self._most:
            raise BackupError("备份文件展开来大得不可能是真的，没有读完。")
        return line


@contextmanager
def _clear_errors(*, started: bool) -> Iterator[None]:
    try:
        yield
    except EOFError:
        raise BackupError(_TORN) from None
    except (gzip.BadGzipFile, zlib.error):
        raise BackupError(_BROKEN.format(what="解不开压缩") if started else _NOT_A_BACKUP) from None
    except OSError as error:
        raise BackupError(f"备份文件读不出来：{error.strerror or error}。") from error


def _head(said: Mapping[str, object]) -> Head:
    if said.get("zuwu") != "backup":
        raise BackupError(_NOT_A_BACKUP)
    if said.get("format") != FORMAT:
        raise BackupError("备份文件的格式是更新的程序写的：先升级程序。")
    texts = [said.get(name) for name in ("schema", "program", "made_at")]
    match texts:
        case [str(schema), str(program), str(made_at)]:
            return Head(schema, program, made_at)
    raise BackupError(_BROKEN.format(what="第一行缺了东西"))


def _table(said: Mapping[str, object], before: Mapping[str, Count]) -> TableStarts:
    match said:
        case {"table": str(name), "columns": dict(columns)} if name not in before and columns:
            try:
                return TableStarts(name, {column: Kind(kind) for column, kind in columns.items()})
            except ValueError:
                pass
    raise BackupError(_BROKEN.format(what="有一张表的表头不对"))


def _decode(row: list[object], kinds: list[Kind], table: str) -> list[object]:
    try:
        return [decode(kind, value) for kind, value in zip(kinds, row, strict=True)]
    except ValueError:
        raise BackupError(_BROKEN.format(what=f"表 {table} 有一行和表头对不上")) from None
