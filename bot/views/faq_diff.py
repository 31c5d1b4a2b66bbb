"""Changes of the knowledge item by item: what was, what is."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel

from bot.views import faq_words as words
from knowledge.diff import Changes, Part
from knowledge.models import KnowledgeBase

Value = object


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


def change_lines(before: KnowledgeBase | None, after: KnowledgeBase | None, changes: Changes) -> Iterator[str]:
    """Every change, item by item, field by field."""
    for part in changes.added:
        yield from _item_lines(words.ADDED, after, part)
    for part in changes.changed:
        yield _heading(words.CHANGED, after, part)
        yield from _field_lines(_fields(before, part), _fields(after, part))
        yield ""
    for part in changes.removed:
        yield from _item_lines(words.REMOVED, before, part)


def _heading(kind: str, base: KnowledgeBase | None, part: Part) -> str:
    name = name_of(base, part)
    said = part.id if name == part.id else f"{name}（{part.id}）"
    return f"【{kind}】{words.SECTIONS.get(part.section, part.section)} {said}"


def _item_lines(kind: str, base: KnowledgeBase | None, part: Part) -> Iterator[str]:
    yield _heading(kind, base, part)
    for name, value in _fields(base, part).items():
        if value not in (None, "", [], {}, False):
            yield f"  {words.FIELDS.get(name, name)}：{say_value(value)}"
    yield ""


def _fields(base: KnowledgeBase | None, part: Part) -> dict[str, Value]:
    item = item_of(base, part) if base is not None else None
    if not isinstance(item, BaseModel):
        return {}
    return {name: value for name, value in item.model_dump(mode="json").items() if name not in {"id", "kind"}}


def _field_lines(before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[str]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        told = words.FIELDS.get(name, name)
        if isinstance(old, list) and isinstance(new, list):
            yield f"  {words.FIELD_PLUS.format(name=told, changes=_list_change(old, new))}"
        else:
            yield f"  {words.FIELD.format(name=told, before=say_value(old), after=say_value(new))}"


def _list_change(old: Sequence[Value], new: Sequence[Value]) -> str:
    """What was added and taken out; where only the order changed, the new order."""
    plus = [words.PLUS.format(text=say_value(each)) for each in new if each not in old]
    minus = [words.MINUS.format(text=say_value(each)) for each in old if each not in new]
    return " ".join((*plus, *minus)) or say_value(new)


def say_value(value: Value) -> str:
    """A value of a field in words."""
    if value in (None, "", [], {}):
        return words.NONE
    if isinstance(value, bool):
        return words.YES if value else words.NO
    if isinstance(value, dict):
        if set(value) == {"document", "locator"}:
            return f"{value['document']} {value['locator']}"
        return "；".join(f"{key} {say_value(each)}" for key, each in value.items())
    if isinstance(value, list):
        return "、".join(map(say_value, value))
    return str(value)
