"""The messages of a group that ask who comes to a meeting, and why an answer is not taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.errors import UserError
from bot.domain.meeting import Meeting
from bot.domain.planning import instants_of
from bot.domain.reminder import Reminder
from bot.domain.turnout import Turnout


class NoSignUp(StrEnum):
    """Why an answer was not taken, or nobody was called."""

    UNDER_WAY = "under-way"
    """It began; who is there is written down in the minutes."""
    OVER = "over"
    FILED = "filed"
    """Its minutes are filed: answers and reasons for leave come too late."""
    OUTSIDE = "outside"
    """Who is not in the group has no say in it."""
    NOT_HELD = "not-held"
    CALLED_OFF = "called-off"
    NOT_ASKED = "not-asked"
    """The group asks nobody any more, or it is no meeting any more."""
    NOT_A_PERSON = "not-a-person"
    """Who presses in the name of a channel or a group is nobody who could come."""
    BEGUN = "begun"

    @property
    def ends(self) -> bool:
        """Whether the messages that ask who comes ask no more."""
        return self in {NoSignUp.CALLED_OFF, NoSignUp.NOT_HELD, NoSignUp.NOT_ASKED}


class SignUpError(UserError):
    """An answer was not taken, or nobody was called. ``reason`` is why."""

    def __init__(self, reason: NoSignUp) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the notices of a meeting show."""

    meeting: Meeting
    turnout: Turnout
    organizer: str
    """The name of who set it; empty where its reminder is gone."""
    reminder: Reminder | None
    said: Mapping[int, Delivery]
    """What was said about its series in its group, by message."""
    latest: int | None
    """The latest message that shows the counts."""
    older: tuple[int, ...]
    """Those before it that showed them, earliest first."""
    ended: NoSignUp | None = None
    """Why nobody is asked any more; None while everybody is."""

    @property
    def asking(self) -> tuple[int, ...]:
        """Every message with buttons to answer, calls to the silent among them; the latest first."""
        calls = {
            number
            for number, each in self.said.items()
            if each.kind is DeliveryKind.NUDGE and each.recurrence_id == self.meeting.recurrence_id
        }
        latest = () if self.latest is None else (self.latest,)
        return tuple(sorted({*latest, *self.older, *calls}, reverse=True))


def said_to(every: Sequence[Delivery], meeting: Meeting) -> list[Delivery]:
    """Those of the deliveries of its series that were, or will be, said to the group of a meeting."""
    return [each for each in every if each.kind.is_for_chat and each.chat_id == meeting.chat_id]


def messages_asking(said: Sequence[Delivery], meeting: Meeting) -> tuple[int, ...]:
    """The messages that ask who comes to a meeting, earliest first, of the deliveries to its group, latest last: its
    notices, its topics, and word that it is at another time, or on again. Of such word only the times are known: it is
    followed back from the time that the meeting has."""
    asking, times = [], {meeting.starts_at}
    for each in reversed(said):
        if each.kind in {DeliveryKind.RESCHEDULED, DeliveryKind.ON_AGAIN}:
            asks = each.starts_at in times
            times |= set(instants_of(each)) if asks else set()
        elif each.kind is DeliveryKind.TOPICS:
            asks = each.detail == meeting.recurrence_id.isoformat()
        else:
            asks = each.kind is DeliveryKind.NOTICE and each.recurrence_id == meeting.recurrence_id
        asking += [each.message_id] if asks and each.message_id is not None else []
    return tuple(sorted(set(asking)))


def nudged_for(every: Sequence[Delivery], meeting: Meeting) -> datetime | None:
    """When those who have not answered were called, for the time that a meeting has; None where they were not."""
    for each in every:
        mine = each.kind is DeliveryKind.NUDGE and each.recurrence_id == meeting.recurrence_id
        if mine and each.starts_at == meeting.starts_at:
            return each.due_at
    return None
