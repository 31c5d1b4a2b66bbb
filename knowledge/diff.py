"""What changes from one base to another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.models import Item, KnowledgeBase


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """An item of a base: where it stands, and its id."""

    section: str
    """``documents``, ``entries``, ``boundaries``, ``terms``, ``obligations``, ``guides``, ``sections``, ``meetings``,
    ``titles``."""
    id: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The items that differ, each kind in the order of the base it stands in."""

    added: tuple[Part, ...] = ()
    changed: tuple[Part, ...] = ()
    removed: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.added or self.changed or self.removed)


def compare(old: KnowledgeBase, new: KnowledgeBase) -> Changes:
    """The changes that lead from ``old`` to ``new``, by id; an entry that becomes a boundary is removed and added.
    That items stand in another order is no change of any of them."""
    before, after = dict(_contents(old)), dict(_contents(new))
    return Changes(
        added=tuple(part for part in after if part not in before),
        changed=tuple(part for part, content in after.items() if part in before and before[part] != content),
        removed=tuple(part for part in before if part not in after),
    )


def parts_of(base: KnowledgeBase) -> tuple[Part, ...]:
    """Every item of a base."""
    return tuple(part for part, _ in _contents(base))


def _contents(base: KnowledgeBase) -> Iterator[tuple[Part, object]]:
    """Each item with what it says."""
    kinds: tuple[tuple[str, Iterable[Item]], ...] = (
        ("documents", base.documents.values()),
        ("entries", base.entries),
        ("boundaries", base.boundaries),
        ("terms", base.terms),
        ("obligations", base.obligations),
    )
    for section, items in kinds:
        yield from ((Part(section, item.id), item) for item in items)
    # The first node is the beginning: of a guide, the order counts.
    yield from ((Part("guides", guide.id), (guide, guide.order)) for guide in base.guides)
    yield from ((Part("sections", section.id), section) for section in base.sections)
    yield from ((Part("meetings", meeting.kind), meeting) for meeting in base.meetings)
    yield from ((Part("titles", title), None) for title in base.titles)
