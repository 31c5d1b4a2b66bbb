"""What somebody may have meant who wrote a name that does not exist."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

LIKE = 50.0
"""Likeness in percent from which a name is suggested."""
SURE = 80.0
"""The same where the wrong one looks sound: the names of documents, entries, articles."""
_LONGEST = 120
"""Characters from which on something is no misspelt name."""


def nearest(name: str, known: Iterable[str], like: float = LIKE) -> str:
    """The known name that is most like one that is not; empty where none is like it."""
    if len(name) > _LONGEST:
        return ""
    found = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=like)
    return found[0] if found else ""


def unknown(what: str, name: str, known: Iterable[str], like: float = SURE) -> str:
    """The sentence for a name that does not exist, with the nearest that does."""
    close = nearest(name, known, like)
    hint = f"，是不是 {close}？" if close else "。"
    return f"没有{what} {name}{hint}{several(name)}"


def several(name: str) -> str:
    """A hint where a name is a list that was written with the commas of a Chinese keyboard."""
    return "列表里要用半角逗号隔开。" if "，" in name or "、" in name else ""
