"""A change on top of what was published since it was made: what both sides changed is kept on both sides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge import editing
from knowledge.merging import Conflict, merge

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Clash:
    """An item that the author of a change changed, and somebody else who published meanwhile."""

    conflict: Conflict
    mine: str
    """The YAML text of the author's; empty where they deleted it."""
    live: str
    """Of the one that is live; empty where it was deleted there."""


@dataclass(frozen=True, slots=True)
class Rebased:
    """A change on top of another base."""

    files: Files
    """Where both changed an item, it is as it is there."""
    conflicts: tuple[Conflict, ...] = ()
    insisted: Files | None = None
    """The files with the author's side of these; None where there are none."""


def rebase(
    base: Files, live: Files, files: Files, conflicts: Sequence[Conflict] = (), insisted: Files | None = None
) -> Rebased:
    """Put a change from ``base`` to ``files`` on top of what is ``live`` by now. ``conflicts`` and ``insisted`` are of
    the last time. Raises CannotSplitError where a file that differs cannot be read."""
    merged = merge(base, live, files)
    if not merged.conflicts and insisted is None:
        return Rebased(merged.files)
    mine = merge(base, live, files if insisted is None else insisted, insist=True)
    every = {(each.section, each.id): each for each in (*conflicts, *merged.conflicts, *mine.conflicts)}
    left = tuple(each.conflict for each in clashes(list(every.values()), mine.files, merged.files))
    return Rebased(merged.files, left, mine.files) if left else Rebased(mine.files)


def clashes(conflicts: Sequence[Conflict], mine: Files, live: Files) -> tuple[Clash, ...]:
    """Both sides of conflicts, as far as they are not the same by now."""
    sides = zip(conflicts, editing.texts(mine, conflicts), editing.texts(live, conflicts), strict=True)
    return tuple(Clash(*each) for each in sides if each[1] != each[2])
