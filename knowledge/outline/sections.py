"""The provisions of a text without articles: 一、 with （一） or 1. below, or headings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from knowledge.outline.articles import paragraphs_and_items
from knowledge.outline.beginnings import chapter_at
from knowledge.outline.lines import Line, joined
from knowledge.outline.numerals import number
from knowledge.outline.values import Part, Provision

_SECTION = re.compile(r"(?P<mark>[一二三四五六七八九十]{1,3})[、．.]\s?(?P<rest>.*)")
_ITEM = re.compile(r"[（(]\s?(?P<mark>[一二三四五六七八九十]{1,3})\s?[）)]\s?(?P<rest>.*)")
_POINT = re.compile(r"(?P<mark>\d{1,2})\s?[.．、]\s?(?!\d)(?P<rest>.*)")
_BLOCK = re.compile(r"[◆■▲★]\s?(?P<name>[^，。；：]{2,12})")
_APPARATUS = re.compile("参考文献|参考资料|外部链接|外部連結|参见|相关条目|注释|脚注|目录|CONTENTS", re.IGNORECASE)

_LONG = 30
"""Items of more characters than this on average are provisions of their own; shorter ones are a list."""


@dataclass(slots=True)
class Section:
    """A part of the text with its mark or heading."""

    mark: str
    rest: str
    lines: list[Line] = field(default_factory=list)


def find_sections(lines: list[Line]) -> list[int]:
    """The lines at which numbered sections begin, in the order 一、二、三; a list of contents before them is passed
    over."""
    for pattern in (_SECTION, _ITEM, _POINT):
        found = _in_order(lines, pattern)
        if len(found) >= 2:
            return found
    return []


def _in_order(lines: list[Line], pattern: re.Pattern[str], first: int = 1) -> list[int]:
    """Lines whose marks count up from ``first``. Where they begin again at 1, what came before was contents if it had
    no text."""
    found: list[int] = []
    expected = first
    for index, line in enumerate(lines):
        match = pattern.match(line.text)
        if not match:
            continue
        value = number(match["mark"])
        if value == 1 and found and _is_bare(lines[between] for between in range(found[0], index)):
            found, expected = [], 1
        if value == expected:
            found.append(index)
            expected += 1
    return found


def _is_bare(lines: Iterable[Line]) -> bool:
    return all(len(line.text) <= 45 and "。" not in line.text for line in lines)


def numbered(lines: list[Line], chapter: str = "") -> Iterator[Provision]:
    """The provisions of lines that begin with a numbered section; ``chapter``: the name of what they stand in, of a
    book, where lists are only lists."""
    starts = find_sections(lines)
    running = 1
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(lines)
        yield from _section(lines[start:end], chapter, running)
        running = _behind(lines[start + 1 : end], running)


def _behind(lines: list[Line], running: int) -> int:
    """The number of the next point where points are counted through all sections: 1., 2. in 一、 and 3. in 二、."""
    return running + len(_in_order(lines, _POINT, running))


def _section(lines: list[Line], chapter: str, running: int) -> Iterator[Provision]:
    mark, rest = _mark_and_rest(lines[0])
    heading, first = _split_heading(rest)
    body = ([Line(lines[0].number, first)] if first else []) + lines[1:]
    if chapter:
        yield from _of_book(body, f"{chapter}·{mark}", heading)
        return
    name = mark
    starts = _in_order(body, _ITEM) or _in_order(body, _POINT)
    runs = not starts and running > 1
    starts = starts or _in_order(body, _POINT, running)
    ends = [*starts[1:], len(body)] if starts else []
    parts = [body[start:end] for start, end in zip(starts, ends, strict=True)]
    if len(parts) < (1 if runs else 2) or sum(len(line.text) for part in parts for line in part) / len(parts) < _LONG:
        text, items = paragraphs_and_items(body)
        yield Provision(name, Part.SECTION, heading, heading, text, items)
        return
    lead = list(joined(body[: starts[0]]))
    if lead and not lead[-1].endswith(("：", ":")):
        yield Provision(name, Part.SECTION, heading, heading, "\n".join(lead))
    for part in parts:
        yield _part(part, name, heading)


def _of_book(lines: list[Line], name: str, heading: str) -> Iterator[Provision]:
    """A section of a book, and the blocks that stand in it under a mark (◆延伸阅读)."""
    blocks = [index for index, line in enumerate(lines) if _BLOCK.fullmatch(line.text)]
    for start, end in zip([0, *blocks], [*blocks, len(lines)], strict=True):
        block = _BLOCK.fullmatch(lines[start].text) if start in blocks else None
        text, items = paragraphs_and_items(lines[start + bool(block) : end])
        if text:
            own = block["name"] if block else ""
            yield Provision(f"{name}·{own}" if own else name, Part.SECTION, own or heading, heading, text, items)


def _part(lines: list[Line], name: str, chapter: str) -> Provision:
    item = _ITEM.match(lines[0].text)
    match = item or _POINT.match(lines[0].text)
    if match is None:  # it was found by one of the two
        raise ValueError(lines[0].text)
    heading, first = _split_heading(match["rest"])
    body = ([Line(lines[0].number, first)] if first else []) + lines[1:]
    text, items = paragraphs_and_items(body)
    locator = f"{name}（{match['mark']}）" if item else f"{name}、{match['mark']}"
    return Provision(locator, Part.SECTION, heading, chapter, text, items)


def _mark_and_rest(line: Line) -> tuple[str, str]:
    if match := _SECTION.match(line.text):
        return match["mark"], match["rest"]
    if match := _ITEM.match(line.text):
        return f"（{match['mark']}）", match["rest"]
    match = _POINT.match(line.text)
    return (match["mark"], match["rest"]) if match else ("", line.text)


def _split_heading(text: str) -> tuple[str, str]:
    """A heading and the text after it on the same line: 一、目的。为了…; all of a line without a sentence is one."""
    if not re.search("[。；：]", text):
        return text.strip(), ""
    match = re.match(r"(?P<heading>[^，。；：]{2,20})[。：](?P<rest>.+)", text)
    if match and not re.search("应当|不得|可以|必须|下列|如下", match["heading"]):
        return match["heading"], match["rest"].strip()
    return "", text


def headed(lines: list[Line]) -> tuple[list[Line], list[Provision], list[Line]]:
    """The lines before the first heading, the provisions of a text of headings, and what is apparatus of the page."""
    level = _deciding_level(lines)
    starts = [index for index, line in enumerate(lines) if 0 < line.level <= level]
    if not starts:
        return lines, [], []
    provisions, left = [], []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        body = lines[start + 1 : end]
        if _APPARATUS.fullmatch(lines[start].text):
            left += lines[start:end]
        elif body:
            text, items = paragraphs_and_items(body)
            name = lines[start].text
            provisions.append(Provision(name[:60], Part.SECTION, name[:60], "", text, items))
        else:
            left.append(lines[start])
    return lines[: starts[0]], provisions, left


def _deciding_level(lines: Iterable[Line]) -> int:
    """The uppermost level with more than one heading: the one above is the title."""
    levels = [line.level for line in lines if line.level]
    return next((level for level in sorted(set(levels)) if levels.count(level) > 1), 0)


def chaptered(lines: list[Line]) -> tuple[int, list[Provision]]:
    """The provisions of a book: chapters with numbered sections in them; and the line of its first chapter."""
    chapters = [(index, chapter) for index, line in enumerate(lines) if (chapter := chapter_at(line, index))]
    last = {chapter.name: index for index, chapter in chapters}
    real = [(index, chapter) for index, chapter in chapters if last[chapter.name] == index]
    found: list[Provision] = []
    first = len(lines)
    for position, (index, chapter) in enumerate(real):
        end = real[position + 1][0] if position + 1 < len(real) else len(lines)
        body = lines[index + 1 : end]
        starts = find_sections(body)
        if not any("。" in line.text for line in body):
            continue  # it is named in the contents only
        first = min(first, index)
        lead = [line for line in body[: starts[0] if starts else None] if "。" in line.text or not starts]
        if lead:
            text, items = paragraphs_and_items(lead)
            locator = f"{chapter.name}·导言" if starts else chapter.name
            found.append(Provision(locator, Part.SECTION, "" if starts else chapter.title, chapter.title, text, items))
        found += numbered(body[starts[0] :], chapter.name) if starts else []
    return first, found
