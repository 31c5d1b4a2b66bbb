"""Series, preferences and drafts as JSON and back. What comes back is equal to what went in.

It is strict: an object must have exactly the fields that its value has. A field that comes later must be added to what
is stored by a migration. Decoding raises ValueError for what is not such a value, and for a series what
:class:`~bot.domain.series.Series` raises.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from bot.domain.draft import Draft
from bot.domain.notices import QuietHours
from bot.domain.preferences import Preferences
from bot.domain.series import Change, DayOffPolicy, Series
from intents.timeexpr.rules import LunarRule, Once, RRule, Rule, WorkdayRule

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

T = TypeVar("T")
V = TypeVar("V")

_MICROSECOND = timedelta(microseconds=1)


def encode_series(series: Series) -> Json:
    """A series as JSON."""
    return {
        "id": series.id,
        "title": series.title,
        "kind": series.kind,
        "rule": _encode_rule(series.rule),
        "times": [at.isoformat() for at in series.times],
        "start": series.start.isoformat(),
        "zone": series.zone,
        "until": _or_none(series.until, date.isoformat),
        "count": series.count,
        "policy": series.policy.value,
        "leads": [_encode_length(lead) for lead in series.leads],
        "exceptions": [
            [_encode_instant(key), change.cancelled, _or_none(change.moved_to, _encode_instant)]
            for key, change in series.exceptions.items()
        ],
        "since": _or_none(series.since, _encode_instant),
        "ended_before": _or_none(series.ended_before, _encode_instant),
        "paused": series.paused,
    }


def decode_series(data: object) -> Series:
    """The series that was encoded."""
    fields = _Fields(data)
    series = Series(
        id=fields.take("id", str),
        title=fields.take("title", str),
        kind=fields.take("kind", str),
        rule=_decode_rule(fields.take("rule", dict)),
        times=fields.many("times", time.fromisoformat, str),
        start=date.fromisoformat(fields.take("start", str)),
        zone=fields.take("zone", str),
        until=fields.maybe("until", date.fromisoformat, str),
        count=fields.maybe("count", int, int),
        policy=DayOffPolicy(fields.take("policy", str)),
        leads=fields.many("leads", _decode_length, int),
        exceptions=dict(fields.many("exceptions", _decode_exception, list)),
        since=fields.maybe("since", _decode_instant, str),
        ended_before=fields.maybe("ended_before", _decode_instant, str),
        paused=fields.take("paused", bool),
    )
    fields.end()
    return series


def encode_assumed(assumed: Sequence[tuple[datetime, datetime]]) -> Json:
    """Assumed dates as JSON; null where there are none."""
    return [[_encode_instant(key), _encode_instant(at)] for key, at in assumed] or None


def decode_assumed(data: object) -> tuple[tuple[datetime, datetime], ...]:
    """The assumed dates that were encoded."""
    return _Fields({"assumed": data}).maybe("assumed", _decode_pairs, list) or ()


def encode_preferences(preferences: Preferences) -> Json:
    """Preferences as JSON."""
    quiet = preferences.quiet
    return {
        "zone": preferences.zone,
        "quiet": None if quiet is None else [quiet.start.isoformat(), quiet.end.isoformat()],
        "leads": [_encode_length(lead) for lead in preferences.leads],
        "policy": preferences.policy.value,
    }


def decode_preferences(data: object) -> Preferences:
    """The preferences that were encoded."""
    fields = _Fields(data)
    preferences = Preferences(
        zone=fields.take("zone", str),
        quiet=fields.maybe("quiet", _decode_quiet, list),
        leads=fields.many("leads", _decode_length, int),
        policy=DayOffPolicy(fields.take("policy", str)),
    )
    fields.end()
    return preferences


def encode_draft(draft: Draft) -> Json:
    """What of a draft is in no column of its own (its id, chat, user and end are)."""
    return {
        "thread_id": draft.thread_id,
        "user_name": draft.user_name,
        "sentence": draft.sentence,
        "series": _or_none(draft.series, encode_series),
        "venue": draft.venue,
        "unread": draft.unread,
        "replaces": draft.replaces,
        "recurrence_id": _or_none(draft.recurrence_id, _encode_instant),
    }


def decode_draft(data: object, *, draft_id: str, chat_id: int, user_id: int, expires_at: datetime) -> Draft:
    """The draft that was encoded, with what its columns say."""
    fields = _Fields(data)
    draft = Draft(
        id=draft_id,
        chat_id=chat_id,
        user_id=user_id,
        expires_at=expires_at,
        thread_id=fields.maybe("thread_id", int, int),
        user_name=fields.take("user_name", str),
        sentence=fields.take("sentence", str),
        series=fields.maybe("series", decode_series, dict),
        venue=fields.take("venue", str),
        unread=fields.take("unread", str),
        replaces=fields.take("replaces", str),
        recurrence_id=fields.maybe("recurrence_id", _decode_instant, str),
    )
    fields.end()
    return draft


class _Fields:
    """The fields of an object, each of which is taken once."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, dict):
            raise ValueError(f"an object is expected, not {type(data).__name__}")
        self._left: dict[str, object] = dict(data)

    def take(self, name: str, kind: type[T]) -> T:
        """A field of exactly that type: true and false are no numbers."""
        if name not in self._left:
            raise ValueError(f"{name} is missing")
        value = self._left.pop(name)
        if type(value) is not kind:
            raise ValueError(f"{name} is of type {type(value).__name__}")
        return value

    def maybe(self, name: str, decode: Callable[[V], T], kind: type[V]) -> T | None:
        """A field that may be null."""
        if name in self._left and self._left[name] is None:
            del self._left[name]
            return None
        return decode(self.take(name, kind))

    def many(self, name: str, decode: Callable[[V], T], kind: type[V]) -> tuple[T, ...]:
        """A list."""
        found = self.take(name, list)
        if any(type(each) is not kind for each in found):
            raise ValueError(f"{name} holds something else than {kind.__name__}")
        return tuple(decode(each) for each in found)

    def end(self) -> None:
        """There must be nothing else."""
        if self._left:
            raise ValueError(f"unknown fields: {', '.join(sorted(self._left))}")


def _encode_rule(rule: Rule) -> Json:
    match rule:
        case Once(moments=moments):
            return {"type": "once", "moments": [moment.isoformat() for moment in moments]}
        case RRule(text=text):
            return {"type": "rrule", "text": text}
        case WorkdayRule(nth=nth, months=months, span=span):
            return {"type": "workday", "nth": nth, "months": list(months), "span": span}
        case LunarRule(month=month, day=day):
            return {"type": "lunar", "month": month, "day": day}


def _decode_rule(data: object) -> Rule:
    fields = _Fields(data)
    rule: Rule
    match fields.take("type", str):
        case "once":
            rule = Once(fields.many("moments", datetime.fromisoformat, str))
        case "rrule":
            rule = RRule(fields.take("text", str))
        case "workday":
            nth = fields.maybe("nth", int, int)
            rule = WorkdayRule(nth, fields.many("months", int, int), fields.take("span", int))
        case "lunar":
            rule = LunarRule(fields.take("month", int), fields.take("day", int))
        case other:
            raise ValueError(f"there is no rule of type {other}")
    fields.end()
    return rule


def _decode_exception(data: list[object]) -> tuple[datetime, Change]:
    match data:
        case [str(key), bool(cancelled), str() | None as moved_to]:
            return _decode_instant(key), Change(cancelled, _or_none(moved_to, _decode_instant))
    raise ValueError("an exception is an instant, whether it is cancelled, and where it was moved")


def _decode_quiet(data: list[object]) -> QuietHours:
    match data:
        case [str(start), str(end)]:
            return QuietHours(time.fromisoformat(start), time.fromisoformat(end))
    raise ValueError("quiet hours are two times")


def _decode_pairs(data: list[object]) -> tuple[tuple[datetime, datetime], ...]:
    pairs = []
    for each in data:
        match each:
            case [str(key), str(at)]:
                pairs.append((_decode_instant(key), _decode_instant(at)))
            case _:
                raise ValueError("an assumed date is two instants")
    return tuple(pairs)


def _encode_instant(at: datetime) -> str:
    if at.utcoffset() is None:
        raise ValueError("an instant needs a UTC offset")
    return at.astimezone(UTC).isoformat()


def _decode_instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None:
        raise ValueError("an instant needs a UTC offset")
    return at.astimezone(UTC)


def _encode_length(length: timedelta) -> int:
    return length // _MICROSECOND


def _decode_length(microseconds: int) -> timedelta:
    return microseconds * _MICROSECOND


def _or_none(value: V | None, convert: Callable[[V], T]) -> T | None:
    return None if value is None else convert(value)
