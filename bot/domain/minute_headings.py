"""Headings of minutes as people write them: with colons, in brackets, spaced, numbered, several on a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.minute_people import looks_like_people
from bot.domain.minute_taking import Part


class Who(StrEnum):
    """Headings of lists of people."""

    PRESENT = "present"
    LATE = "late"
    """They came late or left early: they were there."""
    ON_LEAVE = "on-leave"
    ABSENT = "absent"
    GUEST = "guest"


class Note(StrEnum):
    """Headings of what else an office form has."""

    TITLE = "title"
    WHEN = "when"
    PLACE = "place"
    COUNT = "count"
    REASON = "reason"
    """Why somebody was not there."""
    END = "end"


Heading = Part | Who | Note

_WORDS: dict[Heading, str] = {
    Part.TOPICS: "议题 会议议题 议程 会议议程 主题 会议主题 讨论议题 会议事项",
    Part.POINTS: (
        "要点 内容 会议内容 主要内容 讨论 讨论内容 讨论情况 发言 发言情况 发言要点 发言内容 "
        "发言摘要 会议发言 会议要点 会议记录 会议情况 会议过程 会议纪要 记录内容 会议记录内容 "
        "讨论发言 主要发言 会议讨论 传达学习"
    ),
    Part.DECISIONS: (
        "决定 决议 会议决定 会议决议 决定事项 决议事项 议定事项 议定 会议议定 会议议定事项 "
        "会议决定事项 形成决议 会议结论 结论 会议决定如下 会议议定如下 决定如下 议定如下 "
        "会议研究决定 经研究决定 会议确定 会议明确 表决结果 会议结果"
    ),
    Part.ACTIONS: (
        "任务 分工 任务分工 工作分工 责任分工 下一步 下一步工作 下步工作 后续工作 工作安排 "
        "下一步安排 待办 待办事项 任务安排 会后任务 会后工作 下一步打算 分工安排 工作任务 "
        "落实分工"
    ),
    Part.CHAIR: "主持 主持人 会议主持 会议主持人 召集人 主持者",
    Part.RECORDER: "记录 记录人 会议记录人 记录员 记录者",
    Who.ABSENT: (
        "缺席 缺席人员 缺席人 缺席者 缺席名单 缺勤 缺勤人员 未到 未到人员 未到会 未到会人员 无故缺席 未参加 未参加人员"
    ),
    Who.ON_LEAVE: "请假 请假人员 请假人 请假名单 因事请假 因故请假 事假 病假 公假 产假 请假情况",
    Who.LATE: "迟到 迟到人员 早退 早退人员",
    Who.PRESENT: (
        "出席 出席人员 出席人 出席会议人员 出席者 到会 到会人员 到会人 到会同志 参加 参加人员 "
        "参加人 参会 参会人员 参会人 实到 实到人员 与会 与会人员 与会人 到会党员 参会党员 "
        "参会名单 出席名单 出席情况 到会情况"
    ),
    Who.GUEST: "列席 列席人员 列席人 列席者 邀请列席 特邀",
    Note.WHEN: "时间 会议时间 日期 会议日期 开会时间 召开时间",
    Note.PLACE: "地点 会议地点 开会地点 召开地点 会场",
    Note.COUNT: (
        "应到 应到人数 应到会 应到会人数 应到党员 应到人员 实到人数 实到会人数 实到会 实到党员 "
        "参会人数 出席人数 到会人数 参加人数 与会人数 缺席人数 请假人数 列席人数 应参会人数 "
        "实际参会人数 应出席人数 人数 应参加人数 实参会人数"
    ),
    Note.REASON: "缺席原因 请假原因 缺勤原因 未到原因 请假事由 缺席事由",
    Note.END: "散会时间 结束时间",
}
_HEADINGS: dict[str, Heading] = {word: heading for heading, words in _WORDS.items() for word in words.split()}
_ANY = "|".join("[ 　]{0,4}".join(word) for word in sorted(_HEADINGS, key=len, reverse=True))

_NUMBER = r"(?:[(（]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})(?:[)）]|[、.．])\s*|[①-⑳]\s*|[-·•*—▪■●○◆]\s+)"
_OPEN, _CLOSE = r"[【\[*#〔「\s]*", r"[】\]*〕」]*"
_HEADING = re.compile(
    rf"^\s*(?P<number>{_NUMBER})?{_OPEN}(?P<word>{_ANY})\s*"
    rf"(?:(?P<colon>[:：])\s*{_CLOSE}|(?P<close>[】\]*〕」]+)\s*[:：]?|(?P<space>(?<=\s)|[ 　](?=\S))|$)"
)
_AHEAD = rf"(?:{_OPEN}(?:{_ANY})\s*{_CLOSE}\s*[:：]|【\s*(?:{_ANY})\s*】)"
_INLINE = re.compile(rf"(?<=[\s；;。，,|｜])(?={_AHEAD})|(?=【\s*(?:{_ANY})\s*】)")
_BRACKETED = re.compile(rf"(?=【\s*(?:{_ANY})\s*】)")
_SPACED = re.compile(rf"(?<=[ 　])(?=(?:{_ANY})[ 　]+\S)")

_N = "(?:[0-9]{1,4}|[一二三四五六七八九十百]{1,4})"
_COUNTED = (
    "(?P<kind>(?:应|实际|实)?(?:到会|到|参会|参加|出席|与会|缺席|缺勤|未到|请假|列席|迟到)会?)"
    rf"(?:党员|人员|人数|同志|正式党员)?\s*[:：]?\s*{_N}\s*[人名位](?:党员|同志)?"
)
_COUNT = re.compile(rf"^\s*{_NUMBER}?{_COUNTED}(?P<names>\s*[:：（(]\s*(?!其中)[^，。；;]*?[^\s，。；;：:].*)?$")
_COUNTS = re.compile(rf"^\s*{_NUMBER}?{_COUNTED}")
_MARKS = re.compile(rf"\s*(?:{_NUMBER})?{_OPEN}")
_COUNT_AHEAD = re.compile(rf"(?<=[\s，,；;、。])(?={_COUNTED.replace('?P<kind>', '?:')})")
_WHO_OF = {"请假": Who.ON_LEAVE, "缺": Who.ABSENT, "未到": Who.ABSENT, "列席": Who.GUEST, "迟到": Who.LATE}

_END = re.compile(r"^\s*(?:散会|休会|会议结束|会议到此结束|散会了)\s*[。！!.]?\s*$")
_TITLE = re.compile(r"^[^。；;：:，,]{2,40}(?:会|会议|记录|纪录|纪要|会议记录表|记录表)\s*[）)】》*]*\s*$")
_IN_A_SENTENCE = re.compile(r"^\s*(?P<word>会议(?:决定|议定|研究决定))\s*[，,]\s*(?=\S)")

_ONE_LINE = frozenset({Part.CHAIR, Part.RECORDER, Note.WHEN, Note.PLACE, Note.COUNT, Note.END})
_LOOSE = frozenset({"讨论", "发言", "传达学习", "结论", "内容", "要点"})
"""Words that begin an item of a numbered list as well."""


@dataclass(slots=True)
class Section:
    """A heading with what stands under it; no heading before the first, and behind what ends at its line."""

    heading: Heading | None
    lines: list[str] = field(default_factory=list)
    word: str = ""
    """The heading as it is called."""
    bare: bool = False
    """It is a word alone on a line, with nothing that marks it."""

    @property
    def body(self) -> str:
        """What stands under it."""
        return "\n".join(self.lines).strip()


def sections_of(text: str) -> list[Section]:
    """A text by its headings, in its order. Nothing is left out but headings, and the marks around them."""
    found = _Splitting()
    for number, line in enumerate(each for each in text.splitlines() if each.strip()):
        found.line(line, first=number == 0)
    return found.done()


class _Splitting:
    def __init__(self) -> None:
        self._sections = [Section(None)]
        self._spaced = False
        """Headings stand before a space here, as in a table that was copied."""

    def done(self) -> list[Section]:
        kept: list[Section] = []
        for each in self._sections:
            if each.body:
                kept.append(each)
            elif each.bare:  # the word was itself what was said
                before = kept[-1].heading if kept else None
                kept.append(
                    Section(before if isinstance(before, Part) and before not in _ONE_LINE else None, [each.word])
                )
            elif isinstance(each.heading, Part):
                kept.append(each)
        return [each for each in kept if each.body]

    def line(self, line: str, *, first: bool) -> None:
        """A line: a title, the end, a heading with more behind it, or what goes on."""
        if first and _TITLE.match(line):
            self._sections += [Section(Note.TITLE, [line.strip(" 　#*【】")]), Section(None)]
        elif _END.match(line):
            self._sections += [Section(Note.END, [line.strip()])]
        else:
            for piece in self._pieces(line):
                self._piece(piece)

    def _pieces(self, line: str) -> Iterator[str]:
        """The stretches of a line that may each begin with a heading."""
        heads = bool(self._headed(line))
        is_form = heads or not isinstance(self._current, Part) or self._current in _ONE_LINE
        if not is_form:
            yield from _cut(
                line, [found.start() for found in re.finditer(r"(?=【)", line) if _INLINE.match(line, found.start())]
            )
            return
        at = {found.start() for found in _INLINE.finditer(line) if self._may_begin(line, found.start(), heads=heads)}
        if heads or _COUNTS.match(line) or isinstance(self._current, Who | Note):
            counts = (found.start() for found in _COUNT_AHEAD.finditer(line))
            at |= {each for each in counts if not _MARKS.fullmatch(line[:each])}
        opening = _HEADING.match(line)
        if heads and opening and opening["space"] is not None:
            at |= {found.start() for found in _SPACED.finditer(line)}
        yield from _cut(line, sorted(at - {0}))

    def _may_begin(self, line: str, at: int, *, heads: bool) -> bool:
        found = _HEADING.match(line, at) or _HEADING.match(line[at:])
        if found is None or _MARKS.fullmatch(line[:at]):
            return False
        heading = _HEADINGS[_bare(found["word"])]
        is_content = isinstance(heading, Part) and heading not in _ONE_LINE
        if line[at - 1 : at] in {"，", ","}:
            return not is_content
        return heads or not is_content

    @property
    def _current(self) -> Heading | None:
        return self._sections[-1].heading

    def _headed(self, line: str) -> list[Section]:
        """The heading that a stretch begins with, with what stands behind it there: none, or one, or a count with the
        names of those who are counted."""
        counted = _COUNT.match(line)
        if counted:
            return _counted(line, counted)
        section = self._heading(line)
        return [section] if section else []

    def _heading(self, line: str) -> Section | None:
        said = _IN_A_SENTENCE.match(line)
        if said:
            return Section(Part.DECISIONS, [line[said.end() :]], said["word"])
        found = _HEADING.match(line)
        if found is None:
            return None
        word, rest = _bare(found["word"]), line[found.end() :]
        heading = _HEADINGS[word]
        marked = bool(found["colon"] or found["close"])
        if found["number"] and found["number"].strip("（( ")[:1].isdecimal() and (word in _LOOSE or not marked):
            return None
        if found["space"] is not None and rest.strip() and not self._is_value(heading, rest):
            return None
        if found["space"] is not None and rest.strip():
            self._spaced = True
        return Section(heading, [rest], word, bare=not marked and not rest.strip())

    def _is_value(self, heading: Heading, rest: str) -> bool:
        """Whether what stands behind a word and a space is its value: 主持 老张, not 参加 学习的都到了."""
        if heading in {Part.CHAIR, Part.RECORDER} or isinstance(heading, Who):
            return looks_like_people(_SPACED.split(rest)[0])
        return self._spaced or isinstance(heading, Note)

    def _piece(self, piece: str) -> None:
        head = self._headed(piece)
        if head:
            self._sections += head
        elif self._goes_on(piece):
            self._sections[-1].lines.append(piece)
        else:
            self._sections.append(Section(None, [piece]))

    def _goes_on(self, line: str) -> bool:
        """Whether a line without a heading belongs to the one before it."""
        current = self._sections[-1]
        if current.heading in _ONE_LINE:
            return not current.body and (current.heading not in {Part.CHAIR, Part.RECORDER} or looks_like_people(line))
        if isinstance(current.heading, Who):
            return looks_like_people(line)
        if isinstance(current.heading, Note):
            return current.heading is Note.REASON and len(line) < 60
        return True


def _counted(line: str, found: re.Match[str]) -> list[Section]:
    """应到8人 is a count, 请假2人：小王、小李 names people, too."""
    names = (found["names"] or "").strip(" 　:：（(）)。")
    if not names or found["kind"].startswith("应") or not looks_like_people(names):
        return [Section(Note.COUNT, [line.strip()])]
    who = next((who for word, who in _WHO_OF.items() if found["kind"].startswith(word)), Who.PRESENT)
    return [Section(Note.COUNT, [line[: found.start("names")].strip()]), Section(who, [names], found["kind"])]


def _cut(line: str, at: list[int]) -> Iterator[str]:
    for start, end in zip([0, *at], [*at, len(line)], strict=True):
        piece = line[start:end]
        if piece.strip(" 　；;，,|｜"):
            yield piece.rstrip(" 　；;，,|｜") if end < len(line) else piece


def _bare(word: str) -> str:
    return re.sub(r"\s", "", word)
