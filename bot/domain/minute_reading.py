"""Parts of the minutes as they are typed: one at a time, or all of it in one message with headings."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.meeting import Meeting
from bot.domain.minute_lines import NOBODY, action_of, lines_of, people_in
from bot.domain.minute_taking import (
    Part,
    with_actions,
    with_chair,
    with_decisions,
    with_everybody_there,
    with_person,
    with_points,
    with_recorder,
    with_topics,
)
from bot.domain.minutes import Attendee, Minutes, Presence
from bot.domain.walltime import wall_clock

AFRESH = ("重写", "改写", "全部重写")
"""What stands in the first line of what is to take the place of what is there."""

CLEAR = frozenset({"清空", "删掉", "删除", "无", "没有"})
"""What is typed to leave a part empty."""

_EVERYBODY = frozenset(
    {"全体", "全部", "全员", "全体党员", "全体组员", "全体人员", "全部到会", "全体到会", "全到", "都到了"}
)


class Who(StrEnum):
    """Headings of lists of people."""

    PRESENT = "present"
    ON_LEAVE = "on-leave"
    ABSENT = "absent"
    GUEST = "guest"


_HEADINGS: dict[str, Part | Who] = {
    **dict.fromkeys(("议题", "会议议题", "议程", "会议议程", "主题", "会议主题"), Part.TOPICS),
    **dict.fromkeys(
        (
            "要点",
            "内容",
            "会议内容",
            "主要内容",
            "讨论",
            "讨论内容",
            "讨论情况",
            "发言",
            "发言情况",
            "会议要点",
            "会议记录",
        ),
        Part.POINTS,
    ),
    **dict.fromkeys(("决定", "决议", "会议决定", "会议决议", "决定事项", "决议事项", "议定事项"), Part.DECISIONS),
    **dict.fromkeys(("任务", "分工", "任务分工", "工作分工", "下一步工作", "后续工作", "工作安排"), Part.ACTIONS),
    **dict.fromkeys(("主持", "主持人", "会议主持", "召集人"), Part.CHAIR),
    **dict.fromkeys(("记录", "记录人", "会议记录人", "记录员"), Part.RECORDER),
    **dict.fromkeys(("缺席", "缺席人员", "缺勤", "未到", "未到人员", "无故缺席"), Who.ABSENT),
    **dict.fromkeys(("请假", "请假人员", "因事请假"), Who.ON_LEAVE),
    **dict.fromkeys(
        ("出席", "出席人员", "到会", "到会人员", "参加", "参加人员", "参会", "参会人员", "实到", "与会人员"),
        Who.PRESENT,
    ),
    **dict.fromkeys(("列席", "列席人员"), Who.GUEST),
}
_WORDS = "|".join(sorted(_HEADINGS, key=len, reverse=True))
_NUMBERED = r"(?:[(（]?[一二三四五六七八九十0-9]{1,2}[)）、.．]\s*)?"
_HEADING = re.compile(
    f"^\\s*{_NUMBERED}[【\\[*#]*\\s*(?P<word>{_WORDS})\\s*[】\\]*]*\\s*(?P<colon>[:：]|$|(?<=[】\\]]))"
)
_INLINE = re.compile(f"(?<=[\\s；;。])(?=(?:{_WORDS})[:：])")


class Remark(StrEnum):
    """What is said of something that was typed."""

    UNREAD = "unread"
    """It was not understood, and stands among the points."""
    ADDED = "added"
    """A name that was not there before."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The minutes with what was typed, and what is to be said about it."""

    minutes: Minutes
    remarks: tuple[tuple[Remark, str], ...] = ()


def taken(minutes: Minutes, part: Part, typed: str, meeting: Meeting) -> Taken:
    """Take in what was typed for a part. What is there stays and the new comes behind it, unless the first line says
    that it is written afresh. Lists of headings are taken apart wherever longer text is expected.

    Raises TooMuchError.
    """
    text = _clean(typed)
    afresh = is_afresh(text)
    if afresh:
        text = "\n".join(text.splitlines()[1:])
    if part is Part.WHOLE or (part is Part.POINTS and _headings(text) > 1):
        return _Taking(minutes, meeting, afresh=afresh).whole(text)
    if text.strip() in CLEAR:
        return Taken(_cleared(minutes, part))
    return _Taking(minutes, meeting, afresh=afresh).one(part, text)


def is_afresh(typed: str) -> bool:
    """Whether what is typed takes the place of what is there."""
    lines = typed.strip().splitlines()
    return len(lines) > 1 and lines[0].strip(" ：:。") in AFRESH


class _Taking:
    """One message on its way into the minutes."""

    def __init__(self, minutes: Minutes, meeting: Meeting, *, afresh: bool) -> None:
        self._minutes = minutes
        self._meeting = meeting
        self._afresh = afresh
        self._remarks: list[tuple[Remark, str]] = []

    def one(self, part: Part, text: str) -> Taken:
        """A part."""
        if part is Part.PEOPLE:
            for heading, body in _sections(text):
                who = heading if isinstance(heading, Who) else Who.PRESENT
                self._people(who, body)
        else:
            self._put(part, text)
        return Taken(self._minutes, tuple(self._remarks))

    def whole(self, text: str) -> Taken:
        """Everything, by its headings; what has none is among the points."""
        points: list[str] = []
        for heading, body in _sections(text):
            if heading is None or heading is Part.POINTS:
                points.append(body)
            elif isinstance(heading, Who):
                self._people(heading, body, points)
            else:
                self._put(heading, body)
        if points:
            self._put(Part.POINTS, "\n".join(points))
        return Taken(self._minutes, tuple(self._remarks))

    def _put(self, part: Part, text: str) -> None:
        if text.strip():
            self._minutes = _PUT[part](self._minutes, text.strip(), self._meeting, self._afresh)

    def _people(self, who: Who, text: str, points: list[str] | None = None) -> None:
        """Everybody of a list; where it names nobody, it is kept among the points."""
        if text.strip(" 。.") in _EVERYBODY and who is Who.PRESENT:
            self._minutes = with_everybody_there(self._minutes)
            return
        people = people_in(text)
        if not people and text.strip(" 。.") and text.strip(" 。.") not in NOBODY and points is not None:
            points.append(f"{_PEOPLE_WORDS[who]}：{text}")
            self._remarks.append((Remark.UNREAD, text))
        known = {each.name for each in self._minutes.attendees}
        for name, reason in people:
            presence = _PRESENCE[who]
            person = Attendee(name, presence, reason if presence is Presence.ON_LEAVE else "", who is Who.GUEST)
            self._minutes = with_person(self._minutes, person)
            if known and name not in known and who is not Who.GUEST:
                self._remarks.append((Remark.ADDED, name))


_PRESENCE = {
    Who.PRESENT: Presence.PRESENT,
    Who.GUEST: Presence.PRESENT,
    Who.ON_LEAVE: Presence.ON_LEAVE,
    Who.ABSENT: Presence.ABSENT,
}
_PEOPLE_WORDS = {Who.PRESENT: "出席", Who.GUEST: "列席", Who.ON_LEAVE: "请假", Who.ABSENT: "缺席"}


def _sections(text: str) -> list[tuple[Part | Who | None, str]]:
    """Headings with what stands under each; None for what stands before the first."""
    found: list[tuple[Part | Who | None, list[str]]] = [(None, [])]
    for line in _INLINE.sub("\n", text).splitlines():
        heading = _HEADING.match(line)
        if heading and (heading["colon"] or not line.lstrip("（( ")[:1].isdecimal()):  # 2. 讨论 is a topic
            found.append((_HEADINGS[heading["word"]], [line[heading.end() :]]))
        else:
            found[-1][1].append(line)
    joined = [(heading, "\n".join(lines).strip()) for heading, lines in found]
    return [(heading, body) for heading, body in joined if body]


def _headings(text: str) -> int:
    return len({heading for heading, _ in _sections(text) if heading is not None})


def _clean(typed: str) -> str:
    """Without what cannot be printed."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(each for each in lines if each == "\n" or each.isprintable() or each in _JOINERS).strip()


_JOINERS = "\u200d\ufe0f\u3000\xa0"
"""What emoji and texts are made with, and is not printable by itself."""


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


def _put_chair(minutes: Minutes, text: str, meeting: Meeting, afresh: bool) -> Minutes:
    return with_chair(minutes, " ".join(text.split()))


def _put_recorder(minutes: Minutes, text: str, meeting: Meeting, afresh: bool) -> Minutes:
    return with_recorder(minutes, " ".join(text.split()))


def _put_topics(minutes: Minutes, text: str, meeting: Meeting, afresh: bool) -> Minutes:
    return with_topics(minutes, [*(() if afresh else minutes.topics), *lines_of(text)])


def _put_points(minutes: Minutes, text: str, meeting: Meeting, afresh: bool) -> Minutes:
    before = "" if afresh else minutes.points
    return with_points(minutes, f"{before}\n{text}".strip())


def _put_decisions(minutes: Minutes, text: str, meeting: Meeting, afresh: bool) -> Minutes:
    return with_decisions(minutes, [*(() if afresh else minutes.decisions), *lines_of(text)])


def _put_actions(minutes: Minutes, text: str, meeting: Meeting, afresh: bool) -> Minutes:
    names = [each.name for each in minutes.attendees] + [each for each in (minutes.chair, minutes.recorder) if each]
    day = wall_clock(meeting.starts_at, ZoneInfo(meeting.zone)).date()
    new = [action_of(line, names, day, meeting.zone) for line in lines_of(text)]
    return with_actions(minutes, [*new] if afresh else [*minutes.actions, *new])


_PUT: dict[Part, Callable[[Minutes, str, Meeting, bool], Minutes]] = {
    Part.CHAIR: _put_chair,
    Part.RECORDER: _put_recorder,
    Part.TOPICS: _put_topics,
    Part.POINTS: _put_points,
    Part.DECISIONS: _put_decisions,
    Part.ACTIONS: _put_actions,
}
