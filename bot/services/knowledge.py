"""The knowledge that is live, with the understanding built from it: one reference, swapped whole."""

import hashlib
from dataclasses import dataclass, field

from intents.understanding import Understanding
from knowledge.models import Entry, Guide, KnowledgeBase, Section


def reference(name: str) -> str:
    """A short name for an entry or a topic, for buttons: 12 hexadecimal digits of a hash of its id."""
    return hashlib.blake2s(name.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Live:
    """One revision, ready to answer."""

    understanding: Understanding
    number: int = 0
    """That of the revision."""
    _entries: dict[str, Entry] = field(init=False, repr=False)
    _topics: dict[str, str] = field(init=False, repr=False)
    _sections: dict[str, Section] = field(init=False, repr=False)
    _guides: dict[str, Guide] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index what buttons refer to."""
        entries = {reference(entry.id): entry for entry in self.base.live_entries}
        object.__setattr__(self, "_entries", entries)
        object.__setattr__(self, "_topics", {reference(topic): topic for topic in self.base.topics})
        object.__setattr__(self, "_sections", {reference(s.id): s for s in self.base.sections})
        object.__setattr__(self, "_guides", {reference(guide.id): guide for guide in self.base.guides})

    @property
    def base(self) -> KnowledgeBase:
        """The knowledge."""
        return self.understanding.base

    def entry_of(self, ref: str) -> Entry | None:
        """The entry that a button refers to; none where it is no longer there."""
        return self._entries.get(ref)

    def topic_of(self, ref: str) -> str | None:
        """The topic that a button refers to; none where it is no longer there."""
        return self._topics.get(ref)

    def section_of(self, ref: str) -> Section | None:
        """The section that a button refers to; none where it is no longer there."""
        return self._sections.get(ref)

    def guide_of(self, ref: str) -> Guide | None:
        """The guide that a button refers to; none where it is no longer there."""
        return self._guides.get(ref)


class LiveKnowledge:
    """Holds what is live. Readers take :attr:`now` once and work with that, whatever is published meanwhile."""

    def __init__(self, understanding: Understanding, number: int = 0) -> None:
        """``number`` is that of its revision; 0 where it is none."""
        self._live = Live(understanding, number)
        self._swaps = 0

    @property
    def now(self) -> Live:
        """What is live at this moment."""
        return self._live

    @property
    def number(self) -> int:
        """The number of the revision that is live here; 0 where it is none."""
        return self._live.number

    @property
    def swaps(self) -> int:
        """How often something else became live."""
        return self._swaps

    def publish(self, understanding: Understanding, number: int | None = None) -> None:
        """Make another base live; of the same number as the one before where none is given."""
        self._live = Live(understanding, self.number if number is None else number)
        self._swaps += 1
