"""What can only be wrong between entries, and what is only advice."""

from pathlib import Path

import pytest

from knowledge.issues import Code, Severity, has_errors
from knowledge.loader import load_files, load_folder
from knowledge.models import article_of
from knowledge.validator import plain
from tests.knowledge.samples import (
    BOUNDARIES,
    DOCUMENTS,
    FAQ,
    OBLIGATIONS,
    TERMS,
    VALID,
    issues_with,
    places,
    swapped,
    write,
)

ENTRIES = "faq/group-rules.yaml"


@pytest.mark.parametrize(
    ("name", "content", "place", "words"),
    [
        (
            "faq",
            swapped(FAQ, "document: handbook", "document: handbok"),
            f"{ENTRIES}:16 K301",
            "是不是 handbook？",
        ),
        ("faq", swapped(FAQ, "document: handbook", "document: zzz"), f"{ENTRIES}:16 K301", "没有文件 zzz。"),
        ("faq", swapped(FAQ, "第一章·一", "第一章.一"), f"{ENTRIES}:16 K302", "是不是 第一章·一？"),
        ("faq", swapped(FAQ, "第二条（三）", "第九条（三）"), f"{ENTRIES}:16 K302", "《小组规则》里没有"),
        ("faq", swapped(FAQ, "第二条（三）", "第二条(三)"), f"{ENTRIES}:16 K302", "是不是 第二条（三）？"),
        ("faq", swapped(FAQ, "第二条（三）", "第二条（）"), f"{ENTRIES}:16 K302", "第二条（）"),
        ("faq", swapped(FAQ, "第二条（三）", "''"), f"{ENTRIES}:16 K302", "没有"),
        (
            "obligations",
            swapped(OBLIGATIONS, "locator: 第一条", "locator: 第八条"),
            "obligations.yaml:8 K302",
            "第八条",
        ),
        ("faq", swapped(FAQ, "id: group-leader", "id: group-size"), f"{ENTRIES}:11 K303", f"{ENTRIES} 第 3 行"),
        ("boundaries", swapped(BOUNDARIES, "id: dues", "id: group-size"), "boundaries.yaml:2 K303", "group-size"),
        ("faq", swapped(FAQ, "[组长谁来定]", "[小组人数]"), f"{ENTRIES}:14 K304", "group-size"),
        ("faq", swapped(FAQ, "[组长谁来定]", "[小组要几个人]"), f"{ENTRIES}:14 K304", "group-size"),
        ("boundaries", swapped(BOUNDARIES, "[会费标准]", "[小组 人数！]"), "boundaries.yaml:5 K304", "group-size"),
        ("faq", swapped(FAQ, "凑几个人能设小组", "小组人数"), f"{ENTRIES}:10 K309", "group-size"),
        ("faq", swapped(FAQ, "凑几个人能设小组", "“会费”标准？"), f"{ENTRIES}:10 K309", "dues"),
        ("boundaries", swapped(BOUNDARIES, "每月会费多少钱", "小组人数"), "boundaries.yaml:7 K309", "group-size"),
        (
            "faq",
            swapped(FAQ, "related: [group-leader]", "related: [group-leder]"),
            f"{ENTRIES}:9 K305",
            "group-leader？",
        ),
        ("faq", swapped(FAQ, "related: [group-leader]", "related: [dues]"), f"{ENTRIES}:9 K305", "dues"),
        (
            "boundaries",
            swapped(BOUNDARIES, "[会费规定]", "[会费的规定]"),
            "boundaries.yaml:6 K306",
            "是不是 会费规定？",
        ),
        ("terms", swapped(TERMS, "[branch]", "[brench]"), "terms.yaml:6 K307", "是不是 branch？"),
        ("terms", swapped(TERMS, "[咱们组]", "[支部]"), "terms.yaml:8 K308", "group"),
        (
            "terms",
            swapped(TERMS, "confusables: [group]", "synonyms: [ 咱们 组 ]"),
            "terms.yaml:10 K308",
            "咱们 组",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_or_to_two_places(
    tmp_path: Path, name: str, content: str, place: str, words: str
) -> None:
    """Each is one located error that names the other side, and the likeliest meant."""
    issues = [issue for issue in issues_with(tmp_path, **{name: content}) if issue.severity is Severity.ERROR]
    found = [issue for issue in issues if str(issue).startswith(f"{place} ")]
    assert len(found) == 1, places(issues)
    assert words in found[0].text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("小组要几个人？", "小组要几个人"),
        ("小组 要几个人", "小组要几个人"),
        ("【小组】要几个人～", "小组要几个人"),
        ("VIP 能来吗", "ｖｉｐ能来吗？！"),
        ("Vip·能来吗……", "vip能来吗"),
    ],
)
def test_phrasings_that_differ_only_in_dress_are_the_same(one: str, other: str) -> None:
    """Punctuation, spaces, width and case do not make another question: the matcher does not see them either."""
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), [("小组要几个人", "小组要几人"), ("第一条", "第二条"), ("a", "b")])
def test_phrasings_that_differ_in_words_are_not_the_same(one: str, other: str) -> None:
    assert plain(one) != plain(other)


def test_ids_and_phrasings_are_unique_across_files(tmp_path: Path) -> None:
    """A second FAQ file is checked against the first; the document that comes first keeps what it has."""
    handbook = "document: handbook\nentries:\n" + FAQ.split("entries:\n")[1].replace("第一条", "第一章·一").replace(
        "cites: [第二条（三）, {document: handbook, locator: 第一章·一}]", "cites: [第一章·一]"
    )
    folder = write(tmp_path)
    (folder / "faq" / "handbook.yaml").write_text(handbook, "utf-8")
    issues = load_folder(folder).issues
    assert {issue.file for issue in issues} == {"faq/handbook.yaml"}
    assert places(issues) == [
        "faq/handbook.yaml:3 K303",
        "faq/handbook.yaml:5 K304",
        "faq/handbook.yaml:6 K304",
        "faq/handbook.yaml:6 K304",
        "faq/handbook.yaml:11 K303",
        "faq/handbook.yaml:13 K304",
        "faq/handbook.yaml:14 K304",
    ]


@pytest.mark.parametrize("name", ["faq/other.yaml", "faq/group-rules.yml", "faq/handbook.yaml"])
def test_a_faq_file_bears_the_name_of_its_document(tmp_path: Path, name: str) -> None:
    """Otherwise nobody finds the entries of a document again."""
    folder = write(tmp_path)
    (folder / ENTRIES).rename(folder / name)
    assert places(load_folder(folder).issues) == [f"{name}:1 K310"]


def test_a_faq_file_of_an_unknown_document(tmp_path: Path) -> None:
    """It is named with its line, and so is every citation that leads there."""
    issues = issues_with(tmp_path, faq=swapped(FAQ, "document: group-rules", "document: group-rule"))
    assert [place for place in places(issues) if "K301" in place] == [
        f"{ENTRIES}:1 K301",
        f"{ENTRIES}:8 K301",
        f"{ENTRIES}:16 K301",
    ]
    assert all("是不是 group-rules？" in issue.text for issue in issues if issue.code is Code.UNKNOWN_DOCUMENT)


@pytest.mark.parametrize(
    ("locator", "article"),
    [
        ("第四条（三）", "第四条"),
        ("第十二条（十一）", "第十二条"),
        ("第四条", "第四条"),
        ("第四条(三)", "第四条(三)"),
        ("第四条（3）", "第四条（3）"),
        ("（三）", "（三）"),
        ("", ""),
    ],
)
def test_an_item_belongs_to_its_article(locator: str, article: str) -> None:
    assert article_of(locator) == article


def test_a_provision_that_is_spelt_like_an_item_is_its_own(tmp_path: Path) -> None:
    """Where the document itself lists 第三章（二）, an entry that cites it covers it."""
    documents = swapped(DOCUMENTS, "    第二条:\n", "    第二条:\n    第三章（二）: {}\n")
    faq = swapped(FAQ, "cites: [第一条]", "cites: [第一条, 第三章（二）]")
    loaded = load_folder(write(tmp_path, documents=documents, faq=faq))
    assert loaded.issues == []
    assert list(loaded.require().uncovered()) == []


@pytest.mark.parametrize(
    ("name", "content", "place", "word"),
    [
        (
            "documents",
            swapped(DOCUMENTS, "    第二条:\n", "    第二条:\n    第三条:\n"),
            "documents.yaml:9 K401",
            "第三条",
        ),
        ("faq", swapped(FAQ, "topic: 组长", "topic: 组长\n    draft: true"), "documents.yaml:8 K401", "第二条"),
        ("faq", swapped(FAQ, "    tests: [组长是选的吗]\n", ""), f"{ENTRIES}:11 K402", "group-leader"),
        ("faq", swapped(FAQ, "    phrasings: [组长谁来定]\n", ""), f"{ENTRIES}:11 K403", "group-leader"),
        ("faq", swapped(FAQ, "[组长谁来定]", "[组长谁来定, 组长 谁来定？]"), f"{ENTRIES}:14 K404", "写了两次"),
        ("faq", swapped(FAQ, "[组长谁来定]", "[组长谁来定, 组长怎么产生]"), f"{ENTRIES}:14 K404", "写了两次"),
    ],
)
def test_advice_does_not_stop_the_base(tmp_path: Path, name: str, content: str, place: str, word: str) -> None:
    """A warning is printed, and the base is used all the same."""
    loaded = load_folder(write(tmp_path, topics="sections: []\n", **{name: content}))
    found = [issue for issue in loaded.issues if str(issue).startswith(f"{place} ")]
    assert len(found) == 1, places(loaded.issues)
    assert word in found[0].text
    assert not has_errors(loaded.issues)
    assert loaded.base is not None


def test_a_base_without_entries_is_not_scolded_for_every_provision() -> None:
    """Documents come first; the entries follow."""
    assert load_files({"documents.yaml": DOCUMENTS.encode()}).issues == []


def test_issues_come_in_order_and_once(tmp_path: Path) -> None:
    """By file, line and code, so that two runs can be compared."""
    faq = swapped(swapped(FAQ, "[第一条]", "[第八条, 第八条]"), "related: [group-leader]", "related: [x, x]")
    issues = issues_with(tmp_path, faq=faq, terms="a: &a b\nterms: *a\n")
    assert issues == sorted(issues)
    assert len(issues) == len(set(issues))


def test_files_are_checked_alike_wherever_they_come_from(tmp_path: Path) -> None:
    """An upload is judged like a folder."""
    files = {name: content.encode() for name, content in VALID.items()}
    assert load_files(files).base == load_folder(write(tmp_path)).base


def test_every_kind_of_error_has_its_place_among_the_errors() -> None:
    """K1 to K3 stop a base; the tests above and beside show each of them at least once."""
    slips = Path(__file__).parent.parent / "data" / "broken" / "slips.yaml"
    shown = "".join(path.read_text("utf-8") for path in (slips, *Path(__file__).parent.glob("test_*.py")))
    silent = {Code.TEST_LEADS_ELSEWHERE, Code.PHRASING_LEADS_ELSEWHERE, Code.PRESET_MISREAD, Code.TOO_MUCH}
    assert [code.value for code in Code if code not in silent and f"{code.value}" not in shown] == []
