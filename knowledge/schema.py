"""From marked data to models: pydantic's errors become located issues in the editor's language."""

from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from knowledge.issues import Code
from knowledge.marked import Marked, Path
from knowledge.suggesting import nearest

M = TypeVar("M", bound=BaseModel)

_SENTENCES: dict[str, tuple[Code, str]] = {
    "missing": (Code.MISSING_KEY, "缺少必填的 {key}。"),
    "string_too_short": (Code.WRONG_VALUE, "{key} 不能是空的。"),
    "string_too_long": (Code.TOO_LONG, "{key} 太长，最多 {max_length} 个字。"),
    "too_short": (Code.WRONG_VALUE, "{key} 至少要有 {min_length} 项。"),
    "too_long": (Code.TOO_LONG, "{key} 最多 {max_length} 项。"),
    "literal_error": (Code.WRONG_VALUE, "{key} 只能是 {expected}。"),
    "tuple_type": (Code.WRONG_TYPE, "{key} 应当是一个列表。"),
    "dict_type": (Code.WRONG_TYPE, "{key} 应当是“键: 值”的形式。"),
    "model_type": (Code.WRONG_TYPE, "{key} 应当是“键: 值”的形式。"),
    "int_type": (Code.WRONG_TYPE, "{key} 应当是整数。"),
    "bool_type": (Code.WRONG_TYPE, "{key} 只能是 true 或 false。"),
    "greater_than_equal": (Code.WRONG_VALUE, "{key} 不能小于 {ge}。"),
    "less_than_equal": (Code.WRONG_VALUE, "{key} 不能大于 {le}。"),
}
_QUOTED = 60
"""Characters of what was written that a sentence repeats."""

_DATES = ("issued", "revised", "effective", "as_of")
_PATTERNS = {
    "id": "{key} 只能用小写字母、数字和连字符，如 group-meeting-frequency。",
    "lead": "{key} 要写成 7d（天）或 12h（小时）这样。",
    **dict.fromkeys(_DATES, "{key} 的日期要写成 2019-04-22、2019-04 或 2019。"),
    "link": "{key} 应当是 http:// 或 https:// 开头的网址。",
}


def build_model(model: type[M], data: Any, path: Path, marked: Marked) -> M | None:
    """A model of the data at ``path``; None, with every reason added to ``marked.issues``, where it is not one."""
    try:
        return model.model_validate(_with_tuples(data))
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        for detail in details:
            if not _follows(detail, details):
                _report(model, detail, path, marked)
        return None


def _follows(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Whether a list is only too short because something in it is wrong."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(
        other["loc"] != place and other["loc"][: len(place)] == place for other in details
    )


def _with_tuples(data: Any) -> Any:
    """Our models are immutable and hold tuples; YAML gives lists, which strict models would refuse."""
    if isinstance(data, list):
        return tuple(_with_tuples(item) for item in data)
    if isinstance(data, dict):
        return {key: _with_tuples(value) for key, value in data.items()}
    return data


def _report(model: type[BaseModel], detail: ErrorDetails, path: Path, marked: Marked) -> None:
    place = (*path, *(part for part in detail["loc"] if part != "[key]"))
    line = marked.line(place)
    key = next((str(part) for part in reversed(place) if isinstance(part, str)), "这里")
    code, sentence = _sentence(model, detail, key, place, marked)
    marked.report(code, line, sentence)


def _sentence(model: type[BaseModel], detail: ErrorDetails, key: str, place: Path, marked: Marked) -> tuple[Code, str]:
    kind = detail["type"]
    if kind == "extra_forbidden":
        return Code.UNKNOWN_KEY, unknown_key(key, _model_at(model, detail["loc"]).model_fields)
    if kind == "string_type" or (kind == "model_type" and place in marked.sources):
        return not_text(key, detail["input"], place, marked)
    if kind == "int_type" and marked.sources.get(place, "").lstrip("-+").isdecimal():
        return Code.WRONG_VALUE, f"{key} 的 {_short(marked.sources[place])} 太大，或者开头多了 0、正负号。"
    if kind == "string_pattern_mismatch":
        pattern = "id" if detail["loc"][-1] in ("[key]", "then", "kind") else key
        return Code.WRONG_VALUE, _PATTERNS.get(pattern, "{key} 要写在一行里，不能换行。").format(key=key)
    code, template = _template(kind, key, detail["input"])
    facts = {name: str(fact).replace(" or ", " 或 ") for name, fact in detail.get("ctx", {}).items()}
    return code, template.format(key=key, **facts)


def _template(kind: str, key: str, value: Any) -> tuple[Code, str]:
    if kind == "value_error" and key in _DATES:
        return Code.WRONG_VALUE, "{key} 里的日子日历上没有。"
    if kind in ("tuple_type", "dict_type", "model_type") and (signs := _wide_signs(value)):
        return Code.WRONG_TYPE, f"{{key}} 的括号要用半角的{signs}。"
    return _SENTENCES.get(kind, (Code.WRONG_VALUE, "{key} 的值不对。"))


def _wide_signs(value: Any) -> str:
    """The brackets that were meant where something begins with those of a Chinese keyboard; empty where it does not."""
    first = value.strip()[:1] if isinstance(value, str) else ""
    return "“[”和“]”" if first and first in "【［〔「" else "“{{”和“}}”" if first and first in "｛" else ""


def _model_at(model: type[BaseModel], place: Path) -> type[BaseModel]:
    """The model that a place stands in: of a citation's key, the citation."""
    for part in place:
        field = model.model_fields.get(str(part))
        model = next(_models_in(field.annotation), model) if field else model
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def not_text(key: str, value: Any, place: Path, marked: Marked) -> tuple[Code, str]:
    """What is wrong with a value that should be text."""
    source = marked.sources.get(place)
    if value is None:
        return Code.MISSING_KEY, f"{key} 没有内容。"
    if source is not None:
        told = _short(source)
        return Code.YAML_SCALAR, f'{key} 里的 {told} 没有加引号，YAML 不把它当文字；请写成 "{told}"。'
    return Code.WRONG_TYPE, f"{key} 应当是文字，不是列表或“键: 值”（文字里有冒号加空格时要加引号）。"


def _short(source: str) -> str:
    """What was written, as much of it as a sentence bears."""
    return source if len(source) <= _QUOTED else f"{source[:_QUOTED]}…"


def unknown_key(key: str, known: Any) -> str:
    """The sentence for a key that does not exist, with the nearest that does."""
    close = nearest(key, known)
    hint = "（键的前后有全角空格）" if key != key.strip() else ""
    hint = hint or ("（冒号要用半角的“: ”）" if "：" in key else "")
    return f"不认识的键 {key}，是不是 {close}？{hint}" if close else f"不认识的键 {key}{hint}。"
