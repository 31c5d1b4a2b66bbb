"""What YAML reads otherwise than it looks: a # that cuts a sentence off, a list that becomes one paragraph, a quote
that is not closed, the marks of a merge that was not finished."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from knowledge.issues import Code, Issue, Severity

_BREAK = re.compile("\r\n|[\n\r]")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*|\r)?$", re.MULTILINE)

_SENTENCES = ("question", "phrasings", "tests", "answer", "ask", "note", "intro", "text", "reminder", "gloss")
"""Keys of texts that people read or type; elsewhere a # behind a value is a comment, and meant as one."""
_LISTED = ("answer", "ask", "note", "intro")
"""Keys of texts that may have several lines."""

_CUT = re.compile(r"[ \t]+#(?P<rest>.*)")
_POINT = re.compile(
    r"\s*(?:[-*•·●]\s|\d{1,2}\s?[.．、)）](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|[①-⑳]|[一二三四五六七八九十]{1,3}、)"
)
_QUOTED = 20
_WRITTEN = 2_000
"""Characters of a line beyond which it is no writer's slip that makes it unreadable."""


def conflict(text: str) -> int:
    """The line, from 1, of the first mark of a merge that was not finished; 0 where there is none."""
    found = _CONFLICT.search(text)
    return len(_BREAK.findall(text, 0, found.start())) + 1 if found else 0


class Glance:
    """Looks at the lines of a file beside what was read from them."""

    def __init__(self, text: str, file: str) -> None:
        self._lines = _BREAK.split(text)
        self._file = file

    def at(self, event: Any, path: Sequence[str | int]) -> Iterator[Issue]:
        """The warnings about one text: the ``event`` of it, and the ``path`` at which it stands."""
        key = next((part for part in reversed(path) if isinstance(part, str)), "")
        first, last = int(event.start_mark.line), int(event.end_mark.line)
        if not event.style and key in _SENTENCES and last < len(self._lines):
            yield from self._cut(last, int(event.end_mark.column))
        if event.style != "|" and key in _LISTED and last > first:
            yield from self._flowed(str(event.value), first, last)

    def _cut(self, line: int, column: int) -> Iterator[Issue]:
        match = _CUT.match(self._lines[line], column)
        if match and (rest := match["rest"].strip()):
            told = rest if len(rest) <= _QUOTED else f"{rest[:_QUOTED]}…"
            text = f"“ #”和后面的“{told}”不会读进去：是正文就给整句加引号，是备注就另起一行写。"
            yield Issue(self._file, line + 1, Code.READ_OTHERWISE, text, Severity.WARNING)

    def _flowed(self, value: str, first: int, last: int) -> Iterator[Issue]:
        """The lines of a list that YAML puts into one paragraph."""
        written = sum(bool(_POINT.match(line)) for line in self._lines[first + 1 : last + 1])
        kept = sum(bool(_POINT.match(line)) for line in value.split("\n"))
        if written >= 2 and kept < written:
            text = "这几行会连成一段，看不出是分行写的；要分行，请写成 answer: | 再另起一行。"
            yield Issue(self._file, first + 1, Code.READ_OTHERWISE, text, Severity.WARNING)


def open_quote(lines: Sequence[str], until: int) -> int:
    """The index of the line, at most ``until``, on which a quote opens that was meant to close there and does not; -1
    where there is none."""
    number, end = 0, min(until + 1, len(lines))
    while number < end:
        line = lines[number]
        sign = _left_open(line)
        if sign:
            close = _closing(lines, number + 1, sign)
            if close < 0 or not _ends_well(lines[close], sign):
                return number
            number = close
        elif re.search(r"(?:^|[:-] +)[|>][-+0-9]*\s*(?: #.*)?$", line):
            number = _behind_block(lines, number) - 1
        number += 1
    return -1


def _left_open(line: str) -> str:
    """The sign of a quote that opens on a line and does not close there; empty where there is none, and for a line of a
    length that nobody writes."""
    opened, before, position = "", "", 0
    if len(line) > _WRITTEN:
        return ""
    while position < len(line):
        sign = line[position]
        if opened and opened == '"' and sign == "\\":
            position += 1
        elif opened and sign == opened:
            if opened == "'" and line[position + 1 : position + 2] == "'":
                position += 1
            else:
                opened = ""
        elif not opened and sign in "\"'" and _may_open(before):
            opened = sign
        elif not opened and sign == "#" and (not before or before[-1] == " "):
            return ""
        before += sign
        position += 1
    return opened


def _may_open(before: str) -> bool:
    """Whether a quote behind this opens one: at the beginning, behind a key, a dash or within brackets."""
    return not before.strip() or before.rstrip()[-1] in "[{," or bool(re.search("[:-] +$", before))


def _closing(lines: Sequence[str], start: int, sign: str) -> int:
    return next((number for number in range(start, len(lines)) if sign in lines[number]), -1)


def _ends_well(line: str, sign: str) -> bool:
    """Whether what stands behind the first sign on a line may stand behind a text."""
    return bool(re.match(r"\s*(?:[,\]}].*|#.*)?$", line.split(sign, 1)[1]))


def _behind_block(lines: Sequence[str], number: int) -> int:
    """The index of the first line behind a block of lines (``answer: |``)."""
    indent = len(lines[number]) - len(lines[number].lstrip(" "))
    for index in range(number + 1, len(lines)):
        line = lines[index]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
            return index
    return len(lines)
