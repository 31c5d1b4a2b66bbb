"""What an admin is writing: an entry or a boundary as far as it is put together, and what still lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from bot.domain.errors import UserError
from knowledge.models import Boundary, Citation, Document, Entry, KnowledgeBase, Standing, Target

MAX_LINE = 200
MAX_ANSWER = 3000
MAX_TOPIC = 30
MAX_NOTE = 300
MAX_CITES = 20
MAX_LINES = 200
MAX_RELATED = 8
MAX_TITLES = 5

ENTRY = "entry"
BOUNDARY = "boundary"


class Piece(StrEnum):
    """A part of what is written; one letter, since it travels in buttons."""

    QUESTION = "q"
    ANSWER = "a"
    CITES = "c"
    PHRASINGS = "p"
    TOPIC = "t"
    ID = "i"
    TESTS = "e"
    RELATED = "r"
    TITLES = "l"
    NOTE = "n"


class Step(StrEnum):
    """What comes next in writing something new."""

    QUESTION = "question"
    NEAREST = "nearest"
    """What exists already is shown."""
    CITES = "cites"
    TITLES = "titles"
    ANSWER = "answer"
    CARD = "card"
    """Nothing lacks any more."""


class Refusal(StrEnum):
    """Why something typed or pressed was not taken."""

    EMPTY = "empty"
    LINE_TOO_LONG = "line_too_long"
    ANSWER_TOO_LONG = "answer_too_long"
    NOTE_TOO_LONG = "note_too_long"
    TOPIC_TOO_LONG = "topic_too_long"
    NO_WORDS = "no_words"
    """A question of less than two letters or characters."""
    NO_ID = "no_id"
    ID_TAKEN = "id_taken"
    NO_LOCATOR = "no_locator"
    NO_DOCUMENT = "no_document"
    LAST_CITE = "last_cite"
    TOO_MANY = "too_many"
    INCOMPLETE = "incomplete"
    NOTHING_CHANGED = "nothing_changed"
    NOTHING_CHOSEN = "nothing_chosen"
    CHANGED_MEANWHILE = "changed_meanwhile"
    TARGET_GONE = "target_gone"
    SETTLED = "settled"
    TOO_MANY_DRAFTS = "too_many_drafts"
    NOT_TAKEN = "not_taken"
    """None of several lines; each says why."""
    NOTHING_HELD = "nothing_held"
    ONLY_IN_PRIVATE = "only_in_private"
    DRAFT_GONE = "draft_gone"


class Lack(StrEnum):
    """Why one of several things typed was left out."""

    UNKNOWN = "unknown"
    """The document has no such locator."""
    ITEM = "item"
    """The article has fewer items."""
    PARAGRAPH = "paragraph"
    """Citations go to articles and items."""
    DOCUMENT = "document"
    """It is of another document."""
    LONG = "long"
    WORDLESS = "wordless"
    """There is no letter in it, and no Chinese character."""
    CLASH = "clash"
    """It is a way of asking for something else already."""


@dataclass(frozen=True, slots=True)
class Left:
    """One of several things typed that was left out."""

    text: str
    lack: Lack
    near: tuple[str, ...] = ()
    """What there is instead: locators spelled nearly like it, the article that was meant, the other question."""
    count: int = 0
    """How many items the article has, or characters the line."""


class WritingError(UserError):
    """Something about writing did not go. ``detail`` fills the sentence; ``left`` says it of each part."""

    def __init__(self, refusal: Refusal, detail: str = "", *, left: Sequence[Left] = ()) -> None:
        self.refusal = refusal
        self.detail = detail
        self.left = tuple(left)
        super().__init__(refusal.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An entry or a boundary as far as it is put together."""

    kind: str = ENTRY
    target: str = ""
    """The id of what is changed; empty where it is new."""
    id: str = ""
    """Empty while it is only proposed."""
    topic: str = ""
    """The same."""
    question: str = ""
    phrasings: tuple[str, ...] = ()
    answer: str = ""
    cites: tuple[tuple[str, str], ...] = ()
    """Document and locator."""
    related: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    look_into: tuple[str, ...] = ()
    note: str = ""
    draft: bool = False
    document: str = ""
    """The document of which locators are being chosen."""
    passed: bool = False
    """Whether the nearest existing ones were shown, and none was meant."""
    titled: bool = False
    """Whether the titles to look into were chosen, or none wanted."""
    settles: tuple[str, ...] = ()
    """The missed questions that it is an answer to."""
    proposed_id: str = ""
    """The id that was shown as a proposal: it stays."""
    proposed_topic: str = ""
    """The same of the topic."""
    searched: str = ""
    """The words by which a related entry was looked for."""
    awaits: str = ""
    """The part that the author was asked to type, with a plus where more of it may follow."""
    held: str = ""
    """What was typed when it was not plain whether it is that part."""
    became: Mapping[str, Any] = field(default_factory=dict)
    """The change that it became last: its id, the revision that it was made on, and its line for the history."""
    place: int = 0
    """Where in the list of missed questions it was begun from."""
    original: Mapping[str, Any] = field(default_factory=dict)
    """Of what is changed, its content when that began."""

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry, not a boundary."""
        return self.kind == ENTRY

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed for it yet."""
        return not (self.target or self.question or self.held or any(self.content[name] for name in _CONTENT))

    @property
    def content(self) -> dict[str, Any]:
        """What goes into the knowledge of it."""
        return {name: getattr(self, name) for name in _CONTENT}

    @property
    def step(self) -> Step:
        """What comes next."""
        if not self.question:
            return Step.QUESTION
        if not self.passed and not self.target:
            return Step.NEAREST
        if self.is_entry and not self.cites:
            return Step.CITES
        if self.is_entry and not self.answer:
            return Step.ANSWER
        if not self.is_entry and not self.titled and not self.target:
            return Step.TITLES
        return Step.CARD

    def lines(self, piece: Piece) -> tuple[str, ...]:
        """The texts of a part that is a list of them. Raises ValueError for any other."""
        return tuple(getattr(self, _LISTS[piece])) if piece in _LISTS else _no_list(piece)

    def with_lines(self, piece: Piece, lines: Sequence[str]) -> "Written":
        """The same with other texts in that list; without repetitions."""
        return from_body({**to_body(self), _LISTS[piece]: tuple(dict.fromkeys(lines))})


_LISTS = {
    Piece.PHRASINGS: "phrasings",
    Piece.TESTS: "tests",
    Piece.RELATED: "related",
    Piece.TITLES: "look_into",
}
_CONTENT = ("id", "topic", "question", "answer", "cites", "note", "draft", *_LISTS.values())
_LISTED = ("phrasings", "related", "tests", "look_into", "settles")


def _no_list(piece: Piece) -> tuple[str, ...]:
    raise ValueError(f"{piece.name} is no list")


def to_body(written: Written) -> dict[str, Any]:
    """As JSON, which knows lists only."""
    body = asdict(written)
    lists = {key: list(value) for key, value in body.items() if isinstance(value, tuple)}
    return {**body, **lists, "cites": [list(cite) for cite in written.cites]}


def from_body(body: Mapping[str, Any]) -> Written:
    """What JSON says; what another version knew beside is left out."""
    known = {each.name for each in fields(Written)}
    values = {key: value for key, value in body.items() if key in known}
    values |= {key: tuple(values.get(key, ())) for key in _LISTED}
    values["cites"] = tuple((document, locator) for document, locator in values.get("cites", ()))
    return Written(**values)


def of_target(target: Target) -> Written:
    """What exists, to be changed."""
    values = target.model_dump(mode="json")
    body = {**values, "target": target.id, "original": values, "kind": ENTRY}
    if isinstance(target, Boundary):
        return from_body({**body, "kind": BOUNDARY})
    return from_body({**body, "cites": [(cite.document, cite.locator) for cite in target.cites]})


def item_of(written: Written, *, id_: str, topic: str) -> Target:
    """What was written, as it goes into the knowledge. Raises pydantic.ValidationError where it does not fit."""
    values: dict[str, Any] = {
        "id": id_,
        "topic": topic,
        "question": written.question,
        "phrasings": written.phrasings,
        "tests": written.tests,
    }
    if not written.is_entry:
        return Boundary(**values, look_into=written.look_into, note=written.note)
    cites = tuple(Citation(document=document, locator=locator) for document, locator in written.cites)
    return Entry(**values, answer=written.answer, cites=cites, related=written.related, draft=written.draft)


def every_target(base: KnowledgeBase) -> dict[str, Target]:
    """Every entry, drafts too, and every boundary, by id."""
    targets: tuple[Target, ...] = (*base.entries, *base.boundaries)
    return {target.id: target for target in targets}


def documents_in_order(base: KnowledgeBase) -> tuple[Document, ...]:
    """The documents, those in force first."""
    order = (Standing.IN_FORCE, Standing.REFERENCE, Standing.HISTORICAL)
    return tuple(sorted(base.documents.values(), key=lambda document: order.index(document.standing)))
