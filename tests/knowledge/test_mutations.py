"""The packaged files, spoilt as hands and programs spoil them: issues with their places, or a base that shows every
change; never an exception."""

from collections.abc import Callable
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.diff import compare
from knowledge.issues import has_errors
from knowledge.loader import Loaded, load_files, packaged_folder, read_folder
from knowledge.models import KnowledgeBase

Lines = list[bytes]
EXAMPLES = 60 if settings().max_examples <= 100 else 2000


@cache
def _files() -> dict[str, bytes]:
    return read_folder(packaged_folder())[0]


@cache
def _base() -> KnowledgeBase:
    return load_files(_files()).require()


def _delete(lines: Lines, at: int, other: int) -> None:
    del lines[at]


def _twice(lines: Lines, at: int, other: int) -> None:
    lines.insert(at, lines[at])


def _swap(lines: Lines, at: int, other: int) -> None:
    lines[at], lines[other] = lines[other], lines[at]


def _indent(lines: Lines, at: int, other: int) -> None:
    lines[at] = b" " * (1 + other % 3) + lines[at]


def _outdent(lines: Lines, at: int, other: int) -> None:
    lines[at] = lines[at].removeprefix(b" " * (1 + other % 4))


def _tab(lines: Lines, at: int, other: int) -> None:
    lines[at] = lines[at].replace(b"  ", b"\t", 1)


def _unquote(lines: Lines, at: int, other: int) -> None:
    signs = [sign for sign in (b"'", b'"', b"[", b"]", b"{", b"}", b": ", b"- ") if sign in lines[at]]
    if signs:
        lines[at] = lines[at].replace(signs[other % len(signs)], b"", 1)


def _flip(lines: Lines, at: int, other: int) -> None:
    if lines[at]:
        spoilt = bytearray(lines[at])
        spoilt[other % len(spoilt)] ^= 1 << other % 8
        lines[at] = bytes(spoilt)


def _cut(lines: Lines, at: int, other: int) -> None:
    lines[at:] = [lines[at][: other % (len(lines[at]) + 1)]]


def _join(lines: Lines, at: int, other: int) -> None:
    lines[at] = lines[at] + lines.pop() if at + 1 < len(lines) else lines[at]


MUTATIONS: list[Callable[[Lines, int, int], None]] = [
    _delete,
    _twice,
    _swap,
    _indent,
    _outdent,
    _tab,
    _unquote,
    _flip,
    _cut,
    _join,
]
EDIT = st.tuples(st.sampled_from(MUTATIONS), st.floats(0, 1, exclude_max=True), st.integers(0, 5000))


@given(st.sampled_from(sorted(_files())), st.lists(EDIT, min_size=1, max_size=3))
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_spoilt_file_is_refused_or_its_changes_are_seen(
    name: str, edits: list[tuple[Callable[[Lines, int, int], None], float, int]]
) -> None:
    """Every issue stands in its file; without an error there is a base, and unless it is the same as before, the
    comparison tells what changed: nothing comes live unseen."""
    lines = _files()[name].split(b"\n")
    for mutate, place, other in edits:
        if lines:
            mutate(lines, int(place * len(lines)), other % len(lines))
    files = _files() | {name: b"\n".join(lines)}
    loaded = load_files(files)
    assert (loaded.base is None) == has_errors(loaded.issues)
    _assert_located(loaded, files)
    if loaded.base is not None and loaded.base.revision != _base().revision:
        assert compare(_base(), loaded.base) or _contents(loaded.base) == _contents(_base())


def _contents(base: KnowledgeBase) -> list[str]:
    """What the base holds, in no order."""
    items = (*base.documents.values(), *base.entries, *base.boundaries, *base.terms, *base.obligations)
    others = (*base.guides, *base.sections, *base.meetings)
    return sorted([*(item.model_dump_json() for item in (*items, *others)), *base.titles])


def _assert_located(loaded: Loaded, files: dict[str, bytes]) -> None:
    for issue in loaded.issues:
        assert issue.file in files, str(issue)
        assert 0 <= issue.line <= len(files[issue.file].splitlines()) + 1, str(issue)
        assert str(issue).isprintable()


def test_what_is_changed_back_is_the_same_base() -> None:
    """The mutations above begin at a base that is sound; and what was read of other files before does no harm."""
    assert load_files(_files()).require().revision == _base().revision
    assert not has_errors(load_files(_files()).issues)
