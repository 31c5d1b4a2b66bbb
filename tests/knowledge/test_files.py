"""Files that are no YAML that we accept: where the trouble is, and what an editor is told."""

from pathlib import Path

import pytest

from knowledge.loader import load_folder
from knowledge.marked import MAX_BYTES, MAX_DEPTH, parse_marked
from tests.knowledge.samples import FAQ, TERMS, issues_with, places, write

LAUGHS = "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

ALONE = {"meetings": "meetings: []\n", "obligations": "obligations: []\n"}
"""With nothing that refers to the terms."""


def test_the_sample_is_sound(tmp_path: Path) -> None:
    """What the tests break is whole before: neither an error nor a warning."""
    assert load_folder(write(tmp_path)).issues == []


@pytest.mark.parametrize(
    ("content", "line", "code", "word"),
    [
        ("terms:\n  - id: a\n\tname: b\n", 3, "K104", "Tab"),
        ("terms:\n\t- id: a\n", 2, "K104", "Tab"),
        ("\tterms: []\n", 1, "K104", "Tab"),
        ("terms:\n  - id: a\n    gloss: 注意: 冒号\n", 3, "K104", "加引号"),
        ("terms:\n  - id: a\n   name: b\n", 3, "K104", "缩进"),
        ("terms:\n  - id: 'a\n    name: b\n", 2, "K104", "引号从这里开始"),
        ("terms:\n  - {id: a,\n     name: b\n", 2, "K104", "没有配对"),
        ("terms: []\n- a\n", 2, "K104", "缩进没有对齐"),
        ("- a\nterms: []\n", 2, "K104", "列表里混进"),
        ("terms: @a\n", 1, "K104", "开头"),
        ("terms: `a`\n", 1, "K104", "开头"),
        ('terms: "a\\q"\n', 1, "K104", "反斜杠"),
        ("%YAML 3.0\n---\nterms: []\n", 1, "K104", "读不下去"),
        ("terms: []\nterms: []\n", 2, "K105", "terms"),
        ("terms:\n  - id: a\n    name: b\n    name: c\n", 4, "K105", "name"),
        ("terms: &x []\n", 1, "K106", "锚点"),
        ("terms:\n  - *x\n", 2, "K106", "锚点"),
        (LAUGHS, 1, "K106", "写全"),
        ("terms: !!set {}\n", 1, "K106", "标签"),
        ("terms: !!python/object/apply:os.system ['true']\n", 1, "K106", "标签"),
        ("terms: ! a\n", 1, "K106", "标签"),
        ("terms: []\n---\nterms: []\n", 2, "K106", "一个 YAML 文档"),
        ("terms: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH, 1, "K107", "嵌套"),
        ("[" * 100_000, 1, "K107", "嵌套"),
        ("", 1, "K108", "空的"),
        ("\n\n  \n", 1, "K108", "空的"),
        ("# 只有注释\n", 1, "K108", "空的"),
        ("---\n", 1, "K108", "空的"),
        ("null\n", 1, "K108", "空的"),
    ],
)
def test_yaml_that_is_refused(tmp_path: Path, content: str, line: int, code: str, word: str) -> None:
    """Every refusal names the line and says what is wrong there."""
    issues = issues_with(tmp_path, terms=content)
    assert f"terms.yaml:{line} {code}" in places(issues)
    assert word in next(issue.text for issue in issues if issue.code.value == code)


@pytest.mark.parametrize(
    ("content", "line", "code", "word"),
    [
        (TERMS.encode("gbk"), 3, "K102", "UTF-8"),
        ("terms: []\n# 黨組".encode("big5"), 2, "K102", "UTF-8"),
        (TERMS.encode("utf-16"), 1, "K102", "UTF-8"),
        ("terms: []\n".encode("utf-16-le"), 1, "K104", "UTF-16"),
        (b"terms: []\n# \xff\n", 2, "K102", "UTF-8"),
        (b"terms: []\n# \xed\xa0\x80\n", 2, "K102", "UTF-8"),
        (b"terms: []\n# \x00\n", 2, "K104", "U+0000"),
        (b"terms: []\r\n\r\n# \x1b[31m\r\n", 3, "K104", "U+001B"),
        (b"terms: []\r# \x7f", 2, "K104", "U+007F"),
        ("terms: []\n# a\ufeffb\n".encode(), 2, "K104", "U+FEFF"),
        ("terms: []\n# \ufffe\n".encode(), 2, "K104", "U+FFFE"),
        (b"#" * (MAX_BYTES + 1), 0, "K103", "5 MB"),
    ],
)
def test_bytes_that_are_refused(tmp_path: Path, content: bytes, line: int, code: str, word: str) -> None:
    """Other encodings, control characters and floods are told from bad YAML."""
    issues = issues_with(tmp_path, terms=content)
    assert places(issues) == [f"terms.yaml:{line} {code}"]
    assert word in issues[0].text


def test_a_file_of_the_full_size_is_read() -> None:
    """The limit itself is allowed."""
    content = b"terms: []\n" + b"#" * (MAX_BYTES - 10)
    assert len(content) == MAX_BYTES
    assert parse_marked(content, "terms.yaml").data == {"terms": []}


def test_the_deepest_nesting_that_is_allowed_is_read() -> None:
    """The limit itself is allowed."""
    content = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert parse_marked(content, "terms.yaml").issues == []


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_and_any_line_ending_are_accepted(tmp_path: Path, newline: str) -> None:
    """What Windows editors write is as good as any."""
    content = b"\xef\xbb\xbf" + FAQ.replace("\n", newline).encode()
    assert issues_with(tmp_path, faq=content) == []


def test_anchors_are_refused_all_at_once(tmp_path: Path) -> None:
    """An editor sees every place in one go."""
    found = places(issues_with(tmp_path, terms="a: &x 1\nb: *x\nc: !!str d\n"))
    assert found == ["terms.yaml:1 K106", "terms.yaml:2 K106", "terms.yaml:3 K106"]


def test_a_duplicate_key_hides_nothing_else(tmp_path: Path) -> None:
    """The rest of the file is checked all the same."""
    content = "terms:\n  - id: a\n    name: b\n    name: c\n    kind: 神\n"
    found = places(issues_with(tmp_path, terms=content, **ALONE))
    assert found == ["terms.yaml:4 K105", "terms.yaml:5 K204"]


def test_a_number_too_long_to_be_one_is_an_issue(tmp_path: Path) -> None:
    """Python refuses to read integers of thousands of digits; that must not end the program."""
    content = "terms:\n  - id: a\n    name: " + "9" * 5000 + "\n"
    issues = issues_with(tmp_path, terms=content, **ALONE)
    assert places(issues) == ["terms.yaml:3 K205"]
    assert len(issues[0].text) <= 400


def test_a_sentence_stays_on_its_line(tmp_path: Path) -> None:
    """What is quoted from a file can neither break the line nor command the terminal."""
    issues = issues_with(tmp_path, terms='terms: []\n"a\\nb\\e[31m": 1\n', **ALONE)
    assert "terms.yaml:2 K202 不认识的键 a\\nb\\x1b[31m。" in [str(issue) for issue in issues]


def test_a_file_that_cannot_be_read_accuses_no_other_file(tmp_path: Path) -> None:
    """With documents.yaml broken, nobody knows what may be cited: one issue, not one for each citation."""
    assert places(issues_with(tmp_path, documents="a: 'b\n")) == ["documents.yaml:1 K104"]
    assert places(issues_with(tmp_path, documents=TERMS.encode("gbk"))) == ["documents.yaml:3 K102"]


@pytest.mark.parametrize(
    "name", ["faq", "boundaries", "terms", "obligations", "where_to_look", "guides", "topics", "meetings"]
)
def test_one_broken_file_is_one_issue(tmp_path: Path, name: str) -> None:
    """Whatever refers to a file that could not be read is not to blame."""
    assert len(issues_with(tmp_path, **{name: "[\n"})) == 1
