"""A text of YAML, cut between the items of a list or the keys of a mapping: comments go with what they stand above."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

BREAKS = "\n\r\x85\u2028\u2029"
"""What YAML takes for the end of a line."""

WHITE = " \t" + BREAKS
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE = re.compile(f"(?s:.)*?(?:\r\n|[{BREAKS}]|\\Z)")


@dataclass(frozen=True, slots=True)
class Member:
    """A node of a list or a mapping in a text: where what it says begins and ends."""

    id: str
    start: int
    end: int
    data: Any = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How the members of a list or a mapping stand."""

    column: int
    """How far in each of them begins."""
    dashed: bool = False
    """Whether each has a ``-`` before it."""


def end_of(node: yaml.Node, text: str) -> int:
    """Where the content of a node ends. The end mark of a block is of no use: it stands at whatever comes next."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    if getattr(node, "style", None) not in ("|", ">"):
        return end
    header = _LINE.match(text, start)
    if header and "+" in header[0].split("#")[0]:
        return end
    return start + max(len(text[start:end].rstrip(WHITE)), 1)


def compose(text: str) -> yaml.Node:
    """The one document of a text of YAML without aliases, as nodes that know their places. In Python on purpose, as in
    ``marked``: the composer of libyaml would hold the interpreter's lock for as long as the text is long. Raises
    YAMLError."""
    events = yaml.parse(text, Loader=_Loader)
    started = next(event for event in events if isinstance(event, yaml.NodeEvent))
    return _composed(started, events)


def _composed(event: Any, events: Iterator[Any]) -> yaml.Node:
    if isinstance(event, yaml.ScalarEvent):
        return _node(yaml.ScalarNode, event, event.value, event.end_mark, style=event.style)
    children: list[Any] = []
    for last in events:
        if isinstance(last, yaml.CollectionEndEvent):
            break
        child = _composed(last, events)
        children.append(
            (child, _composed(next(events), events)) if isinstance(event, yaml.MappingStartEvent) else child
        )
    kind = yaml.MappingNode if isinstance(event, yaml.MappingStartEvent) else yaml.SequenceNode
    return _node(kind, event, children, last.end_mark, flow_style=event.flow_style)


def _node(kind: Any, event: Any, value: Any, end: Any, **style: Any) -> yaml.Node:
    node: yaml.Node = kind(event.tag, value, event.start_mark, end, **style)
    return node


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the text of a member begins, with the comments above it, where it ends, and where the empty lines behind it
    end."""

    start: int
    stop: int
    after: int


def cut(text: str, within: tuple[int, int], members: Sequence[Member], layout: Layout) -> list[Cut]:
    """Cut what stands ``within`` two places of a text into its members. Raises ValueError where one does not begin on a
    line of its own."""
    divisions, before = [], within[0]
    for member in members:
        line = own_line(text, before, member.start, dashed=layout.dashed)
        divisions.append(_division(text, before, line, layout.column))
        before = member.end
    divisions.append(_division(text, before, within[1], layout.column))
    return [Cut(above[1], *below) for above, below in pairwise(divisions)]


def lines_of(text: str) -> list[str]:
    """The lines, each with its break."""
    return [line for line in _LINE.findall(text) if line]


def own_line(text: str, before: int, start: int, *, dashed: bool) -> int:
    """Where the line begins on which a member does; between it and ``before`` there are only comments."""
    mark = start
    if dashed:
        position = before
        for line in lines_of(text[before:start]):
            if "-" in (bare := line.split("#")[0]):
                mark = position + bare.index("-")
                break
            position += len(line)
    lines = lines_of(text[before:mark])
    ended = bool(lines) and lines[-1][-1] not in BREAKS
    first = mark - len(lines[-1]) if ended else mark
    if (first == before and not _is_fresh(text, before)) or text[first:mark].strip(" "):
        raise ValueError(f"what stands at {start} begins in the middle of a line")
    return first


def _is_fresh(text: str, position: int) -> bool:
    """Whether a line begins here."""
    return position == 0 or text[position - 1] in BREAKS


def _division(text: str, before: int, until: int, column: int) -> tuple[int, int]:
    """Of the comments and empty lines between two members: where those of the upper one end, and where the text of the
    lower one begins. To the upper one belongs what stands further in, or has an empty line behind it."""
    lines = lines_of(text[before:until])
    count = 0 if _is_fresh(text, before) else min(1, len(lines))
    while count < len(lines) and lines[count].startswith(" " * (column + 1)) and lines[count].lstrip(" ")[0] == "#":
        count += 1
    empty = next((number for number in range(count, len(lines)) if not lines[number].strip(WHITE)), None)
    if empty is None:
        stop = before + len("".join(lines[:count]))
        return stop, stop
    after = empty
    while after < len(lines) and not lines[after].strip(WHITE):
        after += 1
    return before + len("".join(lines[:empty])), before + len("".join(lines[:after]))
