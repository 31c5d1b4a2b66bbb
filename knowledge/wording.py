"""The rules for how an entry is written, beyond its shape: is it finished, and will it look as it was meant."""

import re
from collections.abc import Iterator

from knowledge.issues import Code, Issue, Severity
from knowledge.models import Entry
from knowledge.source import Placed, Source

PLACEHOLDER = "待写"
"""What an answer begins with that ``zuwu draft`` leaves to be written."""

_MARKS = re.compile(r"\*\*(?=\S)|</?(?:b|i|u|s|br|p|em|strong|code|a)(?: [^<>]{0,200})?/?>", re.IGNORECASE)
"""Marks of Markdown and HTML: answers are plain text."""


def validate_wording(source: Source) -> Iterator[Issue]:
    """An error for each entry that is live and not written, and advice for those that are thin."""
    for placed in source.entries:
        yield from _answer(placed)
        yield from _thin(placed)


def _answer(placed: Placed[Entry]) -> Iterator[Issue]:
    entry, line = placed.model, placed.line("answer")
    if entry.answer.startswith(PLACEHOLDER) and not entry.draft:
        text = f"{entry.id} 的 answer 还是“{PLACEHOLDER}”：写好答案，或者先留着 draft: true。"
        yield Issue(placed.file, line, Code.WRONG_VALUE, text)
    if found := _MARKS.search(entry.answer):
        text = f"{entry.id} 的 answer 里有 {found[0]}，会照原样显示，请去掉。"
        yield Issue(placed.file, line, Code.MARKED_UP, text, Severity.WARNING)


def _thin(placed: Placed[Entry]) -> Iterator[Issue]:
    if not placed.model.phrasings:
        text = f"{placed.model.id} 只有标题一种问法，别人换个说法就可能找不到。"
        yield Issue(placed.file, placed.line(), Code.NO_PHRASINGS, text, Severity.WARNING)
    if not placed.model.tests:
        text = f"{placed.model.id} 没有 tests，改动时无从知道它还答不答得到。"
        yield Issue(placed.file, placed.line(), Code.NO_TESTS, text, Severity.WARNING)
