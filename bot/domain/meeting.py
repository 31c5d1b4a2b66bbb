"""A meeting: one occurrence of a series, with what is done about it. It outlives its series."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.tidying import one_line

OWN_KIND = "own"
"""The kind of a meeting that the documents do not name."""

MAX_TOPICS, MAX_TOPIC = 12, 120
"""Topics of a meeting, and characters of one."""

MAX_REASON = 200
"""Characters of a reason for leave."""


class State(StrEnum):
    """Whether it took place, as far as anybody said."""

    OPEN = "open"
    HELD = "held"
    NOT_HELD = "not-held"


@dataclass(frozen=True, slots=True)
class Tick:
    """An item of the checklist that was done."""

    item_id: str
    by: str
    """The name of who ticked it off."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting. ``(series_id, recurrence_id)`` is its identity; the rest is as it was known last."""

    id: str
    """Short and random: it travels in buttons."""
    chat_id: int
    series_id: str
    recurrence_id: datetime
    starts_at: datetime
    zone: str
    """The IANA name of the zone of its series."""
    kind: str
    """The id of the term that names it, or ``OWN_KIND``; empty for what is no meeting, such as a report that is due."""
    title: str
    venue: str = ""
    topics: tuple[str, ...] = ()
    ticks: tuple[Tick, ...] = ()
    """In the order in which they were made, one for each item."""
    state: State = State.OPEN
    version: int = 0
    """Grows by one with each change; 0 is not stored yet."""

    def is_ticked(self, item_id: str) -> bool:
        """Whether an item of the checklist was done."""
        return any(tick.item_id == item_id for tick in self.ticks)


class Rsvp(StrEnum):
    """What somebody answered to a notice (RFC 5545, PARTSTAT); who has not answered has none."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Somebody's answer to a notice; the latest counts."""

    meeting_id: str
    user_id: int
    name: str
    rsvp: Rsvp
    reason: str = ""
    """Why they ask for leave; seen by leaders only."""
    answered_at: datetime
    starts_at: datetime
    """When the meeting was to begin: an answer is given for a time, and counts for none that it is moved to."""


def tidy_topics(lines: Iterable[str]) -> tuple[str, ...]:
    """Topics from lines as they are typed: numbers and bullets in front are left out, empty and repeated lines too.

    Raises:
        ValueError: there are too many, or one is too long.
    """
    found = dict.fromkeys(topic for line in lines if (topic := _bare(line)))
    if len(found) > MAX_TOPICS or any(len(topic) > MAX_TOPIC for topic in found):
        raise ValueError("too many topics, or too long")
    return tuple(found)


def _bare(line: str) -> str:
    """A line without its number or bullet: only what is plainly one, since 2026年计划 begins with a number too."""
    text = one_line(line)
    head, mark, rest = "", "", text
    for at, each in enumerate(text[:5]):
        if each in "、.．)）":
            head, mark, rest = text[:at].strip("(（"), each, text[at + 1 :]
            break
        if each in "·-—*•" and at == 0:
            return text[1:].strip()
    numbered = mark and head and all(each in "0123456789一二三四五六七八九十" for each in head)
    return rest.strip() if numbered else text
