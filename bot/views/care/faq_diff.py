"""Changes of the knowledge item by item: what was, what is, and only what differs of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pydantic import BaseModel

from bot.views.care import (
    faq_words as words,
)
from bot.views.care.faq_naming import Names
from knowledge.diff import Changes, Part
from knowledge.models import KnowledgeBase

Value = object
Fields = Mapping[str, Value]

_TOLD_OF_GONE = ("answer", "note")
"""What a message tells of an item that is removed."""

_WIDE, _AROUND = 90, 16
"""Characters from which on a line is shown without what is equal at its ends, but for so many of them."""


@dataclass(frozen=True, slots=True)
class Sides:
    """How two sides are told apart."""

    was: str = words.WAS
    now: str = words.IS
    came: str = words.PLUS
    """What only the second has of a list, or a text."""
    went: str = words.MINUS


THEN_AND_NOW = Sides()


def item_of(base: KnowledgeBase, part: Part) -> BaseModel | str | None:
    """The item that a part names; None where the base has none."""
    if part.section == "documents":
        return base.documents.get(part.id)
    if part.section == "titles":
        return part.id if part.id in base.titles else None
    if part.section == "meetings":
        return base.meeting(part.id)
    items: Mapping[str, Sequence[BaseModel]] = {
        "entries": base.entries,
        "boundaries": base.boundaries,
        "terms": base.terms,
        "obligations": base.obligations,
        "guides": base.guides,
        "sections": base.sections,
    }
    return next((each for each in items.get(part.section, ()) if getattr(each, "id", "") == part.id), None)


def name_of(base: KnowledgeBase | None, part: Part) -> str:
    """What a person knows an item by: its question, title, name or label, else its id."""
    item = item_of(base, part) if base is not None else None
    for key in ("question", "title", "name", "label"):
        if name := getattr(item, key, ""):
            return str(name)
    return part.id


def change_lines(
    before: KnowledgeBase | None, after: KnowledgeBase | None, changes: Changes, *, ids: bool = False
) -> Iterator[str]:
    """Every change, item by item, field by field; with ``ids``, for a file, also how the program knows each."""
    names = Names(after, before)
    for part in changes.added:
        yield _heading(words.ADDED, after, part, ids=ids)
        yield from _all_lines(fields_of(after, part), names)
        yield ""
    for part in changes.changed:
        yield _heading(words.CHANGED, after, part, ids=ids)
        yield from field_lines(fields_of(before, part), fields_of(after, part), names)
        yield ""
    for part in changes.removed:
        yield _heading(words.REMOVED, before, part, ids=ids)
        gone = fields_of(before, part)
        yield from _all_lines(gone if ids else {key: gone[key] for key in _TOLD_OF_GONE if key in gone}, names)
        yield ""


def _heading(kind: str, base: KnowledgeBase | None, part: Part, *, ids: bool) -> str:
    name = name_of(base, part)
    said = f"{name}（{part.id}）" if ids and name != part.id else name
    return f"【{kind}】{words.SECTIONS.get(part.section, part.section)} {said}"


def fields_of(base: KnowledgeBase | None, part: Part) -> Fields:
    """What an item is made of; nothing where the base has none."""
    item = item_of(base, part) if base is not None else None
    return plain_fields(item.model_dump(mode="json")) if isinstance(item, BaseModel) else {}


def plain_fields(data: Fields) -> Fields:
    """The fields that are told of an item."""
    return {name: value for name, value in data.items() if name not in {"id", "kind"}}


def _all_lines(fields: Fields, names: Names) -> Iterator[str]:
    for name, value in fields.items():
        if value not in (None, "", [], {}, False):
            yield f"{words.FIELDS.get(name, name)}：{say_value(value, names)}"


def field_lines(before: Fields, after: Fields, names: Names, sides: Sides = THEN_AND_NOW) -> Iterator[str]:
    """What differs between two sides of an item, field by field."""
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old == new or (not old and not new):
            continue
        told = words.FIELDS.get(name, name)
        lines = list(_value_lines(old, new, names, sides))
        if len(lines) == 1:
            yield f"{told}：{lines[0]}"
        else:
            yield told
            yield from (f"　{line}" for line in lines)


def _value_lines(old: Value, new: Value, names: Names, sides: Sides) -> Iterator[str]:
    if isinstance(old, list | None) and isinstance(new, list | None):
        yield from _list_lines(old or [], new or [], names, sides)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            if old.get(key) != new.get(key):
                yield from (f"{key} {line}" for line in _pair(old.get(key), new.get(key), names, sides))
    elif isinstance(old, str) and isinstance(new, str) and ("\n" in old.strip() or "\n" in new.strip()):
        yield from _text_lines(old.strip().splitlines(), new.strip().splitlines(), sides)
    else:
        yield from _pair(old, new, names, sides)


def _pair(old: Value, new: Value, names: Names, sides: Sides) -> Iterator[str]:
    was, now = narrowed(say_value(old, names), say_value(new, names))
    yield sides.was.format(text=was)
    yield sides.now.format(text=now)


def _list_lines(old: Sequence[Value], new: Sequence[Value], names: Names, sides: Sides) -> Iterator[str]:
    """What came and what went; where only the order changed, that."""
    came = [sides.came.format(text=say_value(each, names)) for each in new if each not in old]
    went = [sides.went.format(text=say_value(each, names)) for each in old if each not in new]
    yield from (*came, *went) or (words.REORDERED,)


def _text_lines(old: Sequence[str], new: Sequence[str], sides: Sides) -> Iterator[str]:
    """The lines of a text that differ; one that only stands elsewhere is said to."""
    moved: set[str] = {line for line in set(old) & set(new) if line.strip()}
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    told: set[str] = set()
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        for line in (*old[i1:i2], *new[j1:j2]):
            if line in moved and line not in told:
                told.add(line)
                yield words.ELSEWHERE.format(text=line)
        was = [line for line in old[i1:i2] if line.strip() and line not in moved]
        now = [line for line in new[j1:j2] if line.strip() and line not in moved]
        for one, other in zip(was, now, strict=False):
            cut = narrowed(one, other)
            yield sides.was.format(text=cut[0])
            yield sides.now.format(text=cut[1])
        yield from (sides.went.format(text=line) for line in was[len(now) :])
        yield from (sides.came.format(text=line) for line in now[len(was) :])


def narrowed(old: str, new: str) -> tuple[str, str]:
    """Two texts without what is equal at their ends, where they are long."""
    if max(len(old), len(new)) <= _WIDE:
        return old, new
    shorter = min(len(old), len(new))
    front = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    back = next((i for i in range(shorter - front) if old[-1 - i] != new[-1 - i]), shorter - front)
    start, rest = max(0, front - _AROUND), max(0, back - _AROUND)
    return _part(old, start, rest), _part(new, start, rest)


def _part(text: str, start: int, rest: int) -> str:
    return ("…" if start else "") + text[start : len(text) - rest] + ("…" if rest else "")


def say_value(value: Value, names: Names) -> str:
    """A value of a field in words."""
    if value in (None, "", [], {}):
        return words.NONE
    if isinstance(value, bool):
        return words.YES if value else words.NO
    if isinstance(value, dict):
        if set(value) == {"document", "locator"}:
            return f"{names.of(str(value['document']))}{value['locator']}"
        return "；".join(f"{key} {say_value(each, names)}" for key, each in value.items())
    if isinstance(value, list):
        return "、".join(say_value(each, names) for each in value)
    return names.of(str(value).strip())


def indented(lines: Iterable[str]) -> Iterator[str]:
    """Lines as a file has them: everything below a heading further in."""
    return (line if not line or line.startswith("【") else f"  {line.replace('　', '  ', 1)}" for line in lines)
