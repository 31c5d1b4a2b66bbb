"""How a group wants its meetings to be run."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.checklist import Phase
from bot.domain.meeting import OWN_KIND

MAX_OWN_ITEMS, MAX_OWN_ITEM = 20, 60
"""Items that a group adds to its checklists, and characters of one."""

_OF_TITLE = f"{OWN_KIND}:"


@dataclass(frozen=True, slots=True)
class OwnItem:
    """Something that a group added to the checklist of a kind of meeting."""

    id: str
    kind: str
    """What ``items_kind`` makes of the meetings that it counts for; plain ``OWN_KIND`` for all that no document names,
    as it was kept once."""
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

    def items_of(self, kind: str, title: str | None = None) -> tuple[OwnItem, ...]:
        """What the group added to the checklist of these meetings. Of a kind that no document names those of the title
        alone; without a title those of all of them."""
        if kind == OWN_KIND and title is None:
            return tuple(item for item in self.own_items if is_of_own_kind(item))
        kinds = {kind, items_kind(kind, title or "")}
        return tuple(item for item in self.own_items if item.kind in kinds)


DEFAULT_HABITS = Habits()
"""Those of a chat that set none."""


def items_kind(kind: str, title: str) -> str:
    """For which meetings an item counts that is added to one of that kind and title: for all of the kind, or where no
    document names it for those of the title, however it is spaced and punctuated."""
    return f"{_OF_TITLE}{_plain(title)}" if kind == OWN_KIND else kind


def is_of_own_kind(item: OwnItem) -> bool:
    """Whether an item counts for meetings that no document names."""
    return item.kind == OWN_KIND or item.kind.startswith(_OF_TITLE)


def title_of_items(item: OwnItem) -> str:
    """The title of the meetings that an item counts for; empty where it is not only for those of one title."""
    return item.kind.removeprefix(_OF_TITLE) if item.kind.startswith(_OF_TITLE) else ""


def _plain(title: str) -> str:
    """A title by its letters and digits alone; one that has none as it is."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(each for each in folded if each.isalnum()) or folded.strip()
