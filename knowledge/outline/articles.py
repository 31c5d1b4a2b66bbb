"""The provisions of a text of articles (第X条)."""

import re

from knowledge.outline.beginnings import Begin, Chapter, chapter_at
from knowledge.outline.lines import Line, joined
from knowledge.outline.values import Item, Part, Provision

_ITEM = re.compile(r"[（(]\s?(?P<mark>[一二三四五六七八九十]{1,3})\s?[）)]\s?(?P<text>.*)", re.DOTALL)
_BELOW = re.compile(
    r"(?P<mark>\d{1,2})\s?[.．、）)]\s?(?P<text>.*)|(?P<other>[（(]\d{1,2}[）)]|[①-⑳])\s?(?P<rest>.*)", re.DOTALL
)
_INNER_ITEM = re.compile(r"(?<=[：；:;。])\s?(?=[（(]\s?[一二三四五六七八九十]{1,3}\s?[）)])")
_INNER_BELOW = re.compile(r"(?<=[：；:;])\s?(?=(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]))")
_BRACKETED = re.compile(r"\s?(?:【(?P<a>[^【】]{1,20})】|[（(](?P<b>[^（）()。；，]{2,20})[）)])\s?")
_LED = re.compile(r"(?P<heading>[^，。；：、（(0-9 ]{2,6})(?:[。]\s?(?=\S)| (?=[\u4e00-\u9fff][^ ]{9}))")
_NOT_HEADING = re.compile(
    "^(?:本|为|凡|对|自|在|由|按|根据|每|不|禁止|严禁)|应当|应|不得|可以|必须|是|适用|施行|试行|解释|每|设|凭"
)


def provision(begin: Begin, lines: list[Line], chapter: str) -> Provision:
    """The article that begins there. ``lines``: its own, the first without its mark."""
    heading, lines = _heading(lines)
    text, items = paragraphs_and_items(lines)
    return Provision(begin.locator, Part.ARTICLE, heading, chapter, text, items)


def _heading(lines: list[Line]) -> tuple[str, list[Line]]:
    """The heading of an article, if it has one: in brackets after the mark, alone on a line, or as its first words
    with a full stop behind them."""
    first = lines[0].text if lines else ""
    if match := _BRACKETED.match(first):
        rest = first[match.end() :]
        return match["a"] or match["b"], _replaced(lines, rest)
    alone = len(lines) > 1 and 0 < len(first) <= 14 and not re.search("[，。；：、]", first)
    if alone and not _NOT_HEADING.search(first):
        return first, lines[1:]
    if (match := _LED.match(first)) and not _NOT_HEADING.search(match[0]):
        return match["heading"], _replaced(lines, first[match.end() :])
    return "", lines


def _replaced(lines: list[Line], first: str) -> list[Line]:
    """The lines with another text on the first; without it where that is empty."""
    return ([Line(lines[0].number, first)] if first.strip() else []) + lines[1:]


def paragraphs_and_items(lines: list[Line]) -> tuple[str, tuple[Item, ...]]:
    """The paragraphs of some lines, one a line, and the items of the lists among them with what stands below each."""
    pieces = _pieces(lines)
    items: list[Item] = []
    for text in pieces:
        item = _ITEM.match(text)
        below = _BELOW.match(text)
        if item:
            items.append(Item(f"（{item['mark']}）", item["text"]))
        elif below:
            mark = f"{below['mark']}." if below["mark"] else below["other"]
            found = Item(mark, below["text"] if below["mark"] else below["rest"])
            if items and items[-1].mark.startswith("（") and items[-1].mark[1] not in "0123456789":
                items[-1] = Item(items[-1].mark, items[-1].text, (*items[-1].items, found))
            else:
                items.append(found)
    return "\n".join(pieces), tuple(items)


def _pieces(lines: list[Line]) -> list[str]:
    pieces: list[str] = []
    for paragraph in joined(lines):
        for part in _INNER_ITEM.split(paragraph):
            pieces += [piece.strip() for piece in _INNER_BELOW.split(part) if piece.strip()]
    return pieces


def chapters_of(lines: list[Line], first: int) -> list[Chapter]:
    """The chapters that the text really has: each the last of its number, since a list of contents names them before.
    ``first``: the line of the first article; headings without a number count only behind it."""
    found = []
    for index, line in enumerate(lines):
        chapter = chapter_at(line, index)
        if chapter is None and index > first and (line.level > 0 or _is_section(line)):
            title = re.sub(r"^[一二三四五六七八九十]{1,3}、", "", line.text)
            chapter = Chapter(index, "", 0, title)
        if chapter:
            found.append(chapter)
    named = {(chapter.kind, chapter.number, chapter.title): chapter.line for chapter in found}
    return [
        chapter
        for chapter in found
        if chapter.line >= named[chapter.kind, chapter.number, chapter.title] or chapter.line > first
    ]


def _is_section(line: Line) -> bool:
    return bool(re.fullmatch(r"[一二三四五六七八九十]{1,3}、[^，。；：]{2,20}", line.text))
