"""Whether a .docx file may be opened: what the archive says of itself, and what is really in it, before anything is
made of it. Every part that would be read as XML is looked at, whatever it is called."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

MAX_FILE = 20 * 1024 * 1024
"""Bytes of a file: texts have few, pictures many."""

MAX_UNPACKED = 60 * 1024 * 1024
"""Bytes of all members together, and of one that is XML at most a third of it."""

MAX_MEMBERS = 2000

MAX_PARAGRAPHS = 20_000
"""Of a document, those in tables too: no regulation has a tenth of it."""

MAX_TEXT = 2 * 1024 * 1024
"""Bytes of its text."""

MAX_TAGS = 600_000
"""Of all its XML, ten for each piece of the text that looks otherwise than the one before."""

_TYPES = "[Content_Types].xml"
_ENTRY = b"PK\x01\x02"
"""What each entry of the archive's directory begins with."""

_XML = (".xml", ".rels")
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What Word uses. Others may ask for a dictionary of gigabytes."""

_PARAGRAPH = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?p[\s/>]")
_TEXT = re.compile(rb"(?<=>)[^<>]+(?=<)")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{0,40})")
_TYPE = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?(?:Override|Default)\s[^>]*")
_NAMED = re.compile(rb"\b(?:PartName|Extension)\s*=\s*[\"']([^\"'>]*)")
_CONTENT = re.compile(rb"\bContentType\s*=\s*[\"']([^\"'>]*)")

TOO_LARGE = "文件解开以后太大，没有打开。"
NO_WORD = "是压缩文件，但不是 Word 文件（.docx）。"
BROKEN = "不是 Word 文件（.docx），或者文件坏了、加了密码。"
DECLARES = "文件里有 Word 不会写的 XML 声明，没有打开。"
SCATTERED = "文件的格式太碎，没有打开；请把文字复制到新的文件里。"


class UnreadableDocx(Exception):  # noqa: N818 - it is the state of a file
    """A file that is no .docx, or none that is to be opened. Its text is a sentence for people."""


@dataclass(slots=True)
class _Sums:
    """What all the XML of a file has together."""

    paragraphs: int = 0
    tags: int = 0
    text: int = 0


def examine(content: bytes) -> None:
    """Raise :class:`UnreadableDocx` where a file is not to be opened. No more than one member is unpacked at a time."""
    if len(content) > MAX_FILE:
        raise UnreadableDocx(f"文件太大，Word 文件最多 {MAX_FILE // 1024 // 1024} MB。")
    if content.count(_ENTRY) > MAX_MEMBERS:  # before an object is made of each
        raise UnreadableDocx(TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _examine_all(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise UnreadableDocx(BROKEN) from error


def _examine_all(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise UnreadableDocx(TOO_LARGE)
    names = {member.filename for member in members}
    if _TYPES not in names or not any(name.startswith("word/") for name in names):
        raise UnreadableDocx(NO_WORD)
    sums = _Sums()
    for member in members:
        if member.compress_type not in _PACKED or member.flag_bits & 1:
            raise UnreadableDocx(BROKEN)
        if member.filename.endswith(_XML):
            _examine_xml(archive, member, sums)


def _examine_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo, sums: _Sums) -> None:
    """Refuse a part that declares entities, hides in another encoding, or makes the whole too much. What is longer than
    the archive says fails its checksum."""
    if member.file_size > MAX_UNPACKED // 3:
        raise UnreadableDocx(TOO_LARGE)
    body = archive.read(member)
    encoding = _ENCODING.search(body[:400])
    if b"\x00" in body or _DECLARED.search(body) or (encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise UnreadableDocx(DECLARES)
    if member.filename == _TYPES and _hides_xml(body):
        raise UnreadableDocx(BROKEN)
    _measure(body, sums)


def _hides_xml(types: bytes) -> bool:
    """Whether a part would be read as XML that is not called so, and was not looked at."""
    for each in _TYPE.findall(types):
        name, kind = _NAMED.search(each), _CONTENT.search(each)
        is_xml = kind is not None and kind[1].strip().lower().endswith(b"xml")
        if is_xml and (name is None or name[1].rpartition(b".")[2].lower() not in {b"xml", b"rels"}):
            return True
    return False


def _measure(body: bytes, sums: _Sums) -> None:
    """Refuse a document that would take too long."""
    sums.paragraphs += sum(1 for _ in _PARAGRAPH.finditer(body))
    if sums.paragraphs > MAX_PARAGRAPHS:
        raise UnreadableDocx(f"文件有 {sums.paragraphs} 段，最多 {MAX_PARAGRAPHS} 段；请分成几份。")
    sums.tags += body.count(b"<")
    if sums.tags > MAX_TAGS:
        raise UnreadableDocx(SCATTERED)
    for piece in _TEXT.finditer(body):
        sums.text += piece.end() - piece.start()
        if sums.text > MAX_TEXT:
            raise UnreadableDocx(f"文件的文字太多，最多 {MAX_TEXT // 1024 // 1024} MB；请分成几份。")
