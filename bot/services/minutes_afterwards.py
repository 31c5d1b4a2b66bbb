"""Meetings that were held and that the calendar does not know: said in one sentence, 上周三下午党小组会."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.clock import Clock
from bot.domain.errors import UserError
from bot.domain.identity import NewId
from bot.domain.meeting import OWN_KIND, Meeting
from bot.domain.occurrences import occurrences
from bot.domain.roles import Action, Actor
from bot.domain.tidying import one_line
from bot.domain.walltime import instant
from bot.domain.workdays import Workdays
from bot.services.access import Access
from bot.services.drafted import MAX_TITLE, MAX_VENUE
from bot.services.knowledge import LiveKnowledge
from bot.services.opening import Opening, in_chat
from bot.services.planner import Planner
from bot.services.ports import Stores
from intents.lexicon import Lexicon
from intents.timeexpr import Once, Question, Schedule, read
from intents.timeexpr.numerals import number
from intents.timeexpr.title import kind_of

OWN_SERIES = "minutes-"
"""Begins the series id of a meeting that is in no series."""

NEAR = timedelta(hours=3)
"""How far an hour that was said may be from that of the meeting that is meant."""

LATELY = timedelta(days=183)
"""How long ago a day of last year may be that is said without its year, where this year's is still to come."""

_N = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = re.compile(
    f"(?P<ago>大前天|前天|昨天|昨日|昨晚|今天|今日|今晚)|"
    f"(?P<weeks>上上|上|本|这)?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])|"
    f"(?P<months>上上|上|本|这)个?月(?P<day_of>{_N})[日号]|"
    f"(?:(?P<year>20[0-9]{{2}}|去年|前年|今年)\\s*年?[-/.]?)?(?P<month>{_N})(?:月|[-/.])(?P<day>{_N})[日号]?|"
    f"(?P<alone>{_N})[日号]"
)
_AGO = {"大前天": 3, "前天": 2, "昨天": 1, "昨日": 1, "昨晚": 1, "今天": 0, "今日": 0, "今晚": 0}
_BACK = {"上上": 2, "上": 1, "本": 0, "这": 0}
_YEARS = {"前年": -2, "去年": -1, "今年": 0}
_PARTS = (
    (re.compile("晚上|傍晚|今晚|昨晚|夜"), time(19)),
    (re.compile("中午"), time(12)),
    (re.compile("下午"), time(15)),
)
_MORNING = time(9)


class Untold(StrEnum):
    """Why no meeting could be opened."""

    NO_DAY = "no-day"
    FUTURE = "future"
    YEAR = "year"
    """The day is to come in this year, and long past in the last one: which is meant is to be said."""
    NO_TITLE = "no-title"
    UNCLEAR = "unclear"
    """The hour was not understood."""


class UntoldError(UserError):
    """What was said names no meeting that was held."""

    def __init__(self, reason: Untold) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class Told:
    """A meeting that was held, as somebody said it."""

    at: datetime
    """The wall time."""
    title: str
    kind: str
    venue: str
    with_hour: bool = True
    """Whether an hour was named; else any of that day may be meant."""


class Afterwards:
    """Opens meetings of their own, and those that the calendar does know, where it is they that are meant."""

    def __init__(
        self,
        stores: Stores,
        access: Access,
        planner: Planner,
        knowledge: LiveKnowledge,
        clock: Clock,
        *,
        opening: Opening,
        workdays: Workdays,
        new_id: NewId,
    ) -> None:
        self._stores = stores
        self._access = access
        self._planner = planner
        self._knowledge = knowledge
        self._clock = clock
        self._opening = opening
        self._workdays = workdays
        self._new_id = new_id

    async def open(self, actor: Actor, chat_id: int, said: str) -> Meeting:
        """The meeting that a sentence names; the same one where it was named before, or stands in the calendar.

        Raises NotAllowedError, OutdatedError, UntoldError.
        """
        await self._access.require(in_chat(actor, chat_id), Action.MANAGE_MEETINGS)
        zone = (await self._planner.preferences(chat_id)).zone
        now = self._clock.now()
        told = held(said, now.astimezone(ZoneInfo(zone)), zone, self._knowledge.now.understanding.reader.lexicon)
        at = instant(told.at, ZoneInfo(zone))
        if at > now:
            raise UntoldError(Untold.FUTURE)
        there = await self._there(chat_id, told, at, ZoneInfo(zone))
        if there is not None:
            return there
        meeting_id = self._new_id()
        return await self._stores.meetings.open(
            Meeting(
                id=meeting_id,
                chat_id=chat_id,
                series_id=f"{OWN_SERIES}{meeting_id}",
                recurrence_id=at,
                starts_at=at,
                zone=zone,
                kind=told.kind or OWN_KIND,
                title=told.title,
                venue=told.venue,
            )
        )

    async def _there(self, chat_id: int, told: Told, at: datetime, zone: ZoneInfo) -> Meeting | None:
        """The meeting of that day that is meant, nearest to the time that was said: one that was opened, else one of
        the calendar."""
        begin = instant(datetime.combine(told.at.date(), time()), zone)
        until = min(begin + timedelta(days=1), self._clock.now())

        def is_meant(title: str, kind: str, starts_at: datetime) -> bool:
            same = (bool(told.kind) and kind == told.kind) or _bare(title) == _bare(told.title)
            return same and (not told.with_hour or abs(starts_at - at) <= NEAR)

        opened = await self._stores.meetings.of_chat(chat_id, begin, until)
        found = [each for each in opened if is_meant(each.title, each.kind, each.starts_at)]
        if found:
            return min(found, key=lambda each: abs(each.starts_at - at))
        for reminder in await self._stores.reminders.of_chat(chat_id):
            series = reminder.series
            before = begin - timedelta.resolution
            for each in occurrences(series, self._workdays, before, until=until) if series.kind else ():
                if not each.cancelled and is_meant(series.title, series.kind, each.starts_at):
                    return await self._opening.open(reminder, each.recurrence_id, each.starts_at)
        return None


def _bare(title: str) -> str:
    """A title without the verb in front: 开党小组会 is 党小组会."""
    return re.sub("^(?:召开|开)", "", title)


def held(said: str, local: datetime, zone: str, lexicon: Lexicon) -> Told:
    """What a sentence says of a meeting that was held; ``local`` is now in the zone. Where it names no hour, it is
    9:00, and 15:00 in the afternoon. Raises UntoldError."""
    text = one_line(said)
    found, day = _day(text, local.date())
    part = found[0][-1] if found[0].endswith("晚") else ""
    spelt = f"{day.year}年{day.month}月{day.day}日{'晚上' if part else ''}"
    sentence = f"{text[: found.start()]} {spelt}{text[found.end() :]}"
    reading = read(sentence, datetime.combine(day - timedelta(days=1), time(12), ZoneInfo(zone)), zone, lexicon)
    schedule, at = _settled(reading, day, text)
    title = re.sub("^(?:开了?个?|召开了?|补记)", "", schedule.title).strip(" ，,。的")
    if not title:
        raise UntoldError(Untold.NO_TITLE)
    kind = schedule.kind or kind_of(title, lexicon)
    return Told(at, title[:MAX_TITLE], kind, schedule.venue[:MAX_VENUE], with_hour=isinstance(reading, Schedule))


def _settled(reading: Schedule | Question, day: date, text: str) -> tuple[Schedule, datetime]:
    if isinstance(reading, Schedule):
        if not isinstance(reading.rule, Once) or reading.unread:
            raise UntoldError(Untold.UNCLEAR)
        return reading, reading.rule.moments[0]
    if reading.reason != "no-time" or reading.draft is None or reading.draft.unread:
        raise UntoldError(Untold.UNCLEAR)
    hour = next((at for pattern, at in _PARTS if pattern.search(text)), _MORNING)
    return reading.draft, datetime.combine(day, hour)


def _day(text: str, today: date) -> tuple[re.Match[str], date]:
    """The first day that is named, which is today or past."""
    future = False
    for found in _DAY.finditer(text):
        try:
            day = _meant(found, today)
        except ValueError:  # 2月30日
            continue
        if day is not None and day <= today:
            return found, day
        future = True
    raise UntoldError(Untold.FUTURE if future else Untold.NO_DAY)


def _meant(found: re.Match[str], today: date) -> date | None:
    if found["ago"]:
        return today - timedelta(days=_AGO[found["ago"]])
    if found["weekday"]:
        return _weekday("一二三四五六日".index(found["weekday"].replace("天", "日")), found["weeks"], today)
    if found["months"]:
        first = _month_back(today.replace(day=1), _BACK[found["months"]])
        return first.replace(day=number(found["day_of"]) or 0)
    if found["alone"]:
        day = number(found["alone"]) or 0
        this = today.replace(day=1)
        return this.replace(day=day) if day <= today.day else _month_back(this, 1).replace(day=day)
    return _date(found, today)


def _weekday(weekday: int, weeks: str | None, today: date) -> date:
    """周三 is the last one, 上周三 that of the week before."""
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=weekday - 7 * _BACK.get(weeks or "本", 0))
    return day - timedelta(days=7) if weeks is None and day > today else day


def _date(found: re.Match[str], today: date) -> date:
    """A date; without a year the last one."""
    month, day, said = number(found["month"]) or 0, number(found["day"]) or 0, found["year"]
    if said:
        return date(today.year + _YEARS[said] if said in _YEARS else int(said), month, day)
    this = date(today.year, month, day) if (month, day) != (2, 29) else date(today.year - today.year % 4, 2, 29)
    if this <= today:
        return this
    last = this.replace(year=this.year - (4 if (month, day) == (2, 29) else 1))
    if today - last > LATELY:
        raise UntoldError(Untold.YEAR)
    return last


def _month_back(first: date, months: int) -> date:
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
