"""The edits of a reminder: dates to pick, lead times, days off, organizers, and what is asked before it is gone."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.domain.meeting import OWN_KIND
from bot.domain.series import DayOffPolicy
from bot.services.calendar import MOST_COUNTED, Coming, Standing
from bot.services.drafted import MAX_TITLE, MAX_VENUE
from bot.services.knowledge import reference
from bot.services.retiming import NoTime, Trouble
from bot.views import calendar_words as words
from bot.views.calendar import (
    default_leads,
    is_elsewhere,
    join_leads,
    say_day,
    say_kind,
    say_origin,
    say_when,
    title_of,
)
from bot.views.calendar_buttons import What, button, pack
from bot.views.markup import Button, Reply, Text, say
from bot.views.schedules import say_lead
from bot.views.words import CANCEL
from bot.views.zones import say_at

MAX_CANDIDATES = 20
"""People to whom a reminder can be handed over on one card."""

PRESETS = (
    timedelta(0),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
)
"""Lead times that are offered."""

NO_KIND = "0"
"""Stands for no meeting in a button."""

Rows = tuple[tuple[Button, ...], ...]

_PICKS = {
    What.PICK_SKIP: (words.SKIP_ASK, What.SKIP),
    What.PICK_MOVE: (words.MOVE_ASK, What.ASK_TIME),
    What.PICK_FROM: (words.CHANGE_FROM_ASK, What.CHANGE_FROM),
}


def render_pick(standing: Standing, purpose: What) -> Reply:
    """The next occurrences, to pick one; what was cancelled or moved can be undone."""
    series = standing.reminder.series
    question, what = _PICKS[purpose]
    rows: list[tuple[Button, ...]] = []
    for each in standing.at_hand:
        when, args = say_when(each, series), (series.id, pack(each.recurrence_id))
        if each.cancelled:
            rows.append((button(words.RESTORE_DATE.format(date=when), What.RESTORE, *args, purpose.value),))
            continue
        rows.append((button(when, what, *args),))
        if is_elsewhere(each) and purpose is What.PICK_MOVE:
            back = words.MOVE_BACK_DATE.format(date=say_origin(each, series))
            rows.append((button(back, What.MOVE_BACK, *args, purpose.value),))
    sentence = question if rows else words.NOTHING_TO_PICK
    return say(sentence.format(title=title_of(series)), (*rows, *_back(series.id)))


def render_leads(standing: Standing) -> Reply:
    """The lead times, each to be pressed on or off."""
    series = standing.reminder.series
    default = default_leads(standing)
    rows = []
    for lead in sorted({*PRESETS, *series.leads}):
        on = lead in series.leads
        args = (series.id, int(lead.total_seconds()), 0 if on else 1)
        rows.append(button(_checked(say_lead(lead), on), What.LEAD, *args))
    pairs = [tuple(rows[at : at + 2]) for at in range(0, len(rows), 2)]
    as_chat = _checked(words.LEADS_DEFAULT.format(leads=join_leads(default)), not series.leads)
    pairs.append((button(as_chat, What.LEADS_OF_CHAT, series.id),))
    pairs.append((button(words.LEADS_WRITE, What.ASK_LEADS, series.id),))
    now = join_leads(series.leads or default)
    return say(words.LEADS_ASK.format(title=title_of(series), leads=now), (*pairs, *_back(series.id)))


def render_policies(standing: Standing) -> Reply:
    """What may become of days off."""
    series = standing.reminder.series
    rows = [
        (button(_checked(words.POLICIES[policy], policy is series.policy), What.POLICY, series.id, policy.value),)
        for policy in DayOffPolicy
    ]
    question = words.POLICY_ASK.format(title=title_of(series), policy=words.POLICIES[series.policy])
    return say(question, (*rows, *_back(series.id)))


def render_kinds(standing: Standing, kinds: Mapping[str, str]) -> Reply:
    """What kind of meeting it may be; ``kinds`` are the names of those that the documents know."""
    series = standing.reminder.series
    rows = [
        (button(_checked(say_kind(kind, kinds.get(kind, "")), kind == series.kind), What.KIND, series.id, ref),)
        for ref, kind in kinds_by_data(kinds).items()
    ]
    now = say_kind(series.kind, kinds.get(series.kind, ""))
    return say(words.KIND_ASK.format(title=title_of(series), kind=now), (*rows, *_back(series.id)))


def kinds_by_data(kinds: Iterable[str]) -> Mapping[str, str]:
    """Every kind that can be chosen, by what stands for it in a button: ids are long."""
    return {**{reference(kind): kind for kind in kinds}, OWN_KIND: OWN_KIND, NO_KIND: ""}


def render_leaders(standing: Standing, names: Mapping[int, str]) -> Reply:
    """Whom it can be handed over to; ``names`` by user id."""
    reminder = standing.reminder
    others = [(user, name) for user, name in names.items() if user != reminder.organizer_id][:MAX_CANDIDATES]
    rows = [(button(name, What.HAND_OVER, reminder.series.id, user),) for user, name in others]
    question = words.HAND_OVER_ASK.format(title=title_of(reminder.series), name=reminder.organizer_name)
    text = Text().line(question)
    if not rows:
        text.line(words.HAND_OVER_NOBODY)
    return text.reply((*rows, *_back(reminder.series.id)))


def render_delete(standing: Standing) -> Reply:
    """Asks a first time."""
    series = standing.reminder.series
    go_on = button(words.DELETE_GO_ON, What.DELETE_AGAIN, series.id)
    return say(words.DELETE_ASK.format(title=title_of(series)), ((go_on,), *_back(series.id)))


def render_delete_again(standing: Standing, count: int) -> Reply:
    """Asks a second time; ``count`` dates are to come, up to ``MOST_COUNTED``."""
    series = standing.reminder.series
    many = words.DELETE_MANY_DATES if count >= MOST_COUNTED else words.DELETE_DATES
    dates = many.format(count=count) if count else words.DELETE_NO_DATES
    question = words.DELETE_ASK_AGAIN.format(title=title_of(series), dates=dates)
    yes = button(words.DELETE_YES, What.DELETE_NOW, series.id)
    return say(question, ((yes,), (button(CANCEL, What.CARD, series.id),)))


def ask_new_time(coming: Coming) -> Reply:
    """Asks when an occurrence is to take place instead."""
    series = coming.reminder.series
    question = words.NEW_TIME_ASK.format(title=title_of(series), date=say_when(coming.occurrence, series))
    return _asked(question, words.NEW_TIME_HINT)


def ask_title(standing: Standing) -> Reply:
    """Asks for another title."""
    return _asked(words.TITLE_ASK.format(title=title_of(standing.reminder.series)), words.TITLE_HINT)


def ask_venue(standing: Standing) -> Reply:
    """Asks where it takes place."""
    return _asked(words.VENUE_ASK.format(title=title_of(standing.reminder.series)), words.VENUE_HINT)


def ask_leads(standing: Standing) -> Reply:
    """Asks for lead times in words."""
    return _asked(words.LEADS_WRITE_ASK.format(title=title_of(standing.reminder.series)), words.LEADS_HINT)


def ask_time_again(found: NoTime) -> Reply:
    """Says what is wrong with a new time."""
    day = found.heard.day
    sentences = {
        Trouble.NO_HOUR: words.NEW_TIME_HOUR_OF.format(day=say_day(day)) if day else words.NEW_TIME_HOUR,
        Trouble.PAST: words.NEW_TIME_PAST,
        Trouble.RECURRING: words.NEW_TIME_RECURRING,
        Trouble.UNREAD: words.NEW_TIME_UNREAD.format(words=found.text) if found.text else words.NEW_TIME_NOTHING,
        Trouble.ASKED: words.NEW_TIME_UNCLEAR.format(question=found.text),
    }
    return _asked(sentences[found.trouble], words.NEW_TIME_HINT)


def ask_other_time(template: str, at: datetime, zone: str) -> Reply:
    """Says why an occurrence cannot be moved to a time; the sentence names it."""
    return _asked(template.format(date=say_at(at, zone)), words.NEW_TIME_HINT)


def ask_title_again() -> Reply:
    """Says what is wrong with a title."""
    return _asked(words.TITLE_BAD.format(most=MAX_TITLE), words.TITLE_HINT)


def ask_venue_again() -> Reply:
    """Says what is wrong with a place."""
    return _asked(words.VENUE_BAD.format(most=MAX_VENUE), words.VENUE_HINT)


def ask_leads_again(sentence: str) -> Reply:
    """Asks for lead times again, with what is wrong with them."""
    return _asked(sentence, words.LEADS_HINT)


def lead_of(seconds: str) -> timedelta:
    """The lead time of a button. Raises ValueError where it is none."""
    try:
        lead = timedelta(seconds=int(seconds))
    except OverflowError as error:
        raise ValueError("no lead time") from error
    if lead < timedelta(0):
        raise ValueError("no lead time")
    return lead


def addressed(reply: Reply, user_id: int, name: str) -> Reply:
    """A question to one person of a group, so that it opens their field for a reply."""
    mention = Text().add(name, url=f"tg://user?id={user_id}").add("：")
    return Reply((*mention.spans, *reply.spans), reply.buttons, reply.force_reply)


def _asked(question: str, hint: str) -> Reply:
    return Text().add(question).reply(force_reply=hint)


def _checked(label: str, on: bool) -> str:
    return words.CHECKED.format(label=label) if on else label


def _back(series_id: str) -> Rows:
    return ((button(words.BACK, What.CARD, series_id),),)
