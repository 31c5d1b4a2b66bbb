"""Parts of the minutes as they are typed: one at a time, or all of it in one message with headings."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.meeting import Meeting
from bot.domain.minute_actions import action_of, split_actions
from bot.domain.minute_headings import Note, Section, Who, sections_of
from bot.domain.minute_limits import Trouble
from bot.domain.minute_lines import lines_of
from bot.domain.minute_people import NOBODY, Named, people_of
from bot.domain.minute_taking import (
    Part,
    TooMuchError,
    with_actions,
    with_chair,
    with_decisions,
    with_everybody_there,
    with_person,
    with_points,
    with_recorder,
    with_topics,
)
from bot.domain.minute_when import is_time_of
from bot.domain.minutes import Attendee, Minutes, Presence
from bot.domain.tidying import one_line
from bot.domain.walltime import wall_clock

AFRESH = ("重写", "改写", "全部重写")
"""What stands in the first line of what is to take the place of what is there."""

ON = "接着写"
"""What stands in the first line of the second message of a whole record, and of those that follow it."""

CLEAR = frozenset({"清空", "删掉", "删除", "无", "没有"})
"""What is typed to leave a part empty."""

MAX_SPOKEN_NAME = 40
"""Characters behind 主持 that may be a name: longer ones are a sentence."""

_EVERYBODY = re.compile(
    "^(?:全体|全部|全员|都)(?:党员|组员|人员|同志|成员)?(?:均|都)?(?:出席|参加|到会|到齐|到|到了)?$"
)


class Remark(StrEnum):
    """What is said of something that was typed."""

    UNREAD = "unread"
    """It was not understood, and stands among the points."""
    ADDED = "added"
    """A name that was not there before."""
    LEFT_OUT = "left-out"
    """It was understood, and there is no place for it in minutes: a title, a count, a note behind a name."""
    WHEN = "when"
    """A time that is not that of the meeting."""
    PLACE = "place"
    """A place that is not that of the meeting."""
    TOO_LONG = "too-long"
    """The part of that value is longer than is kept; the rest was taken."""
    PAST = "past"
    """An action item whose day was past on the day of the meeting."""
    NO_DAY = "no-day"
    """An action item with a day that there is not."""
    UNCLEAR = "unclear"
    """An action item whose limit was not understood."""


_OF_TROUBLE = {Trouble.PAST: Remark.PAST, Trouble.NO_DAY: Remark.NO_DAY, Trouble.UNCLEAR: Remark.UNCLEAR}


@dataclass(frozen=True, slots=True)
class Taken:
    """The minutes with what was typed, and what is to be said about it."""

    minutes: Minutes
    remarks: tuple[tuple[Remark, str], ...] = ()
    venue: str = ""
    """Where it was, as it is written; empty where nothing is."""


def taken(minutes: Minutes, part: Part, typed: str, meeting: Meeting) -> Taken:
    """Take in what was typed for a part. What is there stays and the new comes behind it, unless the first line says
    that it is written afresh. A whole record takes the place of each part that it has. Lists of headings are taken
    apart wherever longer text is expected.

    Raises TooMuchError; of a whole record only the part is left out that is too long.
    """
    text = tidied(typed)
    afresh, more = is_afresh(text), goes_on(text)
    if afresh or more:
        text = "\n".join(text.splitlines()[1:])
    if part is Part.WHOLE or (part is Part.POINTS and _headings(text) > 1):
        sections = sections_of(text)
        whole = part is Part.WHOLE and (not more or _is_whole(sections))
        return _Taking(minutes, meeting, afresh=afresh or whole).whole(sections)
    if text.strip() in CLEAR:
        return Taken(_cleared(minutes, part))
    return _Taking(minutes, meeting, afresh=afresh).one(part, text)


def tidied(typed: str) -> str:
    """What is typed without what nobody sees, its lines kept apart; empty where there is nothing to see."""
    return "\n".join(one_line(each) for each in typed.splitlines()).strip()


def goes_on(typed: str) -> bool:
    """Whether what is typed goes on with a whole record that was sent in several messages."""
    return _first_line(typed) == ON


def is_afresh(typed: str) -> bool:
    """Whether what is typed takes the place of what is there."""
    return len(typed.strip().splitlines()) > 1 and _first_line(typed) in AFRESH


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0].strip(" ：:。")


def _is_whole(sections: Sequence[Section]) -> bool:
    """Whether headings are those of a record from its beginning on, not those of its rest."""
    heads = {Part.CHAIR, Part.RECORDER, Note.WHEN, Note.PLACE, Who.PRESENT}
    return len(heads & {each.heading for each in sections}) > 1


def _headings(text: str) -> int:
    parts = {each.heading for each in sections_of(text)}
    return sum(isinstance(each, Part | Who) for each in parts)


class _Taking:
    """One message on its way into the minutes."""

    def __init__(self, minutes: Minutes, meeting: Meeting, *, afresh: bool) -> None:
        self._minutes = minutes
        self._meeting = meeting
        self._afresh = afresh
        self._remarks: list[tuple[Remark, str]] = []
        self._points: list[str] = []
        self._venue = ""
        self._whole = False

    def one(self, part: Part, text: str) -> Taken:
        """A part."""
        if part is Part.PEOPLE:
            for section in sections_of(text):
                self._people(section.heading if isinstance(section.heading, Who) else Who.PRESENT, section)
        else:
            self._put(part, text)
        if self._points:
            self._put_behind()
        return self._taken()

    def _put_behind(self) -> None:
        """What was not understood of a part stands behind what was said, and takes the place of nothing."""
        self._minutes = _put_points(self._minutes, "\n".join(self._points))

    def whole(self, sections: Sequence[Section]) -> Taken:
        """Everything, by its headings; what has none is among the points."""
        self._whole = True
        by_part: dict[Part, list[str]] = {}
        later: list[Section] = []
        for section in sections:
            match section.heading:
                case None | Part.POINTS | Note.END:
                    prefix = f"{section.word}：" if section.heading is Note.END and section.word else ""
                    self._points.append(prefix + section.body)
                case Who():
                    self._people(section.heading, section)
                case Note.REASON:
                    later.append(section)
                case Note():
                    self._note(section.heading, section)
                case part:
                    by_part.setdefault(part, []).append(section.body)
        for section in later:
            self._reasons(section)
        for part, bodies in by_part.items():
            self._part(part, "\n".join(bodies))
        if self._points:
            self._part(Part.POINTS, "\n".join(self._points))
        return self._taken()

    def _taken(self) -> Taken:
        return Taken(self._minutes, tuple(self._remarks), self._venue)

    def _part(self, part: Part, text: str) -> None:
        """A part of a whole record; what is too long is kept among the points, where it still fits."""
        if text.strip(" 。.") in NOBODY:
            return
        before = len(self._remarks)
        try:
            if part in {Part.CHAIR, Part.RECORDER} and len(text) > MAX_SPOKEN_NAME:
                raise TooMuchError(part)
            self._put(part, text)
        except TooMuchError:
            del self._remarks[before:]
            if part is Part.POINTS:
                self._remarks.append((Remark.TOO_LONG, part.value))
            else:
                self._unread(text)

    def _put(self, part: Part, text: str) -> None:
        text = text.strip()
        if not text:
            return
        before = _cleared(self._minutes, part) if self._afresh else self._minutes
        if part is Part.ACTIONS:
            self._minutes = self._with_actions(before, text)
        else:
            self._minutes = _PUT[part](before, text)

    def _with_actions(self, minutes: Minutes, text: str) -> Minutes:
        people = [each.name for each in minutes.attendees]
        names = [*people, *(each for each in (minutes.chair, minutes.recorder) if each)]
        day = wall_clock(self._meeting.starts_at, ZoneInfo(self._meeting.zone)).date()
        lines = [each for line in lines_of(text) for each in split_actions(line, names)]
        new = [action_of(line, names, day, self._meeting.zone) for line in lines]
        self._remarks += [(_OF_TROUBLE[each.trouble], each.item.what) for each in new if each.trouble]
        return with_actions(minutes, [*minutes.actions, *(each.item for each in new)])

    def _unread(self, text: str) -> None:
        self._points.append(text)
        self._remarks.append((Remark.UNREAD, text))

    # ---- people

    def _people(self, who: Who, section: Section) -> None:
        """Everybody of a list; where it names nobody, it is said."""
        text = section.body
        if _EVERYBODY.match(text.strip(" 。.")) and who is Who.PRESENT:
            if self._minutes.attendees:
                self._minutes = with_everybody_there(self._minutes)
            else:  # nobody is known who could be meant
                self._unread(f"{section.word}：{text}" if section.word else text)
            return
        people = people_of(text)
        self._remarks += [(Remark.LEFT_OUT, each) for each in people.other]
        known = {each.name for each in self._minutes.attendees}
        for each in people.named:
            self._person(who, each, section.word, known)
        if who is Who.LATE and people.named:
            self._points.append(f"{section.word}：{text}")

    def _person(self, who: Who, named: Named, word: str, known: set[str]) -> None:
        meant = _meant(who, named)
        reason = (named.note or (word if word in _KINDS_OF_LEAVE else "")) if meant is Who.ON_LEAVE else ""
        person = Attendee(named.name, _PRESENCE[meant], reason, meant is Who.GUEST)
        try:
            self._minutes = with_person(self._minutes, person)
        except TooMuchError:
            if not self._whole:
                raise
            self._unread(f"{word}：{named.name}" if word else named.name)
            return
        if named.note and meant is who and meant not in {Who.ON_LEAVE, Who.LATE}:
            self._remarks.append((Remark.LEFT_OUT, f"{named.name}（{named.note}）"))
        if known and named.name not in known and meant is not Who.GUEST:
            self._remarks.append((Remark.ADDED, named.name))

    def _reasons(self, section: Section) -> None:
        """Why somebody was on leave, where it is said under a heading of its own."""
        away = [each for each in self._minutes.attendees if each.presence is Presence.ON_LEAVE]
        for said in re.split(r"[\n；;，,。]", section.body):
            text = said.strip()
            person = next((each for each in away if text.startswith(each.name)), away[0] if len(away) == 1 else None)
            reason = text.removeprefix(person.name).strip(" ：:因（）()") if person else ""
            if person and reason and not person.reason:
                self._minutes = with_person(self._minutes, replace(person, reason=reason))
            elif text and text not in NOBODY:
                self._points.append(f"{section.word}：{text}")

    # ---- what minutes have no place for

    def _note(self, note: Note, section: Section) -> None:
        text = section.body
        if note is Note.PLACE:
            if text != self._meeting.venue:
                self._venue = text
                self._remarks.append((Remark.PLACE, text))
        elif note is Note.WHEN:
            if not is_time_of(text, wall_clock(self._meeting.starts_at, ZoneInfo(self._meeting.zone))):
                self._remarks.append((Remark.WHEN, text))
        else:
            said = f"{section.word}：{text}" if section.word and not text.startswith(section.word) else text
            self._remarks.append((Remark.LEFT_OUT, said))


_PRESENCE = {
    Who.PRESENT: Presence.PRESENT,
    Who.LATE: Presence.PRESENT,
    Who.GUEST: Presence.PRESENT,
    Who.ON_LEAVE: Presence.ON_LEAVE,
    Who.ABSENT: Presence.ABSENT,
}
_KINDS_OF_LEAVE = frozenset({"事假", "病假", "公假", "产假"})


def _meant(who: Who, named: Named) -> Who:
    """What somebody is under a heading: 张三（病假） was not there, wherever the name stands."""
    if named.is_guest:
        return Who.GUEST
    if who in {Who.PRESENT, Who.ABSENT} and named.is_away:
        return Who.ON_LEAVE
    return Who.ABSENT if who is Who.PRESENT and named.is_missing else who


def _cleared(minutes: Minutes, part: Part) -> Minutes:
    empty: dict[Part, Minutes] = {
        Part.CHAIR: replace(minutes, chair=""),
        Part.RECORDER: replace(minutes, recorder=""),
        Part.TOPICS: replace(minutes, topics=()),
        Part.POINTS: replace(minutes, points=""),
        Part.DECISIONS: replace(minutes, decisions=()),
        Part.ACTIONS: replace(minutes, actions=()),
    }
    return empty.get(part, minutes)


def _put_chair(minutes: Minutes, text: str) -> Minutes:
    return with_chair(minutes, " ".join(text.split()).strip("。；;，,"))


def _put_recorder(minutes: Minutes, text: str) -> Minutes:
    return with_recorder(minutes, " ".join(text.split()).strip("。；;，,"))


def _put_topics(minutes: Minutes, text: str) -> Minutes:
    lines = [each.strip() for line in lines_of(text) for each in re.split("[；;]", line) if each.strip()]
    return with_topics(minutes, [*minutes.topics, *lines])


def _put_points(minutes: Minutes, text: str) -> Minutes:
    return with_points(minutes, f"{minutes.points}\n{text}".strip())


def _put_decisions(minutes: Minutes, text: str) -> Minutes:
    return with_decisions(minutes, [*minutes.decisions, *lines_of(text)])


_PUT: dict[Part, Callable[[Minutes, str], Minutes]] = {
    Part.CHAIR: _put_chair,
    Part.RECORDER: _put_recorder,
    Part.TOPICS: _put_topics,
    Part.POINTS: _put_points,
    Part.DECISIONS: _put_decisions,
}
