"""The text of a file as lines that say what they are: markdown, wiki marks and the furniture of pages taken off."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

_ODD = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
"""What nobody sees, and what no file of ours may hold."""

_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")

_FRONT = re.compile(r"---\s*\n(?P<facts>.*?)\n---\s*(?:\n|$)", re.DOTALL)
_HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*?)\s*#*")
_WIKI_HEADING = re.compile(r"(?P<level>={2,6})\s*(?P<text>[^=].*?)\s*=+")
_BULLET = re.compile(r"(?:[-*+•·]|●\s*\*?)\s+(?=\S)")
_RULE = re.compile(r"[-*_=—\s]{3,}")
_FURNITURE = re.compile(
    r"[（(]?\s*(?:上接|下转|紧接).{0,8}版\s*[）)]?"
    r"|[-—–·\s]*\d{1,4}[-—–·\s]*"
    r"|第\s*\d{1,4}\s*页\s*[，,/]?\s*(?:共\s*\d{1,4}\s*页)?"
    r"|\{\{[^{}]*\}\}|\[\[(?:Category|分类)[:：][^\]]*\]\]|<references\s*/?>"
)
_EMPHASIS = (
    (re.compile(r"(\*{2,3}|__)(?=\S)(.{1,300}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![*\w])\*(?=\S)([^*]{1,300}?)(?<=\S)\*(?![*\w])"), r"\1"),
    (re.compile(r"'{2,3}(.{1,300}?)'{2,3}"), r"\1"),
    (
        re.compile(
            r"<ref[^>/<]{0,200}>[^<]*</ref>|<ref[^><]{0,200}/>|</?(?:b|i|u|strong|em|br|sup|sub|center|font)\b[^><]{0,200}>"
        ),
        "",
    ),
    (re.compile(r"\[\[[^\[\]|]*\|([^\[\]|]*)\]\]|\[\[([^\[\]|]*)\]\]"), r"\1\2"),
    (re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something in it."""

    number: int
    """In the file, counted from 1."""
    text: str
    level: int = 0
    """Of a heading that is marked as one, from 1; 0 where it is none."""
    quoted: bool = False
    """Whether it is set off as a quotation: a note of who put the text there."""


def read_lines(text: str, *, marked_up: bool = True) -> tuple[list[Line], dict[str, str]]:
    """The lines of a text without the empty ones, and the facts that stand in a head of ``key: value`` lines.
    ``marked_up``: take markdown and wiki marks as such."""
    text = _BREAKS.sub("\n", _ODD.sub("", text)).translate(_WIDE)
    facts: dict[str, str] = {}
    skipped = 0
    if head := _FRONT.match(text):
        facts = _facts(head["facts"])
        skipped = head[0].count("\n")
        text = text[head.end() :]
    lines = []
    for position, raw in enumerate(text.split("\n"), skipped + 1):
        line = Line(position, re.sub(r"[\s\xa0]+", " ", raw).strip())
        line = _unmarked(line) if marked_up else line
        if line.text and not _RULE.fullmatch(line.text) and not _FURNITURE.fullmatch(line.text):
            lines.append(line)
    return lines, facts


def _facts(head: str) -> dict[str, str]:
    """The keys of a head; of a list its first item."""
    facts: dict[str, str] = {}
    key = ""
    for line in head.split("\n"):
        if match := re.fullmatch(r"([A-Za-z_]{1,30}):\s*(.*)", line):
            key = match[1]
            facts[key] = match[2].strip().strip("'\"")
        elif key and not facts[key] and (item := re.fullmatch(r"\s*-\s+(.*)", line)):
            facts[key] = item[1].strip().strip("'\"")
    return facts


def _unmarked(line: Line) -> Line:
    text = line.text
    quoted = text.startswith(">")
    if quoted:
        text = re.sub(r"^(?:>\s*)+(?:\[!\w+\]\s*)?", "", text)
    heading = _HEADING.fullmatch(text) or _WIKI_HEADING.fullmatch(text)
    if heading:
        text = heading["text"]
    else:
        text = _BULLET.sub("", text, count=1) if _BULLET.match(text) else re.sub(r"^\*(?=[^*])(?!.*\*)", "", text)
    for pattern, kept in _EMPHASIS:
        text = pattern.sub(kept, text)
    return replace(line, text=text.strip(), level=len(heading["level"]) if heading else 0, quoted=quoted)


_BY_MEANING: Mapping[str, str] = {
    "title": "法规标题|标题|题名|文件名称|名称",
    "date": (
        "颁布时间|颁布日期|发布时间|发布日期|发文日期|发文时间|成文日期|成文时间|印发日期|印发时间|公布日期|公布时间"
    ),
    "effective_date": "施行日期|施行时间|实施日期|实施时间|生效日期|生效时间",
    "authors": (
        "颁布主体|颁布单位|颁布机关|发布机关|发布单位|发布机构|发布部门|发文机关|发文单位|发文机构|发文部门"
        "|印发机关|印发单位|印发部门|制定机关|制定单位|制定部门"
    ),
    "validity": "时效性|时效|效力状态|有效性|文件状态",
    "": "通过会议|法规正文|正文|文号|发文字号|来源|索引号|主题词|主题分类",
}
"""What labels in front of a text mean; the last are of no use."""
_LABELS = {label: key for key, labels in _BY_MEANING.items() for label in labels.split("|")}
_NAMED = "|".join(sorted(_LABELS, key=len, reverse=True))
_LABEL = re.compile(rf"[【\[]?(?P<label>{_NAMED})[】\]]?\s*[：:]\s*(?P<value>.*)")
_NEXT_LABEL = re.compile(rf"\s(?=[【\[]?(?:{_NAMED})[】\]]?\s*[：:])")
_BOOK = re.compile(r"书\s?名\s?[：: ]\s?(.{2,60})")


def labelled(lines: list[Line]) -> tuple[list[Line], dict[str, str]]:
    """The lines without those of a label in front of the text (颁布时间：…), and what they say."""
    facts: dict[str, str] = {}
    head = [replace(line, text=text) for line in lines[:40] for text in _several(line.text)]
    kept = [*head, *lines[40:]]
    for line in head:
        if match := _BOOK.fullmatch(line.text):
            facts.setdefault("title", match[1])
        if not (match := _LABEL.fullmatch(line.text)):
            continue
        key = _LABELS.get(match["label"])
        if key and match["value"]:
            facts.setdefault(key, match["value"].strip())
        if match["label"] in ("正文", "法规正文") and match["value"]:
            kept[kept.index(line)] = replace(line, text=match["value"])
        else:
            kept.remove(line)
    return kept, facts


def _several(text: str) -> list[str]:
    """The labels of a line, each for itself."""
    return _NEXT_LABEL.split(text) if _LABEL.fullmatch(text) else [text]


CELLS = "｜"
"""What stands between the cells of a row; a row is a line of its own."""


def joined(lines: list[Line], shortest: int = 0) -> Iterator[str]:
    """Paragraphs: a line that does not end a sentence goes on in the next one, unless that begins an item, or the line
    has fewer than ``shortest`` characters and was not broken for its length."""
    waiting: list[str] = []
    for line in lines:
        row = CELLS in line.text
        if waiting and (row or begins_item(line.text) or sum(map(len, waiting[:shortest])) < shortest):
            yield "".join(waiting)
            waiting = []
        words = waiting and waiting[-1][-1:].isascii() and waiting[-1][-1:].isalpha() and line.text[:1].isascii()
        waiting.append(f" {line.text}" if words and line.text[:1].isalpha() else line.text)
        if row or ends_sentence(line.text):
            yield "".join(waiting)
            waiting = []
    if waiting:
        yield "".join(waiting)


def ends_sentence(text: str) -> bool:
    """Whether the text ends where a sentence or a part of a list does."""
    return text.rstrip("”’」』）)】")[-1:] in _ENDS and bool(text)


_ENDS = tuple("。；;：:？?！!…")
_ITEM = re.compile(r"[（(]\s*[一二三四五六七八九十]{1,3}\s*[）)]|\d{1,2}\s*[.．、）)](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]")


def begins_item(text: str) -> bool:
    """Whether the text begins with the mark of an item: （一）, 1., （1）, ①."""
    return bool(_ITEM.match(text))
