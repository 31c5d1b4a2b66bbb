"""Notices of occurrences, and word to those who set them."""

from datetime import datetime, timedelta

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.planning import LATE, instants_of
from bot.domain.reminder import Reminder
from bot.domain.walltime import wall_clock
from bot.views import notice_words as words
from bot.views.markup import Reply, Style, Text
from bot.views.schedules import say_moment
from bot.views.zones import is_home, say_zone

MOST_DATES = 10


def render_delivery(delivery: Delivery, reminder: Reminder, now: datetime) -> Reply:
    """What a delivery says at an instant."""
    if delivery.kind is DeliveryKind.NOTICE:
        return render_notice(delivery, reminder, now)
    return render_word(delivery, reminder)


def render_notice(delivery: Delivery, reminder: Reminder, now: datetime) -> Reply:
    """A notice: title as typed, when, where, who set it, how to stop it; late and repeated ones say so."""
    text = Text()
    if delivery.repeats:
        text.line(words.REPEAT)
    if now - delivery.due_at > LATE:
        text.line(words.LATE.format(due=say_at(delivery.due_at, reminder)))
    text.line(reminder.series.title or words.UNTITLED, Style.BOLD)
    text.line(f"{words.WHEN}{say_at(delivery.starts_at, reminder)}（{_until(delivery.starts_at - now)}）")
    if reminder.venue:
        text.line(f"{words.WHERE}{reminder.venue}")
    others = instants_of(delivery)
    if others:
        text.line(words.ALSO + "、".join(say_at(each, reminder) for each in others[:MOST_DATES]))
    text.line().line(words.BY.format(name=reminder.organizer_name))
    return text.reply()


def render_word(delivery: Delivery, reminder: Reminder) -> Reply:
    """Word of what became of something: to the chat that was told of it, or to its organizer."""
    title, text = reminder.series.title or words.UNTITLED, Text()
    match delivery.kind:
        case DeliveryKind.MISSED:
            instants = instants_of(delivery)
            text.line(words.MISSED.format(title=title, count=len(instants)))
            for each in instants[-MOST_DATES:]:
                text.line(f"· {say_at(each, reminder)}")
        case DeliveryKind.DATE_MOVED:
            text.line(words.DATE_MOVED.format(title=title))
            for line in _moves(delivery, reminder):
                text.line(f"· {line}")
        case DeliveryKind.CALLED_OFF | DeliveryKind.RESCHEDULED | DeliveryKind.ON_AGAIN:
            _add_change(text, delivery, reminder)
        case DeliveryKind.CLOSED:
            text.line(words.CLOSED.format(title=title))
        case DeliveryKind.TOPIC_GONE:
            text.line(words.TOPIC_GONE.format(title=title))
        case _:
            text.line(words.DOUBTFUL.format(title=title, start=say_at(delivery.starts_at, reminder)))
    return text.reply()


def say_at(at: datetime, reminder: Reminder) -> str:
    """An instant as clocks in the zone of a reminder show it; another zone than Beijing's is named."""
    zone = reminder.series.zone
    said = say_moment(wall_clock(at, reminder.series.zone_info))
    return said if is_home(zone) else f"{said}（{say_zone(zone)}）"


def _add_change(text: Text, delivery: Delivery, reminder: Reminder) -> None:
    """What became of an occurrence, as prominently as its notice."""
    (old,) = instants_of(delivery)
    if delivery.repeats:
        text.line(words.REPEAT)
    text.line(words.CHANGES[delivery.kind].format(title=reminder.series.title or words.UNTITLED), Style.BOLD)
    if delivery.kind is DeliveryKind.RESCHEDULED:
        text.line(words.OLD_TIME + say_at(old, reminder))
    text.line(f"{words.WHEN}{say_at(delivery.starts_at, reminder)}")
    if reminder.venue and delivery.kind is not DeliveryKind.CALLED_OFF:
        text.line(f"{words.WHERE}{reminder.venue}")
    text.line().line(words.BY.format(name=reminder.organizer_name))


def _moves(delivery: Delivery, reminder: Reminder) -> list[str]:
    """What became of dates: pairs of instants, the second ``-`` where it does not take place any more."""
    parts = delivery.detail.split()
    said = [words.GONE if part == "-" else say_at(datetime.fromisoformat(part), reminder) for part in parts]
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
