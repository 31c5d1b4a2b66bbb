"""Replies: text in spans, buttons in rows. The one place where HTML is escaped and Telegram's limits are kept."""

import html
import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

MAX_TEXT = 4096
"""UTF-16 units of a message's text, as Telegram counts after reading the tags."""

MAX_SPANS = 95
"""Telegram reads the first 100 entities; the rest would be plain."""

MAX_BUTTON = 60
"""Characters of a button's text; more does not fit a phone."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

_CUT = "……（太长，后面略）"


class Style(StrEnum):
    """How a span looks."""

    PLAIN = ""
    BOLD = "b"
    ITALIC = "i"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one look. ``text`` is plain: whatever it holds is shown as it is."""

    text: str
    style: Style = Style.PLAIN
    url: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button: ``data`` comes back when it is pressed, or ``url`` opens."""

    label: str
    data: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        """The label, cut to what fits."""
        label = _printable(self.label)
        return label if len(label) <= MAX_BUTTON else f"{label[: MAX_BUTTON - 1]}…"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says."""

    spans: tuple[Span, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    force_reply: str = ""
    """Where it asks for a message: the hint shown in the empty input field."""

    @property
    def plain(self) -> str:
        """The text without looks."""
        return "".join(span.text for span in _fitting(self.spans))

    @property
    def html(self) -> str:
        """The text as Telegram's HTML, within Telegram's limits."""
        spans = _fitting(self.spans)
        return "".join(_tag(span, plain=i >= MAX_SPANS) for i, span in enumerate(spans))


@dataclass(slots=True)
class Text:
    """Builds the spans of a reply, line by line."""

    spans: list[Span] = field(default_factory=list)

    def add(self, text: str, style: Style = Style.PLAIN, url: str = "") -> "Text":
        """Add a span."""
        self.spans.append(Span(text, style, url))
        return self

    def line(self, text: str = "", style: Style = Style.PLAIN, url: str = "") -> "Text":
        """Add a span and end the line."""
        return self.add(text, style, url).add("\n")

    def reply(self, buttons: tuple[tuple[Button, ...], ...] = (), force_reply: str = "") -> Reply:
        """The reply, without empty lines at its end."""
        spans = list(self.spans)
        while spans and not spans[-1].text.strip():
            spans.pop()
        return Reply(tuple(spans), buttons, force_reply)


def say(text: str, buttons: tuple[tuple[Button, ...], ...] = ()) -> Reply:
    """A reply of one plain text."""
    return Reply((Span(text),), buttons)


def utf16_length(text: str) -> int:
    """Length as Telegram counts: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def _fitting(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans with what can be shown of them, the last ones cut where the text is too long."""
    spans = tuple(replace(span, text=_printable(span.text)) for span in spans)
    room = MAX_TEXT
    if sum(utf16_length(span.text) for span in spans) <= room:
        return spans
    room -= utf16_length(_CUT)
    kept: list[Span] = []
    for span in spans:
        length = utf16_length(span.text)
        if length > room:
            kept.append(replace(span, text=_first_units(span.text, room)))
            break
        kept.append(span)
        room -= length
    return (*kept, Span(_CUT))


def _first_units(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore")


def _tag(span: Span, *, plain: bool) -> str:
    """The span as HTML. Everything that comes from outside is escaped here and nowhere else."""
    text = html.escape(span.text, quote=False)
    if plain or not text.strip():
        return text
    if span.url:
        return f'<a href="{html.escape(span.url)}">{text}</a>'
    return f"<{span.style.value}>{text}</{span.style.value}>" if span.style else text


def _printable(text: str) -> str:
    """The text without control characters and lone surrogates, which Telegram refuses."""
    return _UNPRINTABLE.sub("", text)
