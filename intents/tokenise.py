"""Words, with jieba's dictionary and our own terms, in a tokenizer of our own."""

import logging
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import jieba

_OWN_WORD_FREQUENCY = 200_000
"""High enough that no cut of jieba's own goes through one of our terms."""


class Tokeniser:
    """Cuts a query into words. Own words stay whole; the global tokenizer of jieba is left alone.

    ``cache_folder`` keeps the compiled dictionary, which halves the time to start; it must not be writable by
    strangers, because jieba trusts what it finds there. Without one, the dictionary is compiled each time.
    """

    def __init__(self, words: Iterable[str] = (), cache_folder: Path | None = None) -> None:
        jieba.setLogLevel(logging.CRITICAL)
        self._jieba = jieba.Tokenizer()
        with tempfile.TemporaryDirectory() as scratch:
            self._jieba.tmp_dir = _usable(cache_folder) or scratch
            self._jieba.cache_file = "jieba.cache"
            self._jieba.initialize()
        for word in words:
            if " " not in word:
                self._jieba.add_word(word, _OWN_WORD_FREQUENCY)

    def words(self, query: str) -> list[str]:
        """The words of a query in order, without spaces."""
        return [word for word in self._jieba.cut(query, HMM=False) if not word.isspace()]


def _usable(folder: Path | None) -> str | None:
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return str(folder) if os.access(folder, os.W_OK) else None
