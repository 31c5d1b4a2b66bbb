"""Words, with jieba's dictionary and our own terms, in a tokenizer of our own."""

import io
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

import jieba

_OWN_WORD_FREQUENCY = 200_000
"""High enough that no cut of jieba's own goes through one of our terms."""

_RARE = 10
"""Words that jieba's corpus has seen less often are left out: 240,000 of 349,000, which people hardly type, and
which take two thirds of the time to start. Without them there is no need for a compiled dictionary in a cache
folder, which jieba would trust whoever has written it."""


class Tokeniser:
    """Cuts a query into words. Own words stay whole; the global tokenizer of jieba is left alone."""

    def __init__(self, words: Iterable[str] = (), compounds: Iterable[str] = ()) -> None:
        """``words`` are never cut through; ``compounds`` stay whole where nothing likelier stands across them."""
        jieba.setLogLevel(logging.CRITICAL)
        self._jieba = jieba.Tokenizer()
        self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(_frequent_words())
        self._jieba.initialized = True
        self._all = self._jieba.total
        self._own = frozenset(word for word in words if " " not in word)
        for word in self._own:
            self._jieba.add_word(word, _OWN_WORD_FREQUENCY)
        for word in compounds:
            if len(word) > 1 and not self._jieba.FREQ.get(word):
                self._jieba.add_word(word)

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
        return [word for word in self._jieba.cut(query, HMM=False) if not word.isspace()]


def _frequent_words() -> io.BytesIO:
    """jieba's dictionary (a word, its frequency and its part of speech on each line) without the rare words."""
    path = Path(jieba.__file__).with_name("dict.txt")
    with path.open("rb") as lines:
        return io.BytesIO(b"".join(line for line in lines if int(line.split(b" ", 2)[1]) >= _RARE))
