"""Which items a change touches, also where what it comes to cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.blocks import CannotSplitError, split
from knowledge.diff import Changes

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Touched:
    """By id."""

    ids: frozenset[str] = frozenset()
    """What is added, changed or removed."""
    gone: frozenset[str] = frozenset()
    """Of it, what is removed."""


def touched_by(changes: Changes) -> Touched:
    """What changes touch."""
    parts = (*changes.added, *changes.changed, *changes.removed)
    gone = {part.id for part in changes.removed} - {part.id for part in changes.added}
    return Touched(frozenset(part.id for part in parts), frozenset(gone))


def touched_in(live: Files, files: Files) -> Touched:
    """What differs between files; of one that cannot be cut into items, nothing. Takes a part of a second."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for name in (name for name in dict.fromkeys((*live, *files)) if live.get(name) != files.get(name)):
        try:
            was, now = _items(live, name), _items(files, name)
        except CannotSplitError:
            continue
        before |= was
        after |= now
    ids = {item_id for item_id in before.keys() | after.keys() if before.get(item_id) != after.get(item_id)}
    return Touched(frozenset(ids), frozenset(before.keys() - after.keys()))


def _items(files: Files, name: str) -> dict[str, str]:
    """The text of the items of a file by id. Raises CannotSplitError."""
    return {block.id: block.text for block in split(files[name], name).blocks} if name in files else {}
