"""How characters sound: a syllable without its tone, as one letter of a private alphabet.

A text turned into sounds keeps its length, so a place in one is the same place in the other. The exact alphabet has a
letter for each syllable, the fuzzy one the same letter for syllables that many people do not tell apart.
"""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import islice, product
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FIRST_LETTER = 0xE000
_MAX_READINGS = 4
_SLURRED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


class Sounds:
    """The readings of some 6,800 characters. Other characters sound like nothing and stay as they are."""

    def __init__(self, readings: dict[str, str]) -> None:
        self.letters = {syllable: chr(_FIRST_LETTER + i) for i, syllable in enumerate(readings)}
        """The exact letter of each syllable; ü is v."""
        first = {slur(syllable): letter for syllable, letter in reversed(self.letters.items())}
        self.fuzzy = {ord(letter): first[slur(syllable)] for syllable, letter in self.letters.items()}
        """From exact to fuzzy letters, for ``str.translate``."""
        self._exact: dict[int, str] = {}
        self._slurred: dict[int, str] = {}
        self._others: dict[str, str] = {}
        for syllable, characters in readings.items():
            usual, _, others = characters.partition("/")
            letter = self.letters[syllable]
            for character in usual:
                self._exact[ord(character)] = letter
                self._slurred[ord(character)] = self.fuzzy[ord(letter)]
            for character in others:
                self._others[character] = self._others.get(character, "") + letter

    def of(self, text: str) -> str:
        """The text in exact letters, every character in its usual reading."""
        return text.translate(self._exact)

    def slurred(self, text: str) -> str:
        """The text in fuzzy letters."""
        return text.translate(self._slurred)

    def readings(self, word: str) -> Iterator[str]:
        """The word in exact letters, in every reading of its characters (会计 is huì jì too), but not too many."""
        usual = self.of(word)
        yield usual
        if any(character in self._others for character in word):
            choices = [letter + self._others.get(c, "") for c, letter in zip(word, usual, strict=True)]
            yield from islice(map("".join, product(*choices)), 1, _MAX_READINGS)

    def mismatch(self, heard: str, word: str) -> int:
        """In how many syllables a word differs from the exact letters heard, at best."""
        return min(sum(map(str.__ne__, heard, reading)) for reading in self.readings(word))


def slur(syllable: str) -> str:
    """The syllable as those say it who confuse zh and z, n and l, an and ang, and so on."""
    for initial, slurred in _SLURRED:
        if syllable.startswith(initial):
            syllable = slurred + syllable.removeprefix(initial)
            break
    for final, slurred in _FINALS:
        if syllable.endswith(final):
            return syllable.removesuffix(final) + slurred
    return syllable


@cache
def sounds() -> Sounds:
    """The sounds of Mandarin, read once."""
    text = (resources.files("intents") / "data" / "syllables.yaml").read_text("utf-8")
    return Sounds(yaml.load(text, Loader=_LOADER))  # noqa: S506 - the safe loader, in C
