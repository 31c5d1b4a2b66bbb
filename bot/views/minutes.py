"""The minutes of a meeting as a message: the page, what is asked for, and what came of it."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.meeting import Meeting
from bot.domain.minute_taking import Part, called
from bot.domain.minutes import ActionItem, Attendee, Minutes, Presence
from bot.domain.walltime import wall_clock
from bot.services.minutes import Page, Written
from bot.services.minutes_reminders import say_item
from bot.views import minutes_words as words
from bot.views.calendar import with_word
from bot.views.markup import Button, Reply, Style, Text
from bot.views.minutes_buttons import What, button, meeting_button, ref_of
from bot.views.minutes_remarks import say_remarks
from bot.views.schedules import UNTITLED
from bot.views.zones import say_at

MOST_POINTS, MOST_ITEMS, MOST_OF_A_LINE, MOST_NAMES = 700, 8, 80, 10
"""What the message shows of each part; the file has all of it."""

Rows = tuple[tuple[Button, ...], ...]


def name_of(meeting: Meeting, kind_name: str = "") -> str:
    """What a meeting is called."""
    return called(meeting) or kind_name or UNTITLED


def say_time(meeting: Meeting) -> str:
    """When it begins."""
    return say_at(meeting.starts_at, meeting.zone)


def say_date(day: date) -> str:
    """A day."""
    return f"{day.year}年{day.month}月{day.day}日"


# ---- the page


def render_page(page: Page, word: str = "") -> Reply:
    """The minutes with a button for each part, after a sentence of what was done."""
    reply = _written(page).reply((*_rows(page), *_ends(page)))
    return with_word(word, reply) if word else reply


def render_revision(page: Page) -> Reply:
    """One revision, to be looked at."""
    minutes = page.minutes
    text = _written(page, old=True)
    export = button(words.EXPORT, What.EXPORT, minutes.meeting_id, minutes.revision)
    return text.reply(((export,), (button(words.BACK, What.HISTORY, minutes.meeting_id),)))


def _written(page: Page, *, old: bool = False) -> Text:
    """Everything that the minutes hold, cut to what a message may hold."""
    meeting, minutes = page.meeting, page.minutes
    text = Text().line(words.TITLE.format(name=name_of(meeting, page.kind_name)), Style.BOLD)
    text.line(f"{say_time(meeting)}　{_state(page)}")
    if old and minutes.filed_at is None:
        text.line(words.DRAFT_REVISION.format(revision=minutes.revision))
    elif old and page.is_corrected:
        text.line(words.OLD_REVISION.format(revision=minutes.revision))
    elif old:
        text.line(words.LATEST_REVISION.format(revision=minutes.revision))
    elif minutes.version == 0:
        text.line(words.NEW_HINT + (words.NEW_UNCONFIRMED if page.unconfirmed else ""))
    if meeting.venue:
        text.line(words.VENUE.format(venue=meeting.venue))
    chair, recorder = minutes.chair or words.UNSAID, minutes.recorder or words.UNSAID
    text.line(f"{words.CHAIR.format(name=chair)}　{words.RECORDER.format(name=recorder)}")
    add_attendance(text, minutes)
    _items(text, words.TOPICS, minutes.topics)
    _points(text, minutes.points)
    _items(text, words.DECISIONS, minutes.decisions)
    reminded = page.reminders.reminded
    _items(text, words.ACTIONS, [_action(item, place in reminded) for place, item in enumerate(minutes.actions)])
    if page.reminders.stale and not old:
        text.line(words.STALE.format(count=page.reminders.stale))
    return text


def _state(page: Page) -> str:
    minutes = page.minutes
    if minutes.filed_at is not None:
        filed = wall_clock(minutes.filed_at, ZoneInfo(page.meeting.zone))
        return words.STATES["filed"].format(revision=minutes.revision, date=say_date(filed))
    if minutes.version == 0:
        return words.STATES["new"]
    return words.STATES["draft"] if minutes.revision == 1 else words.CORRECTING.format(revision=minutes.revision)


def add_attendance(text: Text, minutes: Minutes) -> None:
    """How many were there, and who was not."""
    if not minutes.attendees:
        text.line(words.NOBODY)
        return
    guests = [each for each in minutes.attendees if each.guest]
    counts = words.COUNTS.format(
        expected=minutes.expected,
        present=minutes.count(Presence.PRESENT),
        leave=minutes.count(Presence.ON_LEAVE),
        absent=minutes.count(Presence.ABSENT),
    )
    if minutes.count(Presence.UNCONFIRMED):
        counts += words.UNCONFIRMED_COUNT.format(count=minutes.count(Presence.UNCONFIRMED))
    text.line(counts + (words.GUESTS_COUNT.format(count=len(guests)) if guests else ""))
    for template, presence in (
        (words.ON_LEAVE, Presence.ON_LEAVE),
        (words.ABSENT, Presence.ABSENT),
        (words.NOT_CONFIRMED, Presence.UNCONFIRMED),
    ):
        people = [each for each in minutes.attendees if each.presence is presence and not each.guest]
        if people:
            text.line(template.format(names=say_names(people)))
    if guests:
        text.line(words.GUESTS.format(names=say_names(guests)))


def say_names(people: Sequence[Attendee]) -> str:
    """The first of them by name, and how many they are."""
    shown = [
        cut(each.name, 16) + (f"（{cut(each.reason, 12)}）" if each.reason else "") for each in people[:MOST_NAMES]
    ]
    more = words.MORE_NAMES.format(count=len(people)) if len(people) > MOST_NAMES else ""
    return "、".join(shown) + more


def _items(text: Text, heading: str, lines: Sequence[str]) -> None:
    """A list under its heading; nothing where it is empty."""
    if not lines:
        return
    text.line(f"{heading}：", Style.BOLD)
    for number, line in enumerate(lines[:MOST_ITEMS], 1):
        text.line(f"{number}. {cut(line, MOST_OF_A_LINE)}")
    if len(lines) > MOST_ITEMS:
        text.line(words.MORE_LINES.format(count=len(lines) - MOST_ITEMS))


def _points(text: Text, points: str) -> None:
    if not points:
        return
    text.line(f"{words.POINTS}：", Style.BOLD)
    text.line(points if len(points) <= MOST_POINTS else points[:MOST_POINTS].rstrip())
    if len(points) > MOST_POINTS:
        text.line(words.CUT.format(count=len(points)))


def _action(item: ActionItem, reminded: bool) -> str:
    said = say_item(item, MOST_OF_A_LINE - 20)
    until = words.UNTIL.format(date=say_date(item.until)) if item.until else ""
    return said + until + (words.REMINDED if reminded else "")


def cut(text: str, most: int) -> str:
    """The beginning of a text, with a mark where something is left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _rows(page: Page) -> Rows:
    """What can be done about the content."""
    minutes, meeting_id, stale = page.minutes, page.meeting.id, page.reminders.stale
    remind = (minutes.actions or stale) and minutes.version > 0
    label = words.REMIND_AGAIN if stale else words.REMIND
    extra = ((button(label, What.REMIND, meeting_id),),) if remind else ()
    if minutes.filed_at is not None:
        ticks = tuple(
            (button(words.TICK.format(item=item.text), What.TICK, meeting_id, ref_of(item.id)),)
            for item in page.to_tick
        )
        return (*ticks, *extra)
    parts = [button(words.BUTTONS[Part.PEOPLE], What.PEOPLE, meeting_id, 0)]
    parts += [button(words.BUTTONS[part], What.ASK, meeting_id, part.value) for part in Part if part in _TYPED_PARTS]
    threes = tuple(tuple(parts[at : at + 3]) for at in range(0, len(parts), 3))
    file = ((button(words.FILE, What.FILE, meeting_id),),) if page.meeting.starts_at <= page.now else ()
    return (*threes, *extra, *file)


_TYPED_PARTS = (Part.CHAIR, Part.RECORDER, Part.TOPICS, Part.POINTS, Part.DECISIONS, Part.ACTIONS, Part.WHOLE)


def _ends(page: Page) -> Rows:
    """What can be done about the whole, and the ways back."""
    minutes, meeting_id = page.minutes, page.meeting.id
    back = (
        meeting_button(words.MEETING, meeting_id),
        button(words.TO_LIST, What.LIST, page.meeting.chat_id, 0, ""),
    )
    own = ((button(words.DELETE_OWN, What.DELETE, meeting_id),),) if page.is_own else ()
    if minutes.version == 0:
        return (*own, back)
    export = button(words.EXPORT, What.EXPORT, meeting_id, minutes.revision)
    history = button(words.HISTORY, What.HISTORY, meeting_id)
    if minutes.filed_at is None:
        drop = button(words.DROP, What.DROP, meeting_id, minutes.revision)
        return ((export, history, drop), *own, back)
    correct = button(words.CORRECT, What.CORRECT, meeting_id)
    return ((correct, export), (history, button(words.DELETE, What.DELETE, meeting_id)), back)


# ---- what is typed


def render_prompt(page: Page, part: Part) -> Reply:
    """Asks for a part."""
    of = words.ASK_OF.format(name=name_of(page.meeting, page.kind_name), date=say_time(page.meeting))
    return Text().add(f"{of}\n{words.ASKS[part]}").reply(force_reply=words.HINTS[part])


def render_too_much(part: Part, asked: Part) -> Reply:
    """Says that a part is too long, and asks again."""
    return Text().add(words.TOO_MUCH[part]).reply(force_reply=words.HINTS[asked])


def render_changed(part: Part) -> Reply:
    """Says that somebody else changed a part, and asks again."""
    return Text().add(words.CHANGED).reply(force_reply=words.HINTS[part])


def render_not_kept(part: Part, typed: str) -> Reply:
    """Says what could not be kept since others were faster, so that it is not lost, and asks again."""
    return Text().add(words.NOT_KEPT.format(typed=typed)).reply(force_reply=words.HINTS[part])


def render_written(written: Written, *, goes_on: bool = False) -> Reply:
    """The page after something was typed, with what is to be said about it; ``goes_on``: more may follow."""
    return render_page(written.page, say_written(written) + (words.GO_ON if goes_on else ""))


def say_written(written: Written) -> str:
    """What is to be said about something that was typed."""
    return words.WRITTEN_DOWN + say_remarks(written.remarks)
