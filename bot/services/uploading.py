"""Files that were sent: which file of a base each is, what it leaves out, and lines that are taken out again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from bot.services.changes import NoFileError
from knowledge import editing
from knowledge.blocks import CannotSplitError, split
from knowledge.diff import Part
from knowledge.issues import Issue
from knowledge.marked import Marked, parse_marked
from knowledge.merging import Conflict

Files = Mapping[str, bytes]


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
    there = set(_parts(name, content))
    return tuple(part for part in _parts(name, live[name]) if part not in there) if there else ()


def keep_left_out(live: Files, name: str, content: bytes) -> dict[str, bytes]:
    """The live base with what a file adds and changes; what it leaves out stays."""
    files = dict(live)
    for part in _parts(name, content):
        files = dict(editing.take(files, {name: content}, Conflict(name, part.section, part.id)))
    return files


def without_strays(files: Files, strays: Iterable[Issue]) -> dict[str, bytes]:
    """The files without the ``tests`` that issues complain of."""
    left, by_file = dict(files), defaultdict(list)
    for stray in strays:
        by_file[stray.file].append(stray)
    for name, complaints in by_file.items():
        marked, texts = parse_marked(files[name], name), defaultdict(list)
        for found in filter(None, (_test_at(marked, each) for each in complaints)):
            texts[found[0]].append(found[1])
        for part, gone in texts.items():
            left = dict(editing.drop(left, part, "tests", gone))
    return left


def _parts(name: str, content: bytes) -> tuple[Part, ...]:
    """The items of a file; none where it cannot be read."""
    try:
        file = split(content, name)
    except CannotSplitError:
        return ()
    return tuple(Part(file.section, each.id) for each in file.blocks)


def _test_at(marked: Marked, issue: Issue) -> tuple[Part, str] | None:
    """The item and the question that an issue stands at."""
    for path, line in marked.lines.items():
        if line != issue.line or len(path) != 4 or path[2] != "tests":
            continue
        section, index, _, position = path
        item = marked.data[section][index]
        text = item["tests"][position]
        if text in issue.text or _alone(marked, issue.line):
            return Part(str(section), str(item["id"])), str(text)
    return None


def _alone(marked: Marked, line: int) -> bool:
    """Whether only one question stands on a line."""
    return sum(at == line and len(path) == 4 and path[2] == "tests" for path, at in marked.lines.items()) == 1
