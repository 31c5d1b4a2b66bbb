"""From a draft to the calendar: what it would come to, and setting it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.domain.clock import Clock
from bot.domain.daysoff import months_lacking
from bot.domain.draft import Draft
from bot.domain.edits import EditError, Split, change_from
from bot.domain.errors import ConflictError, OutdatedError
from bot.domain.notices import AT_THE_MOMENT
from bot.domain.occurrences import Occurrence, find, occurrences
from bot.domain.preferences import Preferences
from bot.domain.preview import first_days_off, next_four
from bot.domain.reminder import Reminder
from bot.domain.series import Series
from bot.domain.steps import may_ask
from bot.domain.walltime import wall_clock
from bot.domain.workdays import Workdays
from bot.services.announcing import Announcing
from bot.services.drafted import MAX_SERIES, AlreadySetError, Card, Confirmed, TooManyError
from bot.services.following import Following
from bot.services.planner import Planner
from bot.services.ports import DraftStore, ReminderStore
from intents.timeexpr.rules import Once

TRIES = 3
"""How often a change is made anew where somebody else was faster."""

DAYS_OFF_SHOWN = 3


class Confirming:
    """Turns complete drafts into reminders. Who may do that is asked by whoever calls."""

    def __init__(
        self,
        drafts: DraftStore,
        reminders: ReminderStore,
        planner: Planner,
        workdays: Workdays,
        clock: Clock,
        *,
        following: Following,
        announcing: Announcing,
        on_change: Callable[[], None],
    ) -> None:
        """``on_change`` is called once something is set."""
        self._following = following
        self._announcing = announcing
        self._drafts = drafts
        self._reminders = reminders
        self._planner = planner
        self._workdays = workdays
        self._clock = clock
        self._on_change = on_change

    async def preferences(self, chat_id: int) -> Preferences:
        """How the calendar of a chat behaves."""
        return await self._planner.preferences(chat_id)

    async def require_room(self, chat_id: int) -> None:
        """Raises TooManyError where the calendar of a chat holds as many reminders as it may. What is over counts no
        more."""
        going_on = [each for each in await self._reminders.of_chat(chat_id) if _goes_on(each)]
        if len(going_on) >= MAX_SERIES:
            raise TooManyError

    async def card(self, draft: Draft, *, cut: bool = False) -> Card:
        """What a draft would come to. Raises EditError, OutdatedError where what it changes is no longer there."""
        if draft.series is None:
            raise OutdatedError
        now = self._clock.now()
        old = await self._old(draft) if draft.replaces else None
        split = self._split(draft, old) if old else None
        series = split.new if split else draft.series
        leads = _leads(series, await self._planner.counting(series, draft.chat_id))
        coming = tuple(next_four(series, self._workdays, now))
        too_early = split is not None and not coming and bool(next_four(draft.series, self._workdays, now))
        return Card(
            draft=draft,
            series=series,
            leads=leads,
            coming=coming,
            late=tuple(lead for lead in leads if coming and coming[0].starts_at - lead <= now),
            days_off=tuple(first_days_off(series, self._workdays, now, DAYS_OFF_SHOWN)),
            lacking=months_lacking(series),
            dropped=split.dropped if split else (),
            cut=cut,
            not_before=wall_clock(draft.recurrence_id, series.zone_info) if too_early and draft.recurrence_id else None,
            unchanged=old is not None and _is_as_before(draft, old),
        )

    async def set(self, draft: Draft) -> Confirmed:
        """Set what a draft comes to; of any number of concurrent callers one does.

        Raises OutdatedError for the others, TooManyError, AlreadySetError, and for a change EditError and
        ConflictError.
        """
        if not draft.replaces:
            await self.require_room(draft.chat_id)
        confirmed = await (self._change(draft) if draft.replaces else self._add(draft))
        self._on_change()
        return confirmed

    async def _add(self, draft: Draft) -> Confirmed:
        if draft.series is None:
            raise OutdatedError
        await self._require_unset(draft)
        preferences = await self.preferences(draft.chat_id)
        reminder = await self._reminder(draft, draft.series, preferences, self._duty(draft, draft.series))
        if not await self._reminders.save(reminder, draft_id=draft.id):
            raise OutdatedError  # it was set already, or thrown away
        return await self._confirmed(reminder, preferences)

    async def _require_unset(self, draft: Draft) -> None:
        """Raises AlreadySetError where a draft is of a duty that something recurring in the calendar stands for, and
        its card is not the one that set it."""
        if not draft.duty or await self._drafts.draft(draft.id, self._clock.now()) is None:
            return
        for each in await self._reminders.of_chat(draft.chat_id):
            same = self._planner.adopted(each).duty == draft.duty and not isinstance(each.series.rule, Once)
            if same and _goes_on(each):
                raise AlreadySetError

    async def _change(self, draft: Draft) -> Confirmed:
        preferences = await self.preferences(draft.chat_id)
        for _ in range(TRIES):
            if await self._drafts.draft(draft.id, self._clock.now()) is None:
                raise OutdatedError
            old = await self._old(draft)
            split = self._split(draft, old)
            ended = await self._planner.replanned(replace(old, series=split.old), preferences=preferences)
            new = await self._reminder(draft, split.new, preferences, self._duty(draft, split.new, old))
            if await self._reminders.save(ended, new, draft_id=draft.id):
                await self._follow(old, self._changed(draft, old), new)
                return replace(await self._confirmed(new, preferences), changed=True, dropped=split.dropped)
        raise ConflictError

    async def _old(self, draft: Draft) -> Reminder:
        """What a draft changes, as it is now."""
        old = await self._reminders.reminder(draft.replaces)
        if old is None or old.chat_id != draft.chat_id:
            raise OutdatedError
        return old

    def _split(self, draft: Draft, old: Reminder) -> Split:
        """What a change makes of the reminder that it changes."""
        if draft.series is None or draft.recurrence_id is None:
            raise OutdatedError
        return change_from(old.series, self._changed(draft, old), draft.series, self._workdays)

    def _changed(self, draft: Draft, old: Reminder) -> Occurrence:
        """The first occurrence that a change is to change."""
        occurrence = find(old.series, self._workdays, draft.recurrence_id) if draft.recurrence_id else None
        if occurrence is None:
            raise EditError("the series does not have it any more")
        return occurrence

    async def _follow(self, old: Reminder, changed: Occurrence, new: Reminder) -> None:
        """What was done about the first changed occurrence goes on, and a chat that was told of it hears of it."""
        now = self._clock.now()
        first = next(occurrences(new.series, self._workdays, now), None)
        kept = await self._following.split(old, changed, new, first, now)
        asks = kept is not None and may_ask(new.series.kind, new.chat_id)
        await self._announcing.split(changed, old, new, first, asks=asks)

    def _duty(self, draft: Draft, series: Series, old: Reminder | None = None) -> str:
        """The duty of what is set: that of what it changes, while the kind stays, or the one that it was made for, or
        that of its kind."""
        if old is not None and old.series.kind == series.kind:
            return old.duty
        return draft.duty or self._planner.duty_of(series.kind, before=old.duty if old else "")

    async def _reminder(self, draft: Draft, series: Series, preferences: Preferences, duty: str) -> Reminder:
        now = self._clock.now()
        reminder = Reminder(
            series=series,
            chat_id=draft.chat_id,
            thread_id=draft.thread_id,
            organizer_id=draft.user_id,
            organizer_name=draft.user_name,
            venue=draft.venue,
            duty=duty,
            created_at=now,
            planned_until=now,
            next_due_at=None,
        )
        return await self._planner.replanned(reminder, preferences=preferences)

    async def _confirmed(self, reminder: Reminder, preferences: Preferences) -> Confirmed:
        coming = next_four(reminder.series, self._workdays, self._clock.now())
        counting = await self._planner.counting(reminder.series, reminder.chat_id, preferences=preferences)
        leads = _leads(reminder.series, counting)
        return Confirmed(reminder, coming[0] if coming else None, changed=False, dropped=(), leads=leads)


def _leads(series: Series, preferences: Preferences) -> tuple[timedelta, ...]:
    """The lead times that count, longest first: its own, else those of its chat."""
    return tuple(sorted(set(series.leads) or {AT_THE_MOMENT, *preferences.leads}, reverse=True))


def _is_as_before(draft: Draft, old: Reminder) -> bool:
    """Whether a draft leaves what it changes as it is."""
    if draft.series is None or draft.venue != old.venue:
        return False
    there = old.series
    same = replace(
        draft.series,
        id=there.id,
        paused=there.paused,
        exceptions=there.exceptions,
        since=there.since,
        ended_before=there.ended_before,
    )
    return same == there


def _goes_on(reminder: Reminder) -> bool:
    """Whether something may still come of a reminder."""
    return reminder.next_due_at is not None or reminder.suspended or reminder.series.paused
