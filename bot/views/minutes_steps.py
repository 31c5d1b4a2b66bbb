"""What is asked and said around the minutes: filing, throwing away, deleting, history, reminders."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.meeting import Meeting
from bot.domain.minutes import ActionItem, Minutes
from bot.domain.walltime import wall_clock
from bot.services.minutes import Deleted, Page
from bot.services.minutes_archive import Going
from bot.services.minutes_reminders import RemindersSet, say_item
from bot.views import minutes_words as words
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Text, say
from bot.views.minutes import cut, name_of, say_date, say_time
from bot.views.minutes_buttons import UNWRITTEN, What, button
from bot.views.words import CANCEL

MOST_REVISIONS = 30
"""Revisions that the history names."""

MOST_GOING = 3
"""Meetings that are named of those that are deleted soon."""

MOST_TASKS, MOST_OF_A_TASK = 15, 16
"""Action items that are named after a press, and characters of one."""


# ---- filing, dropping, deleting


def render_file_lacking(page: Page) -> Reply:
    """Asks whether what lacks something is to be filed."""
    parts = "、".join(words.LACKING[part] for part in page.lacking)
    meeting_id = page.meeting.id
    yes, no = button(words.FILE_ANYWAY, What.FILE_ANYWAY, meeting_id), button(words.BACK, What.PAGE, meeting_id)
    return say(words.FILE_LACKING.format(parts=parts), ((yes,), (no,)))


def render_drop(page: Page) -> Reply:
    """Asks before a draft is thrown away."""
    minutes, meeting_id = page.minutes, page.meeting.id
    question = words.DROP_ASK.format(name=name_of(page.meeting, page.kind_name))
    if minutes.revision > 1:
        question += words.DROP_KEPT
    yes = button(words.DROP_YES, What.DROP_NOW, meeting_id, minutes.revision)
    return say(question, ((yes,), (button(words.BACK, What.PAGE, meeting_id),)))


def render_delete(page: Page) -> Reply:
    """Asks a first time, with what the group's setting says; once only where nobody wrote anything."""
    name, date = name_of(page.meeting, page.kind_name), say_time(page.meeting)
    back = (button(words.BACK, What.PAGE, page.meeting.id),)
    if page.minutes.version == 0:
        yes = button(words.DELETE_YES, What.DELETE_NOW, page.meeting.id, UNWRITTEN)
        return say(words.DELETE_OWN_ASK.format(name=name, date=date), ((yes,), back))
    whose = words.OWN if page.meeting.chat_id > 0 else words.HERE
    template = words.KEEPS if page.keeps else words.KEEPS_FOR_EVER
    kept = template.format(whose=whose, keeps=say_keeps(page.keeps) if page.keeps else "")
    if page.reminders.count:
        kept = words.DELETE_REMINDERS.format(count=page.reminders.count) + kept
    question = words.DELETE_ASK.format(name=name, date=date)
    go_on = button(words.DELETE_GO_ON, What.DELETE_AGAIN, page.meeting.id)
    return say(f"{question}{kept}", ((go_on,), back))


def render_delete_again(page: Page, count: int) -> Reply:
    """Asks a second time; there are ``count`` revisions."""
    template = words.DELETE_AGAIN if count else words.DELETE_NO_MINUTES
    name, when = name_of(page.meeting, page.kind_name), say_time(page.meeting)
    question = template.format(name=name, date=when, count=count)
    yes = button(words.DELETE_YES, What.DELETE_NOW, page.meeting.id)
    return say(question, ((yes,), (button(CANCEL, What.PAGE, page.meeting.id),)))


def render_deleted(deleted: Deleted) -> Reply:
    """It is gone; and what can be done about a meeting that the calendar goes on having."""
    meeting, anew = deleted.meeting, deleted.anew
    done = words.DELETED.format(name=name_of(meeting), date=say_time(meeting))
    back = (button(words.TO_LIST, What.LIST, meeting.chat_id, 0, ""),)
    if anew is None or not anew.kind:
        return say(done, (back,))
    not_held = Button(words.NOT_HELD_BUTTON, encode(Verb.MEETING, "n", anew.id))
    return say(done + words.DELETED_ANEW, ((not_held, button(words.WRITE_ANEW, What.PAGE, anew.id)), back))


def say_keeps(keeps: timedelta) -> str:
    """How long minutes are kept; a year may have a day more."""
    years, days = divmod(keeps.days, 365)
    if years and days <= years:
        return words.KEPT_YEARS.format(count=years)
    return words.KEPT_DAYS.format(count=keeps.days)


def say_going(going: Going, whose: str) -> list[str]:
    """What the setting of the chat has deleted, and what it deletes soon; ``whose`` says whose it is: 本群的."""
    if going.keeps is None:
        return []
    keeps, said = say_keeps(going.keeps), []
    if going.before is not None:
        said.append(words.GONE.format(whose=whose, keeps=keeps, date=say_date(going.before)))
    if going.soon:
        names = [words.GOING_NAME.format(date=_day(each), name=cut(name_of(each), 20)) for each in going.soon]
        more = words.GOING_MORE.format(count=len(names)) if len(names) > MOST_GOING else ""
        said.append(words.GOING_SOON.format(whose=whose, keeps=keeps, names="、".join(names[:MOST_GOING]) + more))
    return said


def _day(meeting: Meeting) -> str:
    return say_date(wall_clock(meeting.starts_at, ZoneInfo(meeting.zone)))


# ---- history and reminders


def render_history(meeting: Meeting, revisions: Sequence[Minutes]) -> Reply:
    """Every revision: who wrote it and when, the latest first, with a button to look at it."""
    back = (button(words.BACK, What.PAGE, meeting.id),)
    if not revisions:
        return say(words.NO_HISTORY, (back,))
    head = words.HISTORY_OF.format(name=name_of(meeting), date=say_time(meeting), count=len(revisions))
    text, zone = Text().line(head), ZoneInfo(meeting.zone)
    latest = list(reversed(revisions))
    for each in latest[:MOST_REVISIONS]:
        state = words.REVISION_DRAFT if each.filed_at is None else words.FILED_MARK
        at = _short(wall_clock(each.filed_at or each.written_at, zone))
        text.line(words.REVISION.format(revision=each.revision, state=state, name=each.written_by, date=at))
    looks = [
        button(words.REVISION_BUTTON.format(revision=each.revision), What.REVISION, meeting.id, each.revision)
        for each in latest[:MOST_REVISIONS]
    ]
    pairs = (tuple(looks[at : at + 2]) for at in range(0, len(looks), 2))
    return text.reply((*pairs, back))


def say_reminders(found: RemindersSet, whose: str) -> str:
    """What a press on 设提醒 came to; ``whose`` calendar it is: 本群的."""
    said = []
    if found.made:
        said.append(words.REMINDERS_MADE.format(whose=whose, count=len(found.made), titles=_titles(found.made)))
    elif found.changed:
        said.append(words.REMINDERS_CHANGED.format(whose=whose, count=found.changed))
    if found.stopped:
        said.append(words.REMINDERS_STOPPED.format(whose=whose, count=found.stopped))
    if found.already:
        said.append(words.REMINDERS_ALREADY.format(count=len(found.already)))
    for template, items in (
        (words.REMINDERS_TODAY, found.today),
        (words.REMINDERS_PAST, found.past),
        (words.REMINDERS_UNDATED, found.undated),
    ):
        if items:
            said.append(template.format(titles=_titles(items)))
    return "".join(said) or words.REMINDERS_NONE


def _titles(items: Sequence[ActionItem]) -> str:
    titles = [say_item(each, MOST_OF_A_TASK) for each in items[:MOST_TASKS]]
    more = words.AND_MORE.format(count=len(items)) if len(items) > MOST_TASKS else ""
    return "；".join(titles) + more


def _short(at: datetime) -> str:
    return f"{say_date(at)} {at:%H:%M}"
