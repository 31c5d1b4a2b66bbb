"""What changes from one base to another."""

from collections.abc import Mapping

import pytest

from knowledge.diff import Changes, Part, compare
from knowledge.models import Boundary, KnowledgeBase
from knowledge.source import read_source
from tests.knowledge.samples import VALID, swapped


def _base(files: Mapping[str, str]) -> KnowledgeBase:
    """What the files say, whether it holds together or not."""
    return read_source({name: content.encode() for name, content in files.items()}).to_base()


BASE = _base(VALID)


@pytest.mark.parametrize(
    ("name", "old", "new", "part"),
    [
        ("documents.yaml", "in-force", "historical", Part("documents", "group-rules")),
        ("documents.yaml", "gist: 人数", "gist: 几人", Part("documents", "group-rules")),
        ("faq/group-rules.yaml", "3 人。", "5 人。", Part("entries", "group-size")),
        ("boundaries.yaml", "会费交多少", "会费要交多少", Part("boundaries", "dues")),
        ("terms.yaml", "[咱们组]", "[咱组]", Part("terms", "group")),
        ("obligations.yaml", "day: 5", "day: 6", Part("obligations", "monthly")),
        ("guides.yaml", "answer: 可以。", "answer: 能。", Part("guides", "founding")),
        ("topics.yaml", "label: 基本", "label: 基础", Part("sections", "basics")),
        ("meetings.yaml", "lead: 3d", "lead: 2d", Part("meetings", "group-meeting")),
    ],
)
def test_a_change_of_an_item_is_named(name: str, old: str, new: str, part: Part) -> None:
    """Of every kind, by section and id."""
    changed = _base({**VALID, name: swapped(VALID[name], old, new)})
    assert compare(BASE, changed) == Changes(changed=(part,))
    assert compare(changed, BASE) == Changes(changed=(part,))


@pytest.mark.parametrize("name", sorted(VALID))
def test_what_a_file_holds_is_added_and_removed_with_it(name: str) -> None:
    """Item by item."""
    less = _base({other: content for other, content in VALID.items() if other != name})
    gone = compare(BASE, less)
    assert gone.removed
    assert gone == Changes(removed=gone.removed)
    assert compare(less, BASE) == Changes(added=gone.removed)


def test_titles_are_compared_by_name() -> None:
    changed = _base({**VALID, "where-to-look.yaml": "会费标准: [标准]\n"})
    new, old = Part("titles", "会费标准"), Part("titles", "会费规定")
    assert compare(BASE, changed) == Changes(added=(new,), removed=(old,))


def test_the_beginning_of_a_guide_is_part_of_what_it_says() -> None:
    """The same nodes in another order are another dialogue."""
    guides = swapped(VALID["guides.yaml"], "      start:\n", "      begin:\n        answer: 无。\n      start:\n")
    other = guides.replace("      begin:\n        answer: 无。\n", "", 1) + "      begin:\n        answer: 无。\n"
    one, two = _base({**VALID, "guides.yaml": guides}), _base({**VALID, "guides.yaml": other})
    assert one.guides == two.guides
    assert compare(one, two) == Changes(changed=(Part("guides", "founding"),))


def test_an_entry_that_becomes_a_boundary_is_removed_and_added() -> None:
    """It is another item, though its id stays."""
    entry = BASE.entries[0]
    boundary = Boundary(id=entry.id, topic=entry.topic, question=entry.question)
    new = KnowledgeBase(BASE.documents, BASE.entries[1:], (*BASE.boundaries, boundary))
    changes = compare(BASE, new)
    assert Part("boundaries", entry.id) in changes.added
    assert Part("entries", entry.id) in changes.removed


def test_nothing_changes_from_a_base_to_itself() -> None:
    assert compare(BASE, BASE) == Changes()
    assert not compare(BASE, BASE)
