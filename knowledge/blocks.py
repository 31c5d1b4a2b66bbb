"""A file of knowledge as text, cut into its items: put together again it is the same, byte for byte. Comments stay with
the item that they stand above."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from knowledge import house_style
from knowledge.cutting import BREAKS, WHITE, Cut, Layout, Member, compose, cut, end_of, lines_of, own_line
from knowledge.issues import Code, Issue, KnowledgeError
from knowledge.marked import Marked, parse_marked

SECTIONS = {
    "documents.yaml": "documents",
    "boundaries.yaml": "boundaries",
    "terms.yaml": "terms",
    "obligations.yaml": "obligations",
    "where-to-look.yaml": "titles",
    "guides.yaml": "guides",
    "topics.yaml": "sections",
    "meetings.yaml": "meetings",
}
"""What the items of a file are, by its name; those of ``faq/*`` are ``entries``."""

KEYED = ("documents", "titles")
"""Here the items are the top-level keys; elsewhere they are the list under the one key that the section is named by."""

_BOM = "\ufeff"
_COLON = re.compile(r"[ \t]*:")


class CannotSplitError(KnowledgeError):
    """A file cannot be cut into items; ``issues`` say why, in words for the person who edits it."""


class _NotInLinesError(Exception):
    """The items do not each stand in lines of their own."""


@dataclass(frozen=True, slots=True)
class Block:
    """An item as it is written."""

    id: str
    text: str
    """Its lines, with the comments directly above it."""
    space: str | None = ""
    """The empty lines behind it; None where they have still to be chosen."""
    column: int = 0
    """How far in its first character stands."""
    data: Any = None
    """What it says, as plain data."""


@dataclass(frozen=True, slots=True)
class File:
    """A file, cut up."""

    section: str
    head: str
    """Everything before the first item: comments, the ``document`` of a FAQ file, the key of the list."""
    blocks: tuple[Block, ...]
    tail: str
    opening: tuple[int, int]
    """The place in ``head`` that says whether there are items: where ``[]`` stands, or would."""
    document: str = ""
    """Of a FAQ file, the id of the document that it belongs to."""
    original: bytes | None = None
    """The bytes of a file whose items do not stand in lines of their own (but in brackets, or behind ``?``); its
    ``blocks`` are how they would."""

    @property
    def newline(self) -> str:
        """How its lines end."""
        written = self.head + "".join(block.text for block in self.blocks[:1])
        return "\r\n" if "\r\n" in written else "\n"

    def find(self, item_id: str) -> Block | None:
        """The item of that id."""
        return next((block for block in self.blocks if block.id == item_id), None)


def with_blocks(file: File, blocks: Sequence[Block]) -> File:
    """The file with other items. Empty lines stand between them as they do between those that were there."""
    head, opening, tail = file.head, file.opening, file.tail
    start, end = opening
    if blocks and not file.blocks:
        rest = head[end:] if file.section not in KEYED or head[end:].strip(WHITE) else ""
        head = _ended(head[:start].rstrip(" ") + rest, file.newline)
        opening = (start, start)
    elif file.blocks and not blocks:
        nothing = "{}" + file.newline if file.section in KEYED else " []"
        head = head[:start] + nothing + head[start:]
        opening = (start, start + len(nothing))
    return replace(file, head=head, opening=opening, tail=tail, blocks=tuple(_spaced(file, blocks)), original=None)


def _spaced(file: File, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, each on lines of its own."""
    usual = file.newline if sum(bool(block.space) for block in file.blocks[:-1]) * 2 >= len(file.blocks) else ""
    last = file.blocks[-1] if file.blocks else None
    for number, block in enumerate(blocks):
        known = last is not None and last.id == block.id
        if number == len(blocks) - 1:
            space = block.space if known or not last else last.space
        else:
            space = usual if known or block.space is None else block.space
        text = block.text if known and number == len(blocks) - 1 else _ended(block.text, file.newline)
        yield replace(block, text=text, space=space or "")


def _ended(text: str, newline: str) -> str:
    return text if not text or text[-1] in BREAKS else text + newline


def fitted(block: Block, file: File) -> Block:
    """A block of another file as it stands in this one: as far in as the others, with the same line breaks."""
    column = file.blocks[0].column if file.blocks else (0 if file.section in KEYED else 2)
    lines = lines_of(block.text)
    more = column - block.column
    moved = [_moved(line, more) for line in lines]
    return replace(block, text=re.sub("\r?\n", file.newline, "".join(moved)), space=None, column=column)


def _moved(line: str, more: int) -> str:
    if not line.strip(WHITE):
        return line
    if more >= 0:
        return " " * more + line
    return line[min(-more, len(line) - len(line.lstrip(" "))) :]


def section_of(name: str) -> str:
    """What the items of the file of that name are; empty where it is none of ours."""
    return "entries" if name.startswith("faq/") else SECTIONS.get(name, "")


def split(content: bytes, name: str) -> File:
    """Cut the file ``name`` of a base. Raises :class:`CannotSplitError` where it cannot be read."""
    marked = parse_marked(content, name)
    section = section_of(name)
    if not marked.issues and not section:
        marked.report(Code.WRONG_FILE, 0, f"{name} 不是知识文件夹里的文件。")
    if not marked.issues and not isinstance(marked.data, dict):
        marked.report(Code.WRONG_TYPE, 1, "文件应当是“键: 值”的形式。")
    if marked.issues:
        raise CannotSplitError(list(marked.issues))
    text = content.decode()
    bom = text.startswith(_BOM)
    file = _cut_file(text.removeprefix(_BOM), section, marked)
    if file.original is not None:
        return replace(file, original=content)
    if not bom:
        return file
    start, end = file.opening
    return replace(file, head=_BOM + file.head, opening=(start + 1, end + 1))


def join(file: File) -> bytes:
    """The file as bytes again."""
    if file.original is not None:
        return file.original
    return (file.head + "".join(block.text + (block.space or "") for block in file.blocks) + file.tail).encode()


def _cut_file(text: str, section: str, marked: Marked, *, again: bool = False) -> File:
    root = compose(text)
    assert isinstance(root, yaml.MappingNode)  # noqa: S101 - what split made sure of
    document = marked.data.get("document") if section == "entries" else ""
    cut_up = _cut_keyed if section in KEYED else _cut_list
    try:
        file = cut_up(text, section, root, marked)
    except _NotInLinesError as error:
        if again:
            raise CannotSplitError([Issue(marked.file, 1, Code.WRONG_TYPE, "每一项都要另起一行。")]) from error
        file = _cut_again(section, marked)
    return replace(file, document=document if isinstance(document, str) else "")


def _cut_keyed(text: str, section: str, root: yaml.MappingNode, marked: Marked) -> File:
    start, end = root.start_mark.index, root.end_mark.index
    if root.flow_style and root.value:
        raise _NotInLinesError
    if root.flow_style:
        end = _line_end(text, end)
        return File(section, text[:end], (), text[end:], (start, root.end_mark.index))
    data = marked.data.values()
    members = [
        Member(str(key.value), key.start_mark.index, end_of(value, text), said)
        for (key, value), said in zip(root.value, data, strict=True)
    ]
    column = int(root.start_mark.column)
    cuts = _cut_members(text, (0, len(text)), members, Layout(column))
    first = _below_heading(text, own_line(text, 0, members[0].start, dashed=False))
    cuts[0] = replace(cuts[0], start=first)
    return _of_cuts(section, text, members, cuts, Layout(column), opening=(first, first))


def _below_heading(text: str, until: int) -> int:
    """Where the first of the top-level keys begins: what stands above it is about the file, but for comments that an
    empty line divides from the heading."""
    lines = lines_of(text[:until])
    own = len(lines)
    while own and lines[own - 1].lstrip(" ")[:1] == "#":
        own -= 1
    return len("".join(lines[:own])) if own and not lines[own - 1].strip(WHITE) else until


def _cut_list(text: str, section: str, root: yaml.MappingNode, marked: Marked) -> File:
    items = marked.data.get(section)
    number = next((number for number, (key, _) in enumerate(root.value) if key.value == section), None)
    if number is None or not isinstance(items, list | None):
        line = marked.line((section,))
        issue = Issue(marked.file, line, Code.WRONG_TYPE, f"缺少 {section}，或者它下面不是列表。")
        raise CannotSplitError([issue])
    key, value = root.value[number]
    behind_key = _COLON.match(text, key.end_mark.index)
    if behind_key is None or (items and (root.flow_style or value.flow_style)):
        raise _NotInLinesError
    colon = behind_key.end()
    if not items:
        opening = (colon, max(colon, int(value.end_mark.index)))
        end = _line_end(text, opening[1])
        return File(section, text[:end], (), text[end:], opening)
    members = _members(section, items, value, text, marked)
    behind = root.value[number + 1 :]
    end = int(behind[0][0].start_mark.index) if behind else len(text)
    layout = Layout(int(value.start_mark.column), dashed=True)
    cuts = _cut_members(text, (colon, end), members, layout)
    return _of_cuts(section, text, members, cuts, layout, opening=(colon, colon))


def _line_end(text: str, position: int) -> int:
    return position + len(next(iter(lines_of(text[position:])), ""))


def _cut_members(text: str, within: tuple[int, int], members: Sequence[Member], layout: Layout) -> list[Cut]:
    try:
        return cut(text, within, members, layout)
    except ValueError as error:
        raise _NotInLinesError from error


def _of_cuts(
    section: str,
    text: str,
    members: Sequence[Member],
    cuts: Sequence[Cut],
    layout: Layout,
    *,
    opening: tuple[int, int],
) -> File:
    blocks = tuple(
        Block(member.id, text[place.start : place.stop], text[place.stop : place.after], layout.column, member.data)
        for member, place in zip(members, cuts, strict=True)
    )
    return File(section, text[: cuts[0].start], blocks, text[cuts[-1].after :], opening)


def _members(section: str, items: list[Any], node: yaml.SequenceNode, text: str, marked: Marked) -> list[Member]:
    members, key = list[Member](), "kind" if section == "meetings" else "id"
    known: set[str] = set()
    for number, (data, child) in enumerate(zip(items, node.value, strict=True)):
        item_id = data.get(key) if isinstance(data, dict) else None
        if not isinstance(item_id, str):
            marked.report(Code.MISSING_KEY, marked.line((section, number)), f"这一项没有写 {key}。")
            continue
        if item_id in known:
            marked.report(Code.DUPLICATE_ID, marked.line((section, number)), f"编号 {item_id} 写了两次。")
        known.add(item_id)
        members.append(Member(item_id, child.start_mark.index, end_of(child, text), data))
    if marked.issues:
        raise CannotSplitError(list(marked.issues))
    return members


def _cut_again(section: str, marked: Marked) -> File:
    """A file whose items do not stand in lines of their own: they are written so, and cut then."""
    try:
        if section in KEYED:
            text = house_style.fields(marked.data, 0)
        else:
            lists = {section: marked.data[section]}
            rest = {key: value for key, value in marked.data.items() if key != section}
            items = "".join(house_style.item(item, 2) for item in lists[section])
            text = f"{house_style.fields(rest, 0)}{section}:\n{items}"
    except TypeError as error:
        issue = Issue(marked.file, 1, Code.YAML_SCALAR, "日期、小数这样的值要加引号。")
        raise CannotSplitError([issue]) from error
    return replace(_cut_file(text, section, parse_marked(text.encode(), marked.file), again=True), original=b"")
