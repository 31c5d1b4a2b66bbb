"""Two sides of one item, as its YAML text says: what differs, field by field."""

import textwrap
from collections.abc import Iterator

import yaml

from bot.views.care import (
    faq_words as words,
)
from bot.views.care.faq_diff import Fields, Sides, field_lines, plain_fields, say_value
from bot.views.care.faq_naming import Names
from bot.views.markup import Text, utf16_length

_LINE = 200
_SHORT = ("question", "title", "name", "label", "answer", "note")
"""What is told of a side where the other has none."""


def add_sides(text: Text, old: str, new: str, sides: Sides, names: Names, *, most: int) -> None:
    """What differs, within ``most`` UTF-16 units; more is said to be in a file."""
    room = most
    for line in _side_lines(old, new, sides, names):
        shown = line if len(line) <= _LINE else f"{line[: _LINE - 1]}…"
        room -= utf16_length(shown) + 1
        if room < 0:
            text.line(words.CUT)
            return
        text.line(shown)


def _side_lines(old: str, new: str, sides: Sides, names: Names) -> Iterator[str]:
    was, now = fields_in(old), fields_in(new)
    if old.strip() and new.strip() and (was or now):
        yield from field_lines(was, now, names, sides)
        return
    for side, said, fields in ((sides.was, old, was), (sides.now, new, now)):
        if not said.strip():
            yield side.format(text=words.GONE)
        elif fields:
            yield side.format(text="")
            yield from (
                f"　{words.FIELDS.get(key, key)}：{say_value(fields[key], names)}" for key in _SHORT if fields.get(key)
            )
        else:
            yield side.format(text=textwrap.dedent(said).strip())


def fields_in(block: str) -> Fields:
    """The fields of an item in the text of its block; none where it cannot be read."""
    try:
        data = yaml.safe_load(textwrap.dedent(block))
    except yaml.YAMLError:
        return {}
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    elif isinstance(data, dict) and len(data) == 1:
        (data,) = data.values()
    return plain_fields(data) if isinstance(data, dict) else {}


def title_in(*blocks: str) -> str:
    """What a person knows an item by; empty where no side of it says."""
    for fields in map(fields_in, blocks):
        for key in ("question", "title", "name", "label"):
            if said := fields.get(key):
                return str(said)
    return ""
