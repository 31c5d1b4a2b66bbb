"""The page of a meeting, what is chosen from on the way to it, and what it asks for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.checklist import ChecklistItem, Phase
from bot.domain.habits import MAX_OWN_ITEM, MAX_OWN_ITEMS, Habits, OwnItem, title_of_items
from bot.domain.meeting import OWN_KIND, Meeting
from bot.domain.occurrences import Occurrence
from bot.domain.series import Series
from bot.domain.walltime import wall_clock
from bot.services.meetings import MeetingPage, Off
from bot.views import meeting_words as words
from bot.views.calendar import say_kind, say_when, title_of
from bot.views.calendar_buttons import What as CalendarWhat
from bot.views.calendar_buttons import button as calendar_button
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Style, Text, say
from bot.views.meeting import add_state, add_topics, may_be_not_held, say_locators, say_minutes
from bot.views.meeting_buttons import (
    HERE,
    What,
    button,
    duty_rows,
    held_button,
    minutes_button,
    occurrence_button,
    topic_buttons,
)
from bot.views.sign_up import ANSWERS, say_counts
from bot.views.zones import say_at

Row = tuple[Button, ...]


def render_page(page: MeetingPage, kinds: Mapping[str, str], *, again: bool = False) -> Reply:
    """Everything about one meeting, and the ways on. Counts only, so that a group may read it; ``kinds`` are the names
    of those that the documents know; ``again``: the topics changed after they were told."""
    meeting = page.meeting
    text = Text().line(meeting.title or words.UNTITLED, Style.BOLD)
    text.line(words.WHEN.format(when=say_at(meeting.starts_at, meeting.zone)))
    if meeting.venue:
        text.line(words.WHERE.format(venue=meeting.venue))
    text.line(words.KIND.format(kind=say_kind(meeting.kind, kinds.get(meeting.kind, ""))))
    if page.off is not None:
        _add_off(text, page, page.off)
        return text.reply((*_rows_off(page), *_way_back(page)))
    if meeting.kind:
        text.line()
        add_topics(text, meeting)
        if page.told_at is not None and meeting.topics:
            text.line(words.TOLD.format(when=_say_short(page.told_at, meeting)))
        _add_progress(text, page)
        if page.turnout is not None:
            text.line(say_counts(page.turnout))
        text.line(say_minutes(page.minutes))
    add_state(text, meeting)
    return text.reply((*_rows(page, again=again), *_way_back(page)))


def render_choice(series: Series, found: Sequence[Occurrence], latest: Occurrence | None) -> Reply:
    """The meetings of a reminder whose pages can be opened; ``latest`` is the one among them that has begun."""
    rows = []
    for each in found:
        when = say_when(each, series)
        label = words.LATEST.format(when=when) if each is latest else when
        rows.append((occurrence_button(label, series.id, each.recurrence_id),))
    question = words.CHOOSE if rows else words.CHOOSE_NOTHING
    back = (calendar_button(words.BACK, CalendarWhat.CARD, series.id),)
    return say(question.format(title=title_of(series)), (*rows, back))


def render_consent(meeting: Meeting, item: ChecklistItem, view: What) -> Reply:
    """Asks before the topics are told though the branch was not asked."""
    question = words.CONSENT_ASK.format(text=item.text, locators=say_locators(item))
    yes = button(words.CONSENT_YES, What.NOTIFY_ANYWAY, meeting.id, view.value)
    return say(question, ((yes, button(words.CONSENT_NO, view, meeting.id)),))


def render_items(meeting: Meeting, habits: Habits, kinds: Mapping[str, str]) -> Reply:
    """What a group added to the checklist of this kind of meeting, each to be taken out; and the way to add more."""
    own = habits.items_of(meeting.kind, meeting.title)
    name = items_name(meeting, kinds)
    text = Text().line(words.ITEMS_HEAD.format(name=name), Style.BOLD)
    for item in own:
        _add_item(text, item, words.ITEM_OF_ALL if item.kind == OWN_KIND else "")
    if not own:
        text.line(words.ITEMS_NONE)
    text.line().line((words.ITEMS_OF_TITLE if meeting.kind == OWN_KIND else words.ITEMS_OF_KIND).format(name=name))
    others: list[OwnItem] = []
    adding: Row = ()
    if len(habits.own_items) < MAX_OWN_ITEMS:
        text.line(words.ITEMS_HOW)
        adding = tuple(
            button(f"＋ {label}", What.ASK_ITEM, meeting.id, phase.value) for phase, label in words.PHASES.items()
        )
    else:
        text.line(words.ITEMS_FULL.format(most=MAX_OWN_ITEMS))
        others = [item for item in habits.own_items if item not in own]
    if others:
        text.line().line(words.ITEMS_OTHERS)
    for item in others:
        _add_item(text, item, title_of_items(item) or say_kind(item.kind, kinds.get(item.kind, "")))
    removing = [
        (button(words.ITEM_REMOVE.format(text=item.text), What.REMOVE_ITEM, meeting.id, item.id),)
        for item in (*own, *others)
    ]
    rows = [*([adding] if adding else []), *removing]
    return text.reply((*rows, (button(words.BACK, What.CHECKLIST, meeting.id),)))


def items_name(meeting: Meeting, kinds: Mapping[str, str]) -> str:
    """What the meetings are called for which an item counts that is added to the checklist of this one."""
    if meeting.kind == OWN_KIND:
        return meeting.title or words.UNTITLED
    return say_kind(meeting.kind, kinds.get(meeting.kind, ""))


def render_elsewhere(meeting: Meeting, group: str) -> Reply:
    """The private chat is about another calendar than that of a meeting, which is the one of ``group``, or where that
    is empty one's own: the way there, and the way back."""
    template, label = (words.ELSEWHERE, words.ELSEWHERE_GO) if group else (words.ELSEWHERE_OWN, words.ELSEWHERE_BACK)
    go = button(label.format(group=group), What.REMINDER, meeting.id, HERE)
    said = template.format(title=meeting.title or words.UNTITLED, group=group)
    return say(said, ((go,), (button(words.BACK, What.PAGE, meeting.id),)))


def file_name(meeting: Meeting) -> str:
    """The name of the calendar file of a meeting alone."""
    return words.FILE_NAME.format(day=wall_clock(meeting.starts_at, ZoneInfo(meeting.zone)).date().isoformat())


def render_file() -> Reply:
    """What stands under it."""
    return say(words.FILE_SENT)


def ask_topics(meeting: Meeting) -> Reply:
    """Asks for the topics; what there are stand above."""
    title, when = meeting.title or words.UNTITLED, say_at(meeting.starts_at, meeting.zone)
    if not meeting.topics:
        return _asked(words.TOPICS_ASK.format(title=title, when=when), words.TOPICS_HINT)
    topics = "\n".join(words.TOPIC.format(number=n, topic=topic) for n, topic in enumerate(meeting.topics, 1))
    return _asked(words.TOPICS_CHANGE.format(title=title, when=when, topics=topics), words.TOPICS_HINT)


def ask_topics_again() -> Reply:
    """Says what topics may be."""
    return _asked(words.TOPICS_BAD, words.TOPICS_HINT)


def ask_item(phase: Phase, name: str) -> Reply:
    """Asks for something to be done for the meetings of that name."""
    return _asked(words.ITEM_ASK.format(name=name, phase=words.PHASES[phase], most=MAX_OWN_ITEM), words.ITEM_HINT)


def ask_item_again() -> Reply:
    """Says what an item may be."""
    return _asked(words.ITEM_BAD.format(most=MAX_OWN_ITEM), words.ITEM_HINT)


def _add_item(text: Text, item: OwnItem, name: str) -> None:
    """An item that was added, with the meetings that it counts for where those are not only these."""
    template = words.ITEM_ELSEWHERE if name else words.ITEM_LINE
    text.line(template.format(phase=words.PHASES[item.phase], text=item.text, name=name))


def _add_off(text: Text, page: MeetingPage, off: Off) -> None:
    """That it does not take place, and what there is of it all the same."""
    meeting = page.meeting
    text.line()
    text.line(words.OFF[off], Style.BOLD)
    if off is Off.CALLED_OFF and page.reminder is not None and not page.has_begun:
        text.line(words.OFF_RESTORE)
    if meeting.topics:
        add_topics(text, meeting)
    if page.minutes is not None:
        text.line(say_minutes(page.minutes))


def _rows_off(page: MeetingPage) -> tuple[Row, ...]:
    """Nothing can be done about what does not take place; minutes that there are stay within reach."""
    return ((minutes_button(page.meeting, page.minutes),),) if page.minutes is not None else ()


def _say_short(at: datetime, meeting: Meeting) -> str:
    """A moment around a meeting, in its zone."""
    wall = wall_clock(at, ZoneInfo(meeting.zone))
    return f"{wall.month}月{wall.day}日 {wall:%H:%M}"


def _add_progress(text: Text, page: MeetingPage) -> None:
    """How much of the checklist is done, phase by phase."""
    parts = []
    for phase, label in words.PHASES.items():
        items = page.checklist.during(phase)
        done = sum(page.meeting.is_ticked(item.id) for item in items)
        if items:
            parts.append(words.PROGRESS_PART.format(phase=label, done=done, all=len(items)))
    if parts:
        text.line(words.PROGRESS.format(parts="，".join(parts)))


def _rows(page: MeetingPage, *, again: bool) -> tuple[Row, ...]:
    """What can be done about a meeting, two in a row."""
    meeting = page.meeting
    if not meeting.kind:
        return duty_rows(meeting) if page.reminder is not None and page.reminder.duty else ()
    buttons = [_checklist_button(page)]
    if not page.has_begun:
        buttons += topic_buttons(meeting, What.PAGE, again=again)
    else:
        buttons.append(button(words.CHANGE_TOPICS if meeting.topics else words.SET_TOPICS, What.ASK_TOPICS, meeting.id))
    if page.turnout is not None:
        buttons.append(Button(words.WHO_COMES, encode(Verb.ANSWER, meeting.id, ANSWERS)))
    buttons.append(minutes_button(meeting, page.minutes))
    if page.reminder is not None:
        buttons.append(button(words.FILE, What.FILE, meeting.id))
    if page.has_begun and may_be_not_held(page.minutes):
        buttons.append(held_button(meeting, What.PAGE))
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _checklist_button(page: MeetingPage) -> Button:
    """What is to be done now: before the meeting, or in and after it."""
    before = bool(page.checklist.during(Phase.BEFORE))
    if page.has_begun or not before:
        return button(words.RECORD, What.RECORD, page.meeting.id)
    return button(words.CHECKLIST, What.CHECKLIST, page.meeting.id)


def _way_back(page: MeetingPage) -> tuple[Row, ...]:
    if page.reminder is None:
        return ((Button(words.CLOSE, encode(Verb.CLOSE, "keep")),),)
    return ((button(words.BACK_TO_REMINDER, What.REMINDER, page.meeting.id),),)


def _asked(question: str, hint: str) -> Reply:
    return Text().add(question).reply(force_reply=hint)
