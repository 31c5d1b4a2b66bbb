"""YAML to plain data that still knows its lines. Strict: no anchors, no tags, no second document, no duplicate
keys; a limit for size and depth. Trouble becomes located issues, never an exception."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from knowledge.issues import Code, Issue

MAX_BYTES = 5 * 1024 * 1024
"""A file of knowledge is text that people edit; 5 MiB are some 20,000 entries."""

MAX_DEPTH = 12
"""Our deepest shape has five levels."""

Path = tuple[str | int, ...]

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_NOT_YAML = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML allows in no file, and the invisible U+FEFF that files carry inside when they were glued together."""

_MAX_DIGITS = 9

_PROBLEMS = (
    ("mapping values are not allowed", "这里不能有“: ”，要么缩进不对，要么整段文字要加引号"),
    ("cannot start any token", "不能用这个符号开头，请给文字加引号"),
    ("unexpected end of stream", "引号从这里开始，到文件末尾都没有配对"),
    ("did not find expected ',' or", "从这里开始的方括号或花括号没有配对，或者少了逗号"),
    ("did not find expected '-'", "列表里混进了别的内容，或者缩进没有对齐"),
    ("did not find expected key", "缩进没有对齐，或者引号、括号后面多了内容"),
    ("could not find expected ':'", "这里少了冒号，或者缩进没有对齐"),
    ("escape", "双引号里的反斜杠写法不对，请改用单引号"),
)
"""What libyaml says, and how an editor is told."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE_TAG = "tag:yaml.org,2002:"


@dataclass(slots=True)
class Marked:
    """Plain data with the line of each value."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    sources: dict[Path, str] = field(default_factory=dict)
    """What was written where a plain scalar was read as something other than text."""
    issues: list[Issue] = field(default_factory=list)
    usable: bool = False
    """Whether the file could be read; even then, there may be issues."""

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it; counted from 1."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def report(self, code: Code, line: int, text: str) -> None:
        """Add an error."""
        self.issues.append(Issue(self.file, line, code, text))


def parse_marked(content: bytes, file: str) -> Marked:
    """Read the bytes of one YAML file, as far as it goes; never raises."""
    marked = Marked(file)
    text = _decode(content, marked)
    if text is None:
        return marked
    root = _compose(text, marked)
    if root is None:
        if not marked.issues:
            marked.report(Code.EMPTY_FILE, 1, "文件是空的。")
        return marked
    marked.data = _build(root, (), marked)
    marked.usable = marked.data is not None
    if not marked.usable:
        marked.report(Code.EMPTY_FILE, 1, "文件是空的。")
    return marked


def _decode(content: bytes, marked: Marked) -> str | None:
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        marked.report(Code.TOO_LARGE, 0, f"文件太大，上限是 {limit} MB。")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        marked.report(Code.ENCODING, line, "这里不是 UTF-8 编码，请把文件另存为 UTF-8。")
        return None
    if found := _NOT_YAML.search(text):
        line = len(_BREAK.findall(text, 0, found.start())) + 1
        hint = "；文件可能是 UTF-16 编码，请另存为 UTF-8" if found[0] == "\0" else ""
        marked.report(Code.SYNTAX, line, f"这里有不允许的控制字符 U+{ord(found[0]):04X}{hint}。")
        return None
    return text


def _compose(text: str, marked: Marked) -> yaml.Node | None:
    """The node tree. Anchors, aliases, tags and further documents are refused while the events go by, before
    anything is built from them."""
    if _refuse_events(text, marked):
        return None
    node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return node


def _refuse_events(text: str, marked: Marked) -> bool:
    depth = documents = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    marked.report(Code.FORBIDDEN_YAML, line, "一个文件里只能有一个 YAML 文档（去掉多余的 ---）。")
                    return True
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    marked.report(Code.TOO_DEEP, line, f"嵌套超过 {MAX_DEPTH} 层。")
                    return True
            if isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            _refuse_node_event(event, line, marked)
    except (yaml.YAMLError, ValueError) as error:
        line = _error_line(error)
        marked.report(Code.SYNTAX, line, _syntax_sentence(error, "".join(_BREAK.split(text)[line - 1 : line])))
    return bool(marked.issues)


def _refuse_node_event(event: yaml.Event, line: int, marked: Marked) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        marked.report(Code.FORBIDDEN_YAML, line, "不能用锚点和引用（& 和 *），请把内容写全。")
    elif tag := getattr(event, "tag", None):
        marked.report(Code.FORBIDDEN_YAML, line, f"不能用标签 {tag}。")


def _error_line(error: Exception) -> int:
    """Where the trouble is; of a quote or a bracket that is never closed, where it was opened."""
    opened = re.search("quoted|flow", str(getattr(error, "context", "")))
    names = ("context_mark", "problem_mark") if opened else ("problem_mark", "context_mark")
    marks = [mark for name in names if (mark := getattr(error, name, None))]
    return marks[0].line + 1 if marks else 1


def _syntax_sentence(error: Exception, line: str) -> str:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "缩进里有制表符（Tab），YAML 只认空格。"
    problem = str(getattr(error, "problem", None) or error).strip()
    hint = f"{problem}（检查缩进、冒号后的空格和引号是否成对）"
    return f"YAML 读不下去：{next((told for part, told in _PROBLEMS if part in problem), hint)}。"


def _build(node: yaml.Node, path: Path, marked: Marked) -> Any:
    marked.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(node, path, marked)
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, i), marked) for i, child in enumerate(node.value)]
    return _build_scalar(node, path, marked)


def _build_mapping(node: yaml.MappingNode, path: Path, marked: Marked) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            marked.report(Code.WRONG_TYPE, line, "键必须是简单的文字。")
            continue
        key = str(key_node.value)
        if key in built:
            marked.report(Code.DUPLICATE_KEY, line, f"键 {key} 在同一处写了两次。")
            continue
        built[key] = _build(value_node, (*path, key), marked)
        marked.lines[(*path, key)] = line
    return built


def _build_scalar(node: yaml.Node, path: Path, marked: Marked) -> Any:
    """Text stays text; what YAML resolves to a whole number, a truth value or nothing becomes that, and is marked
    like a date as something that was not quoted."""
    kind = node.tag.removeprefix(_CORE_TAG)
    if kind == "str":
        return node.value
    marked.sources[path] = str(node.value)
    if kind == "null":
        return None
    if kind == "bool":
        return str(node.value).lower() in {"true", "yes", "on"}
    if kind == "int" and str(node.value).isdecimal() and len(node.value) <= _MAX_DIGITS:
        return int(node.value)
    return Unquoted()


class Unquoted:
    """A scalar that YAML reads as a date, a float or the like: nothing our files have a use for. What was written
    is in ``Marked.sources``."""
