"""The list of meetings and their minutes, and what is said where somebody looks for them."""

from zoneinfo import ZoneInfo

from bot.domain.walltime import wall_clock
from bot.services.minutes_afterwards import Untold
from bot.services.minutes_archive import Entry, Found
from bot.views import minutes_words as words
from bot.views.markup import Button, Reply, Style, Text
from bot.views.minutes import name_of, say_date
from bot.views.minutes_buttons import What, button, entry_button, list_button
from bot.views.minutes_steps import say_going
from bot.views.words import NEXT_PAGE, PREVIOUS_PAGE

PAGE = 8
"""Meetings on a page."""


def render_list(found: Found, whose: str, page: int = 0) -> Reply:
    """The meetings that were found, with a button for each; ``whose`` says whose they are: 本群的."""
    entries, code = found.entries, found.query.code
    last = max(len(entries) - 1, 0) // PAGE
    page = min(max(page, 0), last)
    text = Text().line((words.LIST_OF if code else words.LIST).format(whose=whose, query=code), Style.BOLD)
    text.line(_summary(found))
    for line in say_going(found.going, whose):
        text.line(line)
    shown = entries[page * PAGE : (page + 1) * PAGE]
    for each in shown:
        text.line(words.LINE.format(date=_date(each), name=name_of(each.meeting, each.kind_name), state=_state(each)))
    turns = _turns(found, page, last)
    if last and not turns:
        text.line(words.FOUND_MORE.format(count=len(entries) - len(shown)))
    rows = [(entry_button(_label(each), each),) for each in shown]
    ends = (
        button(words.YEAR, What.YEAR, found.chat_id, found.query.since.year if found.query.since else found.year),
        button(words.MAKE_UP, What.MAKE_UP, found.chat_id),
    )
    whole = ((button(words.TO_LIST, What.LIST, found.chat_id, 0, ""),),) if code else ()
    return text.reply((*rows, *((turns,) if turns else ()), ends, *whole))


def render_make_up_prompt(reason: Untold | None = None) -> Reply:
    """Asks for a meeting that the calendar does not know; again, with why it was not understood."""
    return Text().add(words.UNTOLD[reason] if reason else words.MAKE_UP_ASK).reply(force_reply=words.MAKE_UP_HINT)


def _summary(found: Found) -> str:
    entries = found.entries
    if not entries:
        return words.NONE_FOUND if found.query.code else words.NONE_YET
    if found.query.code:
        return words.FOUND_COUNT.format(count=len(entries))
    drafts = sum(each.has_draft for each in entries)
    return words.LIST_COUNT.format(
        count=len(entries),
        lacking=sum(each.lacks_minutes for each in entries),
        drafts=words.LIST_DRAFTS.format(count=drafts) if drafts else "",
    )


def _turns(found: Found, page: int, last: int) -> tuple[Button, ...]:
    """To the pages before and after; none where what is looked for does not fit into a button."""
    code = found.query.code
    before = list_button(PREVIOUS_PAGE, found.chat_id, page - 1, code) if page > 0 else None
    after = list_button(NEXT_PAGE, found.chat_id, page + 1, code) if page < last else None
    return tuple(each for each in (before, after) if each is not None)


def _label(entry: Entry) -> str:
    mark = words.MARK_MISSING if entry.lacks_minutes else "" if entry.is_filed else words.MARK_DRAFT
    name = name_of(entry.meeting, entry.kind_name)
    return words.BUTTON.format(date=_date(entry), name=name if len(name) <= 25 else f"{name[:24]}…", mark=mark)


def _state(entry: Entry) -> str:
    if entry.lacks_minutes:
        return words.MISSING
    return words.FILED_MARK if entry.is_filed else words.DRAFT


def _date(entry: Entry) -> str:
    return say_date(wall_clock(entry.meeting.starts_at, ZoneInfo(entry.meeting.zone)))
