"""The buttons of writing: what each does, and the rows that several pages have."""

from collections.abc import Sequence
from enum import StrEnum

from bot.views.callbacks import Verb, encode
from bot.views.markup import Button


class What(StrEnum):
    """What a button does; all but the first two name what is being written."""

    NEW = "n"
    """Begin something new: entry or boundary."""
    EDIT = "e"
    """Begin to change what exists: its reference."""
    OPEN = "o"
    """What comes next, or the card."""
    SAME = "s"
    """An existing one is meant; the question becomes a phrasing of it: its reference."""
    LOOK = "l"
    """An existing one as people see it: its reference."""
    NONE = "x"
    """None of the nearest is meant; no further titles."""
    DOCUMENTS = "d"
    """Which document: its reference, once it is chosen."""
    LOCATORS = "v"
    """The provisions of a document: its reference, page."""
    CITE = "c"
    """Cite a provision, or no longer: references of document and locator; with an argument more, stay on the page."""
    ASK = "a"
    """A part is to be typed: which."""
    PART = "p"
    """The page of a part: which, page."""
    TOGGLE = "g"
    """In or out of a list: part, reference."""
    REMOVE = "r"
    """Out of a list: part, reference, page."""
    TOPIC = "t"
    """This topic: its reference."""
    DRAFT = "f"
    """A draft, or none any more."""
    CHECK = "ok"
    """Examine it, to be published."""
    ASIDE = "w"
    """Put it aside."""
    DROP = "z"
    """Throw it away; with an argument, really."""
    DELETE = "k"
    """Take out what exists; with an argument, really."""
    HELD = "h"
    """What was typed and kept: it belongs there (y), is a locator (c), is the answer (a), is a question (q)."""
    USE_ID = "u"
    """The id that is proposed."""
    TEXTS = "m"
    """The texts that become phrasings: page."""
    TEXT = "mt"
    """A text in or out: its reference, page."""
    TEXTS_CHECK = "mo"
    """Examine that, to be published."""
    TEXTS_DROP = "mx"
    """Not after all."""


def button(label: str, what: What, *args: object) -> Button:
    """A button of writing."""
    return Button(label, encode(Verb.WRITING, what.value, *args))


def in_rows(buttons: Sequence[Button], width: int = 2) -> tuple[tuple[Button, ...], ...]:
    """Buttons side by side."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


def turns(what: What, args: Sequence[object], page: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    """The row that turns pages; none where there is one page."""
    row = []
    if page > 0:
        row.append(button("« 上一页", what, *args, page - 1))
    if page + 1 < pages:
        row.append(button("下一页 »", what, *args, page + 1))
    return (tuple(row),) if row else ()


def page_of(page: int, count: int, size: int) -> tuple[int, int]:
    """The page that there is for the one that was asked for, and how many there are."""
    pages = max(1, -(-count // size))
    return max(0, min(page, pages - 1)), pages
