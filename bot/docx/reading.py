"""The text of a .docx file, paragraph by paragraph: what Word would show, without the numbers that it counts itself.

python-docx is loaded with this module: import it where a file is read.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

MAX_FILE = 20 * 1024 * 1024
"""Bytes of a file: texts have few, pictures many."""

MAX_UNPACKED = 60 * 1024 * 1024
"""Bytes of all members together, and of the text at most a third of it."""

MAX_PARAGRAPHS = 20_000
"""Of a document, those in tables too: no regulation has a tenth of it."""

MAX_TEXT = 2 * 1024 * 1024
"""Bytes of its text."""

MAX_TAGS = 600_000
"""Of the XML that holds the text, ten for each piece of it that looks otherwise than the one before."""

_MAX_MEMBERS = 2000
_DEPTH = 6
"""Tables within tables. Deeper ones are layout, and nobody writes them."""

_CELL_LINES = 3
"""Paragraphs of a cell from which on a table is layout."""

_PARAGRAPH = re.compile(rb"<(?:\w{1,20}:)?p[ />]")
_TEXT = re.compile(rb"(?<=>)[^<>]+(?=<)")
_HEADING = re.compile(r"(?:Heading|标题)\s*(?P<level>[1-6])", re.IGNORECASE)


class UnreadableDocx(Exception):  # noqa: N818 - it is the state of a file
    """A file that is no .docx, or none that is to be opened. Its text is a sentence for people."""


def read_docx(content: bytes) -> tuple[str, bool]:
    """The text with markdown headings for Word's, and whether Word counts paragraphs itself, whose numbers are then not
    in the text. Raises :class:`UnreadableDocx`."""
    _examine(content)
    try:
        document = docx.Document(io.BytesIO(content))
        lines = list(_lines(document))
    except (OpcError, KeyError, ValueError, AttributeError, SyntaxError, zipfile.BadZipFile) as error:
        raise UnreadableDocx("不是能打开的 Word 文件（.docx），或者文件坏了。") from error
    counted = any(element.getparent().tag == qn("w:pPr") for element in document.element.body.iter(qn("w:numPr")))
    return "\n".join(lines), counted


def _examine(content: bytes) -> None:
    """Refuse what would not be opened safely, by what the archive says of itself and by what it really holds."""
    if len(content) > MAX_FILE:
        raise UnreadableDocx(f"文件太大，Word 文件最多 {MAX_FILE // 1024 // 1024} MB。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise UnreadableDocx("文件解开以后太大，没有打开。")
            names = {member.filename for member in members}
            if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
                raise UnreadableDocx("是压缩文件，但不是 Word 文件（.docx）。")
            for member in members:
                _examine_member(archive, member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise UnreadableDocx("不是 Word 文件（.docx），或者文件坏了、加了密码。") from error


def _examine_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a member that is larger than it says, or that declares entities of its own."""
    xml = member.filename.endswith((".xml", ".rels"))
    if xml and member.file_size > MAX_UNPACKED // 3:
        raise UnreadableDocx("文件解开以后太大，没有打开。")
    if xml:
        with archive.open(member) as file:
            body = file.read(MAX_UNPACKED // 3 + 1) if member.filename == "word/document.xml" else file.read(4096)
        head = body[:4096]
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or "<!DOCTYPE".encode("utf-16-le") in head:
            raise UnreadableDocx("文件里有 Word 不会写的 XML 声明，没有打开。")
        if member.filename == "word/document.xml":
            _measure(body)


def _measure(content: bytes) -> None:
    """Refuse a document that would take too long, before anything is made of it."""
    paragraphs = sum(1 for _ in _PARAGRAPH.finditer(content))
    if paragraphs > MAX_PARAGRAPHS:
        raise UnreadableDocx(f"文件有 {paragraphs} 段，最多 {MAX_PARAGRAPHS} 段；请分成几份。")
    if content.count(b"<") > MAX_TAGS:
        raise UnreadableDocx("文件的格式太碎，没有打开；请把文字复制到新的文件里。")
    text = 0
    for piece in _TEXT.finditer(content):
        text += piece.end() - piece.start()
        if text > MAX_TEXT:
            raise UnreadableDocx(f"文件的文字太多，最多 {MAX_TEXT // 1024 // 1024} MB；请分成几份。")


def _lines(document: Document) -> Iterator[str]:
    names = {style.style_id: style.name or "" for style in document.styles}
    for block in document.iter_inner_content():
        yield from _block(block, 0, names)


def _block(block: Paragraph | Table, depth: int, names: Mapping[str, str]) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from _paragraph(block, names)
        return
    if depth >= _DEPTH:
        return
    for row in block._tbl.tr_lst:
        cells = [_Cell(cell, block) for cell in row.tc_lst if cell.vMerge != "continue"]
        texts = [
            [line for inner in cell.iter_inner_content() for line in _block(inner, depth + 1, names)] for cell in cells
        ]
        yield from _row([[line for line in lines if line.strip()] for lines in texts])


def _row(cells: list[list[str]]) -> Iterator[str]:
    """A row as one line, its cells with ｜ between them; one that only holds the page together as the lines in it."""
    filled = [lines for lines in cells if lines]
    if len(filled) < 2 or max(map(len, filled)) > _CELL_LINES:
        for lines in filled:
            yield from lines
        return
    yield "｜".join(" ".join(line.strip() for line in lines) for lines in cells)


def _paragraph(paragraph: Paragraph, names: Mapping[str, str]) -> Iterator[str]:
    lines = _text_of(paragraph).split("\n")
    style = names.get(paragraph._p.style or "", "")
    match = _HEADING.fullmatch(style)
    title = style in ("Title", "标题")
    if (match or title) and len(lines) == 1 and lines[0].strip():
        yield f"{'#' * (1 if title else int(match['level']) if match else 1)} {lines[0].strip()}"
        return
    yield from lines


_RUN, _WORDS, _BREAK = qn("w:r"), qn("w:t"), qn("w:br")
_AROUND_RUNS = (qn("w:hyperlink"), qn("w:ins"), qn("w:smartTag"))
_SIGNS = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def _text_of(paragraph: Paragraph) -> str:
    """The text of a paragraph, with what was inserted and not yet accepted. In one walk over its parts: python-docx
    needs a search for each of them."""
    said: list[str] = []
    for child in paragraph._p.iterchildren(_RUN, *_AROUND_RUNS):
        for run in (child,) if child.tag == _RUN else child.iterchildren(_RUN):
            for part in run.iterchildren(_WORDS, _BREAK, *_SIGNS):
                if part.tag == _WORDS:
                    said.append(part.text or "")
                elif part.tag != _BREAK:
                    said.append(_SIGNS[part.tag])
                elif part.get(qn("w:type"), "textWrapping") == "textWrapping":
                    said.append("\n")
    return "".join(said)
