"""The one place where reminders are planned: with the preferences of their chat and the steps of their kind."""

from bot.domain.clock import Clock
from bot.domain.preferences import Preferences
from bot.domain.workdays import Workdays
from bot.services.guide import Guide
from bot.services.ports import PreferencesStore, ReminderStore

TRIES = 5
"""How often a change is made anew where somebody else was faster."""


class Planner:
    """Plans reminders and changes them."""

    def __init__(
        self,
        reminders: ReminderStore,
        preferences: PreferencesStore,
        guide: Guide,
        workdays: Workdays,
        clock: Clock,
        *,
        default: Preferences,
    ) -> None:
        """``default`` are the preferences of a chat that set none."""
        self._reminders = reminders
        self._preferences = preferences
        self._guide = guide
        self._workdays = workdays
        self._clock = clock
        self._default = default
