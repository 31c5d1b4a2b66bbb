"""What a folder lost: files that are not there any more, and items that stand in none of its files."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from knowledge.blocks import CannotSplitError, section_of, split
from knowledge.diff import Part

Files = Mapping[str, bytes]

FEW, SHARE = 10, 0.05
"""Items that may go at once without anybody being asked: so many, or such a share of all, whichever is more."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What is gone of a file."""

    file: str
    parts: tuple[Part, ...]
    """The items that are nowhere any more."""
    whole: bool
    """Whether the file itself is gone."""


def losses(before: Files, after: Files) -> tuple[Lost, ...]:
    """What ``before`` has and ``after`` has not, file by file, the files that are gone first. A file that cannot be
    cut into items has lost none; one that is gone under one name and has all its items under another is not gone."""
    differing = [name for name, content in before.items() if after.get(name) != content]
    changed = [name for name, content in after.items() if before.get(name) != content]
    now = {_key(part) for name in changed for part in _items(name, after[name]) or ()}
    found = []
    for name in differing:
        items = _items(name, before[name])
        gone = tuple(part for part in items or () if _key(part) not in now)
        unread = name in after and _items(name, after[name]) is None
        if (gone and not unread) or (name not in after and items is None):
            found.append(Lost(name, gone, whole=name not in after))
    return tuple(sorted(found, key=lambda lost: (not lost.whole, -len(lost.parts), lost.file)))


def is_much(lost: Collection[Lost], items: int) -> bool:
    """Whether somebody should be asked first, of a base of so many items: a whole file went, or very many of them."""
    return any(each.whole for each in lost) or sum(len(each.parts) for each in lost) > max(FEW, SHARE * items)


def _items(name: str, content: bytes) -> tuple[Part, ...] | None:
    """The items of a file, in order; None where it cannot be cut."""
    section = section_of(name)
    if not section:
        return None
    try:
        return tuple(Part(section, block.id) for block in split(content, name).blocks)
    except CannotSplitError:
        return None


def _key(part: Part) -> tuple[str, str]:
    """Entries and boundaries share their ids: one that becomes the other is not gone."""
    return ("targets" if part.section in {"entries", "boundaries"} else part.section, part.id)
