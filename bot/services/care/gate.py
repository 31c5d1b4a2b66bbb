"""The gate through which every base goes before it is live: shape, cross references, its own ``tests``, and what it
does to the questions that people ask."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from intents.lint import lint
from intents.trial import Asked, Moved, moved, questions_of
from intents.understanding import Understanding
from knowledge.diff import Changes, compare
from knowledge.issues import Code, Issue, has_errors
from knowledge.loader import Loaded, load_files
from knowledge.models import Boundary, Entry, KnowledgeBase
from knowledge.source import Placed, Source

Files = Mapping[str, bytes]
T = TypeVar("T")

QUICK_TESTS = 150
"""Up to so many ``tests`` of changed items are tried where a change is to be live at once."""

MOST, MOST_BYTES = 60_000, 6_000_000
"""Questions and phrasings of a base, and what they come to: more would hold up everything else. Of one item, its
shape says how many it may have."""

_AT_ONCE, _TEXTS_AT_ONCE = 30, 300
"""Questions, or items with so many texts, that are tried in one piece: between two pieces other work gets its turn,
and the program can end."""

Progress = Callable[[int, int], None]
"""Is told how much is done, and of how much; the last time, of all."""


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

    async def examine(
        self, files: Files, before: Understanding, *, thorough: bool, progress: Progress | None = None
    ) -> Examination:
        """Put files through the gate, as a change of the base ``before``; see :meth:`Library.examine`."""
        loaded, understanding = await self.beside(_build, files, before)
        if understanding is None:
            return Examination(files, tuple(loaded.issues), Changes())
        base = understanding.base
        changes = await self.beside(compare, before.base, base)
        ids = _all_ids(base) if thorough else _quick_ids(base, changes)
        pieces = list(_pieces(ids, lambda item_id: _texts_of(base, item_id)))
        questions = await self._questions(before, understanding) if thorough else []
        steps = _Steps(progress, len(pieces) + len(questions))
        found = {*loaded.issues, *await self._lint(understanding, loaded.source, pieces, steps)}
        turned = await self._try(before, understanding, questions, steps)
        return Examination(files, tuple(sorted(found)), changes, turned, base, understanding)

    async def trial(self, before: Understanding, after: Understanding) -> tuple[Moved, ...]:
        """The questions that lead elsewhere after a change, those first that were right before; takes seconds."""
        questions = await self._questions(before, after)
        return await self._try(before, after, questions, _Steps(None, len(questions)))

    async def _questions(self, before: Understanding, after: Understanding) -> list[list[Asked]]:
        return list(_pieces(await self.beside(questions_of, before.base, after.base)))

    async def _try(
        self, before: Understanding, after: Understanding, pieces: Iterable[list[Asked]], steps: "_Steps"
    ) -> tuple[Moved, ...]:
        found: list[Moved] = []
        for piece in pieces:
            found += await self.beside(_moved, before, after, piece)
            steps.step()
        return tuple(sorted(found, key=lambda change: (not change.worse, not change.better)))

    async def _lint(
        self, understanding: Understanding, source: Source, pieces: Iterable[list[str]], steps: "_Steps"
    ) -> list[Issue]:
        found: list[Issue] = []
        for piece in pieces:
            found += await self.beside(_linted, understanding, source, frozenset(piece))
            steps.step()
        return found


class _Steps:
    """Counts pieces of work."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._done, self._total = 0, total

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


def _build(files: Files, before: Understanding) -> tuple[Loaded, Understanding | None]:
    loaded = load_files(files)
    if loaded.base is None:
        return loaded, None
    if too_much := list(_too_much(loaded.source)):
        return Loaded(None, sorted([*loaded.issues, *too_much]), loaded.source), None
    if loaded.base.revision == before.base.revision:
        return loaded, before
    return loaded, Understanding(loaded.base, previous=before)


def _too_much(source: Source) -> Iterator[Issue]:
    """What would take so long that nothing else gets its turn."""
    counts: Counter[str] = Counter()
    size = 0
    written: list[Placed[Entry] | Placed[Boundary]] = [*source.entries, *source.boundaries]
    for placed in written:
        count = 1 + len(placed.model.phrasings)
        counts[placed.file] += count
        size += sum(len(text.encode()) for text in (placed.model.question, *placed.model.phrasings))
    if counts.total() > MOST or size > MOST_BYTES:
        file, count = counts.most_common(1)[0]
        text = (
            f"全部问法有 {counts.total()} 个，共 {size / 1e6:.1f} MB；最多 {MOST} 个，{MOST_BYTES // 1_000_000} MB。"
            f"这个文件里最多，有 {count} 个。"
        )
        yield Issue(file, 0, Code.TOO_MUCH, text)


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


def _texts_of(base: KnowledgeBase, item_id: str) -> int:
    target = base.target(item_id)
    return 1 + len(target.phrasings) + len(target.tests) if target is not None else 1


def _pieces(items: Iterable[T], texts_of: Callable[[T], int] = lambda _: 1) -> Iterator[list[T]]:
    piece: list[T] = []
    texts = 0
    for item in items:
        count = texts_of(item)
        if piece and (len(piece) == _AT_ONCE or texts + count > _TEXTS_AT_ONCE):
            yield piece
            piece, texts = [], 0
        piece.append(item)
        texts += count
    if piece:
        yield piece
