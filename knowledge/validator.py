"""The rules that hold across entries. Every issue is found and located; the first does not stop the rest."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from knowledge.citing import validate_citing
from knowledge.fitting import validate_fitting
from knowledge.guiding import validate_guiding
from knowledge.issues import Code, Issue, Severity
from knowledge.marked import Path
from knowledge.models import Boundary, Document, Entry, Guide, Obligation, Section, Term
from knowledge.scheduling import validate_scheduling
from knowledge.source import Placed, Source
from knowledge.suggesting import LIKE, unknown
from knowledge.wording import validate_wording

AnyPlaced = Placed[Entry] | Placed[Boundary] | Placed[Term] | Placed[Obligation] | Placed[Guide] | Placed[Section]
PlacedTarget = Placed[Entry] | Placed[Boundary]
Owner = tuple[PlacedTarget, Path]
"""Whose phrasing something is, and where it stands in there."""

_MAX_ERRORS = 1000
"""Of one rule."""

_NOISE = re.compile(r"[\W_]+")


def validate(source: Source) -> list[Issue]:
    """All cross-entry issues of a base that was read, errors and warnings, in no particular order."""
    documents = {placed.model.id: placed.model for placed in source.documents}
    rules = (
        _duplicate_ids(source),
        _faq_files(source, documents),
        validate_citing(source, documents),
        _related(source),
        _shared_phrasings(source),
        _titles(source),
        _terms(source),
        _kinds(source),
        validate_guiding(source),
        validate_scheduling(source, documents),
        validate_fitting(source, documents),
        _coverage(source),
        validate_wording(source),
    )
    return [issue for rule in rules for issue in _first(rule)]


def _first(rule: Iterable[Issue]) -> Iterator[Issue]:
    """The issues of a rule, up to as many errors as anybody reads: to look for what was meant takes time."""
    errors = 0
    for issue in rule:
        yield issue
        errors += issue.severity is Severity.ERROR
        if errors >= _MAX_ERRORS:
            return


def plain(text: str) -> str:
    """The text without spaces, punctuation, width and case: what makes two phrasings the same."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())


def _duplicate_ids(source: Source) -> Iterator[Issue]:
    groups: tuple[Sequence[AnyPlaced], ...] = (
        [*source.entries, *source.boundaries],
        source.terms,
        source.obligations,
        source.guides,
        source.sections,
    )
    for group in groups:
        seen: dict[str, str] = {}
        for placed in group:
            place = f"{placed.file} 第 {placed.line()} 行"
            if placed.model.id in seen:
                text = f"编号 {placed.model.id} 已经用过（{seen[placed.model.id]}）。"
                yield Issue(placed.file, placed.line("id"), Code.DUPLICATE_ID, text)
            seen.setdefault(placed.model.id, place)
    yield from _duplicate_items(source, [placed for group in groups for placed in group])


def _duplicate_items(source: Source, others: Iterable[AnyPlaced]) -> Iterator[Issue]:
    """The id of an item is its own in the whole base: what was ticked off is kept under it. A kind stands once."""
    seen = {placed.model.id: f"{placed.file} 第 {placed.line()} 行" for placed in others}
    for item in source.items:
        if item.model.id in seen:
            text = f"编号 {item.model.id} 已经用过（{seen[item.model.id]}）。"
            yield Issue(item.file, item.line("id"), Code.DUPLICATE_ID, text)
        seen.setdefault(item.model.id, f"{item.file} 第 {item.line()} 行")
    kinds: dict[str, int] = {}
    for meeting in source.meetings:
        kind = meeting.model.kind
        if kind in kinds:
            text = f"{kind} 在第 {kinds[kind]} 行已经写过，要做的事都写在那里。"
            yield Issue(meeting.file, meeting.line("kind"), Code.DUPLICATE_ID, text)
        kinds.setdefault(kind, meeting.line("kind"))


def _faq_files(source: Source, documents: dict[str, Document]) -> Iterator[Issue]:
    for file, document, line in source.faq_files:
        if not source.may_hold(document, documents, "documents.yaml"):
            yield Issue(file, line, Code.UNKNOWN_DOCUMENT, unknown("文件", document, documents))
        elif file != f"faq/{document}.yaml":
            text = f"{document} 的条目应当写在 faq/{document}.yaml 里。"
            yield Issue(file, line, Code.WRONG_FILE, text)


def _related(source: Source) -> Iterator[Issue]:
    ids = {placed.model.id for placed in source.entries}
    for placed in source.entries:
        for position, related in enumerate(placed.model.related):
            if not source.may_hold(related, ids, *source.unread_faqs):
                line = placed.line("related", position)
                yield Issue(placed.file, line, Code.DANGLING_RELATED, unknown("条目", related, ids))


def _shared_phrasings(source: Source) -> Iterator[Issue]:
    """A phrasing belongs to one entry; a ``tests`` question is kept away from the matching."""
    targets: tuple[PlacedTarget, ...] = (*source.entries, *source.boundaries)
    owners: dict[str, Owner] = {}
    for placed in targets:
        yield from _own_phrasings(placed, owners)
    for placed in targets:
        for position, test in enumerate(placed.model.tests):
            if found := owners.get(plain(test)):
                owner, path = found
                text = f"tests 里的“{test}”同时是 {owner.model.id} 的问法（{_place(owner, path)}），请换一种说法。"
                yield Issue(placed.file, placed.line("tests", position), Code.TEST_IS_PHRASING, text)


def _place(placed: PlacedTarget, path: Path) -> str:
    """``FILE:LINE``, as the issues begin."""
    return f"{placed.file}:{placed.line(*path)}"


def _own_phrasings(placed: PlacedTarget, owners: dict[str, Owner]) -> Iterator[Issue]:
    said: set[str] = set()
    paths: list[Path] = [("question",), *(("phrasings", i) for i in range(len(placed.model.phrasings)))]
    for path, phrasing in zip(paths, (placed.model.question, *placed.model.phrasings), strict=True):
        key = plain(phrasing)
        owner, other = owners.setdefault(key, (placed, path))
        line = placed.line(*path)
        if not key:
            yield Issue(placed.file, line, Code.WRONG_VALUE, f"“{phrasing}”里没有文字，没人会这样问。")
        elif owner is not placed:
            where = f"{owner.model.id} 的问法（{_place(owner, other)}）"
            text = f"“{phrasing}”已经是 {where}，一个问法只能属于一个条目。"
            yield Issue(placed.file, line, Code.SHARED_PHRASING, text)
        elif key in said:
            text = f"“{phrasing}”在这个条目里写了两次。"
            yield Issue(placed.file, line, Code.REPEATED, text, Severity.WARNING)
        said.add(key)


def _titles(source: Source) -> Iterator[Issue]:
    for placed in source.boundaries:
        for position, title in enumerate(placed.model.look_into):
            if not source.may_hold(title, source.titles, "where-to-look.yaml"):
                text = unknown("可以指引的标题", title, source.titles, LIKE) + "只能写 where-to-look.yaml 里有的。"
                yield Issue(placed.file, placed.line("look_into", position), Code.UNKNOWN_TITLE, text)


def _terms(source: Source) -> Iterator[Issue]:
    ids = {placed.model.id for placed in source.terms}
    owners: dict[str, str] = {}
    for placed in source.terms:
        for position, other in enumerate(placed.model.confusables):
            if not source.may_hold(other, ids, "terms.yaml"):
                line = placed.line("confusables", position)
                yield Issue(placed.file, line, Code.DANGLING_CONFUSABLE, unknown("词条", other, ids))
        for path, surface in _surfaces(placed.model):
            owner = owners.setdefault(plain(surface), placed.model.id)
            if owner != placed.model.id:
                text = f"“{surface}”已经属于词条 {owner}，一个写法只能属于一个词条。"
                yield Issue(placed.file, placed.line(*path), Code.SHARED_SURFACE, text)


def _kinds(source: Source) -> Iterator[Issue]:
    """The kinds of meeting, and of duties where they are one, are terms."""
    ids = {placed.model.id for placed in source.terms}
    kinds = [(placed.file, placed.line("kind"), placed.model.kind) for placed in source.meetings]
    kinds += [(placed.file, placed.line("kind"), placed.model.kind) for placed in source.obligations]
    for file, line, kind in kinds:
        if kind and not source.may_hold(kind, ids, "terms.yaml"):
            yield Issue(file, line, Code.UNKNOWN_KIND, unknown("词条", kind, ids))


def _surfaces(term: Term) -> Iterator[tuple[Path, str]]:
    yield ("name",), term.name
    for key in ("synonyms", "abbreviations", "spoken"):
        for position, surface in enumerate(getattr(term, key)):
            yield (key, position), surface


def _coverage(source: Source) -> Iterator[Issue]:
    """Provisions without an entry; not while there are entries that could not be read."""
    if not source.faq_files or source.failed or source.unread_faqs:
        return
    cites = [cite for placed in source.entries if not placed.model.draft for cite in placed.model.cites]
    for placed in source.documents:
        document = placed.model
        cited = {document.provision_of(cite.locator) for cite in cites if cite.document == document.id}
        for locator in document.provisions:
            if locator not in cited:
                line = placed.line("provisions", locator)
                text = f"没有条目引用《{document.title}》{locator}。"
                yield Issue(placed.file, line, Code.UNCOVERED, text, Severity.WARNING)
