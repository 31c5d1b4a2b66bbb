"""Knowledge files that somebody made to do harm: an issue that says why not, and work and memory that grow no faster
than the file. Both are counted, so that no busy machine fails the test."""

import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import pytest

from bot.services.care.changes import NoFileError
from bot.services.care.uploading import look_at
from knowledge.issues import Code, has_errors
from knowledge.loader import load_files
from knowledge.marked import MAX_BYTES, parse_marked
from tests.support.app import sample_files

LARGE = 20_000
"""Bytes of a bomb here: enough to tell what grows with the square."""

_LAUGHS = b"a: &a [x, x]\n" + b"".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]\n".encode() for n in range(20)
)


def _filled(head: bytes, piece: bytes, size: int = LARGE) -> bytes:
    return head + piece * (size // len(piece))


BOMBS: dict[str, tuple[Callable[[], bytes], Code]] = {
    "ten million bytes": (lambda: b"a: b\n" * 2_000_000, Code.TOO_LARGE),
    "one byte too much": (lambda: b"#" * (MAX_BYTES + 1), Code.TOO_LARGE),
    "laughs": (lambda: _LAUGHS, Code.FORBIDDEN_YAML),
    "an alias of itself": (lambda: b"a: &a [*a]\n", Code.FORBIDDEN_YAML),
    "very many aliases": (lambda: _filled(b"a: &a x\nb:\n", b"- *a\n"), Code.FORBIDDEN_YAML),
    "merge keys": (lambda: b"a: &a {x: 1}\nb:\n  <<: [*a, *a]\n", Code.FORBIDDEN_YAML),
    "deep flow": (lambda: _filled(b"a: ", b"["), Code.TOO_DEEP),
    "deep mappings": (lambda: _filled(b"a: ", b"{a: "), Code.TOO_DEEP),
    "deep sequences": (lambda: b"- " * 5000, Code.TOO_DEEP),
    "deep blocks": (lambda: b"".join(b" " * n + b"a:\n" for n in range(400)), Code.TOO_DEEP),
    "a key without end": (lambda: _filled(b"", b"x") + b": 1\n", Code.SYNTAX),
    "a key of many keys": (lambda: _filled(b"? [", b"a, ") + b"]\n: 1\n", Code.WRONG_TYPE),
    "a tag of Python": (lambda: b"a: !!python/object/apply:os.system ['true']\n", Code.FORBIDDEN_YAML),
    "a tag of its own": (lambda: b"%TAG ! tag:x,2000:\n---\na: !b c\n", Code.FORBIDDEN_YAML),
    "many documents": (lambda: _filled(b"", b"---\na: 1\n"), Code.FORBIDDEN_YAML),
    "the same key again and again": (lambda: _filled(b"", b"a: 1\n"), Code.DUPLICATE_KEY),
    "UTF-16": (lambda: "entries: []".encode("utf-16"), Code.ENCODING),
    "UTF-32": (lambda: "entries: []".encode("utf-32"), Code.ENCODING),
    "marks in the middle": (lambda: b"a: 1\n\xef\xbb\xbfb: 2\n", Code.SYNTAX),
    "NUL": (lambda: b"a: \x00\n", Code.SYNTAX),
    "quotes that never close": (lambda: _filled(b"", b"a: 'x\n"), Code.SYNTAX),
    "a line without end of quotes": (lambda: _filled(b"a: ", b"'\"") + b"\n", Code.SYNTAX),
    "a line without end of brackets": (lambda: _filled(b"a: ", b"]["), Code.SYNTAX),
    "a directive without end": (lambda: _filled(b"%YAML 1.", b"9"), Code.SYNTAX),
    "an anchor without end": (lambda: _filled(b"a: &", b"x") + b" y\n", Code.FORBIDDEN_YAML),
}

HARMLESS: dict[str, bytes] = {
    "a scalar without end": _filled(b"a: ", b"x"),
    "a number without end": _filled(b"a: ", b"9"),
    "a block without end": _filled(b"a: |\n", b"  x\n"),
    "empty lines": _filled(b"a: 1\n", b"\n"),
    "remarks": _filled(b"a: 1\n", b"# x\n"),
    "spaces": _filled(b"a: 1\n", b" ") + b"\n",
    "a mark in front": b"\xef\xbb\xbfa: 1\n",
    "very many items": _filled(b"a:\n", b"- x\n"),
}


@dataclass
class Cost:
    """What a call took."""

    calls: int = 0
    """Of functions, those written in C too."""
    peak: int = 0
    """Bytes."""


@contextmanager
def counted() -> Iterator[Cost]:
    """Count what happens meanwhile."""
    cost = Cost()

    def count(frame: FrameType, event: str, argument: object) -> None:
        cost.calls += event in {"call", "c_call"}

    tracemalloc.start()
    sys.setprofile(count)
    try:
        yield cost
    finally:
        sys.setprofile(None)
        cost.peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()


def _is_bounded(cost: Cost, size: int) -> bool:
    read = size if size <= MAX_BYTES else 0
    return cost.calls < 20_000 + 25 * read and cost.peak < 4_000_000 + 400 * read


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str) -> None:
    """With the issue that it deserves; what is too large is not looked at."""
    make, code = BOMBS[name]
    content = make()
    with counted() as cost:
        marked = parse_marked(content, "faq/a.yaml")
    assert code in {issue.code for issue in marked.issues}, marked.issues[:3]
    assert all(str(issue).isprintable() and len(str(issue)) < 1000 for issue in marked.issues)
    assert _is_bounded(cost, len(content)), cost


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_only_long_is_read(name: str) -> None:
    """In work that grows with its length; a number that nobody writes is no number."""
    content = HARMLESS[name]
    with counted() as cost:
        marked = parse_marked(content, "faq/a.yaml")
    assert marked.usable, marked.issues
    assert not isinstance(marked.data["a"], int) or marked.data["a"] == 1
    assert _is_bounded(cost, len(content)), cost


@pytest.mark.parametrize("name", [*BOMBS, *HARMLESS])
def test_no_bomb_gets_into_the_base(name: str) -> None:
    """Sent by an admin it is looked at and refused; in the folder it is an error, and nothing of it is live."""
    content = BOMBS[name][0]() if name in BOMBS else HARMLESS[name]
    with pytest.raises(NoFileError) as refused:
        look_at(sample_files(), "a.yaml", content)
    assert str(refused.value.issue).isprintable()
    loaded = load_files({**sample_files(), "faq/a.yaml": content})
    assert has_errors(loaded.issues)
    assert loaded.base is None
