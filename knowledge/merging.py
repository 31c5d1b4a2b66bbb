"""Three-way merges of bases, item by item: what only one side changed is taken, what both changed is a conflict and
stays as it is here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.blocks import Block, File, fitted, join, section_of, split, with_blocks
from knowledge.patching import tidy


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """An item that was changed here and there, differently."""

    file: str
    """The file that it stands in, or stood in."""
    section: str
    """The top-level key that it stands under (``entries``); empty where it is a top-level key itself."""
    id: str
    """Its id: what ``id``, ``kind`` or the key says."""
    gone: str = ""
    """``here`` where it was deleted here and changed there, ``there`` the other way round; else empty."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge."""

    files: Mapping[str, bytes]
    conflicts: tuple[Conflict, ...]


def merge(
    base: Mapping[str, bytes], here: Mapping[str, bytes], there: Mapping[str, bytes], *, insist: bool = False
) -> Merged:
    """Bring what changed from ``base`` to ``there`` into ``here``. All three are readable files of knowledge. The text
    of ``here`` stays as it is, comments and all, but for what is taken; a file that nobody touched here is taken with
    its comments. With ``insist``, what was changed on both sides becomes what it is there. Raises CannotSplitError
    where a file that differs cannot be read."""
    sides = (dict(base), dict(here), dict(there))
    if sides[1] == sides[0]:
        return Merged(sides[2], ())
    if sides[2] in sides[:2]:
        return Merged(sides[1], ())
    names = list(dict.fromkeys(name for side in (here, there, base) for name in side))
    differing = [name for name in names if not base.get(name) == here.get(name) == there.get(name)]
    cut = tuple(_cut(side, differing) for side in sides)
    chosen, conflicts = _choose(*(_items(side) for side in cut), insist=insist)
    files = {name: here[name] for name in names if name in here and name not in differing}
    for name in differing:
        written = [side.get(name) for side in sides]
        if section_of(name):
            content = _build(name, chosen, written, [side.get(name) for side in cut])
        else:
            content, clash = _pick(written)
            content = written[2] if clash and insist else content
            conflicts += [Conflict(name, "", "")] if clash else []
        if content is not None:
            files[name] = content
    return Merged(files, tuple(conflicts))


@dataclass(frozen=True, slots=True)
class _Item:
    """An item on one side."""

    name: str
    section: str
    block: Block

    def is_exactly(self, other: "_Item | None") -> bool:
        """Whether it is written the same, in the same file."""
        return other is not None and self.name == other.name and self.block.text == other.block.text

    def equals(self, other: "_Item | None") -> bool:
        """Whether it says the same, in the same file."""
        same = other is not None and self.name == other.name
        return same and (self.is_exactly(other) or tidy(self.block.data) == tidy(other.block.data if other else None))


_Key = tuple[str, str]
_Items = dict[_Key, _Item]


def _cut(files: Mapping[str, bytes], names: Sequence[str]) -> dict[str, File]:
    return {name: split(files[name], name) for name in names if name in files and section_of(name)}


def _key(section: str, item_id: str) -> _Key:
    """Entries and boundaries share their ids: one that becomes the other has moved."""
    return ("targets" if section in ("entries", "boundaries") else section, item_id)


def _items(files: Mapping[str, File]) -> _Items:
    return {
        _key(file.section, block.id): _Item(name, file.section, block)
        for name, file in files.items()
        for block in file.blocks
    }


def _choose(base: _Items, here: _Items, there: _Items, *, insist: bool) -> tuple[_Items, list[Conflict]]:
    """What each item is to be, by its key, and those that were changed on both sides."""
    chosen: _Items = {}
    conflicts = []
    for key in dict.fromkeys([*here, *there, *base]):
        old, ours, theirs = base.get(key), here.get(key), there.get(key)
        if _same(ours, old, exactly=True) or (_same(ours, old) and not _same(theirs, old)):
            picked = theirs
        else:
            picked = ours
            if not _same(theirs, old) and not _same(theirs, ours):
                conflicts.append(_conflict(key, ours, theirs))
                picked = theirs if insist else ours
        if picked:
            chosen[key] = picked
    return chosen, conflicts


def _same(one: _Item | None, other: _Item | None, *, exactly: bool = False) -> bool:
    if one is None:
        return other is None
    return one.is_exactly(other) if exactly else one.equals(other)


def _conflict(key: _Key, ours: _Item | None, theirs: _Item | None) -> Conflict:
    place = ours or theirs
    assert place is not None  # noqa: S101 - gone on both sides is no conflict
    gone = "there" if theirs is None else "" if ours else "here"
    return Conflict(place.name, place.section, key[1], gone)


def _pick(written: Sequence[bytes | None]) -> tuple[bytes | None, bool]:
    """Of a file that is not made of items, the content, and whether it was changed on both sides."""
    old, ours, theirs = written
    return (theirs, False) if ours == old else (ours, theirs not in (old, ours))


def _build(name: str, chosen: _Items, written: Sequence[bytes | None], cut: Sequence[File | None]) -> bytes | None:
    """A file with the items that were chosen for it; None where there is none any more."""
    ours, theirs = cut[1], cut[2]
    place = ours or theirs
    wanted = {item.block.id: item for item in chosen.values() if item.name == name}
    there, _ = _pick([None if content is None else b"" for content in written])
    if place is None or (there is None and not wanted):
        return None
    if theirs and written[1] == written[0] and _holds(theirs, wanted):
        return written[2]
    kept = {
        block.id: block if block is item.block else replace(fitted(item.block, place), space=block.space)
        for block in (ours.blocks if ours else ())
        if (item := wanted.get(block.id))
    }
    order = [block.id for block in theirs.blocks if block.id in wanted] if theirs else []
    more = [kept.get(item_id) or fitted(wanted[item_id].block, place) for item_id in order]
    blocks = woven(list(kept.values()), more)
    return written[1] if ours and tuple(blocks) == ours.blocks else join(with_blocks(place, blocks))


def _holds(file: File, wanted: Mapping[str, _Item]) -> bool:
    """Whether a file holds just these items, written so."""
    return {block.id: block.text for block in file.blocks} == {
        item_id: item.block.text for item_id, item in wanted.items()
    }


def woven(blocks: Sequence[Block], more: Sequence[Block]) -> list[Block]:
    """The blocks with others: each in place of the one of its id, else behind the one that it follows there."""
    known = {block.id for block in blocks}
    new = {block.id: block for block in more}
    result: list[Block] = []
    behind: dict[str, list[Block]] = {}
    run = result
    for block in more:
        if block.id in known:
            run = behind.setdefault(block.id, [])
        else:
            run.append(block)
    for block in blocks:
        result.append(replace(new[block.id], space=block.space) if block.id in new else block)
        result += behind.get(block.id, [])
    return result


def inserted(blocks: Sequence[Block], block: Block, order: Sequence[str]) -> list[Block]:
    """The blocks with one more: in place of the one of its id, else behind the one that it follows in ``order``."""
    if any(other.id == block.id for other in blocks):
        return [replace(block, space=other.space) if other.id == block.id else other for other in blocks]
    before = set(order[: order.index(block.id)])
    ranks = {item_id: rank for rank, item_id in enumerate(order)}
    nearest = max((other for other in blocks if other.id in before), key=lambda other: ranks[other.id], default=None)
    position = list(blocks).index(nearest) + 1 if nearest else 0
    return [*blocks[:position], block, *blocks[position:]]
