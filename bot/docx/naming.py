"""What minutes and their files are called."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.meeting import Meeting, State
from bot.domain.minute_taking import called
from bot.domain.minutes import Minutes
from bot.domain.walltime import wall_clock

MAX_FILE_TITLE = 40
"""Characters of a meeting's title in the name of a file."""

_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What XML 1.0 cannot hold, and what it advises against."""

_UNSAFE = re.compile(r"[\\/:*?\"<>|\s.]+")
_SAYS_MEETING = ("会", "会议", "党日", "党课", "谈话")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A meeting with its minutes, as they go into a file."""

    meeting: Meeting
    minutes: Minutes | None
    """None where nobody wrote any: it stands in the list of a year only."""
    kind_name: str
    """What its kind is called; empty for a kind of one's own."""

    @property
    def title(self) -> str:
        """What the group calls the meeting, without the verb of the reminder: 党小组会 for 开党小组会."""
        return called(self.meeting) or self.kind_name or "会议"

    @property
    def name(self) -> str:
        """What its minutes are of: the title; where that names no meeting (植树), the kind."""
        return self.title if self.title.endswith(_SAYS_MEETING) else self.kind_name or self.title

    @property
    def heading(self) -> str:
        """What its minutes are called."""
        return f"{self.name}会议记录" if self.name.endswith("会") else f"{self.name}记录"

    @property
    def begins(self) -> datetime:
        """The wall time at which it began."""
        return wall_clock(self.meeting.starts_at, ZoneInfo(self.meeting.zone))

    @property
    def state(self) -> str:
        """Whether there are minutes of it, and why not."""
        if self.minutes is not None:
            return "已存档" if self.minutes.filed_at else "草稿"
        return "没有开" if self.meeting.state is State.NOT_HELD else "缺记录"


def clean(text: str) -> str:
    """Without what a file cannot hold."""
    return _ODD.sub("", text)


def file_name(sheet: Sheet) -> str:
    """会议记录-2026-03-05-党小组会.docx; characters that no file system likes are left out."""
    title = _UNSAFE.sub("", "".join(each for each in clean(sheet.name) if each.isprintable()))[:MAX_FILE_TITLE]
    return f"会议记录-{sheet.begins:%Y-%m-%d}-{title or '会议'}.docx"


def year_file_name(year: int) -> str:
    """会议记录-2026.docx."""
    return f"会议记录-{year}.docx"
