"""Changes of single items in files of knowledge. The text of everything else stays as it is, comments and all; of a
changed item, the keys that say the same."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from knowledge import house_style
from knowledge.blocks import (
    KEYED,
    SECTIONS,
    Block,
    CannotSplitError,
    File,
    fitted,
    join,
    section_of,
    split,
    with_blocks,
)
from knowledge.diff import Part
from knowledge.issues import Code, Issue
from knowledge.marked import parse_marked
from knowledge.merging import Conflict, inserted, woven
from knowledge.models import Boundary, Entry
from knowledge.patching import patched, tidy, with_key

Files = Mapping[str, bytes]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAMED = re.compile(r"\b(?:id|kind)\b[\"']?\s*:\s*[\"']?([\w-]+)")
_TARGETS = ("entries", "boundaries")
"""Their ids are of one kind: no entry has the id of a boundary."""


class MissingPartError(LookupError):
    """There is no such item in the files."""


def put(files: Files, item: Entry | Boundary, *, document: str = "") -> dict[str, bytes]:
    """Write an item where the one of its id stands, else behind the others. An entry stands in the file of the document
    that is cited first, or of ``document``; one that has not changed what it cites first stays where it is. Raises
    CannotSplitError where a file that has to be changed cannot be read."""
    places = list(_places(files, _TARGETS, item.id))
    if isinstance(item, Boundary):
        name, data = "boundaries.yaml", plain(item, "")
    else:
        document = document or _document_for(item, places)
        name, data = _file_of(files, document), plain(item, document)
    changed = dict(files)
    for other, file in places:
        if other != name:
            changed[other] = _written(file, [block for block in file.blocks if block.id != item.id])
    file = _opened(changed, name, document)
    if old := file.find(item.id):
        changed[name] = _written(file, _replaced(file, _said(file, old, data)))
    else:
        changed[name] = _written(file, [*file.blocks, _fresh(file, item.id, data)])
    return changed


def remove(files: Files, part: Part) -> dict[str, bytes]:
    """Delete an item. Raises MissingPartError."""
    name, file = _place(files, part)
    return {**files, name: _written(file, [block for block in file.blocks if block.id != part.id])}


def add(files: Files, part: Part, key: str, texts: Iterable[str]) -> dict[str, bytes]:
    """Add lines to a list of an item (``phrasings``, ``tests``), those that are not in it. Raises MissingPartError."""
    return _with_list(files, part, key, lambda given: list(dict.fromkeys([*given, *map(str.strip, texts)])))


def drop(files: Files, part: Part, key: str, texts: Iterable[str]) -> dict[str, bytes]:
    """Take lines out of a list of an item; a list without any is not written. Raises MissingPartError."""
    gone = set(map(str.strip, texts))
    return _with_list(files, part, key, lambda given: [text for text in given if text not in gone])


def _with_list(files: Files, part: Part, key: str, change: Callable[[list[str]], list[str]]) -> dict[str, bytes]:
    name, file = _place(files, part)
    old = file.find(part.id)
    assert old is not None  # noqa: S101 - its place was found
    given = [str(text).strip() for text in old.data.get(key) or []]
    if (texts := change(given)) == given:
        return dict(files)
    return {**files, name: _written(file, _replaced(file, _said(file, old, with_key(old.data, key, texts))))}


def drop_each(files: Files, name: str, key: str, gone: Mapping[str, Iterable[str]]) -> dict[str, bytes]:
    """Take lines out of the lists of items of one file, by the ids of the items: the file is read once. An id that it
    does not have is left aside."""
    file = split(files[name], name)
    blocks = []
    for old in file.blocks:
        given = [str(text).strip() for text in old.data.get(key) or []] if old.id in gone else []
        left = [text for text in given if text not in set(map(str.strip, gone.get(old.id, ())))]
        blocks.append(old if left == given else _said(file, old, with_key(old.data, key, left)))
    return {**files, name: _written(file, blocks)}


def take(files: Files, there: Files, conflict: Conflict) -> dict[str, bytes]:
    """Replace an item by what it is ``there``, or delete it where it is gone there."""
    sections = _kin(conflict.section)
    changed = dict(files)
    if not conflict.section:
        return _with_file(changed, there, conflict.file)
    source = next(_places(there, sections, conflict.id), None)
    for name, file in list(_places(files, sections, conflict.id)):
        if not source or name != source[0]:
            changed[name] = _written(file, [block for block in file.blocks if block.id != conflict.id])
    if source:
        name, file = source
        here = _opened(changed, name, file.document)
        block = file.find(conflict.id)
        assert block is not None  # noqa: S101 - it was found there
        blocks = inserted(here.blocks, fitted(block, here), [other.id for other in file.blocks])
        changed[name] = _written(here, blocks)
    return changed


def put_all(files: Files, name: str, content: bytes) -> dict[str, bytes]:
    """The files with every item of a file of that name as it is in ``content``; items that it lacks stay as they are,
    and what is said around the items. One that stands in another file is moved. Raises CannotSplitError."""
    given = split(content, name)
    ids = {block.id for block in given.blocks}
    changed = dict(files)
    for other, file in _holding(files, name, ids):
        changed[other] = _written(file, [block for block in file.blocks if block.id not in ids])
    here = _opened(changed, name, given.document)
    changed[name] = _written(here, woven(here.blocks, [fitted(block, here) for block in given.blocks]))
    return changed


def _holding(files: Files, name: str, ids: set[str]) -> Iterator[tuple[str, File]]:
    """The other files that hold some of these items, each cut up."""
    section = section_of(name)
    sections = _kin(section)
    for other, content in files.items():
        if other == name or section_of(other) not in sections:
            continue
        if section in KEYED or not ids.isdisjoint(_NAMED.findall(content.decode(errors="replace"))):
            file = split(content, other)
            if any(block.id in ids for block in file.blocks):
                yield other, file


def block(files: Files, part: Part) -> str:
    """The text of an item as it stands in its file, comments included; empty where there is none."""
    found = next(_places(files, (part.section,), part.id), None)
    item = found[1].find(part.id) if found else None
    return item.text if item else ""


def texts(files: Files, conflicts: Iterable[Conflict]) -> list[str]:
    """The text of the item of each conflict (of the whole file, where it is one), wherever it stands in the files;
    empty where there is none. Of a file that cannot be read, nothing is found."""
    wanted = list(conflicts)
    sections = {section for each in wanted for section in _kin(each.section)}
    found: dict[tuple[str, str], str] = {}
    for name, content in files.items():
        if section_of(name) in sections:
            try:
                blocks = split(content, name).blocks
            except CannotSplitError:
                continue
            found |= {(_kin(section_of(name))[0], block.id): block.text for block in blocks}
    return [
        found.get((_kin(each.section)[0], each.id), "")
        if each.section
        else files.get(each.file, b"").decode(errors="replace")
        for each in wanted
    ]


def _kin(section: str) -> tuple[str, ...]:
    """The sections that share their ids with one."""
    return _TARGETS if section in _TARGETS else (section,)


def item_yaml(item: Entry | Boundary, document: str) -> str:
    """An item as we write it in the file of a document: the lines of an item of the list."""
    return house_style.item(plain(item, document), 2)


def plain(item: Entry | Boundary, document: str) -> dict[str, Any]:
    """What is written of an item, in our order of keys: without what is empty, with bare locators of the document."""
    data = item.model_dump(mode="json", exclude_defaults=True)
    if isinstance(item, Boundary):
        keys: Sequence[str] = ("id", "topic", "question", "phrasings", "look_into", "note", "tests")
    else:
        keys = ("id", "topic", "draft", "question", "phrasings", "answer", "cites", "related", "tests")
        data["cites"] = [
            cite.locator if cite.document == document else {"document": cite.document, "locator": cite.locator}
            for cite in item.cites
        ]
    return {key: data[key] for key in keys if key in data}


def home(name: str, content: bytes) -> str | Issue:
    """Which file of a base an uploaded file is: by its keys, else by its name; or what keeps it from being any."""
    base = posixpath.basename(name.replace("\\", "/"))
    marked = parse_marked(content, base)
    data = marked.data
    named = base if base in SECTIONS else ""
    if not marked.usable:
        return named or next(iter(marked.issues))
    if not isinstance(data, dict):
        return named or Issue(base, 1, Code.WRONG_TYPE, f"文件应当以 {'、'.join(_openings())} 开头。")
    if "entries" in data or "document" in data:
        document = data.get("document")
        if isinstance(document, str) and _ID.fullmatch(document):
            return f"faq/{document}.yaml"
        text = "条目的文件开头要写 document: 文件编号（小写字母、数字和连字符），再写 entries:。"
        code = Code.WRONG_VALUE if "document" in data else Code.MISSING_KEY
        return Issue(base, marked.line(("document",)), code, text)
    found = next((file for file, section in SECTIONS.items() if section in data and section not in KEYED), "")
    return found or _keyed(data) or named or Issue(base, 1, Code.WRONG_FILE, _unknown())


def _openings() -> list[str]:
    return ["document", *(section for section in SECTIONS.values() if section not in KEYED)]


def _unknown() -> str:
    lists = "、".join(_openings())
    return f"看不出这是哪个文件：开头应当有 {lists} 之一，或者是 documents.yaml、where-to-look.yaml 的内容。"


def _keyed(data: Mapping[str, Any]) -> str:
    """Of a file whose top-level keys are the items: documents have keys of their own, titles have lists."""
    values = list(data.values())
    if values and all(isinstance(value, dict) for value in values):
        like = all(_ID.fullmatch(key) for key in data) and any({"title", "provisions"} & set(part) for part in values)
        return "documents.yaml" if like else ""
    if values and all(isinstance(value, list) for value in values):
        return "where-to-look.yaml" if not any(_ID.fullmatch(key) for key in data) else ""
    return ""


def _places(files: Files, sections: Sequence[str], item_id: str) -> Iterator[tuple[str, File]]:
    """The files that an item of these sections stands in, each cut up."""
    mark = re.compile(rb"(?<![\w-])" + re.escape(item_id.encode()) + rb"(?![\w-])")
    listed = re.compile(rb"\b(?:id|kind)\b[\"']?\s*:\s*[\"']?" + mark.pattern)
    names = [name for name in files if section_of(name) in sections and mark.search(files[name])]
    likely = [name for name in names if section_of(name) in KEYED or listed.search(files[name])]
    found = False
    for name in [*likely, *(name for name in names if name not in likely)]:
        if found and name not in likely:
            return
        file = split(files[name], name)
        if file.find(item_id):
            found = True
            yield name, file


def _place(files: Files, part: Part) -> tuple[str, File]:
    found = next(_places(files, (part.section,), part.id), None)
    if found is None:
        raise MissingPartError(part.id)
    return found


def _document_for(item: Entry, places: Sequence[tuple[str, File]]) -> str:
    """The document in whose file an entry stands."""
    first = item.cites[0].document
    for _, file in places:
        old = file.find(item.id)
        if file.section == "entries" and old and _first_cited(old, file.document) == first:
            return file.document
    return first


def _first_cited(item: Block, document: str) -> str:
    cites = item.data.get("cites") or [""]
    return str(cites[0].get("document", "")) if isinstance(cites[0], dict) else document


def _file_of(files: Files, document: str) -> str:
    """The file of a document's entries: the one that says so, else the one that is named by it."""
    usual = f"faq/{document}.yaml"
    if usual in files:
        return usual
    faqs = (name for name in files if section_of(name) == "entries" and document.encode() in files[name])
    return next((name for name in faqs if split(files[name], name).document == document), usual)


def _opened(files: Files, name: str, document: str) -> File:
    """A file cut up, a new one where there is none."""
    section = section_of(name)
    start = f"document: {house_style.scalar(document)}\n" if section == "entries" else ""
    content = files.get(name)
    return split(content if content is not None else f"{start}{section}: []\n".encode(), name)


def _written(file: File, blocks: Sequence[Block]) -> bytes:
    return join(with_blocks(file, blocks))


def _fresh(file: File, item_id: str, data: Mapping[str, Any]) -> Block:
    """An item written anew."""
    return fitted(Block(item_id, house_style.item(data, 2), None, 2, data), file)


def _said(file: File, old: Block, data: Mapping[str, Any]) -> Block:
    """An item that says ``data`` now: its patched text if that says just that, else written anew."""
    if (text := patched(old, data)) and _says(text, data):
        return replace(old, text=text)
    return replace(_fresh(file, old.id, data), space=old.space)


def _replaced(file: File, block: Block) -> list[Block]:
    return [block if other.id == block.id else other for other in file.blocks]


def _says(text: str, data: Mapping[str, Any]) -> bool:
    """Whether an item that was written says what it should."""
    marked = parse_marked(text.encode(), "")
    return not marked.issues and tidy(marked.data) == [tidy(data)]


def _with_file(changed: dict[str, bytes], there: Files, name: str) -> dict[str, bytes]:
    if name in there:
        changed[name] = there[name]
    else:
        changed.pop(name, None)
    return changed
