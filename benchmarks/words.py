"""Words and the plain form of a text, for everything that is compared with us."""

import logging
import re
import unicodedata
from functools import cache
from typing import Any

import jieba

_NO_WORD = re.compile(r"[^\w]+")
_HAN_GAP = re.compile(r"(?<=[一-鿿]) (?=[一-鿿])")


def plain(text: str) -> str:
    """The form that peers compare: NFKC, lower case, punctuation as single spaces, and none between Chinese
    characters: rapidfuzz would take what stands between two for a word, and find it equal in too many phrasings."""
    spaced = _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()
    return _HAN_GAP.sub("", spaced)


def words(text: str) -> list[str]:
    """The words of a plain text, as jieba cuts it with its own dictionary and settings."""
    return [word for word in _cutter().lcut(text) if not word.isspace()]


def bigrams(text: str) -> list[str]:
    """Each two neighbouring characters of a plain text without its spaces; the text itself where it has but one."""
    joined = text.replace(" ", "")
    return [joined[start : start + 2] for start in range(len(joined) - 1)] or ([joined] if joined else [])


@cache
def _cutter() -> Any:
    """A tokenizer with all of jieba's dictionary, initialised."""
    jieba.setLogLevel(logging.CRITICAL)
    cutter = jieba.Tokenizer()
    cutter.initialize()
    return cutter
