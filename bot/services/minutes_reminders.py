"""Reminders of who does what until when, set from the minutes with one press."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock
from bot.domain.meeting import Meeting
from bot.domain.minutes import ActionItem, Minutes
from bot.domain.notices import AT_THE_MOMENT
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.domain.series import Series
from bot.domain.walltime import instant
from bot.services.drafted import MAX_SERIES, MAX_TITLE, TooManyError
from bot.services.opening import Opening
from bot.services.planner import Planner
from bot.services.ports import Stores
from intents.timeexpr import Once

AT = time(9)
"""The time of day of such a reminder."""

LEADS = (timedelta(days=1), AT_THE_MOMENT)


@dataclass(frozen=True, slots=True)
class RemindersSet:
    """What one press came to, by action item."""

    made: tuple[ActionItem, ...] = ()
    already: tuple[ActionItem, ...] = ()
    """Set before."""
    past: tuple[ActionItem, ...] = ()
    """Their date is past."""
    undated: tuple[ActionItem, ...] = ()


class ActionReminders:
    """Sets reminders for action items in the calendar of the group of a meeting."""

    def __init__(
        self, stores: Stores, opening: Opening, planner: Planner, clock: Clock, *, on_change: Callable[[], None]
    ) -> None:
        """``on_change`` is called when any was set."""
        self._stores = stores
        self._opening = opening
        self._planner = planner
        self._clock = clock
        self._on_change = on_change

    async def standing(self, meeting: Meeting, minutes: Minutes) -> frozenset[int]:
        """The places of the action items for which a reminder is in the calendar."""
        if not any(item.until for item in minutes.actions):
            return frozenset()
        there = {each.series.id for each in await self._stores.reminders.of_chat(meeting.chat_id)}
        ids = (item.series_id or series_id_of(meeting, item) for item in minutes.actions)
        return frozenset(place for place, each in enumerate(ids) if each in there)

    async def set(self, actor: Actor, meeting_id: str, *, name: str) -> RemindersSet:
        """Set one for each item that has a date to come and none yet; pressed again, it sets nothing twice.

        Raises NotAllowedError, OutdatedError, TooManyError (then nothing more is set).
        """
        meeting = await self._opening.meeting(actor, meeting_id, Action.MANAGE_MEETINGS)
        await self._opening.meeting(actor, meeting_id, Action.MANAGE_CALENDAR)
        minutes = await self._stores.minutes.latest(meeting_id)
        actions = minutes.actions if minutes is not None else ()
        made: list[ActionItem] = []
        already: list[ActionItem] = []
        past: list[ActionItem] = []
        for item in actions:
            if item.until is None:
                continue
            if await self._is_set(meeting, item):
                already.append(item)
            elif instant(datetime.combine(item.until, AT), ZoneInfo(meeting.zone)) <= self._clock.now():
                past.append(item)
            else:
                new = await self._save(meeting, item, actor, name)
                (made if new else already).append(item)
        if made:
            self._on_change()
        await self._remember(meeting)
        undated = tuple(each for each in actions if each.until is None)
        return RemindersSet(tuple(made), tuple(already), tuple(past), undated)

    async def _is_set(self, meeting: Meeting, item: ActionItem) -> bool:
        reminder = await self._stores.reminders.reminder(item.series_id or series_id_of(meeting, item))
        return reminder is not None and reminder.chat_id == meeting.chat_id

    async def _save(self, meeting: Meeting, item: ActionItem, actor: Actor, name: str) -> bool:
        """Keep the reminder of an item. Returns whether it is new."""
        going_on = await self._stores.reminders.of_chat(meeting.chat_id)
        if sum(each.next_due_at is not None or each.suspended or each.series.paused for each in going_on) >= MAX_SERIES:
            raise TooManyError
        of_meeting = next((each for each in going_on if each.series.id == meeting.series_id), None)
        now = self._clock.now()
        reminder = Reminder(
            series=_series(meeting, item),
            chat_id=meeting.chat_id,
            thread_id=of_meeting.thread_id if of_meeting else None,
            organizer_id=actor.user_id,
            organizer_name=name,
            created_at=now,
            planned_until=now,
            next_due_at=None,
        )
        return await self._stores.reminders.save(await self._planner.replanned(reminder))

    async def _remember(self, meeting: Meeting) -> None:
        """Note in a draft which reminder an item has. What is filed stays as it is: ids tell it as well. Where
        somebody is writing at this moment, the next press notes it."""
        minutes = await self._stores.minutes.latest(meeting.id)
        if minutes is None or minutes.filed_at is not None:
            return
        places = await self.standing(meeting, minutes)
        actions = tuple(
            replace(item, series_id=item.series_id or series_id_of(meeting, item)) if place in places else item
            for place, item in enumerate(minutes.actions)
        )
        if actions != minutes.actions:
            await self._stores.minutes.save(replace(minutes, actions=actions))


def series_id_of(meeting: Meeting, item: ActionItem) -> str:
    """The id of the reminder of an action item: the same whoever sets it, so that no two are set."""
    said = "\n".join((meeting.id, item.who, item.what, item.until.isoformat() if item.until else ""))
    return base64.urlsafe_b64encode(hashlib.blake2s(said.encode(), digest_size=8).digest()).decode().rstrip("=")


def title_of(item: ActionItem) -> str:
    """What a reminder of an action item is called."""
    said = f"{item.who}：{item.what}" if item.who else item.what
    return said if len(said) <= MAX_TITLE else f"{said[: MAX_TITLE - 1]}…"


def _series(meeting: Meeting, item: ActionItem) -> Series:
    if item.until is None:
        raise ValueError("no date")
    return Series(
        id=series_id_of(meeting, item),
        title=title_of(item),
        kind="",
        rule=Once((datetime.combine(item.until, AT),)),
        times=(),
        start=item.until,
        zone=meeting.zone,
        leads=LEADS,
    )
