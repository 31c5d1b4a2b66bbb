"""Text as Telegram keeps it: trimmed, with its entities, measured in UTF-16 units."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.console.botapi.errors import bad_request
from bot.console.botapi.html import parse_html, utf16_length
from bot.console.botapi.links import check_link, user_of_link

MAX_TEXT = 4096
"""UTF-16 units of a message, after its entities are parsed."""
MAX_CAPTION = 1024
"""UTF-16 units of a caption."""
MAX_ENTITIES = 100
"""Telegram keeps the first hundred and drops the others."""
_MAX_SOURCE = 1 << 15
"""Bytes of a text before its entities are parsed."""

_STOP = r"\s<>\"'，。；：！？、（）《》“”"
_DETECTED = (
    ("url", re.compile(rf"https?://[^{_STOP}]*[^{_STOP}.,;:!?)]", re.IGNORECASE)),
    ("bot_command", re.compile(r"(?<![\w/<>])/(?>[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/<>])")),
    ("mention", re.compile(r"(?<![\w/])@[A-Za-z0-9_]{4,32}(?!\w)")),
)
_VISIBLE = re.compile(
    "[^\x00-\x20\xa0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e007f]"
)
"""What Telegram does not take for empty: a text needs one of these."""
_OPAQUE = frozenset({"code", "pre"})
_LINKED = frozenset({"code", "pre", "text_link", "text_mention"})


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and its entities (JSON objects of type MessageEntity), in order of place."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()

    def fields(self, text_key: str = "text", entities_key: str = "entities") -> dict[str, Any]:
        """The fields of a message that hold it."""
        filled = {text_key: self.text} if self.text else {}
        return filled | ({entities_key: list(self.entities)} if self.entities else {})


def detect_entities(text: str) -> tuple[dict[str, Any], ...]:
    """The links, commands (``/ask@zuwu_bot``) and mentions that Telegram itself finds in a text."""
    return tuple(_merge((), text))


def format_text(
    source: str, parse_mode: str = "", entities: Iterable[dict[str, Any]] = (), users: dict[int, Any] | None = None
) -> FormattedText:
    """The text of a call. ``users`` are the people (JSON by id) that a text may mention by link.

    Raises ApiError for broken HTML, for an overlong source and for a parse mode other than HTML.
    """
    text, found = _parse(source, parse_mode, entities)
    text, found = _trim(text, _settle(found, users or {}))
    return FormattedText(text, tuple(_merge(found, text)[:MAX_ENTITIES]))


def check_text(formatted: FormattedText) -> FormattedText:
    """The text of a message. Raises ApiError where nothing is left of it, or too much."""
    if is_blank(formatted.text):
        raise bad_request("text must be non-empty")
    if utf16_length(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def is_blank(text: str) -> bool:
    """Whether nobody would see anything of it."""
    return not _VISIBLE.search(text)


def check_caption(formatted: FormattedText) -> FormattedText:
    """The caption of a file, which may be empty. Raises ApiError where it is too long."""
    if utf16_length(formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted


def _parse(source: str, mode: str, entities: Iterable[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    try:
        size = len(source.encode())
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    if size > _MAX_SOURCE:
        raise bad_request("text is too long")
    if mode.lower() == "html":
        return parse_html(source.replace("\r", ""))
    if mode:
        raise bad_request("unsupported parse_mode")
    return source, [dict(entity) for entity in entities]


def _settle(entities: Iterable[dict[str, Any]], users: dict[int, Any]) -> list[dict[str, Any]]:
    """The entities in order; links are checked, and what stands inside code goes."""
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    opaque = [entity for entity in ordered if entity["type"] in _OPAQUE]
    kept = [entity for entity in ordered if entity in opaque or not any(_overlap(entity, o) for o in opaque)]
    return [settled for entity in kept if (settled := _link(entity, users)) is not None]


def _link(entity: dict[str, Any], users: dict[int, Any]) -> dict[str, Any] | None:
    """A link whose address is no good is no link: the text stays and the entity goes."""
    if entity["type"] != "text_link":
        return entity
    user_id = user_of_link(entity["url"])
    if user_id is not None:
        place = {"type": "text_mention", "offset": entity["offset"], "length": entity["length"]}
        return place | {"user": users[user_id]} if user_id in users else None
    try:
        return entity | {"url": check_link(entity["url"])}
    except ValueError:
        return None


def _trim(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Without the spaces and line breaks around it; entities move along and end where the text ends."""
    first = entities[0]["offset"] if entities else len(text)
    cut = min(len(text) - len(text.lstrip(" \n")), first)
    text = text[cut:].rstrip(" \n")
    end = utf16_length(text)
    moved = [entity | {"offset": entity["offset"] - cut} for entity in entities]
    inside = [entity for entity in moved if entity["offset"] < end]
    return text, [entity | {"length": min(entity["length"], end - entity["offset"])} for entity in inside]


def _merge(known: Iterable[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    merged = list(known)
    taken = [entity for entity in merged if entity["type"] in _LINKED]
    for entity in _detect(text):
        if not any(_overlap(entity, other) for other in taken):
            taken.append(entity)
            merged.append(entity)
    return sorted(merged, key=lambda entity: (entity["offset"], -entity["length"]))


def _detect(text: str) -> Iterator[dict[str, Any]]:
    for kind, pattern in _DETECTED:
        for match in pattern.finditer(text):
            yield {"type": kind, "offset": utf16_length(text[: match.start()]), "length": utf16_length(match[0])}


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    starts_before = one["offset"] < other["offset"] + other["length"]
    return bool(starts_before and other["offset"] < one["offset"] + one["length"])
