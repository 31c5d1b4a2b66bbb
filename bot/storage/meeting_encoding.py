"""Meetings, minutes and habits as JSON and back, as strictly as in :mod:`bot.storage.encoding`.

What has a column of its own is left out. Decoding raises ValueError for what is no such value.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.domain.checklist import Phase
from bot.domain.habits import Habits, OwnItem
from bot.domain.meeting import Meeting, Tick
from bot.domain.minutes import ActionItem, Attendee, Minutes, Presence
from bot.storage.fields import Fields, Json, decode_instant, encode_instant, or_none


def encode_agenda(meeting: Meeting) -> Json:
    """The topics of a meeting, and what was ticked off."""
    return {
        "topics": list(meeting.topics),
        "ticks": [[tick.item_id, tick.by, encode_instant(tick.at)] for tick in meeting.ticks],
    }


def decode_agenda(data: object) -> tuple[tuple[str, ...], tuple[Tick, ...]]:
    """The topics and ticks that were encoded."""
    fields = Fields(data)
    topics, ticks = fields.many("topics", str, str), fields.many("ticks", _decode_tick, list)
    fields.end()
    return topics, ticks


def encode_minutes(minutes: Minutes) -> Json:
    """What was written, and by whom."""
    return {
        "attendees": [[each.name, each.presence.value, each.reason, each.guest] for each in minutes.attendees],
        "chair": minutes.chair,
        "recorder": minutes.recorder,
        "topics": list(minutes.topics),
        "points": minutes.points,
        "decisions": list(minutes.decisions),
        "actions": [
            [each.what, each.who, or_none(each.until, date.isoformat), each.series_id] for each in minutes.actions
        ],
        "written_by": minutes.written_by,
    }


def decode_minutes(
    data: object,
    *,
    meeting_id: str,
    chat_id: int,
    revision: int,
    written_at: datetime,
    filed_at: datetime | None,
    version: int,
) -> Minutes:
    """The minutes that were encoded, with what their columns say."""
    fields = Fields(data)
    minutes = Minutes(
        meeting_id=meeting_id,
        chat_id=chat_id,
        revision=revision,
        attendees=fields.many("attendees", _decode_attendee, list),
        chair=fields.take("chair", str),
        recorder=fields.take("recorder", str),
        topics=fields.many("topics", str, str),
        points=fields.take("points", str),
        decisions=fields.many("decisions", str, str),
        actions=fields.many("actions", _decode_action, list),
        written_by=fields.take("written_by", str),
        written_at=written_at,
        filed_at=filed_at,
        version=version,
    )
    fields.end()
    return minutes


def encode_habits(habits: Habits) -> Json:
    """All but how long minutes are kept."""
    return {
        "sign_up": habits.sign_up,
        "checklists": habits.checklists,
        "asks_minutes": habits.asks_minutes,
        "duties": habits.duties,
        "asks_standing": habits.asks_standing,
        "own_items": [[item.id, item.kind, item.phase.value, item.text] for item in habits.own_items],
    }


def decode_habits(data: object, *, keeps: timedelta | None) -> Habits:
    """The habits that were encoded, with what their column says."""
    fields = Fields(data)
    habits = Habits(
        sign_up=fields.take("sign_up", bool),
        checklists=fields.take("checklists", bool),
        asks_minutes=fields.take("asks_minutes", bool),
        duties=fields.take("duties", bool),
        asks_standing=fields.take("asks_standing", bool),
        keeps=keeps,
        own_items=fields.many("own_items", _decode_own_item, list),
    )
    fields.end()
    return habits


def _decode_tick(data: Sequence[object]) -> Tick:
    match data:
        case [str(item_id), str(by), str(at)]:
            return Tick(item_id, by, decode_instant(at))
    raise ValueError("a tick is an item, a name and an instant")


def _decode_attendee(data: Sequence[object]) -> Attendee:
    match data:
        case [str(name), str(presence), str(reason), bool(guest)]:
            return Attendee(name, Presence(presence), reason, guest)
    raise ValueError("an attendee is a name, a presence, a reason, and whether they are a guest")


def _decode_action(data: Sequence[object]) -> ActionItem:
    match data:
        case [str(what), str(who), str() | None as until, str(series_id)]:
            return ActionItem(what, who, or_none(until, date.fromisoformat), series_id)
    raise ValueError("an action item is what, who, until when, and a series")


def _decode_own_item(data: Sequence[object]) -> OwnItem:
    match data:
        case [str(item_id), str(kind), str(phase), str(text)]:
            return OwnItem(item_id, kind, Phase(phase), text)
    raise ValueError("an item is an id, a kind, a phase and a text")
