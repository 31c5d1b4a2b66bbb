"""From the text of a document to its outline."""

import re
from dataclasses import replace

from knowledge.outline.articles import chapters_of, provision
from knowledge.outline.beginnings import Begin, Chapter, find_articles, unglued
from knowledge.outline.ending import Tail, end_of, is_closing, read_tail
from knowledge.outline.front import Front, dates_of, has_ended, issuer_of, read_front, scope_of, title_of_notice
from knowledge.outline.lines import Line, labelled, read_lines
from knowledge.outline.numerals import chinese, short_date
from knowledge.outline.sections import chaptered, find_sections, headed, numbered
from knowledge.outline.values import NoStructureError, Outline, Part, Provision


def read_outline(text: str, *, name: str = "", marked_up: bool = True) -> Outline:
    """Take a document apart. ``name`` is its title where it gives none; ``marked_up``: its markdown and wiki marks are
    no part of the text. Raises :class:`NoStructureError` where nothing in it can be cited."""
    lines, head = read_lines(text, marked_up=marked_up)
    lines, labels = labelled(lines)
    facts = {**labels, **head}
    if marked_up and "title" not in facts and (bold := re.search(r"^'{3}(.{2,40}?)'{3}", text, re.MULTILINE)):
        facts["title"] = bold[1]
    for key in ("date", "publication_date", "effective_date"):
        facts[key] = short_date(facts.get(key, ""))
    lines = unglued(lines)
    begins, until = find_articles(lines)
    if begins:
        return _of_articles(lines, begins, until, facts, name)
    return _of_sections(lines, facts, name)


def _of_articles(lines: list[Line], begins: list[Begin], until: int, facts: dict[str, str], name: str) -> Outline:
    chapters = chapters_of(lines[:until], begins[0].line)
    front_end = begins[0].line
    front_lines = lines[:front_end]
    before = lines[front_end].text[: begins[0].start].strip()
    if before:
        front_lines = [*front_lines, replace(lines[front_end], text=before)]
    front = read_front(front_lines, facts)
    provisions, rest = _articles(lines, begins, chapters, until)
    tail = read_tail(rest)
    tail.leave(lines[until:])
    return _outline(front, provisions, tail, facts, name=name, gaps=_gaps(begins))


def _articles(
    lines: list[Line], begins: list[Begin], chapters: list[Chapter], until: int
) -> tuple[list[Provision], list[Line]]:
    """The articles, and the lines after the last one."""
    provisions: list[Provision] = []
    heads = {lines[chapter.line].number for chapter in chapters}
    rest: list[Line] = []
    for begin, following in zip(begins, [*begins[1:], None], strict=True):
        own = _own_lines(lines, begin, following, until)
        if following is None:
            end = end_of(own)
            own, rest = own[:end], own[end:]
        own = [line for line in own if line.number not in heads or line.number == lines[begin.line].number]
        provisions.append(provision(begin, own, _chapter_of(begin, chapters)))
    return provisions, rest


def _own_lines(lines: list[Line], begin: Begin, following: Begin | None, until: int) -> list[Line]:
    """The lines from the mark of an article to the next, cut at the marks."""
    last = following.line if following else until
    own = [replace(lines[begin.line], text=lines[begin.line].text[begin.end :].lstrip(" ：:、｜").strip(), level=0)]
    own += lines[begin.line + 1 : last]
    if following and following.line == begin.line:
        own = [replace(own[0], text=lines[begin.line].text[begin.end : following.start].lstrip(" ：:、｜").strip())]
    elif following and (rest := lines[last].text[: following.start].strip()):
        own.append(replace(lines[last], text=rest))
    return [line for line in own if line.text]


def _chapter_of(begin: Begin, chapters: list[Chapter]) -> str:
    """The title of the nearest chapter, section or heading above an article."""
    above = [chapter for chapter in chapters if chapter.line < begin.line and chapter.title]
    return above[-1].title if above else ""


def _gaps(begins: list[Begin]) -> tuple[str, ...]:
    numbers = {begin.number for begin in begins}
    return tuple(f"第{chinese(n)}条" for n in range(min(numbers), max(numbers)) if n not in numbers)


def _of_sections(lines: list[Line], facts: dict[str, str], name: str) -> Outline:
    first, provisions = chaptered(lines)
    tail = Tail()
    headings = False
    if not provisions:
        starts = find_sections(lines)
        if starts:
            end = starts[-1] + end_of(lines[starts[-1] :], closes=False)
            provisions, first = list(numbered(lines[starts[0] : end])), starts[0]
            tail = read_tail(lines[end:])
        else:
            lead, provisions, tail.left_out = headed(lines)
            first, headings = len(lead), True
    if not provisions:
        raise NoStructureError(name)
    front = read_front(lines[:first], facts)
    return _outline(front, provisions, tail, facts, name=name, lead="导言" if headings else "引言")


def _outline(
    front: Front,
    provisions: list[Provision],
    tail: Tail,
    facts: dict[str, str],
    *,
    name: str,
    gaps: tuple[str, ...] = (),
    lead: str = "序言",
) -> Outline:
    before = _before(front, lead)
    noticed, sender = title_of_notice(facts.get("title", ""))
    closing = "\n".join(found.text for found in provisions if is_closing(found.text))
    scopes = (scope_of(found.text) for found in provisions)
    issuer = facts.get("authors") or tail.signed_by or front.issuer or sender
    left_out = sorted({(line.number, line.text) for line in [*front.left_out, *tail.left_out]})
    title = front.title or noticed or facts.get("title", "") or name
    return Outline(
        title=title,
        issuer=front.forwarded or issuer_of(front.published) or issuer,
        dates=dates_of(front.published, tail.signed_on, front.notice_date, facts, closing),
        scope=next(filter(None, scopes), ""),
        link=facts.get("link", ""),
        provisions=_once_each([*before, *provisions]),
        annexes=tuple(tail.annexes),
        left_out=tuple(left_out),
        gaps=gaps,
        ended=has_ended(title, facts),
    )


def _once_each(provisions: list[Provision]) -> tuple[Provision, ...]:
    """The provisions, of which those with the same name are one: a citation could not tell them apart."""
    found: dict[str, Provision] = {}
    for new in provisions:
        same = found.get(new.locator)
        whole = replace(same, text=f"{same.text}\n{new.text}", items=same.items + new.items) if same else new
        found[new.locator] = whole
    return tuple(found.values())


def _before(front: Front, lead: str) -> list[Provision]:
    """What stands before the first article or section, as provisions of their own; ``lead`` is what its preamble is
    called."""
    found = []
    notice = "\n".join(front.notice)
    if notice:
        locator = "转发通知" if "转发" in notice else "印发通知"
        found.append(Provision(locator, Part.NOTICE, text=notice))
    if front.published:
        found.append(Provision("发布信息", Part.PUBLISHED, text=front.published))
    if front.preamble:
        found.append(Provision(lead, Part.PREAMBLE, text="\n".join(front.preamble)))
    return found
