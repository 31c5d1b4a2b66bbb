"""YAML to plain data that still knows its lines. Strict: no anchors, no tags, no second document, no duplicate
keys; a limit for size and depth. Trouble becomes located issues, never an exception."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from knowledge.characters import decode
from knowledge.glancing import Glance, conflict
from knowledge.issues import MAX_ISSUES, Code, Issue
from knowledge.syntax import explain

MAX_BYTES = 5 * 1024 * 1024
"""A file of knowledge is text that people edit; 5 MiB are some 20,000 entries."""

MAX_DEPTH = 12
"""Our deepest shape has five levels."""

Path = tuple[str | int, ...]

_WHOLE_NUMBER = re.compile("0|-?[1-9][0-9]{0,8}")
"""What is one to everybody: 010 is eight to some, and nobody means a number of ten digits."""
_NUMBER_ELSEWHERE = re.compile("[-+]?(0o[0-7_]+|[0-9][0-9_]*[eE][-+]?[0-9]+)")
"""What this reader takes for text and others for a number."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE_TAG = "tag:yaml.org,2002:"
_RESOLVERS: Any = yaml.SafeLoader.yaml_implicit_resolvers


@dataclass(slots=True)
class Marked:
    """Plain data with the line of each value."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    sources: dict[Path, str] = field(default_factory=dict)
    """What was written where a plain scalar was read as something other than text."""
    issues: list[Issue] = field(default_factory=list)
    remarks: list[Issue] = field(default_factory=list)
    """Warnings: what is read otherwise than it looks."""
    usable: bool = False
    """Whether the file could be read; even then, there may be issues."""

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it; counted from 1."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def report(self, code: Code, line: int, text: str) -> None:
        """Add an error. Of very many only the first are kept: nobody reads more, and a flood must not fill the
        memory."""
        if len(self.issues) < MAX_ISSUES:
            self.issues.append(Issue(self.file, line, code, text))


def parse_marked(content: bytes, file: str) -> Marked:
    """Read the bytes of one YAML file, as far as it goes; never raises."""
    marked = Marked(file)
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        marked.report(Code.TOO_LARGE, 0, f"文件太大，上限是 {limit} MB。")
        return marked
    text = decode(content, marked.report)
    if text is None:
        return marked
    if line := conflict(text):
        told = "这里有没合并完的冲突标记（<<<<<<<、=======、>>>>>>>），请留下一边，删掉这些标记。"
        marked.report(Code.SYNTAX, line, told)
        return marked
    try:
        data = _Builder(text, marked).document()
    except _RefusedError:
        return marked
    except (yaml.YAMLError, ValueError) as error:
        marked.report(Code.SYNTAX, *explain(error, text))
        return marked
    if data is None:
        marked.report(Code.EMPTY_FILE, 1, "文件是空的。")
    elif all(issue.code is not Code.FORBIDDEN_YAML for issue in marked.issues):
        marked.data = data
        marked.usable = True
    return marked


class _RefusedError(Exception):
    """There is no use in reading on; the reason is reported."""


class _Builder:
    """Builds data from the events of the parser while they go by. In Python on purpose: the composer of libyaml would
    hold the interpreter's lock for as long as the file is long, and all questions would wait."""

    def __init__(self, text: str, marked: Marked) -> None:
        self._events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
        self._marked = marked
        self._glance = Glance(text, marked.file)
        self._depth = 0

    def document(self) -> Any:
        """The one document of the file; None where it is empty. Reads to the end of the file."""
        data: Any = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    text = "一个文件里只能有一个 YAML 文档（去掉多余的 ---）。"
                    self._marked.report(Code.FORBIDDEN_YAML, _line_of(event), text)
                    raise _RefusedError
            elif isinstance(event, yaml.NodeEvent):
                data = self._node(event, ())
        return data

    def _node(self, event: Any, path: Path) -> Any:
        marked = self._marked
        line = marked.lines[path] = _line_of(event)
        if event.anchor is not None:
            text = "不能用锚点和引用（& 和 *），请把内容写全；文字以 & 或 * 开头的，给它加引号。"
            marked.report(Code.FORBIDDEN_YAML, line, text)
        if isinstance(event, yaml.AliasEvent):
            return None
        if event.tag is not None:
            tag = str(event.tag).replace(_CORE_TAG, "!!")
            marked.report(Code.FORBIDDEN_YAML, line, f"不能用标签 {tag}；文字以 ! 开头的，给它加引号。")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            marked.report(Code.TOO_DEEP, line, f"嵌套超过 {MAX_DEPTH} 层。")
            raise _RefusedError
        built = self._mapping(path) if isinstance(event, yaml.MappingStartEvent) else self._sequence(path)
        self._depth -= 1
        return built

    def _sequence(self, path: Path) -> list[Any]:
        built: list[Any] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            built.append(self._node(event, (*path, len(built))))
        return built

    def _mapping(self, path: Path) -> dict[str, Any]:
        marked = self._marked
        built: dict[str, Any] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = _line_of(event)
            key = self._key(event, path, line)
            if key is not None and key in built:
                marked.report(Code.DUPLICATE_KEY, line, f"键 {key} 在同一处写了两次。")
                key = None
            value = self._node(next(self._events), path if key is None else (*path, key))
            if key is not None:
                built[key] = value
                marked.lines[(*path, key)] = line
        return built

    def _key(self, event: Any, path: Path, line: int) -> str | None:
        """The text of a key; None where it is none, which is reported."""
        if not isinstance(event, yaml.ScalarEvent):
            self._node(event, path)
            if not isinstance(event, yaml.AliasEvent):
                self._marked.report(Code.WRONG_TYPE, line, "键必须是简单的文字。")
            return None
        kind = _kind_of(event)
        key = str(event.value)
        if event.anchor is not None or event.tag is not None:
            self._node(event, path)
        elif kind == "merge":
            self._marked.report(Code.FORBIDDEN_YAML, line, "不能用合并键 <<，请把内容写全。")
        elif not key:
            self._marked.report(Code.WRONG_VALUE, line, "冒号前面没有键。")
            return None
        elif kind != "str":
            text = f'键 {key} 没有加引号，YAML 不把它当文字；请写成 "{key}"。'
            self._marked.report(Code.YAML_SCALAR, line, text)
        self._check_escapes(event, line)
        return key

    def _scalar(self, event: Any, path: Path) -> Any:
        """Text stays text; what YAML resolves to a whole number, a truth value or nothing becomes that, and is marked
        like a date as something that was not quoted."""
        kind = _kind_of(event)
        value = str(event.value)
        if kind == "str":
            self._check_escapes(event, _line_of(event))
            if len(self._marked.remarks) < MAX_ISSUES:
                self._marked.remarks += self._glance.at(event, path)
            return value
        self._marked.sources[path] = value
        if kind == "null":
            return None
        if kind == "bool":
            return value.lower() in {"true", "yes", "on"}
        if kind == "int" and _WHOLE_NUMBER.fullmatch(value):
            return int(value)
        return Unquoted()

    def _check_escapes(self, event: Any, line: int) -> None:
        """What was written with a backslash must not smuggle in what may not be written openly."""
        if event.style == '"':
            decode(event.value.encode("utf-8", "surrogatepass"), self._marked.report, line)


def _line_of(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _kind_of(event: Any) -> str:
    """What YAML takes a scalar for: ``str``, ``int``, ``bool``, ``null``, ``timestamp``…"""
    if not event.implicit[0]:
        return "str"
    value = event.value
    for tag, pattern in _RESOLVERS.get(value[:1], ()):
        if pattern.match(value):
            return str(tag).removeprefix(_CORE_TAG)
    return "float" if _NUMBER_ELSEWHERE.fullmatch(value) else "str"


class Unquoted:
    """A scalar that YAML reads as a date, a float or the like: nothing our files have a use for. What was written
    is in ``Marked.sources``."""
