"""What words there are and how likely each is: those of the base, and everyday ones."""

import mmap
import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from math import log
from pathlib import Path

import jieba

_OF_THE_BASE = 0.7
"""How likely a word is to be one of the base's; the rest is everyday language."""
_LEAST_OF_A_NAME = 1 / 1500
"""A name is at least as likely as this, however often the base writes it."""
_UNKNOWN = 15.0
"""The cost of a character that no word accounts for."""
_OTHER = 4.0
"""The cost of a letter, a digit or a space."""
_LONGEST = 10
"""No longer words are looked for, in characters."""
_LEAST_COUNT = 4
_LEAST_SHARE = 1 / 4000
_OFTENER = 20
"""A word is the base's own that the base uses so many times as often as everyday language does."""
_DICTIONARY = Path(jieba.__file__).with_name("dict.txt")
_LINE = re.compile(r"^([^ ]+) (\d\d+) ", re.MULTILINE)


class Wordbook:
    """Words and their costs (the negative logarithm of their probability), and what a text costs at best."""

    def __init__(
        self, vocabulary: Mapping[str, int], names: Iterable[str], everyday: Mapping[str, int] | None = None
    ) -> None:
        """``everyday``: the frequencies of everyday words (0 for what is none); those of jieba's dictionary, read
        when first needed, where none are given."""
        self.vocabulary = vocabulary
        self.names: Mapping[str, None] = dict.fromkeys(names)
        """The names, in order: where two are equally likely, the first counts."""
        self._everyday = everyday
        self._total = sum(vocabulary.values()) or 1

    @property
    def everyday(self) -> Mapping[str, int]:
        """The everyday words and their frequencies."""
        if self._everyday is None:
            self._everyday = _frequent_words()
        return self._everyday

    def knows(self, word: str) -> bool:
        """Whether this is a name, a word of the base or an everyday word."""
        return self.is_of_base(word) or bool(self.everyday.get(word))

    def is_of_base(self, word: str) -> bool:
        """Whether this is a name or a word of the base."""
        return word in self.names or word in self.vocabulary

    def is_own(self, word: str) -> bool:
        """Whether this is a name, or a word that the base uses far oftener than everyday language does."""
        if word in self.names:
            return True
        count = self.vocabulary.get(word, 0)
        if count < _LEAST_COUNT or count < _LEAST_SHARE * self._total:
            return False
        return count / self._total >= _OFTENER * self.everyday.get(word, 0) / self.total_everyday

    @cached_property
    def total_everyday(self) -> int:
        """The sum of the frequencies of the everyday words."""
        return sum(self.everyday.values()) or 1

    def cost(self, word: str) -> float:
        """What a word costs; infinite for what is none."""
        share = _OF_THE_BASE * self.vocabulary.get(word, 0) / self._total
        frequency = self.everyday.get(word)
        if frequency:
            share += (1 - _OF_THE_BASE) * frequency / self.total_everyday
        if word in self.names:
            share = max(share, _LEAST_OF_A_NAME)
        return -log(share) if share else float("inf")

    def text_cost(self, text: str) -> float:
        """What a text costs, cut into words in the cheapest way."""
        return self.cut(text)[0]

    def cut(self, text: str) -> tuple[float, list[str]]:
        """The cost of a text and its words, cut in the cheapest way."""
        costs = [0.0] + [float("inf")] * len(text)
        starts = [0] * (len(text) + 1)
        names, vocabulary, everyday = self.names, self.vocabulary, self.everyday
        for start, character in enumerate(text):
            for end in range(start + 1, min(start + _LONGEST, len(text)) + 1):
                piece = text[start:end]
                if end == start + 1:
                    cost = min(self.cost(piece), _UNKNOWN if "一" <= character <= "鿿" else _OTHER)
                elif everyday.get(piece) or piece in vocabulary or piece in names:
                    cost = self.cost(piece)
                else:
                    continue
                if costs[start] + cost < costs[end]:
                    costs[end], starts[end] = costs[start] + cost, start
        words: list[str] = []
        end = len(text)
        while end:
            words.append(text[starts[end] : end])
            end = starts[end]
        return costs[-1], words[::-1]


def is_rare_word(*candidates: str) -> bool:
    """Whether one of these is in jieba's dictionary, however rare. Looks into the file, which is in order: nothing
    of it stays in memory, and only who is about to change a text needs to know."""
    with _DICTIONARY.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as lines:
        return any(_is_in(lines, candidate.encode()) for candidate in candidates)


def _is_in(lines: mmap.mmap, word: bytes) -> bool:
    low, high = 0, len(lines)
    while low < high:
        middle = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.find(b"\n", middle) + 1 or len(lines)
        found = lines[middle:end].split(b" ", 1)[0]
        if found == word:
            return True
        low, high = (end, high) if found < word else (low, middle)
    return False


@cache
def _frequent_words() -> Mapping[str, int]:
    text = _DICTIONARY.read_text("utf-8")
    return {word: int(frequency) for word, frequency in _LINE.findall(text)}
