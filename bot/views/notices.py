"""Notices of occurrences, and word to those who set them."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.planning import LATE, instants_of
from bot.domain.reminder import Reminder
from bot.domain.spreading import meant_for
from bot.services.briefing import NOTHING, Brief
from bot.views import notice_words as words
from bot.views.duties import render_unmet
from bot.views.markup import Button, Reply, Span, Style, Text
from bot.views.meeting import render_checklist, render_record
from bot.views.meeting_buttons import duty_rows
from bot.views.sign_up import add_sign_up, render_nudge, render_sign_up, sign_up_rows
from bot.views.words import STANDING
from bot.views.zones import say_at
from knowledge.models import KnowledgeBase, Obligation

MOST_DATES = 10


def render_delivery(delivery: Delivery, reminder: Reminder, brief: Brief, now: datetime) -> Reply:
    """What a delivery says at an instant."""
    match delivery.kind:
        case DeliveryKind.NOTICE:
            return render_notice(delivery, reminder, now, brief)
        case DeliveryKind.TOPICS | DeliveryKind.NUDGE:
            said = _about_answers(delivery, reminder, brief)
        case DeliveryKind.CHECKLIST | DeliveryKind.RECORD | DeliveryKind.DUTY:
            said = _step(delivery, reminder, brief, now)
        case _:
            return render_word(delivery, reminder, brief)
    return _marked(said) if delivery.repeats else said


def render_notice(delivery: Delivery, reminder: Reminder, now: datetime, brief: Brief = NOTHING) -> Reply:
    """A notice: title as typed, when, where, topics and answers, who set it, how to stop it; late and repeated ones say
    so."""
    text = Text()
    if delivery.repeats:
        text.line(words.REPEAT)
    if now - (meant := meant_for(delivery)) > LATE:
        text.line(words.LATE.format(due=say_at(meant, reminder.series.zone)))
    text.line(reminder.series.title or words.UNTITLED, Style.BOLD)
    text.line(f"{words.WHEN}{say_at(delivery.starts_at, reminder.series.zone)}（{_until(delivery.starts_at - now)}）")
    if reminder.venue:
        text.line(f"{words.WHERE}{reminder.venue}")
    others = instants_of(delivery)
    if others:
        text.line(words.ALSO + "、".join(say_at(each, reminder.series.zone) for each in others[:MOST_DATES]))
    if brief.meeting is not None and brief.meeting.kind:
        add_sign_up(text, brief.meeting, brief.turnout)
    if brief.duty is not None and brief.base is not None:
        _add_source(text, brief.duty, brief.base)
    _add_organizer(text, reminder)
    return text.reply(_answer_rows(brief))


def render_word(delivery: Delivery, reminder: Reminder, brief: Brief = NOTHING) -> Reply:
    """Word of what became of something: to the chat that was told of it, or to its organizer."""
    title, text = reminder.series.title or words.UNTITLED, Text()
    match delivery.kind:
        case DeliveryKind.MISSED if delivery.detail.partition(" ")[0] in words.SAID:
            kind, start = delivery.detail.split()
            said = say_at(datetime.fromisoformat(start), reminder.series.zone)
            text.line(words.IN_VAIN.format(title=title, start=said, what=words.SAID[kind]))
        case DeliveryKind.MISSED:
            instants = instants_of(delivery)
            text.line(words.MISSED.format(title=title, count=len(instants)))
            for each in instants[-MOST_DATES:]:
                text.line(f"· {say_at(each, reminder.series.zone)}")
        case DeliveryKind.DATE_MOVED:
            text.line(words.DATE_MOVED.format(title=title))
            for line in _moves(delivery, reminder):
                text.line(f"· {line}")
        case DeliveryKind.CALLED_OFF | DeliveryKind.RESCHEDULED | DeliveryKind.ON_AGAIN:
            _add_change(text, delivery, reminder, brief)
        case DeliveryKind.CLOSED:
            text.line(words.CLOSED.format(title=title))
        case DeliveryKind.TOPIC_GONE:
            text.line(words.TOPIC_GONE.format(title=title))
        case _:
            what = words.SAID.get(delivery.detail, words.SAID[DeliveryKind.NOTICE])
            text.line(
                words.DOUBTFUL.format(title=title, start=say_at(delivery.starts_at, reminder.series.zone), what=what)
            )
    return text.reply(_answer_rows(brief))


def about(group: str, said: Reply) -> Reply:
    """Word to an organizer in private that says which group it is about; the same where its name is not known."""
    name = " ".join(group.split())
    return replace(said, spans=(Span(words.ABOUT.format(group=name) + "\n"), *said.spans)) if name else said


def addressed(said: Reply, reminder: Reminder) -> Reply:
    """Word to an organizer that is said in the chat of the calendar: to them by name, so that they see it and nobody
    else takes it for theirs. The same where nobody but the chat itself is its organizer."""
    if reminder.organizer_id <= 0 or reminder.organizer_id == reminder.chat_id:
        return said
    who = Span(words.TO.format(name=reminder.organizer_name), url=f"tg://user?id={reminder.organizer_id}")
    return replace(said, spans=(who, Span("\n"), *said.spans))


def orphaned(said: Reply) -> Reply:
    """Word to an organizer who leads the group no longer: whoever does is told what to do about that."""
    return replace(said, spans=(*said.spans, Span("\n" + words.ORGANIZER_LEFT)))


def _about_answers(delivery: Delivery, reminder: Reminder, brief: Brief) -> Reply:
    """The topics of a meeting, or a call to those who have not answered."""
    if brief.meeting is None:
        raise ValueError("no meeting to tell of")
    if delivery.kind is DeliveryKind.NUDGE and brief.turnout is not None:
        return render_nudge(brief.meeting, brief.turnout)
    return render_sign_up(brief.meeting, brief.turnout, reminder.organizer_name)


def _step(delivery: Delivery, reminder: Reminder, brief: Brief, now: datetime) -> Reply:
    """What the organizer is told of a meeting, or of a duty."""
    if brief.base is None:
        raise ValueError("nothing to cite from")
    if brief.unmet is not None:
        return render_unmet(brief.unmet, brief.base, reminder)
    if brief.meeting is None or brief.checklist is None:
        raise ValueError("no meeting to tell of")
    if delivery.kind is DeliveryKind.CHECKLIST:
        return render_checklist(brief.meeting, brief.checklist, brief.base, now)
    return render_record(brief.meeting, brief.checklist, brief.minutes, brief.base, now)


def _answer_rows(brief: Brief) -> tuple[tuple[Button, ...], ...]:
    """The buttons of a notice: to answer, or to mark as done what is no meeting."""
    if brief.meeting is None:
        return ()
    if not brief.meeting.kind:
        return duty_rows(brief.meeting)
    return sign_up_rows(brief.meeting) if brief.turnout is not None else ()


def _marked(said: Reply) -> Reply:
    """A reply that may have been sent before, and says so."""
    return replace(said, spans=(Span(words.REPEAT + "\n"), *said.spans))


def _add_change(text: Text, delivery: Delivery, reminder: Reminder, brief: Brief) -> None:
    """What became of an occurrence, as prominently as its notice."""
    (old,) = instants_of(delivery)
    if delivery.repeats:
        text.line(words.REPEAT)
    text.line(words.CHANGES[delivery.kind].format(title=reminder.series.title or words.UNTITLED), Style.BOLD)
    if delivery.kind is DeliveryKind.RESCHEDULED:
        text.line(words.OLD_TIME + say_at(old, reminder.series.zone))
    text.line(f"{words.WHEN}{say_at(delivery.starts_at, reminder.series.zone)}")
    if reminder.venue and delivery.kind is not DeliveryKind.CALLED_OFF:
        text.line(f"{words.WHERE}{reminder.venue}")
    if brief.meeting is not None:
        add_sign_up(text, brief.meeting, brief.turnout)
    if brief.turnout is not None and delivery.kind is DeliveryKind.RESCHEDULED:
        text.line(words.AGAIN)
    _add_organizer(text, reminder)


def _add_source(text: Text, duty: Obligation, base: KnowledgeBase) -> None:
    """Where a duty is written, and how that stands, in a short line."""
    cite = duty.cites[0]
    document = base.documents[cite.document]
    text.add(words.SOURCE).add(f"《{document.title}》", url=document.link)
    text.line(f"{cite.locator}（{STANDING[document.standing]}）")


def _add_organizer(text: Text, reminder: Reminder) -> None:
    """Who is behind it, and where all that is arranged can be seen. Who has others reminded of what was decided need
    not be who is to do it."""
    template = words.BY if reminder.chat_id < 0 else words.BY_ONESELF
    if reminder.series.title.startswith(words.TASK_IS_DUE):
        template = words.SET_BY if reminder.chat_id < 0 else words.SET_BY_ONESELF
    text.line().line(template.format(name=reminder.organizer_name))


def _moves(delivery: Delivery, reminder: Reminder) -> list[str]:
    """What became of dates: pairs of instants, the second ``-`` where it does not take place any more."""
    parts = delivery.detail.split()
    said = [words.GONE if part == "-" else say_at(datetime.fromisoformat(part), reminder.series.zone) for part in parts]
    pairs = zip(said[::2], said[1::2], strict=True)
    return [words.DATE_FROM_TO.format(old=old, new=new) for old, new in pairs][:MOST_DATES]


def _until(left: timedelta) -> str:
    """How long until something begins, in the two largest units."""
    minutes = round(left.total_seconds() / 60)
    if minutes <= 0:
        return words.NOW if minutes > -2 else words.STARTED
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [f"{number}{unit}" for number, unit in ((days, "天"), (hours, "小时"), (rest, "分钟")) if number]
    return words.IN.format(length="".join(parts[:2]))
