"""What a .docx says, read back the way another program would."""

import io
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph


def opened(content: bytes) -> Document:
    """The document in a file."""
    return docx.Document(io.BytesIO(content))


def lines_of(content: bytes) -> list[str]:
    """Paragraphs, and rows of tables with the cells separated by tabs, in order; no merged cell twice."""
    return [line for block in opened(content).iter_inner_content() for line in _lines(block)]


def _lines(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
        return
    for row in block.rows:
        yield "\t".join(cell.text for cell in dict.fromkeys(row.cells))
