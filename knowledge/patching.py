"""An item written again: the keys that say what they said stay as they are written."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from knowledge import house_style
from knowledge.blocks import Block
from knowledge.cutting import Layout, Member, cut, end_of

ORDER = (
    *("id", "topic", "draft", "question", "phrasings", "answer", "cites", "related"),
    *("look_into", "note", "tests"),
)
"""The keys of entries and boundaries as we write them."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def with_key(data: Mapping[str, Any], key: str, texts: Sequence[str]) -> dict[str, Any]:
    """What an item says with another list; without any texts, without the key."""
    if key in data:
        changed = {other: list(texts) if other == key else value for other, value in data.items()}
    else:
        changed = _with_new_keys(data, {**data, key: list(texts)})
    return {other: value for other, value in changed.items() if other != key or texts}


def _with_new_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The new keys in the order of the old ones; each that is new stands where we write it."""
    keys = [key for key in old if key in new]
    for key in new:
        if key not in keys:
            rank = _rank(key)
            position = next((place for place, other in enumerate(keys) if _rank(other) > rank), len(keys))
            keys.insert(position, key)
    return {key: new[key] for key in keys}


def _rank(key: str) -> int:
    return ORDER.index(key) if key in ORDER else len(ORDER)


def tidy(value: Any) -> Any:
    """What our models read: texts without the spaces around them, and nothing that is empty."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        return {key: tidy(part) for key, part in value.items() if part not in ("", [], None, False)}
    return [tidy(part) for part in value] if isinstance(value, list | tuple) else value


def patched(block: Block, data: Mapping[str, Any]) -> str:
    """The text of a block that says ``data``; empty where it has to be written anew."""
    old = block.data
    if not isinstance(old, dict):
        return ""
    found = _fields(block)
    if not found:
        return ""
    head, texts, column = found
    kept = {key: value for key, value in old.items() if key in data or value in ([], "", False)}
    wanted = _with_new_keys(kept, {**{key: kept[key] for key in kept if key not in data}, **data})
    if next(iter(wanted), "") != next(iter(texts)):
        return ""
    pieces = []
    for number, (key, value) in enumerate(wanted.items()):
        same = key in old and tidy(old[key]) == tidy(value)
        anew = "" if same else _relisted(texts.get(key, ""), old.get(key), value)
        written = texts[key] if same else anew or house_style.field(key, value, column)
        pieces.append(written if same or number else written[column:])
    return head + "".join(piece if piece.endswith("\n") else piece + "\n" for piece in pieces)


def _fields(block: Block) -> tuple[str, dict[str, str], int] | None:
    """What stands before the first key of a block, the text of each key and how far in they stand; None where they do
    not stand on lines of their own."""
    node = yaml.compose(block.text, Loader=_Loader)
    item = node.value[0] if isinstance(node, yaml.SequenceNode) and not node.flow_style else None
    if not isinstance(item, yaml.MappingNode) or item.flow_style:
        return None
    members = [Member(key.value, key.start_mark.index, end_of(value, block.text)) for key, value in item.value]
    first, *others = members
    column = int(item.start_mark.column)
    starts = [first.start]
    if others:
        try:
            cuts = cut(block.text, (first.end, len(block.text)), others, Layout(column))
        except ValueError:
            return None
        starts += [place.start for place in cuts]
    ends = [*starts[1:], len(block.text)]
    texts = {member.id: block.text[start:end] for member, start, end in zip(members, starts, ends, strict=True)}
    return block.text[: first.start], texts, column


def _relisted(text: str, old: Any, new: Any) -> str:
    """The text of a list that stands in lines, without the lines that are gone and with those that were added at its
    end; empty where more than that has changed."""
    if not text or not isinstance(old, list) or not isinstance(new, list | tuple):
        return ""
    given = [tidy(value) for value in old]
    kept = [number for number, value in enumerate(given) if value in new]
    more = list(new[len(kept) :])
    root = yaml.compose(text, Loader=_Loader)
    assert isinstance(root, yaml.MappingNode)  # noqa: S101 - it is the text of a key
    ((key, node),) = root.value
    simple = isinstance(node, yaml.SequenceNode) and not node.flow_style and all(isinstance(v, str) for v in given)
    if not simple or not kept or [*(given[number] for number in kept), *more] != list(new):
        return ""
    members = [Member("", child.start_mark.index, end_of(child, text)) for child in node.value]
    layout = Layout(int(node.start_mark.column), dashed=True)
    try:
        cuts = cut(text, (text.index(":", key.end_mark.index) + 1, len(text)), members, layout)
    except ValueError:
        return ""
    pieces: list[str] = []
    for number, place in enumerate(cuts):
        if number in kept:
            pieces.append(text[place.start : place.after])
        elif pieces and cuts[number - 1].stop == cuts[number - 1].after:
            pieces[-1] += text[place.stop : place.after]
    last = cuts[kept[-1]]
    lines = "".join(house_style.item(value, layout.column) for value in more)
    end = "" if text[: last.stop].endswith("\n") or not more else "\n"
    written = text[last.start : last.stop]
    pieces[-1] = written + end + lines + pieces[-1].removeprefix(written)
    return text[: cuts[0].start] + "".join(pieces) + text[cuts[-1].after :]
