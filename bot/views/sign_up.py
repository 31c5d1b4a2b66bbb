"""Who comes to a meeting: the lines and buttons of a notice, the nudge, and the page of answers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.meeting import Answer, Meeting, Rsvp
from bot.domain.roster import Member
from bot.domain.turnout import Turnout
from bot.services.sign_up_messages import NoSignUp
from bot.views import notice_words
from bot.views import sign_up_words as words
from bot.views.callbacks import Verb, encode
from bot.views.markup import Button, Reply, Style, Text, say
from bot.views.zones import say_at

Rows = tuple[tuple[Button, ...], ...]

YES, NO, MAYBE = "y", "n", "m"
WRITE, ANSWERS, NUDGE = "w", "a", "g"
"""What a button about answers does: answers, asks for a reason, shows the page, nudges."""

RSVPS = {YES: Rsvp.ACCEPTED, NO: Rsvp.DECLINED, MAYBE: Rsvp.TENTATIVE}

LEAVE_LINK = "l_"
"""Deep links to the reason for leave: ``?start=l_<meeting id>``."""

MOST_MENTIONED = 40
"""People whom a nudge names: Telegram reads 100 entities of a message."""

MOST_NAMED = 60
"""People whom one line of the page of answers names."""

MOST_REASONS = 20
"""Reasons for leave on the page of answers; the names of the others stay."""


# ---- the notice


def add_sign_up(text: Text, meeting: Meeting, turnout: Turnout | None) -> None:
    """Add the topics of a meeting, and who comes: nothing of that where nobody is asked (None)."""
    if meeting.topics:
        text.line(words.TOPICS)
    for number, topic in enumerate(meeting.topics, 1):
        text.line(words.TOPIC.format(number=number, topic=topic))
    if turnout is not None:
        text.line(say_counts(turnout))


def say_counts(turnout: Turnout) -> str:
    """How many answered what, in a line. Those on the roster add up to those expected; others are counted apart."""
    if not (turnout.expected or turnout.answers):
        return _counts((words.RSVP[rsvp], turnout.count(rsvp)) for rsvp in Rsvp)
    counts = [(words.RSVP[rsvp], len(turnout.who(rsvp))) for rsvp in Rsvp]
    expected = words.EXPECTED.format(count=len(turnout.expected))
    line = f"{expected} · {_counts([*counts, (words.SILENT, len(turnout.silent))])}"
    outside = [(words.RSVP[rsvp], sum(each.rsvp is rsvp for each in turnout.guests)) for rsvp in Rsvp]
    if not turnout.guests:
        return line
    return line + words.GUESTS.format(counts=_counts(each for each in outside if each[1]))


def sign_up_rows(meeting: Meeting) -> Rows:
    """The buttons with which everybody answers."""
    row = tuple(Button(words.RSVP[rsvp], encode(Verb.ANSWER, meeting.id, what)) for what, rsvp in RSVPS.items())
    return (row,)


def render_sign_up(meeting: Meeting, turnout: Turnout | None, organizer: str) -> Reply:
    """The notice as it is now: what a message with buttons to answer is edited to, and what tells of topics. Without
    counts and buttons where nobody is asked."""
    text = Text().line(meeting.title or notice_words.UNTITLED, Style.BOLD)
    text.line(f"{notice_words.WHEN}{say_when(meeting)}")
    if meeting.venue:
        text.line(f"{notice_words.WHERE}{meeting.venue}")
    add_sign_up(text, meeting, turnout)
    text.line().line(notice_words.BY.format(name=organizer))
    return text.reply(sign_up_rows(meeting) if turnout is not None else ())


def render_replaced(meeting: Meeting, organizer: str) -> Reply:
    """A notice after which a newer one asks the same: without counts, which would grow old, and without buttons."""
    text = Text().line(meeting.title or notice_words.UNTITLED, Style.BOLD)
    text.line(f"{notice_words.WHEN}{say_when(meeting)}")
    if meeting.venue:
        text.line(f"{notice_words.WHERE}{meeting.venue}")
    text.line(words.REPLACED)
    text.line().line(notice_words.BY.format(name=organizer))
    return text.reply()


def render_ended(meeting: Meeting, why: NoSignUp, organizer: str) -> Reply:
    """What asked who comes, once nobody is asked any more: without counts and buttons. What takes place all the same
    stays announced."""
    if why not in words.ENDED:
        return render_sign_up(meeting, None, organizer)
    text = Text().line(meeting.title or notice_words.UNTITLED, Style.BOLD)
    return text.line(f"{notice_words.WHEN}{say_when(meeting)}").line(words.ENDED[why]).reply()


def with_leave_link(reply: Reply, meeting: Meeting, turnout: Turnout, username: str) -> Reply:
    """A notice with the way to give a reason in private, once somebody asked for leave and gave none. ``username`` is
    the bot's."""
    given = (*turnout.answers, *turnout.guests)
    if not any(each.rsvp is Rsvp.DECLINED and not each.reason for each in given):
        return reply
    url = f"https://t.me/{username}?start={LEAVE_LINK}{meeting.id}"
    return replace(reply, buttons=(*reply.buttons, (Button(words.WRITE_REASON, url=url),)))


def say_when(meeting: Meeting) -> str:
    """When a meeting begins, on the clocks of its zone; another zone than Beijing's is named."""
    return say_at(meeting.starts_at, meeting.zone)


def _counts(counts: Iterable[tuple[str, int]]) -> str:
    return " · ".join(words.COUNT.format(name=name, count=count) for name, count in counts)


# ---- the nudge


def render_nudge(meeting: Meeting, turnout: Turnout) -> Reply:
    """Calls those who have not answered, each by name; who has no Telegram is named, for others to tell them."""
    text = Text().line(meeting.title or notice_words.UNTITLED, Style.BOLD)
    text.line(f"{notice_words.WHEN}{say_when(meeting)}").line()
    if not turnout.silent:
        return text.line(words.NUDGE_NOBODY).reply(sign_up_rows(meeting))
    reachable = [member for member in turnout.silent if member.user_id is not None]
    others = [member for member in turnout.silent if member.user_id is None]
    if reachable:
        _add_mentions(text.line(words.NUDGE), reachable)
    room = MOST_MENTIONED - min(len(reachable), MOST_MENTIONED)
    if others and room:
        text.line(words.NUDGE_OTHERS).line(_listed([member.name for member in others], room, len(others)))
    return text.reply(sign_up_rows(meeting))


def _add_mentions(text: Text, members: Sequence[Member]) -> None:
    for number, member in enumerate(members[:MOST_MENTIONED]):
        text.add("、" if number else "").add(member.name, url=f"tg://user?id={member.user_id}")
    text.line(words.NUDGE_MORE.format(count=len(members)) if len(members) > MOST_MENTIONED else "")


# ---- the page of answers


def render_answers(
    meeting: Meeting,
    turnout: Turnout,
    away: Sequence[Member],
    *,
    private: bool,
    nudges: bool,
    nudged_at: datetime | None = None,
    back: bool = True,
) -> Reply:
    """Who answered what. Reasons for leave only in private; ``away`` are those excused for long, ``nudges`` whether
    the silent can still be called, ``nudged_at`` when they were: that is done once."""
    text = Text().line(words.ANSWERS.format(title=meeting.title or notice_words.UNTITLED), Style.BOLD)
    text.line(f"{notice_words.WHEN}{say_when(meeting)}").line(say_counts(turnout))
    _add_hints(text, turnout, away, private=private)
    if nudged_at is not None:
        text.line(words.NUDGED_AT.format(at=say_at(nudged_at, meeting.zone)))
    text.line()
    used = bool(turnout.expected or away)
    answers = turnout.answers if used else turnout.guests
    for rsvp in (Rsvp.ACCEPTED, Rsvp.TENTATIVE):
        _add_names(text, words.RSVP[rsvp], [each.name for each in answers if each.rsvp is rsvp])
    _add_names(text, words.SILENT, [_named(member) for member in turnout.silent])
    _add_names(text, words.AWAY, [member.name for member in away])
    # Last what may be long: where all does not fit, the names above are there.
    _add_leaves(text, [each for each in answers if each.rsvp is Rsvp.DECLINED], private=private)
    _add_names(text, words.OUTSIDE, [_outside(each, private=private) for each in turnout.guests if used])
    _add_earlier(text, turnout)
    nudges = nudges and nudged_at is None and bool(turnout.silent)
    return text.reply(_page_rows(meeting, nudges=nudges, back=back))


def _add_earlier(text: Text, turnout: Turnout) -> None:
    """Who answered for a time that the meeting has no more, and not for the new one."""
    names = [_outside(each, private=False) for each in turnout.earlier]
    if names:
        text.line(words.EARLIER.format(names=_listed(names, MOST_NAMED, len(names))))


def _add_leaves(text: Text, answers: Sequence[Answer], *, private: bool) -> None:
    """Who asks for leave: in private each with their reason."""
    if not private or not any(each.reason for each in answers):
        _add_names(text, words.RSVP[Rsvp.DECLINED], [each.name for each in answers])
        return
    text.line(words.GROUP.format(name=words.RSVP[Rsvp.DECLINED], count=len(answers)))
    for each in answers[:MOST_REASONS]:
        template = words.WITH_REASON if each.reason else words.WITHOUT_REASON
        text.line(template.format(name=each.name, reason=each.reason))
    rest = [each.name for each in answers[MOST_REASONS:]]
    if rest:
        text.line(_listed(rest, MOST_NAMED, len(rest)))


def _add_names(text: Text, name: str, people: Sequence[str]) -> None:
    if people:
        text.line(words.GROUP.format(name=name, count=len(people)) + _listed(people, MOST_NAMED, len(people)))


def _add_hints(text: Text, turnout: Turnout, away: Sequence[Member], *, private: bool) -> None:
    if not (turnout.answers or turnout.guests):
        text.line(words.NOBODY_YET)
    if not (turnout.expected or away):
        text.line(words.NO_ROSTER)
    if not private and any(each.reason for each in (*turnout.answers, *turnout.guests)):
        text.line(words.REASONS_IN_PRIVATE)


def _page_rows(meeting: Meeting, *, nudges: bool, back: bool) -> Rows:
    first = [Button(words.NUDGE_BUTTON, encode(Verb.ANSWER, meeting.id, NUDGE))] if nudges else []
    first.append(Button(words.REFRESH, encode(Verb.ANSWER, meeting.id, ANSWERS)))
    first.append(Button(words.ROSTER_BUTTON, encode(Verb.ROSTER, "o", meeting.chat_id)))
    rows: Rows = (tuple(first),)
    return (*rows, (Button(words.BACK, encode(Verb.MEETING, "o", meeting.id)),)) if back else rows


def _named(member: Member) -> str:
    return member.name if member.user_id is not None else words.NO_TELEGRAM.format(name=member.name)


def _outside(answer: Answer, *, private: bool) -> str:
    template = words.OUTSIDE_REASON if private and answer.reason else words.OUTSIDE_ONE
    return template.format(name=answer.name, rsvp=words.RSVP[answer.rsvp], reason=answer.reason)


def _listed(names: Sequence[str], most: int, count: int) -> str:
    """Names in a line; of too many the first."""
    said = "、".join(names[:most])
    return said + words.NAMES_MORE.format(count=count) if len(names) > most else said


# ---- the reason for leave


def render_reason_prompt(meeting: Meeting) -> Reply:
    """Asks in private why somebody asks for leave."""
    prompt = words.ASK_REASON.format(title=meeting.title or notice_words.UNTITLED, date=say_when(meeting))
    return Text().add(prompt).reply(force_reply=words.REASON_HINT)


def render_reason_later(meeting: Meeting) -> Reply:
    """The same where something else is being asked for: by a button, in their own time."""
    said = words.REASON_LATER.format(title=meeting.title or notice_words.UNTITLED, date=say_when(meeting))
    return say(said, ((Button(words.REASON_BUTTON, encode(Verb.ANSWER, meeting.id, WRITE)),),))


def render_reason_again() -> Reply:
    """What was written cannot be kept; asks again."""
    return Text().add(words.REASON_EMPTY).reply(force_reply=words.REASON_HINT)


def render_reason_kept(meeting: Meeting) -> Reply:
    """The reason was kept; with the way to think better of it."""
    return say(words.REASON_DONE, sign_up_rows(meeting))


def say_not_on_leave(meeting: Meeting) -> str:
    """There is nothing to explain."""
    return words.REASON_NONE.format(title=meeting.title or notice_words.UNTITLED, date=say_when(meeting))
