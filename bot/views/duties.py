"""Duties of the documents: how often they say so, and that one was not met in a period."""

from datetime import date

from bot.domain.reminder import Reminder
from bot.domain.walltime import wall_clock
from bot.services.duties import Unmet
from bot.services.guide import MONTHS
from bot.views import duties_words as words
from bot.views.answers import add_citations
from bot.views.calendar_buttons import pack
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Style, Text
from bot.views.presets_buttons import What, button
from bot.views.zones import is_home, say_zone
from knowledge.models import KnowledgeBase, Obligation

Rows = tuple[tuple[Button, ...], ...]


def render_unmet(unmet: Unmet, base: KnowledgeBase, reminder: Reminder) -> Reply:
    """What is missing in the period and what is known of it, where it is written, and what to do about it."""
    duty = unmet.obligation
    text = Text().line(_missing(unmet), Style.BOLD)
    if known := _known(unmet, reminder):
        text.line(known)
    text.line().line(words.WRITTEN.format(often=say_how_often(duty)))
    add_citations(text, duty.cites, base)
    if duty.kind:
        text.line().line(words.RECORD_LATER)
    silence = button(words.SILENCE, What.SILENCE, reminder.chat_id)
    return text.reply((*_rows(unmet, reminder.chat_id), (silence,)))


def say_how_often(duty: Obligation) -> str:
    """How often it is to be met, no more binding than the provision says."""
    return words.MODALITIES[duty.modality].format(every=words.EVERY[duty.every] + duty.when, times=duty.times)


def say_period(first: date, months: int, today: date) -> str:
    """A period of so many months (1, 3, 6, 12) as people call it on that day."""
    ahead = (today.year - first.year) * 12 + today.month - first.month
    if 0 <= ahead < months:
        return words.MONTHS_OF[months]
    year = words.YEAR.format(year=first.year)
    name = {
        1: words.MONTH.format(month=first.month),
        3: words.QUARTERS[(first.month - 1) // 3],
        6: words.HALVES[(first.month - 1) // 6],
    }.get(months, "")
    return name if name and first.year == today.year else year + name


def _missing(unmet: Unmet) -> str:
    duty = unmet.obligation
    done = unmet.recorded if duty.kind else unmet.held
    if duty.kind:
        sentence = words.NOT_ENOUGH_RECORDED if done else words.NOT_RECORDED
    else:
        sentence = words.NOT_ENOUGH_DONE if done else words.NOT_DONE
    period = say_period(unmet.first, MONTHS[duty.every], unmet.today)
    today = f"{unmet.today.month}月{unmet.today.day}日"
    return sentence.format(today=today, period=period, title=duty.title, count=done, missing=duty.times - done)


def _known(unmet: Unmet, reminder: Reminder) -> str:
    """What is known of the period, in one line."""
    parts = []
    if unmet.obligation.kind and unmet.held > unmet.recorded:
        parts.append(_say_held(unmet))
    if unmet.obligation.kind and not unmet.held and (unmet.meeting_id or unmet.occurrence):
        parts.append(words.UNSAID)
    if unmet.coming is not None:
        at = wall_clock(unmet.coming, reminder.series.zone_info)
        zone = reminder.series.zone
        date_said = f"{at.month}月{at.day}日（周{'一二三四五六日'[at.weekday()]}）{at:%H:%M}"
        parts.append(words.COMING.format(date=date_said if is_home(zone) else f"{date_said}（{say_zone(zone)}）"))
    nothing = unmet.coming is None and not unmet.held and not unmet.meeting_id and unmet.occurrence is None
    if nothing and unmet.cancelled:
        parts.append(words.ALL_OFF)
    return "".join(parts)


def _say_held(unmet: Unmet) -> str:
    """How many took place, and how their minutes stand."""
    if unmet.drafts == unmet.held:
        return words.HELD_DRAFTED.format(count=unmet.held)
    some = unmet.recorded or unmet.drafts
    said = (words.HELD_SOME if some else words.HELD).format(count=unmet.held, recorded=unmet.recorded)
    return said + (words.DRAFTED.format(count=unmet.drafts) if unmet.drafts else "")


def _rows(unmet: Unmet, chat_id: int) -> Rows:
    """What to do about it: for the meeting, or the date, that it is about; where all were cancelled, for one that the
    calendar does not know."""
    if unmet.meeting_id and unmet.obligation.kind:
        label = words.FILE if unmet.meeting_has_draft else words.WRITE_MINUTES
        return ((Button(label, encode(Verb.MINUTES, "o", unmet.meeting_id)),),)
    if unmet.meeting_id:
        return ((Button(words.DONE, encode(Verb.MEETING, "d", unmet.meeting_id)),),)
    if unmet.occurrence is not None:
        series_id, recurrence_id = unmet.occurrence
        return ((Button(words.SEE_MEETING, encode(Verb.MEETING, "p", series_id, pack(recurrence_id))),),)
    if unmet.obligation.kind and unmet.cancelled:
        return ((Button(words.MAKE_UP, encode(Verb.MINUTES, "m", chat_id)),),)
    return ()
