"""Finds where a text has one of many keys, at the cost of one look-up a character where it has none."""

from collections.abc import Iterable, Iterator

_SHORTEST = 2


class Spans:
    """Keys of two characters or more, and the words that each stands for."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """``pairs``: keys and words; a key may come with several."""
        self._words: dict[str, tuple[str, ...]] = {}
        lengths: dict[str, set[int]] = {}
        for key, word in pairs:
            if len(key) < _SHORTEST or word in (known := self._words.get(key, ())):
                continue
            self._words[key] = (*known, word)
            lengths.setdefault(key[:_SHORTEST], set()).add(len(key))
        self._lengths = {head: tuple(sorted(each)) for head, each in lengths.items()}

    def words(self, key: str) -> tuple[str, ...]:
        """The words that a key stands for."""
        return self._words.get(key, ())

    def longest(self, head: str) -> int:
        """The length of the longest key that begins with these two characters; 0 where none does."""
        return self._lengths.get(head, (0,))[-1]

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """The start and the end of each key in a text, and its words."""
        for start in range(len(text) - 1):
            for length in self._lengths.get(text[start : start + _SHORTEST], ()):
                found = self._words.get(text[start : start + length])
                if found:
                    yield start, start + length, found
