"""The pages of /settings about meetings: what is asked of whom, and how long minutes are kept."""

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.habits import Habits
from bot.views import habits_words as words
from bot.views import settings_words
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Style, Text
from bot.views.settings import HABITS, Row, Whose, back_row, heading, in_rows

KEEPS = "k"
"""The second of the pages, as it stands in buttons."""

YES = "y"
"""Behind how long minutes are kept: asked and confirmed."""

SWITCHES = {
    "u": ("sign_up", words.SIGN_UP),
    "c": ("checklists", words.CHECKLISTS),
    "m": ("asks_minutes", words.ASKS_MINUTES),
    "d": ("duties", words.DUTIES),
    "f": ("asks_standing", words.ASKS_STANDING),
}
"""What is on or off: the field of the habits and its name, by what stands for it in a button."""

FOR_GROUPS = ("u", "f")
"""What a private calendar has not: nobody signs up there."""

KEPT: Mapping[str, tuple[timedelta | None, str]] = {
    "0": (None, words.KEEPS_ALWAYS),
    "1": (timedelta(days=366), words.KEEPS_YEARS.format(years=1)),
    "3": (timedelta(days=3 * 366), words.KEEPS_YEARS.format(years=3)),
    "5": (timedelta(days=5 * 366), words.KEEPS_YEARS.format(years=5)),
}
"""How long minutes may be kept: never less than so many whole years."""


def render_habits(whose: Whose, habits: Habits) -> Reply:
    """What is done about meetings, each a switch."""
    text = Text().line(heading(whose)).line(settings_words.HABITS, Style.BOLD).line()
    switches = []
    for key, (field, name) in SWITCHES.items():
        if key in FOR_GROUPS and not whose.group:
            continue
        on = bool(getattr(habits, field))
        text.line(settings_words.LINE.format(name=name, value=words.ON if on else words.OFF) + words.HABIT_HINTS[key])
        label = settings_words.CHECKED.format(label=name) if on else name
        switches.append(Button(label, _data(whose, HABITS, key, int(not on))))
    text.line(settings_words.LINE.format(name=words.KEEPS, value=say_keeps(habits.keeps)))
    text.line().line(words.HABITS_HOW)
    keeps = (Button(words.KEEPS, _data(whose, KEEPS)),)
    return text.reply((*in_rows(switches), keeps, back_row(whose)))


def render_keeps(whose: Whose, habits: Habits) -> Reply:
    """How long minutes are kept."""
    text = Text().line(heading(whose))
    text.line(settings_words.LINE.format(name=words.KEEPS, value=say_keeps(habits.keeps)), Style.BOLD).line()
    text.line(words.KEEPS_PAGE)
    buttons = [
        Button(settings_words.CHECKED.format(label=label) if span == habits.keeps else label, _data(whose, KEEPS, key))
        for key, (span, label) in KEPT.items()
    ]
    return text.reply((*in_rows(buttons), _back_to_habits(whose)))


def render_shorten(whose: Whose, key: str) -> Reply:
    """Asks once more before minutes are kept for a shorter time: what is older goes."""
    text = Text().line(heading(whose)).line(words.KEEPS_SHORTEN.format(length=KEPT[key][1]))
    yes = Button(words.KEEPS_YES.format(length=KEPT[key][1]), _data(whose, KEEPS, key, YES))
    return text.reply(((yes,), (Button(words.CANCEL, _data(whose, KEEPS)),)))


def say_keeps(keeps: timedelta | None) -> str:
    """How long minutes are kept, in words."""
    said = next((label for span, label in KEPT.values() if span == keeps), None)
    return said or words.KEEPS_DAYS.format(days=keeps.days if keeps else 0)


def say_habits(whose: Whose, habits: Habits) -> str:
    """What is done about meetings, in a line."""
    here = {key: name for key, name in words.SHORT.items() if whose.group or key not in FOR_GROUPS}
    on = [name for key, name in here.items() if getattr(habits, SWITCHES[key][0])]
    off = [name for name in here.values() if name not in on]
    if on and off:
        return words.SOME_ON.format(on="、".join(on), off="、".join(off))
    return (words.ALL_ON if on else words.ALL_OFF).format(names="、".join(here.values()))


def _back_to_habits(whose: Whose) -> Row:
    return (Button(settings_words.BACK, _data(whose, HABITS)),)


def _data(whose: Whose, page: str, *value: object) -> str:
    return encode(Verb.PREFERENCES, whose.chat_id, page, *value)
