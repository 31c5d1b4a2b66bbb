"""A token bucket: much at once is let through, and from then on so much in a time.

Who wants more than is left is shut out until some of it has come back, so that they can be told when they may go on;
what they try meanwhile takes nothing away.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

SKEW = timedelta(seconds=5)
"""Instants may go back by so much, and count as the latest; where they go back further the clock was set."""


_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Rate:
    """How much is let through."""

    burst: int
    """At once, after a quiet time."""
    every: timedelta
    """One more comes back after each of these."""
    resumes: int
    """Who was shut out goes on when so many have come back."""


class Bucket:
    """What one of many has left."""

    __slots__ = ("_at", "_left", "_rate", "_shut_until")

    def __init__(self, rate: Rate, now: datetime) -> None:
        self._rate = rate
        self._left = float(rate.burst)
        self._at = now
        self._shut_until: datetime | None = None

    def opens(self, cost: float, now: datetime) -> datetime | None:
        """When something of this cost is let through; None where it is now. Who lacks it is shut out from now on."""
        now = self._arrive(now)
        if self._shut_until is not None and now >= self._shut_until:
            self._shut_until = None
        if self._shut_until is None and self._left < cost - _ROUNDING:
            self._shut_until = now + max(self._rate.resumes - self._left, cost) * self._rate.every
        return self._shut_until

    def spend(self, cost: float) -> None:
        """Something of this cost was let through."""
        self._left -= cost

    def _arrive(self, now: datetime) -> datetime:
        """Let come back what has come back by now. Returns the instant that counts."""
        back = self._at - now
        if back > SKEW:
            self._at = now
            if self._shut_until is not None:
                self._shut_until -= back
        elif back < timedelta(0):
            self._left = min(float(self._rate.burst), self._left - back / self._rate.every)
            self._at = now
        return self._at
