"""A long load: does memory stay, is nothing lost, does nothing overtake anything in its chat?"""

import time
from dataclasses import dataclass
from statistics import median

from benchmarks.load.measuring import ZUWU, bench
from benchmarks.load.plan import Plan
from benchmarks.load.processes import Cores, LoadError, Say

EVERY = 5.0
"""Seconds between two looks at the memory."""
WINDOW = 6
"""Looks that are taken together: the median of half a minute."""
AFTER = 120.0
"""Seconds after the last question until what has no answer counts as lost."""


MIN_CHATS, A_CHAT_ASKS_EVERY = 2000, 20.0
"""How many chats ask at least, and after how many seconds each asks again on the average: who asks in a group much
faster is slowed down now and then."""


@dataclass(frozen=True, slots=True)
class Soaked:
    """What came of it."""

    rate: float
    asked: int
    answered: int
    out_of_order: int
    repeated: int
    p50: float
    p99: float
    resident: tuple[tuple[float, int], ...]
    """Seconds since the beginning, and bytes of memory."""

    @property
    def lost(self) -> int:
        """Questions without an answer."""
        return self.asked - self.answered

    @property
    def growth(self) -> float:
        """By which share the memory grew in the second half."""
        bytes_ = [count for _, count in self.resident]
        half = len(bytes_) // 2
        window = min(WINDOW, max(half, 1))
        return median(bytes_[-window:]) / median(bytes_[half - window // 2 : half - window // 2 + window]) - 1


def soak(rate: float, seconds: float, where: Cores, say: Say) -> Soaked:
    """Ask so many questions a second for so long; half of the chats are groups, whose answers name their questions.
    Raises LoadError."""
    chats = max(MIN_CHATS, round(rate * A_CHAT_ASKS_EVERY))
    plan = Plan(round(rate * seconds), rate=rate, chats=chats, groups=0.5)
    resident: list[tuple[float, int]] = []
    with bench(ZUWU, where) as ready:
        ready.warm_up()
        (watched,) = ready.programs
        ready.server.begin(plan)
        started = time.monotonic()
        while (passed := time.monotonic() - started) < seconds:
            time.sleep(min(EVERY, seconds - passed))
            usage = watched.usage()
            if not watched.is_alive or usage is None:
                raise LoadError(watched.last_words())
            resident.append((time.monotonic() - started, usage.resident))
            if len(resident) % 12 == 0:
                counts = ready.server.state()["counts"]
                say(f"    {passed:.0f} s: {counts['answered']} of {counts['asked']}, {usage.resident / 1e6:.1f} MB")
        deadline = time.monotonic() + AFTER
        while time.monotonic() < deadline:
            state = ready.server.state()
            if state["over"] and state["counts"]["answered"] >= state["counts"]["asked"]:
                break
            time.sleep(0.2)
        result = ready.server.result()
    counts, latency = result["counts"], result["latency"]
    return Soaked(
        rate=rate,
        asked=counts["asked"],
        answered=counts["answered"],
        out_of_order=counts["out_of_order"],
        repeated=counts["repeated"],
        p50=latency["p50"],
        p99=latency["p99"],
        resident=tuple(resident),
    )
