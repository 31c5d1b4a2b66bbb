"""How a group wants its meetings to be run."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.checklist import Phase

MAX_OWN_ITEMS, MAX_OWN_ITEM = 20, 60
"""Items that a group adds to its checklists, and characters of one."""


@dataclass(frozen=True, slots=True)
class OwnItem:
    """Something that a group added to the checklist of a kind of meeting."""

    id: str
    kind: str
    phase: Phase
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """The settings of one group's meetings."""

    sign_up: bool = True
    """Notices of meetings ask who comes; in groups only."""
    checklists: bool = True
    """The organizer is given the checklist in time."""
    asks_minutes: bool = True
    """After a meeting its organizer is asked for the minutes."""
    duties: bool = True
    """The organizer is told of a duty that was not met."""
    asks_standing: bool = False
    """Who joins the roster is asked whether they are formal or probationary members."""
    keeps: timedelta | None = None
    """How long minutes are kept after the meeting; None: until somebody deletes them."""
    own_items: tuple[OwnItem, ...] = ()


DEFAULT_HABITS = Habits()
"""Those of a chat that set none."""
