"""Cards of reminders that are being set, and what is asked on the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.domain.checklist import NO_CHECKLIST, Checklist, Phase
from bot.domain.draft import Draft
from bot.domain.errors import OutdatedError, UserError
from bot.domain.habits import DEFAULT_HABITS, Habits
from bot.domain.preview import DayOff
from bot.domain.reminder import Reminder
from bot.domain.series import Series
from bot.domain.steps import may_ask
from bot.domain.walltime import wall_clock
from bot.services.combining import Said, last_day_instead, names_one_day, part_of_day
from bot.services.drafted import (
    AlreadySetError,
    Asking,
    Card,
    Confirmed,
    Field,
    Flaw,
    Shown,
    TooLongError,
    TooManyError,
)
from bot.views import draft_words as words
from bot.views.calendar_buttons import pack
from bot.views.callbacks import Verb, encode
from bot.views.draft_buttons import (
    LEADS,
    Rows,
    Step,
    button,
    cancel_row,
    change_button,
    frequency_rows,
    half_day_rows,
    in_rows,
    lead_rows,
    time_rows,
    title_rows,
    weekday_rows,
)
from bot.views.markup import Button, Reply, Style, Text, say
from bot.views.presets_buttons import What
from bot.views.presets_buttons import button as presets_button
from bot.views.schedules import say_lead, say_moment, say_rule, say_schedule, say_unread
from bot.views.settings_words import POLICIES
from bot.views.zones import say_zone
from intents.timeexpr import Once, Question, Schedule
from intents.timeexpr.questions import ask

_HALF_OF_DAY = ask("ambiguous", "half-of-day").text
_PASSED = ask("no-date", "passed").text
_WHICH_DAY = ask("no-date").text
_WHICH_WEEKDAY = ask("no-date", "which-weekday").text

_MISSING = frozenset({"no-time", "no-date"})
"""What the reader asks for however little was understood."""

_WRITE = {
    Field.TITLE: (words.TITLE_WRITE, words.TITLE_HINT),
    Field.TIME: (words.TIME_REPLY, words.TIME_HINT),
    Field.RULE: (words.RULE_WRITE, words.TIME_HINT),
    Field.VENUE: (words.VENUE_WRITE, words.VENUE_HINT),
}
_CHANGE = {
    Field.TITLE: (words.TITLE_CHANGE, words.TITLE_HINT),
    Field.TIME: (words.TIME_CHANGE_REPLY, words.TIME_HINT),
}
"""Where a card is there already, and stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """What is known of the meetings of a reminder, of which some things happen by themselves."""

    habits: Habits = DEFAULT_HABITS
    checklist: Checklist = NO_CHECKLIST
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of the documents that the checklist cites, by their ids."""


NOTHING_FOLLOWS = Follows()


def render_shown(shown: Shown, here: int, group: str = "") -> Reply:
    """A card, or what is asked. ``here`` is the chat in which it is shown, ``group`` the name of the one that it is
    for."""
    return render_asking(shown) if isinstance(shown, Asking) else render_card(shown, here, group)


def render_asking(asking: Asking) -> Reply:
    """What is asked, with buttons where a few answers are likely; else the field for a reply opens."""
    text, draft = Text(), asking.draft
    if asking.past:
        text.line(words.PAST)
    if asking.flaw is not None:
        text.line(_flaw(asking.flaw, asking.field))
    if asking.again and (asking.question is None or asking.question.reason in _MISSING):
        text.line(words.NOT_UNDERSTOOD)
    if asking.question is not None:
        text.line(_day_said(asking, asking.question) + asking.question.text)
    if asking.field is Field.TITLE and not _is_card(draft):
        return text.line(words.TITLE_ASK).reply(title_rows(draft))
    if asking.field is Field.LEADS:
        return text.line(words.LEADS_ASK).reply(_lead_rows(draft))
    sentence, hint = _write(asking.field, draft)
    if asking.field is Field.TIME and asking.question is not None:
        rows = _answers(asking, asking.question)
        return text.line(sentence).reply(rows, "" if rows else hint)
    return text.line(sentence).reply(force_reply=hint)


def render_prompt(field: Field, draft: Draft) -> Reply:
    """Asks for a field to be typed."""
    sentence, hint = _write(field, draft)
    return Text().add(sentence).reply(force_reply=hint)


def render_leads(card: Card) -> Reply:
    """The usual lead times to choose from."""
    return say(words.LEADS_ASK, _lead_rows(card.draft))


def render_card(card: Card, here: int, group: str = "") -> Reply:
    """All of it before anything is set. ``here`` is the chat in which it is shown, ``group`` the name of the one that
    it is for."""
    text, series = Text(), card.series
    text.line(series.title, Style.BOLD)
    if card.draft.chat_id != here:
        text.line(_of_group(group))
    text.line(f"{words.RULE}{_rule(series)}（{say_zone(series.zone)}）")
    if card.draft.venue:
        text.line(f"{words.VENUE}{card.draft.venue}")
    text.line(f"{words.LEADS}{_leads(card.leads)}")
    _add_dates(text, card)
    _add_warnings(text, card)
    return text.reply(_card_rows(card))


def render_confirmed(
    confirmed: Confirmed, here: int, group: str = "", *, follows: Follows = NOTHING_FOLLOWS, rows: Rows = ()
) -> Reply:
    """It is set: when next, what will happen by itself, what is to be done first, and how to stop it. ``here`` and
    ``group`` as of a card; ``rows`` are added to its buttons."""
    reminder = confirmed.reminder
    series = reminder.series
    text = Text().line(f"{words.CHANGED if confirmed.changed else words.SET}：{series.title}", Style.BOLD)
    if reminder.chat_id != here:
        text.line(_of_group(group))
    if confirmed.changed and confirmed.first is not None:
        first = wall_clock(confirmed.first.starts_at, series.zone_info).date()
        text.line(words.CHANGED_FROM.format(day=_say_day(first)))
    text.line(f"{words.RULE}{_rule(series)}（{say_zone(series.zone)}）")
    if confirmed.first is not None:
        text.line(f"{words.NEXT_TIME}{say_moment(wall_clock(confirmed.first.starts_at, series.zone_info))}")
    if reminder.venue:
        text.line(f"{words.VENUE}{reminder.venue}")
    text.line(f"{words.LEADS}{_leads(confirmed.leads)}")
    if confirmed.dropped:
        text.line(words.LOST.format(count=len(confirmed.dropped)))
    if steps := _steps(reminder, follows):
        once = _is_single(series)
        text.line().line((words.FOLLOWS_ONCE if once else words.FOLLOWS).format(steps="，".join(steps)))
    if before := _first(follows):
        text.line().line(before)
    text.line().line(words.HOW_TO_STOP.format(name=reminder.organizer_name))
    return text.reply((*_confirmed_rows(confirmed, follows, steps), *rows))


def _is_single(series: Series) -> bool:
    """Whether it takes place once."""
    return series.count == 1 or (isinstance(series.rule, Once) and len(series.rule.moments) == 1)


def _first(follows: Follows) -> str:
    """That the branch is to be asked, with where it is written; empty where it is not."""
    item, titles = follows.checklist.first, follows.titles
    if item is None:
        return ""
    cites = [words.CITE.format(title=titles[each.document], locator=each.locator) for each in item.cites]
    return words.FIRST.format(text=item.text, cites="、".join(cites))


def _steps(reminder: Reminder, follows: Follows) -> list[str]:
    """What will happen by itself around each meeting; nothing around what is none."""
    habits, steps = follows.habits, []
    if not reminder.series.kind:
        return []
    if habits.checklists and follows.checklist.leads:
        personal = words.FOLLOWS_CHECKLIST.format(name=reminder.organizer_name)
        # Who set it in the name of the group cannot be told in private.
        steps.append(personal if reminder.chat_id < 0 < reminder.organizer_id else words.FOLLOWS_CHECKLIST_HERE)
    if habits.sign_up and may_ask(reminder.series.kind, reminder.chat_id):
        steps.append(words.FOLLOWS_SIGN_UP)
    if habits.asks_minutes:
        steps.append(words.FOLLOWS_MINUTES)
    return steps


def _confirmed_rows(confirmed: Confirmed, follows: Follows, steps: list[str]) -> Rows:
    """For a meeting: who belongs to the group, and what is to be done for the next one."""
    reminder, buttons = confirmed.reminder, []
    if not steps or confirmed.changed:
        return ()
    if words.FOLLOWS_SIGN_UP in steps:
        buttons.append(presets_button(words.ROSTER_CARD, What.ROSTER, reminder.chat_id, reminder.series.id))
    if confirmed.first is not None:
        label = words.SEE_CHECKLIST if follows.checklist.during(Phase.BEFORE) else words.SEE_MEETING
        occurrence = reminder.series.id, pack(confirmed.first.recurrence_id)
        buttons.append(Button(label, encode(Verb.MEETING, "p", *occurrence)))
    return (tuple(buttons),) if buttons else ()


def refusal(error: UserError) -> str:
    """The sentence for what can only go wrong here; empty for anything else."""
    if isinstance(error, OutdatedError):
        return words.EXPIRED
    if isinstance(error, TooLongError):
        return words.TOO_LONG
    if isinstance(error, AlreadySetError):
        return words.ALREADY_SET
    return words.TOO_MANY if isinstance(error, TooManyError) else ""


def _write(field: Field, draft: Draft) -> tuple[str, str]:
    """What is to be typed, and a hint for the field."""
    return _CHANGE.get(field, _WRITE[field]) if _is_card(draft) else _WRITE[field]


def _is_card(draft: Draft) -> bool:
    """Whether a draft lacks nothing, whatever is asked about it."""
    return draft.series is not None and bool(draft.series.title)


def _flaw(flaw: Flaw, field: Field) -> str:
    """Why what was said cannot be kept."""
    if flaw is Flaw.TOO_LONG:
        return words.VENUE_TOO_LONG if field is Field.VENUE else words.TITLE_TOO_LONG
    return words.LEAD_TOO_EARLY if flaw is Flaw.TOO_EARLY else words.NO_NOTICE_AT_ALL


def _day_said(asking: Asking, question: Question) -> str:
    """The day that was understood, where only the time is missing and the day is one that can be told."""
    schedule = question.draft
    if question.reason != "no-time" or schedule is None:
        return ""
    if not isinstance(schedule.rule, Once):
        return words.DAY_SAID.format(day=say_rule(schedule.rule, schedule.start))
    if not names_one_day(Said.of(asking.draft.sentence).sentence):
        return ""
    return words.DAY_SAID.format(day=f"{schedule.start.year}年{_say_day(schedule.start)}")


def _lead_rows(draft: Draft) -> Rows:
    labels = {lead: "、".join(say_lead(timedelta(minutes=each)) for each in lead) for lead in LEADS}
    return lead_rows(draft, labels)


def _of_group(group: str) -> str:
    """Whose calendar it is for, where that is not this chat's."""
    return words.HERE_NOT.format(group=group) if group else words.HERE_NOT_UNNAMED


def _answers(asking: Asking, question: Question) -> Rows:
    """Likely answers to the reader's question; none where they are too many."""
    draft = asking.draft
    if question.reason == "no-time":
        return time_rows(draft, part_of_day(Said.of(draft.sentence).sentence))
    if question.text == _PASSED:
        return ((button(words.TOMORROW, draft, Step.DAY, "t"),), *frequency_rows(draft))
    if question.text == _WHICH_DAY:
        return frequency_rows(draft)
    if question.text == _WHICH_WEEKDAY:
        return weekday_rows(draft)
    return half_day_rows(draft) if question.text == _HALF_OF_DAY else ()


def _rule(series: Series) -> str:
    return say_schedule(Schedule(series.rule, series.times, series.start, series.until, series.count))


def _leads(leads: Iterable[timedelta]) -> str:
    return "、".join(map(say_lead, leads))


def _add_dates(text: Text, card: Card) -> None:
    """The next dates; for something that takes place once, the rule has said it."""
    rule = card.series.rule
    if card.not_before is not None:
        text.line().line(words.NOT_BEFORE.format(day=_say_day(card.not_before.date())))
    elif not card.coming:
        text.line().line(words.NOTHING_COMING)
    elif not isinstance(rule, Once) or len(rule.moments) > 1:
        text.line().line(words.COMING)
        for occurrence in card.coming:
            text.line(f"· {say_moment(wall_clock(occurrence.starts_at, card.series.zone_info))}")


def _add_warnings(text: Text, card: Card) -> None:
    """What somebody should know before relying on it."""
    notes = []
    if card.unchanged:
        notes.append(words.UNCHANGED)
    if card.draft.unread:
        notes.append(say_unread(card.draft.unread))
    if card.cut:
        notes.append(words.CUT)
    if card.late:
        every = len(card.late) == len(card.leads)
        notes.append(words.NO_NOTICE if every else words.LATE.format(leads=_leads(card.late)))
    always = "、".join(f"{each.month}月" for each in card.lacking if each.always)
    if always:
        notes.append(words.LACKING.format(months=always))
    if any(not each.always for each in card.lacking):
        notes.append(words.LACKING_AT_TIMES)
    if card.dropped:
        notes.append(words.DROPPED.format(count=len(card.dropped)))
    for note in notes:
        text.line().line(note)
    _add_days_off(text, card)


def _add_days_off(text: Text, card: Card) -> None:
    if card.days_off:
        text.line().line(words.DAYS_OFF)
        for each in card.days_off:
            text.line(f"· {_day_off(each)}")
    if any(each.provisional for each in card.coming) or any(each.day.provisional for each in card.days_off):
        text.line(words.PROVISIONAL)
    if card.days_off:
        text.line(words.DAYS_OFF_ASK)


def _day_off(found: DayOff) -> str:
    day = f"{found.day.date.year}年{_say_day(found.day.date)}"
    return words.DAY_OFF.format(day=day, next=_say_day(found.next), previous=_say_day(found.previous))


def _say_day(day: date) -> str:
    return f"{day.month}月{day.day}日（周{words.WEEKDAYS[day.weekday()]}）"


def _card_rows(card: Card) -> Rows:
    draft, series = card.draft, card.series
    rows: Rows = ()
    if card.days_off:
        policies = [
            button(words.CHOSEN.format(label=label) if policy is series.policy else label, draft, Step.POLICY, policy)
            for policy, label in POLICIES.items()
        ]
        rows += in_rows(policies)
    if card.lacking and last_day_instead(series.rule):
        rows += ((button(words.LAST_DAY_INSTEAD, draft, Step.END_OF_MONTH),),)
    if card.coming and not card.unchanged:
        rows += ((button(words.CONFIRM, draft, Step.CONFIRM),),)
    return (
        *rows,
        (change_button(words.CHANGE_RULE, draft, Field.RULE), change_button(words.CHANGE_TITLE, draft, Field.TITLE)),
        (change_button(words.CHANGE_LEADS, draft, Field.LEADS), change_button(words.CHANGE_VENUE, draft, Field.VENUE)),
        *cancel_row(draft),
    )
