"""What a sheet of minutes is made of in Word: fonts, cells, fields, and a file that is the same for the same input."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bot.docx.naming import clean

SONG, HEI, FANGSONG = "宋体", "黑体", "仿宋"
"""Fonts that every Chinese word processor has, or replaces by its own of the same kind."""

_WESTERN = "Times New Roman"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest instant that a zip archive can name."""

LINE = Pt(20)
"""The height of a line in a cell."""


def new_document(title: str, now: datetime) -> Document:
    """An empty A4 document with our fonts, that names no program and nobody; ``now`` is when it was made."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    normal = document.styles["Normal"]
    set_fonts(normal.element.get_or_add_rPr(), FANGSONG)
    normal.font.size = Pt(12)
    normal.paragraph_format.space_after = Pt(0)
    _speak_chinese(document)
    properties = document.core_properties
    properties.title, properties.language = clean(title), "zh-CN"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = now.replace(tzinfo=None)
    properties.revision = 1
    _forget_program(document)
    _number_pages(document)
    return document


def to_bytes(document: Document) -> bytes:
    """The file: the same bytes for the same document."""
    written, settled = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, source.read(name))
    return settled.getvalue()


def write(paragraph: Paragraph, text: str, *, font: str = FANGSONG, size: float = 12, bold: bool = False) -> Run:
    """Add text to a paragraph."""
    run = paragraph.add_run(clean(text))
    run.font.size, run.font.bold = Pt(size), bold
    set_fonts(run._element.get_or_add_rPr(), font)
    return run


def set_fonts(properties: object, font: str) -> None:
    """Chinese text in that font; letters and digits in a western one."""
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    for kind, name in (("ascii", _WESTERN), ("hAnsi", _WESTERN), ("cs", _WESTERN), ("eastAsia", font)):
        fonts.set(qn(f"w:{kind}"), name)
    fonts.set(qn("w:hint"), "eastAsia")  # quotation marks are of either script: here they are Chinese
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)


def new_table(document: Document, widths: Iterable[float]) -> Table:
    """A ruled table of columns with these widths in centimetres, without rows."""
    columns = list(widths)
    table: Table = document.add_table(0, len(columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, columns, strict=True):
        column.width = Cm(width)
    return table


def new_row(table: Table, height: float = 0.9) -> _Row:
    """One more row of at least that height in centimetres, its cells as wide as their columns."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row.height, row.height_rule = Cm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = column.width or Cm(2)
    return row


def repeat_as_header(row: _Row) -> None:
    """Show a row again on each page that its table goes on to."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def keep_with_next(row: _Row) -> None:
    """Keep a row on the page of what follows it, and in one piece."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def label(cell: _Cell, text: str) -> None:
    """A heading in a cell, on a line with the first of the text beside it."""
    _line(cell.paragraphs[0], text, font=HEI, centred=True)


def fill(cell: _Cell, lines: Iterable[str], *, centred: bool = False) -> None:
    """Lines in a cell, each a paragraph."""
    for number, line in enumerate(list(lines) or [""]):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _line(paragraph, line, font=FANGSONG, centred=centred)


def _line(paragraph: Paragraph, text: str, *, font: str, centred: bool) -> None:
    """Text in a cell. The height of a line is fixed: fonts differ in theirs, and labels would stand higher."""
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(2)
    write(paragraph, text, font=font)


def _speak_chinese(document: Document) -> None:
    """The empty document takes East Asian text for Japanese (python-docx#1601): fonts and line breaks follow that."""
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    theme = document.settings.element.find(qn("w:themeFontLang"))
    for element in (language, theme):
        if element is not None:
            element.set(qn("w:eastAsia"), "zh-CN")


def _number_pages(document: Document) -> None:
    """第 1 页，共 3 页 at the foot of each page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for before, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES")):
        write(paragraph, before, font=SONG, size=9)
        _field(paragraph, field)
    write(paragraph, " 页", font=SONG, size=9)


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that the word processor fills in."""
    for kind in ("begin", "separate", "end"):
        run = write(paragraph, "", font=SONG, size=9)
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._element.append(mark)
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {name} "
            write(paragraph, "", font=SONG, size=9)._element.append(code)
        elif kind == "separate":
            write(paragraph, "1", font=SONG, size=9)


def _forget_program(document: Document) -> None:
    """Leave out what the empty document says of the program that it was made with, and its picture."""
    relations = document.part.package.rels
    for key in [key for key, each in relations.items() if each.reltype in _OF_THE_PROGRAM]:
        relations.pop(key)


_OF_THE_PROGRAM = {
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
}
