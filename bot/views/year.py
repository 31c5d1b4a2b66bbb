"""A year's meetings in one message: by month, with what is known of each, and sums at the end."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.domain.meeting import State
from bot.domain.minutes import Presence
from bot.domain.walltime import wall_clock
from bot.services.minutes_archive import Entry, Year
from bot.views import minutes_words as words
from bot.views.markup import Button, Reply, Style, Text
from bot.views.minutes import cut, name_of
from bot.views.minutes_buttons import What, button, done_button
from bot.views.minutes_steps import say_going

MOST_LINES = 60
"""Meetings that are named; how many more there are is said."""

MOST_TO_COME = 20
"""Of them, such as are to come."""

MOST_TOTALS = 15
"""Kinds that are summed up."""

MOST_DONE = 6
"""Duties that can be marked as done, the latest."""

MOST_NAME = 24
"""Characters of a title in a line."""


def render_year(year: Year, whose: str) -> Reply:
    """The meetings of a year; ``whose`` says whose they are: 本群的."""
    text = Text().line(words.YEAR_TITLE.format(whose=whose, year=year.year), Style.BOLD)
    for line in say_going(year.going, whose):
        text.line(line)
    if not year.entries:
        return text.line(words.YEAR_NONE).reply(_rows(year))
    past = [each for each in year.entries if not each.to_come]
    coming = [each for each in year.entries if each.to_come]
    shown_coming = coming[:MOST_TO_COME]
    shown_past = past[-(MOST_LINES - len(shown_coming)) :]
    _months(text, [*shown_past, *shown_coming])
    left = len(year.entries) - len(shown_past) - len(shown_coming)
    if left:
        text.line(words.YEAR_MORE.format(count=left))
    _totals(text, year.entries)
    return text.reply(_rows(year))


def _months(text: Text, entries: Sequence[Entry]) -> None:
    """Lines under their months, in one span each month."""
    month = 0
    for each in entries:
        at = wall_clock(each.meeting.starts_at, ZoneInfo(each.meeting.zone))
        if at.month != month:
            month = at.month
            text.line(words.MONTH.format(month=month))
        name = cut(name_of(each.meeting, each.kind_name), MOST_NAME)
        text.line(words.YEAR_LINE.format(day=f"{at.month}月{at.day}日", name=name, state=_state(each)))


def _state(entry: Entry) -> str:
    """What is known of a meeting."""
    is_meeting = bool(entry.meeting.kind)
    if entry.to_come:
        return words.TO_COME if is_meeting else words.TO_DO
    if entry.was_held:
        said = [words.HELD if is_meeting else words.DONE]
    elif entry.meeting.state is State.NOT_HELD:
        return words.NOT_HELD if is_meeting else words.NOT_DONE
    elif not is_meeting:
        return words.NOT_DONE
    else:
        said = [words.UNCONFIRMED]
    minutes = entry.minutes
    if minutes is not None and minutes.count(Presence.PRESENT):
        said.append(words.YEAR_COUNT.format(present=minutes.count(Presence.PRESENT), expected=minutes.expected))
    if entry.is_filed:
        said.append(words.WITH_MINUTES)
    elif entry.has_draft:
        said.append(words.WITH_DRAFT)
    elif is_meeting:
        said.append(words.WITHOUT_MINUTES)
    return "，".join(said)


def _totals(text: Text, entries: Sequence[Entry]) -> None:
    """How often each kind was held, and what is open."""
    kinds: dict[str, list[Entry]] = {}
    for each in entries:
        kinds.setdefault(each.kind_name or name_of(each.meeting), []).append(each)
    text.line().line(words.TOTALS, Style.BOLD)
    most = sorted(kinds.items(), key=lambda kind: -len(kind[1]))
    for name, found in most[:MOST_TOTALS]:
        text.line(words.TOTAL.format(name=cut(name, MOST_NAME), counts=_counts(found)))


def _counts(entries: Sequence[Entry]) -> str:
    """How many there are of each state, of one kind."""
    is_meeting = bool(entries[0].meeting.kind)
    past = [each for each in entries if not each.to_come and not each.was_held]
    not_held = sum(each.meeting.state is State.NOT_HELD for each in past)
    counts = (
        (words.HELD if is_meeting else words.DONE, sum(each.was_held for each in entries)),
        (words.WITHOUT_MINUTES, sum(each.was_held and each.lacks_minutes for each in entries)),
        (words.DRAFTS, sum(each.has_draft for each in entries)),
        (words.UNCONFIRMED if is_meeting else words.NOT_DONE, len(past) - not_held if is_meeting else len(past)),
        (words.NOT_HELD, not_held if is_meeting else 0),
        (words.TO_COME if is_meeting else words.TO_DO, sum(each.to_come for each in entries)),
    )
    return "，".join(words.TIMES.format(state=state, count=count) for state, count in counts if count)


def _rows(year: Year) -> tuple[tuple[Button, ...], ...]:
    turns = [button(words.EARLIER_YEAR.format(year=year.year - 1), What.YEAR, year.chat_id, year.year - 1)]
    if year.year <= year.this_year:
        turns.append(button(words.LATER_YEAR.format(year=year.year + 1), What.YEAR, year.chat_id, year.year + 1))
    export = any(each.minutes is not None for each in year.entries)
    files = ((button(words.EXPORT_YEAR, What.EXPORT_YEAR, year.chat_id, year.year),),) if export else ()
    due = [each for each in year.entries if each.is_due][-MOST_DONE:]
    done = tuple((done_button(_mark(each), year.year, each),) for each in due)
    return (*done, tuple(turns), *files, (button(words.TO_LIST, What.LIST, year.chat_id, 0, ""),))


def _mark(entry: Entry) -> str:
    at = wall_clock(entry.meeting.starts_at, ZoneInfo(entry.meeting.zone))
    name = cut(name_of(entry.meeting, entry.kind_name), MOST_NAME)
    return words.MARK_DONE.format(date=f"{at.month}月{at.day}日 ", name=name)
