"""The knowledge as immutable values: documents with their provisions, entries, terms, duties, kinds of meeting."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from knowledge.outline.numerals import chinese, number

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\r\n]*$")]
"""One line that people type or read on a button."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]
"""An answer: with its question and citations it stays under Telegram's 4,096 characters."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=56)]
"""Kebab-case; short enough for a deep link of 64 characters."""


def _of_calendar(text: str) -> str:
    if len(text) == len("2019-04-22"):
        date.fromisoformat(text)
    return text


Day = Annotated[
    str,
    StringConstraints(pattern=r"^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$"),
    AfterValidator(_of_calendar),
]
"""A date as 2019-04-22, 2019-04 or 2019; empty where it is not known."""

_ITEM = re.compile(r"^(?P<article>.+?)(?P<item>（[一二三四五六七八九十]+）)$")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Item(_Model):
    """Something with an id of its own."""

    id: Id


class Standing(StrEnum):
    """Whether a document binds today."""

    IN_FORCE = "in-force"
    HISTORICAL = "historical"
    REFERENCE = "reference"


class Provision(_Model):
    """An article, a section or another part of a document that a citation can name."""

    weight: Literal["core", "context"] = "core"
    gist: str = ""
    items: Annotated[int, Field(ge=0, le=99)] | None = None
    """How many items （一）（二）… it has; None where nobody counted, and any may be cited."""

    def has_item(self, mark: str) -> bool:
        """Whether it has the item （三）, as far as is known."""
        if self.items is None:
            return True
        said = number(mark.strip("（）"))
        return 1 <= said <= self.items and mark == f"（{chinese(said)}）"


class Document(Item):
    """A source of answers."""

    title: Line
    issuer: str = ""
    kind: str = "regulation"
    status: Literal["in-force", "historical", "reference"]
    issued: Day = ""
    revised: Day = ""
    effective: Day = ""
    as_of: Day = ""
    """For undated sources: the latest date that the source itself gives."""
    scope: str = ""
    subject: str = ""
    """The body or matter it is about, as terms.yaml names it."""
    link: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$", max_length=500)] = ""
    note: str = ""
    provisions: dict[str, Provision] = Field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        """Whether it binds today."""
        return Standing(self.status)

    def has(self, locator: str) -> bool:
        """Whether a citation may use the locator: a provision, or an item of one, as in 第四条（三）."""
        provision = self.provisions.get(self.provision_of(locator))
        return provision is not None and (locator in self.provisions or provision.has_item(item_of(locator)))

    def items_of(self, locator: str) -> int | None:
        """How many items the provision has that a locator names, or whose item it names. None where that is not
        known, and where there is no such provision."""
        provision = self.provisions.get(self.provision_of(locator))
        return provision.items if provision else None

    def provision_of(self, locator: str) -> str:
        """The provision that a locator belongs to: itself, or the article whose item it names."""
        return locator if locator in self.provisions else article_of(locator)


def article_of(locator: str) -> str:
    """The provision a locator belongs to: 第四条 for 第四条（三）; the locator itself where it names no item."""
    match = _ITEM.match(locator)
    return match["article"] if match else locator


def item_of(locator: str) -> str:
    """The item that a locator names: （三） for 第四条（三）; empty where it names none."""
    match = _ITEM.match(locator)
    return match["item"] if match else ""


class Citation(_Model):
    """Where an answer stands."""

    document: str
    locator: str


class Entry(Item):
    """One thing that a person asks, with its answer."""

    topic: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
    question: Line
    phrasings: tuple[Line, ...] = Field(default=(), max_length=200)
    answer: Text
    cites: tuple[Citation, ...] = Field(min_length=1, max_length=20)
    related: tuple[str, ...] = Field(default=(), max_length=8)
    tests: tuple[Line, ...] = Field(default=(), max_length=200)
    draft: bool = False
    """A draft is never answered from."""


class Boundary(Item):
    """Something that people ask and the documents do not settle."""

    topic: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
    question: Line
    phrasings: tuple[Line, ...] = Field(default=(), max_length=200)
    look_into: tuple[str, ...] = Field(default=(), max_length=5)
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    tests: tuple[Line, ...] = Field(default=(), max_length=200)


class Term(Item):
    """A word of the field, with everything people say for it."""

    name: Line
    kind: Literal["body", "meeting", "role", "person", "act", "document", "time", "other"] = "other"
    synonyms: tuple[Line, ...] = ()
    abbreviations: tuple[Line, ...] = ()
    spoken: tuple[Line, ...] = ()
    confusables: tuple[str, ...] = ()
    gloss: str = ""

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Every way of writing it, the name first."""
        return (self.name, *self.synonyms, *self.abbreviations, *self.spoken)


class Proposed(_Model):
    """A date that returns every year, or every month where it names none."""

    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=28)]
    """Not beyond the 28th: every month has it."""

    def __str__(self) -> str:
        """As people write it: 12月20日, 5号."""
        return f"{self.month}月{self.day}日" if self.month else f"{self.day}号"


class Obligation(Item):
    """A recurring duty that a document states."""

    title: Line
    """Also the title of the reminder that is set from it: no words of time in it, or the sentence is misread."""
    who: Line
    every: Literal["month", "quarter", "half-year", "year"]
    times: Annotated[int, Field(ge=1, le=31)]
    modality: Literal["一般", "应当", "至少"]
    when: Annotated[str, StringConstraints(strip_whitespace=True, max_length=6, pattern=r"^[^\r\n]*$")] = ""
    """When in the period, as the provision says it (年底); empty where it does not say."""
    kind: Annotated[str, StringConstraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$", max_length=56)] = ""
    """The id of the term whose meeting it is; empty where it is none."""
    proposed: tuple[Proposed, ...] = Field(default=(), max_length=124)
    """When a reminder may be set without asking further. Ours: the documents name no dates."""
    cites: tuple[Citation, ...] = Field(min_length=1)
    enabled: bool = True
    reminder: Line

    @property
    def off_by_default(self) -> bool:
        """Whether it is shown but not set without being asked for: what only a historical document states."""
        return not self.enabled

    @property
    def dates_wanted(self) -> int:
        """How many dates a reminder needs: those of a month, else those of a whole year."""
        return self.times * {"month": 1, "quarter": 4, "half-year": 2, "year": 1}[self.every]

    def sentence(self, at: str, dates: Iterable[Proposed] = ()) -> str:
        """What somebody would type to be reminded of it: 每年12月20日下午3点…. ``at`` is the time of the day in
        words; without ``dates``, on the proposed ones; without any, the day is left to be asked for."""
        days = "和".join(str(date) for date in dates or self.proposed)
        return f"每{'月' if self.every == 'month' else '年'}{days}{at}{self.title}"


class MeetingItem(Item):
    """One thing to do for a meeting, as a document states it."""

    phase: Literal["before", "meeting", "after"]
    """When; where the provision does not say, ours by the order of the work."""
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=39, pattern=r"^[^\r\n]*$")]
    lead: Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]{0,2}[dh])?$")] = ""
    """How long before the meeting it is sensibly done, in days or hours: 7d, 12h. A planning aid of ours: the documents
    say only that it comes before."""
    means: Literal["", "ask-branch", "notify-topics", "record", "archive"] = ""
    """What the bot itself does about it: has it done first; ticks it off once the topics are told, or the minutes are
    filed; offers to tick it off under filed minutes. Empty: nothing of its own."""
    cites: tuple[Citation, ...] = Field(min_length=1, max_length=10)

    @property
    def lead_time(self) -> timedelta | None:
        """The ``lead`` as a span of time; None where there is none."""
        if not self.lead:
            return None
        count = int(self.lead[:-1])
        return timedelta(days=count) if self.lead[-1] == "d" else timedelta(hours=count)


class Meeting(_Model):
    """What the documents say is to be done before, in and after a kind of meeting."""

    kind: Id
    """The id of the term that names it."""
    items: tuple[MeetingItem, ...] = Field(min_length=1, max_length=40)

    def during(self, phase: Literal["before", "meeting", "after"]) -> tuple[MeetingItem, ...]:
        """The items of a phase, in their order."""
        return tuple(item for item in self.items if item.phase == phase)


class Option(_Model):
    """A button of a guide: its text and the node it leads to."""

    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    then: Id


class Node(_Model):
    """A step of a guide: either a question with options, or an answer with its citations."""

    ask: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    options: tuple[Option, ...] = Field(default=(), max_length=8)
    answer: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    cites: tuple[Citation, ...] = Field(default=(), max_length=10)
    related: tuple[str, ...] = Field(default=(), max_length=4)

    @property
    def is_answer(self) -> bool:
        """Whether the dialogue ends here."""
        return bool(self.answer)


class Guide(Item):
    """A short dialogue of buttons for a rule that branches; it begins at the first node."""

    title: Line
    offered_with: tuple[str, ...] = Field(default=(), max_length=30)
    """Ids of the entries under whose answers the guide is offered."""
    nodes: dict[Id, Node] = Field(min_length=2, max_length=60)

    @property
    def order(self) -> tuple[str, ...]:
        """The ids of the nodes as they are written; the first is the beginning."""
        return tuple(self.nodes)


class Section(Item):
    """A way into the topics: a group of them under one label, or what somebody in a certain role looks for."""

    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
    intro: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    topics: tuple[str, ...] = Field(default=(), max_length=20)
    entries: tuple[str, ...] = Field(default=(), max_length=10)
    """Questions to show first."""
    guides: tuple[str, ...] = Field(default=(), max_length=6)


Target = Entry | Boundary
"""What a question can lead to."""


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything that is known, at one revision. Never changed: a new base replaces it."""

    documents: Mapping[str, Document]
    entries: tuple[Entry, ...]
    boundaries: tuple[Boundary, ...] = ()
    terms: tuple[Term, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    guides: tuple[Guide, ...] = ()
    sections: tuple[Section, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    titles: tuple[str, ...] = ()
    """The only titles that a boundary may point to."""

    @cached_property
    def revision(self) -> str:
        """A hash of the content, 12 hexadecimal digits: equal content has an equal revision."""
        content = [
            {key: value.model_dump(mode="json") for key, value in self.documents.items()},
            *([item.model_dump(mode="json") for item in items] for items in self._parts),
            list(self.titles),
        ]
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]

    @property
    def _parts(self) -> tuple[tuple[BaseModel, ...], ...]:
        guiding = (self.guides, self.sections)
        return (self.entries, self.boundaries, self.terms, self.obligations, *guiding, self.meetings)

    @cached_property
    def _targets(self) -> dict[str, Target]:
        targets: tuple[Target, ...] = (*self.boundaries, *self.live_entries)
        return {target.id: target for target in targets}

    @cached_property
    def live_entries(self) -> tuple[Entry, ...]:
        """The entries that may be answered from: all but drafts."""
        return tuple(entry for entry in self.entries if not entry.draft)

    def target(self, target_id: str) -> Target | None:
        """The entry or the boundary of that id."""
        return self._targets.get(target_id)

    def entry(self, entry_id: str) -> Entry | None:
        """The live entry of that id."""
        found = self._targets.get(entry_id)
        return found if isinstance(found, Entry) else None

    @cached_property
    def topics(self) -> dict[str, tuple[Entry, ...]]:
        """The live entries by topic, topics in the order of their first entry."""
        topics: dict[str, list[Entry]] = {}
        for entry in self.live_entries:
            topics.setdefault(entry.topic, []).append(entry)
        return {topic: tuple(entries) for topic, entries in topics.items()}

    def guides_for(self, entry_id: str) -> tuple[Guide, ...]:
        """The guides that are offered under the answer of an entry."""
        return tuple(guide for guide in self.guides if entry_id in guide.offered_with)

    def meeting(self, kind: str) -> Meeting | None:
        """What is to be done for a kind of meeting, by the id of its term; None where nothing is known of it."""
        return next((meeting for meeting in self.meetings if meeting.kind == kind), None)

    def standing_of(self, cites: Iterable[Citation]) -> Standing:
        """Whether what is cited binds today: the standing of the document that is cited first."""
        return self.documents[next(iter(cites)).document].standing

    def uncovered(self) -> Iterator[tuple[Document, str]]:
        """Each provision that no live entry cites, with its document."""
        cites = [cite for entry in self.live_entries for cite in entry.cites]
        for document in self.documents.values():
            cited = {document.provision_of(cite.locator) for cite in cites if cite.document == document.id}
            for locator in document.provisions:
                if locator not in cited:
                    yield document, locator
