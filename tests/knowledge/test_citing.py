"""Citations: an article, or an item that it really has; what is told of one that is not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.issues import Issue
from knowledge.loader import load_files, load_folder, packaged_folder
from knowledge.models import Document, Provision
from tests.knowledge.samples import DOCUMENTS, FAQ, VALID, issues_with, places, swapped

ENTRIES = "faq/group-rules.yaml"
COUNTED = swapped(
    DOCUMENTS, "    第二条:\n", "    第二条: {items: 3}\n    第三条: {items: 0}\n    第四条: {items: 2}\n"
)


def _issues(**changed: str) -> list[Issue]:
    """What the gate says of the sample base with other files."""
    files = VALID | {f"{name}.yaml": content for name, content in changed.items() if name != "faq"}
    files |= {ENTRIES: changed["faq"]} if "faq" in changed else {}
    return load_files({name: text.encode() for name, text in files.items()}).issues


def _of_locators(*locators: str, documents: str = COUNTED) -> Iterator[str]:
    faq = swapped(FAQ, "cites: [第一条]", f"cites: [{', '.join(locators)}]")
    for issue in _issues(documents=documents, faq=faq):
        if issue.code == "K302":
            yield str(issue)


@pytest.mark.parametrize(
    ("locator", "says"),
    [
        ("第二条（四）", "第二条只有三项，没有 第二条（四）"),
        ("第二条（十一）", "第二条只有三项"),
        ("第三条（一）", "第三条没有分项"),
        ("第四条（三）", "第四条只有两项"),
    ],
)
def test_an_item_that_the_article_does_not_have(locator: str, says: str) -> None:
    """It is refused where it is cited, and the real number is told."""
    found = list(_of_locators(locator))
    assert len(found) == 1
    assert found[0].startswith(f"{ENTRIES}:8 K302 ")
    assert says in found[0]


@pytest.mark.parametrize("locator", ["第二条（三）", "第二条（一）", "第二条", "第三条", "第一条（九十九）"])
def test_an_item_that_the_article_has_or_that_nobody_counted(locator: str) -> None:
    """Where documents.yaml does not say how many there are, all may be cited, as before."""
    assert list(_of_locators(locator)) == []


def test_the_number_of_items_is_a_number(tmp_path: Path) -> None:
    """From none to 99."""
    for wrong in ("-1", "100", "三", "true"):
        found = issues_with(tmp_path, documents=swapped(DOCUMENTS, "gist: 人数", f"items: {wrong}"))
        assert [place[:-1] for place in places(found) if place.startswith("documents.yaml:7")] == [
            "documents.yaml:7 K20"
        ]


def test_how_many_items_a_document_has() -> None:
    """Whoever writes an entry can be told before it is checked."""
    provisions = {"第四条": Provision(items=6), "第五条": Provision()}
    document = Document(id="x", title="某规则", status="in-force", provisions=provisions)
    assert [document.items_of(locator) for locator in ("第四条", "第四条（九）", "第五条（一）", "第六条")] == [
        6,
        6,
        None,
        None,
    ]
    assert document.has("第四条（六）")
    assert not document.has("第四条（七）")
    assert not document.has("第四条（十十）")
    assert document.has("第五条（七）")
    assert not document.has("第六条（一）")


def test_the_packaged_articles_are_counted() -> None:
    """As they stand in the two regulations."""
    documents = load_folder(packaged_folder()).require().documents
    counted = {
        (name, locator): provision.items
        for name, document in documents.items()
        for locator, provision in document.provisions.items()
        if provision.items
    }
    assert counted == {
        ("group-rules-2019", "第四条"): 6,
        ("group-rules-2019", "第十条"): 4,
        ("group-rules-2019", "第十二条"): 8,
        ("organ-regulations-2025", "第三条"): 5,
        ("organ-regulations-2025", "第十一条"): 6,
        ("organ-regulations-2025", "第十八条"): 7,
    }
    assert not documents["group-rules-2019"].has("第五条（一）")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("第2条", "第二条"), ("2条", "第二条"), ("第二条(三)", "第二条（三）"), ("第二条第三项", "第二条（三）")],
)
def test_an_article_that_is_written_otherwise(written: str, meant: str) -> None:
    """What is meant is told where the number is the same."""
    assert [f"是不是 {meant}？" in text for text in _of_locators(written)] == [True]


@pytest.mark.parametrize("written", ["第五条", "第二十条", "第二条（三十）", "附件"])
def test_an_article_with_another_number_is_not_suggested(written: str) -> None:
    """第五条 is not 第四条, however like it looks: taken over, the answer would stand on the wrong one."""
    assert ["是不是" in text for text in _of_locators(written)] == [False]


def test_an_article_that_is_gone_is_told_where_it_was() -> None:
    """One sentence at documents.yaml comes before all the citations that miss it."""
    found = list(_of_locators("第二条", "第二条（一）", documents=swapped(DOCUMENTS, "    第二条:\n", "")))
    assert found[0].startswith("documents.yaml:6 K302 ")
    assert "没有 第二条 了，有 4 处引用它" in found[0]
    assert [text.split(":")[0] for text in found[1:]] == [*[ENTRIES] * 3, "meetings.yaml"]
