"""The gate through which every base goes before it is live: shape, cross references, its own ``tests``, and what it
does to the questions that people ask."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

from intents.lint import lint
from intents.trial import Asked, Moved, moved, questions_of
from intents.understanding import Understanding
from knowledge.diff import Changes, compare
from knowledge.issues import Code, Issue, has_errors
from knowledge.loader import Loaded, load_files
from knowledge.models import KnowledgeBase
from knowledge.source import Source

Files = Mapping[str, bytes]
T = TypeVar("T")

QUICK_TESTS = 150
"""Up to so many ``tests`` of changed items are tried where a change is to be live at once."""

_AT_ONCE = 30
"""Questions, or items, that are tried in one piece: between two pieces other work gets its turn, and the program can
end."""


class Beside(Protocol):
    """Runs a function beside the event loop."""

    def __call__(self, function: Callable[..., T], /, *args: Any) -> Awaitable[T]:
        """Returns what it returns, raises what it raises."""


@dataclass(frozen=True)
class Examination:
    """What the gate says of a base that might become live."""

    files: Files
    issues: tuple[Issue, ...]
    """Every error and warning, by file and line."""
    changes: Changes
    """What it changes in the base that is live, item by item."""
    moved: tuple[Moved, ...] = ()
    """The questions that lead elsewhere than they do now: ``tests`` of both bases, and the project's own questions."""
    base: KnowledgeBase | None = None
    """None where it cannot be used."""
    understanding: Understanding | None = None

    @property
    def errors(self) -> tuple[Issue, ...]:
        """What keeps it from being published."""
        return tuple(issue for issue in self.issues if has_errors([issue]))

    @property
    def strays(self) -> tuple[Issue, ...]:
        """Of the errors, the ``tests`` that lead elsewhere."""
        return tuple(issue for issue in self.errors if issue.code is Code.TEST_LEADS_ELSEWHERE)


class Gate:
    """Examines."""

    def __init__(self, beside: Beside = asyncio.to_thread) -> None:
        self.beside = beside

    async def examine(self, files: Files, before: Understanding, *, thorough: bool) -> Examination:
        """Put files through the gate, as a change of the base ``before``; see :meth:`Library.examine`."""
        loaded, understanding = await self.beside(_build, files, before)
        if understanding is None:
            return Examination(files, tuple(loaded.issues), Changes())
        base = understanding.base
        changes = await self.beside(compare, before.base, base)
        ids = _all_ids(base) if thorough else _quick_ids(base, changes)
        found = {*loaded.issues, *await self._lint(understanding, loaded.source, ids)}
        turned = await self.trial(before, understanding) if thorough else ()
        return Examination(files, tuple(sorted(found)), changes, turned, base, understanding)

    async def trial(self, before: Understanding, after: Understanding) -> tuple[Moved, ...]:
        """The questions that lead elsewhere after a change, those first that were right before; takes seconds."""
        found: list[Moved] = []
        for piece in _pieces(await self.beside(questions_of, before.base, after.base)):
            found += await self.beside(_moved, before, after, piece)
        return tuple(sorted(found, key=lambda change: (not change.worse, not change.better)))

    async def _lint(self, understanding: Understanding, source: Source, ids: Sequence[str]) -> list[Issue]:
        found: list[Issue] = []
        for piece in _pieces(ids):
            found += await self.beside(_linted, understanding, source, frozenset(piece))
        return found


def _build(files: Files, before: Understanding) -> tuple[Loaded, Understanding | None]:
    loaded = load_files(files)
    if loaded.base is None:
        return loaded, None
    if loaded.base.revision == before.base.revision:
        return loaded, before
    return loaded, Understanding(loaded.base, previous=before)


def _moved(before: Understanding, after: Understanding, questions: Sequence[Asked]) -> tuple[Moved, ...]:
    return moved(before, after, questions)


def _linted(understanding: Understanding, source: Source, ids: frozenset[str]) -> list[Issue]:
    return list(lint(understanding, source, only=ids))


def _quick_ids(base: KnowledgeBase, changes: Changes) -> list[str]:
    """The items of a change, where their ``tests`` are few; else none."""
    ids = list(dict.fromkeys(part.id for part in (*changes.added, *changes.changed)))
    targets = [target for target in map(base.target, ids) if target is not None]
    return ids if sum(len(target.tests) for target in targets) <= QUICK_TESTS else []


def _all_ids(base: KnowledgeBase) -> list[str]:
    items = (*base.entries, *base.boundaries, *base.obligations)
    return list(dict.fromkeys(item.id for item in items))


def _pieces(items: Iterable[T]) -> Iterator[list[T]]:
    left = iter(items)
    while piece := list(islice(left, _AT_ONCE)):
        yield piece
