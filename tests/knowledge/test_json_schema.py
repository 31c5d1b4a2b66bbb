"""The JSON Schemas that editors complete keys with."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge.json_schema import schemas
from knowledge.loader import packaged_folder, read_folder
from knowledge.marked import parse_marked
from tests.knowledge.samples import VALID, swapped

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema"
PACKAGED, _ = read_folder(packaged_folder())
SCHEMAS = schemas()
_TYPES = {"string": str, "array": list, "object": dict, "boolean": bool, "integer": int, "null": type(None)}


def _name(file: str) -> str:
    return "faq" if file.startswith("faq/") else file.removesuffix(".yaml")


def _wrong(data: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "") -> Iterator[str]:
    """Where the data is not as the schema says: as much of JSON Schema as ours use, and no more."""
    known = {
        *("$schema", "$defs", "$ref", "title", "description", "default", "type", "anyOf", "enum", "const", "pattern"),
        *("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "minProperties", "maxProperties"),
        *("properties", "required", "additionalProperties", "patternProperties", "propertyNames", "items"),
    }
    assert set(schema) <= known, set(schema) - known
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema and all(list(_wrong(data, part, root)) for part in schema["anyOf"]):
        yield f"{at} anyOf"
    kind = _TYPES.get(schema.get("type", ""))
    if kind and (not isinstance(data, kind) or (kind is int and isinstance(data, bool))):
        yield f"{at} type"
        return
    if "enum" in schema and data not in schema["enum"]:
        yield f"{at} enum"
    yield from _wrong_size(data, schema, at)
    if isinstance(data, list) and "items" in schema:
        for number, part in enumerate(data):
            yield from _wrong(part, schema["items"], root, f"{at}/{number}")
    if isinstance(data, dict):
        yield from _wrong_keys(data, schema, root, at)


def _wrong_size(data: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    size = data.strip() if isinstance(data, str) else data
    for end in ("Length", "Items", "Properties"):
        if f"min{end}" in schema and len(size) < schema[f"min{end}"]:
            yield f"{at} min{end}"
        if f"max{end}" in schema and len(size) > schema[f"max{end}"]:
            yield f"{at} max{end}"
    if "pattern" in schema and not re.search(schema["pattern"], size):
        yield f"{at} pattern"
    if isinstance(data, int) and not schema.get("minimum", data) <= data <= schema.get("maximum", data):
        yield f"{at} range"


def _wrong_keys(data: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    yield from (f"{at} required {key}" for key in schema.get("required", ()) if key not in data)
    for key, value in data.items():
        yield from _wrong(key, schema.get("propertyNames", {}), root, f"{at}/{key}")
        inner = schema.get("properties", {}).get(key)
        inner = inner or next((s for p, s in schema.get("patternProperties", {}).items() if re.search(p, key)), None)
        inner = schema.get("additionalProperties", {}) if inner is None else inner
        if inner is False:
            yield f"{at} additional {key}"
        else:
            yield from _wrong(value, inner, root, f"{at}/{key}")


def _errors(file: str, content: bytes) -> list[str]:
    schema = SCHEMAS[_name(file)]
    return list(_wrong(parse_marked(content, file).data, schema, schema))


def test_what_is_published_is_what_the_models_say() -> None:
    """``zuwu schema --out docs/schema`` writes it."""
    published = {path.stem: json.loads(path.read_text("utf-8")) for path in PUBLISHED.glob("*.json")}
    assert published == SCHEMAS


@pytest.mark.parametrize("file", sorted(PACKAGED))
def test_every_packaged_file_is_accepted(file: str) -> None:
    assert _errors(file, PACKAGED[file]) == []


@pytest.mark.parametrize("file", sorted(VALID))
def test_every_sample_is_accepted(file: str) -> None:
    """Bare locators, provisions of which nothing is said, and all."""
    assert _errors(file, VALID[file].encode()) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "wrong"),
    [
        ("faq/group-rules.yaml", "document: group-rules\n", "", " required document"),
        ("faq/group-rules.yaml", "    answer: 推选。\n", "", "/entries/1 required answer"),
        ("faq/group-rules.yaml", "related:", "relatd:", "/entries/0 additional relatd"),
        ("faq/group-rules.yaml", "id: group-size", "id: Group Size", "/entries/0/id pattern"),
        ("faq/group-rules.yaml", "cites: [第一条]", "cites: [{locator: 第一条}]", "/entries/0/cites/0 anyOf"),
        ("faq/group-rules.yaml", "小组要几个人？", "长" * 201, "/entries/0/question maxLength"),
        ("documents.yaml", "in-force", "inforce", "/group-rules/status enum"),
        ("documents.yaml", "weight: core", "weight: high", "/group-rules/provisions/第一条 anyOf"),
        ("boundaries.yaml", "[会费标准]", "会费标准", "/boundaries/0/phrasings type"),
        ("terms.yaml", "spoken: [咱们组]", "spoken: [no]", "/terms/0/spoken/0 type"),
        ("obligations.yaml", "every: month", "every: day", "/obligations/0/every enum"),
        ("obligations.yaml", "day: 5", "day: 31", "/obligations/0/proposed/0/day range"),
        ("guides.yaml", "then: few", "then: 不行", "/guides/0/nodes/start/options/1/then pattern"),
        ("topics.yaml", "label: 基本", "label: ''", "/sections/0/label minLength"),
        ("meetings.yaml", "lead: 3d", "lead: 三天", "/meetings/0/items/0/lead pattern"),
        ("where-to-look.yaml", "[标准]", "标准", "/会费规定 type"),
    ],
)
def test_what_the_checks_refuse_is_marked(file: str, old: str, new: str, wrong: str) -> None:
    """Required and unknown keys, enumerations, patterns, lengths."""
    assert _errors(file, swapped(VALID[file], old, new).encode()) == [wrong]


def _keys(schema: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for part in schema.values():
            yield from _keys(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _keys(part)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_key_is_explained_in_chinese(name: str) -> None:
    """So that a new field of a model is not forgotten."""
    keys = [(key, part) for key, part in _keys(SCHEMAS[name]) if key not in SCHEMAS[name].get("required", ())]
    assert all(re.search("[一-鿿]", part.get("description", "")) for _, part in keys), dict(keys)
