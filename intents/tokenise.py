"""Words, with jieba's dictionary and our own terms, in a tokenizer of our own."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from math import inf, log
from pathlib import Path

import jieba

_OWN_WORD_FREQUENCY = 200_000
"""High enough that no cut of jieba's own goes through one of our terms."""

_LINE = re.compile(r"^([^ \n]+) (\d\d+) ", re.MULTILINE)
"""A word and its frequency. Words that jieba's corpus has seen less than ten times are left out: 240,000 of 349,000,
which people hardly type, and which take two thirds of the time to start. Without them there is no need for a compiled
dictionary in a cache folder, which jieba would trust whoever has written it."""

_BLOCK = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+)")
"""What is looked up in one piece; between the pieces every character is a word."""
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
"""Characters that make one word together where the dictionary has none for them."""


class Tokeniser:
    """Cuts a query into words. Own words stay whole; the global tokenizer of jieba is left alone."""

    def __init__(
        self, words: Iterable[str] = (), compounds: Iterable[str] = (), previous: "Tokeniser | None" = None
    ) -> None:
        """``words`` are never cut through; ``compounds`` stay whole where nothing likelier stands across them.
        ``previous``: another one, from which the everyday words are copied instead of being read again."""
        jieba.setLogLevel(logging.CRITICAL)
        self._jieba = jieba.Tokenizer()
        if previous is None:
            self._jieba.FREQ, self._jieba.total = _everyday_words()
        else:
            self._jieba.FREQ, self._jieba.total = previous._without_own()
        self._jieba.initialized = True
        self._all = self._jieba.total
        own = [word for word in words if " " not in word]
        self._own = frozenset(own)
        self._replaced: dict[str, int | None] = {}
        """What stood in the dictionary before our own words came into it; none where nothing did."""
        for word in dict.fromkeys(own):
            self._add(word, _OWN_WORD_FREQUENCY)
        for word in compounds:
            if len(word) > 1 and not self._jieba.FREQ.get(word):
                self._add(word)
        self._total = log(self._jieba.total)

    def _add(self, word: str, frequency: int | None = None) -> None:
        for end in range(1, len(word) + 1):
            self._replaced.setdefault(word[:end], self._jieba.FREQ.get(word[:end]))
        self._jieba.add_word(word, frequency)

    def _without_own(self) -> tuple[dict[str, int], int]:
        """jieba's words as they were before our own were added, and the sum of their frequencies."""
        frequencies: dict[str, int] = self._jieba.FREQ.copy()
        for word, frequency in self._replaced.items():
            if frequency is None:
                del frequencies[word]
            else:
                frequencies[word] = frequency
        return frequencies, self._all

    @property
    def everyday(self) -> Mapping[str, int]:
        """How often jieba's corpus has seen the words it knows; word beginnings that are none stand at 0."""
        frequencies: Mapping[str, int] = self._jieba.FREQ
        return frequencies

    def frequency(self, word: str) -> float:
        """The share of a word among all words of jieba's corpus; of own words, none."""
        return 0.0 if word in self._own else self._jieba.FREQ.get(word, 0) / self._all

    def words(self, query: str) -> list[str]:
        """The words of a query in order, without spaces."""
        return [word for word in self._cut(query) if not word.isspace()]

    def _cut(self, query: str) -> Iterator[str]:
        """The likeliest words, as ``jieba.Tokenizer.cut`` finds them without its model for unknown words (HMM=False),
        in half the time."""
        for place, block in enumerate(_BLOCK.split(query)):
            if place % 2:
                yield from self._likeliest(block)
            else:
                yield from block

    def _likeliest(self, block: str) -> Iterator[str]:
        ends, position, latin = self._ends(block), 0, ""
        while position < len(block):
            word = block[position : ends[position]]
            if word in _LATIN:
                latin += word
            else:
                if latin:
                    yield latin
                    latin = ""
                yield word
            position = ends[position]
        if latin:
            yield latin

    def _ends(self, block: str) -> list[int]:
        """Where the first word ends of the likeliest words from each place on; where two are equally likely, the
        longer."""
        frequencies, total, size = self._jieba.FREQ, self._total, len(block)
        likely, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            best, first = -inf, start + 1
            end = start + 1
            piece = block[start]
            frequency = frequencies.get(piece)
            while frequency is not None:
                if frequency:
                    found = log(frequency) - total + likely[end]
                    if found >= best:
                        best, first = found, end
                if end == size:
                    break
                end += 1
                piece = block[start:end]
                frequency = frequencies.get(piece)
            likely[start] = best if best > -inf else likely[first] - total
            ends[start] = first
        return ends


def _everyday_words() -> tuple[dict[str, int], int]:
    """The words of jieba's dictionary with their frequencies (0 for beginnings of words that are none), without the
    rare ones, and the sum of the frequencies."""
    frequencies: dict[str, int] = {}
    total = 0
    for match in _LINE.finditer(Path(jieba.__file__).with_name("dict.txt").read_text("utf-8")):
        word, frequency = match[1], int(match[2])
        frequencies[word] = frequency
        total += frequency
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    return frequencies, total
