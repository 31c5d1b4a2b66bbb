"""Where a text ends: signatures, dates, annexes, and what else stands on the page after it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.outline.lines import Line, ends_sentence
from knowledge.outline.numerals import dates

_ANNEX = re.compile(r"附\s?(?:件|表|录|图)\s?[一二三四五六七八九十\d]{0,3}\s?[：:.、]?\s?(?P<title>.{0,60})")
_CLOSING = re.compile(r"施行|执行|实施|生效|废止|解释|修订|备案|实行")


@dataclass(slots=True)
class Tail:
    """What comes after the last provision."""

    signed_by: str = ""
    signed_on: str = ""
    annexes: list[str] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)

    def leave(self, lines: Iterable[Line]) -> None:
        """Note lines that are no part of the text, and the annexes that they head."""
        for line in lines:
            if is_annex(line):
                self.annexes.append(_annex(line))
            self.left_out.append(line)


def is_closing(text: str) -> bool:
    """Whether a provision is of the kind that comes last: from when the text holds, who explains it, what it ends."""
    return len(text) <= 120 and bool(_CLOSING.search(text))


def is_annex(line: Line) -> bool:
    """Whether a line heads an annex."""
    return bool(_ANNEX.fullmatch(line.text)) and not line.text.endswith("。")


def is_date(line: Line) -> bool:
    """Whether a line is a date and nothing else."""
    found = dates(line.text)
    return (
        len(found) == 1
        and not line.text[: found[0][1]].strip("（( ")
        and not line.text[found[0][2] :].strip("）) 印发")
    )


def end_of(lines: list[Line], *, closes: bool = True) -> int:
    """How many of the lines of the last provision are really part of it. ``closes``: one that says from when the text
    holds ends it, so that what follows must go on about that."""
    said = ""
    for position, line in enumerate(lines):
        closed = closes and is_closing(said)
        said = f"{said}{line.text}"[:200]
        if position and (line.level or is_annex(line) or is_date(line) or _is_signature(lines, position)):
            return position
        if closed and not (len(line.text) <= 120 and _CLOSING.search(line.text) and ends_sentence(line.text)):
            return position if ends_sentence(lines[position - 1].text) else position + 1
    return len(lines)


def _is_signature(lines: list[Line], position: int) -> bool:
    """Whether names stand here above a date: at most four short lines."""
    for ahead in lines[position : position + 5]:
        if is_date(ahead):
            return True
        if len(ahead.text) > 30 or ends_sentence(ahead.text):
            return False
    return False


def read_tail(lines: list[Line]) -> Tail:
    """Signature, date and annexes of the lines after the last provision; all the rest is not part of the text."""
    tail = Tail()
    names: list[Line] = []
    position = 0
    while position < len(lines) and is_annex(lines[position]) and _is_signature(lines, position + 1):
        tail.leave([lines[position]])
        position += 1
    while position < len(lines) and not (names and is_date(lines[position])) and _is_signature(lines, position):
        if is_date(lines[position]):
            break
        names.append(lines[position])
        position += 1
    if position < len(lines) and is_date(lines[position]):
        tail.signed_on = dates(lines[position].text)[0][0]
        position += 1
    else:
        tail.left_out += names
        names = []
    tail.signed_by = "、".join(line.text for line in names)
    tail.leave(lines[position:])
    return tail


def _annex(line: Line) -> str:
    match = _ANNEX.fullmatch(line.text)
    return (match["title"].strip() if match else "") or line.text
