"""Reminders of who does what until when, set from the minutes with one press: one for each meeting and day.

Which reminders are those of a meeting their ids tell: they are made of the meeting and the day. What was corrected or
deleted is therefore found again, and put right in the same press.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock
from bot.domain.meeting import Meeting
from bot.domain.minute_taking import called
from bot.domain.minutes import ActionItem, Minutes
from bot.domain.notices import AT_THE_MOMENT
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.domain.series import Series
from bot.domain.walltime import instant, wall_clock
from bot.domain.workdays import Workdays
from bot.services.drafted import MAX_SERIES, MAX_TITLE, TooManyError
from bot.services.opening import Opening
from bot.services.planner import Planner
from bot.services.ports import Stores
from intents.timeexpr import Once

AT = time(9)
"""The time of day of such a reminder."""

MOST_SAID, LEAST_SAID = 60, 12
"""Characters of one item in the title of a reminder: as many as there is room for."""

_DUE, _MORE = "任务到期：", "等{count}项"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the calendar of the action items of a meeting."""

    reminded: frozenset[int] = frozenset()
    """The items, by place, that a reminder to come names."""
    stale: int = 0
    """Reminders to come that say something else than the items do."""
    count: int = 0
    """Reminders to come, stale ones included."""


@dataclass(frozen=True, slots=True)
class RemindersSet:
    """What one press came to, by action item."""

    made: tuple[ActionItem, ...] = ()
    already: tuple[ActionItem, ...] = ()
    """Set before."""
    today: tuple[ActionItem, ...] = ()
    """They are due today, and it is too late for a reminder."""
    past: tuple[ActionItem, ...] = ()
    """Their date is past."""
    undated: tuple[ActionItem, ...] = ()
    changed: int = 0
    """Reminders that say something else now."""
    stopped: int = 0
    """Reminders that were taken out: nothing is due on their day any more."""


class ActionReminders:
    """Sets reminders for action items in the calendar of the group of a meeting."""

    def __init__(
        self,
        stores: Stores,
        opening: Opening,
        planner: Planner,
        workdays: Workdays,
        clock: Clock,
        *,
        on_change: Callable[[], None],
    ) -> None:
        """``on_change`` is called when any was set, changed or stopped."""
        self._stores = stores
        self._opening = opening
        self._planner = planner
        self._workdays = workdays
        self._clock = clock
        self._on_change = on_change

    async def standing(self, meeting: Meeting, minutes: Minutes | None) -> Standing:
        """What is in the calendar, and whether it still says what the items do."""
        actions = minutes.actions if minutes is not None else ()
        there = await self._of_meeting(meeting)
        wanted = self._wanted(meeting, actions)
        titles = {day: _title(meeting, day, [actions[place] for place in places]) for day, places in wanted.items()}
        right = {day for day, title in titles.items() if day in there and there[day].series.title == title}
        return Standing(
            reminded=frozenset(place for day in right for place in wanted[day]),
            stale=len(set(there) - right),
            count=len(there),
        )

    async def set(self, actor: Actor, meeting_id: str, *, name: str) -> RemindersSet:
        """Set one for each day to come on which something is due; what stands for this meeting and is not so any more
        is changed or stopped. Pressed again, it does nothing twice.

        Raises NotAllowedError, OutdatedError, TooManyError (then nothing more is set).
        """
        meeting = await self._opening.meeting(actor, meeting_id, Action.MANAGE_MEETINGS)
        await self._opening.meeting(actor, meeting_id, Action.MANAGE_CALENDAR)
        minutes = await self._stores.minutes.latest(meeting_id)
        actions = minutes.actions if minutes is not None else ()
        there, wanted = await self._of_meeting(meeting), self._wanted(meeting, actions)
        before = (await self.standing(meeting, minutes)).reminded
        changed = [day for day in wanted if day in there]
        done = [await self._rename(there[day], meeting, day, [actions[at] for at in wanted[day]]) for day in changed]
        stopped = [await self._stop(each) for day, each in there.items() if day not in wanted]
        made: list[int] = []
        try:
            for day, places in wanted.items():
                if day not in there:
                    items = [actions[place] for place in places]
                    made += places if await self._save(meeting, day, items, actor, name) else ()
        finally:
            if made or any(done) or any(stopped):
                self._on_change()
        await self._remember(meeting)
        today = wall_clock(self._clock.now(), ZoneInfo(meeting.zone)).date()
        planned = {place for places in wanted.values() for place in places}
        late = [item for place, item in enumerate(actions) if item.until and place not in planned]
        added = {place for day in changed for place in wanted[day] if place not in before}
        return RemindersSet(
            made=tuple(actions[place] for place in sorted({*made, *added})),
            already=tuple(actions[place] for place in sorted(planned - {*made, *added})),
            today=tuple(item for item in late if item.until == today),
            past=tuple(item for item in late if item.until != today),
            undated=tuple(item for item in actions if item.until is None),
            changed=sum(done),
            stopped=sum(stopped),
        )

    async def follow(self, actor: Actor, meeting_id: str, *, name: str) -> RemindersSet | None:
        """Put right what stands in the calendar after the minutes were changed; None where there is nothing to put
        right. Where nobody ever set a reminder, none is set."""
        meeting = await self._opening.meeting(actor, meeting_id, Action.MANAGE_MEETINGS)
        standing = await self.standing(meeting, await self._stores.minutes.latest(meeting_id))
        return await self.set(actor, meeting_id, name=name) if standing.stale else None

    async def stop(self, meeting: Meeting) -> int:
        """Stop all of a meeting that is deleted. Returns how many. Whoever calls this has checked who may."""
        stopped = [await self._stop(each) for each in (await self._of_meeting(meeting)).values()]
        if any(stopped):
            self._on_change()
        return sum(stopped)

    # ---- how

    async def _of_meeting(self, meeting: Meeting) -> Mapping[date, Reminder]:
        """The reminders of a meeting that are to come, by day."""
        going_on = await self._stores.reminders.of_chat(meeting.chat_id)
        own = [each for each in going_on if each.series.id == series_id_of(meeting, each.series.start)]
        return {each.series.start: each for each in own if self._is_to_come(meeting, each.series.start)}

    def _is_to_come(self, meeting: Meeting, day: date) -> bool:
        return instant(datetime.combine(day, AT), ZoneInfo(meeting.zone)) > self._clock.now()

    def _wanted(self, meeting: Meeting, actions: Sequence[ActionItem]) -> dict[date, list[int]]:
        """The days to come on which to remind, earliest first, with the items by place."""
        found: dict[date, list[int]] = {}
        for place, item in enumerate(actions):
            if item.until is not None and self._is_to_come(meeting, day := self._day_for(meeting, item.until)):
                found.setdefault(day, []).append(place)
        return dict(sorted(found.items()))

    def _day_for(self, meeting: Meeting, until: date) -> date:
        """The day itself, or the last day of work before it where it is a day off and that is not past."""
        before = self._workdays.previous_workday(until).date
        return until if self._workdays.is_workday(until) or not self._is_to_come(meeting, before) else before

    async def _rename(self, reminder: Reminder, meeting: Meeting, day: date, items: Sequence[ActionItem]) -> bool:
        """Let a reminder name these items. Returns whether it did not."""
        title = _title(meeting, day, items)
        if reminder.series.title == title:
            return False

        def renamed(current: Reminder) -> Reminder:
            return replace(current, series=replace(current.series, title=title))

        return await self._planner.change(reminder.series.id, renamed) is not None

    async def _stop(self, reminder: Reminder) -> bool:
        """Take a reminder out, again where somebody else changed it meanwhile. Returns whether it was there."""
        current: Reminder | None = reminder
        while current is not None and not await self._stores.reminders.delete(current.series.id, current.version):
            current = await self._stores.reminders.reminder(reminder.series.id)
        return current is not None

    async def _save(self, meeting: Meeting, day: date, items: Sequence[ActionItem], actor: Actor, name: str) -> bool:
        """Keep the reminder of a day. Returns whether it is new."""
        going_on = await self._stores.reminders.of_chat(meeting.chat_id)
        if sum(each.next_due_at is not None or each.suspended or each.series.paused for each in going_on) >= MAX_SERIES:
            raise TooManyError
        of_meeting = next((each for each in going_on if each.series.id == meeting.series_id), None)
        now = self._clock.now()
        before = self._workdays.previous_workday(day).date
        series = Series(
            id=series_id_of(meeting, day),
            title=_title(meeting, day, items),
            kind="",
            rule=Once((datetime.combine(day, AT),)),
            times=(),
            start=day,
            zone=meeting.zone,
            leads=(max(day - before, timedelta(days=1)), AT_THE_MOMENT),
        )
        reminder = Reminder(
            series=series,
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
        there = await self._of_meeting(meeting)
        wanted = self._wanted(meeting, minutes.actions)
        ids = {place: series_id_of(meeting, day) for day, places in wanted.items() if day in there for place in places}
        actions = tuple(replace(item, series_id=ids.get(place, "")) for place, item in enumerate(minutes.actions))
        if actions != minutes.actions:
            await self._stores.minutes.save(replace(minutes, actions=actions))


def series_id_of(meeting: Meeting, day: date) -> str:
    """The id of the reminder of what is due on a day: the same whoever sets it, so that no two are set."""
    said = f"{meeting.id}\n{day.isoformat()}"
    return base64.urlsafe_b64encode(hashlib.blake2s(said.encode(), digest_size=8).digest()).decode().rstrip("=")


def say_item(item: ActionItem, most: int) -> str:
    """Who does what; a sentence that names them says it itself."""
    named = all(name in item.what for name in item.who.split("、"))
    said = item.what if named else f"{item.who}：{item.what}"
    return said if len(said) <= most else f"{said[: most - 1]}…"


def _title(meeting: Meeting, day: date, items: Sequence[ActionItem]) -> str:
    """What a reminder is called: 任务到期：小王：交材料（3月10日党小组会）. An item that is due later than the reminder
    comes says when; where not all have room, how many there are."""
    held = wall_clock(meeting.starts_at, ZoneInfo(meeting.zone))
    of = f"（{held.month}月{held.day}日{_cut(called(meeting), 30)}）"
    room = MAX_TITLE - len(_DUE) - len(of)
    each = max(LEAST_SAID, min(MOST_SAID, room // len(items) - len("；（12月31日到期）")))
    parts = [say_item(item, each) + _until(item, day) for item in items]
    said = "；".join(parts)
    while len(said) > room and len(parts) > 1:
        parts.pop()
        said = "；".join(parts) + _MORE.format(count=len(items))
    return f"{_DUE}{said}{of}"


def _until(item: ActionItem, day: date) -> str:
    if item.until is None or item.until == day:
        return ""
    return f"（{item.until.month}月{item.until.day}日到期）"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
