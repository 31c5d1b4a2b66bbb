"""Minutes as a .docx: one meeting, or those of a year, each on a page of its own.

python-docx is loaded with this module: import it where a file is made, and make the file in a thread.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from bot.docx.sheet import HEI, SONG, clean, fill, label, new_document, new_row, new_table, repeat_as_header, to_bytes
from bot.docx.sheet import write as write_text
from bot.domain.meeting import Meeting
from bot.domain.minutes import Attendee, Minutes, Presence
from bot.domain.walltime import wall_clock

MAX_FILE_TITLE = 40
"""Characters of a meeting's title in the name of a file."""

_UNSAFE = re.compile(r"[\\/:*?\"<>|\s.]+")
_NONE = "无"
_COLUMNS = (2.4, 6.4, 2.2, 5.0)
"""Widths of columns in centimetres: two pairs of label and value make a page."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The minutes of one meeting, as they go into a file."""

    meeting: Meeting
    minutes: Minutes
    kind_name: str
    """What its kind is called; empty for a kind of one's own."""

    @property
    def name(self) -> str:
        """What the meeting is called: its kind, else its title."""
        return self.kind_name or self.meeting.title.strip() or "会议"

    @property
    def title(self) -> str:
        """The title as it stands in a record: 党小组会 where the reminder says 开党小组会."""
        said = self.meeting.title.strip()
        verb = next((each for each in ("召开", "开") if self.kind_name and said.startswith(each)), "")
        return said.removeprefix(verb).strip() or self.name

    @property
    def heading(self) -> str:
        """What its minutes are called."""
        return f"{self.name}会议记录" if self.name.endswith("会") else f"{self.name}记录"

    @property
    def begins(self) -> datetime:
        """The wall time at which it began."""
        return wall_clock(self.meeting.starts_at, ZoneInfo(self.meeting.zone))


def file_name(sheet: Sheet) -> str:
    """会议记录-2026-03-05-党小组会.docx; characters that no file system likes are left out."""
    title = _UNSAFE.sub("", "".join(each for each in clean(sheet.name) if each.isprintable()))[:MAX_FILE_TITLE]
    return f"会议记录-{sheet.begins:%Y-%m-%d}-{title or '会议'}.docx"


def year_file_name(year: int) -> str:
    """会议记录-2026.docx."""
    return f"会议记录-{year}.docx"


def minutes_file(sheet: Sheet, now: datetime) -> bytes:
    """The minutes of one meeting; ``now`` is when the file is made (aware)."""
    document = new_document(f"{sheet.heading} {sheet.begins:%Y-%m-%d}", now)
    _write_sheet(document, sheet)
    return to_bytes(document)


def year_file(sheets: Sequence[Sheet], year: int, now: datetime) -> bytes:
    """The minutes of a year, with a list of them in front."""
    document = new_document(f"{year}年会议记录", now)
    _title(document, f"{year}年会议记录")
    table = new_table(document, (1.4, 4.6, 5.2, 2.4, 2.4))
    header = new_row(table)
    repeat_as_header(header)
    for cell, word in zip(header.cells, ("序号", "时间", "会议", "实到/应到", "记录"), strict=True):
        label(cell, word)
    for number, sheet in enumerate(sheets, 1):
        minutes = sheet.minutes
        count = f"{_there(minutes)}/{minutes.expected}" if minutes.expected else ""
        state = "已存档" if minutes.filed_at else "草稿"
        values = (str(number), _date(sheet.begins), sheet.title, count, state)
        for cell, value in zip(new_row(table).cells, values, strict=True):
            fill(cell, [value])
    for sheet in sheets:
        _write_sheet(document, sheet, new_page=True)
    return to_bytes(document)


def _write_sheet(document: Document, sheet: Sheet, *, new_page: bool = False) -> None:
    """One meeting."""
    minutes = sheet.minutes
    _title(document, sheet.heading, new_page=new_page)
    if minutes.filed_at is None:
        draft = document.add_paragraph()
        draft.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write_text(draft, "（草稿，尚未存档）", font=HEI, size=14)
    _form(document, sheet)
    _actions(document, minutes)
    _signatures(document)
    _end(document, sheet)


def _title(document: Document, text: str, *, new_page: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.page_break_before = new_page
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(10)
    write_text(paragraph, text, font=SONG, size=22, bold=True)


def _form(document: Document, sheet: Sheet) -> None:
    """Everything but who does what."""
    meeting, minutes = sheet.meeting, sheet.minutes
    table = new_table(document, _COLUMNS)

    def wide(name: str, lines: Sequence[str], *, header: bool = False) -> None:
        row = new_row(table)
        label(row.cells[0], name)
        fill(row.cells[1].merge(row.cells[3]), lines or [_NONE])
        if header:
            repeat_as_header(row)

    def pair(*values: str) -> None:
        row = new_row(table)
        for place, value in enumerate(values):
            if place % 2 == 0:
                label(row.cells[place], value)
            else:
                fill(row.cells[place], [value])

    wide("会议名称", [sheet.title], header=True)
    pair("时间", _date_time(sheet.begins), "地点", meeting.venue)
    pair("主持人", minutes.chair, "记录人", minutes.recorder)
    wide("到会情况", [_counts(minutes)])
    wide("实到", _names(minutes, Presence.PRESENT))
    wide("请假", _names(minutes, Presence.ON_LEAVE))
    wide("缺席", _names(minutes, Presence.ABSENT))
    wide("列席", _joined([each.name for each in minutes.attendees if each.guest]))
    wide("议题", _numbered(minutes.topics))
    wide("会议内容", clean(minutes.points).split("\n") if minutes.points else [])
    wide("决定事项", _numbered(minutes.decisions))


def _actions(document: Document, minutes: Minutes) -> None:
    """Who does what until when."""
    heading = document.add_paragraph()
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(8)
    heading.paragraph_format.keep_with_next = True
    write_text(heading, "任务分工", font=HEI)
    table = new_table(document, (8.8, 3.4, 3.8))
    header = new_row(table)
    repeat_as_header(header)
    for cell, word in zip(header.cells, ("事项", "责任人", "完成时限"), strict=True):
        label(cell, word)
    if not minutes.actions:
        fill(new_row(table).cells[0].merge(table.rows[-1].cells[2]), [_NONE])
    for item in minutes.actions:
        until = _date(item.until) if item.until else ""
        for cell, value in zip(new_row(table).cells, (item.what, item.who, until), strict=True):
            fill(cell, [value])


def _signatures(document: Document) -> None:
    for line in ("主持人签字：", "记录人签字："):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(16)
        paragraph.paragraph_format.keep_with_next = True
        write_text(paragraph, f"{line}________________　　　　日期：______年____月____日")


def _end(document: Document, sheet: Sheet) -> None:
    """What revision it is."""
    minutes = sheet.minutes
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.space_before = Pt(16)
    said = f"第{minutes.revision}版"
    if minutes.filed_at:
        said += f"，{_date(wall_clock(minutes.filed_at, ZoneInfo(sheet.meeting.zone)))}存档"
    else:
        said += "，草稿"
    write_text(paragraph, said, font=SONG, size=9)


def _counts(minutes: Minutes) -> str:
    guests = sum(each.guest for each in minutes.attendees)
    said = (
        f"应到 {minutes.expected} 人，实到 {_there(minutes)} 人，请假 {minutes.count(Presence.ON_LEAVE)} 人，"
        f"缺席 {minutes.count(Presence.ABSENT)} 人"
    )
    return f"{said}，列席 {guests} 人" if guests else said


def _there(minutes: Minutes) -> int:
    return minutes.count(Presence.PRESENT)


def _names(minutes: Minutes, presence: Presence) -> list[str]:
    return _joined([_name(each) for each in minutes.attendees if each.presence is presence and not each.guest])


def _name(attendee: Attendee) -> str:
    return f"{attendee.name}（{attendee.reason}）" if attendee.reason else attendee.name


def _joined(names: Sequence[str]) -> list[str]:
    return ["、".join(" ".join(clean(name).split()) for name in names)] if names else []


def _numbered(lines: Sequence[str]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)] if len(lines) > 1 else list(lines)


def _date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _date_time(at: datetime) -> str:
    return f"{_date(at)}（周{'一二三四五六日'[at.weekday()]}）{at:%H:%M}"
