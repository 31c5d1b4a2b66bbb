"""The one place where reminders are planned: with the preferences of their chat and the steps of their kind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import planning
from bot.domain.clock import Clock
from bot.domain.delivery import Delivery, Plan
from bot.domain.errors import ConflictError
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.identity import NewId
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.series import Series
from bot.domain.steps import may_ask
from bot.domain.workdays import Workdays
from bot.services.guide import Guide
from bot.services.meeting_ports import HabitsStore
from bot.services.ports import PreferencesStore, ReminderStore

TRIES = 3
"""How often a change is made anew where somebody else was faster."""


TO_ANSWER = timedelta(days=1)
"""How long before a group's meeting people are asked who comes, where nobody says when: at the moment itself it is too
late to answer."""


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
        habits: HabitsStore,
        default: Preferences,
    ) -> None:
        """``default`` are the preferences of a chat that set none."""
        self._reminders = reminders
        self._preferences = preferences
        self._guide = guide
        self._workdays = workdays
        self._clock = clock
        self._habits = habits
        self._default = default

    async def preferences(self, chat_id: int) -> Preferences:
        """How the calendar of a chat behaves."""
        return await self._preferences.preferences(chat_id) or self._default

    async def counting(self, series: Series, chat_id: int, *, preferences: Preferences | None = None) -> Preferences:
        """The preferences that count for one series of a chat; ``preferences`` are those of the chat, where they are
        known. Its lead times are those of notices beside the one at the moment itself, where the series has none: a
        day for a meeting that asks who comes, unless the chat has any."""
        preferences = preferences or await self.preferences(chat_id)
        asking = _asking(series, chat_id, preferences)
        if asking is preferences or (await self._habits.habits(chat_id) or DEFAULT_HABITS).sign_up:
            return asking
        return preferences

    async def replanned(
        self, reminder: Reminder, *, preferences: Preferences | None = None, leave_past: bool = False
    ) -> Reminder:
        """A reminder that is new or was changed, with what is next of it; not saved. ``preferences`` are those of its
        chat, where they are known; ``leave_past``: nothing that was due before now is planned any more."""
        preferences = preferences or await self.preferences(reminder.chat_id)
        preferences = _asking(reminder.series, reminder.chat_id, preferences)
        reminder = self.adopted(reminder)
        steps = self._guide.steps(reminder)
        return planning.replanned(
            reminder, self._workdays, preferences, self._clock.now(), leave_past=leave_past, steps=steps
        )

    async def change(
        self,
        series_id: str,
        change: Callable[[Reminder], Reminder | None],
        *,
        leave_past: bool = False,
        patient: bool = False,
    ) -> Reminder | None:
        """Load, change, plan anew and save a reminder; all of it again where somebody else saved meanwhile.

        Returns it as it is stored then; None where it is gone, or ``change`` returned None (it may be called several
        times, and what it raises is raised). Nothing is saved where it returns what it was given and there is nothing
        to plan anew. Raises ConflictError where others are faster again and again; ``patient``: it is tried until
        nobody is.
        """
        tries = 0
        while patient or tries < TRIES:
            tries += 1
            current = await self._reminders.reminder(series_id)
            changed = change(current) if current is not None else None
            if changed is None:
                return None
            planned = await self.replanned(changed, leave_past=leave_past)
            if changed is current and planned == current:
                return planned
            if await self._reminders.save(planned):
                return replace(planned, version=planned.version + 1)
        raise ConflictError

    def duty_of(self, kind: str, *, before: str = "") -> str:
        """The id of the duty that a reminder of a kind stands for, which stood for ``before``; empty where none does.

        What stands for a duty that no meeting meets, or that meetings of this kind do, goes on to."""
        there = self._guide.obligation(before)
        if there is not None and there.kind in {"", kind}:
            return before
        met = self._guide.duty_of(kind)
        return met.id if met else ""

    def adopted(self, reminder: Reminder) -> Reminder:
        """A reminder with the duty of its kind, where it was kept before there were duties."""
        return reminder if reminder.duty else replace(reminder, duty=self.duty_of(reminder.series.kind))

    async def is_wanted(self, delivery: Delivery, reminder: Reminder) -> bool:
        """Whether a reminder still has the notice or step that a delivery is."""
        preferences = await self.counting(reminder.series, reminder.chat_id)
        steps = self._guide.steps(self.adopted(reminder))
        return planning.is_wanted(delivery, reminder, self._workdays, preferences, steps)

    def plan(
        self,
        reminder: Reminder,
        preferences: Preferences | None,
        now: datetime,
        *,
        ahead: timedelta,
        new_id: NewId,
        early: bool = False,
    ) -> Plan:
        """Everything of a reminder that is due until ``now + ahead``, and when to plan again; ``early``: what of it
        may be said before it is due goes at once. ``preferences`` are those that its chat set, if any. What is planned
        for people to answer is not said where nobody is asked (:meth:`is_wanted`), and so never stands for anything
        else."""
        steps = self._guide.steps(self.adopted(reminder))
        preferences = preferences or self._default
        asking = _asking(reminder.series, reminder.chat_id, preferences)
        apart = None if asking is preferences else TO_ANSWER
        return planning.plan(
            reminder,
            self._workdays,
            asking,
            now,
            ahead=ahead,
            new_id=new_id,
            steps=steps,
            apart=apart,
            early=early,
        )


def _asking(series: Series, chat_id: int, preferences: Preferences) -> Preferences:
    """The preferences that count for a series where people are asked who comes; the same where nothing changes."""
    if series.leads or preferences.leads or not may_ask(series.kind, chat_id):
        return preferences
    return replace(preferences, leads=(TO_ANSWER,))
