"""Where articles and chapters begin in the lines of a text. Within a sentence, 第X条 is a reference to one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.outline.lines import Line
from knowledge.outline.numerals import NUMERAL, chinese, number

_NUMERALS = rf"{NUMERAL}(?:\s?{NUMERAL}){{0,6}}"
_ARTICLE = re.compile(
    rf"[【\[]?第\s?(?P<number>{_NUMERALS})\s?条(?P<more>\s?之\s?[一二三四五六七八九十]{{1,2}})?[】\]]?"
)
_CHAPTER = re.compile(
    rf"第\s?(?P<number>{_NUMERALS})\s?(?P<kind>[编章节])(?P<title>(?:\s?[：:]?\s?[^。；：:]{{0,40}})?)"
)
_GLUED_CHAPTER = re.compile(
    rf"(?:^|(?<=[。； ]))\s*(第\s?{NUMERAL}{{1,4}}\s?[编章节](?:\s?[^\s。；，]{{1,20}}){{1,2}}?)\s+"
    rf"(?=第\s?{NUMERAL}{{1,5}}\s?[条节章])"
)
_AFTER_REFERENCE = re.compile(
    r"\s?(?:[所的之和及至或与、，,。；;）)》”—~～\-]|规定|中(?!国|共|央|小|层|心)|第\s?[^条]{1,4}[款项]|（[一二三四五六七八九十]+）项|以[上下]|等)"
)
_SENTENCE_BEFORE = re.compile(r"[。；：;:！？][”’」』）)]*\s*$")
_PAGE = re.compile(r"(?:[.…·\s]{2,}|\s)\d{1,4}$|[.…·]{3,}$")

MAX_GAP = 15
"""Articles that may be missing between two. A longer leap is a quotation of another text."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Where an article begins."""

    line: int
    """The index of its line."""
    start: int
    end: int
    """Of its mark, in the text of the line."""
    number: int
    locator: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A line that heads a part of the text."""

    line: int
    kind: str
    """编, 章, 节; empty where it is a heading without a number of its own."""
    number: int
    title: str
    """Without the number: 总则."""

    @property
    def name(self) -> str:
        """With the number: 第一章; the title where it has none."""
        return self.title if not self.kind else f"第{chinese(self.number)}{self.kind}"


def unglued(lines: list[Line]) -> list[Line]:
    """The lines, broken before and after a chapter that stands in one line with articles."""
    broken = []
    for line in lines:
        parts = [line.text]
        if _GLUED_CHAPTER.search(line.text):
            parts = [part.strip() for part in _GLUED_CHAPTER.split(line.text)]
        broken += [replace(line, text=part) for part in parts if part]
    return broken


def chapter_at(line: Line, index: int) -> Chapter | None:
    """The chapter that a line names; None where it names none, or goes on as a sentence."""
    match = _CHAPTER.fullmatch(_PAGE.sub("", line.text))
    if not match or (match["title"] and re.match(r"\s?[所的规中第、和及至]", match["title"])):
        return None
    title = match["title"].strip(" ：:")
    if re.search("[，,]", title) or re.fullmatch("[编章节条]", title):
        return None
    if title and re.search(r"第\s?\S{1,4}\s?条", title):
        return None
    return Chapter(
        index, match["kind"], number(match["number"]), re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", title)
    )


def find_articles(lines: list[Line]) -> tuple[list[Begin], int]:
    """Where the articles begin, in their order, and the index of the line at which another text with articles of its
    own begins (the number of lines where none does). A list of contents that names the articles is passed over."""
    found: list[Begin] = []
    excerpt = not any(_number(match) == 1 for _, match in _candidates(lines))
    for index, match in _candidates(lines):
        begin = Begin(index, match.start(), match.end(), _number(match), _locator(match))
        previous = found[-1] if found else None
        if previous and begin.number == 1 and not match["more"]:
            if not _is_contents(found, begin, lines):
                return found, _back_to_heading(lines, index, previous.line)
            found = []
        if _follows(previous, begin, lines[index].text[match.end() : match.end() + 2], match, excerpt=excerpt):
            found.append(begin)
    return found, len(lines)


def _candidates(lines: list[Line]) -> Iterator[tuple[int, re.Match[str]]]:
    for index, line in enumerate(lines):
        for match in _ARTICLE.finditer(line.text):
            before = line.text[max(0, match.start() - 9) : match.start()]
            after = line.text[match.end() : match.end() + 40]
            if (not before or _SENTENCE_BEFORE.search(before)) and not _AFTER_REFERENCE.match(after):
                yield index, match


def _number(match: re.Match[str]) -> int:
    return number(match["number"])


def _locator(match: re.Match[str]) -> str:
    return re.sub(r"[\s【】\[\]]", "", match[0])


def _follows(previous: Begin | None, begin: Begin, after: str, match: re.Match[str], *, excerpt: bool) -> bool:
    """Whether an article comes after the previous one. In the middle of a line it must be the very next."""
    if previous is None:
        return begin.number == 1 or (excerpt and begin.start == 0 and begin.number > 0)
    if match["more"]:
        return begin.number == previous.number and begin.locator != previous.locator
    if begin.number == previous.number + 1:
        return True
    apart = not after or after[:1].isspace() or after[:1] in "（(【："
    return begin.start == 0 and apart and previous.number < begin.number <= previous.number + MAX_GAP


def _is_contents(found: list[Begin], again: Begin, lines: list[Line]) -> bool:
    """Whether what was found so far is a list of contents: titles only, no sentence."""
    first = found[0].line
    between = [line.text for line in lines[first : again.line]]
    return not any(text.endswith(("。", "；", "：")) or len(text) > 45 for text in between)


def _back_to_heading(lines: list[Line], index: int, last: int) -> int:
    """The line at which the text begins that an article belongs to: its chapters and titles stand before it."""
    while index - 1 > last and (chapter_at(lines[index - 1], 0) or not re.search("[。；]$", lines[index - 1].text)):
        index -= 1
    return index
