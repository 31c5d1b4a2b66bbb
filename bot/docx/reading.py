"""The text of a .docx file, paragraph by paragraph: what Word would show, without the numbers that it counts itself.

python-docx is loaded with this module: import it where a file is read.
"""

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

MAX_FILE = 20 * 1024 * 1024
"""Bytes of a file: texts have few, pictures many."""

MAX_UNPACKED = 60 * 1024 * 1024
"""Bytes of all members together, and of the text at most a third of it."""

_MAX_MEMBERS = 2000
_DEPTH = 6
"""Tables within tables. Deeper ones are layout, and nobody writes them."""

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
            head = file.read(4096)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or "<!DOCTYPE".encode("utf-16-le") in head:
            raise UnreadableDocx("文件里有 Word 不会写的 XML 声明，没有打开。")


def _lines(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        yield from _block(block, 0)


def _block(block: Paragraph | Table, depth: int) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from _paragraph(block)
        return
    if depth >= _DEPTH:
        return
    for row in block.rows:
        seen = set()
        for cell in row.cells:
            if cell._tc not in seen:  # a merged cell comes once for each of its columns
                seen.add(cell._tc)
                for inner in cell.iter_inner_content():
                    yield from _block(inner, depth + 1)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    lines = paragraph.text.split("\n")
    style = paragraph.style.name if paragraph.style is not None else ""
    match = _HEADING.fullmatch(style or "")
    title = (style or "") in ("Title", "标题")
    if (match or title) and len(lines) == 1 and lines[0].strip():
        yield f"{'#' * (1 if title else int(match['level']) if match else 1)} {lines[0].strip()}"
        return
    yield from lines
