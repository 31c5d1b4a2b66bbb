"""Mends words that were heard or typed wrongly, where what is written makes no sense and what is meant does.

A repair must be worth more than it costs: the text around it is cut into its most likely words with and without it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intents.hearing.sounds import Sounds
from intents.hearing.spans import Spans
from intents.hearing.wordbook import Wordbook, is_rare_word

_AROUND = 5
"""Characters on both sides that a repair is judged by."""
_LONGEST_KEY = 12
_PLAIN = re.compile(r"[^\W\d_零一二三四五六七八九十]+")
"""Names without numbers: in a number every character counts."""
_LEAST_SLIP = 4
_LONGEST_SLIP = 9
_ANOTHER_NAME = 7.0
_ANOTHER_WORD = 8.0
_SLURRED = 2.5
"""What each syllable costs that only nearly sounds right."""
_SLIPPED = 10.0
_LEAST_GAIN = 2.5
_WORD_FOR_ITSELF = 5.5
"""A character that costs no more than this is a word wherever it stands."""


@dataclass(frozen=True, slots=True)
class _Repair:
    start: int
    end: int
    word: str
    gain: float


class Mender:
    """Puts right what sounds like a name or a word of the base, and slips of one character in names."""

    def __init__(self, wordbook: Wordbook, sounds: Sounds) -> None:
        self._wordbook = wordbook
        self._sounds = sounds
        own = (word for word in (*wordbook.names, *wordbook.vocabulary) if wordbook.is_own(word))
        self._by_sound = Spans(sound_keys(own, sounds))
        self._slips = Spans(_slips(wordbook))

    def mend(self, query: str) -> str:
        """The query with what is probably meant."""
        repairs = sorted(self._repairs(query), key=lambda repair: (-repair.gain, repair.start - repair.end))
        if not repairs:
            return query
        taken: list[_Repair] = []
        for repair in repairs:
            if all(repair.end <= other.start or other.end <= repair.start for other in taken):
                taken.append(repair)
        for repair in sorted(taken, key=lambda repair: -repair.start):
            query = query[: repair.start] + repair.word + query[repair.end :]
        return query

    def _repairs(self, query: str) -> Iterator[_Repair]:
        for start, end, words in self._by_sound.find(self._sounds.slurred(query)):
            if query[start:end] not in words:
                for word in words:
                    price = self._mishearing(query[start:end], word)
                    if price is not None:
                        yield from self._worth(query, start, end, word, price)
        for start, end, words in self._slips.find(query):
            yield from self._worth(query, start, end, words[0], _SLIPPED)

    def _mishearing(self, heard: str, word: str) -> float | None:
        """What it costs to have heard a word so; nothing where that is not believed. Only a name of three syllables
        may sound a little differently."""
        is_name = word in self._wordbook.names
        slurred = self._sounds.mismatch(self._sounds.of(heard), word)
        if slurred and (not is_name or len(word) < 3 or slurred * 2 > len(word)):
            return None
        return (_ANOTHER_NAME if is_name else _ANOTHER_WORD) + _SLURRED * slurred

    def _worth(self, query: str, start: int, end: int, word: str, price: float) -> Iterator[_Repair]:
        """The repair, if it may be made and is worth its price."""
        if self._is_right(query, start, end, word):
            return
        left, right = query[max(0, start - _AROUND) : start], query[end : end + _AROUND]
        before = self._wordbook.text_cost(left + query[start:end] + right)
        gain = before - self._wordbook.text_cost(left + word + right) - price
        if gain > _LEAST_GAIN and not (len(word) == 2 and is_rare_word(*_across(query, start, end))):
            yield _Repair(start, end, word, gain)

    def _is_right(self, query: str, start: int, end: int, word: str) -> bool:
        """Whether what is written is made of words, or of names that the repair would take away."""
        written = query[start:end]
        if self._wordbook.knows(written):
            return True
        if len(word) == 2 and any(self._wordbook.cost(character) < _WORD_FOR_ITSELF for character in written):
            return True
        slipped = len(written) != len(word) or sorted(written) == sorted(word)
        if slipped and min(map(len, self._wordbook.cut(written)[1])) > 1:
            return True
        is_short = len(written) < 4 or word not in self._wordbook.names
        if (slipped or is_short) and any(self._wordbook.knows(other) for other in _across(query, start, end)):
            return True
        return any(
            written[i:j] in self._wordbook.names and written[i:j] not in word
            for i in range(len(written) - 1)
            for j in range(i + 2, len(written) + 1)
        )


def _across(query: str, start: int, end: int) -> Iterator[str]:
    """What is written at a place, and every word of up to four characters that a change of it would cut."""
    yield query[start:end]
    for place in (start, end):
        for first in range(max(0, place - 3), place):
            yield from (query[first:last] for last in range(place + 1, min(len(query), first + 4) + 1))


def sound_keys(words: Iterator[str], sounds: Sounds) -> Iterator[tuple[str, str]]:
    """The fuzzy sounds of words, for :class:`Spans`."""
    for word in words:
        if 2 <= len(word) <= _LONGEST_KEY:
            for reading in sounds.readings(word):
                if min(reading) >= "\ue000":
                    yield reading.translate(sounds.fuzzy), word


def _slips(wordbook: Wordbook) -> Iterator[tuple[str, str]]:
    """Names with a character left out inside, with one doubled, with two swapped: those that point to one name."""
    meant: dict[str, str] = {}
    for name in wordbook.names:
        if _LEAST_SLIP <= len(name) <= _LONGEST_SLIP and _PLAIN.fullmatch(name):
            for slip in _slips_of(name):
                meant[slip] = name if meant.get(slip, name) == name else ""
    unclear = {slip for slip, name in meant.items() if not name}
    for slip, name in meant.items():
        left_out = len(slip) < len(name)
        if name and not wordbook.is_of_base(slip) and not (left_out and any(p in unclear for p in _parts(slip))):
            yield slip, name


def _parts(text: str) -> Iterator[str]:
    """The parts of a text of three characters and more."""
    return (text[i:j] for i in range(len(text) - 2) for j in range(i + 3, len(text) + 1))


def _slips_of(name: str) -> set[str]:
    places = range(1, len(name) - 1)
    left_out = {name[:i] + name[i + 1 :] for i in places}
    doubled = {name[:i] + name[i] + name[i:] for i in range(len(name))}
    swapped = {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(len(name) - 1)}
    return (left_out | doubled | swapped) - {name}
