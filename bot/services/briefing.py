"""What a delivery needs to know beside its reminder, looked up when it is about to be said."""

from dataclasses import dataclass

from bot.domain.checklist import Checklist
from bot.domain.meeting import Meeting
from bot.domain.minutes import Minutes
from bot.domain.turnout import Turnout
from bot.services.duties import Duties
from bot.services.guide import Guide
from bot.services.opening import Opening
from bot.services.ports import Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is known about what a delivery speaks of."""

    meeting: Meeting | None = None
    """The meeting that it speaks of; None where it is none."""
    turnout: Turnout | None = None
    """Who answered; None where nobody is asked."""
    checklist: Checklist | None = None
    minutes: Minutes | None = None
    """Its latest minutes."""


class Briefing:
    """Looks up what deliveries need."""

    def __init__(self, stores: Stores, guide: Guide, opening: Opening, duties: Duties) -> None:
        self._stores = stores
        self._guide = guide
        self._opening = opening
        self._duties = duties
