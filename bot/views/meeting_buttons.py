"""The buttons of a meeting: what each does, and the rows that stand under its messages."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot.domain.checklist import ChecklistItem
from bot.domain.meeting import Meeting, State
from bot.domain.minutes import Minutes
from bot.services.knowledge import reference
from bot.views import meeting_words as words
from bot.views.calendar_buttons import pack
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button

Rows = tuple[tuple[Button, ...], ...]

HERE = "y"
"""Behind ``What.REMINDER``: asked and agreed."""

MAX_ITEM = 24
"""Characters of an item on its button: its number and how it begins are enough to find it."""


class What(StrEnum):
    """What a button of a meeting does. All but ``OCCURRENCE`` are followed by a meeting."""

    PAGE = "o"
    OCCURRENCE = "p"
    """The page of an occurrence: series, recurrence id."""
    CHECKLIST = "c"
    """What is to be done before."""
    RECORD = "r"
    """What is to be done in and after the meeting."""
    TICK = "t"
    """Tick an item off or not: in which message, item, 1 or 0."""
    ASK_TOPICS = "s"
    NOTIFY = "g"
    """Send the topics to the group: in which message."""
    NOTIFY_ANYWAY = "gy"
    """The same, though the branch was not asked."""
    FILE = "e"
    """The calendar file of this meeting alone."""
    NOT_HELD = "n"
    """It did not take place; with ``PAGE`` or ``RECORD`` behind it, in which message."""
    HELD = "h"
    """It did after all: in which message."""
    DONE = "d"
    """A duty that is no meeting is met; with 0 behind it, it is not after all."""
    ITEMS = "w"
    """What the group added to the checklist of this kind."""
    ASK_ITEM = "wa"
    """Add an item: phase."""
    REMOVE_ITEM = "wd"
    """Take an item out: which."""
    REMINDER = "b"
    """The card of its reminder; with ``HERE`` behind it, the private chat is about that calendar from then on."""


def button(label: str, what: What, *args: object) -> Button:
    """A button of a meeting."""
    return Button(label, encode(Verb.MEETING, what.value, *args))


def page_button(label: str, meeting: Meeting) -> Button:
    """Opens the page of a meeting."""
    return button(label, What.PAGE, meeting.id)


def occurrence_button(label: str, series_id: str, recurrence_id: datetime) -> Button:
    """Opens the page of an occurrence."""
    return button(label, What.OCCURRENCE, series_id, pack(recurrence_id))


def minutes_button(meeting: Meeting, minutes: Minutes | None) -> Button:
    """Opens the minutes."""
    label = words.SEE_MINUTES if minutes and minutes.filed_at else words.WRITE_MINUTES
    return Button(label, encode(Verb.MINUTES, "o", meeting.id))


def tick_rows(meeting: Meeting, items: Sequence[ChecklistItem], view: What) -> Rows:
    """A button for each item: ticks it off where it is open, and opens it again where it is not."""
    rows = []
    for number, item in enumerate(items, 1):
        ticked = meeting.is_ticked(item.id)
        label = (words.TICK_DONE if ticked else words.TICK_OPEN).format(number=number, text=_short(item.text))
        rows.append((button(label, What.TICK, meeting.id, view.value, reference(item.id), 0 if ticked else 1),))
    return tuple(rows)


def topic_buttons(meeting: Meeting, view: What, *, again: bool = False) -> tuple[Button, ...]:
    """To set the topics; and to tell a group of them, or where they changed since to tell it again."""
    setting = button(words.CHANGE_TOPICS if meeting.topics else words.SET_TOPICS, What.ASK_TOPICS, meeting.id)
    if not meeting.topics or meeting.chat_id > 0:
        return (setting,)
    return setting, button(words.NOTIFY_AFRESH if again else words.NOTIFY, What.NOTIFY, meeting.id, view.value)


def held_button(meeting: Meeting, view: What) -> Button:
    """That it did not take place, or did after all."""
    if meeting.state is State.NOT_HELD:
        return button(words.HELD_AFTER_ALL, What.HELD, meeting.id, view.value)
    return button(words.NOT_HELD_BUTTON, What.NOT_HELD, meeting.id, view.value)


def duty_rows(meeting: Meeting) -> Rows:
    """Under the notice of a duty that is no meeting: that it is met, or is not after all."""
    if meeting.state is State.HELD:
        return ((button(words.DUTY_NOT_DONE, What.DONE, meeting.id, 0),),)
    return ((button(words.DUTY_DONE, What.DONE, meeting.id),),)


def _short(text: str) -> str:
    return text if len(text) <= MAX_ITEM else f"{text[: MAX_ITEM - 1]}…"
