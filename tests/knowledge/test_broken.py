"""Broken folders: whatever is wrong, the base is refused with the file, the line and a sentence that names why."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from knowledge import models
from knowledge.issues import MAX_ISSUES, Issue, Severity, has_errors
from knowledge.loader import Loaded, load_files, load_folder
from knowledge.marked import MAX_BYTES
from tests.knowledge.samples import BOUNDARIES, FAQ, GUIDES, TERMS, VALID, places, swapped, write

ENTRIES = "faq/group-rules.yaml"
SLIPS = Path(__file__).parent.parent / "data" / "broken" / "slips.yaml"
LATIN = re.compile("[A-Za-z_]{3,}")
OURS = {
    *("YAML", "UTF", "GBK", "ANSI", "Tab", "Telegram", "true", "false", "http", "https", "yaml", "faq", "tests"),
    *("documents", "boundaries", "terms", "guides", "topics", "obligations", "meetings", "where", "look", "entries"),
    *("group", "meeting", "frequency"),
}
"""Latin words of our own sentences; others must come from the file or be the names of keys."""


@dataclass(frozen=True)
class Slip:
    """One way of breaking the sample base."""

    name: str
    file: str
    content: bytes
    at: str
    says: str


def _slips() -> list[Slip]:
    found = []
    for row in yaml.safe_load(SLIPS.read_text("utf-8")):
        new = str(row["new"])
        content = swapped(VALID[row["file"]], row["old"], new) if "old" in row else new
        found.append(Slip(row["name"], row["file"], content.encode(), row["at"], row["says"]))
    return found


def _long(name: str, file: str, change: tuple[str, str], at: str, says: str) -> Slip:
    return Slip(name, file, swapped(VALID[file], *change).encode(), at, says)


FLOOD = "document: group-rules\nentries:\n" + "  - {id: A, x: 1}\n" * 100_000
MANY = "document: group-rules\nentries:\n" + "".join(
    f"  - {{id: a{i}, topic: 甲, question: 问{i}, answer: 答, cites: [第一条], related: [b{i}]}}\n" for i in range(5000)
)
NEW = [
    _long("long-question", ENTRIES, ("组长怎么产生？", "长" * 201), f"{ENTRIES}:13 K206", "200"),
    _long("long-answer", ENTRIES, ("answer: 推选。", f"answer: {'长' * 3001}"), f"{ENTRIES}:15 K206", "3000"),
    _long("long-in-utf-16", ENTRIES, ("answer: 推选。", f"answer: {'😀' * 2100}"), f"{ENTRIES}:15 K206", "4096"),
    _long("long-line", ENTRIES, ("topic: 组长", f"topic: {'长' * 100_000}"), f"{ENTRIES}:12 K206", "30"),
    _long("long-key", ENTRIES, ("topic: 组长", f"{'t' * 2000}: 组长"), f"{ENTRIES}:12 K104", "冒号"),
    _long(
        "long-note",
        "boundaries.yaml",
        ("question: 会费交多少？", f"note: {'长' * 301}\n    question: 会费？"),
        "boundaries.yaml:4 K206",
        "300",
    ),
    _long("long-step", "guides.yaml", ("不行。", "长" * 2001), "guides.yaml:16 K206", "2000"),
    _long("long-list", ENTRIES, ("[组长谁来定]", f"[{'问, ' * 100_000}]"), f"{ENTRIES}:14 K206", "200"),
    _long("long-number", "obligations.yaml", ("times: 1", f"times: {'9' * 5000}"), "obligations.yaml:6 K204", "太大"),
    Slip("100,000 broken entries", ENTRIES, FLOOD.encode(), f"{ENTRIES}:3 K201", "缺少"),
    Slip("5,000 dangling", ENTRIES, MANY.encode(), f"{ENTRIES}:3 K305", "没有条目 b0"),
    Slip("brackets", "terms.yaml", b"[" * 1_000_000, "terms.yaml:1 K107", "嵌套"),
    Slip("long-title", "where-to-look.yaml", f"{'长' * 201}: []\n".encode(), "where-to-look.yaml:1 K206", "标题"),
    Slip("too-large", "terms.yaml", b"#" * (MAX_BYTES + 1), "terms.yaml:0 K103", "5 MB"),
]
LINED = f"terms: []\n# {'汉字' * 20}\n"
BYTES = [
    ("gbk", TERMS.encode("gbk"), 3, "K102", "GBK"),
    ("big5", "terms: []\n# 黨組\n".encode("big5"), 2, "K102", "UTF-8"),
    ("latin-1", "terms: []\n# é\n".encode("latin-1"), 2, "K102", "UTF-8"),
    ("utf-16-with-mark", TERMS.encode("utf-16"), 1, "K102", "UTF-16"),
    ("utf-16-of-the-other-end", b"\xfe\xff" + TERMS.encode("utf-16-be"), 1, "K102", "UTF-16"),
    ("utf-16-without-mark", b"terms: []\n".decode().encode("utf-16-le"), 1, "K104", "UTF-16"),
    ("utf-32", "terms: []\n".encode("utf-32-be"), 1, "K104", "UTF-16"),
    ("cut-in-a-character", LINED.encode()[:-2], 2, "K102", "UTF-8"),
    ("overlong", b"terms: []\n# \xc0\xaf\n", 2, "K102", "UTF-8"),
    ("lone-surrogate", b"terms: []\n# \xed\xa0\x80\n", 2, "K102", "UTF-8"),
    ("nul", b"terms: []\n# \0\n", 2, "K104", "U+0000"),
    ("delete", b"terms: []\r# \x7f", 2, "K104", "U+007F"),
    ("picture", b"\x89PNG\r\n\x1a\n\0\0\0", 1, "K102", "UTF-8"),
    ("archive", b"PK\x03\x04terms", 1, "K104", "U+0003"),
]
ALL = [*_slips(), *NEW]


def _loaded(slip: Slip) -> Loaded:
    return load_files({name: text.encode() for name, text in VALID.items()} | {slip.file: slip.content})


def test_there_are_enough_of_them() -> None:
    """At least eighty broken folders, each with a name of its own."""
    names = [*(slip.name for slip in ALL), *(name for name, *_ in BYTES)]
    assert len(names) == len(set(names))
    assert len(names) >= 80


@pytest.mark.parametrize("slip", ALL, ids=lambda slip: slip.name)
def test_a_slip_is_refused_at_its_line_with_its_cause(slip: Slip) -> None:
    """There is no base, and one of the issues is the one that an editor needs."""
    loaded = _loaded(slip)
    assert loaded.base is None
    found = [issue for issue in loaded.issues if str(issue).startswith(f"{slip.at} ")]
    assert any(slip.says in issue.text for issue in found), [str(issue) for issue in loaded.issues[:5]]
    assert {issue.severity for issue in found} == {Severity.ERROR}
    _assert_plain(loaded.issues, slip.content.decode("utf-8", "replace"))


@pytest.mark.parametrize(("name", "content", "line", "code", "says"), BYTES)
def test_bytes_that_are_no_text_are_refused(name: str, content: bytes, line: int, code: str, says: str) -> None:
    """One issue, with the line as far as lines can be told."""
    loaded = _loaded(Slip(name, "terms.yaml", content, "", ""))
    assert places(loaded.issues) == [f"terms.yaml:{line} {code}"]
    assert says in loaded.issues[0].text
    assert loaded.base is None


def _assert_plain(issues: list[Issue], content: str) -> None:
    """The sentences are Chinese: no word of libyaml's or pydantic's, and nothing as Python writes it."""
    kinds = [kind for kind in vars(models).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]
    keys = " ".join([key for kind in kinds for key in kind.model_fields] + [content, *VALID.values()])
    known = OURS | set(LATIN.findall(keys)) | set(LATIN.findall(content.encode("unicode_escape").decode()))
    values = set(re.findall("[a-z]+", " ".join(str(kind.model_fields) for kind in kinds)))
    for issue in issues:
        strange = set(LATIN.findall(re.sub(r"U\+[0-9A-F]+", "", issue.text))) - known - values
        assert not {word for word in strange if word not in content}, issue.text
        assert not re.search(r"<class|object at|Error|\bNone\b|\bTrue\b|\[\]|\{\}", issue.text), issue.text
        assert re.search("[\u4e00-\u9fff]", issue.text), issue.text
        assert str(issue).isprintable()


def test_a_flood_is_told_in_part() -> None:
    """Nobody reads a million lines: the first ones of a file, and how many more there are."""
    slip = next(slip for slip in NEW if slip.name == "5,000 dangling")
    issues = _loaded(slip).issues
    assert sum(issue.file == ENTRIES for issue in issues) == MAX_ISSUES + 1
    assert "没有列出" in next(issue.text for issue in issues if issue.line == 0)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)


@pytest.mark.parametrize(
    ("make", "code", "says"),
    [
        (Path.mkdir, "K101", "不是普通文件"),
        (_pipe, "K101", "不是普通文件"),
        (_loop, "K101", "绕成了圈"),
        (_huge, "K103", "5 MB"),
    ],
)
def test_what_is_no_file_of_ours_is_refused(tmp_path: Path, make: Callable[[Path], None], code: str, says: str) -> None:
    """A folder, a pipe that nobody writes to, a link to itself, 50 MB: none of them is read to the end."""
    folder = write(tmp_path)
    (folder / "terms.yaml").unlink()
    make(folder / "terms.yaml")
    loaded = load_folder(folder)
    assert places(loaded.issues) == [f"terms.yaml:0 {code}"]
    assert says in loaded.issues[0].text
    assert loaded.base is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    """In Chinese, whatever the system calls it."""
    folder = write(tmp_path)
    (folder / "terms.yaml").chmod(0)
    assert [issue.text for issue in load_folder(folder).issues] == ["读不出来：没有读取的权限。"]


@pytest.mark.parametrize(
    ("name", "line", "says", "severity"),
    [
        ("boundary.yaml", 0, "boundaries.yaml", Severity.ERROR),
        ("terms.yml", 0, "terms.yaml", Severity.ERROR),
        ("where-to-lock.yaml", 0, "where-to-look.yaml", Severity.ERROR),
        ("compose.yaml", 0, "不会读", Severity.WARNING),
        ("faq/group-rule.yaml", 1, "faq/group-rules.yaml", Severity.ERROR),
        ("faq/group-rules.yml", 1, "faq/group-rules.yaml", Severity.ERROR),
    ],
)
def test_a_file_of_the_wrong_name_is_not_passed_over(
    tmp_path: Path, name: str, line: int, says: str, severity: Severity
) -> None:
    """What is almost one of our names is misspelt; what is none is left alone, and said so."""
    folder = write(tmp_path)
    (folder / name).write_text("document: group-rules\nentries: []\n" if "/" in name else "a: b\n", "utf-8")
    found = [issue for issue in load_folder(folder).issues if issue.file == name]
    assert places(found) == [f"{name}:{line} K310"]
    assert says in found[0].text
    assert found[0].severity is severity
    files = {key: text.encode() for key, text in VALID.items()} | {name: (folder / name).read_bytes()}
    assert [issue for issue in load_files(files).issues if issue.file == name] == found


def test_one_question_too_many_guides(tmp_path: Path) -> None:
    """More rows of buttons than fit under an answer are refused at the guide that is one too many."""
    guide = GUIDES.removeprefix("guides:\n")
    guides = "guides:\n" + "".join(guide.replace("founding", f"founding-{i}") for i in range(21))
    topics = VALID["topics.yaml"].replace("founding", "founding-0")
    loaded = load_folder(write(tmp_path, guides=guides, topics=topics))
    size = guide.count("\n")
    assert places(loaded.issues) == [f"guides.yaml:{1 + 20 * size + 3} K206"]
    assert "按钮" in loaded.issues[0].text


def test_a_mark_and_any_line_ends_are_accepted() -> None:
    """A byte order mark of UTF-8 and the line ends of other systems do no harm: what Windows writes is read."""
    for ends in ("\n", "\r\n", "\r"):
        content = b"\xef\xbb\xbf" + BOUNDARIES.replace("\n", ends).encode()
        assert _loaded(Slip("", "boundaries.yaml", content, "", "")).issues == []


def test_a_joined_emoji_is_text() -> None:
    """The joiner that makes one picture of two is not among what is refused as invisible."""
    content = swapped(FAQ, "answer: 推选。", "answer: 推选 👨\u200d👩\u200d👧。").encode()
    assert not has_errors(_loaded(Slip("", ENTRIES, content, "", "")).issues)
