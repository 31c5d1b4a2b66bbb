"""What is asked and said around the minutes: filing, throwing away, deleting, history, reminders."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.meeting import Meeting
from bot.domain.minutes import ActionItem, Minutes
from bot.domain.walltime import wall_clock
from bot.services.minutes import Page
from bot.services.minutes_reminders import RemindersSet
from bot.views import minutes_words as words
from bot.views.markup import Reply, Text, say
from bot.views.minutes import MOST_ITEMS, cut, name_of, say_date, say_time
from bot.views.minutes_buttons import What, button
from bot.views.words import CANCEL

MOST_REVISIONS = 30
"""Revisions that the history names."""


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
    """Asks a first time, with what the group's setting says."""
    kept = words.KEEPS.format(keeps=say_keeps(page.keeps)) if page.keeps else words.KEEPS_FOR_EVER
    question = words.DELETE_ASK.format(name=name_of(page.meeting, page.kind_name), date=say_time(page.meeting))
    go_on = button(words.DELETE_GO_ON, What.DELETE_AGAIN, page.meeting.id)
    return say(f"{question}{kept}", ((go_on,), (button(words.BACK, What.PAGE, page.meeting.id),)))


def render_delete_again(page: Page, count: int) -> Reply:
    """Asks a second time; there are ``count`` revisions."""
    template = words.DELETE_AGAIN if count else words.DELETE_NO_MINUTES
    name, when = name_of(page.meeting, page.kind_name), say_time(page.meeting)
    question = template.format(name=name, date=when, count=count)
    yes = button(words.DELETE_YES, What.DELETE_NOW, page.meeting.id)
    return say(question, ((yes,), (button(CANCEL, What.PAGE, page.meeting.id),)))


def render_deleted(meeting: Meeting) -> Reply:
    """It is gone."""
    done = words.DELETED.format(name=name_of(meeting), date=say_time(meeting))
    return say(done, ((button(words.TO_LIST, What.LIST, meeting.chat_id, 0, ""),),))


def say_keeps(keeps: timedelta) -> str:
    """How long minutes are kept."""
    years, days = divmod(keeps.days, 365)
    return f"{years}年" if years and not days else f"{keeps.days}天"


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
        state = words.DRAFT if each.filed_at is None else words.FILED_MARK
        at = _short(wall_clock(each.filed_at or each.written_at, zone))
        text.line(words.REVISION.format(revision=each.revision, state=state, name=each.written_by, date=at))
    looks = [
        button(words.REVISION_BUTTON.format(revision=each.revision), What.REVISION, meeting.id, each.revision)
        for each in latest[:MOST_REVISIONS]
    ]
    pairs = (tuple(looks[at : at + 2]) for at in range(0, len(looks), 2))
    return text.reply((*pairs, back))


def say_reminders(found: RemindersSet) -> str:
    """What a press on 设提醒 came to."""
    said = []
    if found.made:
        said.append(words.REMINDERS_MADE.format(count=len(found.made), titles=_titles(found.made)))
    if found.already:
        said.append(words.REMINDERS_ALREADY.format(count=len(found.already)))
    if found.past:
        said.append(words.REMINDERS_PAST.format(count=len(found.past), titles=_titles(found.past)))
    if not said:
        return words.REMINDERS_NONE
    if found.undated:
        said.append(words.REMINDERS_UNDATED.format(count=len(found.undated)))
    return "".join(said)


def _titles(items: Iterable[ActionItem]) -> str:
    titles = [cut(f"{each.who}：{each.what}" if each.who else each.what, 20) for each in items]
    return "；".join(titles[:MOST_ITEMS]) + ("……" if len(titles) > MOST_ITEMS else "")


def _short(at: datetime) -> str:
    return f"{say_date(at)} {at:%H:%M}"
