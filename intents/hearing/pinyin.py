"""Pinyin among Chinese or alone becomes Chinese: the cheapest way through all syllables and words that it may be."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from intents.hearing.mending import sound_keys
from intents.hearing.sounds import Sounds
from intents.hearing.spans import Spans
from intents.hearing.spelling import ENGLISH, LATIN, Spelling
from intents.hearing.wordbook import Wordbook

_TOKEN = re.compile(r"[a-zü][a-zü0-9]*")
_GROUP = re.compile(r"[a-zü][a-zü0-9]*(?: [a-zü][a-zü0-9]*)*")
_GAP = re.compile(r"(?<=[一-鿿]) | (?=[一-鿿])")
_MOST_LETTERS = 300
_EVERYDAY = 200
"""How often an everyday word must have been seen to be what pinyin stands for."""
_LONGEST_WORD = 8
_SINGLES = 6
"""So many characters are considered for a syllable that stands alone."""
_LEAST_INITIALS = 3
_LEAST_LONG = 5
_VOWELS = frozenset("aeiouü")

_ALONE = 2.0
"""What a character costs that is a word for itself, beyond how rare it is."""
_SLURRED = 3.0
_MISSPELT = 5.0
_INITIALS = 3.0
_LITERAL = 3.0
_LITERAL_LETTER = 2.3
"""What it costs to leave Latin letters as they are: each token, and each letter of it."""
_LITERAL_AMONG_PINYIN = 6.0
_LITERAL_PINYIN = 4.0
"""What it costs more where all are pinyin, and where several syllables are."""
_NOT_OF_THE_BASE = 2.5
_UNKNOWN = 12.0
_ACROSS_SPACE = 1.5
"""What a space in a word costs."""


@dataclass(frozen=True, slots=True)
class _Step:
    """From one place of a text to another: a syllable, or a character as it stands."""

    end: int
    letter: str
    written: str
    """The character, where there is one already."""
    price: float


class Speller:
    """Turns pinyin into the words of a base, and into everyday words where the base has none."""

    def __init__(self, wordbook: Wordbook, sounds: Sounds, names: Sequence[str]) -> None:
        self._wordbook = wordbook
        self._sounds = sounds
        self._by_sound = Spans(sound_keys(iter(dict.fromkeys((*names, *wordbook.vocabulary))), sounds))
        self._names = names
        self._spelling = Spelling(sounds)
        everyday = [word for word, n in wordbook.everyday.items() if n >= _EVERYDAY and len(word) <= 4]
        self._everyday = Spans(sound_keys(iter(everyday), sounds))

    def prepare(self) -> None:
        """Make now what is otherwise made when it is first needed."""
        _ = self._singles, self._initials
        self._spelling.prepare()

    def spell(self, query: str) -> str:
        """The query with its pinyin in Chinese; other Latin words stay."""
        text = _TOKEN.sub(lambda match: self._spelling.parted(match[0]), _bare(query))
        if sum(character.isascii() and character.isalpha() for character in text) > _MOST_LETTERS:
            return query
        literals = dict(self._literals(text))
        if all(not price for _, price in literals.values()):
            return query
        said = self._cheapest(text, literals)
        return query if said.replace(" ", "") == query.replace(" ", "") else said

    def _literals(self, text: str) -> Iterator[tuple[int, tuple[int, float]]]:
        """For the start of each Latin token its end, and what it costs to leave it: nothing for one that stays."""
        for group in _GROUP.finditer(text):
            tokens = [(match.start() + group.start(), match[0]) for match in _TOKEN.finditer(group[0])]
            foreign = sum(len(t) for _, t in tokens if not self._is_pinyin(t) and t not in LATIN)
            english = any(token in ENGLISH for _, token in tokens)
            for start, token in tokens:
                stays = english or foreign * 2 > len(group[0].replace(" ", "")) or self._is_latin(token, len(tokens))
                price = _LITERAL + _LITERAL_LETTER * len(token)
                if len(tokens) > 1 and not foreign:
                    price += _LITERAL_AMONG_PINYIN
                elif len(token) >= _LEAST_LONG and self._spelling.reads(token):
                    price += _LITERAL_PINYIN
                yield start, (start + len(token), 0.0 if stays else price)

    def _is_latin(self, token: str, company: int) -> bool:
        if len(token) == 1:
            return True
        return token in LATIN and (company == 1 or not self._spelling.reads(token))

    def _is_pinyin(self, token: str) -> bool:
        return self._spelling.reads(token) or token in self._initials or self._is_misspelt(token)

    def _is_misspelt(self, token: str) -> bool:
        reached = {0}
        for start in range(len(token)):
            if start in reached:
                steps = self._spelling.syllables(token, start) + self._spelling.misspelt(token, start)
                reached.update(end for end, _ in steps)
        return len(token) in reached and token not in LATIN

    def _cheapest(self, text: str, literals: dict[int, tuple[int, float]]) -> str:
        """The text along the cheapest way through its steps."""
        best: list[tuple[float, str]] = [(0.0, "")] + [(float("inf"), "")] * len(text)
        kept = {place for start, (end, price) in literals.items() if not price for place in range(start, end)}
        misspelt = {
            place
            for start, (end, price) in literals.items()
            if price and not self._spelling.reads(text[start:end])
            for place in range(start, end)
        }
        for start in range(len(text)):
            cost, said = best[start]
            if cost == float("inf"):
                continue
            for end, words, price in self._arcs(text, start, literals, kept, misspelt):
                if cost + price < best[end][0]:
                    best[end] = (cost + price, said + words)
        return " ".join(_GAP.sub("", best[-1][1]).split())

    def _arcs(
        self, text: str, start: int, literals: dict[int, tuple[int, float]], kept: set[int], misspelt: set[int]
    ) -> Iterator[tuple[int, str, float]]:
        """What may stand at a place: its end, its words and its cost."""
        if start in literals:
            end, price = literals[start]
            yield end, text[start:end], price
            if price and (name := self._initials.get(text[start:end])):
                yield end, name, _INITIALS
        elif not _is_letter(text[start]):
            price = 0.0 if text[start] == " " else min(self._wordbook.cost(text[start]), _UNKNOWN)
            yield start + 1, text[start], price
        if any(map(_is_letter, text[max(0, start - _LONGEST_WORD) : start + _LONGEST_WORD])):
            yield from self._words(text, start, kept, misspelt)

    def _words(self, text: str, start: int, kept: set[int], misspelt: set[int]) -> Iterator[tuple[int, str, float]]:
        """The words that sound as what begins at a place, and hold the characters that are written there."""
        paths: list[tuple[int, tuple[_Step, ...]]] = [(start, ())]
        while paths:
            place, path = paths.pop()
            for step in self._steps(text, place, kept, misspelt):
                taken = (*path, step)
                key = "".join(each.letter for each in taken).translate(self._sounds.fuzzy)
                yield from ((step.end, word, price) for word, price in self._fitting(key, taken))
                longest = max(self._by_sound.longest(key[:2]), self._everyday.longest(key[:2]))
                if len(key) < min(longest or 2 * (len(key) == 1), _LONGEST_WORD):
                    over = _over_space(text, step.end)
                    if over > step.end:
                        taken = (*path, replace(step, price=step.price + _ACROSS_SPACE))
                    paths.append((over, taken))

    def _steps(self, text: str, place: int, kept: set[int], misspelt: set[int]) -> Iterator[_Step]:
        if place >= len(text) or place in kept:
            return
        if not _is_letter(text[place]):
            letter = self._sounds.of(text[place])
            if letter >= "\ue000":
                yield _Step(place + 1, letter, text[place], 0.0)
            return
        for end, letter in self._spelling.syllables(text, place):
            yield _Step(end, letter, "", 0.0)
        if place in misspelt:
            for end, letter in self._spelling.misspelt(text, place):
                yield _Step(end, letter, "", _MISSPELT)

    def _fitting(self, key: str, path: tuple[_Step, ...]) -> Iterator[tuple[str, float]]:
        """The words that fit a path, and their costs."""
        if all(step.written for step in path):
            word = "".join(step.written for step in path)
            if len(path) > 1 and self._wordbook.knows(word):
                yield word, self._wordbook.cost(word)
            return
        price = sum(step.price for step in path)
        if len(path) == 1:
            yield from ((word, cost + price + _ALONE) for word, cost in self._singles.get(path[0].letter, ()))
            return
        heard = "".join(step.letter for step in path)
        for word in (*self._by_sound.words(key), *self._everyday.words(key)):
            if all(not step.written or step.written == c for step, c in zip(path, word, strict=True)):
                slurred = _SLURRED * self._sounds.mismatch(heard, word)
                strange = 0.0 if self._wordbook.is_of_base(word) else _NOT_OF_THE_BASE
                yield word, self._wordbook.cost(word) + price + slurred + strange

    @cached_property
    def _singles(self) -> dict[str, list[tuple[str, float]]]:
        """The likeliest characters of each syllable, with their costs."""
        singles: dict[str, list[tuple[str, float]]] = {}
        words = {*self._wordbook.vocabulary, *(word for word in self._wordbook.everyday if len(word) == 1)}
        for word in sorted(words):
            if len(word) == 1 and (cost := self._wordbook.cost(word)) < float("inf"):
                for letter in self._sounds.readings(word):
                    singles.setdefault(letter, []).append((word, cost))
        return {letter: sorted(found, key=lambda pair: pair[1])[:_SINGLES] for letter, found in singles.items()}

    @cached_property
    def _initials(self) -> dict[str, str]:
        """Names by the first letters of their syllables, where all names of these letters sound the same."""
        initial = {letter: syllable[0] for syllable, letter in self._sounds.letters.items()}
        meant: dict[str, str] = {}
        for name in self._names:
            sound = self._sounds.of(name)
            letters = "".join(initial.get(letter, "a") for letter in sound)
            if len(letters) >= _LEAST_INITIALS and not _VOWELS.intersection(letters):
                known = meant.setdefault(letters, name)
                if self._sounds.of(known) != sound:
                    meant[letters] = ""
        return {letters: name for letters, name in meant.items() if name}


def _bare(query: str) -> str:
    """The query without the accents of tones; ü stays."""
    if query.isascii():
        return query
    parts = unicodedata.normalize("NFD", query)
    bare = "".join(c for c in parts if c == "\u0308" or not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def _is_letter(character: str) -> bool:
    return "a" <= character <= "z" or character == "ü"


def _over_space(text: str, place: int) -> int:
    return place + 1 if text[place : place + 1] == " " else place
