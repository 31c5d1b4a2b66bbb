"""YAML to plain data that still knows its lines. Strict: no anchors, no tags, no second document, no duplicate
keys; a limit for size and depth. Trouble becomes located issues, never an exception."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from knowledge.issues import Code, Issue

MAX_BYTES = 5 * 1024 * 1024
"""A file of knowledge is text that people edit; 5 MiB are some 20,000 entries."""

MAX_DEPTH = 12
"""Our deepest shape has five levels."""

Path = tuple[str | int, ...]

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

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it; counted from 1."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def report(self, code: Code, line: int, text: str) -> None:
        """Add an error."""
        self.issues.append(Issue(self.file, line, code, text))


def parse_marked(content: bytes, file: str) -> Marked:
    """Read the bytes of one YAML file. ``issues`` of the result is empty exactly where ``data`` can be used."""
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
    return marked


def _decode(content: bytes, marked: Marked) -> str | None:
    if len(content) > MAX_BYTES:
        size = len(content) / 1024 / 1024
        limit = MAX_BYTES // 1024 // 1024
        marked.report(Code.TOO_LARGE, 0, f"文件有 {size:.1f} MB，上限是 {limit} MB。")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        marked.report(Code.ENCODING, line, "这里不是 UTF-8 编码，请把文件另存为 UTF-8。")
        return None


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
    except yaml.YAMLError as error:
        marked.report(Code.SYNTAX, _error_line(error), _syntax_sentence(error))
    except ValueError:
        marked.report(Code.SYNTAX, 1, "文件里有 YAML 不允许的字符。")
    return bool(marked.issues)


def _refuse_node_event(event: yaml.Event, line: int, marked: Marked) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        marked.report(Code.FORBIDDEN_YAML, line, "不能用锚点和引用（& 和 *），请把内容写全。")
    elif tag := getattr(event, "tag", None):
        marked.report(Code.FORBIDDEN_YAML, line, f"不能用标签 {tag}。")


def _error_line(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark else 1


def _syntax_sentence(error: yaml.YAMLError) -> str:
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", "")).strip()
    if "\\t" in problem or "tab" in problem:
        return "缩进里有制表符（Tab），YAML 只认空格。"
    if "control characters" in problem or "special characters" in problem:
        return "文件里有 YAML 不允许的控制字符。"
    hint = "检查缩进、冒号后的空格和引号是否成对；文字里有“: ”或“ #”时要加引号"
    return f"YAML 读不下去：{problem}（{hint}）。" if problem else f"YAML 读不下去（{hint}）。"


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
    """Text stays text; what YAML resolves to a number, a truth value or nothing becomes that. A date stays the
    text it was, and is marked like the others as something that was not quoted."""
    kind = node.tag.removeprefix(_CORE_TAG)
    if kind == "str":
        return node.value
    marked.sources[path] = str(node.value)
    if kind == "null":
        return None
    if kind == "bool":
        return str(node.value).lower() in {"true", "yes", "on"}
    if kind == "int" and str(node.value).isdecimal():
        return int(node.value)
    return _Unquoted(node.value)


class _Unquoted:
    """A scalar that YAML reads as a date, a float or the like: nothing our files have a use for."""

    def __init__(self, source: str) -> None:
        self.source = source
