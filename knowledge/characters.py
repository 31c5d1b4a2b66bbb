"""The characters that a file may hold: bytes to text, with what is not UTF-8, no text or invisible reported."""

import re
from collections.abc import Callable

from knowledge.issues import Code

Report = Callable[[Code, int, str], None]

_BREAK = re.compile("\r\n|[\n\r]")
_REFUSED = re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML allows in no file, the invisible U+FEFF that files carry inside when they were glued together, and the line
ends that some programs count as such and others do not."""
_INVISIBLE = re.compile(
    "[\xad\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\u206a-\u206f\u3164\uffa0"
    "\U000e0000-\U000e007f]"
)
"""What nobody sees and no search finds again; those that turn the direction of writing show another text than there
is. The joiner U+200D stays: it makes emoji."""

_LINE_ENDS = "\x85\u2028\u2029"
_MANY = 20
"""Invisible characters that are told one by one."""


def decode(content: bytes, report: Report, line: int = 0) -> str | None:
    """The text of a file, with a UTF-8 byte order mark taken away; None, with the reason reported, where there is none.
    ``line`` is given where the content is that of one value, and stands there."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        report(Code.ENCODING, 1, "文件是 UTF-16 编码，请另存为 UTF-8。")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report(Code.ENCODING, line or content.count(b"\n", 0, error.start) + 1, _not_utf8(content))
        return None
    if found := _REFUSED.search(text):
        report(Code.SYNTAX, line or _line_at(text, found.start()), _refusal(found[0]))
        return None
    for found in list(_INVISIBLE.finditer(text))[:_MANY]:
        name = f"U+{ord(found[0]):04X}"
        report(Code.INVISIBLE, line or _line_at(text, found.start()), f"这里有看不见的字符 {name}，请删掉它。")
    return text


def _line_at(text: str, position: int) -> int:
    return len(_BREAK.findall(text, 0, position)) + 1


def _not_utf8(content: bytes) -> str:
    """What an editor is told; the encoding of Chinese Windows is named."""
    try:
        guess = "看起来是 GBK（ANSI）编码，" if re.search("[\u4e00-\u9fff]", content.decode("gb18030")) else ""
    except UnicodeDecodeError:
        guess = ""
    return f"这里不是 UTF-8 编码，{guess}请把文件另存为 UTF-8。"


def _refusal(character: str) -> str:
    name = f"U+{ord(character):04X}"
    if character in _LINE_ENDS:
        return f"这里有看不见的换行符 {name}，请换成普通的换行。"
    hint = "；文件可能是 UTF-16 编码，请另存为 UTF-8" if character == "\0" else ""
    return f"这里有不允许的控制字符 {name}{hint}。"
