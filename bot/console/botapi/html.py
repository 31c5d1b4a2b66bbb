"""Telegram's subset of HTML, read as strictly as Telegram reads it.

Known tags: b strong i em u ins s strike del span(class="tg-spoiler") tg-spoiler a(href) code pre
blockquote(expandable). Known references: ``&lt; &gt; &amp; &quot;`` and numeric ones; others are plain text.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot.console.botapi.errors import ApiError, bad_request

_KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "a": "text_link",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_HALF_CHARACTER = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>[0-9]+)|(?P<name>[A-Za-z]+));?")
_PLAIN = re.compile(r"[^<&]+")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SPACE = re.compile(r"\s*")


@dataclass(slots=True)
class _OpenTag:
    name: str
    argument: str
    """The href, the language of a code block, or ``1`` for a quotation that can be unfolded."""
    offset: int
    start: int
    """Where its text begins in the output."""


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The text without its tags, and its entities in UTF-16 units. Raises ApiError where Telegram would."""
    return _Parser(source).parse()


def utf16_length(text: str) -> int:
    """The length that Telegram counts: characters beyond the basic plane (emoji) count twice."""
    return len(text) + sum(char > "\uffff" for char in text)


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text = ""
        self._units = 0
        self._open: list[_OpenTag] = []
        self._entities: list[dict[str, Any]] = []

    def parse(self) -> tuple[str, list[dict[str, Any]]]:
        while self._at < len(self._source):
            char = self._source[self._at]
            if char == "<":
                self._tag()
            elif char == "&":
                self._emit(self._reference())
            else:
                self._emit(self._take(_PLAIN))
        if self._open:
            raise _error(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        if any("\ud800" <= char <= "\udfff" for char in self._text):
            raise _error(_HALF_CHARACTER)
        for entity in self._entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return self._text, self._entities

    def _tag(self) -> None:
        start = self._at
        self._at += 1
        if self._peek() == "/":
            self._at += 1
            self._end_tag(start)
        else:
            self._start_tag(start)

    def _start_tag(self, start: int) -> None:
        name = self._take(_TAG_NAME).lower()
        if self._peek() == "":
            raise self._error_at(start, "Unclosed start tag")
        if name not in _KINDS:
            raise self._error_at(start, f'Unsupported start tag "{name}"')
        attributes = self._attributes(name, start)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error_at(start, 'Tag "span" must have class "tg-spoiler"')
        self._open.append(_OpenTag(name, _argument(name, attributes), self._units, len(self._text)))

    def _attributes(self, tag: str, start: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._take(_SPACE)
            if self._peek() == ">":
                self._at += 1
                return found
            name = self._take(_ATTRIBUTE_NAME)
            if not name:
                raise self._error_at(start, f'Empty attribute name in the tag "{tag}"')
            self._take(_SPACE)
            found[name] = self._attribute_value(start) if self._peek() == "=" else ""
            if self._peek() == "":
                raise self._error_at(start, f'Unclosed start tag "{tag}"')

    def _attribute_value(self, start: int) -> str:
        self._at += 1
        self._take(_SPACE)
        quote = self._peek()
        if quote and quote in "\"'":
            return self._quoted(quote, start)
        token_start = self._at
        value = self._take(_TOKEN).lower()
        if self._peek() and not (self._peek().isspace() or self._peek() == ">"):
            raise self._error_at(token_start, "Unexpected end of name token")
        return value

    def _quoted(self, quote: str, start: int) -> str:
        self._at += 1
        value = ""
        while self._peek() != quote:
            if self._peek() == "":
                raise self._error_at(start, "Unclosed start tag")
            if self._peek() == "&":
                value += self._reference()
            else:
                value += self._peek()
                self._at += 1
        self._at += 1
        return value

    def _end_tag(self, start: int) -> None:
        if not self._open:
            raise self._error_at(start, "Unexpected end tag")
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACE)
        if self._peek() != ">":
            raise self._error_at(start, "Unclosed end tag")
        self._at += 1
        opened = self._open.pop()
        if name not in {"", opened.name}:
            raise self._error_at(start, "Unmatched end tag", f', expected "</{opened.name}>", found "</{name}>"')
        if self._units > opened.offset:
            self._close(opened)

    def _close(self, opened: _OpenTag) -> None:
        entity = {"type": _KINDS[opened.name], "offset": opened.offset, "length": self._units - opened.offset}
        if opened.name == "a":
            entity["url"] = opened.argument or self._text[opened.start :]
        elif opened.name == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.name == "code" and opened.argument:
            entity["language"] = opened.argument
        elif opened.name == "pre" and self._entities and _is_same_code(self._entities[-1], entity):
            entity["language"] = self._entities.pop()["language"]
        self._entities.append(entity)

    def _reference(self) -> str:
        match = _REFERENCE.match(self._source, self._at)
        char = _referenced(match) if match else ""
        if match is None or not char:
            self._at += 1
            return "&"
        self._at = match.end()
        return char

    def _emit(self, text: str) -> None:
        self._text += text
        self._units += utf16_length(text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._at)
        taken = match[0] if match else ""
        self._at += len(taken)
        return taken

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _error_at(self, index: int, what: str, more: str = "") -> ApiError:
        return _error(f"{what} at byte offset {len(self._source[:index].encode())}{more}")


def _argument(tag: str, attributes: dict[str, str]) -> str:
    if tag == "a":
        return attributes.get("href", "")
    if tag == "blockquote":
        return "1" if "expandable" in attributes else ""
    language = attributes.get("class", "") if tag == "code" else ""
    return language.removeprefix("language-") if language.startswith("language-") else ""


def _is_same_code(last: dict[str, Any], entity: dict[str, Any]) -> bool:
    same_place = (last["offset"], last["length"]) == (entity["offset"], entity["length"])
    return same_place and last["type"] == "code" and "language" in last


def _referenced(match: re.Match[str]) -> str:
    """The character, or nothing where the reference is not one that Telegram knows."""
    if match["name"]:
        return _NAMED.get(match["name"], "")
    if len(match[0].rstrip(";")) >= 10:
        return ""
    code = int(match["hex"], 16) if match["hex"] else int(match["dec"])
    return chr(code) if 0 < code < 0x10FFFF else ""


def _error(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")
