"""The duties that the documents state: which a group has taken on, and which were not met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock
from bot.domain.meeting import Meeting, State
from bot.domain.minutes import Minutes
from bot.domain.occurrences import Occurrence, find, occurrences
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.domain.series import Series
from bot.domain.walltime import instant, wall_clock
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.guide import MONTHS, Guide
from bot.services.ports import Stores
from intents.timeexpr.rules import Once
from knowledge.models import Obligation


@dataclass(frozen=True, slots=True)
class Unmet:
    """A duty that was not met in a period, as far as anybody wrote it down."""

    obligation: Obligation
    first: date
    """The first day of the period."""
    after: date
    """The first day after it."""
    held: int
    """Meetings of that kind in the period that took place; for a duty that is no meeting, how often it was done."""
    recorded: int
    """Of these, those whose minutes are filed; always 0 for a duty that is no meeting."""
    coming: datetime | None
    """When the next one that is still to come in the period begins."""
    today: date
    """The day on which it is looked at, in the zone of the reminder."""
    cancelled: int = 0
    """How many that stood in the calendar for the period were cancelled, or not held."""
    meeting_id: str = ""
    """The latest meeting that began and has no minutes filed, or is not marked as done; empty where none is kept."""
    drafts: int = 0
    """Of those that took place, how many have a draft of minutes that was never filed."""
    meeting_has_draft: bool = False
    """Whether ``meeting_id`` is one of these."""
    occurrence: tuple[str, datetime] | None = None
    """Series and recurrence id of the latest date that passed without a word; None where there is none."""

    @property
    def past(self) -> bool:
        """Whether the period is over."""
        return self.today >= self.after


@dataclass(frozen=True, slots=True)
class Preset:
    """A duty that the documents state, and the reminder that stands for it in a calendar."""

    obligation: Obligation
    reminder: Reminder | None
    """None where none does, or none that still has a date to come."""
    coming: datetime | None
    """When it takes place next; None where it is paused, or there is no reminder."""


class Duties:
    """The duties of groups. Who may not manage the calendar gets NotAllowedError where an actor is given."""

    def __init__(self, stores: Stores, access: Access, guide: Guide, workdays: Workdays, clock: Clock) -> None:
        self._stores = stores
        self._access = access
        self._guide = guide
        self._workdays = workdays
        self._clock = clock

    async def presets(self, actor: Actor) -> tuple[Preset, ...]:
        """Every duty that the documents state, those of documents that bind today first. Raises NotAllowedError."""
        await self._access.require(actor, Action.MANAGE_CALENDAR)
        reminders = await self._stores.reminders.of_chat(actor.chat_id)
        found = [self._preset(obligation, reminders) for obligation in self._guide.base.obligations]
        return tuple(sorted(found, key=lambda preset: preset.obligation.off_by_default))

    async def preset(self, actor: Actor, obligation: Obligation) -> Preset:
        """One of them. Raises NotAllowedError."""
        await self._access.require(actor, Action.MANAGE_CALENDAR)
        return self._preset(obligation, await self._stores.reminders.of_chat(actor.chat_id))

    async def unmet(self, reminder: Reminder, period_start: datetime, now: datetime) -> Unmet | None:
        """What is missing of the duty that a reminder stands for, in the period that begins at ``period_start``
        (aware); None where nothing is, or it stands for none.

        A duty that is a meeting is met by meetings of that kind in the same chat whose minutes are filed, another by
        occurrences of the reminder itself that are marked as done.
        """
        duty = self._guide.obligation(reminder.duty)
        if duty is None:
            return None
        zone = reminder.series.zone_info
        first, after = period(wall_clock(period_start, zone).date(), MONTHS[duty.every])
        since, until = _midnight(first, zone), _midnight(after, zone)
        together = await self._together(reminder, duty)
        kept, minutes = await self._kept(together, duty, since, until)
        meetings = [meeting for meeting in kept if meeting.starts_at <= now]
        held = [meeting for meeting in meetings if _was_held(meeting, minutes)]
        recorded = [meeting for meeting in held if _is_recorded(meeting, minutes)]
        if len(recorded if duty.kind else held) >= duty.times:
            return None
        dates = self._dates(together, since, until)
        done = recorded if duty.kind else held
        gone = [each for each in kept if each not in held and self._is_off(each, together)]
        off = {(each.series_id, each.recurrence_id) for each in gone}
        open_ = [each for each in meetings if each not in gone and each not in done]
        said = {(each.series_id, each.recurrence_id) for each in meetings}
        passed = [each for each in dates if each.starts_at <= now and not each.cancelled and _key(each) not in said]
        coming = [each for each in dates if each.starts_at > now and not each.cancelled]
        return Unmet(
            duty,
            first,
            after,
            held=len(held),
            recorded=len(recorded) if duty.kind else 0,
            coming=coming[0].starts_at if coming else None,
            today=wall_clock(now, zone).date(),
            cancelled=len(off | {_key(each) for each in dates if each.cancelled}),
            meeting_id=open_[-1].id if open_ else "",
            drafts=sum(each.id in minutes for each in held if each not in recorded),
            meeting_has_draft=bool(open_) and open_[-1].id in minutes,
            occurrence=_key(passed[-1]) if passed else None,
        )

    async def _together(self, reminder: Reminder, duty: Obligation) -> list[Reminder]:
        """What may meet a duty: all of its kind, or what stands for it, before and after a change."""
        of_chat = await self._stores.reminders.of_chat(reminder.chat_id)
        others = [each for each in of_chat if each.series.id != reminder.series.id and _may_meet(each, duty)]
        return [reminder, *others]

    async def _kept(
        self, together: Sequence[Reminder], duty: Obligation, since: datetime, until: datetime
    ) -> tuple[list[Meeting], Mapping[str, Minutes]]:
        """The meetings of a period that are kept and may meet a duty, with their latest minutes; those that are at
        another time by now are left out."""
        ids = {each.series.id for each in together}
        every = [
            meeting
            for meeting in await self._stores.meetings.of_chat(together[0].chat_id, since, until)
            if (meeting.kind == duty.kind if duty.kind else meeting.series_id in ids)
        ]
        minutes = await self._stores.minutes.latest_of([meeting.id for meeting in every])
        kept = [each for each in every if _was_held(each, minutes) or not self._is_elsewhere(each, together)]
        return kept, minutes

    def _is_off(self, meeting: Meeting, reminders: Sequence[Reminder]) -> bool:
        """Whether a meeting that is kept was not held: somebody said so, it was cancelled, or its series has it no
        more. Of what was deleted nobody knows."""
        if meeting.state is State.NOT_HELD:
            return True
        series = _series_of(meeting, reminders)
        found = find(series, self._workdays, meeting.recurrence_id) if series else None
        return series is not None and (found is None or found.cancelled)

    def _is_elsewhere(self, meeting: Meeting, reminders: Sequence[Reminder]) -> bool:
        """Whether a meeting is at another time by now than was kept."""
        series = _series_of(meeting, reminders)
        found = find(series, self._workdays, meeting.recurrence_id) if series else None
        return found is not None and found.starts_at != meeting.starts_at

    def _dates(self, reminders: Sequence[Reminder], since: datetime, until: datetime) -> list[Occurrence]:
        """What stands in the calendar for a period, cancelled ones included, in order."""
        before, end = since - timedelta.resolution, until - timedelta.resolution
        dates = [
            found
            for each in reminders
            for found in occurrences(each.series, self._workdays, before, until=end, cancelled=True)
        ]
        return sorted(dates, key=lambda each: each.starts_at)

    def _preset(self, obligation: Obligation, reminders: Sequence[Reminder]) -> Preset:
        now = self._clock.now()
        recurring = [each for each in reminders if not isinstance(each.series.rule, Once)]
        standing = [each for each in recurring if _may_meet(each, obligation)]
        for each in standing:
            following = next(occurrences(each.series, self._workdays, now), None)
            if following is not None:
                return Preset(obligation, each, following.starts_at)
        paused = next((each for each in standing if each.series.paused), None)
        return Preset(obligation, paused, None)


def period(day: date, months: int) -> tuple[date, date]:
    """The first day of the period of so many months (1, 3, 6, 12) that a day falls into, and the first after it."""
    begins = day.year * 12 + (day.month - 1) // months * months
    return _first_of(begins), _first_of(begins + months)


def _first_of(month: int) -> date:
    """The first day of a month, counted from the beginning of years on."""
    return date(month // 12, month % 12 + 1, 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, time()), zone)


def _may_meet(reminder: Reminder, duty: Obligation) -> bool:
    """Whether what stands in a calendar is what a duty asks for."""
    return reminder.duty == duty.id or (duty.kind != "" and reminder.series.kind == duty.kind)


def _was_held(meeting: Meeting, minutes: Mapping[str, Minutes]) -> bool:
    """Whether anybody said that it took place: who takes minutes says so too."""
    return meeting.state is State.HELD or (meeting.state is State.OPEN and meeting.id in minutes)


def _is_recorded(meeting: Meeting, minutes: Mapping[str, Minutes]) -> bool:
    """Whether minutes are filed: a later revision, though a draft, corrects one that is."""
    found = minutes.get(meeting.id)
    return found is not None and (found.filed_at is not None or found.revision > 1)


def _series_of(meeting: Meeting, reminders: Sequence[Reminder]) -> Series | None:
    return next((each.series for each in reminders if each.series.id == meeting.series_id), None)


def _key(occurrence: Occurrence) -> tuple[str, datetime]:
    return occurrence.series_id, occurrence.recurrence_id
