"""The files of a base, read one by one into models that still know where they were written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from knowledge.issues import Code, Issue
from knowledge.marked import Marked, Path, parse_marked
from knowledge.models import Boundary, Document, Entry, Guide, KnowledgeBase, Obligation, Section, Term
from knowledge.schema import build_model, unknown_key

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
    titles: list[str] = field(default_factory=list)
    faq_files: list[tuple[str, str, int]] = field(default_factory=list)
    """File, document and line of the document's name, of each FAQ file."""
    issues: list[Issue] = field(default_factory=list)

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
            titles=tuple(self.titles),
        )


def read_source(files: Mapping[str, bytes]) -> Source:
    """Read every file; the files of entries come in the order of the documents they belong to."""
    source = Source()
    faqs: list[Marked] = []
    for name, content in files.items():
        marked = parse_marked(content, name)
        if not marked.issues:
            if name.startswith("faq/"):
                faqs.append(marked)
            else:
                _read_file(name, marked, source)
        if not name.startswith("faq/"):
            source.issues += marked.issues
    order = {placed.model.id: position for position, placed in enumerate(source.documents)}
    faqs.sort(key=lambda marked: (order.get(_document_of(marked), len(order)), marked.file))
    for marked in faqs:
        _read_faq(marked, source)
    source.issues += [
        issue
        for name, content in files.items()
        if name.startswith("faq/")
        for issue in _parse_issues(name, content, faqs)
    ]
    return source


def _parse_issues(name: str, content: bytes, faqs: list[Marked]) -> list[Issue]:
    for marked in faqs:
        if marked.file == name:
            return marked.issues
    return parse_marked(content, name).issues


def _document_of(marked: Marked) -> str:
    return str(marked.data.get("document", "")) if isinstance(marked.data, dict) else ""


def _read_file(name: str, marked: Marked, source: Source) -> None:
    if name == "documents.yaml":
        source.documents += _read_documents(marked)
    elif name == "where-to-look.yaml":
        source.titles += _read_titles(marked)
    elif name == "boundaries.yaml":
        source.boundaries += _read_list(Boundary, "boundaries", marked)
    elif name == "terms.yaml":
        source.terms += _read_list(Term, "terms", marked)
    elif name == "guides.yaml":
        source.guides += _read_list(Guide, "guides", marked)
    elif name == "topics.yaml":
        source.sections += _read_list(Section, "sections", marked)
    elif name == "obligations.yaml":
        source.obligations += _read_list(Obligation, "obligations", marked)


def _read_documents(marked: Marked) -> Iterator[Placed[Document]]:
    if not isinstance(marked.data, dict):
        marked.report(Code.WRONG_TYPE, 1, "documents.yaml 应当是“文件编号:”下面列出各项。")
        return
    for key, data in marked.data.items():
        if not isinstance(data, dict):
            marked.report(Code.WRONG_TYPE, marked.line((key,)), f"{key} 下面应当是“键: 值”。")
            continue
        provisions = (
            {locator: p or {} for locator, p in (data.get("provisions") or {}).items()}
            if isinstance(data.get("provisions", {}), dict)
            else data["provisions"]
        )
        model = build_model(Document, {**data, "provisions": provisions, "id": key}, (key,), marked)
        if model:
            yield Placed(model, marked, (key,))


def _read_titles(marked: Marked) -> list[str]:
    if not isinstance(marked.data, dict):
        marked.report(Code.WRONG_TYPE, 1, "where-to-look.yaml 应当是“标题: [事项]”的形式。")
        return []
    return [str(title) for title in marked.data]


def _read_list(model: type[M], key: str, marked: Marked, **given: str) -> Iterator[Placed[M]]:
    """The models under the one top-level key of a file; ``given`` are values that the file states once for all."""
    if not isinstance(marked.data, dict):
        marked.report(Code.WRONG_TYPE, 1, f"文件应当以 {key}: 开头。")
        return
    for other in marked.data:
        if other != key and other not in given:
            marked.report(Code.UNKNOWN_KEY, marked.line((other,)), unknown_key(other, (key, *given)))
    items = marked.data.get(key)
    if items is None:
        marked.report(Code.MISSING_KEY, 1, f"缺少 {key}，或者它下面没有内容。")
        return
    if not isinstance(items, list):
        marked.report(Code.WRONG_TYPE, marked.line((key,)), f"{key} 下面应当是列表，每项以 - 开头。")
        return
    for position, data in enumerate(items):
        path = (key, position)
        if not isinstance(data, dict):
            marked.report(Code.WRONG_TYPE, marked.line(path), "这里应当是一个以 id 开头的条目。")
            continue
        built = build_model(model, _complete(data, given), path, marked)
        if built:
            yield Placed(built, marked, path)


def _complete(data: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """In a FAQ file a citation may be the bare locator of the file's own document."""
    cites = data.get("cites")
    if "document" not in given or not isinstance(cites, list):
        return data
    document = given["document"]
    full = [{"document": document, "locator": cite} if isinstance(cite, str) else cite for cite in cites]
    return {**data, "cites": full}


def _read_faq(marked: Marked, source: Source) -> None:
    document = _document_of(marked)
    if not document:
        marked.report(Code.MISSING_KEY, 1, "文件开头缺少 document: 文件编号。")
        return
    source.faq_files.append((marked.file, document, marked.line(("document",))))
    source.entries += _read_list(Entry, "entries", marked, document=document)
