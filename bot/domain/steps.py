"""The steps of a meeting beside its notices: word to its organizer, each at its time, each once."""

from dataclasses import dataclass
from datetime import timedelta

AFTER_THE_MEETING = timedelta(hours=2)
"""How long after the beginning of a meeting its minutes are asked for: nobody says how long it lasts."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What is to come about each occurrence of a series, beside its notices."""

    checklist: tuple[timedelta, ...] = ()
    """How long before an occurrence its organizer is given the checklist, longest first."""
    record: timedelta | None = None
    """How long after the beginning of an occurrence its minutes are asked for; None: not at all."""
    duty: int = 0
    """The months of the period (1, 3, 6 or 12) in which the duty that the series stands for is to be met; 0: none.
    Towards the end of each period that has an occurrence it is looked at whether it was."""


NO_STEPS = Steps()
"""Of what is no meeting."""
