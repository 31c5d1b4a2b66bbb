"""The YAML of a draft: it loads into a base, keeps clear of what is there, and says nothing in the document's words."""

from pathlib import Path

import pytest
import yaml

from knowledge.issues import has_errors
from knowledge.loader import load_files, load_folder, packaged_folder, read_folder
from knowledge.models import KnowledgeBase
from knowledge.outline.drafting import Taken, draft, proposed_id, taken_by
from knowledge.outline.reading import read_outline

DRAFTS = Path(__file__).parents[1] / "data" / "drafts"
NAMES = sorted(path.name for path in DRAFTS.iterdir() if path.suffix in (".md", ".txt") and path.stem != "story")


def _loaded(text: str, folder: Path, name: str = "x") -> KnowledgeBase:
    """The base of a folder with the draft of a text in it."""
    made = draft(read_outline(text, name=name), "new-doc", taken_by(load_folder(folder).require()))
    files, _ = read_folder(folder)
    files["documents.yaml"] += b"\n" + made.document.encode()
    files["faq/new-doc.yaml"] = made.entries.encode()
    loaded = load_files(files)
    assert not has_errors(loaded.issues), [str(issue) for issue in loaded.issues]
    return loaded.require()


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_fits_into_the_packaged_base(name: str) -> None:
    """One entry for each provision, all of them drafts, none of them answered from."""
    base = _loaded((DRAFTS / name).read_text("utf-8"), packaged_folder())
    entries = [entry for entry in base.entries if entry.id.startswith("new-doc-")]
    assert [entry.cites[0].locator for entry in entries] == list(base.documents["new-doc"].provisions)
    assert all(entry.draft and entry.answer.startswith("待写：") for entry in entries)
    assert not any(entry.id.startswith("new-doc-") for entry in base.live_entries)


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_of_the_document_gets_into_an_entry(name: str) -> None:
    """It stands in comments only; gists are headings."""
    outline = read_outline((DRAFTS / name).read_text("utf-8"), name="x")
    made = draft(outline, "new-doc", Taken())
    read = str(yaml.safe_load(made.document)) + str(yaml.safe_load(made.entries))
    lines = [line for provision in outline.provisions for line in provision.text.split("\n") if len(line) > 10]
    assert lines
    assert [line for line in lines if line in read] == []
    comments = "".join(line.split("#", 1)[1].strip() for line in made.entries.split("\n") if line.startswith("  #"))
    assert [line for line in lines if line.replace(" ", "") not in comments.replace(" ", "")] == []


def test_what_is_asked_follows_from_what_is_regulated() -> None:
    """Conditions, definitions, who explains, from when."""
    text = (DRAFTS / "headings.txt").read_text("utf-8")
    entries = yaml.safe_load(draft(read_outline(text, name="x"), "dormitory", Taken()).entries)["entries"]
    assert [entry["question"] for entry in entries] == [
        "制定《南塘中学宿舍管理规定》的目的和依据是什么？",
        "《南塘中学宿舍管理规定》里的宿管员指的是什么？",
        "《南塘中学宿舍管理规定》对熄灯是怎么规定的？",
        "《南塘中学宿舍管理规定》对来访登记是怎么规定的？",
        "按《南塘中学宿舍管理规定》，宿舍长要具备什么条件？",
        "《南塘中学宿舍管理规定》从什么时候起施行？",
    ]
    assert entries[4]["answer"].strip() == "待写：第五条（条件）"


def test_a_text_full_of_yaml_stays_text() -> None:
    """Quotes, colons, comments, brackets, and line ends that only YAML takes for such."""
    text = (
        "# '坏': {规则} # &a *b\n\n第一条（x: y # z）\u2028- id: evil　管理员应当具备下列条件：\x85draft: false\n"
        '第二条 本规则适用于: "a" #b, [c]。\n第三条 本规则自2020年1月1日起施行。\n'
    )
    base = _loaded(text, packaged_folder())
    assert base.documents["new-doc"].title == "'坏': {规则} # &a *b"
    assert [entry.draft for entry in base.entries if entry.id.startswith("new-doc-")] == [True] * 3


def test_taken_wordings_are_left_to_their_entry() -> None:
    """The same document once more: nothing is asked in the same words."""
    text = (DRAFTS / "headings.txt").read_text("utf-8")
    outline = read_outline(text, name="x")
    first = draft(outline, "one", Taken())
    files = {"documents.yaml": first.document.encode(), "faq/one.yaml": first.entries.encode()}
    second = draft(outline, "two", taken_by(load_files(files).require()))
    files["documents.yaml"] += second.document.encode()
    files["faq/two.yaml"] = second.entries.encode()
    assert not has_errors(load_files(files).issues)


@pytest.mark.parametrize(
    ("stem", "wanted"),
    [("Library Rules_2023", "library-rules-2023"), ("图书室", "document-2023"), ("--", "document-2023")],
)
def test_an_id_comes_from_the_name_of_the_file(stem: str, wanted: str) -> None:
    """Where that can be none, from the year."""
    outline = read_outline((DRAFTS / "library.md").read_text("utf-8"), name="x")
    assert proposed_id(stem, outline) == wanted


def test_nothing_is_asked_that_is_not_sure() -> None:
    """Of an article whose matter no rule knows, one question names it, and there are no other ways of asking."""
    text = (
        "水渠规则\n第一条 村里每年三月清一次水渠，费用由用水的人出，不得拖欠。\n"
        "第二条 管水员的职责是巡渠。\n第三条 各户应当在七日之内报告漏水，逾期按照第一条处理。\n"
    )
    entries = yaml.safe_load(draft(read_outline(text, name="x"), "canal", Taken()).entries)["entries"]
    assert [(entry["question"], "phrasings" in entry) for entry in entries] == [
        ("《水渠规则》第一条讲的是什么？", False),
        ("按《水渠规则》，管水员有哪些职责？", True),
        ("《水渠规则》第三条讲的是什么？", False),
    ]
    assert [entry["answer"].strip() for entry in entries] == ["待写：第一条", "待写：第二条（职责）", "待写：第三条"]


def test_items_are_counted_into_the_documents_part() -> None:
    """Of articles always; of other provisions where they have some. A count that skips is left open."""
    text = (
        "水渠规则\n第一条 分为：\n（一）东渠；\n（二）西渠。\n第二条 每年清一次。\n第三条 有：\n（一）甲；\n（三）乙。"
    )
    made = yaml.safe_load(draft(read_outline(text, name="x"), "canal", Taken()).document)["canal"]["provisions"]
    assert {locator: told.get("items") for locator, told in made.items()} == {
        "第一条": 2,
        "第二条": 0,
        "第三条": None,
    }


@pytest.mark.parametrize(
    ("head", "ends", "status"),
    [
        ("水渠规则", "原《水渠办法》同时废止。", "in-force"),
        ("水渠规则（已废止）", "", "historical"),
        ("时效性：已失效\n水渠规则", "", "historical"),
        ("时效性：现行有效\n水渠规则", "", "in-force"),
        ("时效性：未失效\n水渠规则", "", "in-force"),
    ],
)
def test_only_what_says_so_of_itself_is_historical(head: str, ends: str, status: str) -> None:
    """A rule that ends another one holds."""
    text = f"{head}\n第一条 每年清渠。\n第二条 本规则自2001年1月1日起施行。{ends}\n"
    made = yaml.safe_load(draft(read_outline(text, name="x"), "canal", Taken()).document)
    assert made["canal"]["status"] == status
