"""/settings: the card, a page for each setting, and whose calendar a private chat is about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from bot.domain.notices import QuietHours
from bot.domain.preferences import Preferences
from bot.domain.roles import Leader
from bot.domain.series import DayOffPolicy
from bot.views import settings_words as words
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Style, Text, say
from bot.views.schedules import say_lead, say_time
from bot.views.zones import USUAL, name_zone, say_zone

ZONE, QUIET, LEADS, POLICY, LEADERS, HABITS, CARD = "z", "q", "l", "p", "w", "h", "m"
"""The pages, as they stand in buttons."""

NONE, ASK = "0", "?"
"""Values of a setting: none at all; to be asked for."""

FROM_SETTINGS = "s"
"""In a button that changes the focus: the card comes next."""

COMMON_LEADS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=30), timedelta(minutes=10))
COMMON_QUIET = (
    QuietHours(time(22), time(7)),
    QuietHours(time(23), time(7)),
    QuietHours(time(12), time(14)),
)

GROUP_LINK = "g_"
"""Deep links to the calendar of a group: ``?start=g_<chat id>``, with n for the minus."""

MOST_CHOICES = 8
"""Groups that are offered to change to."""

_LINKED = re.compile(r"g_(n?)([1-9][0-9]{0,17})")
_SPAN = re.compile(r"(\d\d)(\d\d)-(\d\d)(\d\d)")

Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose settings are shown, and where."""

    chat_id: int
    private: bool
    """Whether they are shown in a private chat."""
    title: str = ""
    """Of a group that is shown in private; empty where it is not known."""

    @property
    def group(self) -> bool:
        """Whether they are a group's."""
        return self.chat_id < 0

    @property
    def name(self) -> str:
        """The group by its title, or by its id."""
        return name_of_group(self.chat_id, self.title)


@dataclass(frozen=True, slots=True)
class Choice:
    """A group that a private chat could be about."""

    chat_id: int
    title: str


def name_of_group(chat_id: int, title: str) -> str:
    """A group by its title, or by its id where the title is not known."""
    return words.GROUP_TITLE.format(title=title) if title else words.UNKNOWN_GROUP.format(chat_id=chat_id)


# ---- the card


def render_card(
    whose: Whose,
    preferences: Preferences,
    named: int,
    username: str,
    choices: Sequence[Choice] = (),
    *,
    habits: str = "",
) -> Reply:
    """All settings, each with a button that opens its page. ``named`` counts the leaders of a group; ``habits`` is
    what is said of its meetings."""
    text = Text().line(heading(whose), Style.BOLD).line()
    for name, value in _values(preferences):
        text.line(words.LINE.format(name=name, value=value))
    pages = [(words.ZONE, ZONE), (words.QUIET, QUIET), (words.LEADS, LEADS), (words.POLICY, POLICY)]
    if whose.group:
        text.line(say_leaders(named))
        pages.append((words.LEADERS, LEADERS))
    if habits:
        text.line(words.LINE.format(name=words.HABITS, value=habits))
    pages.append((words.HABITS, HABITS))
    rows = in_rows([Button(name, _data(whose, page)) for name, page in pages])
    if whose.private:
        rows += _focus_rows(whose, choices)
    else:
        rows.append(link_row(username, whose.chat_id))
    return text.reply((*rows, (Button(words.CLOSE, encode(Verb.CLOSE, "keep")),)))


def render_lost(whose: Whose, choices: Sequence[Choice], *, outside: bool = False) -> Reply:
    """The private chat is about a group that the person does not lead any more, or that the bot is not in and cannot
    say (``outside``): the ways out."""
    sentence = words.LOST_OUTSIDE if outside else words.LOST
    return say(sentence.format(title=whose.name), tuple(_focus_rows(whose, choices)))


def heading(whose: Whose) -> str:
    """Whose settings they are."""
    if not whose.private:
        return words.OF_THIS_GROUP
    return words.OF_A_GROUP.format(title=whose.name) if whose.group else words.OF_ONES_OWN


def _values(preferences: Preferences) -> tuple[tuple[str, str], ...]:
    return (
        (words.ZONE, name_zone(preferences.zone)),
        (words.QUIET, say_quiet(preferences.quiet)),
        (words.LEADS, say_leads(preferences.leads)),
        (words.POLICY, words.POLICIES[preferences.policy]),
    )


def say_quiet(quiet: QuietHours | None) -> str:
    """Quiet hours as a span."""
    if quiet is None:
        return words.QUIET_NONE
    return words.QUIET_SPAN.format(start=say_time(quiet.start), end=say_time(quiet.end))


def say_leads(leads: Sequence[timedelta]) -> str:
    """Default lead times in a line."""
    return "、".join(map(say_lead, leads)) if leads else words.LEADS_NONE


def say_leaders(named: int) -> str:
    """Who leads a group, in a line; ``named`` are those beside its administrators."""
    value = words.LEADERS_NAMED.format(count=named) if named else words.LEADERS_NONE
    return words.LINE.format(name=words.LEADERS, value=value)


# ---- the pages


def render_zone(whose: Whose, preferences: Preferences) -> Reply:
    """The zone of what is set from now on."""
    buttons = [Button(_checked(say_zone(zone), zone == preferences.zone), _data(whose, ZONE, zone)) for zone in USUAL]
    rows = [*in_rows(buttons), _ask(whose, ZONE)]
    return _page(whose, words.ZONE, name_zone(preferences.zone), words.ZONE_PAGE, rows)


def render_quiet(whose: Whose, preferences: Preferences) -> Reply:
    """When the chat is left alone."""
    none = Button(_checked(words.QUIET_OFF, preferences.quiet is None), _data(whose, QUIET, NONE))
    spans = [
        Button(_checked(say_quiet(quiet), quiet == preferences.quiet), _data(whose, QUIET, _span_data(quiet)))
        for quiet in COMMON_QUIET
    ]
    rows = [*in_rows([none, *spans]), _ask(whose, QUIET)]
    return _page(whose, words.QUIET, say_quiet(preferences.quiet), words.QUIET_PAGE, rows)


def render_leads(whose: Whose, preferences: Preferences) -> Reply:
    """The default lead times: each a switch, those that were written too."""
    shown = sorted({*COMMON_LEADS, *preferences.leads}, reverse=True)
    switches = [
        Button(
            _checked(say_lead(lead), lead in preferences.leads),
            _data(whose, LEADS, int(lead.total_seconds()) // 60, int(lead not in preferences.leads)),
        )
        for lead in shown
    ]
    none = Button(_checked(words.LEADS_OFF, not preferences.leads), _data(whose, LEADS, NONE))
    rows = [*in_rows(switches), (none, *_ask(whose, LEADS))]
    return _page(whose, words.LEADS, say_leads(preferences.leads), words.LEADS_PAGE, rows)


def render_policy(whose: Whose, preferences: Preferences) -> Reply:
    """What a card proposes for dates on days off."""
    buttons = [
        Button(_checked(words.POLICIES[policy], policy is preferences.policy), _data(whose, POLICY, policy.value))
        for policy in DayOffPolicy
    ]
    return _page(whose, words.POLICY, words.POLICIES[preferences.policy], words.POLICY_PAGE, in_rows(buttons))


def render_leaders(whose: Whose, leaders: Sequence[Leader], names: Mapping[int, str]) -> Reply:
    """The leaders of a group: those with a name here each with a way to take the role away, the others counted."""
    text = Text().line(heading(whose)).line(say_leaders(len(leaders)), Style.BOLD)
    rows: list[Row] = []
    for user_id, name in names.items():
        text.line(words.LEADER_LINE.format(name=name))
        label = words.LEADER_REMOVE.format(name=name)
        rows.append((Button(label, encode(Verb.UNNAME_LEADER, user_id, whose.chat_id)),))
    if len(leaders) > len(names):
        text.line(words.LEADERS_MORE.format(count=len(leaders) - len(names)))
    text.line().line(words.LEADERS_HOW)
    return text.reply((*rows, back_row(whose)))


def render_gave_up() -> Reply:
    """Somebody took their own role away, and has nothing more to see here."""
    return say(words.GAVE_UP)


PAGES = {ZONE: render_zone, QUIET: render_quiet, LEADS: render_leads, POLICY: render_policy}
"""The pages that preferences fill."""

PROMPTS = {
    ZONE: (words.ZONE_PROMPT, words.ZONE_HINT),
    QUIET: (words.QUIET_PROMPT, words.QUIET_HINT),
    LEADS: (words.LEADS_PROMPT, words.LEADS_HINT),
}
"""The pages whose values may be typed: how it is asked, and the hint in the empty field."""


def render_prompt(page: str) -> Reply:
    """Asks for a value in the person's own words. Raises KeyError for a page that takes none."""
    prompt, hint = PROMPTS[page]
    return Text().add(prompt).reply(force_reply=hint)


def render_not_read(page: str) -> Reply:
    """What was written is no value of that setting; asks again."""
    return Text().add(words.NOT_READ[page]).reply(force_reply=PROMPTS[page][1])


def back_row(whose: Whose) -> Row:
    """The way back to the card."""
    return (Button(words.BACK, _data(whose, CARD)),)


def quiet_of(data: str) -> QuietHours | None:
    """The quiet hours of a button. Raises ValueError where it is none of ours."""
    if data == NONE:
        return None
    found = _SPAN.fullmatch(data)
    if found is None:
        raise ValueError(f"no quiet hours: {data}")
    begin_hour, begin_minute, end_hour, end_minute = map(int, found.groups())
    return QuietHours(time(begin_hour, begin_minute), time(end_hour, end_minute))


def lead_of(data: str) -> timedelta:
    """The lead time of a switch. Raises ValueError where it is none of ours."""
    try:
        return timedelta(minutes=int(data))
    except OverflowError as error:
        raise ValueError(f"no lead time: {data}") from error


def _page(whose: Whose, name: str, value: str, explained: str, rows: Sequence[Row]) -> Reply:
    text = Text().line(heading(whose)).line(words.LINE.format(name=name, value=value), Style.BOLD).line()
    return text.line(explained).reply((*rows, back_row(whose)))


def _ask(whose: Whose, page: str) -> Row:
    return (Button(words.WRITE, _data(whose, page, ASK)),)


def _data(whose: Whose, page: str, *value: object) -> str:
    return encode(Verb.PREFERENCES, whose.chat_id, page, *value)


def _span_data(quiet: QuietHours) -> str:
    return f"{quiet.start:%H%M}-{quiet.end:%H%M}"


def _checked(label: str, checked: bool) -> str:
    return words.CHECKED.format(label=label) if checked else label


def in_rows(buttons: Sequence[Button]) -> list[Row]:
    """Buttons, two in a row."""
    return [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]


# ---- whose calendar a private chat is about


def render_focus(whose: Whose) -> Reply:
    """The private chat is about another calendar from now on; what can be done."""
    text = Text().line(words.GROUP_NOW.format(title=whose.name) if whose.group else words.OWN_NOW).line()
    text.line(words.WHAT_CAN_BE_DONE)
    own = (Button(words.TO_ONES_OWN, encode(Verb.FOCUS, 0)),)
    return text.reply((own,) if whose.group else ())


def link_row(username: str, chat_id: int) -> Row:
    """In a group: the way to manage its calendar in private."""
    name = f"{GROUP_LINK}{'n' if chat_id < 0 else ''}{abs(chat_id)}"
    return (Button(words.TO_PRIVATE, url=f"https://t.me/{username}?start={name}"),)


def linked_chat(payload: str) -> int | None:
    """The chat that the payload of a deep link names; none where it names no chat."""
    found = _LINKED.fullmatch(payload)
    return None if found is None else int(found[2]) * (-1 if found[1] else 1)


def _focus_rows(whose: Whose, choices: Sequence[Choice]) -> list[Row]:
    rows: list[Row] = []
    if whose.group:
        rows.append((Button(words.TO_ONES_OWN, encode(Verb.FOCUS, 0, FROM_SETTINGS)),))
    for choice in choices[:MOST_CHOICES]:
        if choice.chat_id != whose.chat_id:
            label = words.TO_A_GROUP.format(title=name_of_group(choice.chat_id, choice.title))
            rows.append((Button(label, encode(Verb.FOCUS, choice.chat_id, FROM_SETTINGS)),))
    return rows
