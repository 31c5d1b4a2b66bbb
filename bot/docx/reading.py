"""The text of a .docx file, paragraph by paragraph: what Word would show, without the numbers that it counts itself.

python-docx is loaded with this module: import it where a file is read.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping

import docx
from docx.document import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from bot.docx.examining import (
    MAX_FILE,
    MAX_PARAGRAPHS,
    MAX_TAGS,
    MAX_TEXT,
    MAX_UNPACKED,
    UnreadableDocx,
    examine,
)

__all__ = ["MAX_FILE", "MAX_PARAGRAPHS", "MAX_TAGS", "MAX_TEXT", "MAX_UNPACKED", "UnreadableDocx", "read_docx"]

_DEPTH = 6
"""Tables within tables. Deeper ones are layout, and nobody writes them."""

_CELL_LINES = 3
"""Paragraphs of a cell from which on a table is layout."""

_BROKEN = (
    OpcError, PythonDocxError, LookupError, ValueError, AttributeError, TypeError, SyntaxError, RecursionError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What the library raises for parts that are missing, or other than they should be."""

_HEADING = re.compile(r"(?:Heading|标题)\s*(?P<level>[1-6])", re.IGNORECASE)


def read_docx(content: bytes) -> tuple[str, bool]:
    """The text with markdown headings for Word's, and whether Word counts paragraphs itself, whose numbers are then not
    in the text. Raises :class:`UnreadableDocx`."""
    examine(content)
    try:
        document = docx.Document(io.BytesIO(content))
        lines = list(_lines(document))
    except _BROKEN as error:
        raise UnreadableDocx("不是能打开的 Word 文件（.docx），或者文件坏了。") from error
    counted = any(element.getparent().tag == qn("w:pPr") for element in document.element.body.iter(qn("w:numPr")))
    return "\n".join(lines), counted


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
