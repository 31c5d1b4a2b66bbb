"""What became of each question: when it was asked, when it was taken, when it was answered, and in which order."""

import math
from array import array
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

MAX_OTHERS = 200_000
"""Messages nobody asked for that are written down; the rest is only counted."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a load has come."""

    asked: int = 0
    taken: int = 0
    answered: int = 0
    repeated: int = 0
    """Answers to questions that were answered before, as far as the answer names its question."""
    out_of_order: int = 0
    """Answers that came before the answer to an older question of the same chat, as far as they name theirs."""
    others: int = 0
    """Messages that answer no question."""
    redelivered: int = 0
    """Updates that were given more than once."""

    @property
    def lost(self) -> int:
        """Questions without an answer."""
        return self.asked - self.answered


@dataclass(frozen=True, slots=True)
class Latency:
    """From the instant of a question to its answer, in milliseconds."""

    count: int
    mean: float
    p50: float
    p90: float
    p99: float
    p999: float
    most: float
    percentiles: tuple[float, ...]
    """Of every whole percent from 0 to 100."""


@dataclass
class Tally:
    """Written down by the number of a question, from 0. Instants are seconds of one clock."""

    chats: "array[int]" = field(default_factory=lambda: array("q"))
    asked: "array[float]" = field(default_factory=lambda: array("d"))
    """When the question was to be asked: what waits longer in the server, waits longer."""
    taken: "array[float]" = field(default_factory=lambda: array("d"))
    answered: "array[float]" = field(default_factory=lambda: array("d"))
    """0 where it was not."""
    others: list[tuple[float, int, str]] = field(default_factory=list)
    """When, where and what was said that answers no question, the first line of it."""
    _waiting: dict[int, deque[int]] = field(default_factory=dict)
    """The questions of each chat without an answer, the oldest first."""
    _answered: int = 0
    _taken: int = 0
    _repeated: int = 0
    _out_of_order: int = 0
    _others: int = 0
    _redelivered: int = 0

    def ask(self, chat_id: int, at: float) -> int:
        """A question is asked. Returns its number."""
        number = len(self.asked)
        self.chats.append(chat_id)
        self.asked.append(at)
        self.taken.append(0.0)
        self.answered.append(0.0)
        self._waiting.setdefault(chat_id, deque()).append(number)
        return number

    def take(self, number: int, at: float) -> None:
        """A question goes to the bot, not for the first time maybe."""
        if self.taken[number]:
            self._redelivered += 1
        else:
            self.taken[number] = at
            self._taken += 1

    def answer(self, chat_id: int, at: float, number: int | None, text: str = "") -> None:
        """Something is said in a chat: the answer to question ``number``, or where it names none, to the oldest one
        that has none."""
        waiting: Sequence[int] = self._waiting.get(chat_id, ())
        if number is None and waiting:
            number = waiting[0]
        if number is None or not 0 <= number < len(self.asked) or self.chats[number] != chat_id:
            self._others += 1
            if len(self.others) < MAX_OTHERS:
                self.others.append((at, chat_id, text.partition("\n")[0]))
        elif self.answered[number]:
            self._repeated += 1
        else:
            self._out_of_order += waiting[0] != number
            self._waiting[chat_id].remove(number)
            self.answered[number] = at
            self._answered += 1

    @property
    def counts(self) -> Counts:
        """How far it has come."""
        return Counts(
            len(self.asked),
            self._taken,
            self._answered,
            self._repeated,
            self._out_of_order,
            self._others,
            self._redelivered,
        )

    def seconds(self) -> float:
        """From the first question that was taken to the last answer; 0 where there is none."""
        if not self._answered:
            return 0.0
        return max(self.answered) - min(at for at in self.taken if at)

    def latency(self) -> Latency | None:
        """Of the questions that were answered; None where none was."""
        pairs = zip(self.asked, self.answered, strict=True)
        return latency_of([(answered - asked) * 1000 for asked, answered in pairs if answered])


def latency_of(milliseconds: Sequence[float]) -> Latency | None:
    """The latency of so many waits; None of none."""
    if not milliseconds:
        return None
    ordered = sorted(milliseconds)
    return Latency(
        count=len(ordered),
        mean=math.fsum(ordered) / len(ordered),
        p50=quantile(ordered, 50),
        p90=quantile(ordered, 90),
        p99=quantile(ordered, 99),
        p999=quantile(ordered, 99.9),
        most=ordered[-1],
        percentiles=tuple(quantile(ordered, percent) for percent in range(101)),
    )


def quantile(ordered: Sequence[float], percent: float) -> float:
    """The smallest value that ``percent`` of a hundred do not exceed."""
    return ordered[max(0, math.ceil(percent * len(ordered) / 100) - 1)]
