"""Word files that somebody made to do harm, or that a disk spoilt: a sentence, never an exception, and never more
memory than the limits allow."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from random import Random

import docx
import pytest

from bot.docx import examining
from bot.docx.examining import UnreadableDocx
from bot.docx.reading import read_docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"


def _sound() -> bytes:
    document = docx.Document()
    document.add_heading("操场使用规则", 0)
    document.add_paragraph("第一条 为了操场的秩序，制定本规则。")
    document.add_table(2, 2).cell(0, 0).text = "季节"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


SOUND = _sound()


def _members(content: bytes = SOUND) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def _with(**changed: bytes) -> bytes:
    """The sound file with parts replaced; ``document`` and ``styles`` are those of Word."""
    names = {"document": "word/document.xml", "styles": "word/styles.xml", "types": "[Content_Types].xml"}
    return _packed(_members() | {names.get(name, f"word/{name}.xml"): content for name, content in changed.items()})


def _body(inner: str, head: str = "") -> bytes:
    return f'{head}<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'.encode()


def _renamed_styles() -> bytes:
    """The styles under a name that does not look like XML, and huge."""
    members = _members()
    styles = b"<x>" + b"<y/>" * 2_000_000 + b"</x>"
    members["word/styles.png"] = styles
    del members["word/styles.xml"]
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        members[name] = members[name].replace(b"styles.xml", b"styles.png")
    return _packed(members)


def _understated() -> bytes:
    """A document that says it is small and is not."""
    content = bytearray(_with(document=_body("<w:p/>" * 15_000)))
    real = struct.pack("<I", len(_body("<w:p/>" * 15_000)))
    return bytes(content).replace(real, struct.pack("<I", 40))


def _encrypted() -> bytes:
    content = bytearray(SOUND)
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 8] |= 1
    return bytes(content)


def _many_entries() -> bytes:
    return _packed(_members() | {f"word/media/{number}.png": b"" for number in range(60_000)}, zipfile.ZIP_STORED)


_DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_LATE = f'<?xml version="1.0"?><!--{"x" * 5000}-->{_EXTERNAL}'
_TOO_LARGE, _SCATTERED, _BROKEN = examining.TOO_LARGE, examining.SCATTERED, examining.BROKEN
_DECLARES = examining.DECLARES

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "zero bytes": (lambda: b"", _BROKEN),
    "zero bytes a part": (lambda: _with(document=b""), "不是能打开的 Word 文件"),
    "a deflate bomb": (lambda: _with(bomb=b" " * (examining.MAX_UNPACKED + 1)), _TOO_LARGE),
    "a bomb of many parts": (lambda: _with(**{f"b{n}": b" " * 10**7 for n in range(7)}), _TOO_LARGE),
    "sixty thousand parts": (_many_entries, _TOO_LARGE),
    "a document that says it is small": (_understated, _BROKEN),
    "encrypted": (_encrypted, _BROKEN),
    "another packing": (lambda: _packed(_members(), zipfile.ZIP_LZMA), _BROKEN),
    "a wrong checksum": (lambda: SOUND.replace(_crc(), b"\x00\x01\x02\x03"), _BROKEN),
    "entities": (lambda: _with(document=_body("&b;", _DOCTYPE)), _DECLARES),
    "external entities": (lambda: _with(document=_body("&a;", _EXTERNAL)), _DECLARES),
    "entities after a long remark": (lambda: _with(document=_body("&a;", _LATE)), _DECLARES),
    "entities in the styles": (lambda: _with(styles=_EXTERNAL.encode() + b"<x/>"), _DECLARES),
    "entities in UTF-16": (lambda: _with(document=_body("&a;", _EXTERNAL).decode().encode("utf-16")), _DECLARES),
    "another encoding": (lambda: _with(document=_body("", '<?xml version="1.0" encoding="UTF-7"?>')), _DECLARES),
    "styles of millions of tags": (lambda: _with(styles=b"<x>" + b"<y/>" * 2_000_000 + b"</x>"), _SCATTERED),
    "styles that look like a picture": (_renamed_styles, _BROKEN),
    "many small parts": (lambda: _with(**{f"p{n}": b"<y/>" * 200_000 for n in range(4)}), _SCATTERED),
    "paragraphs of another name": (lambda: _with(document=_body("<w-x.y:p\n/>" * 20_001)), "文件有 20001 段"),
    "no XML": (lambda: _with(document=b"\xff\xfe\xfd"), "不是能打开的 Word 文件"),
    "nested without end": (lambda: _with(document=_body("<w:tbl>" * 3000)), "不是能打开的 Word 文件"),
    "no types": (lambda: _packed({"word/document.xml": b"<x/>"}), examining.NO_WORD),
    "a zip in a zip": (lambda: _packed({"a.docx": SOUND}), examining.NO_WORD),
    "names of other folders": (lambda: _packed({"../../word/document.xml": b"<x/>"}), examining.NO_WORD),
}


def _crc() -> bytes:
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        return struct.pack("<I", archive.getinfo("word/document.xml").CRC)


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_do_harm_is_refused(name: str) -> None:
    """With a sentence, and within the memory that one part may take."""
    make, sentence = REFUSED[name]
    content = make()
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableDocx) as refusal:
            read_docx(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sentence in str(refusal.value)
    assert peak < 2 * examining.MAX_UNPACKED // 3 + 2 * 1024 * 1024


def test_a_sound_file_is_read() -> None:
    """What is refused above is refused for its harm; pictures and parts of other folders do none."""
    assert read_docx(SOUND)[0].startswith("# 操场使用规则")
    more = _packed(_members() | {"../../evil.sh": b"#!", "word/media/a.png": b"<" * 700_000, "word/a.docx": SOUND})
    assert read_docx(more)[0] == read_docx(SOUND)[0]


def _spoilt(rng: Random) -> bytes:
    """A sound file with bytes of the archive, or of one of its parts, changed."""
    if rng.random() < 0.4:
        return _flipped(rng, SOUND)
    members = _members()
    name = rng.choice(sorted(members))
    if rng.random() < 0.2:
        del members[name]
    else:
        members[name] = _flipped(rng, members[name])
    return _packed(members, rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))


def _flipped(rng: Random, content: bytes) -> bytes:
    made = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(made))
        made[at : at + rng.choice((1, 1, 8, 200))] = rng.choice(
            (b"", b"\x00", b"\xff", b"<", b'"', b"PK\x01\x02", b"w:p")
        )
    return bytes(made)


def _outcome(content: bytes) -> str:
    """The text of a file, or the sentence that refuses it."""
    try:
        return read_docx(content)[0]
    except UnreadableDocx as refusal:
        return f"refused: {refusal}"


def test_spoilt_files_are_read_or_refused() -> None:
    """Whatever bytes are other than they were."""
    rng = Random(7)  # noqa: S311 - it need not be secret
    outcomes = [_outcome(_spoilt(rng)) for _ in range(150)]
    refused = [each for each in outcomes if each.startswith("refused: ")]
    assert all(each.endswith("。") for each in refused)
    assert 20 < len(refused) < 150
