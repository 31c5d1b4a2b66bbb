"""Buttons of cards and of the dialogue: what each carries, and what it says to the reader."""

import re
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.draft import Draft
from bot.services.drafted import Field
from bot.services.preference_words import LONGEST_LEAD
from bot.views import draft_words as words
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Text

Rows = tuple[tuple[Button, ...], ...]

TIMES = ("09:00", "10:00", "14:00", "14:30", "15:00", "16:00", "19:00", "19:30")
TIMES_OF = {
    "dawn": ("05:00", "05:30", "06:00"),
    "morning": ("07:00", "07:30", "08:00", "08:30", "09:00", "09:30"),
    "forenoon": ("08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00"),
    "noon": ("12:00", "12:30", "13:00"),
    "afternoon": ("13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30"),
    "dusk": ("17:00", "17:30", "18:00", "18:30"),
    "evening": ("18:30", "19:00", "19:30", "20:00", "20:30", "21:00"),
    "midnight": ("22:00", "22:30", "23:00"),
}
"""Of the parts of the day, as the reader names them."""
LEADS: tuple[tuple[int, ...], ...] = ((0,), (10,), (30,), (60,), (1440,), (1440, 60))
"""Minutes before."""

DAYS_AHEAD = 14
"""Days that are offered for something that takes place once."""

OTHER = "o"
"""The title that is typed."""

_LONGEST_LEAD = LONGEST_LEAD // timedelta(minutes=1)
_WEEK = 7
_PER_ROW = 4


class Step(StrEnum):
    """What a button of a draft does."""

    NAME = "k"
    """A title: the number of one of the usual ones, or ``OTHER`` for one, which is typed."""
    FREQUENCY = "f"
    """How often, or ``n`` with a place: which weekday; only shows days to choose from."""
    DAY = "d"
    """A day, as ``day_said`` reads it."""
    TIME = "t"
    """A time of day: four digits."""
    PART = "p"
    """Which half of the day: am or pm."""
    POLICY = "y"
    """What becomes of days off."""
    END_OF_MONTH = "z"
    """The last day of the month instead."""
    CHANGE = "c"
    """A field that is to be changed."""
    LEADS = "l"
    """Minutes before, with points between them."""
    SHOW = "b"
    """Back to how it stands."""
    CONFIRM = "ok"
    CANCEL = "no"


def button(label: str, draft: Draft, step: Step, value: object = "") -> Button:
    """A button of a draft."""
    return Button(label, encode(Verb.DRAFT, draft.id, step.value, value))


def in_rows(buttons: list[Button], width: int = _PER_ROW) -> Rows:
    """Buttons, so many side by side."""
    return tuple(tuple(buttons[place : place + width]) for place in range(0, len(buttons), width))


def cancel_row(draft: Draft) -> Rows:
    """The way out."""
    return ((button(words.CANCEL, draft, Step.CANCEL),),)


def title_rows(draft: Draft) -> Rows:
    """The usual meetings, and anything else."""
    usual = [button(title, draft, Step.NAME, number) for number, title in enumerate(words.MEETINGS)]
    return (*in_rows(usual, 2), (button(words.OTHER_TITLE, draft, Step.NAME, OTHER),), *cancel_row(draft))


def frequency_rows(draft: Draft) -> Rows:
    """How often."""
    rows = [(button(label, draft, *_frequency_step(key)),) for key, label in words.FREQUENCIES.items()]
    return (*rows, *cancel_row(draft))


def time_rows(draft: Draft, part: str = "") -> Rows:
    """The usual times of day, or of a part of it."""
    times = [button(time, draft, Step.TIME, time.replace(":", "")) for time in TIMES_OF.get(part, TIMES)]
    return (*in_rows(times), *cancel_row(draft))


def half_day_rows(draft: Draft) -> Rows:
    """Morning or afternoon."""
    halves = button(words.MORNING, draft, Step.PART, "am"), button(words.AFTERNOON, draft, Step.PART, "pm")
    return (halves, *cancel_row(draft))


def weekday_rows(draft: Draft, prefix: str = "w") -> Rows:
    """The days of the week; ``prefix`` is what their value begins with."""
    days = [
        button(f"周{name}", draft, Step.DAY, f"{prefix}{number}") for number, name in enumerate(words.WEEKDAYS, start=1)
    ]
    return (*in_rows(days), *cancel_row(draft))


def lead_rows(draft: Draft, label_of: dict[tuple[int, ...], str]) -> Rows:
    """The usual lead times."""
    leads = [button(label_of[lead], draft, Step.LEADS, ".".join(map(str, lead))) for lead in LEADS]
    return (*in_rows(leads, 2), (button(words.BACK, draft, Step.SHOW),))


def begun_said(frequency: str) -> str:
    """What the button of a frequency says to the reader: half of a rhythm, or nothing."""
    place = re.fullmatch(r"n([0-4])", frequency)
    return f"每月{words.PLACES[int(place[1])]}" if place else {"m": "每月", "n": "每月", "w": "每周"}.get(frequency, "")


def place_typed(frequency: str, typed: str) -> str:
    """The frequency with the place that somebody typed instead of pressing it; empty where it is none."""
    return next((f"n{place}" for place, label in words.PLACES.items() if frequency == "n" and typed == label), "")


def render_days(draft: Draft, frequency: str, today: date, *, again: bool = False) -> Reply:
    """The days to choose from, of a frequency; ``again`` where what was typed instead is none.

    Raises:
        ValueError: there is no such frequency.
    """
    said = Text()
    if again:
        said.line(words.NOT_UNDERSTOOD)
    place = re.fullmatch(r"n([0-4])", frequency)
    if place:
        text = words.WHICH_WEEKDAY.format(place=words.PLACES[int(place[1])])
        return said.line(text).reply(weekday_rows(draft, f"{frequency}."))
    if frequency not in words.DAY_ASK:
        raise ValueError(frequency)
    rows = {"m": _month_rows, "n": _place_rows, "w": weekday_rows}.get(frequency)
    return said.line(words.DAY_ASK[frequency]).reply(rows(draft) if rows else _date_rows(draft, today))


def day_said(value: str) -> str:
    """What the button of a day says to the reader.

    Raises:
        ValueError: no button of ours has that value.
    """
    if value == "t":
        return words.TOMORROW
    if value == "l":
        return words.FREQUENCIES["l"]
    if match := re.fullmatch(r"m(\d{1,2})", value):
        day = int(match[1])
        return f"每月{day}号" if day else f"每月{words.END_OF_MONTH}"
    if match := re.fullmatch(r"w([1-7])", value):
        return f"每周{words.WEEKDAYS[int(match[1]) - 1]}"
    if match := re.fullmatch(r"n([0-4])\.([1-7])", value):
        return f"每月{words.PLACES[int(match[1])]}周{words.WEEKDAYS[int(match[2]) - 1]}"
    if match := re.fullmatch(r"o(\d{4})(\d\d)(\d\d)", value):
        return f"{int(match[1])}年{int(match[2])}月{int(match[3])}日"
    raise ValueError(value)


def time_said(value: str) -> str:
    """What the button of a time says. Raises ValueError."""
    if not re.fullmatch(r"\d{4}", value):
        raise ValueError(value)
    return f"{value[:2]}:{value[2:]}"


def half_said(value: str) -> str:
    """What the button of half a day says. Raises ValueError."""
    if value not in {"am", "pm"}:
        raise ValueError(value)
    return words.MORNING if value == "am" else words.AFTERNOON


def title_said(value: str) -> str:
    """The title of a button. Raises ValueError, IndexError."""
    return words.MEETINGS[abs(int(value))]


def leads_said(value: str) -> tuple[timedelta, ...]:
    """The lead times of a button. Raises ValueError."""
    minutes = [int(part) for part in value.split(".")]
    if not all(0 <= each <= _LONGEST_LEAD for each in minutes):
        raise ValueError(value)
    return tuple(timedelta(minutes=each) for each in minutes)


def change_button(label: str, draft: Draft, field: Field) -> Button:
    """Changes a field."""
    return button(label, draft, Step.CHANGE, field.value)


def _frequency_step(key: str) -> tuple[Step, str]:
    """A frequency that has only one day is that day."""
    return (Step.DAY, key) if key == "l" else (Step.FREQUENCY, key)


def _month_rows(draft: Draft) -> Rows:
    days = [button(str(day), draft, Step.DAY, f"m{day}") for day in range(1, 32)]
    return (*in_rows(days, _WEEK), (button(words.END_OF_MONTH, draft, Step.DAY, "m0"),), *cancel_row(draft))


def _place_rows(draft: Draft) -> Rows:
    places = [button(label, draft, Step.FREQUENCY, f"n{place}") for place, label in words.PLACES.items()]
    return (*in_rows(places, 3), *cancel_row(draft))


def _date_rows(draft: Draft, today: date) -> Rows:
    days = [today + timedelta(days=n) for n in range(DAYS_AHEAD)]
    labels = [f"{day.month}月{day.day}日 周{words.WEEKDAYS[day.weekday()]}" for day in days]
    dates = [button(label, draft, Step.DAY, f"o{day:%Y%m%d}") for label, day in zip(labels, days, strict=True)]
    return (*in_rows(dates, 2), *cancel_row(draft))
