"""Taking minutes: what is known before anybody writes, and the changes to a draft."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.domain.errors import UserError
from bot.domain.meeting import MAX_TOPIC, MAX_TOPICS, OWN_KIND, Answer, Meeting, Rsvp
from bot.domain.minutes import MAX_LINE, MAX_LINES, MAX_POINTS, ActionItem, Attendee, Minutes, Presence
from bot.domain.roster import MAX_NAME
from bot.domain.turnout import Turnout

MAX_ATTENDEES = 400
"""People in the minutes of one meeting, guests included."""


class Part(StrEnum):
    """A part of the minutes that is typed; it travels in buttons and expectations."""

    CHAIR = "c"
    RECORDER = "r"
    TOPICS = "t"
    POINTS = "p"
    DECISIONS = "d"
    ACTIONS = "a"
    PEOPLE = "n"
    """Who was there, on leave, absent, or came as a guest."""
    WHOLE = "w"
    """All of it in one message, with headings."""


class TooMuchError(UserError):
    """A part would be longer than is kept; nothing was changed."""

    def __init__(self, part: Part) -> None:
        self.part = part
        super().__init__(part.value)


def called(meeting: Meeting) -> str:
    """The title of a meeting as it stands in a record: 党小组会 where the reminder says 开党小组会. One that the
    documents do not name keeps its title, since 开题报告会 begins like that too."""
    said = meeting.title.strip()
    if meeting.kind in {"", OWN_KIND}:
        return said
    verb = next((each for each in ("召开", "开") if said.startswith(each)), "")
    return said.removeprefix(verb).strip() or said


def prefilled(
    meeting: Meeting, turnout: Turnout, *, chair: str, recorder: str, written_by: str, now: datetime
) -> Minutes:
    """What is known already: the first revision as a draft, not stored.

    Who accepted was there, who declined is on leave, and who is not sure or silent is not confirmed until somebody
    says more; the reasons for leave were told to leaders, and are not written down. Who is excused is not expected,
    unless they said that they come. Others who accepted are guests, except where the group has no roster: then they
    are all that is known of it. Who presides is there; who asked for leave does not.
    """
    attendees = expected(turnout)
    if any(each.name == chair and each.presence is Presence.ON_LEAVE for each in attendees):
        chair = ""
    return Minutes(
        meeting_id=meeting.id,
        chat_id=meeting.chat_id,
        revision=1,
        attendees=_with_chair_there(attendees, chair),
        chair=chair,
        recorder=recorder,
        topics=meeting.topics,
        written_by=written_by,
        written_at=now,
    )


def expected(turnout: Turnout, chair: str = "") -> tuple[Attendee, ...]:
    """Who was there as far as the answers tell, and whoever presides unless they asked for leave."""
    return _with_chair_there((*_expected(turnout), *_others(turnout)), chair)


def corrected(minutes: Minutes, *, written_by: str, now: datetime) -> Minutes:
    """The next revision of what was filed, as a draft that is not stored."""
    return replace(
        minutes, revision=minutes.revision + 1, filed_at=None, version=0, written_by=written_by, written_at=now
    )


def with_presence(minutes: Minutes, place: int, presence: Presence) -> Minutes:
    """Somebody was there or not, and is one of those expected. Who was on leave keeps the reason only while they are;
    a guest who was not there is left out."""
    attendee = minutes.attendees[place]
    if attendee.guest and presence is not Presence.PRESENT:
        return without_person(minutes, place)
    reason = attendee.reason if presence is Presence.ON_LEAVE else ""
    changed = replace(attendee, presence=presence, reason=reason, guest=False)
    return replace(minutes, attendees=(*minutes.attendees[:place], changed, *minutes.attendees[place + 1 :]))


def with_everybody_there(minutes: Minutes) -> Minutes:
    """Everybody who is not on leave was there."""
    there = tuple(
        each if each.presence is Presence.ON_LEAVE else replace(each, presence=Presence.PRESENT)
        for each in minutes.attendees
    )
    return replace(minutes, attendees=there)


def with_the_rest(minutes: Minutes, presence: Presence) -> Minutes:
    """Everybody of whom nobody said anything was there, or was not."""
    settled = tuple(
        replace(each, presence=presence) if each.presence is Presence.UNCONFIRMED else each
        for each in minutes.attendees
    )
    return replace(minutes, attendees=settled)


def with_guest(minutes: Minutes, place: int) -> Minutes:
    """Somebody was there, and is not one of those expected."""
    guest = Attendee(minutes.attendees[place].name, Presence.PRESENT, guest=True)
    return replace(minutes, attendees=(*minutes.attendees[:place], guest, *minutes.attendees[place + 1 :]))


def without_person(minutes: Minutes, place: int) -> Minutes:
    """Somebody does not belong there."""
    return replace(minutes, attendees=(*minutes.attendees[:place], *minutes.attendees[place + 1 :]))


def with_person(minutes: Minutes, person: Attendee) -> Minutes:
    """Somebody is as it is said: changed where there is one of that name, else added.

    Raises TooMuchError.
    """
    for place, each in enumerate(minutes.attendees):
        if each.name == person.name:
            changed = replace(person, reason=person.reason or _kept_reason(each, person))
            return replace(minutes, attendees=(*minutes.attendees[:place], changed, *minutes.attendees[place + 1 :]))
    if len(minutes.attendees) >= MAX_ATTENDEES or not 0 < len(person.name) <= MAX_NAME:
        raise TooMuchError(Part.PEOPLE)
    return replace(minutes, attendees=(*minutes.attendees, person))


def with_chair(minutes: Minutes, name: str) -> Minutes:
    """Who presided, and so was there where nobody said anything of them. Raises TooMuchError."""
    chair = _name(name, Part.CHAIR)
    return replace(minutes, chair=chair, attendees=_with_chair_there(minutes.attendees, chair))


def with_recorder(minutes: Minutes, name: str) -> Minutes:
    """Who took the minutes. Raises TooMuchError."""
    return replace(minutes, recorder=_name(name, Part.RECORDER))


def with_topics(minutes: Minutes, topics: Iterable[str]) -> Minutes:
    """These topics; repeated ones once. Raises TooMuchError."""
    kept = tuple(dict.fromkeys(topics))
    if len(kept) > MAX_TOPICS or any(len(each) > MAX_TOPIC for each in kept):
        raise TooMuchError(Part.TOPICS)
    return replace(minutes, topics=kept)


def with_points(minutes: Minutes, points: str) -> Minutes:
    """What was said. Raises TooMuchError."""
    if len(points) > MAX_POINTS:
        raise TooMuchError(Part.POINTS)
    return replace(minutes, points=points)


def with_decisions(minutes: Minutes, decisions: Iterable[str]) -> Minutes:
    """These decisions; repeated ones once. Raises TooMuchError."""
    kept = tuple(dict.fromkeys(decisions))
    if len(kept) > MAX_LINES or any(len(each) > MAX_LINE for each in kept):
        raise TooMuchError(Part.DECISIONS)
    return replace(minutes, decisions=kept)


def with_actions(minutes: Minutes, actions: Iterable[ActionItem]) -> Minutes:
    """These action items; repeated ones once. Raises TooMuchError."""
    kept = tuple({(each.who, each.what, each.until): each for each in reversed(list(actions))}.values())[::-1]
    if len(kept) > MAX_LINES or any(len(each.what) + len(each.who) > MAX_LINE for each in kept):
        raise TooMuchError(Part.ACTIONS)
    return replace(minutes, actions=kept)


def _expected(turnout: Turnout) -> list[Attendee]:
    """Those on the roster."""
    answers = {answer.user_id: answer for answer in turnout.answers}
    found = [_as_answered(each.name, answers.get(each.user_id or 0)) for each in turnout.expected]
    known = {each.user_id for each in turnout.expected}
    came = (each for each in turnout.answers if each.user_id not in known and each.rsvp is Rsvp.ACCEPTED)
    return [*found, *(Attendee(each.name, Presence.PRESENT) for each in came)]


def _others(turnout: Turnout) -> list[Attendee]:
    """Those who answered and are not on the roster."""
    if turnout.expected or turnout.answers:
        return [Attendee(each.name, Presence.PRESENT, guest=True) for each in turnout.guests if _comes(each)]
    return [_as_answered(each.name, each) for each in turnout.guests]


def _comes(answer: Answer) -> bool:
    return answer.rsvp is Rsvp.ACCEPTED


def _as_answered(name: str, answer: Answer | None) -> Attendee:
    if answer is None or answer.rsvp is Rsvp.TENTATIVE:
        return Attendee(name, Presence.UNCONFIRMED)
    return Attendee(name, Presence.ON_LEAVE if answer.rsvp is Rsvp.DECLINED else Presence.PRESENT)


def _with_chair_there(attendees: tuple[Attendee, ...], chair: str) -> tuple[Attendee, ...]:
    return tuple(
        replace(each, presence=Presence.PRESENT)
        if each.name == chair and each.presence is Presence.UNCONFIRMED
        else each
        for each in attendees
    )


def _kept_reason(before: Attendee, now: Attendee) -> str:
    return before.reason if now.presence is Presence.ON_LEAVE else ""


def _name(name: str, part: Part) -> str:
    if len(name) > 2 * MAX_NAME:
        raise TooMuchError(part)
    return name
