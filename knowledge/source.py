"""The files of a base, read one by one into models that still know where they were written. What was read of a file is
kept for a while: when one file of a base changes, the others need not be read again."""

import hashlib
import re
import threading
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from knowledge.issues import Code, Issue
from knowledge.marked import Marked, Path, parse_marked
from knowledge.models import (
    Boundary,
    Document,
    Entry,
    Guide,
    KnowledgeBase,
    Meeting,
    MeetingItem,
    Obligation,
    Section,
    Term,
)
from knowledge.schema import build_model, not_text, unknown_key

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Placed(Generic[M]):
    """A model and where it was written."""

    model: M
    marked: Marked
    path: Path

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.marked.file

    def line(self, *path: str | int) -> int:
        """The line of a part of it, or of itself."""
        return self.marked.line((*self.path, *path))


@dataclass
class Source:
    """All that could be read of a base."""

    documents: list[Placed[Document]] = field(default_factory=list)
    entries: list[Placed[Entry]] = field(default_factory=list)
    boundaries: list[Placed[Boundary]] = field(default_factory=list)
    terms: list[Placed[Term]] = field(default_factory=list)
    obligations: list[Placed[Obligation]] = field(default_factory=list)
    guides: list[Placed[Guide]] = field(default_factory=list)
    sections: list[Placed[Section]] = field(default_factory=list)
    meetings: list[Placed[Meeting]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    faq_files: list[tuple[str, str, int]] = field(default_factory=list)
    """File, document and line of the document's name, of each FAQ file."""
    issues: list[Issue] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Files of which nothing could be read: what they hold is unknown, not absent."""
    failed: set[str] = field(default_factory=set)
    """Ids of what was written but could not be built: who refers to it is not to blame."""

    def may_hold(self, name: str, known: Container[str], *files: str) -> bool:
        """Whether something of that name is among the ``known``, or may be there all the same: it could not be
        built, or one of the ``files`` that might hold it could not be read."""
        return name in known or name in self.failed or not self.unread.isdisjoint(files)

    def take(self, part: "Source") -> None:
        """Add what another one holds."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(part, each.name)
            if isinstance(mine, set):
                mine |= theirs
            else:
                mine += theirs

    @property
    def items(self) -> list[Placed[MeetingItem]]:
        """What is to be done for the meetings of every kind, one by one."""
        return [
            Placed(item, placed.marked, (*placed.path, "items", position))
            for placed in self.meetings
            for position, item in enumerate(placed.model.items)
        ]

    @property
    def unread_faqs(self) -> list[str]:
        """The files of entries of which nothing could be read."""
        return [name for name in self.unread if name.startswith("faq")]

    def to_base(self) -> KnowledgeBase:
        """The base, without the places."""
        return KnowledgeBase(
            documents={placed.model.id: placed.model for placed in self.documents},
            entries=tuple(placed.model for placed in self.entries),
            boundaries=tuple(placed.model for placed in self.boundaries),
            terms=tuple(placed.model for placed in self.terms),
            obligations=tuple(placed.model for placed in self.obligations),
            guides=tuple(placed.model for placed in self.guides),
            sections=tuple(placed.model for placed in self.sections),
            meetings=tuple(placed.model for placed in self.meetings),
            titles=tuple(self.titles),
        )


_ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_TITLE = 200

_MAX_KEPT = 48
"""Files of which is kept what was read; a base has some twenty."""
_KEPT: dict[tuple[str, bytes], Source] = {}
_KEEPING = threading.Lock()


def read_source(files: Mapping[str, bytes]) -> Source:
    """Read every file; the files of entries come in the order of the documents they belong to. Files that were read
    before are not read again."""
    parts = [_read_kept(name, content) for name, content in files.items()]
    source = Source()
    for part in parts:
        if not part.faq_files:
            source.take(part)
    order = {placed.model.id: position for position, placed in enumerate(source.documents)}
    faqs = [part for part in parts if part.faq_files]
    for part in sorted(faqs, key=lambda part: _place(part, order)):
        source.take(part)
    return source


def _place(part: Source, order: Mapping[str, int]) -> tuple[int, str]:
    file, document, _ = part.faq_files[0]
    return order.get(document, len(order)), file


def _read_kept(name: str, content: bytes) -> Source:
    """What one file holds, from before where it is known. A file with errors is mended rather than sent again."""
    key = (name, hashlib.sha256(content).digest())
    with _KEEPING:
        part = _KEPT.pop(key, None)
    part = part or _read_part(name, content)
    if not part.issues:
        with _KEEPING:
            _KEPT[key] = part
            while len(_KEPT) > _MAX_KEPT:
                del _KEPT[next(iter(_KEPT))]
    return part


def _read_part(name: str, content: bytes) -> Source:
    """What one file holds."""
    part = Source()
    marked = parse_marked(content, name)
    if not marked.usable:
        part.unread.add(name)
    elif name.startswith("faq/"):
        _read_faq(marked, part)
    else:
        _read_file(marked, part)
    part.issues = [*marked.issues, *marked.remarks]
    return part


def _read_file(marked: Marked, source: Source) -> None:
    if marked.file == "documents.yaml":
        source.documents += _read_documents(marked, source)
    elif marked.file == "where-to-look.yaml":
        source.titles += _read_titles(marked, source)
    elif marked.file == "boundaries.yaml":
        source.boundaries += _read_list(Boundary, "boundaries", marked, source)
    elif marked.file == "terms.yaml":
        source.terms += _read_list(Term, "terms", marked, source)
    elif marked.file == "guides.yaml":
        source.guides += _read_list(Guide, "guides", marked, source)
    elif marked.file == "topics.yaml":
        source.sections += _read_list(Section, "sections", marked, source)
    elif marked.file == "obligations.yaml":
        source.obligations += _read_list(Obligation, "obligations", marked, source)
    elif marked.file == "meetings.yaml":
        source.meetings += _read_list(Meeting, "meetings", marked, source)


def _refuse(marked: Marked, source: Source, code: Code, line: int, text: str) -> None:
    """Report what keeps the whole file from being read."""
    marked.report(code, line, text)
    source.unread.add(marked.file)


def _read_documents(marked: Marked, source: Source) -> Iterator[Placed[Document]]:
    if not isinstance(marked.data, dict):
        text = "documents.yaml 应当是“文件编号:”下面列出各项。"
        return _refuse(marked, source, Code.WRONG_TYPE, 1, text)
    for key, data in marked.data.items():
        model = _read_document(key, data, marked)
        if model:
            yield Placed(model, marked, (key,))
        else:
            source.failed.add(key)
    return None


def _read_document(key: str, data: Any, marked: Marked) -> Document | None:
    if not isinstance(data, dict):
        marked.report(Code.WRONG_TYPE, marked.line((key,)), f"{key} 下面应当是“键: 值”。")
        return None
    if "id" in data:
        text = "不认识的键 id，文件的编号就是上一层的键。"
        marked.report(Code.UNKNOWN_KEY, marked.line((key, "id")), text)
    provisions = data.get("provisions", {})
    if isinstance(provisions, dict):
        provisions = {locator: {} if given is None else given for locator, given in provisions.items()}
    return build_model(Document, {**data, "provisions": provisions, "id": key}, (key,), marked)


def _read_titles(marked: Marked, source: Source) -> list[str]:
    if not isinstance(marked.data, dict):
        _refuse(marked, source, Code.WRONG_TYPE, 1, "where-to-look.yaml 应当是“标题: [事项]”的形式。")
        return []
    for title, matters in marked.data.items():
        _check_title(title, matters, marked)
    return list(marked.data)


def _check_title(title: str, matters: Any, marked: Marked) -> None:
    """A title fits a line; the matters are for whoever reads the file, and are text all the same."""
    line = marked.line((title,))
    if len(title) > _LONGEST_TITLE:
        marked.report(Code.TOO_LONG, line, f"标题太长，最多 {_LONGEST_TITLE} 个字。")
    if matters is not None and not isinstance(matters, list):
        marked.report(Code.WRONG_TYPE, line, f"{title} 下面应当是列表，如 [事项, 事项]。")
        return
    for position, matter in enumerate(matters or ()):
        if not isinstance(matter, str):
            place = (title, position)
            code, text = not_text(title, matter, place, marked)
            marked.report(code, marked.line(place), text)


def _read_list(model: type[M], key: str, marked: Marked, source: Source, **given: str) -> Iterator[Placed[M]]:
    """The models under the one top-level key of a file; ``given`` are values that the file states once for all."""
    if not isinstance(marked.data, dict):
        return _refuse(marked, source, Code.WRONG_TYPE, 1, f"文件应当以 {next(iter(given), key)}: 开头。")
    for other in marked.data:
        if other != key and other not in given:
            marked.report(Code.UNKNOWN_KEY, marked.line((other,)), unknown_key(other, (key, *given)))
    items = marked.data.get(key)
    if items is None:
        return _refuse(marked, source, Code.MISSING_KEY, 1, f"缺少 {key}，或者它下面没有内容。")
    if not isinstance(items, list):
        text = f"{key} 下面应当是列表，每项以 - 开头。"
        return _refuse(marked, source, Code.WRONG_TYPE, marked.line((key,)), text)
    for position, data in enumerate(items):
        path = (key, position)
        if not isinstance(data, dict):
            first = next(iter(model.model_fields))
            marked.report(Code.WRONG_TYPE, marked.line(path), f"这里应当是一个以 {first} 开头的条目。")
            continue
        built = build_model(model, _complete(data, given), path, marked)
        if built:
            yield Placed(built, marked, path)
        elif _is_id(data.get("id")):
            source.failed.add(data["id"])
        else:
            source.unread.add(marked.file)
    return None


def _is_id(value: Any) -> bool:
    """Whether somebody may refer to it by this; of an item without, nobody knows what it is called."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _complete(data: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """In a FAQ file a citation may be the bare locator of the file's own document."""
    cites = data.get("cites")
    if "document" not in given or not isinstance(cites, list):
        return data
    document = given["document"]
    full = [{"document": document, "locator": cite} if isinstance(cite, str) else cite for cite in cites]
    return {**data, "cites": full}


def _document_of(marked: Marked) -> str:
    """The document of a FAQ file; empty where it names none."""
    document = marked.data.get("document") if isinstance(marked.data, dict) else None
    return document if isinstance(document, str) else ""


def _read_faq(marked: Marked, source: Source) -> None:
    document = _document_of(marked)
    entries = list(_read_list(Entry, "entries", marked, source, document=document))
    if document:
        source.faq_files.append((marked.file, document, marked.line(("document",))))
        source.entries += entries
    elif isinstance(marked.data, dict):
        _refuse(marked, source, *_no_document(marked))


def _no_document(marked: Marked) -> tuple[Code, int, str]:
    given = marked.data.get("document")
    if not given:
        return Code.MISSING_KEY, marked.line(("document",)), "文件开头缺少 document: 文件编号。"
    code, text = not_text("document", given, ("document",), marked)
    return code, marked.line(("document",)), text
