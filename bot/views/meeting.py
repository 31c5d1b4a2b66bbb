"""The messages about a meeting: what is to be done before it, in it and after it, and what is done about a duty."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from bot.domain.checklist import Checklist, ChecklistItem, Phase
from bot.domain.meeting import Meeting, State
from bot.domain.minutes import Minutes
from bot.services.meetings import DONE_ITEM
from bot.views import meeting_words as words
from bot.views.answers import add_citations
from bot.views.calendar import say_kind
from bot.views.markup import Button, Reply, Style, Text
from bot.views.meeting_buttons import (
    What,
    button,
    duty_rows,
    held_button,
    minutes_button,
    page_button,
    tick_rows,
    topic_buttons,
)
from bot.views.zones import say_at
from knowledge.models import Citation, KnowledgeBase

__all__ = ["duty_rows", "render_checklist", "render_done", "render_record"]

MAX_NAME = 12
"""Characters of the name of who ticked an item off: thirty of them are to fit into a message."""

_RECORDED = (Phase.MEETING, Phase.AFTER)


def render_checklist(meeting: Meeting, checklist: Checklist, base: KnowledgeBase, now: datetime) -> Reply:
    """What is to be done before a meeting: each item ticked or not, with where it is written."""
    items = checklist.during(Phase.BEFORE)
    text = _heading(meeting, base, words.CHECKLIST_HEAD)
    text.line(words.TOPICS_SET.format(count=len(meeting.topics)) if meeting.topics else words.NO_TOPICS)
    add_state(text, meeting)
    text.line()
    _add_items(text, meeting, items, base)
    if not items:
        text.line(words.EMPTY_BEFORE)
    rows = [*tick_rows(meeting, items, What.CHECKLIST)]
    if meeting.kind and meeting.starts_at > now:
        rows.append(topic_buttons(meeting, What.CHECKLIST))
    others = any(checklist.during(phase) for phase in _RECORDED)
    to_record = (button(words.RECORD, What.RECORD, meeting.id),) if others else ()
    return text.reply((*rows, (*to_record, *_adding(meeting), page_button(words.PAGE, meeting))))


def render_record(
    meeting: Meeting, checklist: Checklist, minutes: Minutes | None, base: KnowledgeBase, now: datetime
) -> Reply:
    """What is to be done in a meeting and after it, and whether there are minutes."""
    items = [item for phase in _RECORDED for item in checklist.during(phase)]
    text = _heading(meeting, base, words.RECORD_HEAD)
    text.line(say_minutes(minutes))
    add_state(text, meeting)
    if minutes is None and meeting.state is State.OPEN and meeting.starts_at <= now:
        text.line(words.RECORD_ASK)
    text.line()
    _add_items(text, meeting, items, base)
    if not items:
        text.line(words.EMPTY_RECORD)
    rows: list[tuple[Button, ...]] = [*tick_rows(meeting, items, What.RECORD)]
    if meeting.starts_at <= now:
        held = (held_button(meeting, What.RECORD),) if may_be_not_held(minutes) else ()
        rows.append((minutes_button(meeting, minutes), *held))
    to_before = (button(words.CHECKLIST, What.CHECKLIST, meeting.id),) if checklist.during(Phase.BEFORE) else ()
    return text.reply((*rows, (*to_before, *_adding(meeting), page_button(words.PAGE, meeting))))


def render_done(said: str, meeting: Meeting) -> Reply:
    """The message about a duty that is no meeting, of which ``said`` is the text, with who met it and when; or
    without, where nobody has."""
    mark = words.DONE.partition("{")[0]
    lines = [line for line in said.splitlines() if not line.startswith(mark)]
    text = Text()
    for line in lines:
        text.line(line, Style.BOLD if line == meeting.title else Style.PLAIN)
    done = next((tick for tick in meeting.ticks if tick.item_id == DONE_ITEM), None)
    if done is not None and meeting.state is State.HELD:
        text.line(words.DONE.format(name=done.by, when=say_at(done.at, meeting.zone)))
    return text.reply(duty_rows(meeting))


def say_locators(item: ChecklistItem, marks: Mapping[str, str] = MappingProxyType({})) -> str:
    """Where an item is written, in brackets, with the mark of the document where there are several; empty for what a
    group added."""
    locators = "、".join(f"{marks.get(cite.document, '')}{cite.locator}" for cite in item.cites)
    return words.LOCATORS.format(locators=locators) if locators else ""


def say_minutes(minutes: Minutes | None) -> str:
    """Whether there are minutes."""
    if minutes is None:
        return words.NO_MINUTES
    return words.FILED_MINUTES if minutes.filed_at else words.DRAFT_MINUTES


def may_be_not_held(minutes: Minutes | None) -> bool:
    """Whether it can be said that a meeting did not take place: not where minutes of it are filed, of which the
    latest (``minutes``) may be a correction."""
    return minutes is None or (minutes.filed_at is None and minutes.revision == 1)


def add_topics(text: Text, meeting: Meeting) -> None:
    """The topics, each in a line."""
    if not meeting.topics:
        text.line(words.NO_TOPICS)
        return
    text.line(words.TOPICS)
    for number, topic in enumerate(meeting.topics, 1):
        text.line(words.TOPIC.format(number=number, topic=topic))


def add_state(text: Text, meeting: Meeting) -> None:
    """Whether it took place, where somebody said so."""
    if meeting.state is not State.OPEN:
        text.line(words.NOT_HELD if meeting.state is State.NOT_HELD else words.HELD)


def _adding(meeting: Meeting) -> tuple[Button, ...]:
    """The way to add items to the checklist of its kind."""
    return (button(words.ADD_ITEM, What.ITEMS, meeting.id),) if meeting.kind else ()


def _heading(meeting: Meeting, base: KnowledgeBase, what: str) -> Text:
    """Which meeting, when and where."""
    title, kind = meeting.title or words.UNTITLED, _kind_name(meeting, base)
    text = Text().add(title, Style.BOLD).line(f"　{what}")
    if meeting.kind and kind != title:
        text.line(words.KIND.format(kind=kind))
    text.line(words.WHEN.format(when=say_at(meeting.starts_at, meeting.zone)))
    if meeting.venue:
        text.line(words.WHERE.format(venue=meeting.venue))
    return text


def _kind_name(meeting: Meeting, base: KnowledgeBase) -> str:
    """What the kind of a meeting is called."""
    return say_kind(meeting.kind, next((term.name for term in base.terms if term.id == meeting.kind), ""))


def _add_items(text: Text, meeting: Meeting, items: Sequence[ChecklistItem], base: KnowledgeBase) -> None:
    """The items, numbered, phase by phase where there are several; then the documents, each once."""
    documents = list(dict.fromkeys(cite.document for item in items for cite in item.cites))
    marks = dict(zip(documents, words.MARKS, strict=False)) if len(documents) > 1 else {}
    phase = items[0].phase if items else None
    several = any(item.phase is not phase for item in items)
    if several and phase:
        text.line(words.PHASES[phase], Style.BOLD)
    for number, item in enumerate(items, 1):
        if item.phase is not phase:
            phase = item.phase
            text.line(words.PHASES[phase], Style.BOLD)
        text.add(_line(number, item, meeting, marks) + "\n")  # one span each: Telegram reads the looks of the first 95
    if items:
        text.line(words.HOW_TO_TICK)
    for document in documents:
        text.line()
        text.add(marks.get(document, ""))
        add_citations(text, [Citation(document=document, locator="")], base)


def _line(number: int, item: ChecklistItem, meeting: Meeting, marks: Mapping[str, str]) -> str:
    """An item, who ticked it off, and where it is written."""
    where = say_locators(item, marks)
    tick = next((tick for tick in meeting.ticks if tick.item_id == item.id), None)
    if tick is None:
        template = words.FIRST_ITEM if item.asks_branch else words.OPEN_ITEM
        return template.format(number=number, text=item.text) + where
    name = tick.by if len(tick.by) <= MAX_NAME else f"{tick.by[: MAX_NAME - 1]}…"
    return words.TICKED_ITEM.format(number=number, text=item.text + where, name=name)
