"""The longest of many words at a place in a text."""

from collections.abc import Iterable, Mapping


class Words:
    """Words, to be found at the beginning, at the end, or anywhere in a text, the longest first."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words) - {""}
        self._from = _lengths((word[0], len(word)) for word in self._words)
        self._to = _lengths((word[-1], len(word)) for word in self._words)

    def at(self, text: str, start: int, end: int) -> str:
        """The longest word that begins there; empty where none does."""
        if start < end:
            for length in self._from.get(text[start], ()):
                if start + length <= end and (word := text[start : start + length]) in self._words:
                    return word
        return ""

    def before(self, text: str, start: int, end: int) -> str:
        """The longest word that ends there; empty where none does."""
        if start < end:
            for length in self._to.get(text[end - 1], ()):
                if start <= end - length and (word := text[end - length : end]) in self._words:
                    return word
        return ""

    def within(self, text: str) -> list[str]:
        """The words of a text from left to right, at each place the longest, none inside another."""
        found: list[str] = []
        position, end = 0, len(text)
        while position < end:
            word = self.at(text, position, end)
            if word:
                found.append(word)
            position += len(word) or 1
        return found


def _lengths(pairs: Iterable[tuple[str, int]]) -> Mapping[str, tuple[int, ...]]:
    by_character: dict[str, set[int]] = {}
    for character, length in pairs:
        by_character.setdefault(character, set()).add(length)
    return {character: tuple(sorted(lengths, reverse=True)) for character, lengths in by_character.items()}
