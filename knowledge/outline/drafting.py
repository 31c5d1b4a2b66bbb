"""An outline as the YAML that a writer goes on with: the part for documents.yaml, and a file of draft entries."""

import re
import textwrap
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from knowledge.editing import item_yaml
from knowledge.house_style import flow, scalar
from knowledge.models import Citation, Entry, Item, KnowledgeBase, Target
from knowledge.outline.numerals import chinese, number
from knowledge.outline.proposing import Proposal, gist_of, name_of, propose, weight_of, wordings
from knowledge.outline.values import Outline, Part, Provision
from knowledge.validator import plain
from knowledge.wording import PLACEHOLDER

MAX_ID = 48
"""Characters of the id of a document: ids of entries have up to 56, and begin with it."""

_UNFIT = re.compile("[^\t -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")
"""What YAML allows in no file, and what it takes for the end of a line and so of a comment."""

_MOST_ITEMS = 99
_WIDTH = 70
"""Characters of a line of a comment."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Two pieces of YAML."""

    document: str
    """What goes into documents.yaml."""
    entries: str
    """What becomes faq/<id>.yaml."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a base already uses."""

    documents: Collection[str] = ()
    ids: Collection[str] = ()
    wordings: Collection[str] = ()
    """Questions, phrasings and ``tests``, as :func:`knowledge.validator.plain` makes them."""


def taken_by(base: KnowledgeBase) -> Taken:
    """What a new draft must keep clear of."""
    said: set[str] = set()
    targets: tuple[Target, ...] = (*base.entries, *base.boundaries)
    for target in targets:
        said.update(plain(text) for text in (target.question, *target.phrasings, *target.tests))
    groups: tuple[Iterable[Item], ...] = (base.entries, base.boundaries, base.obligations, base.guides, base.sections)
    ids = {item.id for group in (*groups, base.terms) for item in group}
    ids.update(item.id for meeting in base.meetings for item in meeting.items)
    return Taken(frozenset(base.documents), frozenset(ids), frozenset(said))


def proposed_id(name: str, outline: Outline) -> str:
    """An id for a document: the name of its file where that can be one, else by its year."""
    known = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") if name.isascii() else ""
    year = (outline.dates.issued or outline.dates.effective)[:4]
    return known[:MAX_ID].strip("-") or f"document-{year or 'new'}"


def draft(outline: Outline, document_id: str, taken: Taken) -> Draft:
    """The YAML of an outline. Nothing in it is the same as anything that is ``taken``."""
    return Draft(_document(outline, document_id), _entries(outline, document_id, taken))


def _document(outline: Outline, document_id: str) -> str:
    kind, status = kind_and_status(outline)
    lines = [
        f"# 《{_fit(outline.title)}》放进 documents.yaml 的部分。kind、status、scope 和日期是提议，请对照原文核对。",
        f"{document_id}:",
        f"  title: {scalar(_fit(outline.title)[:200])}",
        *([f"  issuer: {scalar(_fit(outline.issuer))}"] if outline.issuer else ["  # issuer: 没有看出来，请补上"]),
        f"  kind: {kind}",
        f"  status: {status}          # 现行、历史还是参考，要人来定",
    ]
    dates = (
        ("issued", outline.dates.issued),
        ("revised", outline.dates.revised),
        ("effective", outline.dates.effective),
    )
    lines += [f'  {key}: "{value}"' for key, value in dates if value]
    if outline.scope:
        lines.append(f"  scope: {scalar(_fit(outline.scope))}")
    if re.fullmatch(r"https?://\S{1,480}", outline.link):
        lines.append(f"  link: {scalar(outline.link)}")
    lines += [f"  # 附件没有收进来：{_fit(title)}" for title in outline.annexes]
    lines += [f"  # 原文里没有找到{locator}" for locator in outline.gaps]
    lines.append("  provisions:")
    for provision in outline.provisions:
        told = {"weight": weight_of(provision), "items": items_of(provision), "gist": _fit(gist_of(provision))}
        kept = {key: value for key, value in told.items() if value not in ("", None)}
        lines.append(f"    {scalar(_fit(provision.locator))}: {flow(kept)}")
    return "\n".join(lines) + "\n"


def items_of(provision: Provision) -> int | None:
    """How many items （一）（二）… it has; None where it is no article and has none, or they do not count up from 1."""
    marks = [item.mark for item in provision.items if re.fullmatch("（[一二三四五六七八九十]+）", item.mark)]
    if marks != [f"（{chinese(count)}）" for count in range(1, len(marks) + 1)] or len(marks) > _MOST_ITEMS:
        return None
    return len(marks) if marks or provision.part is Part.ARTICLE else None


def kind_and_status(outline: Outline) -> tuple[str, str]:
    """What sort of document it seems to be, and whether it binds: not, only where it says so itself."""
    binding = "historical" if outline.ended else "in-force"
    if outline.has_articles:
        return "regulation", binding
    if re.search("意见|通知|方案|办法|规定|制度|细则|要点|纲要|公约|须知", outline.title):
        return "guidance", binding
    return "handbook", "reference"


def _entries(outline: Outline, document_id: str, taken: Taken) -> str:
    lines = [
        f"# 《{_fit(outline.title)}》的草稿。# 后面是原文，供写的人看，写好就删。",
        "# 每条：改好 question 和 phrasings，用自己的话写 answer，补上 tests，再去掉 draft: true。草稿不会用来回答。",
        f"document: {document_id}",
        "entries:",
    ]
    said = set(taken.wordings)
    ids = set(taken.ids)
    for provision in outline.provisions:
        entry_id = _entry_id(provision, document_id, ids)
        ids.add(entry_id)
        proposal = propose(provision, outline)
        kept = list(_unsaid(proposal, provision, outline, said)) or [f"{entry_id} 讲的是什么？"]
        entry = _entry(entry_id, provision, proposal, kept, document_id)
        lines += [*_comment(provision), item_yaml(entry, document_id)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _entry(entry_id: str, provision: Provision, proposal: Proposal, kept: list[str], document_id: str) -> Entry:
    return Entry(
        id=entry_id,
        topic=_fit(proposal.topic),
        question=kept[0],
        phrasings=tuple(kept[1:]),
        answer=_fit(f"{PLACEHOLDER}：{provision.locator}{_of(proposal)}"),
        cites=(Citation(document=document_id, locator=_fit(provision.locator)),),
        draft=True,
    )


def _of(proposal: Proposal) -> str:
    return f"（{proposal.about}）" if proposal.about else ""


def _unsaid(proposal: Proposal, provision: Provision, outline: Outline, said: set[str]) -> Iterator[str]:
    """The question and the phrasings that nobody else has; where the question is taken, it names its provision."""
    texts = list(wordings(proposal))
    if plain(texts[0]) in said or not plain(texts[0]):
        texts = [f"《{name_of(outline)}》{provision.locator}{_of(proposal)}讲的是什么？", *texts[1:]]
    for text in texts:
        fit = _fit(text)[:200]
        if plain(fit) not in said:
            said.add(plain(fit))
            yield fit


def _entry_id(provision: Provision, document_id: str, ids: set[str]) -> str:
    wanted = f"{document_id}-{_short(provision)}"
    count = 1
    entry_id = wanted
    while entry_id in ids:
        count += 1
        entry_id = f"{wanted}x{count}"
    return entry_id


def _short(provision: Provision) -> str:
    """The part of an entry's id that stands for its provision: 5, 5-1, preamble, s1-2."""
    if provision.part not in (Part.ARTICLE, Part.SECTION):
        return provision.part.value
    numbers = [number(text) for text in re.findall("[〇零一二三四五六七八九十百千两]+|[0-9]+", provision.locator)]
    short = "-".join(str(value) for value in numbers if value >= 0)[:7].strip("-")
    return short if provision.part is Part.ARTICLE and short else f"s{short}"


def _comment(provision: Provision) -> Iterator[str]:
    """The text of a provision, for who writes the answer."""
    heading = f"　{provision.heading}" if provision.heading else ""
    yield f"  # {_fit(provision.locator + heading)}"
    for line in provision.text.split("\n"):
        for piece in textwrap.wrap(_fit(line), _WIDTH, break_on_hyphens=False):
            yield f"  #   {piece}"


def _fit(text: str) -> str:
    return _UNFIT.sub(" ", text)
