"""Minutes as .docx files: every field is read back by another pass of the library, and nothing else is in them."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.docx.minutes_file import minutes_file, year_file
from bot.docx.naming import Sheet, file_name, year_file_name
from bot.domain.meeting import OWN_KIND, Meeting, State
from bot.domain.minutes import MAX_LINE, MAX_LINES, MAX_POINTS, ActionItem, Attendee, Minutes, Presence
from tests.support.docx_text import lines_of, opened

AT, NOW = datetime(2026, 3, 5, 7, tzinfo=UTC), datetime(2026, 3, 9, 1, 30, tzinfo=UTC)
MEETING = Meeting(
    id="meeting0001",
    chat_id=-1001,
    series_id="series00001",
    recurrence_id=AT,
    starts_at=AT,
    zone="Asia/Shanghai",
    kind="group-meeting",
    title="三月份党小组会",
    venue="三楼会议室",
)
MINUTES = Minutes(
    meeting_id=MEETING.id,
    chat_id=-1001,
    revision=2,
    attendees=(
        Attendee("小李", Presence.PRESENT),
        Attendee("老张", Presence.PRESENT),
        Attendee("小王", Presence.ON_LEAVE, "出差"),
        Attendee("小赵", Presence.ABSENT),
        Attendee("王处长", Presence.PRESENT, guest=True),
    ),
    chair="老张",
    recorder="小李",
    topics=("学习", "讨论"),
    points="老张传达精神。\n大家发言。",
    decisions=("同意计划",),
    actions=(ActionItem("整理名册", "小李", date(2026, 3, 20)), ActionItem("开展走访")),
    written_by="小孙",
    written_at=AT,
    filed_at=datetime(2026, 3, 6, 16, 30, tzinfo=UTC),
)
SHEET = Sheet(MEETING, MINUTES, "党小组会")


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_field_is_there_in_the_order_of_a_form() -> None:
    """Counts and names by presence, reasons of leave, signature lines, and at the end which revision it is."""
    assert [line for line in lines_of(minutes_file(SHEET, NOW)) if line] == [
        "三月份党小组会会议记录",
        "会议名称\t三月份党小组会",
        "时间\t2026年3月5日（周四）15:00\t地点\t三楼会议室",
        "主持人\t老张\t记录人\t小李",
        "到会情况\t应到 4 人，实到 2 人，请假 1 人，缺席 1 人，列席 1 人",
        "实到\t小李、老张",
        "请假\t小王（出差）",
        "缺席\t小赵",
        "列席\t王处长",
        "议题\t1. 学习\n2. 讨论",
        "会议内容\t老张传达精神。\n大家发言。",
        "决定事项\t同意计划",
        "任务分工",
        "事项\t责任人\t完成时限",
        "整理名册\t小李\t2026年3月20日",
        "开展走访\t\t",
        "主持人签字：________________　　　　日期：______年____月____日",
        "记录人签字：________________　　　　日期：______年____月____日",
        "第2版，2026年3月7日存档",
    ]


def test_a_draft_says_so_and_what_nobody_wrote_is_blank() -> None:
    """Nobody can take it for what was filed, or a blank for a statement."""
    empty = Minutes(meeting_id="m", chat_id=-1, revision=1, written_by="小孙", written_at=AT)
    lines = lines_of(minutes_file(Sheet(replace(MEETING, title="", venue=""), empty, ""), NOW))
    assert lines[:2] == ["会议记录", "（草稿，尚未存档）"]
    assert "到会情况\t应到 ____ 人，实到 ____ 人，请假 ____ 人，缺席 ____ 人" in lines
    for name in ("实到", "请假", "缺席", "列席", "议题", "会议内容", "决定事项"):
        assert f"{name}\t" in lines
    assert "无" not in "".join(lines)
    assert "第1版，草稿" in lines


@pytest.mark.parametrize(
    ("kind_name", "title", "heading"),
    [
        ("党小组会", "三月例会", "三月例会会议记录"),
        ("党小组会", "开党小组会", "党小组会会议记录"),
        ("主题党日", "植树", "主题党日记录"),
        ("部（厅、委、室）务会会议", "召开部务会", "部务会会议记录"),
        ("党小组会", "", "党小组会会议记录"),
        ("", "年终总结会", "年终总结会会议记录"),
        ("", "", "会议记录"),
    ],
)
def test_it_is_called_as_the_group_calls_it(kind_name: str, title: str, heading: str) -> None:
    """By its kind where the title names no meeting; 会议 is not said twice. The file is called the same."""
    sheet = Sheet(replace(MEETING, title=title), MINUTES, kind_name)
    assert lines_of(minutes_file(sheet, NOW))[0] == heading
    assert file_name(sheet).removesuffix(".docx").endswith(sheet.name)


def test_the_verb_of_a_reminder_is_no_part_of_the_name_of_a_meeting() -> None:
    """开党小组会 is how one says it to the bot; a title of one's own stays as it is."""
    told = lines_of(minutes_file(Sheet(replace(MEETING, title="开党小组会"), MINUTES, "党小组会"), NOW))
    assert told[1] == "会议名称\t党小组会"
    own = lines_of(minutes_file(Sheet(replace(MEETING, title="开题报告会", kind=OWN_KIND), MINUTES, ""), NOW))
    assert own[1] == "会议名称\t开题报告会"


def test_a_page_is_a4_numbered_and_in_chinese_fonts() -> None:
    """And the first row of each table comes again on the next page."""
    document = opened(minutes_file(SHEET, NOW))
    section = document.sections[0]
    assert (round(section.page_width / 36000), round(section.page_height / 36000)) == (210, 297)
    footer = section.footer.paragraphs[0]
    assert footer.text == "第 1 页，共 1 页"
    codes = [node.text.strip() for node in footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    for table in document.tables:
        headers = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        assert headers == [True] + [False] * (len(headers) - 1)
        assert table.style is not None
        assert table.style.name == "Table Grid"
    runs = [run for block in document.iter_inner_content() if hasattr(block, "runs") for run in block.runs if run.text]
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in runs}
    assert fonts <= {"宋体", "黑体", "仿宋"}
    assert {"宋体", "仿宋"} <= fonts
    parts = parts_of(minutes_file(SHEET, NOW))
    assert b"ja-JP" not in parts["word/settings.xml"]
    assert b'w:eastAsia="zh-CN"' in parts["word/settings.xml"]
    assert b'w:eastAsia="zh-CN"' in parts["word/styles.xml"]


def test_the_file_tells_of_no_program_and_of_nobody() -> None:
    """Only the title, and the instant that was passed in."""
    content = minutes_file(SHEET, NOW)
    properties = opened(content).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.title == "三月份党小组会会议记录 2026-03-05"
    assert properties.created == properties.modified == NOW
    parts = parts_of(content)
    assert "docProps/app.xml" not in parts
    assert not [name for name in parts if "thumbnail" in name]
    # The namespaces of the format name its maker; nothing else does.
    text = b"".join(parts.values()).replace(b"schemas.microsoft.com", b"").replace(b"urn:schemas-microsoft-com", b"")
    assert not re.search(rb"python|<Application>|Canny|Microsoft (?:Office|Macintosh)", text)
    assert "小孙".encode() not in text


def test_the_same_minutes_make_the_same_bytes() -> None:
    """Whenever the file is written."""
    first = minutes_file(SHEET, NOW)
    assert minutes_file(SHEET, NOW) == first
    assert minutes_file(SHEET, NOW + timedelta(days=1)) != first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_longest_minutes_are_all_there() -> None:
    """300 people, 6000 characters and 40 of everything."""
    people = tuple(
        Attendee(f"党员{number:03}号", list(Presence)[number % 3], "因事" * (number % 2)) for number in range(300)
    )
    points = "\n".join(f"第{number:03}句话。" for number in range(MAX_POINTS // 8))
    many = replace(
        MINUTES,
        attendees=people,
        points=points,
        decisions=tuple(f"{number}" + "决" * (MAX_LINE - 5) for number in range(MAX_LINES)),
        actions=tuple(ActionItem(f"{number}" + "办" * 250, "小李") for number in range(MAX_LINES)),
    )
    lines = lines_of(minutes_file(Sheet(MEETING, many, "党小组会"), NOW))
    text = "\n".join(lines)
    assert all(each.name in text for each in people)
    assert f"会议内容\t{points}" in lines
    assert all(each in text for each in many.decisions)
    assert all(f"{each.what}\t小李\t" in lines for each in many.actions)


HOSTILE = "\x00<b>&amp;</w:t>]]>\x0b\x1f\ufffe\ud800😀👨\u200d👩\u200d👧\"'"


def test_what_xml_cannot_hold_is_left_out_and_the_rest_stays() -> None:
    """Tags, entities and emoji are text like any other."""
    clean = "<b>&amp;</w:t>]]>😀👨\u200d👩\u200d👧\"'"
    hostile = replace(
        MINUTES,
        attendees=(Attendee(HOSTILE, Presence.ON_LEAVE, HOSTILE),),
        chair=HOSTILE,
        recorder=HOSTILE,
        topics=(HOSTILE,),
        points=HOSTILE,
        decisions=(HOSTILE,),
        actions=(ActionItem(HOSTILE, HOSTILE),),
    )
    sheet = Sheet(replace(MEETING, title=HOSTILE, venue=HOSTILE), hostile, "")
    lines = lines_of(minutes_file(sheet, NOW))
    assert f"会议内容\t{clean}" in lines
    assert f"{clean}\t{clean}\t" in lines
    assert f"主持人\t{clean}\t记录人\t{clean}" in lines
    assert f"请假\t{clean}（{clean}）" in lines
    assert re.fullmatch(r"会议记录-2026-03-05-[^\\/:*?\"<>|\s]+\.docx", file_name(sheet))


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_whatever_is_typed_makes_a_file_that_can_be_opened(text: str) -> None:
    """In every field."""
    sheet = Sheet(replace(MEETING, title=text), replace(MINUTES, points=text, chair=text, decisions=(text,)), "")
    assert lines_of(minutes_file(sheet, NOW))
    assert len(file_name(sheet).encode()) < 255


def test_a_year_lists_what_follows_each_on_its_own_page() -> None:
    """Drafts are marked, in the list and on their page."""
    draft = replace(MINUTES, filed_at=None, attendees=())
    later = replace(MEETING, title="主题党日", starts_at=AT + timedelta(days=30))
    content = year_file([SHEET, Sheet(later, draft, "主题党日")], 2026, NOW)
    lines = [line for line in lines_of(content) if line]
    assert lines[:4] == [
        "2026年会议记录",
        "序号\t时间\t会议\t实到/应到\t记录",
        "1\t3月5日\t三月份党小组会\t2/4\t已存档",
        "2\t4月4日\t主题党日\t\t草稿",
    ]
    assert lines.count("（草稿，尚未存档）") == 1
    starts = [p.text for p in opened(content).paragraphs if p.paragraph_format.page_break_before]
    assert starts == ["三月份党小组会会议记录", "主题党日记录"]


def test_the_list_of_a_year_shows_its_gaps() -> None:
    """What was not held and what nobody wrote down stand in the list, and have no page."""
    missing, called_off = replace(MEETING, title="开党小组会"), replace(MEETING, state=State.NOT_HELD)
    sheets = [SHEET, Sheet(missing, None, "党小组会"), Sheet(called_off, None, "党小组会")]
    content = year_file(sheets, 2026, NOW)
    assert lines_of(content)[2:5] == [
        "1\t3月5日\t三月份党小组会\t2/4\t已存档",
        "2\t3月5日\t党小组会\t\t缺记录",
        "3\t3月5日\t三月份党小组会\t\t没有开",
    ]
    assert sum(p.paragraph_format.page_break_before is True for p in opened(content).paragraphs) == 1
    with pytest.raises(ValueError, match="no minutes"):
        minutes_file(sheets[1], NOW)


UNKNOWN = Presence.UNCONFIRMED


@pytest.mark.parametrize(
    ("presences", "counts", "rows"),
    [
        (
            [UNKNOWN, UNKNOWN],
            "应到 2 人，实到 ____ 人，请假 0 人，缺席 ____ 人，未确认 2 人",
            ["实到\t", "请假\t", "缺席\t", "未确认\t甲0、甲1"],
        ),
        (
            [Presence.PRESENT, UNKNOWN, Presence.ABSENT],
            "应到 3 人，实到 1 人，请假 0 人，缺席 1 人，未确认 1 人",
            ["实到\t甲0", "请假\t", "缺席\t甲2", "未确认\t甲1"],
        ),
        (
            [Presence.PRESENT, Presence.PRESENT],
            "应到 2 人，实到 2 人，请假 0 人，缺席 0 人",
            ["实到\t甲0、甲1", "请假\t无", "缺席\t无"],
        ),
    ],
)
def test_a_file_claims_no_more_than_was_confirmed(presences: list[Presence], counts: str, rows: list[str]) -> None:
    """Who is not confirmed is named; 无 is said only where everybody is."""
    people = tuple(Attendee(f"甲{number}", each) for number, each in enumerate(presences))
    lines = lines_of(minutes_file(Sheet(MEETING, replace(MINUTES, attendees=people), "党小组会"), NOW))
    at = lines.index(f"到会情况\t{counts}")
    assert lines[at + 1 : at + 1 + len(rows)] == rows
    listed = lines_of(year_file([Sheet(MEETING, replace(MINUTES, attendees=people), "党小组会")], 2026, NOW))[2]
    known = presences.count(Presence.PRESENT)
    assert listed.split("\t")[3] == (f"{known}/{len(people)}" if known else "")


def test_lines_of_a_row_stand_at_one_height_and_signatures_with_the_last_row() -> None:
    """Labels and text have the same fixed line; the end of the table goes with what is signed to the same page."""
    document = opened(minutes_file(SHEET, NOW))
    for table in document.tables:
        lines = [p.paragraph_format for row in table.rows for cell in row.cells for p in cell.paragraphs]
        assert len({(form.line_spacing, form.space_before, form.space_after) for form in lines}) == 1
        assert {form.line_spacing_rule for form in lines} == {WD_LINE_SPACING.EXACTLY}
    last = document.tables[-1].rows[-1]
    assert all(p.paragraph_format.keep_with_next for cell in last.cells for p in cell.paragraphs)
    signed = [p for p in document.paragraphs if "签字" in p.text]
    assert len(signed) == 2
    assert all(p.paragraph_format.keep_with_next for p in signed)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("党小组会", "会议记录-2026-03-05-党小组会.docx"),
        ('a/b\\c:d*e?f"g<h>i|j', "会议记录-2026-03-05-abcdefghij.docx"),
        ("../../etc/passwd", "会议记录-2026-03-05-etcpasswd.docx"),
        (" \u202e\x00\n", "会议记录-2026-03-05-会议.docx"),
        ("长" * 300, f"会议记录-2026-03-05-{'长' * 40}.docx"),
    ],
)
def test_files_have_names_that_every_system_takes(title: str, name: str) -> None:
    """By date and title."""
    assert file_name(Sheet(replace(MEETING, title=title), MINUTES, "")) == name
    assert year_file_name(2026) == "会议记录-2026.docx"
