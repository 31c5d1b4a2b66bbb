"""The rules for citations: each names a provision that documents.yaml has, or an item that the provision has."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from knowledge.issues import Code, Issue
from knowledge.models import Citation, Document, Entry, Guide, MeetingItem, Obligation, article_of
from knowledge.outline.numerals import NUMERAL, chinese, number
from knowledge.source import Placed, Source
from knowledge.suggesting import SURE, nearest, several, unknown

_MANY = 3
"""Citations of one provision that nobody misspells alike: it is gone from documents.yaml."""
_ARTICLE = re.compile(
    rf"第?\s?(?P<number>{NUMERAL}+)\s?条\s?(?:[（(]\s?(?P<item>{NUMERAL}+)\s?[）)]|第(?P<said>{NUMERAL}+)项)?"
)

Cited = Placed[Entry] | Placed[Obligation] | Placed[MeetingItem]
Place = tuple[str, int, Citation]
"""The file and the line of a citation."""


def validate_citing(source: Source, documents: Mapping[str, Document]) -> Iterator[Issue]:
    """An error for each citation of what is not there; first of all, for each provision that many miss."""
    cites = [*_of_items([*source.entries, *source.obligations, *source.items]), *_of_guides(source.guides)]
    lost: Counter[tuple[str, str]] = Counter()
    issues = []
    for file, line, cite in cites:
        document = documents.get(cite.document)
        if not source.may_hold(cite.document, documents, "documents.yaml"):
            issues.append(Issue(file, line, Code.UNKNOWN_DOCUMENT, unknown("文件", cite.document, documents)))
        elif document and not document.has(cite.locator):
            lost[cite.document, article_of(cite.locator)] += document.items_of(cite.locator) is None
            issues.append(Issue(file, line, Code.UNKNOWN_LOCATOR, _missing(cite.locator, document)))
    yield from _gone(lost, source)
    yield from issues


def _of_items(cited: Iterable[Cited]) -> Iterator[Place]:
    for placed in cited:
        for position, cite in enumerate(placed.model.cites):
            yield placed.file, placed.line("cites", position), cite


def _of_guides(guides: Iterable[Placed[Guide]]) -> Iterator[Place]:
    for guide in guides:
        for name, node in guide.model.nodes.items():
            for position, cite in enumerate(node.cites):
                yield guide.file, guide.line("nodes", name, "cites", position), cite


def _gone(lost: Counter[tuple[str, str]], source: Source) -> Iterator[Issue]:
    places = {placed.model.id: placed for placed in source.documents}
    for (name, locator), count in lost.items():
        if count >= _MANY:
            text = f"{name} 里没有 {locator} 了，有 {count} 处引用它。误删的请放回来；真没有了，就改那 {count} 处。"
            yield Issue("documents.yaml", places[name].line("provisions"), Code.UNKNOWN_LOCATOR, text)


def _missing(locator: str, document: Document) -> str:
    """What is told of a locator that the document does not have."""
    items = document.items_of(locator)
    if items is not None:
        has = f"只有{'两' if items == 2 else chinese(items)}项" if items else "没有分项"
        return f"《{document.title}》{article_of(locator)}{has}，没有 {locator}。"
    close = _meant(locator, document)
    hint = f"，是不是 {close}？" if close else "。"
    return f"《{document.title}》里没有 {locator}{hint}{several(locator)}"


def _meant(locator: str, document: Document) -> str:
    """The locator that was meant: an article that is written otherwise (第5条), never one with another number."""
    article = _ARTICLE.fullmatch(locator)
    if not article:
        return nearest(locator, document.provisions, like=SURE)
    item = article["item"] or article["said"]
    said = f"第{chinese(number(article['number']))}条" + (f"（{chinese(number(item))}）" if item else "")
    return said if document.has(said) else ""
