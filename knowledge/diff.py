"""What changes from one base to another."""

from dataclasses import dataclass

from knowledge.models import KnowledgeBase, Target


@dataclass(frozen=True, slots=True)
class Changes:
    """Entries and boundaries by id, in the order of the base they stand in."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.added or self.changed or self.removed)


def compare(old: KnowledgeBase, new: KnowledgeBase) -> Changes:
    """The changes that lead from ``old`` to ``new``."""
    before, after = _targets(old), _targets(new)
    return Changes(
        added=tuple(key for key in after if key not in before),
        changed=tuple(key for key, value in after.items() if key in before and before[key] != value),
        removed=tuple(key for key in before if key not in after),
    )


def _targets(base: KnowledgeBase) -> dict[str, Target]:
    targets: tuple[Target, ...] = (*base.entries, *base.boundaries)
    return {target.id: target for target in targets}
