"""Single items changed in files of knowledge, whose text otherwise stays as it is."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.blocks import split
from knowledge.characters import decode
from knowledge.diff import Changes, Part, compare
from knowledge.editing import MissingPartError, add, block, drop, drop_each, home, item_yaml, put, put_all, remove
from knowledge.issues import Code, Issue
from knowledge.loader import load_files, packaged_folder, read_folder
from knowledge.marked import parse_marked
from knowledge.models import Boundary, Citation, Entry
from knowledge.source import read_source
from tests.knowledge.samples import VALID, swapped

FILES = {name: content.encode() for name, content in VALID.items()}
FAQ = "faq/group-rules.yaml"
SIZE = Part("entries", "group-size")
PACKAGED, _ = read_folder(packaged_folder())


def _entry(entry_id: str = "group-size", document: str = "group-rules", **changed: object) -> Entry:
    base = read_source(FILES).to_base()
    found = next((entry for entry in base.entries if entry.id == entry_id), base.entries[0])
    cites = (Citation(document=document, locator="第一条"), *found.cites[1:])
    return found.model_copy(update={"id": entry_id, "cites": cites, **changed})


def _lines(before: dict[str, bytes], after: dict[str, bytes], name: str = FAQ) -> list[str]:
    """The lines that differ, as a diff marks them."""
    old, new = (files[name].decode().splitlines() for files in (before, after))
    return [line for line in difflib.ndiff(old, new) if line[0] in "+-"]


def test_an_entry_is_replaced_where_it_stands() -> None:
    """Key by key: what says the same stays as it is written."""
    changed = put(FILES, _entry(answer="五人。\n一人也行。"))
    assert _lines(FILES, changed) == ["-     answer: 3 人。", "+     answer: |", "+       五人。", "+       一人也行。"]
    assert put(FILES, _entry()) == FILES


def test_comments_of_what_stays_stay() -> None:
    """Above the item, above a key, behind a value."""
    faq = swapped(VALID[FAQ], "    topic: 设置\n", "    # 主题\n    topic: 设置  # 甲\n")
    faq = swapped(faq, "  - id: group-size\n", "  # 人数\n  - id: group-size # 编号\n")
    files = {**FILES, FAQ: faq.encode()}
    assert len(_lines(files, put(files, _entry(question="小组最少几人？")))) == 2
    assert put(files, _entry()) == files


def test_a_key_that_is_new_stands_where_we_write_it() -> None:
    changed = put(FILES, _entry(draft=True))
    assert _lines(FILES, changed) == ["+     draft: true"]
    assert b"topic: \xe8\xae\xbe\xe7\xbd\xae\n    draft: true\n    question" in changed[FAQ]
    assert put(changed, _entry()) == FILES


def test_a_new_entry_goes_behind_the_others() -> None:
    """With bare locators of its own document; and into a new file where there is none."""
    changed = put(FILES, _entry("new"))
    assert changed[FAQ].startswith(FILES[FAQ])
    assert b"cites: [\xe7\xac\xac\xe4\xb8\x80\xe6\x9d\xa1]" in changed[FAQ][len(FILES[FAQ]) :]
    other = put(FILES, _entry("new", "handbook"))
    assert other["faq/handbook.yaml"].startswith(b"document: handbook\nentries:\n  - id: new\n")
    assert {name: content for name, content in other.items() if name != "faq/handbook.yaml"} == FILES


def test_an_entry_moves_with_its_first_citation() -> None:
    """The citations of the file that it leaves are written in full."""
    old = _entry("group-leader").cites
    entry = _entry("group-leader", "handbook").model_copy(update={"cites": (old[1], old[0])})
    changed = put(FILES, entry)
    assert "id: group-leader" not in changed[FAQ].decode()
    assert "cites: [第一章·一, {document: group-rules, locator: 第一条}]" in changed["faq/handbook.yaml"].decode()
    assert compare(read_source(FILES).to_base(), read_source(changed).to_base()).changed == (
        Part("entries", "group-leader"),
    )


def test_an_entry_that_stands_elsewhere_on_purpose_stays() -> None:
    """It is moved only when what it cites first changes, or where it is told to go."""
    entry = _entry("kept", "handbook")
    there = put(FILES, entry, document="group-rules")
    assert "cites: [{document: handbook, locator: 第一条}]" in there[FAQ].decode()
    again = put(there, entry.model_copy(update={"answer": "别的。"}), document="group-rules")
    assert "faq/handbook.yaml" not in again
    moved = put(there, entry, document="handbook")
    assert moved[FAQ] == FILES[FAQ]
    assert b"id: kept" in moved["faq/handbook.yaml"]


def test_an_entry_can_become_a_boundary() -> None:
    """And the other way round; it is never both."""
    boundary = Boundary(id="group-size", topic="设置", question="小组要几个人？")
    changed = put(FILES, boundary)
    assert block(changed, SIZE) == ""
    assert block(changed, Part("boundaries", "group-size")).startswith("  - id: group-size\n")
    assert compare(read_source(put(changed, _entry())).to_base(), read_source(FILES).to_base()) == Changes()


def test_the_first_boundary_makes_the_file() -> None:
    files = {name: content for name, content in FILES.items() if name != "boundaries.yaml"}
    boundary = read_source(FILES).to_base().boundaries[0]
    assert put(files, boundary)["boundaries.yaml"] == f"boundaries:\n{item_yaml(boundary, '')}".encode()


def test_a_part_is_removed_alone() -> None:
    """Of whatever section; the last of a list leaves an empty one."""
    assert len(_lines(FILES, remove(FILES, SIZE))) == 8
    assert remove(FILES, Part("boundaries", "dues"))["boundaries.yaml"] == b"boundaries: []\n"
    assert remove(FILES, Part("titles", "会费规定"))["where-to-look.yaml"] == b"{}\n"
    with pytest.raises(MissingPartError):
        remove(FILES, Part("entries", "dues"))


def test_lines_are_added_once_and_dropped() -> None:
    """In whichever way the list is written; a list without lines is not written."""
    more = add(FILES, SIZE, "tests", ["凑几个人能设小组", "要几人？", " 要几人？ ", "no"])
    assert _said(more).tests == ("凑几个人能设小组", "要几人？", "no")
    assert drop(more, SIZE, "tests", ["要几人？", "no"]).keys() == FILES.keys()
    assert _said(drop(more, SIZE, "tests", ["要几人？", "no"])).tests == ("凑几个人能设小组",)
    none = drop(FILES, SIZE, "phrasings", ["小组人数", "小组最少几人"])
    assert _lines(FILES, none) == ["-     phrasings: [小组人数, 小组最少几人]"]
    assert add(none, SIZE, "phrasings", []) == none
    again = add(none, SIZE, "phrasings", ["小组人数", "小组最少几人"])
    assert _said(again) == _said(FILES)
    assert again[FAQ].index(b"phrasings") < again[FAQ].index(b"answer")
    with pytest.raises(MissingPartError):
        add(FILES, Part("entries", "nobody"), "tests", ["甲"])


def test_comments_in_a_list_stay() -> None:
    """Adding a line adds a line, dropping one drops one."""
    lines = "    tests:\n      # 口语\n      - 凑几个人能设小组  # 甲\n      - 乙\n\n      # 书面\n      - 丙\n"
    files = {**FILES, FAQ: swapped(VALID[FAQ], "    tests: [凑几个人能设小组]\n", lines).encode()}
    assert _lines(files, add(files, SIZE, "tests", ["丁"])) == ["+       - 丁"]
    assert _lines(files, drop(files, SIZE, "tests", ["乙"])) == ["-       - 乙"]


def _said(files: dict[str, bytes]) -> Entry:
    return next(entry for entry in read_source(files).to_base().entries if entry.id == "group-size")


def test_the_text_of_a_part() -> None:
    """As it stands, comments included."""
    faq = swapped(VALID[FAQ], "  - id: group-leader\n", "  # 组长\n  - id: group-leader\n")
    text = block({**FILES, FAQ: faq.encode()}, Part("entries", "group-leader"))
    assert text.startswith("  # 组长\n  - id: group-leader\n")
    assert text.endswith("    tests: [组长是选的吗]\n")
    assert block(FILES, Part("documents", "handbook")).startswith("handbook:\n")
    assert block(FILES, Part("terms", "nobody")) == ""


def test_putting_what_is_there_changes_nothing() -> None:
    """Of the packaged entries and boundaries, however they are written."""
    base = load_files(PACKAGED).require()
    for item in (*base.entries[::160], *base.boundaries[::160]):
        assert put(PACKAGED, item) == PACKAGED


def test_our_style_is_that_of_the_packaged_files() -> None:
    """Quotes only where YAML needs them, lists in lines or brackets as in the files."""
    entry = next(entry for entry in load_files(PACKAGED).require().entries if entry.id == "group-rules-basis")
    assert item_yaml(entry, "group-rules-2019") == block(PACKAGED, Part("entries", "group-rules-basis"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("否", "否"),
        ("no", "'no'"),
        ("2019-04-22", "'2019-04-22'"),
        ("20", "'20'"),
        ("null", "'null'"),
        ("甲: 乙", "'甲: 乙'"),
        ("甲 #乙", "'甲 #乙'"),
        ("- 甲", "'- 甲'"),
        ("'甲'", "'''甲'''"),
        ("《甲》", "《甲》"),
        ("a, b", "a, b"),
        ("甲\t乙", '"甲\\t乙"'),
        ("甲\u2028乙", '"甲\\u2028乙"'),
        ("😀", "😀"),
    ],
)
def test_quotes_stand_where_yaml_would_read_something_else(text: str, written: str) -> None:
    boundary = Boundary(id="a", topic="甲", question=text)
    assert item_yaml(boundary, "").splitlines()[2] == f"    question: {written}"


def _may_stand(text: str) -> bool:
    """Whether a file may hold these characters at all."""
    refused: list[str] = []
    decode(text.encode(), lambda code, line, sentence: refused.append(sentence))
    return not refused


_HOSTILE = st.text(
    st.one_of(
        st.sampled_from("'\"#:-?[]{}!&*|>%@`~,=\\ \t\u3000否noyes0123456789.e_😀\n"),
        st.characters(exclude_categories=["Cs", "Cc", "Cf"]),
    ),
    min_size=1,
    max_size=40,
).filter(lambda text: bool(text.strip()) and _may_stand(text))
_LINE = _HOSTILE.filter(lambda text: not set("\r\n") & set(text))
_IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)?", fullmatch=True).filter(lambda text: len(text) < 50)
_DOCUMENTS = st.sampled_from(["group-rules", "handbook", "2019", "no"])
_CITES = st.lists(st.builds(Citation, document=_DOCUMENTS, locator=_HOSTILE), min_size=1, max_size=4)
_LISTS = st.lists(_LINE, max_size=4).map(tuple)
_ENTRIES = st.builds(
    Entry,
    id=_IDS,
    topic=_HOSTILE.filter(lambda text: len(text) <= 30),
    question=_LINE,
    phrasings=_LISTS,
    answer=st.lists(_HOSTILE | st.just("") | st.just("  "), min_size=1).map("\n".join).filter(str.strip),
    cites=_CITES.map(tuple),
    related=st.lists(_HOSTILE, max_size=3).map(tuple),
    tests=_LISTS,
    draft=st.booleans(),
)
_BOUNDARIES = st.builds(
    Boundary,
    id=_IDS,
    topic=_LINE.filter(lambda text: len(text) <= 30),
    question=_LINE,
    phrasings=_LISTS,
    look_into=_LISTS,
    note=st.just("") | _HOSTILE,
    tests=_LISTS,
)


@given(_ENTRIES, st.sampled_from(["group-rules", "2019", "no"]))
def test_an_entry_is_read_as_it_was_written(entry: Entry, document: str) -> None:
    """Whatever it says, in a new file and in place of another."""
    files = put({}, entry, document=document)
    source = read_source(files)
    assert source.issues == []
    assert [placed.model for placed in source.entries] == [entry]
    old = entry.model_copy(update={"answer": "甲", "phrasings": ("乙",), "tests": ()})
    again = put(put({}, old, document=document), entry, document=document)
    assert [placed.model for placed in read_source(again).entries] == [entry]


@given(_BOUNDARIES)
def test_a_boundary_is_read_as_it_was_written(boundary: Boundary) -> None:
    source = read_source(put({}, boundary))
    assert source.issues == []
    assert [placed.model for placed in source.boundaries] == [boundary]


@given(st.lists(_LINE.map(str.strip), unique=True, max_size=5), st.data())
def test_lines_come_and_go(texts: list[str], data: st.DataObject) -> None:
    """What was added and dropped again was never there."""
    fresh = [text for text in texts if text not in _said(FILES).tests]
    files = FILES
    for text in fresh:
        files = add(files, SIZE, "tests", [text])
    assert _said(files).tests == (*_said(FILES).tests, *fresh)
    gone = data.draw(st.lists(st.sampled_from(fresh), unique=True)) if fresh else []
    left = drop(files, SIZE, "tests", gone)
    assert _said(left).tests == (*_said(FILES).tests, *(text for text in fresh if text not in gone))


@pytest.mark.parametrize("name", sorted(VALID))
def test_a_file_is_known_by_what_is_in_it(name: str) -> None:
    """Whatever it is called."""
    assert home("新建文件.yml", FILES[name]) == name
    assert home("C:\\temp\\terms.yaml", FILES[name]) == name


@pytest.mark.parametrize("name", sorted(PACKAGED))
def test_a_packaged_file_is_known_by_what_is_in_it(name: str) -> None:
    assert home("x.yaml", PACKAGED[name]) == name


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("entries: []\n", Code.MISSING_KEY),
        ("document: 甲\nentries: []\n", Code.WRONG_VALUE),
        ("a: 1\n", Code.WRONG_FILE),
        ("{}\n", Code.WRONG_FILE),
        ("甲: {title: 乙}\n", Code.WRONG_FILE),
        ("- id: a\n", Code.WRONG_TYPE),
        ("a: [\n", Code.SYNTAX),
        ("", Code.EMPTY_FILE),
    ],
)
def test_what_is_no_file_of_knowledge_is_refused_with_the_reason(content: str, code: Code) -> None:
    found = home("folder/x.yaml", content.encode())
    assert isinstance(found, Issue)
    assert (found.file, found.code) == ("x.yaml", code)


def test_a_broken_file_is_known_by_its_name() -> None:
    """What is wrong with it the checks will say, by line."""
    assert home("terms.yaml", b"terms: [\n") == "terms.yaml"
    assert home("terms.yaml", b"words: []\n") == "terms.yaml"


def test_an_item_is_readable_by_itself() -> None:
    """As it is shown."""
    text = block(FILES, SIZE)
    assert parse_marked(text.encode(), "x").data[0]["id"] == "group-size"


def test_every_item_of_a_file_is_put_and_what_it_lacks_stays() -> None:
    """In place of the one of its id, wherever that stands, else behind the one that it follows there."""
    files = put(put(FILES, _entry("one")), _entry("two"))
    given = "document: group-rules\nentries:\n" + "".join(
        f"  - id: {entry_id}\n    topic: 甲\n    question: {entry_id}？\n    answer: 新的\n    cites: [第一条]\n"
        for entry_id in ("first", "one", "next")
    )
    merged = put_all(files, FAQ, given.encode())
    ids = [each.id for each in split(merged[FAQ], FAQ).blocks]
    old = [each.id for each in split(files[FAQ], FAQ).blocks]
    at = old.index("one")
    assert ids == ["first", *old[: at + 1], "next", *old[at + 1 :]]
    assert block(merged, SIZE) == block(files, SIZE)
    assert "新的" in block(merged, Part("entries", "one"))
    moved = put_all(put(FILES, _entry("hint", "handbook")), FAQ, given.replace("first", "hint").encode())
    assert "hint" not in [each.id for each in split(moved["faq/handbook.yaml"], "faq/handbook.yaml").blocks]
    assert "新的" in block(moved, Part("entries", "hint"))


def test_lines_of_many_items_are_dropped_at_once() -> None:
    """Just as one after the other."""
    one, two = Part("entries", "one"), Part("entries", "two")
    files = put(put(FILES, _entry("one", tests=("甲？", "乙？"))), _entry("two", tests=("丙？",)))
    each = drop(drop(files, one, "tests", ["乙？"]), two, "tests", ["丙？"])
    assert drop_each(files, FAQ, "tests", {"one": ["乙？"], "two": ["丙？"], "gone": ["丁？"]}) == each
