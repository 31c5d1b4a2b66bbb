"""Series, preferences and drafts as JSON and back. What comes back is equal to what went in.

It is strict: an object must have exactly the fields that its value has. A field that comes later must be added to what
is stored by a migration. Decoding raises ValueError for what is not such a value, and for a series what
:class:`~bot.domain.series.Series` raises.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from bot.domain.draft import Draft
from bot.domain.notices import QuietHours
from bot.domain.preferences import Preferences
from bot.domain.series import Change, DayOffPolicy, Series
from bot.storage.fields import Fields, Json, decode_instant, decode_length, encode_instant, encode_length, or_none
from intents.timeexpr.rules import LunarRule, Once, RRule, Rule, WorkdayRule


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
        "until": or_none(series.until, date.isoformat),
        "count": series.count,
        "policy": series.policy.value,
        "leads": [encode_length(lead) for lead in series.leads],
        "exceptions": [
            [encode_instant(key), change.cancelled, or_none(change.moved_to, encode_instant)]
            for key, change in series.exceptions.items()
        ],
        "since": or_none(series.since, encode_instant),
        "ended_before": or_none(series.ended_before, encode_instant),
        "paused": series.paused,
    }


def decode_series(data: object) -> Series:
    """The series that was encoded."""
    fields = Fields(data)
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
        leads=fields.many("leads", decode_length, int),
        exceptions=dict(fields.many("exceptions", _decode_exception, list)),
        since=fields.maybe("since", decode_instant, str),
        ended_before=fields.maybe("ended_before", decode_instant, str),
        paused=fields.take("paused", bool),
    )
    fields.end()
    return series


def encode_assumed(assumed: Sequence[tuple[datetime, datetime]]) -> Json:
    """Assumed dates as JSON; null where there are none."""
    return [[encode_instant(key), encode_instant(at)] for key, at in assumed] or None


def decode_assumed(data: object) -> tuple[tuple[datetime, datetime], ...]:
    """The assumed dates that were encoded."""
    return Fields({"assumed": data}).maybe("assumed", _decode_pairs, list) or ()


def encode_preferences(preferences: Preferences) -> Json:
    """Preferences as JSON."""
    quiet = preferences.quiet
    return {
        "zone": preferences.zone,
        "quiet": None if quiet is None else [quiet.start.isoformat(), quiet.end.isoformat()],
        "leads": [encode_length(lead) for lead in preferences.leads],
        "policy": preferences.policy.value,
    }


def decode_preferences(data: object) -> Preferences:
    """The preferences that were encoded."""
    fields = Fields(data)
    preferences = Preferences(
        zone=fields.take("zone", str),
        quiet=fields.maybe("quiet", _decode_quiet, list),
        leads=fields.many("leads", decode_length, int),
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
        "series": or_none(draft.series, encode_series),
        "venue": draft.venue,
        "duty": draft.duty,
        "unread": draft.unread,
        "replaces": draft.replaces,
        "recurrence_id": or_none(draft.recurrence_id, encode_instant),
    }


def decode_draft(data: object, *, draft_id: str, chat_id: int, user_id: int, expires_at: datetime) -> Draft:
    """The draft that was encoded, with what its columns say. Migration 0003 added ``duty`` to those before it."""
    fields = Fields(data)
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
        duty=fields.take("duty", str),
        unread=fields.take("unread", str),
        replaces=fields.take("replaces", str),
        recurrence_id=fields.maybe("recurrence_id", decode_instant, str),
    )
    fields.end()
    return draft


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
    fields = Fields(data)
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
            return decode_instant(key), Change(cancelled, or_none(moved_to, decode_instant))
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
                pairs.append((decode_instant(key), decode_instant(at)))
            case _:
                raise ValueError("an assumed date is two instants")
    return tuple(pairs)
