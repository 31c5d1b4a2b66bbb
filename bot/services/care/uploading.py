"""Files that were sent: which file of a base each is, what it leaves out, and lines that are taken out again."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from bot.services.care.changes import NoFileError
from knowledge import editing
from knowledge.blocks import CannotSplitError, split
from knowledge.diff import Part
from knowledge.issues import Code, Issue
from knowledge.marked import MAX_BYTES, Marked, parse_marked

Files = Mapping[str, bytes]

MOST_ITEMS = 20_000
"""Items of a file that is taken: more would keep the worker busy for minutes, whatever they are."""

_PIECE = 100_000
_ID = re.compile(rb"(?:^|[\s,{])[\"']?(?:id|kind)[\"']?[ \t]*:")
_KEY = re.compile(rb"^[^\s#\-][^\r\n]*:", re.MULTILINE)


def look_at(live: Files, name: str, content: bytes) -> tuple[str, tuple[Part, ...]]:
    """Which file of the base a file is, and what it leaves out. Takes a part of a second. Raises NoFileError."""
    if len(content) <= MAX_BYTES and (count := _items(content)) > MOST_ITEMS:
        text = f"一个文件最多 {MOST_ITEMS} 条，这个大约有 {count} 条。请分成几个文件，一个一个发。"
        raise NoFileError(Issue(PurePosixPath(name).name, 0, Code.TOO_LARGE, text))
    target = place(live, name, content)
    return target, left_out(live, target, content)


def _items(content: bytes) -> int:
    """About how many items a file has, at a glance, piece by piece: a search holds the interpreter's lock."""
    pieces = [content[start : start + _PIECE] for start in range(0, len(content), _PIECE)]
    return max(sum(len(each.findall(piece)) for piece in pieces) for each in (_ID, _KEY))


def place(live: Files, name: str, content: bytes) -> str:
    """The file of the base that a file is, by what it holds. Raises NoFileError."""
    found = editing.home(name, content)
    if isinstance(found, Issue):
        raise NoFileError(found)
    twin = str(PurePosixPath(found).with_suffix(".yml"))
    return twin if found not in live and twin in live else found


def left_out(live: Files, name: str, content: bytes) -> tuple[Part, ...]:
    """The items of the live file that a file of that name does not have any more; none where it cannot be read."""
    if name not in live:
        return ()
    there = _parts(name, content)
    return () if there is None else tuple(part for part in _parts(name, live[name]) or () if part not in set(there))


def without_strays(files: Files, strays: Iterable[Issue]) -> dict[str, bytes]:
    """The files without the ``tests`` that issues complain of."""
    left, by_file = dict(files), defaultdict(list)
    for stray in strays:
        by_file[stray.file].append(stray)
    for name, complaints in by_file.items():
        gone = defaultdict(list)
        for item_id, text in _tests_at(parse_marked(files[name], name), complaints):
            gone[item_id].append(text)
        left = editing.drop_each(left, name, "tests", gone)
    return left


def _parts(name: str, content: bytes) -> tuple[Part, ...] | None:
    """The items of a file; None where it cannot be read."""
    try:
        file = split(content, name)
    except CannotSplitError:
        return None
    return tuple(Part(file.section, each.id) for each in file.blocks)


def _tests_at(marked: Marked, issues: Iterable[Issue]) -> Iterator[tuple[str, str]]:
    """The items and the questions that issues stand at."""
    on_line = defaultdict(list)
    for path, line in marked.lines.items():
        if len(path) == 4 and path[2] == "tests":
            section, index, _, position = path
            item = marked.data[section][index]
            on_line[line].append((str(item["id"]), str(item["tests"][position])))
    for issue in issues:
        found = on_line[issue.line]
        named = [each for each in found if each[1] in issue.text]
        yield from named[:1] or (found if len(found) == 1 else [])
