"""From what people type to what is compared: one form for width, case, spaces, punctuation; no fillers.

``utterance`` is what was typed, ``query`` what comes out here.
"""

import re
import unicodedata
from collections.abc import Iterable

from intents.hearing.script import script
from intents.longest import Words

MAX_UTTERANCE = 4096
"""Telegram's own limit; whatever is longer is cut before anything looks at it."""

_CLAUSE_END = re.compile(r"[，,。！？!?；;\n]+|\.{3,}|(?<=[一-鿿]) +(?=[一-鿿])")
_KEPT = re.compile(r"[^\w%]+")
_DIGIT_GAP = re.compile(r"(?<=\d) (?=\D)|(?<=\D) (?=\d)")
_HAN_GAP = re.compile(r"(?<=[一-鿿]) (?=[一-鿿])")


def normalise(utterance: str) -> str:
    """The query: NFKC, lower case, no control characters, emoji or punctuation, single spaces, simplified characters,
    numbers in one form."""
    text = unicodedata.normalize("NFKC", utterance[:MAX_UTTERANCE]).lower()
    text = _KEPT.sub(" ", text.replace("《", "").replace("》", "")).replace("_", " ")
    text = script(_closed(text))
    return _closed(script(_closed(text.replace("%", " ")))) if "%" in text else text


def _closed(text: str) -> str:
    """Single spaces, and none where they part nothing."""
    return _DIGIT_GAP.sub("", _HAN_GAP.sub("", " ".join(text.split())))


def clauses(utterance: str) -> list[str]:
    """The clauses of an utterance, in order, without empty ones."""
    parts = _CLAUSE_END.split(unicodedata.normalize("NFKC", utterance[:MAX_UTTERANCE]))
    return [part.strip() for part in parts if part.strip()]


class Fillers:
    """Polite and empty words around a question, which say nothing about what is asked."""

    def __init__(self, leading: Iterable[str], trailing: Iterable[str]) -> None:
        self._leading = Words(map(normalise, leading))
        self._trailing = Words(map(normalise, trailing))

    def is_all(self, query: str) -> bool:
        """Whether a query is made of them alone."""
        position, end = 0, len(query)
        while position < end:
            word = self._leading.at(query, position, end) or self._trailing.at(query, position, end)
            if not word and query[position] != " ":
                return False
            position += len(word) or 1
        return True

    def strip(self, query: str) -> str:
        """The query without them; the query itself where nothing would be left."""
        start, end = 0, len(query)
        while word := self._leading.at(query, start, end):
            start = _over_spaces(query, start + len(word), end)
        while word := self._trailing.before(query, start, end):
            end -= len(word)
            while end > start and query[end - 1] == " ":
                end -= 1
        return query[start:end] or query


def _over_spaces(query: str, start: int, end: int) -> int:
    while start < end and query[start] == " ":
        start += 1
    return start
