"""What libyaml says about bad YAML, and how an editor is told."""

import re
from collections.abc import Sequence
from typing import Any

from knowledge.glancing import open_quote

_BREAK = re.compile("\r\n|[\n\r]")
_OPENED = re.compile("quoted|flow|simple key")
"""Where what was opened is to blame, and not the place at which it is missed."""

_TAB = "缩进里有制表符（Tab），YAML 只认空格。"

_PROBLEMS = (
    ("mapping values are not allowed", "这里不能有“: ”，要么缩进不对，要么整段文字要加引号"),
    ("block sequence entries are not allowed", "这里不能以“- ”开头，列表要另起一行、缩进对齐"),
    ("mapping keys are not allowed", "这里不能以“? ”开头，请给文字加引号"),
    ("cannot start any token", "不能用这个符号开头，请给文字加引号"),
    ("unexpected end of stream", "引号从这里开始，到文件末尾都没有配对"),
    ("unexpected document indicator", "引号从这里开始，到 --- 或 ... 都没有配对"),
    ("did not find expected ',' or", "从这里开始的方括号或花括号没有配对，或者少了逗号"),
    ("did not find expected '-'", "列表里混进了别的内容，或者缩进没有对齐"),
    ("did not find expected key", "缩进没有对齐，或者引号、括号后面多了内容"),
    ("could not find expected ':'", "这里少了冒号，或者缩进没有对齐"),
    ("did not find expected node content", "这里少了内容，或者多了逗号、括号"),
    ("expected alphabetic or numeric character", "文字不能以 & 或 * 开头，请给它加引号"),
    ("expected comment or line break", "| 或 > 后面要换行，内容从下一行写起"),
    ("indentation indicator", "| 或 > 后面要换行，内容从下一行写起"),
    ("expected <document start>", "前面的内容已经结束，这里多出了内容，检查缩进和前面的引号、括号"),
    ("unexpected ':'", "方括号、花括号里的文字有冒号，要加引号"),
    ("escape", "双引号里的反斜杠写法不对，请改用单引号"),
    ("hexdecimal", "双引号里的反斜杠写法不对，请改用单引号"),
    ("incompatible YAML", "不要写 %YAML 这样的指令，去掉这一行"),
    ("directive", "不要写 % 开头的指令，去掉这一行，或者给文字加引号"),
    ("version number", "不要写 %YAML 这样的指令，去掉这一行"),
    ("expected whitespace", "符号后面少了空格，或者文字要加引号"),
    ("tab character", "缩进里有制表符（Tab），YAML 只认空格"),
)
_UNKNOWN = "检查缩进、冒号后的空格和引号是否成对"


def explain(error: Exception, text: str) -> tuple[int, str]:
    """The line of the trouble, from 1, and what an editor is told about it. A quote or a bracket that is never closed
    is shown where it was opened; a slip that libyaml only sees on the next line, where it is."""
    lines = _BREAK.split(text)
    mark, problem = _mark_of(error), getattr(error, "problem_mark", None)
    number = mark.line if mark else 0
    for at in (mark, problem):
        if at and _is_tab(_line(lines, at.line), at.column):
            return at.line + 1, _TAB
    quote = open_quote(lines, max(number, problem.line if problem else 0))
    if quote >= 0:
        return quote + 1, "YAML 读不下去：引号从这里开始，这一行里没有配对的引号。"
    for blamed in (number, number - 1):
        if slip := _slip(_line(lines, blamed)):
            return blamed + 1, f"YAML 读不下去：{slip}。"
    return number + 1, f"YAML 读不下去：{_told(error)}。"


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number] if 0 <= number < len(lines) else ""


def _told(error: Exception) -> str:
    said = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    if " tag" in context:
        return "不能用 ! 开头的标签，请给文字加引号"
    return next((told for part, told in _PROBLEMS if part in said), _UNKNOWN)


def _mark_of(error: Exception) -> Any:
    opened = _OPENED.search(str(getattr(error, "context", "")))
    names = ("context_mark", "problem_mark") if opened else ("problem_mark", "context_mark")
    return next((mark for name in names if (mark := getattr(error, name, None))), None)


def _is_tab(line: str, column: int) -> bool:
    """Whether a tab is to blame: it stands in the indentation, or at the very place."""
    return line[column : column + 1] == "\t" or "\t" in line[: len(line) - len(line.lstrip())]


def _slip(line: str) -> str:
    """What is wrong with a line that looks like YAML and is none: the signs of a Chinese keyboard, a missing space."""
    inside = line.strip(" -")
    if inside[:1] in ("\u3000", "\xa0"):
        return "缩进里有全角空格，要用半角空格"
    if wide := re.search(r"(?:: |- )\s*(?P<sign>[｛【［])", line):
        return "花括号要用半角的“{”和“}”" if wide["sign"] == "｛" else "方括号要用半角的“[”和“]”"
    if "：" in line and ":" not in line:
        return "冒号要用半角的“: ”"
    if re.match(" *-[a-z_]+:", line):
        return "- 后面少了空格"
    if inside.startswith(":"):
        return "冒号前面没有键"
    return "冒号后面少了空格" if re.match("[ -]*[a-z_]+:[^ \\]}/]", line) else ""
