"""Locators as people type them: 第五条, 5, 四, 4（三）, 第四条第三项, 第五条至第七条."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from bot.services.care.written import Lack, Left
from knowledge.models import Document, article_of
from knowledge.outline.numerals import chinese
from knowledge.outline.numerals import number as number_of

MAX_ID = 56
MOST = 20
"""Articles that a range may have."""

_NUMBER = r"(?:\d{1,3}|[零〇一二两三四五六七八九十百]{1,6})"
_ARTICLE = re.compile(rf"^第?(?P<article>{_NUMBER})(?P<kind>[条章节]?)(?P<rest>.*)$")
_ITEMS = re.compile(rf"^(?:第?（{_NUMBER}）项?|第{_NUMBER}项?|{_NUMBER}项)$")
_FOLLOWING = re.compile(rf"^(?:（{_NUMBER}）项?|第?{_NUMBER}项)$")
_PARAGRAPH = re.compile(rf"^第?(?P<article>{_NUMBER})条?第?{_NUMBER}款.*$")
_DOTTED = re.compile(r"^第?(?P<article>\d{1,3})条?\.(?P<item>\d{1,2})$")
_RANGE = re.compile(
    rf"^第?(?P<first>{_NUMBER})(?P<kind>[条章节]?)(?:到|至|-|—|–|~)+第?(?P<last>{_NUMBER})(?P<end>[条章节]?)$"
)
_ITEM_RANGE = re.compile(
    rf"^(?P<article>第?{_NUMBER}条?)第?（?(?P<first>{_NUMBER})）?项?(?:到|至|-|—|–|~)+第?（?(?P<last>{_NUMBER})）?项?$"
)
_BETWEEN = re.compile(r"[\s,，、;；]+|(?<=[条项章节）])(?:和|及|以及|与)(?=[第（\d])")
_SPACED = re.compile(rf"(第)\s+(?={_NUMBER})|(?<=\d)\s+(?=[条章节项款（])|(?<=[条章节])\s+(?=（|第{_NUMBER}[项款])")
_TITLE = re.compile(r"《([^《》]*)》")
_REMARK = re.compile(r"[（(][^（）()]*[)）]")
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百]+|\d+")
_OPENINGS = ("序言", "前言", "引言", "导言", "序")


@dataclass(frozen=True, slots=True)
class Located:
    """What was typed, read."""

    locators: tuple[str, ...] = ()
    """As the document spells them."""
    unknown: tuple[Left, ...] = ()
    """What it does not have."""


def read_locators(typed: str, document: Document) -> Located:
    """Every locator that somebody typed: parted by blanks or commas, with items that follow their article
    (第十二条（二）、（三）), ranges (第五条至第七条), and the title of the document in front."""
    whole = _tidy(typed)
    if document.has(whole):  # a locator may have a blank in it
        return Located((whole,))
    others = [title for title in _TITLE.findall(whole) if not _is_title(title, document)]
    if others:
        return Located((), (Left(f"《{others[0]}》", Lack.DOCUMENT),))
    found: dict[str, None] = {}
    unknown: list[Left] = []
    article = ""
    whole = _TITLE.sub(" ", whole)
    for parted in sorted((each for each in document.provisions if _BETWEEN.search(each)), key=len, reverse=True):
        there = re.compile(rf"(?<!\w){re.escape(parted)}(?!\w)")
        if there.search(whole):
            found[parted] = None
            whole = there.sub(" ", whole)
    for part in filter(None, _BETWEEN.split(whole)):
        follows = bool(article) and _FOLLOWING.match(part) is not None
        locators, lacking = _range(f"{article}{part}" if follows else part, document)
        found.update(dict.fromkeys(locators))
        unknown += lacking
        if locators and not follows:
            article = article_of(locators[-1])
    return Located(tuple(found), tuple(unknown))


def examples(document: Document) -> tuple[str, ...]:
    """A few locators that the document really has, to show how they are typed: an article, an item of one."""
    provisions = list(document.provisions)
    numbered = [each for each in provisions if _ARTICLE.match(each) and each.endswith("条")] or provisions
    plain = numbered[min(4, len(numbered) - 1) :][:1]
    itemed = next((each for each in numbered if (document.items_of(each) or 0) >= 3), "")
    return tuple(dict.fromkeys((*plain, *([f"{itemed}（三）"] if itemed else numbered[-1:]))))


def numbers_of(locator: str) -> list[str]:
    """The numbers of a locator, for an id: 4 and 3 of 第四条（三）."""
    return [str(number_of(said)) for said in _NUMERAL.findall(locator)][:3]


def unique(stem: str, taken: Collection[str]) -> str:
    """The stem, with the first number from 2 on behind it where it is taken."""
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _tidy(typed: str) -> str:
    whole = unicodedata.normalize("NFKC", typed).replace("(", "（").replace(")", "）").strip(" 。.")
    return _SPACED.sub(lambda match: match[1] or "", whole)


def _is_title(said: str, document: Document) -> bool:
    """Whether a title that was typed is that of the document, in full or in part."""
    own, other = (_REMARK.sub("", unicodedata.normalize("NFKC", title)).strip() for title in (document.title, said))
    return bool(other) and (other in own or own in other)


def _range(part: str, document: Document) -> tuple[list[str], list[Left]]:
    """The locators of a range, or the one that a part names."""
    if document.has(part):
        return [part], []
    match, items = _RANGE.match(part), _ITEM_RANGE.match(part)
    if match and not (match["kind"] and match["end"] and match["kind"] != match["end"]):
        kind = match["end"] or match["kind"]
        named = [f"第{chinese(number)}{kind}" for number in _numbers(match["first"], match["last"])]
    elif items:
        named = [f"{items['article']}（{chinese(number)}）" for number in _numbers(items["first"], items["last"])]
    else:
        named = [part]
    read = [(_locate(each, document), each) for each in named]
    lacking = [_lacking(each, document) for locator, each in read if locator is None]
    return [locator for locator, _ in read if locator is not None], lacking if named else [_lacking(part, document)]


def _numbers(first: str, last: str) -> range:
    """From the one to the other; none where that is no range, or one too long."""
    low, high = number_of(first), number_of(last)
    return range(low, high + 1) if 0 < high - low < MOST else range(0)


def _locate(part: str, document: Document) -> str | None:
    """One locator; None where the document has none like it."""
    if document.has(part):
        return part
    dotted = _DOTTED.match(part)
    if dotted:
        article = _article(dotted["article"], "条", document)
        known = bool(article) and (document.items_of(article) or 0) > 0
        return _existing(f"{article}（{chinese(int(dotted['item']))}）", document) if known else None
    typed = _ARTICLE.match(part)
    if typed and not _PARAGRAPH.match(part):
        article, rest = _article(typed["article"], typed["kind"], document), typed["rest"]
        if article and (not rest or _ITEMS.match(rest)):
            item = f"（{chinese(number_of(_NUMERAL.findall(rest)[0]))}）" if rest else ""
            return _existing(article + item, document)
    if part in _OPENINGS:
        return next((each for each in _OPENINGS if each in document.provisions), None)
    beginning = [provision for provision in document.provisions if provision.startswith(part)]
    return beginning[0] if len(beginning) == 1 else None


def _article(said: str, kind: str, document: Document) -> str:
    """The article, chapter or section of that number; empty where there is none."""
    named = (f"第{chinese(number_of(said))}{each}" for each in ([kind] if kind else ["条", "章", "节"]))
    return next((each for each in named if document.has(each)), "")


def _existing(locator: str, document: Document) -> str | None:
    return locator if document.has(locator) else None


def _lacking(part: str, document: Document) -> Left:
    """Why there is no such locator, with what there is."""
    typed = _ARTICLE.match(part)
    article = _article(typed["article"], typed["kind"], document) if typed else ""
    if article and _PARAGRAPH.match(part):
        return Left(part, Lack.PARAGRAPH, (article,))
    items = document.items_of(article) if article else None
    if typed and typed["rest"] and items is not None:
        return Left(part, Lack.ITEM, (article,), items)
    near = get_close_matches(part, list(document.provisions), n=3, cutoff=0.4)
    return Left(part, Lack.UNKNOWN, tuple(near))
