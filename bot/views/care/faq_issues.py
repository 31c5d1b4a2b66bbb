"""What is wrong with a change: by file and line for who sent a file, in words for everybody else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.services.care.changes import Report
from bot.views.care import (
    faq_words as words,
)
from bot.views.care.faq_naming import Names
from knowledge.issues import Code, Issue

MOST_ISSUES = 10
"""Lines that a message shows."""

_ITEM = re.compile(r"\s*-\s+(?:id|kind):\s*[\"']?([^\s\"',#}]+)")
_KEYED = re.compile(r"([^\s#][^:]*):")
_REFERRING = {"guides.yaml": words.STILL_IN_GUIDE, "topics.yaml": words.STILL_IN_SECTION}
_NO_TOPIC = re.compile("没有主题 ([^，。]+)")


@dataclass(frozen=True, slots=True)
class _Placed:
    """An issue with the item that it stands in."""

    issue: Issue
    owner: str
    gone: str
    """The item that is removed with the change, where the issue is that something still refers to it."""


def issue_lines(report: Report, issues: Sequence[Issue]) -> list[str]:
    """A line for each, those of items that the change touches first; what others suffer from is said to be that."""
    names = Names(report.examined.base, report.before)
    placed = [_place(each, report) for each in issues]
    if report.change.file:
        return [_by_line(each, names) for each in placed]
    own = [each for each in placed if each.gone or not each.owner or each.owner in report.touched.ids]
    other = [each for each in placed if each not in own]
    lines = [f"· {_in_words(each, names)}" for each in own]
    if other:
        lines.append(words.OTHERS_SUFFER)
        lines += [f"· {names.of(each.owner)}：{_in_words(each, names)}" for each in other]
    return list(dict.fromkeys(lines))


def _place(issue: Issue, report: Report) -> _Placed:
    owner = owner_of(report.examined.files, issue)
    refers = owner and owner not in report.touched.gone
    gone = next((each for each in report.touched.gone if _names(issue.text, each)), "") if refers else ""
    return _Placed(issue, owner, gone)


def _names(text: str, item_id: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(item_id)}(?![\w-])", text, re.ASCII) is not None


def _by_line(placed: _Placed, names: Names) -> str:
    issue = placed.issue
    if not placed.gone:
        return str(issue)
    return f"{issue.file}:{issue.line} {issue.code.value} {_still(placed, names)}（{placed.gone}）"


def _in_words(placed: _Placed, names: Names) -> str:
    if placed.gone:
        return _still(placed, names)
    if placed.issue.code is Code.UNKNOWN_TOPIC and (found := _NO_TOPIC.match(placed.issue.text)):
        return words.NO_SUCH_TOPIC.format(topic=found[1])
    return names.within(placed.issue.text)


def _still(placed: _Placed, names: Names) -> str:
    """Something refers to what is to be removed: where that is."""
    sentence = _REFERRING.get(placed.issue.file, words.STILL_IN_ENTRY)
    return sentence.format(owner=names.of(placed.owner), gone=names.of(placed.gone))


def owner_of(files: Mapping[str, bytes], issue: Issue) -> str:
    """The id of the item that an issue stands in, as far as the lines above it tell."""
    lines = files.get(issue.file, b"").decode("utf-8", "replace").splitlines()[: issue.line]
    return next(_ids(reversed(lines)), "") if issue.line else ""


def _ids(lines: Iterator[str]) -> Iterator[str]:
    """The ids of items whose beginnings are among lines."""
    for line in lines:
        if (found := _ITEM.match(line)) or ((found := _KEYED.match(line)) and not line.startswith("-")):
            yield found[1]
