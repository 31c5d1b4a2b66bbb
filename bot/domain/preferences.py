"""How a chat wants its calendar to behave."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.notices import QuietHours
from bot.domain.series import DayOffPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The settings of one chat's calendar."""

    zone: str
    """An IANA name: the zone of what is set from now on. What was set before keeps its own."""
    quiet: QuietHours | None = None
    """Times of day at which the chat is left alone."""
    leads: tuple[timedelta, ...] = ()
    """Lead times of everything that names none itself, besides the moment itself; longest first."""
    policy: DayOffPolicy = DayOffPolicy.AS_IS
    """What a card proposes for dates on days off."""
