"""What fits into a message of Telegram: the length of an answer with all that is said under it. Nothing of an answer
is ever cut, since its source stands at the end."""

from collections.abc import Iterator, Mapping, Sequence

from knowledge.issues import Code, Issue
from knowledge.models import Boundary, Citation, Document, Standing
from knowledge.source import Source

MAX_UNITS = 4096
"""UTF-16 units of a message's text."""
MAX_SOURCES = 14
"""Documents under one answer: each takes 6 of the 95 stretches of one look that a message may have."""
MAX_GUIDES = 20
"""Guides under one answer, each a row of buttons."""

_AROUND = len("\n\n\n") - 1
"""The last line has no end."""
_STANDING = len("现行有效")
_PER_SOURCE = len("依据：《》\n\n") + _STANDING
_BETWEEN = len(" · ")
_EFFECTIVE = len(" 起施行")
_SCOPE = len("适用：")
_ISSUED = len(" 印发")
_AS_OF = len("内容截至 ")
_BOUNDARY = len("\n这个问题，现有文件没有规定。\n\n\n建议查阅：\n")


def validate_fitting(source: Source, documents: Mapping[str, Document]) -> Iterator[Issue]:
    """An error for everything that would be cut."""
    for entry in source.entries:
        model = entry.model
        units = units_of(model.question, model.answer, model.cites, documents)
        yield from _judge(entry.file, entry.line("answer"), f"{model.id} 的回答", units)
        yield from _sources(entry.file, entry.line("cites"), model.id, model.cites)
    for guide in source.guides:
        for name, node in guide.model.nodes.items():
            units = units_of(guide.model.title, node.answer or node.ask, node.cites, documents)
            yield from _judge(guide.file, guide.line("nodes", name), f"{guide.model.id} 的 {name}", units)
    for boundary in source.boundaries:
        units = boundary_units(boundary.model)
        yield from _judge(boundary.file, boundary.line(), f"{boundary.model.id} 的说明", units)
    yield from _buttons(source)


def units_of(title: str, text: str, cites: Sequence[Citation], documents: Mapping[str, Document]) -> int:
    """The UTF-16 units of an answer as it is shown: title, text, and for each document its locators, standing and
    scope. Documents that are not known count nothing."""
    found: dict[str, list[str]] = {}
    for cite in cites:
        found.setdefault(cite.document, []).append(cite.locator)
    sources = sum(_source(documents[name], locators) for name, locators in found.items() if name in documents)
    return _units(title) + _units(text) + _AROUND + sources


def boundary_units(boundary: Boundary) -> int:
    """The UTF-16 units of a boundary as it is shown, at most."""
    titles = sum(_units(title) + len("《》、") for title in boundary.look_into)
    return _units(boundary.question) + _units(boundary.note) + titles + _BOUNDARY


def _source(document: Document, locators: Sequence[str]) -> int:
    named = _units(document.title) + _units("、".join(locators)) + _PER_SOURCE
    if document.standing is Standing.IN_FORCE:
        effective = _BETWEEN + _units(document.effective) + _EFFECTIVE if document.effective else 0
        return named + effective + (_BETWEEN + _SCOPE + _units(document.scope) if document.scope else 0)
    if document.issued:
        return named + _BETWEEN + _units(document.issued) + _ISSUED
    return named + (_BETWEEN + _AS_OF + _units(document.as_of) if document.as_of else 0)


def _units(text: str) -> int:
    """Characters as Telegram counts them: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def _judge(file: str, line: int, what: str, units: int) -> Iterator[Issue]:
    if units > MAX_UNITS:
        text = f"{what}连同标题和出处有 {units} 个字符（表情算两个），Telegram 的一条消息最多 {MAX_UNITS} 个。"
        yield Issue(file, line, Code.TOO_LONG, text)


def _sources(file: str, line: int, name: str, cites: Sequence[Citation]) -> Iterator[Issue]:
    count = len({cite.document for cite in cites})
    if count > MAX_SOURCES:
        text = f"{name} 引用了 {count} 份文件，一条消息里最多列得出 {MAX_SOURCES} 份。"
        yield Issue(file, line, Code.TOO_LONG, text)


def _buttons(source: Source) -> Iterator[Issue]:
    """More guides than there is room for under an answer."""
    offered: dict[str, int] = {}
    for guide in source.guides:
        for position, entry_id in enumerate(dict.fromkeys(guide.model.offered_with)):
            offered[entry_id] = offered.get(entry_id, 0) + 1
            if offered[entry_id] == MAX_GUIDES + 1:
                text = f"{entry_id} 下面的引导超过 {MAX_GUIDES} 个，按钮放不下。"
                yield Issue(guide.file, guide.line("offered_with", position), Code.TOO_LONG, text)
