"""How we write YAML: plain where YAML reads the text as it stands, quoted where it would read something else."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from yaml.emitter import Emitter

IN_LINES = ("phrasings", "tests", "options", "items")
"""Lists with a line for each item; the others stand in brackets."""

STRIPPED = ("answer", "note", "ask", "intro")
"""Texts of which our models strip the ends: the last line break of a block of lines is none of theirs."""

_STEP = 2
_TEXT = "tag:yaml.org,2002:str"
_SPECIAL = re.compile("[^ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What must be written as an escape: line breaks, control characters, and what YAML allows in no file."""

_RESOLVER: Any = yaml.SafeLoader("")
_EMITTER = Emitter(None, allow_unicode=True)  # type: ignore[arg-type]  # for looking at texts: it writes nothing


def scalar(text: str, *, within: bool = False) -> str:
    """A text on one line; ``within`` brackets more has to be quoted."""
    if _SPECIAL.search(text):
        return _SPECIAL.sub(_escape, json.dumps(text, ensure_ascii=False))
    found = _EMITTER.analyze_scalar(text)
    plain = found.allow_flow_plain if within else found.allow_block_plain
    if plain and _RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) == _TEXT:
        return text
    return "'" + text.replace("'", "''") + "'"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}"


def flow(value: Any) -> str:
    """A value on one line, in brackets where it is a list or a mapping."""
    if isinstance(value, str):
        return scalar(value, within=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(flow, value)) + "]"
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    raise TypeError(f"{type(value).__name__} has no place in a file of knowledge")


def field(key: str, value: Any, indent: int) -> str:
    """The lines of a key and its value, ``indent`` columns in, with the last line break."""
    start = " " * indent + scalar(key) + ":"
    if isinstance(value, str):
        return f"{start} {_literal(value, indent + _STEP) if _is_literal(key, value) else scalar(value)}\n"
    if isinstance(value, Mapping) and value and _is_deep(value.values()):
        return f"{start}\n" + fields(value, indent + _STEP)
    if value and isinstance(value, Sequence) and (key in IN_LINES or _is_deep(value, below=1)):
        return f"{start}\n" + "".join(item(part, indent + _STEP) for part in value)
    return f"{start} {flow(value)}\n"


def fields(data: Mapping[str, Any], indent: int) -> str:
    """The lines of a mapping."""
    return "".join(field(key, value, indent) for key, value in data.items())


def item(value: Any, indent: int) -> str:
    """The lines of an item of a list; its dash stands ``indent`` columns in."""
    dash = " " * indent + "- "
    if isinstance(value, Mapping) and value and (_is_deep(value.values()) or "id" in value or "kind" in value):
        return dash + fields(value, indent + _STEP)[indent + _STEP :]
    return f"{dash}{scalar(value) if isinstance(value, str) else flow(value)}\n"


def _is_deep(values: Any, below: int = 0) -> bool:
    """Whether something in there is itself a collection, or a text of several lines; ``below`` counts levels that may
    be collections."""
    return any(
        _is_deep(value.values() if isinstance(value, Mapping) else value, below - 1) if below else True
        for value in values
        if isinstance(value, Mapping | list | tuple)
    ) or any(isinstance(value, str) and "\n" in value for value in values)


def _is_literal(key: str, text: str) -> bool:
    """Whether a text is written as a block of lines."""
    if key not in STRIPPED or (key != "answer" and "\n" not in text):
        return False
    lines = text.split("\n")
    odd = _SPECIAL.search(text.replace("\n", ""))
    return bool(text) and not odd and not lines[0].startswith(" ") and lines[0] != "" and lines[-1].strip() != ""


def _literal(text: str, indent: int) -> str:
    return "|" + "".join("\n" + (" " * indent + line if line else "") for line in text.split("\n"))
