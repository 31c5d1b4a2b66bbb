"""Locators as people type them: 第五条, 5, 四, 4（三）, 第四条第三项; and ids that are made of them."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from knowledge.models import Document

MAX_ID = 56
_DIGITS = "零一二三四五六七八九"
_NUMBER = r"(?:\d{1,3}|[零〇一二两三四五六七八九十百]{1,6})"
_TYPED = re.compile(rf"^第?(?P<article>{_NUMBER})(?P<kind>[条章节款]?)(?:第?\(?(?P<item>{_NUMBER})\)?[项款]?)?$")
_BETWEEN = re.compile(r"[\s,，、;；]+")
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百]+|\d+")


@dataclass(frozen=True, slots=True)
class Located:
    """What was typed, read."""

    locators: tuple[str, ...] = ()
    """As the document spells them."""
    unknown: tuple[str, ...] = ()
    """What it does not have."""
    close: tuple[str, ...] = ()
    """Provisions that are spelled nearly like the first unknown one."""


def read_locators(typed: str, document: Document) -> Located:
    """Every locator that somebody typed, separated by blanks or commas."""
    whole = _tidy(typed)
    if document.has(whole):  # a locator may have a blank in it
        return Located((whole,))
    found: list[str] = []
    unknown: list[str] = []
    for part in filter(None, _BETWEEN.split(whole)):
        locator = _locate(part, document)
        if locator is None:
            unknown.append(part)
        elif locator not in found:
            found.append(locator)
    close = get_close_matches(unknown[0], list(document.provisions), n=3, cutoff=0.4) if unknown else ()
    return Located(tuple(found), tuple(unknown), tuple(close))


def numeral(number: int) -> str:
    """A number up to 999 as articles are counted: 5 is 五, 12 十二, 103 一百零三."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        said += "零"
    return said + (_DIGITS[ones] if ones or not said else "")


def number_of(said: str) -> int:
    """The number that a numeral says: 十二 is 12, also 12."""
    if said.isdigit():
        return int(said)
    said = said.replace("〇", "零").replace("两", "二")
    total = digit = 0
    for char in said:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS.index(char)
    return total + digit


def propose_id(document: str, locators: Iterable[str], taken: Collection[str]) -> str:
    """An id that nothing has: the document with the numbers of the first locator (group-rules-2019-5), and a number
    behind it where that is taken (group-rules-2019-5-2)."""
    first = next(iter(locators), "")
    numbers = [str(number_of(said)) for said in _NUMERAL.findall(first)][:3]
    tail = "-".join(numbers)
    head = document[: MAX_ID - len(tail) - 6].strip("-")
    stem = "-".join(part for part in (head, tail) if part) or "entry"
    return unique(stem, taken)


def unique(stem: str, taken: Collection[str]) -> str:
    """The stem, with the first number from 2 on behind it where it is taken."""
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _tidy(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).replace("(", "（").replace(")", "）").strip(" 。.")


def _locate(part: str, document: Document) -> str | None:
    """One locator; None where the document has none like it."""
    if document.has(part):
        return part
    typed = _TYPED.match(part.replace("（", "(").replace("）", ")"))
    if typed:
        kinds = [typed["kind"]] if typed["kind"] else ["条", "章", "节"]
        item = f"（{numeral(number_of(typed['item']))}）" if typed["item"] else ""
        for kind in kinds:
            locator = f"第{numeral(number_of(typed['article']))}{kind}{item}"
            if document.has(locator):
                return locator
    beginning = [provision for provision in document.provisions if provision.startswith(part)]
    return beginning[0] if len(beginning) == 1 else None
