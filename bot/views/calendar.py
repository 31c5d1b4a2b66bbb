"""The calendar of a chat: what comes next, the list, and the card of a reminder."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot.domain.meeting import OWN_KIND
from bot.domain.notices import AT_THE_MOMENT
from bot.domain.occurrences import Occurrence
from bot.domain.series import NO_CHANGE, Series
from bot.domain.walltime import instant, wall_clock
from bot.services.calendar import Coming, Standing
from bot.views import calendar_words as words
from bot.views.calendar_buttons import What, button
from bot.views.markup import Button, Reply, Style, Text, say
from bot.views.schedules import UNTITLED, say_lead, say_moment, say_schedule
from bot.views.words import NEXT_PAGE, PREVIOUS_PAGE
from bot.views.zones import name_zone, say_at
from intents.timeexpr.rules import LunarRule, Once, RRule, Schedule

PAGE = 8
"""Reminders on a page of buttons."""

MOST_LINES = 30
"""Reminders in a list without buttons."""

MOST_CHANGES = 8
"""Skipped and moved occurrences that a card names."""


def render_next(coming: Sequence[Coming], headline: str, *, manager: bool) -> Reply:
    """The next occurrences of all reminders; where there are none, who can set one."""
    text = Text().line(headline, Style.BOLD)
    if not coming:
        return text.line(words.NOTHING_COMING).line(words.HOW_TO_SET if manager else words.ASK_A_LEADER).reply()
    text.line(words.NEXT_HEAD)
    for each in coming:
        series = each.reminder.series
        parts = [say_when(each.occurrence, series), title_of(series)]
        if each.reminder.venue:
            parts.append(words.VENUE.format(venue=each.reminder.venue))
        text.line(f"· {'　'.join(parts)}{_marks(each.occurrence)}")
    return text.reply()


def render_list(standings: Sequence[Standing], headline: str, *, manager: bool, page: int = 0) -> Reply:
    """Every reminder, for whoever may edit them with a button for each; then a page of them at a time. Everybody may
    have them as a calendar file."""
    text = Text().line(headline, Style.BOLD)
    if not standings:
        return text.line(words.NOTHING_SET).line(words.HOW_TO_SET if manager else words.ASK_A_LEADER).reply()
    if not manager:
        for standing in standings[:MOST_LINES]:
            _line(text, standing)
        if len(standings) > MOST_LINES:
            text.line(words.MORE_LINES.format(count=len(standings) - MOST_LINES))
        return text.reply(_export(standings))
    page = min(max(page, 0), (len(standings) - 1) // PAGE)
    shown = standings[page * PAGE : (page + 1) * PAGE]
    for standing in shown:
        _line(text, standing)
    text.line().line(words.CHOOSE)
    rows = [(button(title_of(each.reminder.series), What.CARD, each.reminder.series.id),) for each in shown]
    turns = _turns(page, last=(len(standings) - 1) // PAGE)
    return text.reply((*rows, *([turns] if turns else []), *_export(standings)))


def render_card(standing: Standing, kind_name: str = "") -> Reply:
    """One reminder: everything that was set, what comes next, and a button for each edit. ``kind_name`` is what its
    kind of meeting is called, where the documents name it."""
    reminder, series = standing.reminder, standing.reminder.series
    text = Text().add(title_of(series), Style.BOLD).line(_states(standing)).line(say_series(series))
    _coming(text, standing)
    text.line(say_leads(standing))
    text.line(words.VENUE.format(venue=reminder.venue) if reminder.venue else words.NO_VENUE)
    text.line(words.KIND.format(kind=say_kind(series.kind, kind_name)))
    text.line(words.ZONE.format(zone=name_zone(series.zone)))
    if has_days_off(series):
        text.line(words.DAY_OFF.format(policy=words.POLICIES[series.policy]))
    text.line(words.ORGANIZER.format(name=reminder.organizer_name))
    text.line(words.SET_ON.format(date=_date(wall_clock(reminder.created_at, series.zone_info))))
    if not _is_single(series):
        _changes(text, standing)
    if reminder.suspended:
        text.line(words.SUSPENDED_HINT)
    return text.reply(_card_buttons(standing))


def say_kind(kind: str, name: str) -> str:
    """What a kind of meeting is called; ``name`` is its name in the documents, empty where they have none."""
    if not kind:
        return words.NO_KIND
    return words.OWN_KIND if kind == OWN_KIND else name or words.UNKNOWN_KIND


def render_deleted(title: str) -> Reply:
    """It is gone."""
    done = Text().line(words.DELETED.format(title=title or UNTITLED))
    return done.reply(((button(words.BACK, What.LIST, 0),),))


def render_exported() -> Reply:
    """What stands under a calendar file."""
    return say(words.EXPORTED)


def with_word(word: str, reply: Reply) -> Reply:
    """A reply with a sentence before it, of what was done."""
    return Reply((*Text().line(word).line().spans, *reply.spans), reply.buttons)


def title_of(series: Series) -> str:
    """What it is called; that it has no title where it has none."""
    return series.title.strip() or UNTITLED


def say_series(series: Series) -> str:
    """The rule of a series in words, with its times and its ends; moments as they are now, with what was changed."""
    if isinstance(series.rule, Once):
        return "、".join(_moment(moment, series) for moment in series.rule.moments)
    said = say_schedule(Schedule(series.rule, series.times, series.start, series.until, series.count))
    if series.ended_before is None:
        return said
    return said + words.ENDS_BEFORE.format(date=say_at(series.ended_before, series.zone))


def say_when(occurrence: Occurrence, series: Series) -> str:
    """When an occurrence takes place, in the zone of its series."""
    return say_at(occurrence.starts_at, series.zone)


def is_elsewhere(occurrence: Occurrence) -> bool:
    """Whether somebody moved it and it is not back where it was."""
    return occurrence.moved and (occurrence.shifted or occurrence.starts_at != occurrence.recurrence_id)


def say_origin(occurrence: Occurrence, series: Series) -> str:
    """When a moved occurrence would have taken place."""
    date = say_at(occurrence.recurrence_id, series.zone)
    return words.ORIGIN_SHIFTED.format(date=date) if occurrence.shifted else date


def say_day(day: date) -> str:
    """A day with its weekday."""
    return f"{_date(day)}（周{'一二三四五六日'[day.weekday()]}）"


def say_leads(standing: Standing) -> str:
    """When notice is given."""
    own = standing.reminder.series.leads
    template = words.LEADS if own else words.LEADS_OF_CHAT
    return template.format(leads=join_leads(own or default_leads(standing)))


def default_leads(standing: Standing) -> tuple[timedelta, ...]:
    """The lead times that count where the series has none."""
    return tuple(sorted({AT_THE_MOMENT, *standing.leads}, reverse=True))


def join_leads(leads: Iterable[timedelta]) -> str:
    """Lead times in a row."""
    return "、".join(map(say_lead, leads))


def has_days_off(series: Series) -> bool:
    """Whether days off may shift its dates."""
    return isinstance(series.rule, RRule | LunarRule)


def _line(text: Text, standing: Standing) -> None:
    """A reminder in the list."""
    series = standing.reminder.series
    text.add("· ").add(title_of(series), Style.BOLD).line(_states(standing))
    text.line(f"　{say_series(series)}")
    if standing.dates and not series.paused and not _is_single(series):
        first = standing.dates[0]
        text.line(f"　{words.NEXT_DATE.format(date=say_when(first, series))}{_marks(first)}")


def _states(standing: Standing) -> str:
    """What is special about it, in brackets."""
    states = [
        (standing.over, words.OVER),
        (standing.reminder.series.paused and not standing.over, words.PAUSED),
        (standing.reminder.suspended, words.UNREACHABLE),
    ]
    said = "、".join(word for holds, word in states if holds)
    return f"（{said}）" if said else ""


def _marks(occurrence: Occurrence) -> str:
    """What is special about an occurrence, in brackets."""
    marks = [
        (occurrence.cancelled, words.SKIPPED),
        (is_elsewhere(occurrence), words.MOVED),
        (occurrence.shifted and not occurrence.moved, words.SHIFTED),
        (occurrence.provisional, words.PROVISIONAL),
    ]
    said = "；".join(word for holds, word in marks if holds)
    return f"（{said}）" if said else ""


def _is_single(series: Series) -> bool:
    """Whether it takes place once: then everything is said where its moment is."""
    return isinstance(series.rule, Once) and len(series.rule.moments) == 1


def _moment(moment: datetime, series: Series) -> str:
    """One of the moments that do not recur, as it is now."""
    at = instant(moment, series.zone_info)
    change = series.exceptions.get(at, NO_CHANGE)
    marks = [words.SKIPPED] if change.cancelled else []
    if change.moved_to not in {None, at}:
        marks.append(words.MOVED_FROM.format(date=say_moment(moment)))
    return say_at(change.moved_to or at, series.zone) + (f"（{'；'.join(marks)}）" if marks else "")


def _date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _coming(text: Text, standing: Standing) -> None:
    """What comes next, unless that is said already."""
    series = standing.reminder.series
    if standing.over:
        text.line(words.OVER_HINT)
    elif not standing.dates:
        text.line(words.ALL_SKIPPED)
    elif not _is_single(series):
        dates = "".join(f"\n· {say_when(each, series)}{_marks(each)}" for each in standing.dates)
        text.line((words.COMING_ONCE_RESUMED if series.paused else words.COMING).format(dates=dates))


def _changes(text: Text, standing: Standing) -> None:
    """What was skipped and moved."""
    series = standing.reminder.series
    changed = [each for each in standing.changed if each.cancelled or is_elsewhere(each)]
    if not changed:
        return
    text.line(words.CHANGES)
    for each in changed[:MOST_CHANGES]:
        date = say_when(each, series)
        if each.cancelled:
            text.line(f"· {words.CHANGE_SKIPPED.format(date=date)}")
        else:
            text.line(f"· {words.CHANGE_MOVED.format(date=date, origin=say_origin(each, series))}")
    if len(changed) > MOST_CHANGES:
        text.line(words.MORE_LINES.format(count=len(changed) - MOST_CHANGES))


def _turns(page: int, last: int) -> tuple[Button, ...]:
    """To the pages before and after."""
    before = (button(PREVIOUS_PAGE, What.LIST, page - 1),) if page > 0 else ()
    after = (button(NEXT_PAGE, What.LIST, page + 1),) if page < last else ()
    return (*before, *after)


def _export(standings: Sequence[Standing]) -> tuple[tuple[Button, ...], ...]:
    """A row with the calendar file of all, where it would hold anything."""
    any_date = any(not each.over and not each.reminder.series.paused for each in standings)
    return ((button(words.EXPORT, What.EXPORT),),) if any_date else ()


def _card_buttons(standing: Standing) -> tuple[tuple[Button, ...], ...]:
    """The edits that can be made, two in a row."""
    series = standing.reminder.series
    going_on, to_come = not standing.over, bool(standing.dates)
    offered = [
        (bool(series.kind), words.MEETINGS, What.MEETINGS),
        (to_come, words.SKIP, What.PICK_SKIP),
        (going_on and not to_come, words.RESTORE, What.PICK_SKIP),
        (to_come, words.MOVE, What.PICK_MOVE),
        (to_come and not isinstance(series.rule, Once), words.CHANGE_FROM, What.PICK_FROM),
        (to_come and not series.paused, words.PAUSE, What.PAUSE),
        (going_on and series.paused, words.RESUME, What.RESUME),
        (going_on, words.RENAME, What.ASK_TITLE),
        (going_on, words.SET_LEADS, What.LEADS),
        (going_on, words.SET_VENUE, What.ASK_VENUE),
        (going_on and has_days_off(series), words.SET_POLICY, What.POLICIES),
        (going_on, words.SET_KIND, What.KINDS),
        (going_on and standing.reminder.chat_id < 0, words.HAND_OVER, What.LEADERS),
        (going_on and not series.paused, words.EXPORT, What.EXPORT),
        (True, words.DELETE, What.DELETE),
    ]
    buttons = [button(label, what, series.id) for possible, label, what in offered if possible]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    return (*rows, (button(words.BACK, What.BACK, series.id),))
