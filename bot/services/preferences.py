"""How a chat wants its calendar to behave: read, and changed by those who manage it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.errors import UserError
from bot.domain.notices import QuietHours
from bot.domain.preferences import Preferences
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.domain.series import DayOffPolicy
from bot.services.access import Access
from bot.services.planner import Planner
from bot.services.ports import PreferencesStore, ReminderStore
from bot.services.preference_words import LONGEST_LEAD

MOST_LEADS = 8
"""Default lead times of a chat: more would be no notice but noise."""

LEAST_AWAKE = timedelta(hours=1)
"""What quiet hours leave of a day at least."""


class Unfit(StrEnum):
    """Why a setting cannot be kept."""

    ZONE = "zone"
    """There is no such zone."""
    QUIET = "quiet"
    """The quiet hours leave less than ``LEAST_AWAKE``."""
    LEAD = "lead"
    """A lead time is not between a minute and ``LONGEST_LEAD``."""
    LEADS = "leads"
    """More than ``MOST_LEADS`` lead times."""


class UnfitError(UserError):
    """A setting cannot be kept; nothing was changed."""

    def __init__(self, reason: Unfit) -> None:
        self.reason = reason
        super().__init__(reason.value)


class Fields(TypedDict, total=False):
    """What is to change; the rest stays."""

    zone: str
    quiet: QuietHours | None
    leads: tuple[timedelta, ...]
    policy: DayOffPolicy


class PreferencesService:
    """The preferences of the actor's chat."""

    def __init__(
        self,
        preferences: PreferencesStore,
        reminders: ReminderStore,
        access: Access,
        planner: Planner,
        *,
        on_change: Callable[[], None],
    ) -> None:
        """``on_change`` is called after every change."""
        self._preferences = preferences
        self._reminders = reminders
        self._access = access
        self._planner = planner
        self._on_change = on_change

    async def get(self, actor: Actor) -> Preferences:
        """Those of the actor's chat. Raises NotAllowedError."""
        await self._access.require(actor, Action.SEE_CALENDAR)
        return await self._planner.preferences(actor.chat_id)

    async def change(self, actor: Actor, **fields: Unpack[Fields]) -> Preferences:
        """Change some of them, and plan the reminders of the chat anew where they are due at other times now.

        Returns them as they are now. Raises NotAllowedError, and UnfitError where nothing is changed.
        """
        await self._access.require(actor, Action.MANAGE_CALENDAR)
        before = await self.get(actor)
        after = _fit(replace(before, **fields))
        if after != before:
            await self._preferences.save(actor.chat_id, after)
        if {"quiet", "leads"} & set(fields):  # also where they are the same: who failed halfway tries again like this
            for reminder in await self._reminders.of_chat(actor.chat_id):
                await self._replan(reminder)
        self._on_change()
        return after

    async def set_lead(self, actor: Actor, lead: timedelta, *, wanted: bool) -> Preferences:
        """Have or not have one default lead time, the others left as they are. Raises as :meth:`change` does."""
        leads = set((await self.get(actor)).leads) - {lead}
        return await self.change(actor, leads=(*leads, lead) if wanted else tuple(leads))

    async def _replan(self, reminder: Reminder) -> None:
        """Plan anew and save, unless it is in another calendar by now."""

        def same(current: Reminder) -> Reminder | None:
            return current if current.chat_id == reminder.chat_id else None

        await self._planner.change(reminder.series.id, same, patient=True)


def _fit(preferences: Preferences) -> Preferences:
    """The preferences in order. Raises UnfitError."""
    try:
        ZoneInfo(preferences.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnfitError(Unfit.ZONE) from error
    if preferences.quiet and _awake(preferences.quiet) < LEAST_AWAKE:
        raise UnfitError(Unfit.QUIET)
    leads = sorted(set(preferences.leads), reverse=True)
    if any(not timedelta(minutes=1) <= lead <= LONGEST_LEAD for lead in leads):
        raise UnfitError(Unfit.LEAD)
    if len(leads) > MOST_LEADS:
        raise UnfitError(Unfit.LEADS)
    return replace(preferences, leads=tuple(leads))


def _awake(quiet: QuietHours) -> timedelta:
    """How much of a day quiet hours leave; of the same time twice, nothing."""
    minutes = (quiet.start.hour - quiet.end.hour) * 60 + quiet.start.minute - quiet.end.minute
    return timedelta(minutes=minutes % (24 * 60))
