"""What is found in the text of a document."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What a provision is within its document."""

    ARTICLE = "article"
    SECTION = "section"
    PREAMBLE = "preamble"
    """Before the first article: why the text was made."""
    NOTICE = "notice"
    """What the text was sent round with."""
    PUBLISHED = "published"
    """Who adopted and published it when, as it stands under the title."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list within a provision."""

    mark: str
    """As a citation writes it: （三） or 2."""
    text: str
    items: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Provision:
    """An article, a section or another part that a citation can name."""

    locator: str
    part: Part
    heading: str = ""
    """Its own heading; empty where it has none."""
    chapter: str = ""
    """The title of the chapter it stands in, without the number."""
    text: str = ""
    """Its paragraphs and items in their order, one a line, without its mark and heading."""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Dates:
    """When it was made and is to be followed, as 2019-04-22 or 2019-04; empty where the text does not say."""

    issued: str = ""
    revised: str = ""
    effective: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A document, taken apart."""

    title: str
    issuer: str
    dates: Dates
    scope: str
    """Whom it binds, in the words of its article on that."""
    link: str
    provisions: tuple[Provision, ...]
    annexes: tuple[str, ...] = ()
    """The titles of what follows the text under 附件."""
    left_out: tuple[tuple[int, str], ...] = ()
    """Lines that belong to no provision, with their numbers counted from 1: other stories, captions, annexes."""
    gaps: tuple[str, ...] = ()
    """Articles that the numbering skips: 第五条."""
    ended: bool = False
    """Whether the text says of itself that it no longer holds."""

    @property
    def has_articles(self) -> bool:
        """Whether it is a text of articles (第X条)."""
        return any(provision.part is Part.ARTICLE for provision in self.provisions)


class NoStructureError(ValueError):
    """The text has neither articles nor numbered sections nor headings."""
