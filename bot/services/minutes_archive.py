"""Meetings and their minutes found again: by month, year or words, and a year at a glance."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock
from bot.domain.habits import DEFAULT_HABITS
from bot.domain.meeting import Meeting, State
from bot.domain.minutes import Minutes
from bot.domain.occurrences import Occurrence, find, occurrences
from bot.domain.reminder import Reminder
from bot.domain.roles import Action, Actor
from bot.domain.walltime import instant, wall_clock
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.guide import Guide
from bot.services.minutes_query import A_YEAR, Query, Sought, days_of_year, read_query
from bot.services.opening import in_chat
from bot.services.planner import Planner
from bot.services.ports import Stores

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""Before anything that is kept."""

SOON = timedelta(days=31)
"""How long before minutes are deleted by the setting of a chat it is said."""

_MOST_UNOPENED = 400
"""Occurrences of one reminder in a year that are looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting with its latest minutes."""

    meeting: Meeting
    """Of version 0 where it is known by its rule only."""
    minutes: Minutes | None
    kind_name: str
    to_come: bool = False

    @property
    def is_filed(self) -> bool:
        """Whether its minutes are filed; a correction that was begun does not change that."""
        return self.minutes is not None and (self.minutes.filed_at is not None or self.minutes.revision > 1)

    @property
    def was_held(self) -> bool:
        """Whether somebody said that it was held."""
        return self.is_filed or self.meeting.state is State.HELD

    @property
    def has_draft(self) -> bool:
        """Whether somebody began to write, and nothing is filed."""
        return self.minutes is not None and not self.is_filed

    @property
    def is_due(self) -> bool:
        """Whether it is a duty that is no meeting, is past, and nobody said what became of it."""
        return not self.meeting.kind and not self.to_come and self.meeting.state is State.OPEN

    @property
    def lacks_minutes(self) -> bool:
        """Whether it is a meeting that is past, and nobody wrote anything of it or said that it was not held."""
        not_held = self.meeting.state is State.NOT_HELD
        return bool(self.meeting.kind) and not self.to_come and self.minutes is None and not not_held


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked for, and what is there."""

    chat_id: int
    query: Query
    entries: tuple[Entry, ...]
    """Those without minutes first, the latest first."""
    year: int
    """The year of today."""
    going: "Going"
    """What is deleted by the setting of the chat."""


@dataclass(frozen=True, slots=True)
class Year:
    """The meetings of a year."""

    chat_id: int
    year: int
    entries: tuple[Entry, ...]
    """Earliest first; what is to come, last."""
    this_year: int
    going: "Going"
    """What is deleted by the setting of the chat."""


@dataclass(frozen=True, slots=True)
class Going:
    """What is deleted since the chat keeps minutes for a time only."""

    keeps: timedelta | None = None
    """For how long; None: until somebody deletes them."""
    before: date | None = None
    """The day before which everything is deleted by now, where that lies in what was asked for."""
    soon: tuple[Meeting, ...] = ()
    """The meetings with minutes that are deleted within ``SOON``, earliest first."""


class Archive:
    """The meetings of a chat. Whoever may not run them gets NotAllowedError; buttons that were brought into another
    chat give OutdatedError."""

    def __init__(
        self,
        stores: Stores,
        access: Access,
        planner: Planner,
        guide: Guide,
        workdays: Workdays,
        *,
        clock: Clock,
        filled: Callable[[Meeting, Minutes], Awaitable[Minutes]],
    ) -> None:
        """``filled`` gives what was left out of a draft that was kept before its meeting."""
        self._stores = stores
        self._access = access
        self._planner = planner
        self._guide = guide
        self._workdays = workdays
        self._clock = clock
        self._filled = filled

    async def find(self, actor: Actor, chat_id: int, typed: str) -> Found:
        """The meetings that somebody looks for: nothing typed, those of the last twelve months."""
        zone = await self._zone(actor, chat_id)
        today = wall_clock(self._clock.now(), zone).date()
        query = read_query(typed, today)
        since = _begin(query.since, zone) if query.since else _BEGINNING
        if not query.code:
            since = self._clock.now() - A_YEAR
        until = min(self._clock.now(), _begin(query.before, zone)) if query.before else self._clock.now()
        entries = await self._entries(chat_id, since, until)
        listed = [each for each in entries if _is_listed(each) and _is_sought(each, query.sought)]
        kept = [each for each in listed if _matches(each, query.words)]
        kept.sort(key=lambda each: (not each.lacks_minutes, -each.meeting.starts_at.timestamp()))
        return Found(chat_id, query, tuple(kept), today.year, await self._going(chat_id, since, zone))

    async def year(self, actor: Actor, chat_id: int, year: int) -> Year:
        """Every meeting and duty of a year, those to come included. Raises ValueError for years that are none."""
        zone = await self._zone(actor, chat_id)
        since, until = (_begin(day, zone) for day in days_of_year(year))
        now = self._clock.now()
        past = await self._entries(chat_id, since, min(until, now)) if since < now else []
        coming = await self._coming(chat_id, max(since, now), until) if until > now else []
        going = await self._going(chat_id, since, zone)
        return Year(chat_id, year, (*past, *coming), wall_clock(now, zone).year, going)

    async def this_year(self, actor: Actor, chat_id: int) -> int:
        """The year of today."""
        return wall_clock(self._clock.now(), await self._zone(actor, chat_id)).year

    async def meetings_of_year(self, actor: Actor, chat_id: int, year: int) -> tuple[Entry, ...]:
        """The meetings of a year that began or have minutes, earliest first; also such as were not held."""
        entries = (await self.year(actor, chat_id, year)).entries
        return tuple(each for each in entries if each.minutes or (each.meeting.kind and not each.to_come))

    # ---- how

    async def _zone(self, actor: Actor, chat_id: int) -> ZoneInfo:
        await self._access.require(in_chat(actor, chat_id), Action.MANAGE_MEETINGS)
        return ZoneInfo((await self._planner.preferences(chat_id)).zone)

    async def _going(self, chat_id: int, since: datetime, zone: ZoneInfo) -> Going:
        """What is deleted by the setting of a chat, where ``since`` is the beginning of what was asked for."""
        keeps = (await self._stores.habits.habits(chat_id) or DEFAULT_HABITS).keeps
        if keeps is None:
            return Going()
        kept_since = self._clock.now() - keeps
        old = await self._stores.meetings.of_chat(chat_id, _BEGINNING, kept_since + SOON)
        written = await self._stores.minutes.latest_of([each.id for each in old])
        before = wall_clock(kept_since, zone).date() if since < kept_since else None
        return Going(keeps, before, tuple(each for each in old if each.id in written))

    async def _entries(self, chat_id: int, since: datetime, until: datetime) -> list[Entry]:
        """What took place, or was to, from ``since`` to before ``until``, earliest first."""
        reminders = {each.series.id: each for each in await self._stores.reminders.of_chat(chat_id)}
        stored = await self._stores.meetings.of_chat(chat_id, since, until)
        known = {(each.series_id, each.recurrence_id) for each in stored}
        keeps = (await self._stores.habits.habits(chat_id) or DEFAULT_HABITS).keeps
        kept_since = since if keeps is None else max(since, self._clock.now() - keeps)
        meetings = [self._as_it_is(each, reminders.get(each.series_id)) for each in stored]
        meetings += [
            meeting
            for reminder in reminders.values()
            for meeting in self._unopened(reminder, kept_since, until)
            if (meeting.series_id, meeting.recurrence_id) not in known
        ]
        begun = [each for each in meetings if since <= each.starts_at < until]
        kept = await self._stores.minutes.latest_of([each.id for each in begun if each.id])
        minutes = {each.id: await self._filled(each, kept[each.id]) for each in begun if each.id in kept}
        return self._with(sorted(begun, key=lambda each: each.starts_at), minutes)

    async def _coming(self, chat_id: int, since: datetime, until: datetime) -> list[Entry]:
        """What is to come by the calendar."""
        found = [
            meeting
            for reminder in await self._stores.reminders.of_chat(chat_id)
            for meeting in self._by_rule(reminder, since, until)
        ]
        found.sort(key=lambda each: each.starts_at)
        return [replace(each, to_come=True) for each in self._with(found, {})]

    def _with(self, meetings: Iterable[Meeting], minutes: Mapping[str, Minutes]) -> list[Entry]:
        return [Entry(each, minutes.get(each.id), self._guide.name(each.kind)) for each in meetings]

    def _unopened(self, reminder: Reminder, since: datetime, until: datetime) -> Sequence[Meeting]:
        """The occurrences of a reminder since it was set, known by its rule only. ``since`` is not before what the chat
        keeps: what was deleted in time is not missing."""
        return self._by_rule(reminder, max(since, reminder.created_at), until)

    def _by_rule(self, reminder: Reminder, since: datetime, until: datetime) -> Sequence[Meeting]:
        """What a reminder that is a meeting or a duty has from ``since`` to before ``until``."""
        if not (reminder.series.kind or reminder.duty) or since >= until:
            return ()
        last = until - timedelta.resolution
        found = occurrences(reminder.series, self._workdays, since - timedelta.resolution, until=last)
        return [_meeting(reminder, each) for each, _ in zip(found, range(_MOST_UNOPENED), strict=False)]

    def _as_it_is(self, meeting: Meeting, reminder: Reminder | None) -> Meeting:
        """A meeting that nobody confirmed as its series has it now: called off in the end, or moved."""
        if reminder is None or meeting.state is not State.OPEN:
            return meeting
        found = find(reminder.series, self._workdays, meeting.recurrence_id)
        if found is None or found.cancelled:
            return replace(meeting, state=State.NOT_HELD)
        return replace(meeting, starts_at=found.starts_at)


def _meeting(reminder: Reminder, occurrence: Occurrence) -> Meeting:
    """The meeting that an occurrence would be, not opened."""
    series = reminder.series
    return Meeting(
        id="",
        chat_id=reminder.chat_id,
        series_id=series.id,
        recurrence_id=occurrence.recurrence_id,
        starts_at=occurrence.starts_at,
        zone=series.zone,
        kind=series.kind,
        title=series.title,
        venue=reminder.venue,
    )


def _begin(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins."""
    return instant(datetime.combine(day, time()), zone)


def _is_listed(entry: Entry) -> bool:
    """Whether there are minutes of it, or should be."""
    return entry.minutes is not None or entry.lacks_minutes


def _is_sought(entry: Entry, sought: Sought | None) -> bool:
    """Whether the minutes are as they are looked for: missing, or a draft."""
    return {None: True, Sought.MISSING: entry.lacks_minutes, Sought.DRAFT: entry.has_draft}[sought]


def _matches(entry: Entry, words: str) -> bool:
    """Whether each of the words is in the title, the kind or the minutes."""
    if not words:
        return True
    minutes = entry.minutes
    parts = [entry.meeting.title, entry.kind_name, *entry.meeting.topics]
    if minutes is not None:
        parts += [*minutes.topics, minutes.points, *minutes.decisions, minutes.chair, minutes.recorder]
        parts += [f"{item.who} {item.what}" for item in minutes.actions]
    text = "\n".join(parts).lower()
    return all(word in text for word in words.lower().split())
