"""Minutes as a .docx: one meeting, or those of a year, each on a page of its own.

python-docx is loaded with this module: import it where a file is made, and make the file in a thread.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from bot.docx.naming import Sheet, clean
from bot.docx.sheet import (
    HEI,
    SONG,
    fill,
    keep_with_next,
    label,
    new_document,
    new_row,
    new_table,
    repeat_as_header,
    to_bytes,
)
from bot.docx.sheet import write as write_text
from bot.domain.minutes import Attendee, Minutes, Presence
from bot.domain.walltime import wall_clock

_NONE, _BLANK = "无", "____"
_COLUMNS = (2.4, 6.8, 2.0, 4.8)
"""Widths of columns in centimetres: two pairs of label and value make a page."""

_ROOM = 2.6
"""The height in centimetres of a row that is to be written by hand."""


def minutes_file(sheet: Sheet, now: datetime) -> bytes:
    """The minutes of one meeting; ``now`` is when the file is made (aware). Raises ValueError where there are none."""
    if sheet.minutes is None:
        raise ValueError("no minutes")
    document = new_document(f"{sheet.heading} {sheet.begins:%Y-%m-%d}", now)
    _write_sheet(document, sheet, sheet.minutes)
    return to_bytes(document)


def year_file(sheets: Sequence[Sheet], year: int, now: datetime) -> bytes:
    """The minutes of a year, with a list of its meetings in front; those without minutes stand in the list only."""
    document = new_document(f"{year}年会议记录", now)
    _title(document, f"{year}年会议记录")
    table = new_table(document, (1.4, 3.0, 6.8, 2.6, 2.2))
    header = new_row(table)
    repeat_as_header(header)
    for cell, word in zip(header.cells, ("序号", "时间", "会议", "实到/应到", "记录"), strict=True):
        label(cell, word)
    for number, sheet in enumerate(sheets, 1):
        count = _attended(sheet.minutes) if sheet.minutes else ""
        values = (str(number), f"{sheet.begins.month}月{sheet.begins.day}日", sheet.title, count, sheet.state)
        for place, (cell, value) in enumerate(zip(new_row(table).cells, values, strict=True)):
            fill(cell, [value], centred=place != 2)
    for sheet in sheets:
        if sheet.minutes is not None:
            _write_sheet(document, sheet, sheet.minutes, new_page=True)
    return to_bytes(document)


def _write_sheet(document: Document, sheet: Sheet, minutes: Minutes, *, new_page: bool = False) -> None:
    """One meeting."""
    _title(document, sheet.heading, new_page=new_page)
    if minutes.filed_at is None:
        draft = document.add_paragraph()
        draft.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write_text(draft, "（草稿，尚未存档）", font=HEI, size=14)
    _form(document, sheet, minutes)
    _actions(document, minutes)
    _signatures(document)
    _end(document, sheet, minutes)


def _title(document: Document, text: str, *, new_page: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.page_break_before = new_page
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(10)
    write_text(paragraph, text, font=SONG, size=22, bold=True)


def _form(document: Document, sheet: Sheet, minutes: Minutes) -> None:
    """Everything but who does what. What nobody wrote stays blank, to be written by hand."""
    table = new_table(document, _COLUMNS)

    def wide(name: str, lines: Sequence[str], *, header: bool = False, room: float = 0.9) -> None:
        row = new_row(table, room if not lines else 0.9)
        label(row.cells[0], name)
        fill(row.cells[1].merge(row.cells[3]), lines)
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
    pair("时间", _date_time(sheet.begins), "地点", sheet.meeting.venue)
    pair("主持人", minutes.chair, "记录人", minutes.recorder)
    wide("到会情况", [_counts(minutes)])
    wide("实到", _names(minutes, Presence.PRESENT))
    wide("请假", _names(minutes, Presence.ON_LEAVE))
    wide("缺席", _names(minutes, Presence.ABSENT))
    if minutes.count(Presence.UNCONFIRMED):
        wide("未确认", _names(minutes, Presence.UNCONFIRMED))
    wide("列席", _joined([each.name for each in minutes.attendees if each.guest]))
    wide("议题", _numbered(minutes.topics))
    wide("会议内容", clean(minutes.points).split("\n") if minutes.points else [], room=_ROOM)
    wide("决定事项", _numbered(minutes.decisions), room=_ROOM)


def _actions(document: Document, minutes: Minutes) -> None:
    """Who does what until when; its last row stays with the signatures."""
    heading = document.add_paragraph()
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(8)
    heading.paragraph_format.keep_with_next = True
    write_text(heading, "任务分工", font=HEI)
    table = new_table(document, (8.6, 3.2, 4.2))
    header = new_row(table)
    repeat_as_header(header)
    for cell, word in zip(header.cells, ("事项", "责任人", "完成时限"), strict=True):
        label(cell, word)
    keep_with_next(header)
    for item in minutes.actions:
        until = _date(item.until) if item.until else ""
        for place, (cell, value) in enumerate(zip(new_row(table).cells, (item.what, item.who, until), strict=True)):
            fill(cell, [value], centred=place > 0)
    if not minutes.actions:
        for cell in new_row(table).cells:
            fill(cell, [])
    keep_with_next(table.rows[-1])


def _signatures(document: Document) -> None:
    for line in ("主持人签字：", "记录人签字："):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(12)
        paragraph.paragraph_format.keep_with_next = True
        write_text(paragraph, f"{line}________________　　　　日期：______年____月____日")


def _end(document: Document, sheet: Sheet, minutes: Minutes) -> None:
    """What revision it is."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.space_before = Pt(8)
    said = f"第{minutes.revision}版"
    if minutes.filed_at:
        said += f"，{_date(wall_clock(minutes.filed_at, ZoneInfo(sheet.meeting.zone)))}存档"
    else:
        said += "，草稿"
    write_text(paragraph, said, font=SONG, size=9)


def _counts(minutes: Minutes) -> str:
    """How many were there: blank where nobody said, and no more than is confirmed."""
    if not minutes.expected:
        said = "，".join(f"{word} {_BLANK} 人" for word in ("应到", "实到", "请假", "缺席"))
    else:
        present, absent = minutes.count(Presence.PRESENT), minutes.count(Presence.ABSENT)
        unconfirmed = minutes.count(Presence.UNCONFIRMED)
        said = (
            f"应到 {minutes.expected} 人，实到 {present if present or not unconfirmed else _BLANK} 人，"
            f"请假 {minutes.count(Presence.ON_LEAVE)} 人，"
            f"缺席 {absent if absent or not unconfirmed else _BLANK} 人"
        )
        if unconfirmed:
            said += f"，未确认 {unconfirmed} 人"
    guests = sum(each.guest for each in minutes.attendees)
    return f"{said}，列席 {guests} 人" if guests else said


def _attended(minutes: Minutes) -> str:
    """2/3 in the list of a year; blank where nobody was confirmed."""
    present = minutes.count(Presence.PRESENT)
    known = minutes.expected and (present or not minutes.count(Presence.UNCONFIRMED))
    return f"{present}/{minutes.expected}" if known else ""


def _names(minutes: Minutes, presence: Presence) -> list[str]:
    """Those of whom that is known; 无 where it is known of everybody, and of nobody that."""
    people = [each for each in minutes.attendees if each.presence is presence and not each.guest]
    settled = minutes.expected and not minutes.count(Presence.UNCONFIRMED)
    return _joined([_name(each) for each in people]) or ([_NONE] if settled else [])


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
