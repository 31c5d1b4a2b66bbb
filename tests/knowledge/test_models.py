"""The base itself: revisions, differences, topics, and what is never live."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from knowledge.loader import load_folder
from knowledge.models import Boundary, Entry, KnowledgeBase, Standing
from tests.knowledge.samples import BOUNDARIES, DOCUMENTS, FAQ, TERMS, TITLES, VALID, swapped, write


def _base(folder: Path, **changed: str) -> KnowledgeBase:
    return load_folder(write(folder, **changed)).require()


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """The sample base."""
    return _base(tmp_path / "base")


def test_equal_content_has_an_equal_revision(base: KnowledgeBase, tmp_path: Path) -> None:
    """Comments, quotes and line ends are no content."""
    other = _base(
        tmp_path,
        faq="# 注释\n" + swapped(FAQ, "answer: 3 人。", "answer: '3 人。'").replace("\n", "\r\n"),
        terms=swapped(TERMS, "[咱们组]", "\n      - 咱们组"),
    )
    assert other.revision == base.revision
    assert other == base


def test_the_order_of_documents_is_no_content(base: KnowledgeBase, tmp_path: Path) -> None:
    """Documents are found by id."""
    head, tail = DOCUMENTS.split("handbook:")
    assert _base(tmp_path, documents=f"handbook:{tail}{head}").revision == base.revision


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("faq", swapped(FAQ, "3 人。", "5 人。")),
        ("faq", swapped(FAQ, "[小组人数, 小组最少几人]", "[小组最少几人, 小组人数]")),
        ("documents", swapped(DOCUMENTS, "in-force", "historical")),
        ("boundaries", swapped(BOUNDARIES, "[会费标准]", "[会费的标准]")),
        ("terms", swapped(TERMS, "[咱们组]", "[咱组]")),
        ("obligations", swapped(VALID["obligations.yaml"], "who: 小组", "who: 组长")),
        ("where_to_look", TITLES + "另一规定: []\n"),
        ("guides", swapped(VALID["guides.yaml"], "answer: 可以。", "answer: 能。")),
        ("topics", swapped(VALID["topics.yaml"], "label: 基本", "label: 基础")),
        ("obligations", swapped(VALID["obligations.yaml"], "day: 5", "day: 6")),
        ("meetings", swapped(VALID["meetings.yaml"], "text: 记录存档", "text: 把记录存档")),
        ("meetings", swapped(VALID["meetings.yaml"], "lead: 3d", "lead: 2d")),
    ],
)
def test_any_change_of_content_changes_the_revision(
    base: KnowledgeBase, tmp_path: Path, name: str, content: str
) -> None:
    assert _base(tmp_path, **{name: content}).revision != base.revision


def test_a_revision_is_twelve_hexadecimal_digits(base: KnowledgeBase) -> None:
    assert len(base.revision) == 12
    assert set(base.revision) <= set("0123456789abcdef")


def test_topics_come_in_the_order_of_their_first_entry(base: KnowledgeBase) -> None:
    assert {topic: [entry.id for entry in entries] for topic, entries in base.topics.items()} == {
        "设置": ["group-size"],
        "组长": ["group-leader"],
    }


def test_entries_come_in_the_order_of_their_documents(tmp_path: Path) -> None:
    """documents.yaml decides, not the names of the files."""
    folder = write(tmp_path, documents="z:\n  title: 末\n  status: in-force\n  provisions: {一: }\n" + DOCUMENTS)
    entry = "  - {id: last, topic: 末, question: 末尾？, phrasings: [末], answer: 末, cites: [一], tests: [尾]}\n"
    (folder / "faq" / "z.yaml").write_text("document: z\nentries:\n" + entry, "utf-8")
    assert [found.id for found in load_folder(folder).require().entries] == ["last", "group-size", "group-leader"]


def test_entries_and_boundaries_are_found_by_id(base: KnowledgeBase) -> None:
    """Only an entry is an entry; a boundary is a target, too."""
    assert isinstance(base.target("group-size"), Entry)
    assert isinstance(base.target("dues"), Boundary)
    assert base.entry("group-size") == base.target("group-size")
    assert base.entry("dues") is None
    assert base.target("nobody") is None
    assert base.entry("") is None


def test_a_draft_is_never_live(tmp_path: Path) -> None:
    """It is kept, and nobody gets to see it."""
    faq = swapped(FAQ, "topic: 组长", "topic: 组长\n    draft: true")
    base = _base(tmp_path, faq=faq, topics="sections: []\n")
    assert [entry.id for entry in base.entries] == ["group-size", "group-leader"]
    assert [entry.id for entry in base.live_entries] == ["group-size"]
    assert base.entry("group-leader") is None
    assert base.target("group-leader") is None
    assert list(base.topics) == ["设置"]
    assert [locator for _, locator in base.uncovered()] == ["第二条", "第一章·一"]


def test_an_item_covers_its_article(base: KnowledgeBase) -> None:
    """第二条（三） stands for 第二条."""
    assert list(base.uncovered()) == []


def test_the_standing_of_a_document(base: KnowledgeBase) -> None:
    assert base.documents["group-rules"].standing is Standing.IN_FORCE
    assert base.documents["handbook"].standing is Standing.REFERENCE


def test_a_term_is_written_in_many_ways(base: KnowledgeBase) -> None:
    assert base.terms[0].surfaces == ("小组", "咱们组")


def test_a_base_is_never_changed(base: KnowledgeBase) -> None:
    """A new base replaces an old one; readers keep what they have."""
    with pytest.raises(ValidationError):
        base.entries[0].answer = "5 人。"  # type: ignore[misc]


def test_spaces_around_a_text_are_no_content(base: KnowledgeBase, tmp_path: Path) -> None:
    assert _base(tmp_path, faq=swapped(FAQ, "answer: 3 人。", "answer: |\n      3 人。\n")) == base


def test_guides_are_offered_with_their_entries(base: KnowledgeBase) -> None:
    assert [guide.id for guide in base.guides_for("group-size")] == ["founding"]
    assert base.guides_for("group-leader") == ()
    assert base.guides[0].order[0] == "start"
