"""The words of the field in a text: longest match over terms.yaml, look-alikes kept apart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from intents.normalise import normalise
from knowledge.models import Term

SUBJECT_KINDS = frozenset({"body", "meeting", "role", "document"})
"""Terms that say what a question is about, and that look-alikes must not stand in for."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A term at a place in a query."""

    term: Term
    start: int
    end: int


class Lexicon:
    """Finds terms in queries."""

    def __init__(self, terms: Iterable[Term], kinds: Iterable[str] = ()) -> None:
        """``kinds`` are the ids of terms whose meetings have a checklist, whatever else the terms are."""
        self.kinds = frozenset(kinds)
        self._terms = {term.id: term for term in terms}
        self.names_subjects = any(term.kind in SUBJECT_KINDS for term in self._terms.values())
        """Whether it knows what questions may be about at all."""
        self._surfaces = {normalise(surface): term for term in self._terms.values() for surface in term.surfaces}
        self._implied = {term.id: self._implied_by(term) for term in self._terms.values()}
        self._lengths: dict[str, list[int]] = {}
        for surface in self._surfaces:
            self._lengths.setdefault(surface[:1], []).append(len(surface))
        for first, lengths in self._lengths.items():
            self._lengths[first] = sorted(set(lengths), reverse=True)

    @property
    def surfaces(self) -> Iterator[str]:
        """Every way of writing every term, normalised."""
        return iter(self._surfaces)

    def is_meeting(self, term: Term) -> bool:
        """Whether a term names a meeting: the body 部务会 is named by the meeting in which it sits."""
        return term.kind == "meeting" or term.id in self.kinds

    def mentions(self, query: str) -> tuple[Mention, ...]:
        """The terms of a query from left to right; at each place the longest, none inside another."""
        found: list[Mention] = []
        position = 0
        while position < len(query):
            mention = self._at(query, position)
            if mention:
                found.append(mention)
                position = mention.end
            else:
                position += 1
        return tuple(found)

    def _at(self, query: str, start: int) -> Mention | None:
        for length in self._lengths.get(query[start], ()):
            term = self._surfaces.get(query[start : start + length])
            if term:
                return Mention(term, start, start + length)
        return None

    def canonical(self, query: str, mentions: Sequence[Mention]) -> str:
        """The query with every term written by its name."""
        parts: list[str] = []
        position = 0
        for mention in mentions:
            parts += (query[position : mention.start], normalise(mention.term.name))
            position = mention.end
        return "".join((*parts, query[position:]))

    def subjects(self, mentions: Iterable[Mention]) -> frozenset[str]:
        """The ids of what a text is about: its bodies, meetings, roles and documents, and the bodies that these
        belong to: who asks about the 党小组会 asks about the 党小组."""
        named = {mention.term.id for mention in mentions if mention.term.kind in SUBJECT_KINDS}
        return frozenset(named.union(*(self._implied[term_id] for term_id in named)))

    def bodies(self, term_ids: Iterable[str]) -> frozenset[str]:
        """Those of the terms that are bodies."""
        return frozenset(term_id for term_id in term_ids if self._terms[term_id].kind == "body")

    def without_roles(self, term_ids: Iterable[str]) -> frozenset[str]:
        """Those of the terms that are no roles: 书记 for 副书记 is a lesser mistake than 党组 for 党小组."""
        return frozenset(term_id for term_id in term_ids if self._terms[term_id].kind != "role")

    def _implied_by(self, term: Term) -> frozenset[str]:
        """The longest body whose name a meeting's or a role's name begins with."""
        if term.kind not in {"meeting", "role"}:
            return frozenset()
        bodies = [b for b in self._terms.values() if b.kind == "body" and term.name.startswith(b.name)]
        longest = max(bodies, key=lambda body: len(body.name), default=None)
        return frozenset({longest.id} if longest else ())

    def confusables(self, term_id: str) -> frozenset[str]:
        """The ids of the terms that must never stand in for this one."""
        term = self._terms.get(term_id)
        return frozenset(term.confusables) if term else frozenset()
