"""The names of the files of a knowledge folder: which are ours, which are misspelt, which editors left behind."""

import re
from collections.abc import Collection, Iterable, Iterator

from knowledge.issues import Code, Issue, Severity
from knowledge.suggesting import nearest

OPTIONAL_FILES = (
    "boundaries.yaml",
    "terms.yaml",
    "obligations.yaml",
    "where-to-look.yaml",
    "guides.yaml",
    "topics.yaml",
    "meetings.yaml",
)
KNOWN_FILES = ("documents.yaml", *OPTIONAL_FILES)
"""All but those of entries."""

_MISSPELT = 75.0
"""Likeness in percent from which a file's name is a misspelt one."""

_ENDING = re.compile(r"(?P<stem>.+?)\.ya?ml(?:\.(?:txt|text|md|docx?))?", re.IGNORECASE)
"""Endings that Windows, editors and mail programs make of .yaml."""


def is_left_behind(name: str) -> bool:
    """Whether an editor or a file system left it behind: .x.yaml.swp, ~$x.yaml, ._x.yaml."""
    return name[:1] in ("", ".", "~", "#")


def is_yaml(name: str) -> bool:
    """Whether it is the name of a file of ours, or almost one."""
    return name.endswith((".yaml", ".yml")) and not is_left_behind(name)


def strange_names(names: Iterable[str]) -> Iterator[Issue]:
    """An error for each file whose name is almost a known one; for others a warning that they are not read."""
    for name in names:
        if name in KNOWN_FILES or name.startswith("faq/"):
            continue
        close = nearest(name, KNOWN_FILES, like=_MISSPELT)
        if close:
            yield Issue(name, 0, Code.WRONG_FILE, f"没有这种文件，文件名是不是 {close}？")
        else:
            text = "不是知识文件，不会读它；条目应当写在 faq/ 下面。"
            yield Issue(name, 0, Code.WRONG_FILE, text, Severity.WARNING)


def wrong_endings(within: str, names: Collection[str]) -> Iterator[Issue]:
    """What is said of files in the folder ``within`` (empty or faq/) that are not read for the end of their names: an
    error, but for what stands beside the right one, or would be none of ours."""
    for name in names:
        match = _ENDING.fullmatch(name)
        if not match or name.endswith((".yaml", ".yml")) or is_left_behind(name):
            continue
        meant = f"{match['stem']}.yaml"
        wanted = bool(within) or meant in KNOWN_FILES
        severity = Severity.ERROR if wanted and meant not in names else Severity.WARNING
        text = f"不会读它：文件名要以小写的 .yaml 结尾，如 {meant}。"
        yield Issue(f"{within}{name}", 0, Code.WRONG_FILE, text, severity)
