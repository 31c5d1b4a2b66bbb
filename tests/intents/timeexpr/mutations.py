"""Texts that nobody would type, made of sentences that people do: cut, doubled, mixed, and flooded."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from intents.timeexpr.vocabulary import words

_WORDS = sorted({word for word, _, _ in words()})
_MARKS = " \t\n，。、；：！？,.;:!?-~/()（）【】《》%&@#"
_DIGITS = "0123456789零一二三四五六七八九十百两廿０１２３"
_LONGEST = 5000
"""Characters of the longest text, more than a message of Telegram has."""


def sentences() -> list[str]:
    """The labelled sentences."""
    lines = (Path(__file__).parents[2] / "data" / "times.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def mutations(count: int, seed: int) -> Iterator[str]:
    """So many texts; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    seeds = sentences()
    for _ in range(count):
        text = chance.choice(seeds)
        for _ in range(chance.randint(1, 4)):
            text = chance.choice(_CHANGES)(text, seeds, chance)[:_LONGEST]
        yield text


def _cut(text: str, _: Sequence[str], chance: random.Random) -> str:
    first, last = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
    return text[:first] + text[last:] if chance.random() < 0.5 else text[first:last]


def _doubled(text: str, _: Sequence[str], chance: random.Random) -> str:
    place, times = chance.randint(0, len(text)), chance.choice((2, 2, 3, 10, 500))
    part = text[place : place + chance.randint(1, 8)]
    return text[:place] + part * times + text[place:]


def _mixed(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    other = chance.choice(seeds)
    return text[: chance.randint(0, len(text))] + other[chance.randint(0, len(other)) :]


def _joined(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    return text + chance.choice(("，", "。", "", " ", "和", "或者", "\n")) + chance.choice(seeds)


def _swapped(text: str, _: Sequence[str], chance: random.Random) -> str:
    letters = list(text)
    for _time in range(chance.randint(1, 5)):
        if len(letters) > 1:
            place = chance.randrange(len(letters) - 1)
            letters[place : place + 2] = letters[place + 1], letters[place]
    return "".join(letters)


def _sprinkled(text: str, _: Sequence[str], chance: random.Random) -> str:
    for _time in range(chance.randint(1, 6)):
        place = chance.randint(0, len(text))
        piece = chance.choice((chance.choice(_WORDS), chance.choice(_MARKS), chance.choice(_DIGITS), _any(chance)))
        text = text[:place] + piece + text[place:]
    return text


def _flooded(text: str, _: Sequence[str], chance: random.Random) -> str:
    length = chance.choice((5, 40, 300, 3000))
    place = chance.randint(0, len(text))
    return text[:place] + "".join(chance.choice(_DIGITS) for _time in range(length)) + text[place:]


def _garbled(_: str, __: Sequence[str], chance: random.Random) -> str:
    return "".join(_any(chance) for _time in range(chance.randint(0, 60)))


def _worded(_: str, __: Sequence[str], chance: random.Random) -> str:
    return "".join(chance.choice(_WORDS) for _time in range(chance.choice((3, 10, 40, 200))))


def _any(chance: random.Random) -> str:
    """Any character but half of a pair."""
    code = chance.choice((chance.randint(0, 0x2FF), chance.randint(0x4E00, 0x9FFF), chance.randint(0, 0x10FFFF)))
    return chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"


_CHANGES: tuple[Callable[[str, Sequence[str], random.Random], str], ...] = (
    _cut,
    _cut,
    _doubled,
    _mixed,
    _mixed,
    _joined,
    _swapped,
    _sprinkled,
    _sprinkled,
    _flooded,
    _garbled,
    _worded,
)
