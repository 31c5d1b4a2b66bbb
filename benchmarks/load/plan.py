"""What is asked: how many questions, how fast, in which chats, in which words."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

QUESTIONS = Path(__file__).parents[2] / "intents" / "data" / "questions"

FIRST_PERSON = 1_000_000
"""The id of the first person who asks, and of their private chat."""
FIRST_GROUP = -1_001_000_000_000
"""The id of the first group; the next ones are below."""

_OPENINGS = ("", "请问", "想问一下，", "您好，", "老师好，", "麻烦问下，", "问个事，", "各位，")
_ENDINGS = ("", "？", "啊", "呢？", "，谢谢", "，急", "，请教一下", "，在线等")
_SYLLABLES = "明远同德光华新安长宁永泰文昌和平友谊青云红星东升西苑南湖北辰向阳春晖海棠梧桐银杏翠竹金桥"


@dataclass(frozen=True, slots=True)
class Plan:
    """A load. The same plan asks the same questions, in the same order, in the same chats."""

    questions: int
    """How many are asked; at a rate, the last ones fall away where ``seconds`` end first."""
    rate: float | None = None
    """Questions a second, each at its own instant, whatever became of those before. None: as fast as they are taken,
    there are always some waiting."""
    even: bool = False
    """At a rate: in even steps. Else by chance (Poisson)."""
    chats: int = 2000
    """Over how many chats they are spread, by chance."""
    groups: float = 0.0
    """The share of these chats that are groups, from 0 to 1. There each question names the bot, and its answer names
    the question."""
    different: bool = False
    """No question comes twice, in the same words; else each comes often."""
    seed: int = 1

    def to_json(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """What :meth:`to_json` wrote."""
        read: dict[str, Any] = json.loads(text)
        return cls(**read)

    def chat_ids(self) -> list[int]:
        """Every chat, groups last."""
        groups = round(self.chats * self.groups)
        people = [FIRST_PERSON + number for number in range(self.chats - groups)]
        return people + [FIRST_GROUP - number for number in range(groups)]

    def asked(self) -> Iterator[tuple[int, str]]:
        """The chat and the words of each question, in order."""
        chance = random.Random(self.seed)  # noqa: S311 - the same load every time
        chats, known = self.chat_ids(), read_questions()
        texts = different(known, chance) if self.different else recurring(known, chance)
        for _, text in zip(range(self.questions), texts, strict=False):
            yield chance.choice(chats), text

    def waits(self) -> Iterator[float]:
        """The seconds between each question and the one before, at a rate; none where there is no rate."""
        chance = random.Random(self.seed + 1)  # noqa: S311 - the same load every time
        for _ in range(self.questions if self.rate else 0):
            yield 1 / (self.rate or 1) if self.even else chance.expovariate(self.rate or 1)


def read_questions(folder: Path = QUESTIONS) -> list[str]:
    """Every question of the labelled ones, also those that are part of a talk."""
    found: dict[str, None] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row: dict[str, Any] = json.loads(line)
            found.update(dict.fromkeys([*(str(turn) for turn in row.get("turns", ())), str(row.get("q", ""))]))
    return [text for text in found if text]


def recurring(known: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Every question once, in random order, and again in another order, without end."""
    while True:
        yield from chance.sample(known, len(known))


def different(known: Sequence[str], chance: random.Random) -> Iterator[str]:
    """The same questions as asked by members of ever other branches, none of them twice, without end."""
    seen: set[str] = set()
    for text in recurring(known, chance):
        branch = "".join(chance.choices(_SYLLABLES, k=3))
        asked = f"{chance.choice(_OPENINGS)}我们{branch}支部，{text}{chance.choice(_ENDINGS)}"
        if asked not in seen:
            seen.add(asked)
            yield asked
